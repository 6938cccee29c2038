#pragma once

#include "models/store/event_columns.h"
#include "models/store/search_index.h"

#include <list>
#include <map>
#include <optional>

namespace vedette {

/// How many rows have which value, kept as long as the day stays as it is; by column.
struct EventDayCounts {
    std::int64_t rows = 0;
    bool ordered = true; ///< beginnings ascend with the keys
    std::int64_t lastFires = INT64_MIN;
    std::array<std::vector<std::int64_t>, kEventColumns> values;
    /// All rows fired before.
    [[nodiscard]] bool within(std::int64_t to) const { return lastFires < to; }
};

/// Rows with equal values in all columns: what is asked of values is asked once for each of these. Kept as long as the day stays as it is.
struct EventDayGroups {
    struct Group {
        std::uint32_t row = 0;   ///< one of them
        std::int64_t count = 0;
    };
    std::vector<Group> groups;        ///< none: there are too many, or no rows
    std::vector<std::uint16_t> ofRow; ///< the group of each row
};

/// The reader's side of the columns of events: days in memory, brought up to the snapshot that is being read by what the log names. All calls inside
/// one read transaction; after another file was opened, make a new one. Holds some 45 bytes a row, of at most 80 days.
class EventBook {
public:
    explicit EventBook(Database& db) : m_db(&db), m_episodes(db, "episodes"), m_folded(db, "folded") {}
    struct Day {
        EventColumns alerts;
        EventColumns changes;
        using Counts = EventDayCounts;
        using Groups = EventDayGroups;
        std::optional<Counts> alertCounts;
        std::optional<Counts> changeCounts;
        std::optional<Groups> alertGroups;
        std::optional<Groups> changeGroups;
        [[nodiscard]] const EventColumns& of(bool change) const { return change ? changes : alerts; }
    };
    /// First in each snapshot.
    Status refresh();
    /// Rows that began on that day (by key). Stays until refresh() or 80 other days were asked for.
    Result<Day*> day(std::int64_t day);
    [[nodiscard]] const Day::Counts& counts(Day& day, bool change) const;
    [[nodiscard]] const Day::Groups& groups(Day& day, bool change) const;
    [[nodiscard]] EventDictionary& dictionary() { return m_dictionary; }
    /// A row that is in no day of the book (it is long and began before).
    Result<std::optional<EventEntry>> entry(std::int64_t key, bool change) const;

private:
    Status load(std::int64_t day, Day& out);
    Status loadRows(std::int64_t day, Day& out);
    Status renew(Day& day, std::int64_t doc);
    Database* m_db;
    FactTable m_episodes;
    FactTable m_folded;
    std::int64_t m_at = 0; ///< state of the log
    EventDictionary m_dictionary;
    std::map<std::int64_t, Day> m_days;
    std::list<std::int64_t> m_used; ///< the newest first
};

} // namespace vedette
