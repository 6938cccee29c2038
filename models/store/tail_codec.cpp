#include "models/store/tail_codec.h"

#include "models/store/byte_stream.h"
#include "models/store/value_packing.h"

#include <algorithm>
#include <numeric>

namespace vedette {

namespace {

constexpr std::uint8_t kVersion = 1;

Error notATail() { return makeError(ErrorKind::store, "stored samples are damaged"); }

} // namespace

std::string encodeTail(const TailSamples& samples)
{
    ByteWriter body;
    body.varint(samples.size());
    std::int64_t previousId = 0;
    std::size_t total = 0;
    for (const auto& [id, columns] : samples) {
        body.varint(static_cast<std::uint64_t>(id - previousId));
        body.varint(columns.size());
        previousId = id;
        total += columns.size();
    }
    std::int64_t previous = 0;
    std::vector<double> values;
    values.reserve(total);
    for (const auto& [id, columns] : samples) {
        for (const auto t : columns.times) {
            body.zigzag(t - previous);
            previous = t;
        }
        values.insert(values.end(), columns.values.begin(), columns.values.end());
    }
    packPlanes(body, values);
    bool zstd = false;
    const auto packed = squeezed(body.bytes(), 1, zstd);
    ByteWriter out;
    out.u8(kVersion);
    out.u8(zstd ? 1 : 0);
    out.varint(body.bytes().size());
    out.raw(packed);
    return out.take();
}

Result<TailSamples> decodeTail(std::string_view bytes)
{
    ByteReader head(bytes);
    const auto version = head.u8();
    const auto zstd = head.u8();
    const auto length = head.varint();
    if (!head.ok() || version != kVersion || zstd > 1)
        return notATail();
    std::string plain;
    std::string_view body = head.raw(head.left());
    if (zstd == 1) {
        auto unpacked = unsqueezed(body, length);
        if (!unpacked.ok())
            return unpacked.error();
        plain = std::move(unpacked.value());
        body = plain;
    }
    ByteReader in(body);
    TailSamples out(in.count(2));
    std::uint64_t id = 0;
    std::size_t total = 0;
    std::vector<std::size_t> counts;
    for (auto& entry : out) {
        id += in.varint();
        entry.first = static_cast<std::int64_t>(id);
        const auto n = in.count(9);
        counts.push_back(n);
        total += n;
    }
    if (!in.ok() || total > in.left() / 9)
        return notATail();
    std::uint64_t t = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i].second.times.reserve(counts[i]);
        for (std::size_t k = 0; k < counts[i]; ++k) {
            t += static_cast<std::uint64_t>(in.zigzag());
            out[i].second.times.push_back(static_cast<std::int64_t>(t));
        }
    }
    std::vector<double> values;
    if (!unpackPlanes(in, total, values))
        return notATail();
    auto from = values.begin();
    for (auto& [series, columns] : out) {
        const auto to = from + static_cast<std::ptrdiff_t>(columns.size());
        columns.values.assign(from, to);
        from = to;
    }
    return out;
}

bool sameBits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

SampleColumns mergeColumns(const SampleColumns& older, const SampleColumns& newer, std::int64_t& added, bool& altered)
{
    SampleColumns out;
    out.times.reserve(older.size() + newer.size());
    out.values.reserve(older.size() + newer.size());
    added = 0;
    altered = false;
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < older.size() || k < newer.size()) {
        if (k == newer.size() || (i < older.size() && older.times[i] < newer.times[k])) {
            out.push(older.times[i], older.values[i]);
            ++i;
            continue;
        }
        if (i < older.size() && older.times[i] == newer.times[k]) {
            altered = altered || !sameBits(older.values[i], newer.values[k]);
            ++i;
        } else {
            ++added;
        }
        out.push(newer.times[k], newer.values[k]);
        ++k;
    }
    altered = altered || added > 0;
    return out;
}

SampleColumns ordered(SampleColumns samples)
{
    const bool sorted = std::adjacent_find(samples.times.begin(), samples.times.end(), std::greater_equal<>()) == samples.times.end();
    if (sorted)
        return samples;
    std::vector<std::size_t> order(samples.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return samples.times[a] < samples.times[b]; });
    SampleColumns out;
    for (const auto i : order) {
        if (!out.empty() && out.times.back() == samples.times[i])
            out.values.back() = samples.values[i];
        else
            out.push(samples.times[i], samples.values[i]);
    }
    return out;
}

} // namespace vedette
