// alerts, changes, log, now, slo list, slo show

#include "app/cli/reading.h"
#include "app/cli/verbs.h"

#include "models/base/text.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace vedette {

namespace {

std::string count(const std::map<std::string, std::int64_t>& counts, const char* key)
{
    const auto it = counts.find(key);
    return std::to_string(it == counts.end() ? 0 : it->second);
}

void writeCounts(JsonWriter& json, const std::map<std::string, std::int64_t>& counts)
{
    json.key("counts").beginObject();
    for (const auto& [name, n] : counts)
        json.field(name, n);
    json.endObject();
}

std::string stateText(const AlertEpisode& a)
{
    if (a.open() && a.suppressed())
        return a.silencedBy.empty() ? "inhibited" : "silenced";
    return std::string(alertStateName(a.state));
}

std::string alertText(const AlertEpisode& a)
{
    const auto summary = a.annotations.value("summary");
    return summary.empty() ? a.name : a.name + ": " + std::string(summary);
}

std::string changeText(const Change& c)
{
    std::string text = c.previous.empty() || c.revision.empty() ? c.revision : c.previous + " -> " + c.revision;
    if (!c.title.empty())
        text += (text.empty() ? "" : " ") + c.title;
    return c.actor.empty() ? text : text + " (" + c.actor + ")";
}

std::string lengthText(Time from, const std::optional<Time>& to, Time now)
{
    return to ? spokenDuration(*to - from) : spokenDuration(now - from) + "+";
}

void print(const Environment& env, const TextTable& table, const std::string& json)
{
    printOut(env.form == "json" ? json + "\n" : env.form == "csv" ? table.csv() : table.text());
}

/// One line of the log, of whatever kind, to be put in time order.
struct LogLine {
    Time at{};
    std::vector<std::string> cells;
    std::function<void(JsonWriter&)> write;
};

int sloAnswer(const Invocation& call, const std::string& name)
{
    Invocation bare = call;
    bare.arguments.clear();
    auto reading = openReading(bare);
    if (!reading.ok())
        return fail(reading.error());
    auto slos = reading->answers->slos();
    if (!slos.ok())
        return fail(slos.error());
    const bool inDepth = !name.empty();
    if (inDepth) {
        std::vector<SloReport> found;
        for (const auto& s : *slos) {
            if (s.spec.id == name)
                found.assign(1, s);
        }
        if (found.empty()) {
            std::copy_if(slos->begin(), slos->end(), std::back_inserter(found), [&](const SloReport& s) { return s.spec.name == name; });
        }
        if (found.size() != 1) {
            std::vector<std::string> ids;
            for (const auto& s : found.empty() ? *slos : found)
                ids.push_back(s.spec.id);
            const auto near = nearestName(name, ids);
            printErr("vedette: " + (found.empty() ? "there is no SLO \"" + name + "\"" + (near.empty() ? "" : "; did you mean \"" + near + "\"?")
                                                  : "\"" + name + "\" is the name of several: " + joinText(ids, ", ")) + "\n");
            return found.empty() ? kNo : kUsage;
        }
        *slos = std::move(found);
    }
    JsonWriter json;
    const Time asOf = reading->answers->asOf();
    const TimeRange range = slos->empty() ? TimeRange{asOf, asOf} : TimeRange{slos->front().from, slos->front().to};
    beginAnswer(json, asOf, range, reading->stale);
    json.key("slos").beginArray();
    TextTable table;
    table.head = {"SLO", "objective", "achieved", "left", "minutes left", "burn 1h", "state", "coverage"};
    for (const auto& s : *slos) {
        writeSlo(json, s, inDepth);
        std::string burn = "-";
        for (const auto& b : s.burn) {
            if (b.window == Millis{std::chrono::hours{1}} && b.burnRate)
                burn = formatNumber(std::round(*b.burnRate * 100) / 100) + "x";
        }
        const auto achieved = s.errorRatio ? std::optional<double>(1 - *s.errorRatio) : std::nullopt;
        table.rows.push_back({s.spec.id, percent(s.spec.objectiveRatio, 2), percent(achieved, 3), percent(s.remainingRatio, 1),
            s.remainingMinutes ? formatNumber(std::round(*s.remainingMinutes * 10) / 10) : "-", burn, std::string(sloStateName(s.state)),
            percent(s.coverageRatio, 0)});
    }
    json.endArray().endObject();
    print(reading->env, table, json.text());
    if (inDepth && reading->env.form == "text") {
        const auto& s = slos->front();
        printOut("\nwindow   errors/total                burn\n");
        for (const auto& b : s.burn) {
            std::string line = formatDuration(b.window);
            line.resize(9, ' ');
            if (b.totalEvents && b.goodEvents)
                line += formatNumber(std::round(*b.totalEvents - *b.goodEvents)) + "/" + formatNumber(std::round(*b.totalEvents));
            else
                line += "-";
            line.resize(std::max<std::size_t>(line.size() + 1, 37), ' ');
            printOut(line + (b.burnRate ? formatNumber(std::round(*b.burnRate * 100) / 100) + "x" : "-") + "\n");
        }
        for (const auto& a : s.alerts)
            printOut(a.spec.severity + " " + formatDuration(a.spec.longWindow) + "/" + formatDuration(a.spec.shortWindow) + " over "
                + formatNumber(a.spec.factor) + "x: " + (a.firing ? "firing" : a.longHolds ? "long window only" : a.shortHolds ? "short window only" : "quiet") + "\n");
        for (const auto& note : s.notes)
            printOut(note + "\n");
    }
    warnStale(*reading);
    return !inDepth && call.has("expect") && slos->empty() ? kNo : kAnswered;
}

} // namespace

int runAlerts(const Invocation& call)
{
    auto reading = openReading(call);
    if (!reading.ok())
        return fail(reading.error());
    auto rows = reading->answers->alerts(reading->range, reading->matchers);
    if (!rows.ok())
        return fail(rows.error());
    JsonWriter json;
    beginAnswer(json, reading->answers->asOf(), reading->range, reading->stale);
    json.key("counts").beginObject().field("alerts", rows->size()).endObject();
    json.key("alerts").beginArray();
    TextTable table;
    table.head = {"started", "severity", "state", "length", "service", "alert"};
    for (const auto& a : *rows) {
        writeAlert(json, a);
        table.rows.push_back({localTime(a.startsAt, reading->env.zone), a.severity, stateText(a), lengthText(a.startsAt, a.endsAt, reading->answers->asOf()), a.service, alertText(a)});
    }
    json.endArray().endObject();
    print(reading->env, table, json.text());
    if (reading->env.form == "text")
        printOut("\nAlert: " + std::to_string(rows->size()) + "\n");
    warnStale(*reading);
    return call.has("expect") && rows->empty() ? kNo : kAnswered;
}

int runChanges(const Invocation& call)
{
    auto reading = openReading(call);
    if (!reading.ok())
        return fail(reading.error());
    auto rows = reading->answers->changes(reading->range, reading->matchers);
    if (!rows.ok())
        return fail(rows.error());
    JsonWriter json;
    beginAnswer(json, reading->answers->asOf(), reading->range, reading->stale);
    std::map<std::string, std::int64_t> counts{{"changes", static_cast<std::int64_t>(rows->size())}, {"deployments", 0}, {"rollbacks", 0}};
    for (const auto& c : *rows) {
        if (c.kind == ChangeKind::deployment)
            ++counts["deployments"];
        if (c.kind == ChangeKind::rollback)
            ++counts["rollbacks"];
    }
    writeCounts(json, counts);
    json.key("changes").beginArray();
    TextTable table;
    table.head = {"started", "kind", "status", "length", "service", "change", "from"};
    for (const auto& c : *rows) {
        writeChange(json, c);
        table.rows.push_back({localTime(c.startsAt, reading->env.zone), std::string(changeKindName(c.kind)), std::string(changeStatusName(c.status)),
            lengthText(c.startsAt, c.endsAt, reading->answers->asOf()), c.service, changeText(c), joinText(c.sources, ", ")});
    }
    json.endArray().endObject();
    print(reading->env, table, json.text());
    if (reading->env.form == "text")
        printOut("\nDeployment: " + count(counts, "deployments") + " / Rollback: " + count(counts, "rollbacks") + " / all changes: " + count(counts, "changes") + "\n");
    warnStale(*reading);
    return call.has("expect") && rows->empty() ? kNo : kAnswered;
}

int runLog(const Invocation& call)
{
    auto reading = openReading(call);
    if (!reading.ok())
        return fail(reading.error());
    auto log = reading->answers->log(reading->range, reading->matchers, call.value("search"));
    if (!log.ok())
        return fail(log.error());
    std::vector<LogLine> lines;
    const auto& zone = reading->env.zone;
    const Time now = reading->answers->asOf();
    for (const auto& a : log->alerts)
        lines.push_back({a.startsAt, {localTime(a.startsAt, zone), "alert", a.severity, stateText(a), lengthText(a.startsAt, a.endsAt, now), a.service, alertText(a)},
            [&a](JsonWriter& json) { writeAlert(json, a, "alert"); }});
    for (const auto& c : log->changes)
        lines.push_back({c.startsAt, {localTime(c.startsAt, zone), "change", std::string(changeKindName(c.kind)), std::string(changeStatusName(c.status)), lengthText(c.startsAt, c.endsAt, now), c.service, changeText(c)},
            [&c](JsonWriter& json) { writeChange(json, c, "change"); }});
    for (const auto& s : log->silences)
        lines.push_back({s.startsAt, {localTime(s.startsAt, zone), "silence", "", s.state, lengthText(s.startsAt, s.endsAt, now), "", s.comment + " (" + s.createdBy + ")"},
            [&s](JsonWriter& json) { writeSilence(json, s, "silence"); }});
    for (const auto& o : log->outages)
        lines.push_back({o.from, {localTime(o.from, zone), "feed", "", o.to ? "back" : "failing", lengthText(o.from, o.to, now), o.feed, o.cause},
            [&o](JsonWriter& json) { writeOutage(json, o, "feed"); }});
    for (const auto& n : log->notes)
        lines.push_back({n.at, {localTime(n.at, zone), "note", "", "", "", n.service, n.text + (n.author.empty() ? "" : " (" + n.author + ")")},
            [&n](JsonWriter& json) { writeNote(json, n, "note"); }});
    std::stable_sort(lines.begin(), lines.end(), [](const LogLine& a, const LogLine& b) { return a.at < b.at; });
    JsonWriter json;
    beginAnswer(json, now, reading->range, reading->stale);
    writeCounts(json, log->counts);
    json.key("log").beginArray();
    TextTable table;
    table.head = {"started", "type", "what", "state", "length", "service", "text"};
    for (auto& line : lines) {
        if (reading->env.form == "json")
            line.write(json);
        else
            table.rows.push_back(std::move(line.cells));
    }
    json.endArray().endObject();
    print(reading->env, table, json.text());
    if (reading->env.form == "text")
        printOut("\nAlert: " + count(log->counts, "alerts") + " / Deployment: " + count(log->counts, "deployments") + " / Rollback: " + count(log->counts, "rollbacks")
            + " / Silence: " + count(log->counts, "silences") + " / Feed outage: " + count(log->counts, "feeds") + "\n");
    warnStale(*reading);
    return call.has("expect") && lines.empty() ? kNo : kAnswered;
}

int runNow(const Invocation& call)
{
    auto reading = openReading(call);
    if (!reading.ok())
        return fail(reading.error());
    const Time now = reading->answers->asOf();
    auto alerts = reading->answers->alerts({now, now + Millis{1}}, {});
    auto changes = reading->answers->changes({now - std::chrono::hours{24}, now + Millis{1}}, {});
    auto slos = reading->answers->slos();
    auto feeds = reading->answers->feeds();
    auto switches = reading->answers->switches();
    if (!alerts.ok() || !changes.ok() || !slos.ok() || !feeds.ok() || !switches.ok())
        return fail(!alerts.ok() ? alerts.error() : !changes.ok() ? changes.error() : !slos.ok() ? slos.error() : !feeds.ok() ? feeds.error() : switches.error());
    alerts->erase(std::remove_if(alerts->begin(), alerts->end(), [&](const AlertEpisode& a) { return !a.open() || reading->answers->isSwitch(a); }), alerts->end());
    std::stable_sort(alerts->begin(), alerts->end(), [](const AlertEpisode& a, const AlertEpisode& b) { return severityRank(a.level) > severityRank(b.level); });
    changes->erase(std::remove_if(changes->begin(), changes->end(), [](const Change& c) { return !c.running(); }), changes->end());
    JsonWriter json;
    beginAnswer(json, now, {now, now}, reading->stale);
    json.key("alerts").beginArray();
    TextTable table;
    table.head = {"what", "state", "since", "where", "text"};
    for (const auto& s : *switches) {
        if (s.severity() != Severity::ok)
            table.rows.push_back({"switch", std::string(switchStateName(s.state)), s.since ? spokenDuration(now - *s.since) : "-", s.source,
                s.name + (s.severity() == Severity::critical ? ": the alerting path is broken, alerts may be lost" : ": not known whether alerts arrive")});
    }
    for (const auto& a : *alerts) {
        writeAlert(json, a);
        table.rows.push_back({a.severity.empty() ? "alert" : a.severity, stateText(a), spokenDuration(now - a.startsAt), a.service, alertText(a)});
    }
    json.endArray().key("budgets").beginArray();
    int shown = 0;
    for (const auto& s : *slos) {
        writeSlo(json, s, false);
        if (shown++ < 5)
            table.rows.push_back({"budget", std::string(sloStateName(s.state)), percent(s.remainingRatio, 1) + " left", s.spec.service, s.spec.name});
    }
    json.endArray().key("changes").beginArray();
    for (const auto& c : *changes) {
        writeChange(json, c);
        table.rows.push_back({std::string(changeKindName(c.kind)), "running", spokenDuration(now - c.startsAt), c.service, changeText(c)});
    }
    json.endArray().key("feeds").beginArray();
    for (const auto& f : *feeds) {
        if (std::find(reading->stale.begin(), reading->stale.end(), f.name) == reading->stale.end())
            continue;
        writeFeed(json, f, now);
        table.rows.push_back({"feed", std::string(feedStateName(f.state)), f.lastSuccess ? spokenDuration(now - *f.lastSuccess) : "never", f.name, f.error});
    }
    json.endArray().key("switches").beginArray();
    for (const auto& s : *switches) {
        json.beginObject().field("name", s.name).field("source", s.source).field("state", switchStateName(s.state)).field("severity", severityName(s.severity()));
        json.field("since", s.since).field("lastSeen", s.lastSeen).field("absentAfter", formatDuration(s.absentAfter)).field("feeds", s.feeds).endObject();
    }
    json.endArray().endObject();
    print(reading->env, table, json.text());
    if (reading->env.form == "text" && alerts->empty())
        printOut(std::any_of(switches->begin(), switches->end(), [](const SwitchReport& s) { return s.severity() == Severity::critical; })
                ? "\nnothing is known to fire, but the alerting path is broken\n"
                : reading->stale.empty() ? "\nnothing is firing\n" : "\nnothing is known to fire, but not every feed could be read\n");
    warnStale(*reading);
    return call.has("expect") && alerts->empty() && changes->empty() ? kNo : kAnswered;
}

int runSloList(const Invocation& call) { return sloAnswer(call, {}); }
int runSloShow(const Invocation& call) { return sloAnswer(call, call.arguments.front()); }

} // namespace vedette
