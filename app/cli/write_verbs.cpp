// sync, query, import, export, change add, cache info|verify|compact

#include "app/cli/reading.h"
#include "app/cli/verbs.h"

#include "models/base/text.h"
#include "models/session/store_run.h"
#include "models/session/query_run.h"
#include "models/session/sync_run.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace vedette {

namespace {

std::atomic<bool> s_interrupted{false};

void onSignal(int) { s_interrupted = true; }

Result<std::optional<Millis>> durationOption(const Invocation& call, const char* name)
{
    if (!call.has(name))
        return std::optional<Millis>();
    auto d = parseDuration(call.value(name));
    if (!d.ok())
        return d.error().in(std::string("--") + name);
    return std::optional<Millis>(*d);
}

/// The cache as it lies there, whatever its feeds say: for looking at the cache itself.
struct OpenCache {
    Environment env;
    std::unique_ptr<Answers> answers;
};

Result<OpenCache> openCache(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return env.error();
    auto config = loadConfig(*env);
    if (!config.ok())
        return config.error();
    auto answers = Answers::open(env->cachePath, *config, env->now);
    if (!answers.ok())
        return answers.error();
    return OpenCache{std::move(env).value(), std::move(answers).value()};
}

void printSync(const Environment& env, const SyncReport& report)
{
    if (env.form == "json") {
        JsonWriter json;
        std::vector<std::string> stale;
        for (const auto& f : report.feeds) {
            if (!f.error.empty())
                stale.push_back(f.name);
        }
        json.beginObject().field("asOf", env.now).field("stale", stale).key("feeds").beginArray();
        for (const auto& f : report.feeds)
            writeFeed(json, f, SystemClock().now());
        json.endArray().field("samples", report.samples).field("seconds", report.seconds).endObject();
        printOut(json.text() + "\n");
        return;
    }
    TextTable table;
    table.head = {"feed", "kind", "state", "requests", "records", "error"};
    for (const auto& f : report.feeds)
        table.rows.push_back({f.name, std::string(feedKindName(f.kind)), std::string(feedStateName(f.state)), std::to_string(f.requests), std::to_string(f.records), f.error});
    printOut(env.form == "csv" ? table.csv() : table.text());
    if (env.form == "text")
        printOut("\n" + std::to_string(report.samples) + " new samples in " + formatNumber(std::round(report.seconds * 10) / 10) + " s\n");
}

} // namespace

int runSync(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    auto length = durationOption(call, "for");
    auto backfill = durationOption(call, "backfill");
    auto interval = durationOption(call, "interval");
    if (!length.ok() || !backfill.ok() || !interval.ok())
        return fail(!length.ok() ? length.error() : !backfill.ok() ? backfill.error() : interval.error());
    Environment strict = *env;
    strict.configGiven = true; // without a configuration there is nothing to poll
    auto config = loadConfig(strict);
    if (!config.ok())
        return fail(config.error());
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    SyncOptions options;
    options.config = *config;
    options.cachePath = env->cachePath;
    options.once = call.has("once");
    options.length = *length;
    options.backfill = *backfill;
    options.interval = *interval;
    options.interrupted = &s_interrupted;
    options.progress = [](const std::string& line) { printErr(line + "\n"); };
    if (call.has("acks")) {
        options.acknowledged = [](std::int64_t n) {
            printOut("ACK " + std::to_string(n) + "\n");
            std::fflush(stdout);
        };
    }
    auto report = runSync(options, SystemClock());
    if (!report.ok())
        return fail(report.error());
    printSync(*env, *report);
    if (!report->trouble.empty()) {
        printErr("vedette: " + report->trouble + "\n");
        return kCacheTrouble;
    }
    if (report->interrupted)
        return kInterrupted;
    if (report->anyFailed())
        return kSourceLost;
    return call.has("expect") && report->samples == 0 ? kNo : kAnswered;
}

namespace {

void writeParts(JsonWriter& json, const QueryResult& result)
{
    json.field("boundary", result.boundary).field("kept", result.notKept.empty());
    json.key("parts").beginArray();
    for (const auto& part : result.parts) {
        json.beginObject().field("from", part.range.from).field("to", part.range.to).field("stepSeconds", toSeconds(part.step));
        json.field("origin", part.kept ? "kept" : "server").field("askedAt", part.askedAt).endObject();
    }
    json.endArray().key("unread").beginArray();
    for (const auto& gap : result.unread)
        json.beginObject().field("from", gap.range.from).field("to", gap.range.to).field("error", gap.error.text()).endObject();
    json.endArray();
}

/// On standard error, so that a table stays a table.
void tellParts(const Environment& env, const QueryResult& result)
{
    const auto span = [&](TimeRange range) { return localTime(range.from, env.zone) + " to " + localTime(range.to, env.zone); };
    if (result.boundary) {
        printErr("the cache's own samples begin at " + localTime(*result.boundary, env.zone) + "; what is earlier is kept apart, as " + result.feed + " told it\n");
        for (const auto& part : result.parts) {
            printErr("  " + span(part.range) + ", step " + formatDuration(part.step) + (part.kept ? ", kept" : ", read now")
                + (part.kept && part.askedAt ? " since " + localTime(*part.askedAt, env.zone) : "") + "\n");
        }
    }
    for (const auto& gap : result.unread)
        printErr("not read from " + result.feed + ": " + span(gap.range) + ": " + gap.error.text() + "\n");
    if (!result.notKept.empty())
        printErr("not kept: " + result.notKept + "\n");
}

} // namespace

int runQuery(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    Environment strict = *env;
    strict.configGiven = true;
    auto config = loadConfig(strict);
    if (!config.ok())
        return fail(config.error());
    if (auto adopted = adoptZone(*env, call, **config); !adopted.ok())
        return fail(adopted.error());
    auto range = rangeOf(call, *env);
    auto step = durationOption(call, "step");
    if (!range.ok() || !step.ok())
        return fail(!range.ok() ? range.error() : step.error());
    QueryRun run;
    run.feed = call.value("source");
    run.promql = call.arguments.front();
    run.step = *step;
    Time at = env->now;
    if (call.has("at")) {
        auto t = parseTimeExpression(call.value("at"), env->now, env->zone);
        if (!t.ok())
            return fail(t.error().in("--at"));
        at = *t;
    }
    run.range = range->value_or(TimeRange{at, at});
    auto result = runQuery(**config, run, env->cachePath, SystemClock());
    if (!result.ok())
        return fail(result.error());
    const auto stale = result->unread.empty() ? std::vector<std::string>{} : std::vector{result->feed};
    if (env->form == "json") {
        JsonWriter json;
        beginAnswer(json, env->now, run.range, stale);
        json.field("source", result->feed).field("resultType", result->resultType).field("warnings", result->warnings);
        writeParts(json, *result);
        json.key("series").beginArray();
        for (const auto& s : result->series) {
            json.beginObject().key("labels");
            writeLabels(json, s.labels);
            json.key("values").beginArray();
            for (std::size_t i = 0; i < s.times.size(); ++i)
                json.beginArray().value(s.times[i]).value(s.values[i]).endArray();
            json.endArray().endObject();
        }
        json.endArray().endObject();
        printOut(json.text() + "\n");
    } else {
        TextTable table;
        table.head = {"series", "time", "value"};
        for (const auto& s : result->series) {
            for (std::size_t i = 0; i < s.times.size(); ++i)
                table.rows.push_back({s.labels.text(), localTime(s.times[i], env->zone), formatNumber(s.values[i])});
        }
        printOut(env->form == "csv" ? table.csv() : table.text());
    }
    for (const auto& warning : result->warnings)
        printErr("warning: " + warning + "\n");
    if (env->form != "json")
        tellParts(*env, *result);
    return result->unread.empty() ? kAnswered : kSourceLost;
}

int runImport(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    auto config = loadConfig(*env);
    if (!config.ok())
        return fail(config.error());
    LinesRead sum;
    for (const auto& path : call.arguments) {
        std::ifstream file(path, std::ios::binary);
        if (!file)
            return fail(makeError(ErrorKind::usage, "cannot open " + path));
        const std::string text(std::istreambuf_iterator<char>(file), {});
        auto read = importText(env->cachePath, **config, text, path, env->now);
        if (!read.ok())
            return fail(read.error());
        sum.lines += read->lines;
        sum.brokenLines += read->brokenLines;
        sum.broken.insert(sum.broken.end(), read->broken.begin(), read->broken.end());
        for (const auto& [k, n] : read->counts)
            sum.counts[k] += n;
        for (const auto& [k, n] : read->unknownTypes)
            sum.unknownTypes[k] += n;
        for (const auto& [k, n] : read->unknownFields)
            sum.unknownFields[k] += n;
    }
    for (const auto& line : sum.broken)
        printErr(line + "\n");
    if (sum.brokenLines > static_cast<std::int64_t>(sum.broken.size()))
        printErr("and " + std::to_string(sum.brokenLines - static_cast<std::int64_t>(sum.broken.size())) + " more broken lines\n");
    if (env->form == "json") {
        JsonWriter json;
        json.beginObject().field("lines", sum.lines).field("brokenLines", sum.brokenLines);
        const auto counts = [&](const char* key, const std::map<std::string, std::int64_t>& all) {
            json.key(key).beginObject();
            for (const auto& [k, n] : all)
                json.field(k, n);
            json.endObject();
        };
        counts("counts", sum.counts);
        counts("unknownTypes", sum.unknownTypes);
        counts("unknownFields", sum.unknownFields);
        json.endObject();
        printOut(json.text() + "\n");
    } else {
        for (const auto& [k, n] : sum.counts)
            printOut(k + ": " + std::to_string(n) + "\n");
        for (const auto& [k, n] : sum.unknownTypes)
            printErr("unknown type \"" + visibleLine(k) + "\": " + std::to_string(n) + " lines left out\n");
        for (const auto& [k, n] : sum.unknownFields)
            printErr("unknown field " + visibleLine(k) + ": " + std::to_string(n) + " times left out\n");
    }
    return sum.brokenLines > 0 ? kMalformed : kAnswered;
}

int runExport(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    auto range = rangeOf(call, *env);
    if (!range.ok())
        return fail(range.error());
    std::vector<std::string> kinds;
    if (call.has("kind")) {
        static const std::vector<std::string> s_known{"alerts", "changes", "services", "samples", "notes"};
        for (const auto& kind : splitText(call.value("kind"), ',')) {
            kinds.push_back(trimmed(kind));
            if (std::find(s_known.begin(), s_known.end(), kinds.back()) == s_known.end())
                return fail(makeError(ErrorKind::usage, "--kind takes " + joinText(s_known, ", ") + ", not \"" + kinds.back() + "\""));
        }
    }
    const auto done = exportLines(env->cachePath, range->value_or(TimeRange{Time{}, env->now + std::chrono::hours{24 * 365}}), env->asOf, kinds, printOut);
    return done.ok() ? kAnswered : fail(done.error());
}

int runChangeAdd(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    auto config = loadConfig(*env);
    if (!config.ok())
        return fail(config.error());
    if (auto adopted = adoptZone(*env, call, **config); !adopted.ok())
        return fail(adopted.error());
    ChangeRecord record;
    record.service = call.value("service");
    const auto kind = changeKindFrom(call.value("kind"));
    if (record.service.empty() || !kind)
        return fail(makeError(ErrorKind::usage, record.service.empty() ? "change add needs --service" : "--kind takes deployment, rollback, config, flag, scale, schema or maintenance"));
    record.kind = *kind;
    const auto status = changeStatusFrom(call.value("status", "success"));
    if (!status)
        return fail(makeError(ErrorKind::usage, "--status takes started, success, failed or aborted"));
    record.status = *status;
    record.revision = call.value("revision");
    record.previous = call.value("previous");
    record.environment = call.value("environment");
    record.title = call.value("title");
    record.url = call.value("url");
    record.id = call.value("id");
    const char* user = std::getenv("USER");
    record.actor = call.value("actor", user == nullptr ? "" : user);
    record.startsAt = env->now;
    for (const auto* name : {"at", "end"}) {
        if (!call.has(name))
            continue;
        auto t = parseTimeExpression(call.value(name), env->now, env->zone);
        if (!t.ok())
            return fail(t.error().in(std::string("--") + name));
        if (std::string(name) == "at")
            record.startsAt = *t;
        else
            record.endsAt = *t;
    }
    if (!record.endsAt && record.status != ChangeStatus::started)
        record.endsAt = record.startsAt;
    if (record.endsAt && *record.endsAt < record.startsAt)
        return fail(makeError(ErrorKind::usage, "--end is before --at"));
    auto added = addChange(env->cachePath, **config, record, env->now);
    if (!added.ok())
        return fail(added.error());
    if (env->form == "json") {
        JsonWriter json;
        json.beginObject().field("id", added->id).field("cache", env->cachePath).field("waiting", added->left).endObject();
        printOut(json.text() + "\n");
    } else {
        printOut((added->left ? "left " + added->id + " for the console that has " + env->cachePath + " open" : "kept " + added->id + " in " + env->cachePath) + "\n");
    }
    return kAnswered;
}

int runCacheInfo(const Invocation& call)
{
    auto opened = openCache(call);
    if (!opened.ok())
        return fail(opened.error());
    const auto* env = &opened->env;
    auto info = opened->answers->reader().info();
    if (!info.ok())
        return fail(info.error());
    if (env->form == "json") {
        JsonWriter json;
        json.beginObject().field("cache", env->cachePath).field("sequence", info->sequence).field("pollCycles", info->pollCycles);
        json.field("bytes", info->bytes).field("samples", info->samples).field("sampleBytes", info->sampleBytes);
        json.field("bytesPerSample", info->bytesPerSample).field("series", info->series).field("alerts", info->alerts);
        json.field("changes", info->changes).field("changesEstimated", info->changesEstimated).field("changeRecords", info->changeRecords).field("oldest", info->oldest).field("newest", info->newest);
        json.key("tables").beginArray();
        for (const auto& t : info->tables)
            json.beginObject().field("name", t.name).field("rows", t.rows).field("estimated", t.estimated).field("bytes", t.bytes).endObject();
        json.endArray().key("kinds").beginArray();
        for (const auto& k : info->kinds)
            json.beginObject().field("name", k.name).field("rows", k.rows).field("estimated", k.estimated).field("oldest", k.oldest).field("newest", k.newest).endObject();
        json.endArray().endObject();
        printOut(json.text() + "\n");
        return kAnswered;
    }
    const auto about = [](bool estimated, std::int64_t n) { return (estimated ? "about " : "") + std::to_string(n); };
    TextTable table;
    table.head = {"table", "rows", "bytes"};
    for (const auto& t : info->tables)
        table.rows.push_back({t.name, about(t.estimated && env->form == "text", t.rows), t.bytes == 0 && env->form == "text" ? "-" : std::to_string(t.bytes)});
    printOut(env->form == "csv" ? table.csv() : table.text());
    if (env->form == "text") {
        TextTable kinds;
        kinds.head = {"kind", "rows", "oldest", "newest"};
        const auto shown = [&](const std::optional<Time>& t) { return t ? localTime(*t, env->zone) : std::string("-"); };
        for (const auto& k : info->kinds)
            kinds.rows.push_back({k.name, about(k.estimated, k.rows), shown(k.oldest), shown(k.newest)});
        printOut("\n" + kinds.text());
    }
    if (env->form == "text")
        printOut("\n" + env->cachePath + ": " + std::to_string(info->bytes) + " bytes, " + std::to_string(info->samples) + " samples of " + std::to_string(info->series) + " series, "
            + formatNumber(std::round(info->bytesPerSample * 100) / 100) + " bytes a sample, " + std::to_string(info->alerts) + " alerts, " + about(info->changesEstimated, info->changes) + " changes (" + std::to_string(info->changeRecords) + " records), "
            + (info->oldest ? localTime(*info->oldest, env->zone) + " to " + localTime(info->newest.value_or(*info->oldest), env->zone) : std::string("empty")) + "\n");
    return kAnswered;
}

int runCacheVerify(const Invocation& call)
{
    auto opened = openCache(call);
    if (!opened.ok())
        return fail(opened.error());
    const auto* env = &opened->env;
    auto findings = opened->answers->reader().verify();
    if (!findings.ok())
        return fail(findings.error());
    if (env->form == "json") {
        JsonWriter json;
        json.beginObject().field("cache", env->cachePath).field("ok", findings->empty()).field("findings", *findings).endObject();
        printOut(json.text() + "\n");
    } else {
        for (const auto& finding : *findings)
            printOut(finding + "\n");
        if (findings->empty())
            printOut("sound\n");
    }
    return findings->empty() ? kAnswered : kNo;
}

int runCacheCompact(const Invocation& call)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    auto config = loadConfig(*env);
    if (!config.ok())
        return fail(config.error());
    const auto done = compactCache(env->cachePath, **config);
    return done.ok() ? kAnswered : fail(done.error());
}

} // namespace vedette
