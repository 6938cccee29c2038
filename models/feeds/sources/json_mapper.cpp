#include "models/feeds/sources/json_mapper.h"

#include "models/base/text.h"
#include "models/feeds/http_words.h"
#include "models/feeds/sources/change_ledger.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

using Fields = std::map<std::string, std::vector<JsonMapping::Alternative>>;

std::string plainText(const MappedRow& row, std::string_view path)
{
    const auto trim = trimmed(path);
    std::string_view at = trim;
    if (at.rfind("last(", 0) == 0 && at.back() == ')') {
        auto inner = plainText(row, at.substr(5, at.size() - 6));
        while (!inner.empty() && inner.back() == '/')
            inner.pop_back();
        const auto slash = inner.find_last_of('/');
        return slash == std::string::npos ? inner : inner.substr(slash + 1);
    }
    std::size_t up = 0;
    while (at.rfind("^", 0) == 0) {
        at.remove_prefix(at.size() > 1 && at[1] == '.' ? 2 : 1);
        ++up;
    }
    if (up > row.around.size())
        return {};
    const auto& base = up == 0 ? row.value : row.around[up - 1];
    return boundedText(base.path(at).scalarText());
}

/// The first alternative that says something; values of the table applied.
std::string fieldText(const MappedRow& row, const Fields& fields, const JsonMapping& mapping, const std::string& name)
{
    const auto found = fields.find(name);
    if (found == fields.end())
        return {};
    for (const auto& alternative : found->second) {
        auto text = alternative.constant ? alternative.path : mappedText(row, alternative.path);
        if (text.empty())
            continue;
        if (const auto table = mapping.values.find(name); table != mapping.values.end()) {
            if (const auto ours = table->second.find(text); ours != table->second.end())
                return ours->second;
        }
        return text;
    }
    return {};
}

std::optional<Time> readTime(const std::string& text, JsonMapping::TimeUnit unit)
{
    using Unit = JsonMapping::TimeUnit;
    double number = 0;
    if (unit != Unit::rfc3339 && parseNumber(text, number) && std::isfinite(number) && std::fabs(number) < 1e14) {
        const bool ms = unit == Unit::epochMillis || (unit == Unit::automatic && std::fabs(number) >= 1e11);
        return timeFromMs(std::llround(ms ? number : number * 1000.0));
    }
    if (unit != Unit::automatic && unit != Unit::rfc3339)
        return std::nullopt;
    const auto time = parseRfc3339(text);
    return time.ok() ? std::optional<Time>(*time) : std::nullopt;
}

void collect(JsonValue value, std::string_view list, std::vector<JsonValue>& around, std::vector<MappedRow>& out)
{
    const auto star = list.find("[*]");
    const auto target = value.path(list.substr(0, star));
    auto rest = star == std::string_view::npos ? std::string_view{} : list.substr(star + 3);
    if (!rest.empty() && rest.front() == '.')
        rest.remove_prefix(1);
    if (!rest.empty()) {
        target.eachElement([&](JsonValue element) {
            around.insert(around.begin(), element);
            collect(element, rest, around, out);
            around.erase(around.begin());
        });
        return;
    }
    if (target.isArray())
        target.eachElement([&](JsonValue element) { out.push_back({element, around}); });
    else if (target.isObject())
        out.push_back({target, around});
}

bool finished(ChangeStatus status) { return status != ChangeStatus::started; }

} // namespace

std::vector<MappedRow> mappedRows(JsonValue root, const std::string& list)
{
    std::vector<MappedRow> out;
    std::vector<JsonValue> around;
    collect(root, list, around, out);
    return out;
}

std::string mappedText(const MappedRow& row, const std::string& path)
{
    std::string out;
    std::size_t at = 0;
    while (true) {
        const auto plus = path.find(" + ", at);
        const auto part = plainText(row, std::string_view(path).substr(at, plus == std::string::npos ? plus : plus - at));
        if (part.empty())
            return {};
        out += (out.empty() ? "" : "/") + part;
        if (plus == std::string::npos)
            return out;
        at = plus + 3;
    }
}

MappedChange mapRow(const MappedRow& row, const JsonMapping& mapping)
{
    const auto field = [&](const char* name) { return fieldText(row, mapping.fields, mapping, name); };
    ChangeRecord record;
    record.service = field("service");
    record.environment = field("environment");
    record.revision = field("revision");
    record.previous = field("previous");
    record.stage = field("stage");
    record.actor = field("actor");
    record.url = field("url");
    record.title = field("title");
    record.parent = field("parent");
    record.id = field("id");
    record.kind = changeKindFrom(field("kind")).value_or(ChangeKind::deployment);
    if (!row.value.isObject())
        return {std::nullopt, "it is no object"};
    const auto starts = readTime(field("startsAt"), mapping.time);
    if (!starts)
        return {std::nullopt, "its time is missing or cannot be read"};
    record.startsAt = *starts;
    if (const auto text = field("endsAt"); !text.empty()) {
        record.endsAt = readTime(text, mapping.time);
        if (!record.endsAt)
            return {std::nullopt, "its end cannot be read"};
    }
    if (record.service.empty())
        return {std::nullopt, "it names no service"};
    const auto status = field("status");
    record.status = changeStatusFrom(status).value_or(
        statusOfWord(status).value_or(record.endsAt ? ChangeStatus::success : ChangeStatus::started));
    if (!finished(record.status))
        record.endsAt.reset();
    if (record.id.empty() && !mapping.fields.contains("id"))
        record.id = record.service + "/" + record.environment + "/" + record.revision + "/" + std::to_string(toMs(record.startsAt));
    static const std::vector<std::string> kOurs{"id", "parent", "service", "environment", "kind", "stage", "status", "revision",
        "previous", "startsAt", "endsAt", "actor", "url", "title"};
    for (const auto& [name, alternatives] : mapping.fields) {
        if (std::find(kOurs.begin(), kOurs.end(), name) == kOurs.end())
            record.attributes.set(name, fieldText(row, mapping.fields, mapping, name));
    }
    return {std::move(record), {}};
}

void mapDetail(JsonValue root, const JsonMapping& mapping, ChangeRecord& record)
{
    const auto& detail = *mapping.detail;
    for (const auto& row : mappedRows(root, detail.list)) {
        const auto field = [&](const char* name) { return fieldText(row, detail.fields, mapping, name); };
        std::optional<ChangeStatus> status;
        if (detail.fields.contains("status")) {
            const auto word = field("status");
            status = changeStatusFrom(word);
            if (!status)
                status = statusOfWord(word);
            if (!status)
                continue; // this one says nothing about the outcome; an older one may
            record.status = *status;
        }
        const auto take = [&](std::string& into, const char* name) {
            if (auto text = field(name); !text.empty())
                into = std::move(text);
        };
        take(record.url, "url");
        take(record.title, "title");
        take(record.actor, "actor");
        take(record.stage, "stage");
        take(record.environment, "environment");
        if (const auto ends = readTime(field("endsAt"), mapping.time); ends && finished(record.status))
            record.endsAt = *ends;
        if (const auto starts = readTime(field("startsAt"), mapping.time))
            record.startsAt = *starts;
        break;
    }
    if (finished(record.status) && !record.endsAt)
        record.endsAt = record.startsAt;
}

std::string filledUrl(const std::string& pattern, const MappedRow& row)
{
    std::string out;
    for (std::size_t i = 0; i < pattern.size();) {
        const auto close = pattern[i] == '{' ? pattern.find('}', i) : std::string::npos;
        if (close == std::string::npos) {
            out += pattern[i++];
            continue;
        }
        const auto text = mappedText(row, pattern.substr(i + 1, close - i - 1));
        if (text.empty())
            return {};
        out += out.empty() && originOf(text) ? text : percentEncoded(text);
        i = close + 1;
    }
    return out;
}

} // namespace vedette
