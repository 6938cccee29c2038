// suspects, detect, check, slo check

#include "app/cli/reading.h"
#include "app/cli/verbs.h"

#include "models/base/text.h"
#include "models/session/config_load.h"
#include "models/session/csv_run.h"
#include "models/session/json_lines.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <cmath>

namespace vedette {

namespace {

Result<std::string> readWhole(const std::string& path)
{
    if (path == "-")
        return std::string(std::istreambuf_iterator<char>(std::cin), {});
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return makeError(ErrorKind::usage, "cannot open " + path);
    return std::string(std::istreambuf_iterator<char>(file), {});
}

int answerQuestions(VerbReading& reading, const std::string& path)
{
    auto text = readWhole(path);
    if (!text.ok())
        return fail(text.error());
    auto questions = parseQuestions(*text, path);
    if (!questions.ok())
        return fail(questions.error());
    for (const auto& q : *questions) {
        auto report = reading.answers->suspectsAt(q.alert, q.asOf);
        if (!report.ok())
            return fail(report.error());
        JsonWriter json;
        json.beginObject().field("id", q.id).field("noChange", report->noChange).key("suspects").beginArray();
        for (const auto& s : report->suspects)
            json.beginObject().field("change", s.change.id).field("probability", s.probability).endObject();
        json.endArray().endObject();
        printOut(json.text() + "\n");
    }
    return kAnswered;
}

void printReport(const SuspectReport& r, const ZoneOffset& zone)
{
    printOut(r.id + "  " + localTime(r.range.from, zone) + "  " + r.service + "  " + std::to_string(r.alertIds.size()) + (r.alertIds.size() == 1 ? " alert\n" : " alerts\n"));
    const auto evidence = [](const std::vector<Evidence>& all) {
        for (std::size_t i = 0; i < all.size() && i < 4; ++i)
            printOut("        " + visibleLine(all[i].text) + "\n");
    };
    int shown = 0;
    for (const auto& s : r.suspects) {
        if (s.probability < 0.01 || shown++ >= 5)
            break;
        const Change& c = s.change;
        const std::string name = c.label();
        printOut("  " + percent(s.probability, 0) + "  " + visibleLine(c.service + " " + truncateUtf8(name, 120)) + "  " + std::string(changeKindName(c.kind))
            + visibleLine((c.environment.empty() ? "" : "  " + c.environment) + (c.revision.empty() || c.revision == name ? "" : "  " + c.revision)) + "  "
            + localTime(c.liveAt(), zone) + "  " + visibleLine(c.id) + "\n");
        evidence(s.evidence);
    }
    printOut("  " + percent(r.noChange, 0) + "  no change is to blame\n");
    evidence(r.noChangeEvidence);
    printOut("\n");
}

void writeFindings(JsonWriter& json, const std::vector<Finding>& findings)
{
    json.key("findings").beginArray();
    for (const auto& f : findings) {
        json.beginObject().field("file", f.file).field("line", f.line).field("column", f.column);
        json.field("level", f.level == FindingLevel::error ? "error" : "warning").field("rule", f.rule).field("message", f.message).endObject();
    }
    json.endArray();
}

} // namespace

int runSuspects(const Invocation& call)
{
    auto opened = openReading(call);
    if (!opened.ok())
        return fail(opened.error());
    auto& reading = *opened;
    if (call.has("questions"))
        return answerQuestions(reading, call.value("questions"));
    if (!call.has("alert") && !call.has("incident") && !call.has("all"))
        return fail(makeError(ErrorKind::usage, "suspects needs --alert ID, --incident ID, --all or --questions FILE"));
    std::vector<SuspectReport> reports;
    std::size_t notJudged = 0;
    if (call.has("alert")) {
        auto one = reading.answers->suspectsOf(call.value("alert"));
        if (!one.ok())
            return fail(one.error());
        reports.push_back(std::move(one).value());
    } else {
        auto all = reading.answers->suspects(reading.range, call.value("incident"));
        if (!all.ok())
            return fail(all.error());
        reports = std::move(all->reports);
        notJudged = all->notJudged;
        if (call.has("incident")) {
            reports.erase(std::remove_if(reports.begin(), reports.end(), [&](const SuspectReport& r) { return r.id != call.value("incident"); }), reports.end());
            if (reports.empty())
                return fail(makeError(ErrorKind::notFound, "there is no incident with the id \"" + call.value("incident") + "\""));
        }
    }
    if (reading.env.form == "text") {
        for (const auto& r : reports)
            printReport(r, reading.env.zone);
    } else if (reading.env.form == "csv") {
        TextTable table;
        table.head = {"incident", "change", "service", "revision", "probability"};
        for (const auto& r : reports) {
            for (const auto& s : r.suspects)
                table.rows.push_back({r.id, s.change.id, s.change.service, s.change.revision, std::to_string(s.probability)});
            table.rows.push_back({r.id, "", "", "", std::to_string(r.noChange)});
        }
        printOut(table.csv());
    } else {
        JsonWriter json;
        beginAnswer(json, reading.answers->asOf(), reading.range, reading.stale);
        json.key("incidents").beginArray();
        for (const auto& r : reports)
            writeSuspects(json, r);
        json.endArray().field("notJudged", notJudged).endObject();
        printOut(json.text() + "\n");
    }
    if (notJudged > 0 && reading.env.form != "json")
        printErr("the worst " + std::to_string(reports.size()) + " groups of alerts were judged, " + std::to_string(notJudged) + " were not: ask for a shorter range, or with --alert\n");
    warnStale(reading);
    return call.has("expect") && reports.empty() ? kNo : kAnswered;
}

int runDetect(const Invocation& call)
{
    if (call.has("csv") == !call.arguments.empty())
        return fail(makeError(ErrorKind::usage, "detect needs --csv FILE or a selector, one of the two"));
    if (call.has("csv")) {
        auto text = readWhole(call.value("csv"));
        if (!text.ok())
            return fail(text.error());
        auto scores = scoreCsv(*text);
        if (!scores.ok())
            return fail(scores.error().in(call.value("csv")));
        printOut(*scores);
        return kAnswered;
    }
    auto selector = parseSelector(call.arguments.front());
    if (!selector.ok())
        return fail(selector.error());
    Invocation bare = call;
    bare.arguments.clear();
    auto reading = openReading(bare);
    if (!reading.ok())
        return fail(reading.error());
    auto scored = reading->answers->detect(*selector, reading->range);
    if (!scored.ok())
        return fail(scored.error());
    if (reading->env.form == "json") {
        JsonWriter json;
        beginAnswer(json, reading->answers->asOf(), reading->range, reading->stale);
        json.key("series").beginArray();
        for (const auto& s : *scored) {
            json.beginObject().key("labels");
            writeLabels(json, s.labels);
            json.key("points").beginArray();
            for (const auto& p : s.points)
                json.beginObject().field("t", p.at).field("value", p.value).field("score", p.score).field("anomalous", p.anomalous).field("expected", p.expected).field("lower", p.lower).field("upper", p.upper).endObject();
            json.endArray().endObject();
        }
        json.endArray().endObject();
        printOut(json.text() + "\n");
    } else {
        TextTable table;
        table.head = {"series", "timestamp", "value", "anomaly_score", "is_anomaly", "expected", "lower", "upper"};
        const auto number = [](double v) { return std::isfinite(v) ? std::to_string(v) : std::string(); };
        for (const auto& s : *scored) {
            for (const auto& p : s.points)
                table.rows.push_back({s.labels.text(), formatRfc3339(p.at), number(p.value), number(p.score), p.anomalous ? "1" : "0", number(p.expected), number(p.lower), number(p.upper)});
        }
        printOut(reading->env.form == "csv" ? table.csv() : table.text());
    }
    if (scored->empty())
        printErr("no stored series matches " + call.arguments.front() + "\n");
    return scored->empty() ? kNo : kAnswered;
}

int runCheck(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    const std::string file = call.arguments.empty() ? env->configPath : call.arguments.front();
    const auto check = checkConfigFile(file);
    if (env->form == "json") {
        JsonWriter json;
        json.beginObject().field("file", file).field("ok", check.ok);
        writeFindings(json, check.findings);
        json.endObject();
        printOut(json.text() + "\n");
    } else {
        for (const auto& f : check.findings)
            printOut(f.text() + "\n");
    }
    return check.ok ? kAnswered : kUsage;
}

int runSloCheck(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    const auto check = checkSloFiles(call.arguments);
    if (env->form == "json") {
        JsonWriter json;
        json.beginObject().key("files").beginArray();
        for (const auto& f : check.files)
            json.beginObject().field("file", f.file).field("format", f.format).field("slos", f.slos).endObject();
        json.endArray();
        writeFindings(json, check.findings);
        json.endObject();
        printOut(json.text() + "\n");
    } else {
        for (const auto& f : check.findings)
            printOut(f.text() + "\n");
    }
    return check.ok ? kAnswered : kUsage;
}

} // namespace vedette
