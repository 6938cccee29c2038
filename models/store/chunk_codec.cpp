#include "models/store/chunk_codec.h"

#include "models/store/byte_stream.h"
#include "models/store/time_packing.h"
#include "models/store/value_packing.h"

#include <zstd.h>

#include <memory>

namespace vedette {

namespace {

constexpr std::uint64_t kMaxPlain = 64ULL << 20U;

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
    out.u8(kChunkVersion);
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
    if (!head.ok() || version != kChunkVersion || zstd > 1 || count == 0 || count > kMaxChunkSamples)
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
