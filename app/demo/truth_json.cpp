#include "app/demo/truth_json.h"

#include "app/demo/change_feeds.h"
#include "models/base/json_writer.h"
#include "models/base/text.h"

#include <algorithm>

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

const std::string& nameOf(int service) { return fleetServices()[static_cast<std::size_t>(service)].name; }
const AlertRule& ruleOf(const Episode& e) { return alertRules()[static_cast<std::size_t>(e.alert.rule)]; }

/// name="value",... (values have neither quotes nor commas) as an object.
void writeLabels(JsonWriter& w, const AlertRule& rule, const std::string& text)
{
    w.beginObject().field("alertname", rule.name);
    for (const auto& pair : splitText(text, ',')) {
        const auto equals = pair.find('=');
        w.field(pair.substr(0, equals), pair.substr(equals + 2, pair.size() - equals - 3));
    }
    w.endObject();
}

void writeIncidents(JsonWriter& w, const FleetHistory& history)
{
    w.key("incidents").beginArray();
    for (const auto& i : history.plan().incidents) {
        if (i.from > history.to())
            continue;
        w.beginObject().field("id", i.id).field("title", i.title).field("kind", i.kind);
        w.field("from", i.from).field("to", i.to).key("cause");
        if (i.cause.empty())
            w.null();
        else
            w.value(i.cause);
        w.key("services").beginArray();
        for (const int s : i.services)
            w.value(nameOf(s));
        w.endArray().key("alerts").beginArray();
        for (const auto& e : history.episodes()) {
            const bool mine = std::find(i.services.begin(), i.services.end(), e.alert.service) != i.services.end()
                && std::find(i.rules.begin(), i.rules.end(), ruleOf(e).name) != i.rules.end();
            if (!mine || e.alert.activeAt < i.from - 1min || e.alert.firedAt > i.to + 5min)
                continue;
            w.beginObject().field("name", ruleOf(e).name).field("service", nameOf(e.alert.service));
            w.field("startsAt", e.alert.firedAt).endObject();
        }
        w.endArray().endObject();
    }
    w.endArray();
}

void writeAlerts(JsonWriter& w, const FleetHistory& history)
{
    w.key("alerts").beginArray();
    for (const auto& e : history.episodes()) {
        w.beginObject().field("name", ruleOf(e).name).field("service", nameOf(e.alert.service));
        w.field("severity", ruleOf(e).severity).key("labels");
        writeLabels(w, ruleOf(e), e.alert.labels);
        w.field("pendingAt", e.alert.activeAt).field("startsAt", e.alert.firedAt).key("endsAt");
        if (e.open)
            w.null();
        else
            w.value(e.endsAt);
        w.field("doubtful", e.doubtful).endObject();
    }
    w.endArray();
}

void writeEnd(JsonWriter& w, Time endsAt, ChangeStatus status, Time now)
{
    w.field("status", changeStatusName(endsAt <= now ? status : ChangeStatus::started)).key("endsAt");
    if (endsAt <= now)
        w.value(endsAt);
    else
        w.null();
}

void writeChanges(JsonWriter& w, const FleetHistory& history)
{
    const auto& changes = history.plan().changes;
    const Time to = history.to();
    w.key("changes").beginArray();
    for (std::size_t k = 0; k < changes.size() && changes[k].startsAt <= to; ++k) {
        const auto& c = changes[k];
        w.beginObject().field("id", c.id).field("kind", changeKindName(c.kind)).field("service", nameOf(c.service));
        w.field("environment", "prod").field("revision", c.revision).field("previous", c.previous);
        w.field("actor", c.actor).field("startsAt", c.startsAt);
        writeEnd(w, c.endsAt, c.status, to);
        w.key("stages").beginArray();
        for (const auto& s : c.stages) {
            if (s.startsAt > to)
                continue;
            w.beginObject().field("stage", s.stage).field("startsAt", s.startsAt);
            writeEnd(w, s.endsAt, s.status, to);
            w.endObject();
        }
        w.endArray().field("sources", sourcesAt(history.plan(), k, to)).endObject();
    }
    w.endArray();
}

void writeObjectives(JsonWriter& w, const FleetHistory& history)
{
    const auto& objectives = fleetObjectives();
    w.key("slos").beginArray();
    for (std::size_t o = 0; o < objectives.size(); ++o) {
        w.beginObject().field("id", nameOf(objectives[o].service) + "/" + objectives[o].name);
        w.field("objectiveRatio", objectives[o].objectiveRatio).field("binSeconds", 300);
        w.field("firstBin", history.firstBin());
        auto counts = [&](const char* name, const std::vector<double>& values) {
            w.key(name).beginArray();
            for (const double v : values)
                w.value(v);
            w.endArray();
        };
        counts("good", history.counts()[o].good);
        counts("total", history.counts()[o].total);
        w.endObject();
    }
    w.endArray();
}

void writePeriodic(JsonWriter& w, const FleetHistory& history)
{
    w.key("periodic").beginArray();
    const auto& jobs = batchJobs();
    for (std::size_t j = 0; j < jobs.size(); ++j) {
        w.beginObject().field("name", jobs[j].name).field("alert", "BatchLag").field("service", nameOf(jobs[j].service));
        w.field("cron", jobs[j].cron).field("zone", "Asia/Seoul").key("runs").beginArray();
        for (const auto& run : history.plan().batchRuns) {
            if (run.job == static_cast<int>(j) && run.at >= history.from() && run.at <= history.to())
                w.value(run.at);
        }
        w.endArray().endObject();
    }
    w.endArray();
}

} // namespace

std::string truthJson(const FleetHistory& history)
{
    JsonWriter w;
    w.beginObject().field("seed", static_cast<std::int64_t>(history.options().seed));
    w.field("from", history.from()).field("to", history.to()).field("zone", "Asia/Seoul");
    w.field("stepSeconds", toSeconds(history.options().step));
    writeIncidents(w, history);
    writeAlerts(w, history);
    writeChanges(w, history);
    writeObjectives(w, history);
    writePeriodic(w, history);
    w.endObject();
    return w.take() + "\n";
}

} // namespace vedette::demo
