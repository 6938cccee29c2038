#include "models/store/telemetry_gaps.h"

#include <algorithm>
#include <map>

namespace vedette {

namespace {

constexpr std::int64_t kLeastGap = 3 * 60'000;

using Times = std::vector<std::int64_t>;

void unite(Times& into, const Times& more)
{
    Times out;
    out.reserve(into.size() + more.size());
    std::set_union(into.begin(), into.end(), more.begin(), more.end(), std::back_inserter(out));
    into = std::move(out);
}

std::int64_t leastGap(const Times& times)
{
    Times spacings;
    for (std::size_t i = 1; i < times.size(); ++i)
        spacings.push_back(times[i] - times[i - 1]);
    if (spacings.empty())
        return kLeastGap;
    const auto middle = spacings.begin() + static_cast<std::ptrdiff_t>(spacings.size() / 2);
    std::nth_element(spacings.begin(), middle, spacings.end());
    return std::max(3 * *middle, kLeastGap);
}

/// Spans between neighbours that are too far apart, the last one up to `end`.
std::vector<TimeRange> holes(const Times& times, std::int64_t end, std::int64_t least)
{
    std::vector<TimeRange> out;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const auto next = i + 1 < times.size() ? times[i + 1] : std::max(end, times[i]);
        if (next - times[i] > least)
            out.push_back({timeFromMs(times[i]), timeFromMs(next)});
    }
    return out;
}

std::vector<TimeRange> united(std::vector<TimeRange> spans)
{
    std::sort(spans.begin(), spans.end(), [](const TimeRange& a, const TimeRange& b) { return a.from < b.from; });
    std::vector<TimeRange> out;
    for (const auto& span : spans) {
        if (!out.empty() && span.from <= out.back().to)
            out.back().to = std::max(out.back().to, span.to);
        else
            out.push_back(span);
    }
    return out;
}

} // namespace

std::vector<TelemetryGap> findTelemetryGaps(const std::vector<UpSeries>& series, const std::vector<Coverage>& asked, TimeRange range)
{
    std::map<std::string, Times> alive;
    std::map<std::string, Times> told; // by feed
    std::map<std::string, std::string> feedOf;
    std::int64_t newest = 0;
    for (const auto& each : series) {
        Times living;
        for (std::size_t i = 0; i < each.times.size(); ++i) {
            if (each.alive[i])
                living.push_back(each.times[i]);
        }
        unite(told[each.feed], each.times);
        if (!each.times.empty())
            newest = std::max(newest, each.times.back());
        if (!each.service.empty()) {
            unite(alive[each.service], living);
            feedOf[each.service] = each.feed;
        }
    }
    std::map<std::string, std::vector<TimeRange>> answered;
    for (const auto& span : asked) {
        answered[span.feed].push_back({span.from, span.to});
        answered[{}].push_back({span.from, span.to});
    }
    for (auto& [feed, spans] : answered)
        spans = united(std::move(spans));

    std::vector<TelemetryGap> out;
    const auto add = [&](const std::string& service, const std::string& feed, TimeRange gap) {
        gap.from = std::max(gap.from, range.from);
        gap.to = std::min(gap.to, range.to);
        if (gap.from < gap.to)
            out.push_back({service, gap.from, gap.to, feed});
    };
    // Where a feed says nothing at all, only what was asked and answered counts as silence.
    std::map<std::string, std::vector<TimeRange>> unknown;
    for (const auto& [feed, times] : told) {
        for (const auto& hole : holes(times, 0, leastGap(times))) {
            auto from = hole.from;
            for (const auto& span : answered[feed]) {
                if (!span.overlaps(hole.from, hole.to))
                    continue;
                if (span.from > from)
                    unknown[feed].push_back({from, std::min(span.from, hole.to)});
                const TimeRange silent{std::max(span.from, hole.from), std::min(span.to, hole.to)};
                if (silent.length().count() > kLeastGap)
                    add({}, feed, silent);
                from = std::max(from, span.to);
            }
            if (from < hole.to)
                unknown[feed].push_back({from, hole.to});
        }
    }
    for (const auto& [service, times] : alive) {
        const auto least = leastGap(times);
        for (const auto& hole : holes(times, newest, least)) {
            auto from = hole.from;
            for (const auto& span : unknown[feedOf[service]]) {
                if (!span.overlaps(from, hole.to))
                    continue;
                if ((span.from - from).count() > least)
                    add(service, feedOf[service], {from, span.from});
                from = std::max(from, span.to);
            }
            if ((hole.to - from).count() > (from == hole.from ? least : 0) && from < hole.to)
                add(service, feedOf[service], {from, hole.to});
        }
    }
    std::sort(out.begin(), out.end(), [](const TelemetryGap& a, const TelemetryGap& b) { return std::tie(a.from, a.service, a.feed) < std::tie(b.from, b.service, b.feed); });
    return out;
}

} // namespace vedette
