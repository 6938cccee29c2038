#include "models/feeds/sources/grafana_alerts_parser.h"

#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vedette {

namespace {

constexpr std::size_t kMostLabels = 200;
constexpr double kYear2000Ms = 946'684'800'000.0;
constexpr double kYear2100Ms = 4'102'444'800'000.0;

std::optional<Time> timeIn(JsonValue value)
{
    if (const auto ms = value.number(); ms && *ms > kYear2000Ms && *ms < kYear2100Ms)
        return timeFromMs(std::llround(*ms));
    if (const auto told = parseRfc3339(value.text()); told.ok())
        return *told;
    return std::nullopt;
}

Labels labelsOf(JsonValue object)
{
    std::vector<Labels::Pair> pairs;
    object.eachMember([&](std::string name, JsonValue value) {
        if (value.isText() && pairs.size() < kMostLabels)
            pairs.emplace_back(boundedText(std::move(name)), boundedText(value.text()));
    });
    return Labels(std::move(pairs));
}

/// An object, or the object in its text. `keep` holds what it lies in.
JsonValue objectIn(JsonValue value, std::optional<JsonDocument>& keep)
{
    if (value.isText()) {
        if (auto document = JsonDocument::parse(value.text()); document.ok()) {
            keep = std::move(*document);
            return keep->root();
        }
    }
    return value;
}

bool takeRow(JsonValue time, JsonValue told, JsonValue stream, GrafanaAnswer& out)
{
    std::optional<JsonDocument> keepLine;
    std::optional<JsonDocument> keepStream;
    const auto line = objectIn(told, keepLine);
    stream = objectIn(stream, keepStream);
    GrafanaTransition t;
    const auto at = timeIn(time);
    t.previous = grafanaStateOf(line["previous"].text());
    t.current = grafanaStateOf(line["current"].text());
    t.rule = boundedText(line["ruleUID"].text());
    t.title = boundedText(line["ruleTitle"].text());
    if (at)
        out.oldest = std::min(out.oldest.value_or(*at), *at);
    if (!at || t.current == GrafanaState::unknown || (t.rule.empty() && t.title.empty()))
        return false;
    t.at = *at;
    t.labels = labelsOf(line["labels"]);
    if (!t.labels.has("alertname"))
        t.labels.set("alertname", t.title.empty() ? t.rule : t.title);
    t.folder = boundedText(stream["folderUID"].text());
    t.group = boundedText(stream["group"].text());
    t.error = boundedText(line["error"].text());
    out.transitions.push_back(std::move(t));
    return true;
}

/// "TITLE {a=b, c=d} - VALUES"; a value may hold ", " itself.
Labels labelsInText(const std::string& text, std::string& title)
{
    const auto close = text.rfind("} - ");
    const auto open = text.find(" {");
    if (open == std::string::npos || close == std::string::npos || close < open) {
        title = text;
        return {};
    }
    title = text.substr(0, open);
    std::vector<Labels::Pair> pairs;
    for (auto at = open + 2; at < close && pairs.size() < kMostLabels;) {
        const auto stop = std::min(text.find(", ", at), close);
        const auto part = text.substr(at, stop - at);
        if (const auto equals = part.find('='); equals != std::string::npos && equals > 0)
            pairs.emplace_back(part.substr(0, equals), part.substr(equals + 1));
        else if (!pairs.empty())
            pairs.back().second += ", " + part;
        at = stop + 2;
    }
    return Labels(std::move(pairs));
}

} // namespace

GrafanaState grafanaStateOf(std::string_view words)
{
    const auto open = words.find(" (");
    const auto word = lowerAscii(words.substr(0, open));
    const auto reason = open == std::string_view::npos ? std::string() : lowerAscii(words.substr(open + 2, words.size() - open - 3));
    const auto because = [&](std::string_view what) { return reason.find(what) != std::string::npos; };
    if (word == "alerting" || word == "recovering")
        return GrafanaState::alerting;
    if (word == "pending")
        return GrafanaState::pending;
    if (word == "nodata" || word == "no_data")
        return GrafanaState::noData;
    if (word == "error")
        return GrafanaState::error;
    if (word == "paused")
        return GrafanaState::absent;
    if (word != "normal" && word != "ok")
        return GrafanaState::unknown;
    if (because("nodata"))
        return GrafanaState::noData;
    if (because("error"))
        return GrafanaState::error;
    return because("missingseries") || because("updated") || because("paused") || because("deleted") ? GrafanaState::absent : GrafanaState::normal;
}

Result<GrafanaAnswer> parseGrafanaHistory(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document.ok())
        return document.error();
    auto frame = document->root();
    if (frame["frames"].isArray())
        frame = frame["frames"].at(0);
    const auto fields = frame.path("schema.fields");
    const auto values = frame.path("data.values");
    std::array<JsonValue, 3> columns;
    std::size_t place = 0;
    fields.eachElement([&](JsonValue field) {
        const auto name = field["name"].text();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (name == std::array{"time", "line", "labels"}[i])
                columns[i] = values.at(place);
        }
        ++place;
    });
    if (!fields.isArray() || !values.isArray())
        return makeError(ErrorKind::parse, "the answer is not a data frame of Grafana's state history");
    GrafanaAnswer out;
    if (place == 0 || values.size() == 0)
        return out; // a frame without rows
    if (!columns[0].isArray() || !columns[1].isArray())
        return makeError(ErrorKind::parse, "the answer is not a data frame of Grafana's state history");
    std::vector<JsonValue> lines;
    std::vector<JsonValue> streams;
    columns[1].eachElement([&](JsonValue v) { lines.push_back(v); });
    columns[2].eachElement([&](JsonValue v) { streams.push_back(v); });
    columns[0].eachElement([&](JsonValue time) {
        const auto row = out.rows++;
        if (row >= lines.size() || !takeRow(time, lines[row], row < streams.size() ? streams[row] : JsonValue(), out))
            ++out.rejected;
    });
    return out;
}

Result<GrafanaAnswer> parseGrafanaAnnotations(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document.ok())
        return document.error();
    if (!document->root().isArray())
        return makeError(ErrorKind::parse, "the answer is not a list of Grafana's annotations");
    GrafanaAnswer out;
    document->root().eachElement([&](JsonValue row) {
        ++out.rows;
        GrafanaTransition t;
        const auto at = timeIn(row["time"]);
        if (at)
            out.oldest = std::min(out.oldest.value_or(*at), *at);
        t.previous = grafanaStateOf(row["prevState"].text());
        t.current = grafanaStateOf(row["newState"].text());
        t.labels = labelsInText(boundedText(row["text"].text()), t.title);
        if (const auto name = row["alertName"].text(); !name.empty())
            t.title = boundedText(name);
        if (const auto id = row["alertId"].scalarText(); !id.empty() && id != "0")
            t.rule = id;
        if (!at || t.current == GrafanaState::unknown || (t.rule.empty() && t.title.empty())) {
            ++out.rejected;
            return;
        }
        t.at = *at;
        if (!t.labels.has("alertname"))
            t.labels.set("alertname", t.title.empty() ? t.rule : t.title);
        t.error = boundedText(row.path("data.error").text());
        out.transitions.push_back(std::move(t));
    });
    return out;
}

Result<GrafanaAnswer> parseGrafanaFiring(std::string_view body)
{
    const auto document = JsonDocument::parse(body);
    if (!document.ok())
        return document.error();
    if (!document->root().isArray())
        return makeError(ErrorKind::parse, "the answer is not a list of Grafana's alerts");
    GrafanaAnswer out;
    document->root().eachElement([&](JsonValue row) {
        ++out.rows;
        GrafanaTransition t;
        const auto at = timeIn(row["startsAt"]);
        std::vector<Labels::Pair> shown;
        for (const auto& [name, value] : labelsOf(row["labels"])) {
            if (name == "__alert_rule_uid__")
                t.rule = value;
            else if (name == "__alert_rule_namespace_uid__")
                t.folder = value;
            else if (!name.starts_with("__") && !name.ends_with("__"))
                shown.emplace_back(name, value);
        }
        t.labels = Labels(std::move(shown));
        t.previous = GrafanaState::normal;
        t.current = GrafanaState::alerting;
        const std::string name(t.labels.value("alertname"));
        if (const std::string rule(t.labels.value("rulename")); !rule.empty() && (name == "DatasourceNoData" || name == "DatasourceError")) {
            t.current = name == "DatasourceError" ? GrafanaState::error : GrafanaState::noData;
            t.labels.set("alertname", rule);
            t.labels.set("rulename", "");
        }
        t.title = std::string(t.labels.value("alertname"));
        t.error = boundedText(row["annotations"]["Error"].text());
        if (!at || t.rule.empty() || t.title.empty()) {
            ++out.rejected;
            return;
        }
        t.at = *at;
        out.transitions.push_back(std::move(t));
    });
    return out;
}

} // namespace vedette
