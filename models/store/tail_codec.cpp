#include "models/store/tail_codec.h"

#include "models/store/byte_stream.h"
#include "models/store/sample_keys.h"
#include "models/store/value_packing.h"

#include <algorithm>
#include <numeric>

namespace vedette {

namespace {

constexpr std::uint8_t kFirstVersion = 1; ///< of schema 1: counts of samples beside the series
constexpr std::uint8_t kVersion = 4; ///< 2 and 3 were never released
constexpr int kMostDecimals = 6;
constexpr std::int64_t kMaxBack = 1 << 20;
enum : std::uint8_t { kSameTime = 0, kOwnTimes = 1 };

Error notATail() { return makeError(ErrorKind::store, "stored samples are damaged"); }

std::uint64_t bitsOf(double v)
{
    std::uint64_t bits = 0;
    std::memcpy(&bits, &v, 8);
    return bits;
}

double realOf(std::uint64_t bits)
{
    double v = 0;
    std::memcpy(&v, &bits, 8);
    return v;
}

/// Byte planes, least significant first, of n words.
void putPlanes(std::string& out, const std::vector<std::uint64_t>& words)
{
    const auto n = words.size();
    const auto begin = out.size();
    out.resize(begin + 8 * n);
    for (unsigned plane = 0; plane < 8; ++plane) {
        auto* to = out.data() + begin + plane * n;
        for (std::size_t i = 0; i < n; ++i)
            to[i] = static_cast<char>(words[i] >> (8 * plane));
    }
}

void takePlanes(std::string_view bytes, std::vector<std::uint64_t>& words)
{
    const auto n = bytes.size() / 8;
    words.assign(n, 0);
    for (unsigned plane = 0; plane < 8; ++plane) {
        const auto* from = reinterpret_cast<const unsigned char*>(bytes.data()) + plane * n;
        for (std::size_t i = 0; i < n; ++i)
            words[i] |= static_cast<std::uint64_t>(from[i]) << (8 * plane);
    }
}

/// The fewest decimals that `v` has exactly, up to six.
std::uint8_t exponentOf(double v)
{
    std::int64_t m = 0;
    for (int e = 0; e <= kMostDecimals; ++e) {
        if (asDecimal(v, e, m))
            return static_cast<std::uint8_t>(e);
    }
    return kNoDecimal;
}

bool bothDecimals(double before, double v, std::uint8_t exponent, std::int64_t& m0, std::int64_t& m1)
{
    return exponent != kNoDecimal && asDecimal(before, exponent, m0) && asDecimal(v, exponent, m1);
}

/// How the series of a row come from those of the row it stands upon: samples are lost now and then.
struct Edits {
    std::vector<std::size_t> removed;                           ///< places there
    std::vector<std::pair<std::size_t, std::int64_t>> added; ///< places here, series
};

Edits editsOf(const std::vector<std::int64_t>& before, const std::vector<std::int64_t>& ids)
{
    Edits out;
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < before.size() || k < ids.size()) {
        if (i < before.size() && k < ids.size() && before[i] == ids[k])
            ++i, ++k;
        else if (k == ids.size() || (i < before.size() && before[i] < ids[k]))
            out.removed.push_back(i++);
        else
            out.added.emplace_back(k, ids[k]), ++k;
    }
    return out;
}

/// What a row's samples are told against, place by place.
struct Earlier {
    std::vector<std::int64_t> ids;
    std::vector<double> values;
    std::vector<std::uint8_t> exponents;
    void push(std::int64_t id, double value, std::uint8_t exponent)
    {
        ids.push_back(id);
        values.push_back(value);
        exponents.push_back(exponent);
    }
};

/// False when the edits do not fit the row.
bool applyEdits(const TailRow& before, const Edits& edits, Earlier& out)
{
    const auto& ids = *before.ids;
    if (edits.removed.size() > ids.size() || before.exponents.size() != ids.size())
        return false;
    const auto n = ids.size() - edits.removed.size() + edits.added.size();
    std::size_t i = 0;
    std::size_t r = 0;
    std::size_t a = 0;
    while (out.ids.size() < n) {
        if (a < edits.added.size() && edits.added[a].first == out.ids.size()) {
            out.push(edits.added[a++].second, 0, kNoDecimal);
            continue;
        }
        for (; r < edits.removed.size() && edits.removed[r] == i; ++r)
            ++i;
        if (i >= ids.size())
            return false;
        out.push(ids[i], before.values[i], before.exponents[i]);
        ++i;
    }
    return a == edits.added.size();
}

void putEdits(ByteWriter& body, const Edits& edits)
{
    body.varint(edits.removed.size());
    std::size_t last = 0;
    for (const auto at : edits.removed) {
        body.varint(at - last);
        last = at;
    }
    body.varint(edits.added.size());
    last = 0;
    for (const auto& [at, id] : edits.added) {
        body.varint(at - last);
        body.varint(static_cast<std::uint64_t>(id));
        last = at;
    }
}

bool takeEdits(ByteReader& in, Edits& edits)
{
    constexpr std::uint64_t kMost = 1ULL << 26U;
    edits.removed.resize(in.count(1));
    std::uint64_t last = 0;
    for (auto& at : edits.removed) {
        last += in.varint();
        if (last > kMost)
            return false;
        at = static_cast<std::size_t>(last);
    }
    edits.added.resize(in.count(2));
    last = 0;
    for (auto& [at, id] : edits.added) {
        last += in.varint();
        const auto series = in.varint();
        if (last > kMost || series >= 1ULL << kSeriesBits)
            return false;
        at = static_cast<std::size_t>(last);
        id = static_cast<std::int64_t>(series);
    }
    return in.ok();
}

/// Per sample 0: the difference of decimals to the value before, or 1: the bits XOR those of the value before.
void putChanges(ByteWriter& body, TailRow& row, const Earlier& before)
{
    const auto n = row.values.size();
    std::string kinds(n, '\0');
    std::vector<std::uint64_t> differences;
    std::vector<std::uint64_t> bits;
    differences.reserve(n);
    row.exponents = before.exponents;
    for (std::size_t i = 0; i < n; ++i) {
        const double v = row.values[i];
        std::int64_t m0 = 0;
        std::int64_t m1 = 0;
        if (bothDecimals(before.values[i], v, before.exponents[i], m0, m1)) {
            const auto d = static_cast<std::uint64_t>(m1) - static_cast<std::uint64_t>(m0);
            differences.push_back((d << 1U) ^ (0 - (d >> 63U)));
            continue;
        }
        kinds[i] = 1;
        bits.push_back(bitsOf(v) ^ bitsOf(before.values[i]));
        row.exponents[i] = exponentOf(v);
    }
    body.raw(kinds);
    putPlanes(body.buffer(), differences);
    putPlanes(body.buffer(), bits);
}

bool takeChanges(ByteReader& in, TailRow& row, const Earlier& before)
{
    const auto n = before.values.size();
    const auto kinds = in.raw(n);
    if (!in.ok())
        return false;
    const auto odd = static_cast<std::size_t>(std::count(kinds.begin(), kinds.end(), '\1'));
    std::vector<std::uint64_t> differences;
    std::vector<std::uint64_t> bits;
    const auto first = in.raw(8 * static_cast<std::uint64_t>(n - odd));
    const auto second = in.raw(8 * static_cast<std::uint64_t>(odd));
    if (!in.ok())
        return false;
    takePlanes(first, differences);
    takePlanes(second, bits);
    row.values.resize(n);
    row.exponents = before.exponents;
    std::size_t d = 0;
    std::size_t b = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (kinds[i] == 1) {
            row.values[i] = realOf(bits[b++] ^ bitsOf(before.values[i]));
            row.exponents[i] = exponentOf(row.values[i]);
            continue;
        }
        std::int64_t m = 0;
        const auto exponent = before.exponents[i];
        if (kinds[i] != 0 || exponent > kMostDecimals || !asDecimal(before.values[i], exponent, m))
            return false;
        const auto z = differences[d++];
        const auto sum = static_cast<std::uint64_t>(m) + ((z >> 1U) ^ (0 - (z & 1U)));
        row.values[i] = static_cast<double>(static_cast<std::int64_t>(sum)) / decimalPower(exponent);
    }
    return true;
}

/// Counts of samples beside the series; every sample its time; planes XOR the sample before.
bool firstVersion(ByteReader& in, TailRow& row)
{
    std::vector<std::int64_t> ids;
    std::uint64_t id = 0;
    const auto series = in.count(2);
    for (std::size_t i = 0; i < series; ++i) {
        id += in.varint();
        const auto n = in.count(9);
        if (!in.ok() || id >= 1ULL << kSeriesBits || n > in.left() / 9 || ids.size() + n > in.left() / 9)
            return false;
        ids.insert(ids.end(), n, static_cast<std::int64_t>(id));
    }
    std::uint64_t t = 0;
    for (std::size_t i = 0; i < ids.size(); ++i)
        row.times.push_back(static_cast<std::int64_t>(t += static_cast<std::uint64_t>(in.zigzag())));
    if (!unpackPlanes(in, ids.size(), row.values))
        return false;
    row.ids = std::make_shared<const std::vector<std::int64_t>>(std::move(ids));
    return true;
}

bool secondVersion(ByteReader& in, const TailRow* before, TailRow& row)
{
    Earlier earlier;
    if (before != nullptr) {
        Edits edits;
        if (!takeEdits(in, edits) || !applyEdits(*before, edits, earlier))
            return false;
        row.ids = edits.removed.empty() && edits.added.empty() ? before->ids : std::make_shared<const std::vector<std::int64_t>>(earlier.ids);
    } else {
        std::vector<std::int64_t> ids(in.count(1));
        std::uint64_t id = 0;
        for (auto& each : ids) {
            id += in.varint();
            if (!in.ok() || id >= 1ULL << kSeriesBits)
                return false;
            each = static_cast<std::int64_t>(id);
        }
        row.ids = std::make_shared<const std::vector<std::int64_t>>(std::move(ids));
    }
    const auto n = row.ids->size();
    const auto kind = in.u8();
    if (n == 0 || kind > kOwnTimes || in.left() < n)
        return false;
    std::uint64_t t = 0;
    row.times.resize(kind == kSameTime ? 1 : n);
    for (auto& each : row.times)
        each = static_cast<std::int64_t>(t += static_cast<std::uint64_t>(in.zigzag()));
    if (before != nullptr)
        return in.ok() && takeChanges(in, row, earlier);
    const auto exponents = in.raw(n);
    const auto planes = in.raw(8 * static_cast<std::uint64_t>(n));
    if (!in.ok())
        return false;
    row.exponents.assign(exponents.begin(), exponents.end());
    std::vector<std::uint64_t> words;
    takePlanes(planes, words);
    row.values.resize(n);
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < n; ++i)
        row.values[i] = realOf(last ^= words[i]);
    return std::all_of(row.exponents.begin(), row.exponents.end(), [](std::uint8_t e) { return e <= kMostDecimals || e == kNoDecimal; });
}

} // namespace

std::string encodeTail(TailRow& row, const TailRow* before, std::int64_t back)
{
    const auto& ids = *row.ids;
    const auto n = ids.size();
    ByteWriter body;
    body.buffer().reserve(11 * n + 64);
    Earlier earlier;
    if (before != nullptr) {
        const auto edits = editsOf(*before->ids, ids);
        static_cast<void>(applyEdits(*before, edits, earlier)); // its own always fit
        putEdits(body, edits);
    } else {
        body.varint(n);
        std::int64_t previous = 0;
        for (const auto id : ids) {
            body.varint(static_cast<std::uint64_t>(id - previous));
            previous = id;
        }
    }
    const bool same = row.times.size() == 1 || std::adjacent_find(row.times.begin(), row.times.end(), std::not_equal_to<>()) == row.times.end();
    body.u8(same ? kSameTime : kOwnTimes);
    std::int64_t previous = 0;
    for (std::size_t i = 0; i < (same ? 1 : n); ++i) {
        body.zigzag(row.times[i] - previous);
        previous = row.times[i];
    }
    if (before != nullptr) {
        putChanges(body, row, earlier);
    } else {
        // Rows that stand upon this one went by these; a row that is written anew keeps them.
        if (row.exponents.size() != n) {
            row.exponents.resize(n);
            std::transform(row.values.begin(), row.values.end(), row.exponents.begin(), exponentOf);
        }
        body.raw({reinterpret_cast<const char*>(row.exponents.data()), n});
        std::vector<std::uint64_t> words(n);
        for (std::size_t i = 0; i < n; ++i)
            words[i] = bitsOf(row.values[i]) ^ (i > 0 ? bitsOf(row.values[i - 1]) : 0);
        putPlanes(body.buffer(), words);
    }
    bool zstd = false;
    const auto packed = squeezed(body.bytes(), 1, zstd);
    ByteWriter out;
    out.u8(kVersion);
    out.u8(zstd ? 1 : 0);
    out.varint(before != nullptr ? static_cast<std::uint64_t>(back) : 0);
    out.varint(body.bytes().size());
    out.raw(packed);
    return out.take();
}

Result<TailRow> decodeTail(std::string_view bytes, const std::function<const TailRow*(std::int64_t back)>& earlier)
{
    ByteReader head(bytes);
    const auto version = head.u8();
    const auto zstd = head.u8();
    const auto back = version == kVersion ? head.varint() : 0;
    const auto length = head.varint();
    if (!head.ok() || (version != kVersion && version != kFirstVersion) || zstd > 1 || back > kMaxBack)
        return notATail();
    const TailRow* before = nullptr;
    if (back > 0) {
        before = earlier ? earlier(static_cast<std::int64_t>(back)) : nullptr;
        if (before == nullptr)
            return notATail();
    }
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
    TailRow row;
    if (!(version == kVersion ? secondVersion(in, before, row) : firstVersion(in, row)))
        return notATail();
    if (!std::is_sorted(row.ids->begin(), row.ids->end()))
        return notATail();
    if (version == kFirstVersion) {
        row.exponents.resize(row.values.size());
        std::transform(row.values.begin(), row.values.end(), row.exponents.begin(), exponentOf);
    }
    return row;
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
