#include "app/cli/verbs.h"

#include "app/cli/environment.h"

#include <functional>
#include <map>

namespace vedette {

namespace {

std::vector<OptionSpec> withRange(std::vector<OptionSpec> more = {})
{
    std::vector<OptionSpec> options{{"from", "TIME", "from (included)"}, {"to", "TIME", "to (not included); default now"},
        {"last", "DURATION", "the last 90m, 6h, 30d"}};
    options.insert(options.end(), more.begin(), more.end());
    return options;
}

std::vector<VerbSpec> makeSpecs()
{
    const OptionSpec expect{"expect", "", "exit 1 when nothing was found"};
    return {
        {"demo", "", "Starts a real Prometheus and Alertmanager with the history of a made-up shop, and the desk on it. Prints one JSON object when ready; ends its servers with it.",
            "vedette demo --days 2 --step 15s",
            {{"dir", "D", "folder of the fleet (default: a fresh one)"}, {"days", "N", "days of history (default 30)"}, {"step", "60s", "step of the samples"}, {"speed", "N", "the fleet lives N times as fast (default 1)"},
                {"seed", "N", "another fleet for another number"}, {"at", "TIME", "history ends then (default now)"}, {"until-ready", "", "end when ready and leave the folder"}, {"no-window", "", "serve without the desk"},
                {"theme", "dark|light", "theme of the desk"}, {"lang", "en|ko", "language of the desk"}},
            0, 0},
        {"picture", "PAGE OUT.png", "Draws a page without a display. Pages: now timeline events slo metrics feeds.", "vedette picture timeline --last 12h --theme light night.png",
            withRange({{"size", "WxH", "size in pixels (default 1440x900)"}, {"scale", "N", "scale factor (default 1)"}, {"theme", "dark|light", "theme"},
                {"lang", "en|ko", "language"}, {"select", "ID", "what is selected"}}),
            2, 2},
        {"check", "[FILE]", "Prints all findings of a configuration at once, file:line:column. Exit 2 when one is an error.", "vedette check vedette.yaml", {}, 0, 1},
        {"sync", "", "Polls all feeds into the cache. Without --once or --for it goes on until interrupted.", "vedette sync --once -o json",
            {{"once", "", "ask everything once, fetch what is missing, end"}, {"for", "10m", "poll for so long"}, {"backfill", "30d", "how far back to fetch"},
                {"interval", "100ms", "poll at least that often"}, {"acks", "", "print ACK n after each commit"}, {"expect", "", "exit 1 when nothing new was read"}},
            0, 0},
        {"import", "FILE.jsonl...", "Reads history, one JSON object a line; idempotent. A broken line is named, the rest is read.", "vedette import incident.jsonl", {}, 1, -1},
        {"export", "", "Writes history, one JSON object a line. Kinds: alerts changes services samples notes.", "vedette export --last 24h --kind alerts,changes > night.jsonl",
            withRange({{"kind", "LIST", "which kinds, separated by commas (default: all)"}}), 0, 0},
        {"now", "", "What is firing, the worst budgets, running changes, dead feeds.", "vedette now", {expect}, 0, 0},
        {"alerts", "[MATCHERS]", "Episodes of alerts in time order, with counts. Without a range: all that the cache holds.", "vedette alerts --last 1h 'severity=~\"critical|page\"'", withRange({expect}), 0, -1},
        {"changes", "[MATCHERS]", "Changes in time order, with counts.", "vedette changes --last 1h service=checkout", withRange({expect}), 0, -1},
        {"log", "[MATCHERS]", "Alerts, changes, silences, feed outages and notes in time order, with counts.", "vedette log --last 10m --search \"payment -timeout\"",
            withRange({expect, {"search", "TEXT", "words, \"a phrase\", -excluded"}}), 0, -1},
        {"suspects", "", "Which change did it: ranked, with evidence one can check, and the probability that none is to blame.", "vedette suspects --all --last 24h -o json",
            withRange({expect, {"alert", "ID", "of the group that holds this alert"}, {"incident", "ID", "of this group"}, {"all", "", "of every group in the range"},
                {"questions", "FILE.jsonl", "one question a line: id, alert, asOf"}}),
            0, 0},
        {"paging", "ID-or-FINGERPRINT", "Who was told of an alert and when, or why nobody was: as recorded, and as configured.", "vedette paging 6a1f0c2d9b7e4410 -o json", {}, 1, 1},
        {"slo list", "", "Error budgets, worst first.", "vedette slo list", {expect}, 0, 0},
        {"slo show", "NAME", "One error budget in depth.", "vedette slo show checkout/availability", {}, 1, 1},
        {"slo check", "FILE...", "Findings of SLO files as one set. Exit 2 when one is an error.", "vedette slo check slo/*.yaml", {}, 1, -1},
        {"detect", "[SELECTOR]", "Anomaly scores for each sample of a CSV file (timestamp,value) or of stored series.", "vedette detect --csv requests.csv > scores.csv",
            withRange({{"csv", "FILE", "a CSV file; - is standard input"}}), 0, 1},
        {"query", "PROMQL", "Asks a Prometheus, through the configuration, and keeps the answer. What lies before retention is asked once; offline, what is kept answers.", "vedette query 'sum(rate(orders_total[5m]))' --last 1h --step 60s",
            withRange({{"at", "TIME", "one moment (default now)"}, {"step", "60s", "step of a range (default 60s; before retention 1m to 1d, as the range is long)"}, {"source", "NAME", "which prometheus (default: the first)"}}), 1, 1},
        {"change add", "", "Writes a change by hand.", "vedette change add --service checkout --kind config --title \"pool size 50\"",
            {{"service", "S", "service"}, {"kind", "K", "deployment rollback config flag scale schema maintenance"}, {"revision", "R", "revision"}, {"previous", "R", "revision before"},
                {"environment", "E", "environment"}, {"title", "TEXT", "what it is"}, {"status", "S", "started success failed aborted (default success)"}, {"at", "TIME", "when it began (default now)"},
                {"end", "TIME", "when it ended (default: at once)"}, {"actor", "WHO", "who did it (default: you)"}, {"url", "URL", "link"}, {"id", "ID", "to correct an earlier one"}},
            0, 0},
        {"cache info", "", "Size per table, bytes per sample, oldest and newest.", "vedette cache info -o json", {}, 0, 0},
        {"cache verify", "", "Checks the integrity of the cache. Exit 1 when it is damaged.", "vedette cache verify", {}, 0, 0},
        {"cache compact", "", "Rewrites the cache without free pages.", "vedette cache compact", {}, 0, 0},
    };
}

} // namespace

const std::vector<VerbSpec>& verbSpecs()
{
    static const std::vector<VerbSpec> s_specs = makeSpecs();
    return s_specs;
}

int fail(const Error& error)
{
    printErr("vedette: " + error.text() + "\n");
    return exitCodeOf(error);
}

int runHeadless(const Invocation& call, bool& handled)
{
    static const std::map<std::string, int (*)(const Invocation&)> s_verbs{{"alerts", runAlerts}, {"changes", runChanges},
        {"log", runLog}, {"now", runNow}, {"suspects", runSuspects}, {"paging", runPaging}, {"slo list", runSloList}, {"slo show", runSloShow},
        {"slo check", runSloCheck}, {"detect", runDetect}, {"check", runCheck}, {"sync", runSync}, {"query", runQuery},
        {"import", runImport}, {"export", runExport}, {"change add", runChangeAdd}, {"cache info", runCacheInfo},
        {"cache verify", runCacheVerify}, {"cache compact", runCacheCompact}};
    const auto it = s_verbs.find(call.verb);
    handled = it != s_verbs.end();
    return handled ? it->second(call) : kUsage;
}

} // namespace vedette
