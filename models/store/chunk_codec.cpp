#include "models/store/chunk_codec.h"

#include "models/store/byte_stream.h"
#include "models/store/integer_packing.h"
#include "models/store/value_packing.h"

#include <zstd.h>

#include <memory>

namespace vedette {

namespace {

enum : std::uint8_t { kGrid = 0, kAnyTimes = 1 };
constexpr std::uint8_t kVersion = 1;
constexpr std::uint64_t kMaxPlain = 64ULL << 20U;

void packTimes(ByteWriter& out, const std::vector<std::int64_t>& times)
{
    out.zigzag(times.front());
    const auto n = times.size();
    const std::int64_t step = n > 1 ? times[1] - times[0] : 0;
    std::vector<std::size_t> breaks;
    std::int64_t grid = step;
    // The usual step may not be the first one: take the one that two neighbours share.
    for (std::size_t i = 2; i < n && i < 64; ++i) {
        if (times[i] - times[i - 1] == times[i - 1] - times[i - 2]) {
            grid = times[i] - times[i - 1];
            break;
        }
    }
    for (std::size_t i = 1; i < n && breaks.size() * 4 <= n; ++i) {
        if (times[i] - times[i - 1] != grid)
            breaks.push_back(i);
    }
    if (breaks.size() * 4 <= n) {
        out.u8(kGrid);
        out.varint(static_cast<std::uint64_t>(grid));
        out.varint(breaks.size());
        std::size_t previous = 0;
        for (const auto i : breaks) {
            out.varint(i - previous);
            out.zigzag(times[i] - times[i - 1] - grid);
            previous = i;
        }
        return;
    }
    out.u8(kAnyTimes);
    std::vector<std::int64_t> deltas(n - 1);
    for (std::size_t i = 1; i < n; ++i)
        deltas[i - 1] = times[i] - times[i - 1];
    packIntegers(out, deltas);
}

/// False also when the times do not ascend.
bool unpackTimes(ByteReader& in, std::size_t count, std::vector<std::int64_t>& times)
{
    std::int64_t t = in.zigzag();
    const auto kind = in.u8();
    std::vector<std::int64_t> deltas;
    if (kind == kGrid) {
        const auto step = static_cast<std::int64_t>(in.varint());
        const auto breaks = in.count(2);
        if (!in.ok())
            return false;
        deltas.assign(count - 1, step);
        std::size_t at = 0;
        for (std::size_t b = 0; b < breaks; ++b) {
            const auto index = in.varint();
            const auto odd = in.zigzag();
            if (!in.ok() || index == 0 || index >= count || at + index >= count)
                return false;
            at += static_cast<std::size_t>(index);
            deltas[at - 1] = static_cast<std::int64_t>(static_cast<std::uint64_t>(step) + static_cast<std::uint64_t>(odd));
        }
    } else if (kind != kAnyTimes || (count > 1 && !unpackIntegers(in, count - 1, deltas))) {
        return false;
    }
    if (!in.ok())
        return false;
    times.reserve(count);
    times.push_back(t);
    for (const auto delta : deltas) {
        std::int64_t next = 0;
        if (delta <= 0 || __builtin_add_overflow(t, delta, &next))
            return false;
        t = next;
        times.push_back(t);
    }
    return true;
}

Error notAChunk() { return makeError(ErrorKind::store, "stored samples are damaged"); }

} // namespace

std::string squeezed(const std::string& body, int level, bool& zstd)
{
    static thread_local const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(), ZSTD_freeCCtx);
    zstd = false;
    if (body.size() < 48)
        return body;
    std::string out(ZSTD_compressBound(body.size()), '\0');
    const auto size = ZSTD_compressCCtx(context.get(), out.data(), out.size(), body.data(), body.size(), level);
    if (ZSTD_isError(size) != 0U || size + body.size() / 32 + 4 > body.size())
        return body;
    zstd = true;
    out.resize(size);
    return out;
}

Result<std::string> unsqueezed(std::string_view frame, std::uint64_t plainLength)
{
    static thread_local const std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
    if (plainLength > kMaxPlain)
        return notAChunk();
    std::string out(static_cast<std::size_t>(plainLength), '\0');
    const auto size = ZSTD_decompressDCtx(context.get(), out.data(), out.size(), frame.data(), frame.size());
    if (ZSTD_isError(size) != 0U || size != out.size())
        return notAChunk();
    return out;
}

std::string encodeChunk(const SampleColumns& samples)
{
    ByteWriter body;
    packTimes(body, samples.times);
    packValues(body, samples.values);
    bool zstd = false;
    const auto packed = squeezed(body.bytes(), 3, zstd);
    ByteWriter out;
    out.u8(kVersion);
    out.u8(zstd ? 1 : 0);
    out.varint(samples.size());
    if (zstd)
        out.varint(body.bytes().size());
    out.raw(packed);
    return out.take();
}

Result<SampleColumns> decodeChunk(std::string_view bytes)
{
    ByteReader head(bytes);
    const auto version = head.u8();
    const auto zstd = head.u8();
    const auto count = head.varint();
    if (!head.ok() || version != kVersion || zstd > 1 || count == 0 || count > kMaxChunkSamples)
        return notAChunk();
    std::string plain;
    std::string_view body;
    if (zstd == 1) {
        const auto length = head.varint();
        auto unpacked = unsqueezed(head.raw(head.left()), length);
        if (!unpacked.ok())
            return unpacked.error();
        plain = std::move(unpacked.value());
        body = plain;
    } else {
        body = head.raw(head.left());
    }
    ByteReader in(body);
    SampleColumns out;
    const auto n = static_cast<std::size_t>(count);
    if (!unpackTimes(in, n, out.times) || !unpackValues(in, n, out.values) || !in.ok())
        return notAChunk();
    return out;
}

} // namespace vedette
