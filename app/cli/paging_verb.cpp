// paging

#include "app/cli/reading.h"
#include "app/cli/verbs.h"

#include "models/base/text.h"
#include "models/session/paging_routes.h"

namespace vedette {

namespace {

void writeStory(JsonWriter& json, const AlertEpisode& alert, const PagingStory& story, Time asOf)
{
    json.beginObject().field("asOf", asOf).field("alert", alert.id).field("fingerprint", alert.fingerprint).field("name", alert.name).field("service", alert.service);
    json.field("startsAt", alert.startsAt).field("endsAt", alert.endsAt);
    json.field("verdict", std::string(pagingVerdictName(story.verdict))).field("sentence", story.sentence).field("configured", story.configured);
    json.key("steps").beginArray();
    for (const auto& s : story.steps) {
        json.beginObject().field("at", s.at).field("kind", std::string(alertEventKindName(s.kind)));
        json.field("receiver", s.receiver).field("integration", s.integration).field("by", s.by).field("reason", s.reason);
        json.field("resolved", s.resolved).field("times", s.times).field("last", s.last).endObject();
    }
    json.endArray().field("recorder", story.recorder).key("known");
    if (story.known)
        json.beginObject().field("from", story.known->from).field("to", story.known->to).endObject();
    else
        json.null();
    json.endObject();
}

} // namespace

int runPaging(const Invocation& call)
{
    auto bare = call;
    bare.arguments.clear();
    auto opened = openReading(bare);
    if (!opened.ok())
        return fail(opened.error());
    auto& reading = *opened;
    const auto& answers = *reading.answers;
    const Time asOf = answers.asOf();
    const auto& wanted = call.arguments.front();
    const auto found = answers.episode(wanted);
    if (!found.ok())
        return fail(found.error());
    const auto& alert = *found;
    if (!alert)
        return fail(makeError(ErrorKind::notFound, "there is no alert with the id or fingerprint \"" + wanted + "\""));
    auto story = pagingOf(answers, *alert, reading.env.asOf);
    if (!story.ok())
        return fail(story.error());
    if (reading.env.form == "json") {
        JsonWriter json;
        writeStory(json, *alert, *story, asOf);
        printOut(json.text() + "\n");
        return kAnswered;
    }
    TextTable table;
    table.head = {"at", "what", "receiver", "integration", "by", "reason", "times"};
    for (const auto& s : story->steps) {
        table.rows.push_back({localTime(s.at, reading.env.zone), std::string(alertEventKindName(s.kind)) + (s.resolved ? " (ended)" : ""), s.receiver, s.integration,
            visibleLine(s.by), visibleLine(s.reason), std::to_string(s.times)});
    }
    if (reading.env.form == "csv") {
        printOut(table.csv());
        return kAnswered;
    }
    printOut(visibleLine(alert->name + (alert->service.empty() ? "" : " (" + alert->service + ")")) + "  " + localTime(alert->startsAt, reading.env.zone) + "\n");
    printOut(visibleLine(story->sentence) + "\n");
    for (const auto& said : story->configured)
        printOut("as configured: " + visibleLine(said) + "\n");
    if (!table.rows.empty())
        printOut("\n" + table.text());
    warnStale(reading);
    return kAnswered;
}

} // namespace vedette
