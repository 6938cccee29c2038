#include "models/snapshot/event_page.h"

#include "models/snapshot/large_history.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace vedette {

namespace {

/// The rows of a page of today as they were known then.
Status asKnownThen(const CacheReader& reader, EventPage& page, Time asOf)
{
    std::vector<AlertEpisode> alerts;
    for (const auto& row : page.alerts) {
        auto then = reader.alert(row.id, asOf);
        if (!then.ok())
            return then.error();
        if (then->has_value())
            alerts.push_back(std::move(**then));
    }
    page.alerts = std::move(alerts);
    if (page.changes.empty())
        return Done{};
    std::unordered_set<std::string_view> listed;
    TimeRange span{Time::max(), asOf + Millis{1}};
    for (const auto& change : page.changes) {
        listed.insert(change.id);
        span.from = std::min(span.from, change.startsAt);
    }
    auto then = reader.changes(span, asOf);
    if (!then.ok())
        return then.error();
    std::erase_if(*then, [&](const Change& c) { return !listed.contains(c.id); });
    page.changes = std::move(then).value();
    return Done{};
}

/// Whether a filter asks for what may have been otherwise then.
bool asksForStates(const Matchers& matchers)
{
    return std::any_of(matchers.begin(), matchers.end(), [](const Matcher& m) { return m.name() == "state"; });
}

} // namespace

Status readEventPage(const CacheReader& reader, EventInput& in, int atMost, std::optional<Time> asOf)
{
    constexpr int kMostNotes = 5'000;
    EventQuery query;
    query.range = in.range;
    query.asOf = asOf;
    query.text = in.search;
    query.binWidth = eventBinWidth(in.range);
    query.atMost = atMost;
    for (const auto& text : in.matchers) {
        if (auto matcher = Matcher::parse(text); matcher.ok())
            query.matchers.push_back(std::move(matcher).value());
    }
    if (asOf && !asksForStates(query.matchers)) {
        // What was known then stands in the rows, and very many are not read to be counted.
        const TimeRange until{in.range.from, std::min(in.range.to, *asOf + Millis{1})};
        auto many = LargeHistory::isLarge(reader, until);
        if (!many.ok())
            return many.error();
        in.countedToday = *many;
        if (in.countedToday) {
            query.asOf.reset();
            query.range = until;
        }
    }
    auto counts = reader.eventCounts(query);
    if (!counts.ok())
        return counts.error();
    auto page = reader.events(query);
    if (!page.ok())
        return page.error();
    if (in.countedToday) {
        if (auto done = asKnownThen(reader, *page, *asOf); !done.ok())
            return done;
    }
    in.counted = std::move(counts).value();
    in.alerts = std::move(page->alerts);
    in.changes = std::move(page->changes);
    if (in.search.empty())
        return Done{};
    in.hits.emplace();
    for (const auto& alert : in.alerts)
        in.hits->insert(alert.id);
    for (const auto& change : in.changes)
        in.hits->insert(change.id);
    auto notes = reader.search("type:note " + in.search, in.range, kMostNotes);
    if (!notes.ok())
        return notes.error();
    for (const auto& note : *notes)
        in.hits->insert("note:" + note.id);
    return Done{};
}

} // namespace vedette
