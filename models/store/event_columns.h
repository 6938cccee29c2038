#pragma once

#include "models/core/alert.h"
#include "models/core/change.h"
#include "models/store/fact_table.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vedette {

/// The labels of eventLabels() that have a column. The first five are facets' groups but for `type`.
enum class EventColumn : std::size_t { service, severity, state, source, kind, environment };
inline constexpr std::size_t kEventColumns = 6;
[[nodiscard]] std::string_view eventColumnName(EventColumn column);
/// The column of a label; nullopt: it has none.
[[nodiscard]] std::optional<std::size_t> eventColumnOf(std::string_view label);
/// As eventLabels() tells them.
using EventValues = std::array<std::string, kEventColumns>;

/// What of an alert or a folded change has columns.
struct EventEntry {
    std::int64_t key = 0;
    std::int64_t starts = 0; ///< ms: when its condition began
    std::int64_t fires = 0;  ///< ms: startsAt
    std::int64_t ends = FactRow::kOpenEnd;
    EventValues values;
};
/// Error where the row's bytes are damaged.
[[nodiscard]] Result<EventEntry> eventEntry(const FactRow& row, bool change);

/// Values by small numbers, a book for each column.
class EventDictionary {
public:
    static constexpr std::size_t kMost = 65'535;
    /// A full book answers kMost: the value has no number.
    [[nodiscard]] std::uint16_t number(std::size_t column, const std::string& value);
    [[nodiscard]] const std::vector<std::string>& values(std::size_t column) const { return m_values[column]; }
    [[nodiscard]] bool isFull() const { return m_full; }
    void clear() { *this = {}; }

private:
    std::array<std::vector<std::string>, kEventColumns> m_values;
    std::array<std::unordered_map<std::string, std::uint16_t>, kEventColumns> m_numbers;
    bool m_full = false;
};

/// Rows of one kind, by key ascending, column by column.
struct EventColumns {
    std::vector<std::int64_t> keys;
    std::vector<std::int64_t> starts;
    std::vector<std::int64_t> fires;
    std::vector<std::int64_t> ends;
    std::array<std::vector<std::uint16_t>, kEventColumns> values;

    [[nodiscard]] std::size_t size() const { return keys.size(); }
    void append(const EventEntry& entry, EventDictionary& dictionary);
    /// In the place of what has its key.
    void put(const EventEntry& entry, EventDictionary& dictionary);
    void erase(std::int64_t key);
    [[nodiscard]] std::size_t find(std::int64_t key) const; ///< size(): not there
};

/// Columns of one day as bytes (DESIGN.md, "Columns of events").
[[nodiscard]] std::string packEvents(const std::vector<EventEntry>& alerts, const std::vector<EventEntry>& changes);
/// False on bytes that are not that. Allocates no more than the bytes can hold.
[[nodiscard]] bool unpackEvents(std::string_view bytes, EventColumns& alerts, EventColumns& changes, EventDictionary& dictionary);

} // namespace vedette
