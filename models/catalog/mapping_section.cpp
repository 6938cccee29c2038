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

enum class PathUse { plain, list, text };

/// What is wrong inside of [ ]: an index, of a list also * and name=value, of a text also beginning*.
bool wrongInBrackets(std::string inside, PathUse use)
{
    if (inside.size() > 1 && inside.front() == '-')
        inside.erase(0, 1);
    const bool index = !inside.empty() && inside.size() <= 6 && inside.find_first_not_of("0123456789") == std::string::npos;
    if (index || use == PathUse::plain)
        return !index;
    const auto equals = inside.find('=');
    const bool beginning = inside.size() > 1 && inside.back() == '*';
    if (beginning)
        return use != PathUse::text || inside.find('*') != inside.size() - 1;
    return inside != "*" && (equals == std::string::npos || equals == 0);
}

/// `$`, `a.b`, `a[0].b`, `[-1]`, `a[*].b`, `a[name=x].b`, `a[x:*]`, `^.a`; empty when it is one, else what is wrong.
std::string wrongInPath(const std::string& whole, PathUse use)
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
            const auto inside = end == std::string::npos ? std::string() : path.substr(at + 1, end - at - 1);
            if (wrongInBrackets(inside, use))
                return shown + " has [ without an index; write [0]" + (use == PathUse::plain ? "" : use == PathUse::list ? ", [*] or [name=value]" : ", [*], [name=value] or [beginning*]");
            if (inside.size() > 1 && inside.back() == '*' && end + 1 != path.size())
                return shown + " goes on behind a text";
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

/// "'text' + a + last(b) + part(c, -2)": texts and paths joined, each path whole or a part between slashes.
std::string wrongInExpression(const std::string& expression)
{
    for (const auto& term : splitText(expression, '+')) {
        auto path = trimmed(term);
        if (path.size() > 1 && path.front() == '\'' && path.back() == '\'')
            continue;
        if (path.rfind("last(", 0) == 0 && path.back() == ')') {
            path = trimmed(path.substr(5, path.size() - 6));
        } else if (path.rfind("part(", 0) == 0 && path.back() == ')') {
            const auto comma = path.rfind(',');
            const auto number = comma == std::string::npos ? std::string() : trimmed(path.substr(comma + 1, path.size() - comma - 2));
            if (number.empty() || number.size() > 3 || number.find_first_not_of("-0123456789") != std::string::npos || number == "-" || number.find('-', 1) != std::string::npos)
                return "part() wants a path and which part: part(web_url, -2)";
            path = trimmed(path.substr(5, comma - 5));
        }
        if (auto wrong = wrongInPath(path, PathUse::text); !wrong.empty())
            return wrong;
    }
    return {};
}

std::string readPath(const YamlValue& value, PathUse use = PathUse::plain)
{
    auto path = trimmed(value.asText().value_or("$"));
    if (const auto wrong = wrongInPath(path, use); !wrong.empty())
        value.error("path", wrong);
    return path;
}

/// "a | b[*].c"
std::string readList(const YamlValue& value)
{
    const auto text = value.asText().value_or("$");
    for (const auto& one : splitText(text, '|')) {
        if (const auto wrong = wrongInPath(trimmed(one), PathUse::list); !wrong.empty())
            value.error("path", wrong);
    }
    return trimmed(text);
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
    static const std::vector<std::string> kUsual{"version", "commit", "ref", "tag", "sha"}; // attributes that name a deploy
    for (const auto& entry : map.entries()) {
        const auto nearest = std::find(kUsual.begin(), kUsual.end(), entry.key) == kUsual.end() ? nearestName(entry.key, kFields) : std::string();
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
            if (value.isScalar() && value.node().text.empty())
                ours = std::string(); // says nothing
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
    mapping.sizeParameter.clear(); // of the stock mapping below
    mapping.pageSize = 0;
    if (value.isScalar()) {
        const auto word = value.asOneOf({"link", "older", "none"}).value_or("none");
        mapping.paging = word == "link" ? Paging::linkHeader : word == "older" ? Paging::older : Paging::none;
        return;
    }
    auto map = YamlMap::of(value);
    if (!map)
        return;
    map->read("size", mapping.sizeParameter);
    if (const auto of = map->value("of"))
        mapping.pageSize = static_cast<int>(of->asInteger(1, 10000).value_or(0));
    if (const auto url = map->value("url")) {
        mapping.paging = Paging::nextUrl;
        mapping.cursorPath = readPath(*url);
    } else if (const auto offset = map->value("offset")) {
        mapping.paging = Paging::offset;
        mapping.pageParameter = offset->asText().value_or(std::string());
    } else {
        mapping.pageParameter = map->requiredText("parameter").value_or(std::string());
        const auto cursor = map->value("cursor");
        mapping.paging = cursor ? Paging::cursor : Paging::pageParameter;
        if (cursor)
            mapping.cursorPath = readPath(*cursor);
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
        detail.list = readList(*list);
    if (map.required("fields")) {
        if (auto fields = map.map("fields"))
            readFields(*fields, detail.fields);
    }
    if (const auto most = map.value("at_most"))
        detail.atMost = static_cast<int>(most->asInteger(1, 1000).value_or(detail.atMost));
    map.finish();
}

/// Parameters of every question: a text or a list of texts, with the window's ends as {words}.
void readParams(const YamlMap& map, JsonMapping& mapping)
{
    static const std::vector<std::string> kWords{"from_ms", "from_s", "from_rfc3339", "to_ms", "to_s", "to_rfc3339"};
    const auto add = [&](const std::string& name, const YamlValue& value) {
        const auto text = value.asText();
        if (!text)
            return;
        for (auto open = text->find('{'); open != std::string::npos; open = text->find('{', open + 1)) {
            const auto close = text->find('}', open);
            const auto word = text->substr(open + 1, close == std::string::npos ? close : close - open - 1);
            if (!word.empty() && std::isalpha(static_cast<unsigned char>(word.front())) == 0)
                continue; // {0,100} is the server's own
            if (close == std::string::npos || std::find(kWords.begin(), kWords.end(), word) == kWords.end()) {
                const auto nearest = nearestName(word, kWords);
                value.error("params", "{" + visibleLine(truncateUtf8(word, 40)) + "} is none of {" + joinText(kWords, "} {") + "}"
                        + (nearest.empty() ? "" : ". Did you mean {" + nearest + "}?"));
            }
        }
        mapping.params.emplace_back(name, *text);
    };
    for (const auto& entry : map.entries()) {
        std::erase_if(mapping.params, [&](const auto& p) { return p.first == entry.key; }); // of the stock mapping below
        const auto value = map.valueOf(entry);
        if (value.isList()) {
            for (const auto& one : value.asList())
                add(entry.key, one);
        } else if (!value.isNull()) {
            add(entry.key, value);
        }
    }
}

/// Path -> one pattern or several.
void readOnly(const YamlMap& map, JsonMapping& mapping)
{
    for (const auto& entry : map.entries()) {
        const auto value = map.valueOf(entry);
        auto& patterns = mapping.only[entry.key];
        patterns = value.isList() ? value.asTexts() : std::vector<std::string>{value.asText().value_or(std::string())};
        if (const auto wrong = wrongInExpression(entry.key); !wrong.empty())
            value.error("path", wrong);
        if (patterns.empty() || std::find(patterns.begin(), patterns.end(), "") != patterns.end())
            value.error("only", "nothing fits an empty pattern; write e.g. deploy*");
    }
}

void readStages(YamlMap& map, JsonMapping& mapping)
{
    auto& stages = mapping.stages.emplace(JsonMapping::Stages{});
    if (const auto list = map.required("list"))
        stages.list = readPath(*list, PathUse::list);
    if (map.required("fields")) {
        if (auto fields = map.map("fields")) {
            readFields(*fields, stages.fields);
            for (const auto* needed : {"stage", "startsAt"}) {
                if (stages.fields.count(needed) == 0)
                    fields->self().error("missing-key", std::string("the field \"") + needed + "\" of a stage is missing");
            }
            if (stages.fields.count("parent") != 0)
                fields->self().error("fields", "the parent of a stage is its row");
        }
    }
    map.finish();
}

void readStock(const YamlValue& value, const std::string& word, ConfigContext& context, JsonMapping& mapping);

void readWritten(YamlMap& map, ConfigContext& context, JsonMapping& mapping)
{
    bool onStock = false;
    if (const auto use = map.value("use")) {
        onStock = true;
        readStock(*use, use->asText().value_or(std::string()), context, mapping);
    }
    if (const auto list = map.value("list"))
        mapping.list = readList(*list);
    if (onStock || map.required("fields")) {
        if (auto fields = map.map("fields")) {
            readFields(*fields, mapping.fields);
            for (const auto* needed : {"id", "startsAt"}) {
                if (!onStock && mapping.fields.count(needed) == 0)
                    fields->self().error("missing-key", std::string("the field \"") + needed + "\" is missing");
            }
            if (!onStock && mapping.fields.count("service") == 0)
                fields->self().warning("missing-key", "the field \"service\" is missing: these changes belong to no service");
        }
    }
    if (auto params = map.map("params"))
        readParams(*params, mapping);
    if (auto only = map.map("only"))
        readOnly(*only, mapping);
    if (auto stages = map.map("stages"))
        readStages(*stages, mapping);
    if (auto values = map.map("values"))
        readValues(*values, mapping);
    if (const auto time = map.value("time")) {
        using Unit = JsonMapping::TimeUnit;
        const auto word = time->asOneOf({"auto", "rfc3339", "epoch_s", "epoch_ms"}).value_or("auto");
        mapping.time = word == "rfc3339" ? Unit::rfc3339 : word == "epoch_s" ? Unit::epochSeconds
            : word == "epoch_ms"                          ? Unit::epochMillis
                                                          : Unit::automatic;
    }
    if (const auto next = map.value("next")) {
        readNext(*next, mapping);
        const bool windowed = std::any_of(mapping.params.begin(), mapping.params.end(), [](const auto& p) { return p.second.find("{to_") != std::string::npos; });
        if (mapping.paging == JsonMapping::Paging::older && !windowed)
            next->error("next", "older moves the window's end: params must name it, e.g. {to: \"{to_ms}\"}");
    }
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
        readWritten(*map, context, mapping);
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

void readStock(const YamlValue& value, const std::string& word, ConfigContext& context, JsonMapping& mapping)
{
    const auto names = context.stockFolder.empty() ? std::vector<std::string>{} : stockNames(context.stockFolder);
    const auto isStock = [&](const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
    if (isStock(mapping.name))
        return value.error("mapping", "a stock mapping stands on no other");
    if (isStock(word)) {
        mapping.name = word;
        readMappingFile(value, context.stockFolder + "/" + word + ".yaml", context, mapping);
        return;
    }
    const auto nearest = nearestName(word, names);
    value.error("mapping", "there is no stock mapping \"" + visibleLine(truncateUtf8(word, 80)) + "\"."
            + (nearest.empty() ? names.empty() ? "" : " There are " + joinText(names, ", ") + "." : " Did you mean \"" + nearest + "\"?"));
}

} // namespace

void readMapping(const YamlValue& value, ConfigPart& part, JsonMapping& mapping)
{
    auto& context = part.context;
    if (!value.isScalar()) {
        if (auto map = YamlMap::of(value))
            readWritten(*map, context, mapping);
        return;
    }
    const auto& word = value.node().text;
    const bool isFile = word.find('/') != std::string::npos || (word.size() > 5 && word.compare(word.size() - 5, 5, ".yaml") == 0);
    if (!isFile)
        return readStock(value, word, context, mapping);
    mapping.name = word;
    if (context.touchFiles)
        readMappingFile(value, below(part.folder, word), context, mapping);
}

} // namespace vedette
