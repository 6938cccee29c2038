#include "models/snapshot/selection.h"

#include "models/snapshot/paging_story.h"
#include "models/snapshot/rule_of_alert.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace vedette {

namespace {

constexpr std::size_t kMaxRelated = 500;
constexpr int kDays = 30;
constexpr int kPolls = 90;

bool startsWith(const std::string& text, std::string_view prefix) { return text.rfind(prefix, 0) == 0; }

std::vector<std::int64_t> dailyCounts(const CorrelationInput& history, const AlertEpisode& alert, Time now)
{
    std::vector<std::int64_t> counts(kDays, 0);
    const Time first = now - std::chrono::hours{24 * kDays};
    for (const auto& a : history.alerts) {
        if (a.fingerprint != alert.fingerprint || a.startsAt < first || a.startsAt > now)
            continue;
        const auto day = static_cast<std::size_t>((a.startsAt - first) / std::chrono::hours{24});
        ++counts[std::min<std::size_t>(day, kDays - 1)];
    }
    return counts;
}

void addService(const SelectionInput& in, const std::string& service, Selection& out)
{
    if (in.map == nullptr)
        return;
    if (const auto* info = in.map->find(service))
        out.service = *info;
    out.edges = in.map->edgesOf(service);
}

void relatedOfChange(const SelectionInput& in, Selection& out)
{
    std::unordered_map<std::string, double> probability;
    for (const auto& report : *in.incidents) {
        for (const auto& s : report.suspects) {
            if (s.change.id != out.id)
                continue;
            for (const auto& id : report.alertIds)
                probability[id] = std::max(probability[id], s.probability);
            if (!out.suspects)
                out.suspects = report;
        }
    }
    for (const auto& a : in.history->alerts) {
        const auto it = probability.find(a.id);
        if (it == probability.end() || out.related.size() >= kMaxRelated)
            continue;
        out.related.push_back(a);
        out.relatedProbability.push_back(it->second);
    }
}

const SuspectReport* incidentOf(const SelectionInput& in, const std::string& alertId)
{
    for (const auto& report : *in.incidents) {
        if (std::find(report.alertIds.begin(), report.alertIds.end(), alertId) != report.alertIds.end())
            return &report;
    }
    return nullptr;
}

void selectAlert(const SelectionInput& in, const AlertEpisode& alert, Selection& out)
{
    out.kind = Selection::Kind::alert;
    out.alert = alert;
    if (!in.large) // else the rows are not those of 30 days
        out.dailyCounts = dailyCounts(*in.history, alert, in.now);
    if (const auto* rule = in.rules != nullptr ? ruleOf(*in.rules, alert) : nullptr)
        out.rule = *rule;
    // An alert inside a group is judged with its group: what comes later in a cascade says little on its own.
    const auto isHeld = [&](const AlertEpisode& a) { return a.id == alert.id; };
    if (const auto* report = incidentOf(in, alert.id))
        out.suspects = *report;
    else if (in.correlator != nullptr && std::any_of(in.history->alerts.begin(), in.history->alerts.end(), isHeld))
        out.suspects = in.correlator->judge({alert.id}, in.now);
    for (const auto& s : *in.silences) {
        if (std::find(alert.silencedBy.begin(), alert.silencedBy.end(), s.id) != alert.silencedBy.end())
            out.silencing.push_back(s);
    }
}

/// Rows with their details, in the order of the ids.
Status readDetails(const SelectionInput& in, std::vector<AlertEpisode>& rows)
{
    for (auto& row : rows) {
        auto whole = in.reader->alert(row.id, in.asOf);
        if (!whole.ok())
            return whole.error();
        if (whole->has_value())
            row = std::move(**whole);
    }
    return Done{};
}

/// The row of a large fleet that is selected, whether the history holds it or not.
Status readSelected(const SelectionInput& in, std::vector<AlertEpisode>& alerts, std::vector<Change>& changes)
{
    auto alert = in.reader->alert(in.id, in.asOf);
    if (!alert.ok())
        return alert.error();
    if (alert->has_value()) {
        alerts.push_back(std::move(**alert));
        return Done{};
    }
    const auto wanted = [&](const Change& c) { return c.id == in.id; };
    if (std::any_of(in.history->changes.begin(), in.history->changes.end(), wanted))
        return Done{};
    auto seen = in.reader->changes(in.view, in.asOf);
    if (!seen.ok())
        return seen.error();
    if (const auto c = std::find_if(seen->begin(), seen->end(), wanted); c != seen->end())
        changes.push_back(std::move(*c));
    return Done{};
}

} // namespace

Result<Selection> readSelection(const SelectionInput& in)
{
    Selection out;
    out.id = in.id;
    if (in.id.empty())
        return out;
    if (startsWith(in.id, "feed:")) {
        out.kind = Selection::Kind::feed;
        auto polls = in.reader->polls(in.id.substr(5), {in.now - std::chrono::hours{24 * 14}, in.now + Millis{1}}, kPolls);
        if (!polls.ok())
            return polls.error();
        out.polls = std::move(polls).value();
        return out;
    }
    if (startsWith(in.id, "silence:")) {
        for (const auto& s : *in.silences) {
            if (s.id == in.id.substr(8)) {
                out.kind = Selection::Kind::silence;
                out.silence = s;
            }
        }
        return out;
    }
    if (startsWith(in.id, "flag:") || startsWith(in.id, "note:") || startsWith(in.id, "outage:")) {
        out.kind = startsWith(in.id, "flag:") ? Selection::Kind::flag
            : startsWith(in.id, "note:")      ? Selection::Kind::note
                                              : Selection::Kind::feed;
        if (out.kind == Selection::Kind::feed) {
            const auto end = in.id.rfind(':');
            out.id = "feed:" + in.id.substr(7, end - 7);
        }
        return out;
    }
    for (const auto& report : *in.incidents) {
        if (report.id != in.id)
            continue;
        out.kind = Selection::Kind::incident;
        out.suspects = report;
        const std::unordered_set<std::string_view> ids(report.alertIds.begin(), report.alertIds.end());
        for (const auto& a : in.history->alerts) {
            if (out.related.size() < kMaxRelated && ids.contains(a.id))
                out.related.push_back(a);
        }
        if (in.large) {
            if (auto done = readDetails(in, out.related); !done.ok())
                return done.error();
        }
        const bool oneRule = !out.related.empty() && std::all_of(out.related.begin(), out.related.end(), [&](const AlertEpisode& a) { return a.name == out.related.front().name; });
        if (const auto* rule = oneRule && in.rules != nullptr ? ruleOf(*in.rules, out.related.front()) : nullptr)
            out.rule = *rule;
        addService(in, report.service, out);
        return out;
    }
    const auto pick = [&](const std::vector<AlertEpisode>& alerts, const std::vector<Change>& changes) {
        const auto wanted = [&](const auto& row) { return row.id == in.id; };
        if (const auto a = std::find_if(alerts.begin(), alerts.end(), wanted); a != alerts.end()) {
            selectAlert(in, *a, out);
            addService(in, a->service, out);
        } else if (const auto c = std::find_if(changes.begin(), changes.end(), wanted); c != changes.end()) {
            out.kind = Selection::Kind::change;
            out.change = *c;
            relatedOfChange(in, out);
            addService(in, c->service, out);
        }
        return out.kind != Selection::Kind::none;
    };
    std::vector<AlertEpisode> alerts;
    std::vector<Change> changes;
    if (in.large) {
        if (auto done = readSelected(in, alerts, changes); !done.ok())
            return done.error();
    }
    const auto holds = [&](const std::vector<AlertEpisode>& rows) { return std::any_of(rows.begin(), rows.end(), [&](const auto& a) { return a.id == in.id; }); };
    const bool isOut = in.leftOut != nullptr && holds(in.leftOut->alerts);
    if (in.large && !isOut && pick(alerts, changes))
        out.leftOut = false;
    else if (!pick(in.history->alerts, in.history->changes) && in.leftOut != nullptr)
        out.leftOut = pick(in.leftOut->alerts, in.leftOut->changes);
    if (out.alert && in.config != nullptr) {
        auto story = readPaging(*in.reader, *in.config, *out.alert, in.now, in.asOf, in.large ? nullptr : &in.history->alerts, in.routes != nullptr ? *in.routes : PagingRoutes());
        if (!story.ok())
            return story.error();
        out.paging = std::move(story).value();
    }
    return out;
}

} // namespace vedette
