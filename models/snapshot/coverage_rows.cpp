#include "models/snapshot/coverage_rows.h"

#include <algorithm>
#include <map>

namespace vedette {

namespace {

constexpr Millis kDay = std::chrono::hours{24};

Millis coveredWithin(const std::vector<TimeRange>& spans, TimeRange day)
{
    std::vector<TimeRange> inside;
    for (const auto& s : spans) {
        if (s.from < day.to && s.to > day.from)
            inside.push_back({std::max(s.from, day.from), std::min(s.to, day.to)});
    }
    std::sort(inside.begin(), inside.end(), [](const TimeRange& a, const TimeRange& b) { return a.from < b.from; });
    Millis sum{0};
    Time end = day.from;
    for (const auto& s : inside) {
        const Time from = std::max(end, s.from);
        if (s.to > from)
            sum += s.to - from;
        end = std::max(end, s.to);
    }
    return sum;
}

} // namespace

std::vector<CoverageRow> coverageRows(const std::vector<Coverage>& coverage, const std::vector<FeedStatus>& feeds,
    const std::vector<TimeRange>& blindSpans, Time firstDay, Time now)
{
    // A row holds many questions; a day is here when the question that is answered least is here.
    std::map<std::string, std::map<std::string, std::vector<TimeRange>>> rows;
    for (const auto& c : coverage) {
        const auto feed = std::find_if(feeds.begin(), feeds.end(), [&](const FeedStatus& f) { return f.name == c.feed; });
        const bool metrics = feed != feeds.end() && tellsSeries(feed->kind) && c.key != "alerts";
        rows[(metrics ? "metrics " : c.key == "alerts" ? "alerts " : c.key == "events" ? "notifications " : "changes ") + c.feed][c.key].push_back({c.from, c.to});
    }
    std::vector<CoverageRow> out;
    for (const auto& [name, questions] : rows) {
        CoverageRow row;
        row.name = name;
        row.firstDay = floorTo(firstDay, kDay);
        const auto owner = std::find_if(feeds.begin(), feeds.end(), [&](const FeedStatus& f) { return name.ends_with(" " + f.name); });
        const bool fetching = owner != feeds.end() && owner->backfillRatio < 1;
        // Asked for all of the range and answered: what did not come is not there to be had.
        const bool asked = owner != feeds.end() && !fetching && owner->lastSuccess.has_value();
        for (Time day = row.firstDay; day < now; day += kDay) {
            const TimeRange span{day, std::min(day + kDay, now)};
            Millis least = span.length();
            for (const auto& [key, spans] : questions)
                least = std::min(least, coveredWithin(spans, span));
            CoverageDay cell;
            if (coveredWithin(blindSpans, span) * 2 > span.length())
                cell.state = CoverageDay::State::gap;
            else if (least * 100 >= span.length() * 95 || span.length() - least <= std::chrono::minutes{10})
                cell.state = CoverageDay::State::here;
            else if (least > Millis{0})
                cell.state = CoverageDay::State::partial;
            else if (asked)
                cell.state = CoverageDay::State::gap;
            row.days.push_back(cell);
        }
        if (fetching) { // newest first: the newest day that is not here is the one under way
            for (auto it = row.days.rbegin(); it != row.days.rend(); ++it) {
                if (it->state == CoverageDay::State::none || it->state == CoverageDay::State::partial) {
                    it->state = CoverageDay::State::fetching;
                    break;
                }
            }
        }
        out.push_back(std::move(row));
    }
    return out;
}

} // namespace vedette
