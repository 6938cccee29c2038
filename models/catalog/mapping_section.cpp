#include "models/base/text.h"
#include "models/catalog/config_context.h"
#include "models/catalog/file_access.h"
#include "models/core/change.h"

#include <algorithm>
#include <cctype>

namespace vedette {

namespace {

const std::vector<std::string> kFields{"id", "parent", "service", "environment", "kind", "stage", "status", "revision",
    "previous", "startsAt", "endsAt", "actor", "url", "title"};

using Fields = std::map<std::string, std::vector<JsonMapping::Alternative>>;

/// `$`, `a.b`, `a[0].b`, `[-1]`, `a[*].b`, `^.a`; empty when it is one, else what is wrong.
std::string wrongInPath(const std::string& whole)
{
    const auto shown = "\"" + visibleLine(truncateUtf8(whole, 80)) + "\"";
    std::string path = whole;
    while (path.rfind("^.", 0) == 0)
        path.erase(0, 2);
    if (path.empty())
        return "an empty path";
    if (path == "$")
        return {};
    bool expectName = true;
    for (std::size_t at = 0; at < path.size(); ++at) {
        const char c = path[at];
        if (c == '[') {
            const auto end = path.find(']', at);
            auto index = end == std::string::npos ? std::string() : path.substr(at + 1, end - at - 1);
            if (index.size() > 1 && index.front() == '-')
                index.erase(0, 1);
            if (index.empty() || index.size() > 6 || (index != "*" && index.find_first_not_of("0123456789") != std::string::npos))
                return shown + " has [ without an index; write [0] or [*]";
            at = end;
            expectName = false;
        } else if (c == '.') {
            if (expectName && !(at == 1 && path[0] == '$'))
                return shown + " has an empty step";
            expectName = true;
        } else if (std::string_view("]()^+|'\"").find(c) != std::string_view::npos || std::isspace(static_cast<unsigned char>(c)) != 0) {
            return shown + " is not a path; write e.g. user.login or items[0].id";
        } else {
            expectName = false;
        }
    }
    return expectName ? shown + " ends in a dot" : std::string();
}

/// "a + last(b)": paths joined, each of them whole or only what stands behind its last slash.
std::string wrongInExpression(const std::string& expression)
{
    for (const auto& term : splitText(expression, '+')) {
        auto path = trimmed(term);
        if (path.rfind("last(", 0) == 0 && path.back() == ')')
            path = trimmed(path.substr(5, path.size() - 6));
        if (auto wrong = wrongInPath(path); !wrong.empty())
            return wrong;
    }
    return {};
}

std::string readPath(const YamlValue& value)
{
    auto path = trimmed(value.asText().value_or("$"));
    if (const auto wrong = wrongInPath(path); !wrong.empty())
        value.error("path", wrong);
    return path;
}

/// "a | b | 'text'", the bar not inside quotes.
std::vector<JsonMapping::Alternative> readAlternatives(const YamlValue& value)
{
    std::vector<JsonMapping::Alternative> found;
    const auto text = value.asText();
    if (!text)
        return found;
    std::vector<std::string> parts(1);
    bool quoted = false;
    for (const char c : *text) {
        if (c == '\'')
            quoted = !quoted;
        if (c == '|' && !quoted)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    if (quoted)
        value.error("path", "a quote ' is not closed");
    for (const auto& part : parts) {
        const auto one = trimmed(part);
        if (one.size() >= 2 && one.front() == '\'' && one.back() == '\'') {
            found.push_back({one.substr(1, one.size() - 2), true});
        } else if (const auto wrong = wrongInExpression(one); !wrong.empty()) {
            value.error("path", wrong);
        } else {
            found.push_back({one, false});
        }
    }
    return found;
}

/// Fields of a change by name; any other name becomes one of its attributes, unless it looks like a slip.
void readFields(YamlMap& map, Fields& fields)
{
    for (const auto& name : kFields)
        map.know(name);
    for (const auto& entry : map.entries()) {
        const auto nearest = nearestName(entry.key, kFields);
        if (!nearest.empty() && nearest != entry.key && nearest.size() <= entry.key.size() + 1 && entry.key.size() <= nearest.size() + 1)
            continue;
        map.know(entry.key);
        if (entry.value->kind != YamlNode::Kind::null)
            fields[entry.key] = readAlternatives(map.valueOf(entry));
    }
    map.finish();
}

void readValues(YamlMap& values, JsonMapping& mapping)
{
    for (const auto& field : kFields) {
        const auto map = values.map(field);
        if (!map)
            continue;
        for (const auto& entry : map->entries()) {
            const auto value = map->valueOf(entry);
            std::optional<std::string> ours;
            if (field == "status" && value.isScalar() && value.node().text.empty())
                ours = std::string(); // says nothing of the outcome
            else if (field == "status")
                ours = value.asOneOf({"started", "success", "failed", "aborted"});
            else if (field == "kind")
                ours = value.asOneOf({"deployment", "rollback", "config", "flag", "scale", "schema", "maintenance"});
            else
                ours = value.asText();
            if (ours)
                mapping.values[field][entry.key] = *ours;
        }
    }
    values.finish();
}

void readNext(const YamlValue& value, JsonMapping& mapping)
{
    using Paging = JsonMapping::Paging;
    if (value.isScalar()) {
        if (value.asOneOf({"link", "none"}).value_or("none") == "link")
            mapping.paging = Paging::linkHeader;
        return;
    }
    auto map = YamlMap::of(value);
    if (!map)
        return;
    mapping.pageParameter = map->requiredText("parameter").value_or(std::string());
    map->read("size", mapping.sizeParameter);
    if (const auto of = map->value("of"))
        mapping.pageSize = static_cast<int>(of->asInteger(1, 10000).value_or(0));
    if (const auto cursor = map->value("cursor")) {
        mapping.paging = Paging::cursor;
        mapping.cursorPath = readPath(*cursor);
    } else {
        mapping.paging = Paging::pageParameter;
    }
    if (mapping.sizeParameter.empty() != (mapping.pageSize == 0))
        map->self().error("next", "size (the parameter) and of (how many) belong together");
    map->finish();
}

void readDetail(YamlMap& map, JsonMapping& mapping)
{
    auto& detail = mapping.detail.emplace(JsonMapping::Detail{}); // clang 14 takes no default here
    if (const auto url = map.requiredText("url")) {
        detail.url = *url;
        if (std::count(url->begin(), url->end(), '{') != std::count(url->begin(), url->end(), '}'))
            map.self().findings().error(map.markOf("url"), "url", "a { is not closed");
    }
    if (const auto list = map.value("list"))
        detail.list = readPath(*list);
    if (map.required("fields")) {
        if (auto fields = map.map("fields"))
            readFields(*fields, detail.fields);
    }
    if (const auto most = map.value("at_most"))
        detail.atMost = static_cast<int>(most->asInteger(1, 1000).value_or(detail.atMost));
    map.finish();
}

void readWritten(YamlMap& map, JsonMapping& mapping)
{
    if (const auto list = map.value("list"))
        mapping.list = readPath(*list);
    if (map.required("fields")) {
        if (auto fields = map.map("fields")) {
            readFields(*fields, mapping.fields);
            for (const auto* needed : {"id", "startsAt"}) {
                if (mapping.fields.count(needed) == 0)
                    fields->self().error("missing-key", std::string("the field \"") + needed + "\" is missing");
            }
            if (mapping.fields.count("service") == 0)
                fields->self().warning("missing-key", "the field \"service\" is missing: these changes belong to no service");
        }
    }
    if (auto values = map.map("values"))
        readValues(*values, mapping);
    if (const auto time = map.value("time")) {
        using Unit = JsonMapping::TimeUnit;
        const auto word = time->asOneOf({"auto", "rfc3339", "epoch_s", "epoch_ms"}).value_or("auto");
        mapping.time = word == "rfc3339" ? Unit::rfc3339 : word == "epoch_s" ? Unit::epochSeconds
            : word == "epoch_ms"                          ? Unit::epochMillis
                                                          : Unit::automatic;
    }
    if (const auto next = map.value("next"))
        readNext(*next, mapping);
    if (auto detail = map.map("detail"))
        readDetail(*detail, mapping);
    map.finish();
}

void readMappingFile(const YamlValue& value, const std::string& file, ConfigContext& context, JsonMapping& mapping)
{
    const auto text = readWholeFile(file);
    if (!text.ok()) {
        value.error("file", visibleLine(text.error().detail));
        return;
    }
    const auto full = absolutePath(file);
    auto& files = context.config.files;
    if (std::find(files.begin(), files.end(), full) == files.end())
        files.push_back(full);
    FileFindings findings(file, context.findings);
    const auto parsed = parseYaml(*text, findings);
    if (!parsed.ok)
        return;
    if (parsed.documents.size() != 1) {
        findings.error({}, "documents", "a mapping file is one document");
        return;
    }
    if (auto map = YamlMap::of(YamlValue(parsed.documents[0], parsed.documents[0]->mark, findings)))
        readWritten(*map, mapping);
}

std::vector<std::string> stockNames(const std::string& folder)
{
    std::vector<std::string> names;
    for (const auto& file : expandGlob(folder + "/*.yaml")) {
        const auto start = file.rfind('/') + 1;
        names.push_back(file.substr(start, file.size() - start - 5));
    }
    return names;
}

} // namespace

void readMapping(const YamlValue& value, ConfigPart& part, JsonMapping& mapping)
{
    auto& context = part.context;
    if (!value.isScalar()) {
        if (auto map = YamlMap::of(value))
            readWritten(*map, mapping);
        return;
    }
    const auto& word = value.node().text;
    mapping.name = word;
    const bool isFile = word.find('/') != std::string::npos || (word.size() > 5 && word.compare(word.size() - 5, 5, ".yaml") == 0);
    if (isFile) {
        if (context.touchFiles)
            readMappingFile(value, below(part.folder, word), context, mapping);
        return;
    }
    const auto names = context.stockFolder.empty() ? std::vector<std::string>{} : stockNames(context.stockFolder);
    if (std::find(names.begin(), names.end(), word) != names.end()) {
        readMappingFile(value, context.stockFolder + "/" + word + ".yaml", context, mapping);
        return;
    }
    const auto nearest = nearestName(word, names);
    value.error("mapping", "there is no stock mapping \"" + visibleLine(truncateUtf8(word, 80)) + "\"."
            + (nearest.empty() ? names.empty() ? "" : " There are " + joinText(names, ", ") + "." : " Did you mean \"" + nearest + "\"?"));
}

} // namespace vedette
