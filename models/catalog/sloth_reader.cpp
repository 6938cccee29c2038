#include "models/catalog/sloth_reader.h"

#include "models/base/text.h"
#include "models/catalog/promql_check.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace vedette {

namespace {

/// The same document in two spellings.
struct Spelling {
    const char* errorQuery;
    const char* totalQuery;
    const char* ratioQuery;
    const char* pageAlert;
    const char* ticketAlert;
    const char* plugins;
};
constexpr Spelling kSnake{"error_query", "total_query", "error_ratio_query", "page_alert", "ticket_alert", "slo_plugins"};
constexpr Spelling kCamel{"errorQuery", "totalQuery", "errorRatioQuery", "pageAlert", "ticketAlert", "sloPlugins"};

/// What the SLOs of one document share.
struct Group {
    const Spelling& spelling;
    FileFindings& findings;
    const char* format;
    std::string service;
    Labels labels;
};

bool isAlnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// ^[A-Za-z0-9][-A-Za-z0-9_.]*[A-Za-z0-9]$
bool isSlothName(const std::string& name)
{
    return name.size() >= 2 && isAlnum(name.front()) && isAlnum(name.back())
        && std::all_of(name.begin(), name.end(), [](char c) { return isAlnum(c) || c == '-' || c == '_' || c == '.'; });
}

bool isLabelName(const std::string& name)
{
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 && name != "__name__"
        && std::all_of(name.begin(), name.end(), [](char c) { return isAlnum(c) || c == '_'; });
}

std::string readName(YamlMap& map, const char* key)
{
    const auto name = map.requiredText(key);
    if (!name)
        return {};
    if (isSlothName(*name))
        return *name;
    map.self().findings().error(map.markOf(key), "name", "\"" + visibleLine(truncateUtf8(*name, 80)) + "\" is not a " + key
            + ": letters, digits, - _ . with a letter or digit at both ends, two characters at least");
    return {};
}

/// Labels or annotations: names Prometheus accepts, values not empty.
Labels readLabels(YamlMap& map, const char* key)
{
    Labels labels;
    const auto given = map.map(key);
    if (!given)
        return labels;
    for (const auto& entry : given->entries()) {
        const auto value = given->valueOf(entry);
        if (!isLabelName(entry.key))
            value.error("label", "\"" + visibleLine(truncateUtf8(entry.key, 80)) + "\" is not a label's name");
        if (value.isNull() || (value.isScalar() && value.node().text.empty()))
            value.error("label", "\"" + visibleLine(truncateUtf8(entry.key, 80)) + "\" has no value");
        else if (const auto text = value.asText())
            labels.set(entry.key, *text);
    }
    return labels;
}

/// Length of a window placeholder at `at`, 0 when there is none: {{.window}} with spaces or trim marks inside.
std::size_t placeholderAt(const std::string& text, std::size_t at)
{
    auto rest = std::string_view(text).substr(at);
    const auto start = rest.size();
    const auto skip = [&](std::string_view what) {
        if (rest.substr(0, what.size()) != what)
            return false;
        rest.remove_prefix(what.size());
        return true;
    };
    const auto spaces = [&] {
        while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t'))
            rest.remove_prefix(1);
    };
    if (!skip("{{"))
        return 0;
    skip("-");
    spaces();
    if (!skip(".window"))
        return 0;
    spaces();
    skip("-");
    return skip("}}") ? start - rest.size() : 0;
}

/// A query with every placeholder in its plain form, as the engine fills it.
std::string readQuery(YamlMap& map, const char* key)
{
    const auto written = map.requiredText(key);
    if (!written)
        return {};
    std::string plain;
    std::string filled;
    bool windowed = false;
    for (std::size_t at = 0; at < written->size();) {
        const auto length = placeholderAt(*written, at);
        windowed = windowed || length > 0;
        plain += length > 0 ? std::string("{{.window}}") : written->substr(at, 1);
        filled += length > 0 ? std::string("5m") : written->substr(at, 1);
        at += std::max<std::size_t>(length, 1);
    }
    const auto fail = [&](const char* rule, const std::string& message) {
        map.self().findings().error(map.markOf(key), rule, message);
    };
    if (!windowed)
        fail("window", std::string(key) + " does not use {{.window}}: it is asked over each window of the SLO");
    else if (filled.find("{{") != std::string::npos)
        fail("template", std::string(key) + " has a placeholder other than {{.window}}");
    else if (const auto wrong = unbalancedIn(filled); !wrong.empty())
        fail("promql", std::string(key) + " is not PromQL: " + wrong);
    return trimmed(plain);
}

void readSli(YamlMap& slo, const Group& group, SloSpec& spec)
{
    if (!slo.required("sli"))
        return;
    auto sli = slo.map("sli");
    if (!sli)
        return;
    std::vector<std::string> kinds;
    for (const auto& entry : sli->entries()) {
        if ((entry.key == "events" || entry.key == "raw" || entry.key == "plugin") && entry.value->kind != YamlNode::Kind::null)
            kinds.push_back(entry.key);
    }
    if (kinds.empty())
        sli->self().error("sli", "an sli is one of events, raw and plugin; there is none");
    else if (kinds.size() > 1)
        group.findings.error(sli->markOf(kinds[1]), "sli", "an sli is one of events, raw and plugin; there are " + joinText(kinds, " and "));
    if (auto events = sli->map("events")) {
        spec.errorQuery = readQuery(*events, group.spelling.errorQuery);
        spec.totalQuery = readQuery(*events, group.spelling.totalQuery);
        if (!spec.errorQuery.empty() && spec.errorQuery == spec.totalQuery)
            group.findings.error(events->markOf(group.spelling.errorQuery), "same-query", "the error query is the same as the total query");
        events->finish(FindingLevel::warning);
    }
    if (auto raw = sli->map("raw")) {
        spec.rawErrorRatioQuery = readQuery(*raw, group.spelling.ratioQuery);
        raw->finish(FindingLevel::warning);
    }
    if (auto plugin = sli->map("plugin")) {
        static_cast<void>(plugin->requiredText("id"));
        plugin->know("options");
        plugin->finish(FindingLevel::warning);
        group.findings.warning(sli->markOf("plugin"), "not-read", "sli.plugin is not evaluated by this version; this SLO is left out");
    }
    sli->finish(FindingLevel::warning);
}

/// True when the alert is on.
bool readAlert(YamlMap& alerting, const char* key)
{
    auto alert = alerting.map(key);
    if (!alert)
        return true;
    const bool off = alert->flag("disable", false);
    static_cast<void>(readLabels(*alert, "labels"));
    static_cast<void>(readLabels(*alert, "annotations"));
    alert->finish(FindingLevel::warning);
    return !off;
}

void readAlerting(YamlMap& slo, const Group& group, SloSpec& spec)
{
    bool page = true;
    bool ticket = true;
    std::string name;
    auto alerting = slo.map("alerting");
    if (alerting) {
        alerting->read("name", name);
        static_cast<void>(readLabels(*alerting, "labels"));
        static_cast<void>(readLabels(*alerting, "annotations"));
        page = readAlert(*alerting, group.spelling.pageAlert);
        ticket = readAlert(*alerting, group.spelling.ticketAlert);
        alerting->finish(FindingLevel::warning);
    }
    if (name.empty() && (page || ticket))
        (alerting ? alerting->self() : slo.self()).error("alert-name", std::string("the key \"") + (alerting ? "name" : "alerting")
                + "\" is missing: an alert needs a name unless page and ticket are both disabled");
    using std::chrono::hours;
    using std::chrono::minutes;
    if (page) {
        spec.alerts.push_back({"page", minutes{5}, hours{1}, 14.4, Millis{0}});
        spec.alerts.push_back({"page", minutes{30}, hours{6}, 6, Millis{0}});
    }
    if (ticket) {
        spec.alerts.push_back({"ticket", hours{2}, hours{24}, 3, Millis{0}});
        spec.alerts.push_back({"ticket", hours{6}, hours{72}, 1, Millis{0}});
    }
}

void readObjective(YamlMap& slo, SloSpec& spec)
{
    const auto value = slo.required("objective");
    const auto percent = value ? value->asNumber() : std::nullopt;
    if (!percent)
        return;
    const auto shown = formatNumber(*percent);
    if (!(*percent > 0 && *percent <= 100)) {
        value->error("objective", "the objective " + shown + " is not a percentage above 0 and at most 100");
        return;
    }
    spec.objectiveRatio = *percent / 100.0;
    if (*percent == 100)
        value->warning("objective", "an objective of 100 leaves no error budget: there is no burn rate");
    else if (*percent < 1)
        value->warning("objective", "the objective is in percent: " + shown + " means " + shown + " %. Did you mean " + formatNumber(*percent * 100) + "?");
    for (const auto& alert : spec.alerts) {
        const double threshold = alert.factor * (1 - spec.objectiveRatio);
        if (*percent >= 1 && threshold >= 1) {
            value->warning("cannot-fire", "the " + alert.severity + " alert over " + formatDuration(alert.longWindow)
                    + " cannot fire: its threshold is an error ratio of " + formatNumber(std::round(threshold * 1e4) / 1e4));
        }
    }
}

void readSlo(const YamlValue& value, const Group& group, SloOrigins& ids, std::vector<SloSpec>& out)
{
    auto slo = YamlMap::of(value);
    if (!slo)
        return;
    const auto errorsBefore = group.findings.errorCount();
    SloSpec spec;
    spec.format = group.format;
    spec.file = value.origin();
    spec.service = group.service;
    spec.name = readName(*slo, "name");
    spec.id = spec.service + "/" + spec.name;
    slo->read("description", spec.description);
    readSli(*slo, group, spec);
    readAlerting(*slo, group, spec);
    readObjective(*slo, spec);
    spec.labels = group.labels;
    for (const auto& [name, text] : readLabels(*slo, "labels"))
        spec.labels.set(name, text);
    slo->know("plugins");
    if (slo->has("plugins"))
        group.findings.warning(slo->markOf("plugins"), "not-read", "plugins are not run by this version");
    slo->finish(FindingLevel::warning);
    if (!spec.service.empty() && !spec.name.empty()) {
        const auto at = slo->markOf("name");
        const auto [known, fresh] = ids.emplace(spec.id, group.findings.origin(at));
        if (!fresh)
            group.findings.error(at, "duplicate-id", "the SLO " + spec.id + " is already at " + known->second);
    }
    const bool evaluated = !spec.errorQuery.empty() || !spec.rawErrorRatioQuery.empty();
    if (evaluated && !spec.service.empty() && group.findings.errorCount() == errorsBefore)
        out.push_back(std::move(spec));
}

int readGroup(YamlMap& map, const Spelling& spelling, const char* format, SloOrigins& ids, std::vector<SloSpec>& out)
{
    auto& findings = map.self().findings();
    Group group{spelling, findings, format, readName(map, "service"), readLabels(map, "labels")};
    map.know(spelling.plugins);
    if (map.has(spelling.plugins))
        findings.warning(map.markOf(spelling.plugins), "not-read", "plugins are not run by this version");
    const auto slos = map.required("slos");
    if (!slos)
        return 0;
    const auto list = slos->asList();
    if (slos->isList() && list.empty())
        slos->error("empty", "\"slos\" is empty; at least one SLO");
    for (const auto& item : list)
        readSlo(item, group, ids, out);
    return static_cast<int>(list.size());
}

} // namespace

int readSlothDocument(YamlMap& document, bool kubernetes, SloOrigins& ids, std::vector<SloSpec>& out)
{
    int count = 0;
    if (kubernetes) {
        for (const auto* key : {"apiVersion", "kind", "metadata", "status"})
            document.know(key);
        if (document.required("spec")) {
            if (auto spec = document.map("spec")) {
                count = readGroup(*spec, kCamel, "sloth-k8s", ids, out);
                spec->finish(FindingLevel::warning);
            }
        }
    } else {
        const auto version = document.requiredText("version");
        if (version && *version != "prometheus/v1")
            document.self().findings().error(document.markOf("version"), "version",
                "\"" + visibleLine(truncateUtf8(*version, 80)) + "\" is not a version of Sloth's files. Write prometheus/v1.");
        count = readGroup(document, kSnake, "sloth", ids, out);
    }
    document.finish(FindingLevel::warning);
    return count;
}

} // namespace vedette
