#include "models/snapshot/event_table.h"

#include "models/base/text.h"
#include "models/snapshot/lanes.h"

#include <algorithm>
#include <set>

namespace vedette {

namespace {

constexpr std::size_t kBins = 80;

struct Candidate {
    EventRow row;
    Labels labels;
};

std::string_view typeName(EventType type)
{
    switch (type) {
    case EventType::alert:
        return "alert";
    case EventType::change:
        return "change";
    case EventType::silence:
        return "silence";
    case EventType::feed:
        return "feed";
    case EventType::note:
        return "note";
    }
    return "alert";
}

Millis lateBy(Time fact, Time seen, bool reconstructed)
{
    if (reconstructed || seen <= fact)
        return Millis{0};
    return seen - fact;
}

Candidate alertRow(const AlertEpisode& a, const std::unordered_set<std::string>& leftOut)
{
    Candidate c;
    c.row.type = EventType::alert;
    c.row.from = a.state == AlertState::pending && a.pendingAt ? *a.pendingAt : a.startsAt;
    c.row.to = a.endsAt;
    c.row.severity = a.level;
    c.row.id = a.id;
    c.row.leftOut = leftOut.count(a.id) > 0;
    c.row.service = a.service;
    const auto summary = a.annotations.value("summary");
    c.row.text = summary.empty() ? a.name : std::string(summary);
    c.row.state = eventState(a);
    c.row.source = joinText(a.sources, ", ");
    c.row.environment = a.environment;
    c.row.late = a.open() ? lateBy(a.startsAt, a.seenAt, a.reconstructed) : Millis{0};
    c.labels = alertLabels(a);
    c.labels.set("state", c.row.state);
    return c;
}

Candidate changeRow(const Change& change, const std::unordered_set<std::string>& leftOut)
{
    Candidate c;
    c.row.type = EventType::change;
    c.row.from = change.startsAt;
    c.row.to = change.endsAt;
    c.row.id = change.id;
    c.row.leftOut = leftOut.count(change.id) > 0;
    c.row.service = change.service;
    c.row.kind = changeKindName(change.kind);
    std::string what = change.previous.empty() || change.revision.empty() ? change.label()
                                                                          : change.previous + " \xE2\x86\x92 " + change.revision;
    if (!change.title.empty() && change.title != what)
        what += " \xC2\xB7 " + change.title;
    if (!change.actor.empty())
        what += " (" + change.actor + ")";
    c.row.text = std::move(what);
    c.row.state = std::string(changeStatusName(change.status));
    c.row.source = joinText(change.sources, ", ");
    c.row.environment = change.environment;
    c.row.late = lateBy(change.endsAt.value_or(change.startsAt), change.seenAt, change.reconstructed);
    c.labels = changeLabels(change);
    return c;
}

Candidate silenceRow(const Silence& s)
{
    Candidate c;
    c.row.type = EventType::silence;
    c.row.from = s.startsAt;
    c.row.to = s.endsAt;
    c.row.id = "silence:" + s.id;
    c.row.state = s.state;
    c.row.source = s.source;
    std::string what;
    for (const auto& m : s.matchers) {
        if (!what.empty())
            what += ", ";
        what += m.name + (m.isEqual ? (m.isRegex ? "=~" : "=") : (m.isRegex ? "!~" : "!=")) + m.value;
        if (m.name == "service" && m.isEqual && !m.isRegex)
            c.row.service = m.value;
    }
    if (!s.comment.empty())
        what += " \xC2\xB7 " + s.comment;
    if (!s.createdBy.empty())
        what += " (" + s.createdBy + ")";
    c.row.text = std::move(what);
    return c;
}

Candidate outageRow(const FeedOutage& o)
{
    Candidate c;
    c.row.type = EventType::feed;
    c.row.from = o.from;
    c.row.to = o.to;
    c.row.severity = Severity::unknown;
    c.row.id = "outage:" + o.feed + ":" + std::to_string(toMs(o.from));
    c.row.service = o.feed;
    c.row.text = o.cause;
    c.row.state = o.to ? "resolved" : "failing";
    c.row.source = o.feed;
    return c;
}

Candidate noteRow(const Note& n)
{
    Candidate c;
    c.row.type = EventType::note;
    c.row.from = n.at;
    c.row.to = n.at;
    c.row.id = "note:" + std::to_string(n.id);
    c.row.service = n.service;
    c.row.text = n.author.empty() ? n.text : n.text + " (" + n.author + ")";
    return c;
}

/// Facet groups that a row's label stands in; a matcher on another label belongs to no group.
const std::vector<std::string>& facetGroups()
{
    static const std::vector<std::string> s_groups{"type", "severity", "service", "state", "source"};
    return s_groups;
}

std::string facetValue(const Candidate& c, const std::string& group)
{
    return std::string(c.labels.value(group));
}

bool textMatches(const EventRow& row, const std::string& search)
{
    const auto hay = lowerAscii(row.text + " " + row.service + " " + row.source);
    for (const auto& word : splitText(search, ' ')) {
        if (word.empty())
            continue;
        const bool excluded = word.size() > 1 && word[0] == '-';
        auto needle = lowerAscii(excluded ? std::string_view(word).substr(1) : std::string_view(word));
        needle.erase(std::remove(needle.begin(), needle.end(), '"'), needle.end());
        if ((hay.find(needle) != std::string::npos) == excluded)
            return false;
    }
    return true;
}

void fillBins(EventTable& table, const std::optional<EventCounts>& counted)
{
    table.binWidth = eventBinWidth(table.range);
    const Time first = floorTo(table.range.from, table.binWidth);
    const auto count = static_cast<std::size_t>((table.range.to - first).count() / table.binWidth.count() + 1);
    table.bins.resize(std::min<std::size_t>(count, 1000));
    for (std::size_t i = 0; i < table.bins.size(); ++i)
        table.bins[i].from = first + table.binWidth * static_cast<int>(i);
    for (const auto& row : table.rows) {
        const Time at = std::max(row.from, table.range.from);
        const auto i = static_cast<std::size_t>((at - first).count() / table.binWidth.count());
        if (i >= table.bins.size())
            continue;
        auto& bin = table.bins[i];
        if (row.type == EventType::alert)
            bin.alerts += counted ? 0 : 1;
        else if (row.type == EventType::change)
            bin.changes += counted ? 0 : 1;
        else if (row.type == EventType::silence)
            ++bin.silences;
        else if (row.type == EventType::feed)
            ++bin.outages;
    }
    for (std::size_t i = 0; counted && i < std::min(counted->bins.size(), table.bins.size()); ++i) {
        table.bins[i].alerts = static_cast<int>(counted->bins[i].alerts);
        table.bins[i].changes = static_cast<int>(counted->bins[i].changes);
    }
}

void takeCounts(const EventCounts& counted, EventTable& table, std::map<std::pair<std::string, std::string>, std::int64_t>& facets)
{
    table.total += counted.total;
    const auto changes = counted.deployments + counted.rollbacks + counted.others;
    for (const auto& [key, count] : {std::pair{"alerts", counted.alerts}, {"pending", counted.pending}, {"changes", changes}, {"deployments", counted.deployments},
             {"rollbacks", counted.rollbacks}, {"others", counted.others}}) {
        if (count > 0)
            table.counts[key] = count;
    }
    for (const auto& facet : counted.facets)
        facets[{facet.group, facet.value}] += facet.count;
}

std::vector<Candidate> candidatesOf(const EventInput& in)
{
    std::vector<Candidate> all;
    all.reserve(in.alerts.size() + in.changes.size() + in.silences.size() + in.outages.size() + in.notes.size());
    for (const auto& a : in.alerts)
        all.push_back(alertRow(a, in.leftOutIds));
    for (const auto& c : in.changes)
        all.push_back(changeRow(c, in.leftOutIds));
    for (const auto& s : in.silences)
        all.push_back(silenceRow(s));
    for (const auto& o : in.outages)
        all.push_back(outageRow(o));
    for (const auto& n : in.notes)
        all.push_back(noteRow(n));
    for (auto& c : all) {
        c.labels.set("type", typeName(c.row.type));
        if (c.row.type != EventType::alert && c.row.type != EventType::change) {
            c.labels.set("service", c.row.service);
            c.labels.set("state", c.row.state);
        }
        if (c.row.type != EventType::change || !c.labels.has("source"))
            c.labels.set("source", c.row.source);
    }
    return all;
}

} // namespace

Millis eventBinWidth(TimeRange range)
{
    using std::chrono::hours;
    using std::chrono::minutes;
    using std::chrono::seconds;
    static const std::vector<Millis> s_steps{seconds{1}, seconds{5}, seconds{10}, seconds{30}, minutes{1}, minutes{2},
        minutes{5}, minutes{10}, minutes{15}, minutes{30}, hours{1}, hours{2}, hours{3}, hours{6}, hours{12}, hours{24},
        hours{48}, hours{168}};
    for (const auto step : s_steps) {
        if (step * static_cast<int>(kBins) >= range.length())
            return step;
    }
    return s_steps.back();
}

std::map<std::string, std::int64_t> countEvents(const std::vector<AlertEpisode>& alerts, const std::vector<Change>& changes,
    std::size_t silences, std::size_t outages, std::size_t notes)
{
    std::map<std::string, std::int64_t> counts;
    counts["alerts"] = std::count_if(
        alerts.begin(), alerts.end(), [](const AlertEpisode& a) { return a.state != AlertState::pending; });
    counts["deployments"] = std::count_if(
        changes.begin(), changes.end(), [](const Change& c) { return c.kind == ChangeKind::deployment; });
    counts["rollbacks"]
        = std::count_if(changes.begin(), changes.end(), [](const Change& c) { return c.kind == ChangeKind::rollback; });
    counts["changes"] = static_cast<std::int64_t>(changes.size());
    counts["silences"] = static_cast<std::int64_t>(silences);
    counts["feeds"] = static_cast<std::int64_t>(outages);
    counts["notes"] = static_cast<std::int64_t>(notes);
    return counts;
}

std::shared_ptr<EventTable> buildEvents(const EventInput& in)
{
    auto table = std::make_shared<EventTable>();
    table->range = in.range;
    Matchers matchers;
    for (const auto& text : in.matchers) {
        auto m = Matcher::parse(text);
        if (m.ok())
            matchers.push_back(*m);
        else
            table->problem = m.error().text();
    }
    std::map<std::pair<std::string, std::string>, std::int64_t> facets;
    bool sawCritical = in.counted.has_value(); // the first one is not among the newest
    auto all = candidatesOf(in);
    table->total = static_cast<std::int64_t>(in.counted ? in.silences.size() + in.outages.size() + in.notes.size() : all.size());
    std::stable_sort(all.begin(), all.end(), [](const Candidate& a, const Candidate& b) { return a.row.from < b.row.from; });
    for (auto& c : all) {
        const bool indexed = c.row.type == EventType::alert || c.row.type == EventType::change || c.row.type == EventType::note;
        if (in.hits && !(indexed ? in.hits->count(c.row.id) > 0 : textMatches(c.row, in.search)))
            continue;
        // A row that only its own group's filter hides still counts in that group's facet.
        std::set<std::string> failing;
        for (const auto& m : matchers) {
            if (!m.matches(c.labels))
                failing.insert(m.name());
        }
        const bool counts = !in.counted || (c.row.type != EventType::alert && c.row.type != EventType::change);
        for (const auto& group : facetGroups()) {
            if (!counts)
                break;
            if (failing.empty() || (failing.size() == 1 && *failing.begin() == group)) {
                if (const auto value = facetValue(c, group); !value.empty())
                    ++facets[{group, value}];
            }
        }
        if (!failing.empty())
            continue;
        if (c.row.type == EventType::alert && c.row.severity == Severity::critical && !sawCritical) {
            c.row.firstCritical = true;
            sawCritical = true;
        }
        if (in.suspects != nullptr && c.row.type == EventType::change) {
            for (const auto& s : in.suspects->suspects) {
                if (s.change.id == c.row.id)
                    c.row.suspicion = static_cast<float>(s.probability);
            }
        }
        if (counts)
            ++table->counts[c.row.type == EventType::alert ? (c.row.state == "pending" ? "pending" : "alerts")
                : c.row.type == EventType::change      ? "changes"
                : c.row.type == EventType::silence     ? "silences"
                : c.row.type == EventType::feed        ? "feeds"
                                                       : "notes"];
        if (counts && c.row.type == EventType::change)
            ++table->counts[c.row.kind == "deployment" ? "deployments" : c.row.kind == "rollback" ? "rollbacks" : "others"];
        if (c.row.type == EventType::feed && !c.row.to)
            table->pinned.push_back(c.row);
        table->rows.push_back(std::move(c.row));
    }
    if (in.counted)
        takeCounts(*in.counted, *table, facets);
    table->countedToday = in.countedToday;
    fillBins(*table, in.counted);
    table->rows.erase(std::remove_if(table->rows.begin(), table->rows.end(),
                          [](const EventRow& r) { return r.type == EventType::feed && !r.to; }),
        table->rows.end());
    std::reverse(table->rows.begin(), table->rows.end());
    for (const auto& [key, count] : facets)
        table->facets.push_back({key.first, key.second, count});
    std::stable_sort(table->facets.begin(), table->facets.end(), [](const auto& a, const auto& b) {
        return a.group != b.group ? a.group < b.group : a.count > b.count;
    });
    return table;
}

} // namespace vedette
