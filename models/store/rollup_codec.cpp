#include "models/store/rollup_codec.h"

#include "models/store/byte_stream.h"
#include "models/store/integer_packing.h"
#include "models/store/value_packing.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vedette {

namespace {

constexpr std::size_t kLeastSamples = 16; ///< a bin, on average, for a level to be stored
constexpr std::size_t kMaxBins = 1 << 16;
enum : std::uint8_t { kDecimals = 0, kReals = 1 };
enum : std::uint8_t { kStarts = 1, kCounts = 2, kJumps = 4, kRises = 8, kBelow = 16, kAbove = 32, kMeans = 64, kCounter = 128 };

std::int64_t floorTo(std::int64_t t, std::int64_t width) { return t - ((t % width) + width) % width; }

struct Binned {
    std::vector<RollupBin> bins;
    std::vector<std::size_t> falls; ///< bins in which the series fell
    std::size_t allFalls = 0;
};

void put(RollupBin& bin, double v)
{
    bin.increase += v >= bin.last ? v - bin.last : v;
    bin.min = std::min(bin.min, v);
    bin.max = std::max(bin.max, v);
    bin.sum += v;
    bin.last = v;
    ++bin.count;
}

/// A counter begins again now and then; what falls more often is a gauge.
bool fallsLikeACounter(std::size_t falls, std::size_t samples) { return falls <= 4 + samples / 512; }

Binned bin(const SampleColumns& samples, std::int64_t width)
{
    Binned out;
    std::int64_t end = INT64_MIN;
    std::size_t counted = 0;
    double before = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double v = samples.values[i];
        if (!std::isfinite(v))
            continue;
        const bool fell = counted++ > 0 && v < before;
        out.allFalls += fell ? 1 : 0;
        before = v;
        if (samples.times[i] >= end) {
            const auto from = floorTo(samples.times[i], width);
            end = from + width;
            out.bins.push_back({timeFromMs(from), 1, v, v, v, v, v, 0});
            continue;
        }
        if (fell && (out.falls.empty() || out.falls.back() + 1 != out.bins.size()))
            out.falls.push_back(out.bins.size() - 1);
        put(out.bins.back(), v);
    }
    if (!fallsLikeACounter(out.allFalls, counted)) {
        for (auto& each : out.bins)
            each.increase = std::numeric_limits<double>::quiet_NaN();
    }
    return out;
}

using Column = std::vector<std::int64_t>;

/// Its first number, then all less that. A column whose numbers are all 0 is left out and its bit not set.
void packColumn(ByteWriter& out, std::uint8_t& mask, std::uint8_t bit, const Column& column)
{
    if (std::all_of(column.begin(), column.end(), [](std::int64_t v) { return v == 0; }))
        return;
    mask |= bit;
    out.zigzag(column.front());
    Column rest(column);
    for (auto& v : rest)
        v = static_cast<std::int64_t>(static_cast<std::uint64_t>(v) - static_cast<std::uint64_t>(column.front()));
    packIntegers(out, rest);
}

/// True when all four edges of all bins are m / 10^exponent with m small enough for the sum of a bin to fit.
bool edgesAsDecimals(const std::vector<RollupBin>& bins, int& exponent, std::array<Column, 4>& edges)
{
    std::vector<double> values;
    for (const auto& each : bins) {
        for (const double v : {each.first, each.last, each.min, each.max})
            values.push_back(v);
    }
    Column all;
    if (!allDecimals(values, exponent, all))
        return false;
    for (auto& edge : edges)
        edge.clear();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto most = (std::int64_t{1} << 60U) / bins[i / 4].count;
        if (all[i] > most || all[i] < -most)
            return false;
        edges[i % 4].push_back(all[i]);
    }
    return true;
}

/// With the 24 greatest bits of its fraction.
double rounded(double v)
{
    if (!std::isnormal(v))
        return v;
    std::uint64_t bits = 0;
    std::memcpy(&bits, &v, 8);
    bits &= ~((1ULL << 28U) - 1);
    std::memcpy(&v, &bits, 8);
    return v;
}

/// Where the mean lies between min and max, in 255ths.
std::int64_t meanPlace(const RollupBin& bin)
{
    const double spread = bin.max - bin.min;
    if (!(spread > 0) || !std::isfinite(spread) || !std::isfinite(bin.sum))
        return spread > 0 ? 128 : 0;
    return std::clamp<std::int64_t>(std::llround((bin.sum / static_cast<double>(bin.count) - bin.min) / spread * 255), 0, 255);
}

double sumAt(const RollupBin& bin, std::int64_t place)
{
    const double part = static_cast<double>(place & 255) / 255;
    const double mean = bin.min == bin.max ? bin.min : bin.min * (1 - part) + bin.max * part;
    return mean * static_cast<double>(bin.count);
}

void packLevel(ByteWriter& out, const Binned& level, std::int64_t width, std::size_t samples)
{
    const auto& bins = level.bins;
    const auto n = bins.size();
    ByteWriter body;
    std::uint8_t mask = 0;
    body.zigzag(toMs(bins.front().from) / width);
    body.varint(static_cast<std::uint64_t>(bins.front().count));
    Column starts(n);
    Column counts(n);
    Column means(n);
    for (std::size_t i = 0; i < n; ++i) {
        starts[i] = i == 0 ? 0 : (bins[i].from - bins[i - 1].from).count() / width - 1;
        counts[i] = bins[i].count - bins.front().count;
        means[i] = meanPlace(bins[i]);
    }
    packColumn(body, mask, kStarts, starts);
    packColumn(body, mask, kCounts, counts);
    packColumn(body, mask, kMeans, means);
    const bool counter = fallsLikeACounter(level.allFalls, samples);
    int exponent = 0;
    std::array<Column, 4> edges;
    if (edgesAsDecimals(bins, exponent, edges)) {
        auto& [first, last, min, max] = edges;
        std::uint64_t divisor = 0;
        for (const auto& edge : edges) {
            for (const auto m : edge)
                divisor = std::gcd(divisor, static_cast<std::uint64_t>(std::abs(m)));
        }
        divisor = std::max<std::uint64_t>(divisor, 1);
        const auto unit = static_cast<std::int64_t>(divisor);
        Column jumps(n);
        Column rises(n);
        Column below(n);
        Column above(n);
        for (std::size_t i = 0; i < n; ++i) {
            jumps[i] = (first[i] - (i == 0 ? 0 : last[i - 1])) / unit;
            rises[i] = (last[i] - first[i]) / unit;
            below[i] = (std::min(first[i], last[i]) - min[i]) / unit;
            above[i] = (max[i] - std::max(first[i], last[i])) / unit;
        }
        body.u8(kDecimals);
        body.u8(static_cast<std::uint8_t>(exponent));
        body.varint(divisor);
        // A counter's first value dwarfs its jumps.
        body.zigzag(jumps.front());
        jumps.front() = n > 1 ? jumps[1] : 0;
        packColumn(body, mask, kJumps, jumps);
        packColumn(body, mask, kRises, rises);
        packColumn(body, mask, kBelow, below);
        packColumn(body, mask, kAbove, above);
    } else {
        body.u8(kReals);
        std::vector<double> all;
        for (const auto member : {&RollupBin::first, &RollupBin::last, &RollupBin::min, &RollupBin::max}) {
            const bool edge = member == &RollupBin::first || member == &RollupBin::last;
            for (const auto& each : bins)
                all.push_back(edge && !counter ? std::clamp(rounded(each.*member), each.min, each.max) : each.*member);
        }
        packPlanes(body, all);
    }
    if (counter) {
        mask |= kCounter;
        body.varint(level.falls.size());
        for (const auto i : level.falls) {
            body.varint(i);
            body.real(bins[i].increase);
        }
    }
    bool zstd = false;
    const auto packed = squeezed(body.bytes(), 3, zstd);
    out.varint(n);
    out.u8(mask);
    out.u8(zstd ? 1 : 0);
    if (zstd)
        out.varint(body.bytes().size());
    out.text(packed);
}

Error damaged() { return makeError(ErrorKind::store, "stored rollups are damaged"); }

bool unpackColumn(ByteReader& in, std::uint8_t mask, std::uint8_t bit, std::size_t n, Column& column)
{
    if ((mask & bit) == 0) {
        column.assign(n, 0);
        return true;
    }
    const auto base = static_cast<std::uint64_t>(in.zigzag());
    if (!unpackIntegers(in, n, column))
        return false;
    for (auto& v : column)
        v = static_cast<std::int64_t>(static_cast<std::uint64_t>(v) + base);
    return true;
}

bool unpackEdges(ByteReader& in, std::uint8_t mask, std::vector<RollupBin>& bins)
{
    const auto n = bins.size();
    const int exponent = in.u8();
    const auto unit = in.varint();
    const auto begin = static_cast<std::uint64_t>(in.zigzag());
    Column jumps;
    Column rises;
    Column below;
    Column above;
    if (exponent > 15 || !unpackColumn(in, mask, kJumps, n, jumps) || !unpackColumn(in, mask, kRises, n, rises) || !unpackColumn(in, mask, kBelow, n, below)
        || !unpackColumn(in, mask, kAbove, n, above))
        return false;
    const double power = decimalPower(exponent);
    const auto real = [&](std::uint64_t m) { return static_cast<double>(static_cast<std::int64_t>(m * unit)) / power; };
    const auto least = [](std::uint64_t a, std::uint64_t b) { return static_cast<std::int64_t>(a) < static_cast<std::int64_t>(b) ? a : b; };
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const auto u = [i](const Column& column) { return static_cast<std::uint64_t>(column[i]); };
        const auto first = i == 0 ? begin : before + u(jumps);
        const auto last = first + u(rises);
        const auto min = least(first, last) - u(below);
        const auto max = (least(first, last) == first ? last : first) + u(above);
        before = last;
        auto& bin = bins[i];
        bin.first = real(first);
        bin.last = real(last);
        bin.min = real(min);
        bin.max = real(max);
    }
    return true;
}

bool unpackReals(ByteReader& in, std::vector<RollupBin>& bins)
{
    const auto n = bins.size();
    std::vector<double> all;
    if (!unpackPlanes(in, 4 * n, all))
        return false;
    for (std::size_t i = 0; i < n; ++i) {
        auto& bin = bins[i];
        bin.first = all[i];
        bin.last = all[n + i];
        bin.min = all[2 * n + i];
        bin.max = all[3 * n + i];
    }
    return true;
}

bool unpackLevel(std::string_view bytes, std::uint8_t mask, std::size_t n, std::int64_t width, std::vector<RollupBin>& bins)
{
    ByteReader in(bytes);
    auto index = static_cast<std::uint64_t>(in.zigzag());
    const auto firstCount = in.varint();
    Column starts;
    Column counts;
    Column means;
    if (!unpackColumn(in, mask, kStarts, n, starts) || !unpackColumn(in, mask, kCounts, n, counts) || !unpackColumn(in, mask, kMeans, n, means))
        return false;
    bins.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        index += i == 0 ? 0 : static_cast<std::uint64_t>(starts[i]) + 1;
        // Times of four-digit years only, ascending: what does not fit was never written.
        if (index > 253'402'300'799'999ULL / static_cast<std::uint64_t>(width) || starts[i] < 0)
            return false;
        bins[i].from = timeFromMs(static_cast<std::int64_t>(index) * width);
        bins[i].count = static_cast<std::int64_t>(firstCount + static_cast<std::uint64_t>(counts[i]));
        if (bins[i].count < 1 || bins[i].count > static_cast<std::int64_t>(kMaxChunkSamples))
            return false;
    }
    const auto kind = in.u8();
    if (!(kind == kDecimals ? unpackEdges(in, mask, bins) : kind == kReals && unpackReals(in, bins)))
        return false;
    for (std::size_t i = 0; i < n; ++i)
        bins[i].sum = sumAt(bins[i], means[i]);
    if ((mask & kCounter) != 0) {
        for (auto& bin : bins)
            bin.increase = bin.last - bin.first;
        const auto falls = in.count(9);
        for (std::size_t i = 0; i < falls; ++i) {
            const auto at = in.varint();
            const auto increase = in.real();
            if (at >= n)
                return false;
            bins[static_cast<std::size_t>(at)].increase = increase;
        }
    }
    return in.ok();
}

/// Calls `level(index, bins, mask, zstd, plain length, bytes)` for each stored one until it answers false.
template <class Level> bool eachLevel(std::string_view bytes, Level level)
{
    ByteReader in(bytes);
    while (!in.atEnd()) {
        const auto which = in.u8();
        const auto n = in.varint();
        const auto mask = in.u8();
        const auto zstd = in.u8();
        const auto plain = zstd == 1 ? in.varint() : 0;
        const auto body = in.text();
        if (!in.ok() || which >= kRollupWidths.size() || n == 0 || n > kMaxBins || zstd > 1)
            return false;
        if (!level(which, static_cast<std::size_t>(n), mask, zstd == 1, plain, body))
            return true;
    }
    return true;
}

} // namespace

std::vector<RollupBin> rollUp(const SampleColumns& samples, std::int64_t width) { return bin(samples, width).bins; }

std::vector<RollupBin> asBins(const SampleColumns& samples)
{
    std::vector<RollupBin> out;
    out.reserve(samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (const double v = samples.values[i]; std::isfinite(v))
            out.push_back({timeFromMs(samples.times[i]), 1, v, v, v, v, v, 0});
    }
    return out;
}

std::vector<RollupBin> widen(const std::vector<RollupBin>& bins, std::int64_t wider)
{
    std::vector<RollupBin> out;
    for (const auto& each : bins) {
        const auto from = timeFromMs(floorTo(toMs(each.from), wider));
        if (out.empty() || out.back().from != from) {
            out.push_back(each);
            out.back().from = from;
            continue;
        }
        auto& to = out.back();
        to.increase += each.increase + (each.first >= to.last ? each.first - to.last : each.first);
        to.count += each.count;
        to.min = std::min(to.min, each.min);
        to.max = std::max(to.max, each.max);
        to.sum += each.sum;
        to.last = each.last;
    }
    return out;
}

std::string packRollup(const SampleColumns& samples)
{
    ByteWriter out;
    for (std::size_t which = 0; which < kRollupWidths.size(); ++which) {
        const auto width = kRollupWidths[which];
        // Bins cannot be fewer than the span asks for; most series are answered here without looking at their samples.
        if (samples.size() < kLeastSamples)
            continue;
        const auto level = bin(samples, width);
        std::size_t counted = 0;
        for (const auto& each : level.bins)
            counted += static_cast<std::size_t>(each.count);
        if (level.bins.empty() || counted < kLeastSamples * level.bins.size() || level.bins.size() > kMaxBins)
            continue;
        out.u8(static_cast<std::uint8_t>(which));
        packLevel(out, level, width, counted);
    }
    return out.take();
}

std::vector<std::int64_t> rollupWidths(std::string_view bytes)
{
    std::vector<std::int64_t> out;
    eachLevel(bytes, [&](std::uint8_t which, auto&&...) {
        out.push_back(kRollupWidths[which]);
        return true;
    });
    return out;
}

Result<std::vector<RollupBin>> unpackRollup(std::string_view bytes, std::int64_t width)
{
    std::vector<RollupBin> bins;
    bool found = false;
    bool good = true;
    const bool whole = eachLevel(bytes, [&](std::uint8_t which, std::size_t n, std::uint8_t mask, bool zstd, std::uint64_t plain, std::string_view body) {
        if (kRollupWidths[which] != width)
            return true;
        found = true;
        std::string text;
        if (zstd) {
            auto unpacked = unsqueezed(body, plain);
            good = unpacked.ok();
            text = good ? std::move(unpacked).value() : std::string{};
            body = text;
        }
        good = good && unpackLevel(body, mask, n, width, bins);
        return false;
    });
    if (!whole || (found && !good))
        return damaged();
    if (!found)
        return makeError(ErrorKind::notFound, "no such rollup");
    return bins;
}

} // namespace vedette
