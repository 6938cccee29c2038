#include "models/snapshot/event_page.h"

namespace vedette {

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
    auto counts = reader.eventCounts(query);
    if (!counts.ok())
        return counts.error();
    auto page = reader.events(query);
    if (!page.ok())
        return page.error();
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
