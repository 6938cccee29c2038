#include "models/feeds/sources/json_mapper.h"

#include "models/base/text.h"
#include "models/feeds/sources/change_ledger.h"
#include "models/feeds/sources/json_path.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace vedette {

namespace {

using Fields = std::map<std::string, std::vector<JsonMapping::Alternative>>;
constexpr Millis kLongest{366LL * 86'400'000}; ///< of a change

/// The part of a path between slashes: `index` from 0, or from -1 at its end.
std::string partOf(std::string text, int index)
{
    while (!text.empty() && text.back() == '/')
        text.pop_back();
    const auto parts = splitText(text, '/');
    const auto at = index < 0 ? static_cast<std::ptrdiff_t>(parts.size()) + index : index;
    return at < 0 || at >= static_cast<std::ptrdiff_t>(parts.size()) ? std::string{} : parts[static_cast<std::size_t>(at)];
}

/// Each text of one term: a path, last(path), part(path, n) or 'text'.
bool eachTermText(const MappedRow& row, std::string_view term, const TextVisitor& visit)
{
    const auto trim = trimmed(term);
    std::string_view at = trim;
    if (at.size() > 1 && at.front() == '\'' && at.back() == '\'')
        return visit(std::string(at.substr(1, at.size() - 2)));
    const bool last = at.starts_with("last(") && at.back() == ')';
    if (last || (at.starts_with("part(") && at.back() == ')')) {
        auto inner = at.substr(5, at.size() - 6);
        int index = -1;
        if (!last) {
            const auto comma = inner.rfind(',');
            if (comma == std::string_view::npos)
                return false;
            const auto number = trimmed(inner.substr(comma + 1));
            (void)std::from_chars(number.data(), number.data() + number.size(), index);
            inner = inner.substr(0, comma);
        }
        return eachTermText(row, inner, [&](std::string text) {
            auto part = partOf(std::move(text), index);
            return !part.empty() && visit(std::move(part));
        });
    }
    std::size_t up = 0;
    while (at.starts_with('^')) {
        at.remove_prefix(at.size() > 1 && at[1] == '.' ? 2 : 1);
        ++up;
    }
    return up <= row.around.size() && eachTextAt(up == 0 ? row.value : row.around[up - 1], at, visit);
}

std::string termText(const MappedRow& row, std::string_view term)
{
    std::string out;
    (void)eachTermText(row, term, [&](std::string text) {
        out = std::move(text);
        return true;
    });
    return out;
}

std::vector<std::string_view> termsOf(std::string_view expression)
{
    std::vector<std::string_view> out;
    for (std::size_t at = 0;;) {
        const auto plus = expression.find(" + ", at);
        out.push_back(expression.substr(at, plus == std::string_view::npos ? plus : plus - at));
        if (plus == std::string_view::npos)
            return out;
        at = plus + 3;
    }
}

/// Theirs in our words: by the exact word, else by the longest one or pattern that fits in either case.
std::string translated(const JsonMapping& mapping, const std::string& field, std::string text)
{
    const auto table = mapping.values.find(field);
    if (table == mapping.values.end())
        return text;
    if (const auto exact = table->second.find(text); exact != table->second.end())
        return exact->second;
    const std::pair<const std::string, std::string>* best = nullptr;
    for (const auto& entry : table->second) {
        const bool longer = best == nullptr || entry.first.size() > best->first.size();
        if (longer && fitsPattern(text, entry.first))
            best = &entry;
    }
    return best != nullptr ? best->second : text;
}

bool anything(const std::string&) { return true; }

/// The first text of a field that says something and is accepted.
template <class Accept = bool (*)(const std::string&)>
std::string fieldText(const MappedRow& row, const Fields& fields, const JsonMapping& mapping, const std::string& name, Accept accept = anything)
{
    std::string found;
    const auto take = [&](std::string text) {
        text = translated(mapping, name, std::move(text));
        if (text.empty() || !accept(text))
            return false;
        found = std::move(text);
        return true;
    };
    const auto field = fields.find(name);
    if (field == fields.end())
        return found;
    for (const auto& alternative : field->second) {
        const bool joined = alternative.path.find(" + ") != std::string::npos;
        if (alternative.constant ? take(alternative.path)
                : joined         ? take(mappedText(row, alternative.path))
                                 : eachTermText(row, alternative.path, take))
            return found;
    }
    return found;
}

std::optional<ChangeStatus> statusFrom(const std::string& word)
{
    const auto ours = changeStatusFrom(word);
    return ours ? ours : statusOfWord(word);
}

std::optional<ChangeStatus> fieldStatus(const MappedRow& row, const Fields& fields, const JsonMapping& mapping)
{
    return statusFrom(fieldText(row, fields, mapping, "status", [](const std::string& w) { return statusFrom(w).has_value(); }));
}

/// A time as it was told, and the length of its unit.
struct ToldTime {
    Time time{};
    Millis unit{1000};
};

std::optional<ToldTime> readTime(std::string text, JsonMapping::TimeUnit unit)
{
    using Unit = JsonMapping::TimeUnit;
    double number = 0;
    if (unit != Unit::rfc3339 && parseNumber(text, number) && std::isfinite(number) && std::fabs(number) < 1e14) {
        const bool ms = unit == Unit::epochMillis || (unit == Unit::automatic && std::fabs(number) >= 1e11);
        return ToldTime{timeFromMs(std::llround(ms ? number : number * 1000.0)), Millis{ms ? 1 : 1000}};
    }
    if (unit != Unit::automatic && unit != Unit::rfc3339)
        return std::nullopt;
    const auto sign = text.size() > 5 ? text[text.size() - 5] : ' ';
    if ((sign == '+' || sign == '-') && text.find('T') != std::string::npos && text.find(':', text.size() - 5) == std::string::npos)
        text.insert(text.size() - 2, ":"); // +0000 as ISO 8601 allows
    const auto time = parseRfc3339(text);
    return time.ok() ? std::optional(ToldTime{*time}) : std::nullopt;
}

/// What APIs write for "not yet": 0, -1, the year 1.
bool isNoTime(const std::string& text)
{
    double number = 0;
    return text.empty() || text.starts_with("0001-01-01") || (parseNumber(text, number) && number <= 0);
}

struct FieldTime {
    std::optional<Time> time;
    bool unreadable = false;
};

FieldTime fieldTime(const MappedRow& row, const Fields& fields, const JsonMapping& mapping, const std::string& name)
{
    const auto field = fields.find(name);
    if (field == fields.end())
        return {};
    for (const auto& alternative : field->second) {
        const auto terms = termsOf(alternative.path);
        const auto first = alternative.constant ? alternative.path : termText(row, terms.front());
        if (isNoTime(first))
            continue;
        const auto told = readTime(first, mapping.time);
        if (!told)
            return {std::nullopt, true};
        auto sum = told->time;
        bool whole = true;
        for (std::size_t i = 1; i < terms.size() && whole; ++i) {
            const auto text = termText(row, terms[i]);
            double number = 0;
            const auto length = parseDuration(text);
            whole = !text.empty();
            if (parseNumber(text, number) && number >= 0 && number * static_cast<double>(told->unit.count()) < static_cast<double>(kLongest.count()))
                sum += Millis{std::llround(number * static_cast<double>(told->unit.count()))};
            else if (length.ok() && *length < kLongest)
                sum += *length;
            else if (whole)
                return {std::nullopt, true};
        }
        if (whole)
            return {sum, false};
    }
    return {};
}

bool finished(ChangeStatus status) { return status != ChangeStatus::started; }

bool wanted(const MappedRow& row, const JsonMapping& mapping)
{
    return std::all_of(mapping.only.begin(), mapping.only.end(), [&](const auto& rule) {
        return eachTermText(row, rule.first, [&](const std::string& text) {
            return std::any_of(rule.second.begin(), rule.second.end(), [&](const auto& pattern) { return fitsPattern(text, pattern); });
        });
    });
}

constexpr std::array<const char*, 14> kOurs{"id", "parent", "service", "environment", "kind", "stage", "status", "revision", "previous",
    "startsAt", "endsAt", "actor", "url", "title"};

struct TextField {
    const char* name;
    std::string ChangeRecord::*member;
};

/// What a row and its detail may both tell.
const std::vector<TextField> kToldTexts{{"environment", &ChangeRecord::environment}, {"revision", &ChangeRecord::revision}, {"previous", &ChangeRecord::previous},
    {"stage", &ChangeRecord::stage}, {"actor", &ChangeRecord::actor}, {"url", &ChangeRecord::url}, {"title", &ChangeRecord::title}};

/// An empty field leaves what is known.
void takeTexts(const MappedRow& row, const Fields& fields, const JsonMapping& mapping, ChangeRecord& record, const std::vector<TextField>& texts)
{
    for (const auto& [name, member] : texts) {
        if (auto text = fieldText(row, fields, mapping, name); !text.empty())
            record.*member = std::move(text);
    }
}

/// What the fields say, laid over `record`. A reason when a time is missing or wrong; `begun` false: it has not started yet.
std::string readFields(const MappedRow& row, const Fields& fields, const JsonMapping& mapping, ChangeRecord& record, bool& begun)
{
    takeTexts(row, fields, mapping, record, {{"id", &ChangeRecord::id}, {"service", &ChangeRecord::service}, {"parent", &ChangeRecord::parent}});
    takeTexts(row, fields, mapping, record, kToldTexts);
    const auto kind = changeKindFrom(fieldText(row, fields, mapping, "kind", [](const std::string& w) { return changeKindFrom(w).has_value(); }));
    record.kind = kind.value_or(record.kind);
    const auto status = fieldStatus(row, fields, mapping);
    const auto starts = fieldTime(row, fields, mapping, "startsAt");
    if (!starts.time) {
        begun = starts.unreadable || !status || finished(*status);
        return "its time is missing or cannot be read";
    }
    record.startsAt = *starts.time;
    const auto ends = fieldTime(row, fields, mapping, "endsAt");
    if (ends.unreadable)
        return "its end cannot be read";
    record.endsAt = ends.time;
    record.status = status.value_or(record.endsAt ? ChangeStatus::success : ChangeStatus::started);
    if (!finished(record.status))
        record.endsAt.reset();
    for (const auto& [name, alternatives] : fields) {
        if (std::find(kOurs.begin(), kOurs.end(), name) == kOurs.end()) {
            if (auto text = fieldText(row, fields, mapping, name); !text.empty())
                record.attributes.set(name, std::move(text));
        }
    }
    return {};
}

void readStages(const MappedRow& row, const JsonMapping& mapping, MappedChange& out)
{
    const auto& whole = *out.record;
    MappedRow stageRow;
    std::vector<JsonValue> found;
    (void)eachElementAt(row.value, mapping.stages->list, stageRow.around, [&](JsonValue stage) {
        out.cut = found.size() >= kMaxMappedStages;
        if (!out.cut && stage.isObject())
            found.push_back(stage);
        return !out.cut;
    });
    stageRow.around = row.around;
    stageRow.around.insert(stageRow.around.begin(), row.value);
    std::map<std::string, int> named;
    for (const auto stage : found) {
        stageRow.value = stage;
        auto record = whole;
        record.id.clear();
        bool begun = true;
        if (!readFields(stageRow, mapping.stages->fields, mapping, record, begun).empty() || record.stage.empty())
            continue; // not begun, or nothing that could be shown
        const int nth = ++named[record.stage];
        if (record.id.empty())
            record.id = whole.id + "/" + record.stage + (nth > 1 ? "/" + std::to_string(nth) : std::string{});
        record.parent = whole.id;
        out.stages.push_back(std::move(record));
    }
    if (!out.stages.empty())
        out.record->parent = whole.id;
}

/// The first alternative of a list that is there.
std::optional<std::string> presentList(JsonValue root, const std::string& list)
{
    for (const auto& one : splitText(list, '|')) {
        auto path = trimmed(one);
        if (root.path(std::string_view(path).substr(0, path.find("[*]"))).present())
            return path;
    }
    return std::nullopt;
}

} // namespace

std::vector<MappedRow> mappedRows(JsonValue root, const std::string& list)
{
    std::vector<MappedRow> out;
    std::vector<JsonValue> around;
    const auto path = presentList(root, list);
    if (!path)
        return out;
    (void)eachElementAt(root, *path, around, [&](JsonValue element) {
        out.push_back({element, around});
        return out.size() < kMaxMappedRows;
    });
    return out;
}

bool listPresent(JsonValue root, const std::string& list) { return presentList(root, list).has_value(); }

std::string mappedText(const MappedRow& row, const std::string& expression)
{
    std::string out;
    for (const auto term : termsOf(expression)) {
        const auto part = termText(row, term);
        if (part.empty())
            return {};
        out += (out.empty() ? "" : "/") + part;
    }
    return out;
}

MappedChange mapRow(const MappedRow& row, const JsonMapping& mapping)
{
    MappedChange out;
    if (!row.value.isObject()) {
        out.fault = "it is no object";
        return out;
    }
    out.at = fieldTime(row, mapping.fields, mapping, "startsAt").time;
    if (!wanted(row, mapping))
        return out;
    ChangeRecord record;
    bool begun = true;
    out.fault = readFields(row, mapping.fields, mapping, record, begun);
    if (out.fault.empty() && record.service.empty())
        out.fault = "it names no service";
    if (!begun)
        out.fault.clear();
    if (!out.fault.empty() || !begun)
        return out;
    if (record.id.empty() && !mapping.fields.contains("id"))
        record.id = record.service + "/" + record.environment + "/" + record.revision + "/" + std::to_string(toMs(record.startsAt));
    out.record = std::move(record);
    if (mapping.stages && !out.record->id.empty())
        readStages(row, mapping, out);
    return out;
}

void mapDetail(JsonValue root, const JsonMapping& mapping, ChangeRecord& record)
{
    const auto& detail = *mapping.detail;
    for (const auto& row : mappedRows(root, detail.list)) {
        if (detail.fields.contains("status")) {
            const auto status = fieldStatus(row, detail.fields, mapping);
            if (!status)
                continue; // this one says nothing about the outcome; an older one may
            record.status = *status;
        }
        takeTexts(row, detail.fields, mapping, record, kToldTexts);
        if (const auto ends = fieldTime(row, detail.fields, mapping, "endsAt"); ends.time && finished(record.status))
            record.endsAt = *ends.time;
        if (const auto starts = fieldTime(row, detail.fields, mapping, "startsAt"); starts.time)
            record.startsAt = *starts.time;
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
        const bool asItIs = out.empty() && (originOf(text) || (text.front() == '/' && !text.starts_with("//")));
        out += asItIs ? text : percentEncoded(text);
        i = close + 1;
    }
    return out;
}

Params filledParams(const JsonMapping& mapping, TimeRange window)
{
    const std::array<std::pair<std::string_view, std::string>, 6> words{{{"{from_ms}", std::to_string(toMs(window.from))},
        {"{from_s}", std::to_string(toMs(window.from) / 1000)}, {"{from_rfc3339}", formatRfc3339(window.from)},
        {"{to_ms}", std::to_string(toMs(window.to))}, {"{to_s}", std::to_string((toMs(window.to) + 999) / 1000)},
        {"{to_rfc3339}", formatRfc3339(window.to)}}};
    Params out;
    for (auto [name, text] : mapping.params) {
        for (const auto& [word, value] : words) {
            if (const auto at = text.find(word); at != std::string::npos)
                text.replace(at, word.size(), value);
        }
        out.emplace_back(name, std::move(text));
    }
    return out;
}

} // namespace vedette
