#include "models/snapshot/band_bins.h"

#include <bit>
#include <cmath>

namespace vedette {

namespace {

constexpr std::string_view kMark = "BAND\x01";
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::size_t kBytes = 5 + 8 + kBandBinsPerDay * 3 * 4;

void put(std::string& out, std::uint64_t bits, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; ++i)
        out.push_back(static_cast<char>(bits >> (8 * i)));
}

std::uint64_t take(std::string_view& in, unsigned bytes)
{
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < bytes; ++i)
        bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(in[i])) << (8 * i);
    in.remove_prefix(bytes);
    return bits;
}

} // namespace

std::string saveBandDay(const BandDay& day)
{
    std::string out(kMark);
    put(out, static_cast<std::uint64_t>(day.day), 8);
    for (const auto& bin : day.bins) {
        for (const double v : {bin.lower, bin.upper, bin.expected})
            put(out, std::bit_cast<std::uint32_t>(static_cast<float>(v)), 4);
    }
    return out;
}

std::optional<BandDay> loadBandDay(std::string_view bytes)
{
    if (bytes.size() != kBytes || bytes.substr(0, kMark.size()) != kMark)
        return std::nullopt;
    bytes.remove_prefix(kMark.size());
    BandDay out;
    out.day = static_cast<std::int64_t>(take(bytes, 8));
    if (std::abs(out.day) > 4'000'000) // times are 1970 to 9999
        return std::nullopt;
    for (int i = 0; i < kBandBinsPerDay; ++i) {
        auto& bin = out.bins[static_cast<std::size_t>(i)];
        bin.at = timeFromMs(out.day * kDayMs) + kBandBin * i;
        for (double* v : {&bin.lower, &bin.upper, &bin.expected})
            *v = std::bit_cast<float>(static_cast<std::uint32_t>(take(bytes, 4)));
    }
    return out;
}

void BandGathering::add(const ScoredPoint& point)
{
    if (!std::isfinite(point.lower) || !std::isfinite(point.upper))
        return;
    const auto number = toMs(floorTo(point.at, Millis{kDayMs})) / kDayMs;
    auto& day = m_days[number];
    day.day = number;
    auto& bin = day.bins[static_cast<std::size_t>((toMs(point.at) - number * kDayMs) / kBandBin.count())];
    bin.lower = std::isfinite(bin.lower) ? std::min(bin.lower, point.lower) : point.lower;
    bin.upper = std::isfinite(bin.upper) ? std::max(bin.upper, point.upper) : point.upper;
    if (!std::isfinite(bin.expected))
        bin.expected = point.expected;
}

BandDay BandGathering::joined(std::int64_t day, Time from, Time to, const std::optional<BandDay>& kept) const
{
    BandDay out;
    out.day = day;
    const auto mine = m_days.find(day);
    for (int i = 0; i < kBandBinsPerDay; ++i) {
        const Time at = timeFromMs(day * kDayMs) + kBandBin * i;
        const auto n = static_cast<std::size_t>(i);
        if (at >= from && at + kBandBin <= to && mine != m_days.end())
            out.bins[n] = mine->second.bins[n];
        else if (at < from && kept && kept->day == day)
            out.bins[n] = kept->bins[n];
        out.bins[n].at = at;
    }
    return out;
}

} // namespace vedette
