#include "models/store/event_columns.h"

#include "models/base/text.h"
#include "models/store/change_folder.h"
#include "models/store/episode_store.h"
#include "models/store/event_labels.h"
#include "models/store/integer_packing.h"
#include "models/store/record_packing.h"

#include <zstd.h>

#include <algorithm>

namespace vedette {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kMostRows = 1U << 24U; ///< of one kind of one day
constexpr std::size_t kMostBytes = 1U << 30U;

/// As eventLabels(), without making them all.
EventValues valuesOf(const AlertEpisode& e)
{
    const auto mapped = [&](const std::string& value, std::string_view name) { return value.empty() ? std::string(e.labels.value(name)) : value; };
    return {mapped(e.service, "service"), e.severity.empty() ? std::string(severityName(e.level)) : e.severity, eventState(e), joinText(e.sources, ", "),
        std::string(e.labels.value("kind")), mapped(e.environment, "environment")};
}

EventValues valuesOf(const Change& c)
{
    return {c.service, std::string(c.attributes.value("severity")), std::string(changeStatusName(c.status)), joinText(c.sources, ", "), std::string(changeKindName(c.kind)),
        c.environment};
}

/// Lengths are small, an open end has none: 0, else one more than the length where it is not negative.
std::int64_t lengthOf(std::int64_t starts, std::int64_t ends) { return ends == FactRow::kOpenEnd ? 0 : ends >= starts ? ends - starts + 1 : ends - starts; }
std::int64_t endOf(std::int64_t starts, std::int64_t length) { return length == 0 ? FactRow::kOpenEnd : length > 0 ? starts + length - 1 : starts + length; }

void packKind(ByteWriter& out, const std::vector<EventEntry>& rows)
{
    out.varint(rows.size());
    if (rows.empty())
        return;
    const auto column = [&](auto value) {
        std::vector<std::int64_t> numbers;
        numbers.reserve(rows.size());
        for (const auto& row : rows)
            numbers.push_back(value(row));
        packIntegers(out, numbers);
    };
    column([](const EventEntry& e) { return e.key; });
    column([](const EventEntry& e) { return e.starts - factKeyTime(e.key); });
    column([](const EventEntry& e) { return e.fires - e.starts; });
    column([](const EventEntry& e) { return lengthOf(e.starts, e.ends); });
    for (std::size_t c = 0; c < kEventColumns; ++c) {
        std::unordered_map<std::string, std::int64_t> numbers;
        std::vector<const std::string*> names;
        for (const auto& row : rows) {
            if (numbers.emplace(row.values[c], static_cast<std::int64_t>(names.size())).second)
                names.push_back(&row.values[c]);
        }
        out.varint(names.size());
        for (const auto* name : names)
            out.text(*name);
        column([&](const EventEntry& e) { return numbers.at(e.values[c]); });
    }
}

bool unpackKind(ByteReader& in, EventColumns& out, EventDictionary& dictionary)
{
    const auto count = in.varint();
    if (!in.ok() || count > kMostRows)
        return false;
    out = {};
    if (count == 0)
        return true;
    const auto size = static_cast<std::size_t>(count);
    std::vector<std::int64_t> lengths;
    if (!unpackIntegers(in, size, out.keys) || !unpackIntegers(in, size, out.starts) || !unpackIntegers(in, size, out.fires) || !unpackIntegers(in, size, lengths))
        return false;
    out.ends.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
        out.starts[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(out.starts[i]) + static_cast<std::uint64_t>(factKeyTime(out.keys[i])));
        out.fires[i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(out.fires[i]) + static_cast<std::uint64_t>(out.starts[i]));
        out.ends[i] = endOf(out.starts[i], lengths[i]);
        if (i > 0 && out.keys[i] <= out.keys[i - 1])
            return false;
    }
    std::vector<std::int64_t> numbers;
    for (std::size_t c = 0; c < kEventColumns; ++c) {
        const auto names = in.count();
        std::vector<std::uint16_t> known;
        for (std::size_t i = 0; i < names && in.ok(); ++i)
            known.push_back(dictionary.number(c, std::string(in.text())));
        if (!in.ok() || !unpackIntegers(in, size, numbers))
            return false;
        out.values[c].resize(size);
        for (std::size_t i = 0; i < size; ++i) {
            if (numbers[i] < 0 || static_cast<std::size_t>(numbers[i]) >= known.size())
                return false;
            out.values[c][i] = known[static_cast<std::size_t>(numbers[i])];
        }
    }
    return true;
}

} // namespace

std::string_view eventColumnName(EventColumn column)
{
    static constexpr std::array<std::string_view, kEventColumns> kNames{"service", "severity", "state", "source", "kind", "environment"};
    return kNames[static_cast<std::size_t>(column)];
}

std::optional<std::size_t> eventColumnOf(std::string_view label)
{
    for (std::size_t c = 0; c < kEventColumns; ++c) {
        if (eventColumnName(static_cast<EventColumn>(c)) == label)
            return c;
    }
    return std::nullopt;
}

Result<EventEntry> eventEntry(const FactRow& row, bool change)
{
    EventEntry out{row.key, row.starts, row.starts, row.ends, {}};
    if (change) {
        Change told;
        if (!unpackFolded(row.body, told))
            return damagedRecord();
        out.values = valuesOf(told);
        return out;
    }
    EpisodeState state;
    if (!unpackRecord(row.body, state))
        return damagedRecord();
    out.fires = toMs(state.episode.startsAt);
    out.values = valuesOf(state.episode);
    return out;
}

std::uint16_t EventDictionary::number(std::size_t column, const std::string& value)
{
    const auto [at, isNew] = m_numbers[column].emplace(value, static_cast<std::uint16_t>(m_values[column].size()));
    if (!isNew)
        return at->second;
    if (m_values[column].size() >= kMost) {
        m_numbers[column].erase(at);
        m_full = true;
        return kMost;
    }
    m_values[column].push_back(value);
    return at->second;
}

void EventColumns::append(const EventEntry& entry, EventDictionary& dictionary)
{
    keys.push_back(entry.key);
    starts.push_back(entry.starts);
    fires.push_back(entry.fires);
    ends.push_back(entry.ends);
    for (std::size_t c = 0; c < kEventColumns; ++c)
        values[c].push_back(dictionary.number(c, entry.values[c]));
}

std::size_t EventColumns::find(std::int64_t key) const
{
    const auto at = std::lower_bound(keys.begin(), keys.end(), key);
    return at == keys.end() || *at != key ? size() : static_cast<std::size_t>(at - keys.begin());
}

void EventColumns::put(const EventEntry& entry, EventDictionary& dictionary)
{
    const auto at = std::lower_bound(keys.begin(), keys.end(), entry.key) - keys.begin();
    const auto place = static_cast<std::size_t>(at);
    if (place == size() || keys[place] != entry.key) {
        for (auto* column : {&keys, &starts, &fires, &ends})
            column->insert(column->begin() + at, 0);
        for (auto& column : values)
            column.insert(column.begin() + at, std::uint16_t{0});
    }
    keys[place] = entry.key;
    starts[place] = entry.starts;
    fires[place] = entry.fires;
    ends[place] = entry.ends;
    for (std::size_t c = 0; c < kEventColumns; ++c)
        values[c][place] = dictionary.number(c, entry.values[c]);
}

void EventColumns::erase(std::int64_t key)
{
    const auto place = find(key);
    if (place == size())
        return;
    const auto at = static_cast<std::ptrdiff_t>(place);
    for (auto* column : {&keys, &starts, &fires, &ends})
        column->erase(column->begin() + at);
    for (auto& column : values)
        column.erase(column.begin() + at);
}

std::string packEvents(const std::vector<EventEntry>& alerts, const std::vector<EventEntry>& changes)
{
    ByteWriter plain;
    packKind(plain, alerts);
    packKind(plain, changes);
    const auto& bytes = plain.bytes();
    std::string body(ZSTD_compressBound(bytes.size()), '\0');
    const auto size = ZSTD_compress(body.data(), body.size(), bytes.data(), bytes.size(), 3);
    ByteWriter out;
    out.u8(kVersion);
    const bool packed = ZSTD_isError(size) == 0 && size < bytes.size();
    out.varint(packed ? bytes.size() : 0);
    out.raw(packed ? std::string_view(body).substr(0, size) : std::string_view(bytes));
    return out.take();
}

bool unpackEvents(std::string_view bytes, EventColumns& alerts, EventColumns& changes, EventDictionary& dictionary)
{
    ByteReader in(bytes);
    const auto version = in.u8();
    const auto plainSize = in.varint();
    if (!in.ok() || version != kVersion || plainSize > kMostBytes)
        return false;
    std::string plain;
    std::string_view body = in.peek();
    if (plainSize > 0) {
        if (ZSTD_getFrameContentSize(body.data(), body.size()) != plainSize)
            return false;
        plain.resize(static_cast<std::size_t>(plainSize));
        const auto size = ZSTD_decompress(plain.data(), plain.size(), body.data(), body.size());
        if (ZSTD_isError(size) != 0 || size != plain.size())
            return false;
        body = plain;
    }
    ByteReader rows(body);
    return unpackKind(rows, alerts, dictionary) && unpackKind(rows, changes, dictionary) && rows.ok() && rows.atEnd();
}

} // namespace vedette
