#pragma once

#include "models/store/event_book.h"
#include "models/store/event_query.h"

#include <functional>
#include <map>
#include <set>

namespace vedette {

/// How a query judges rows by their columns: matchers are asked once for each value, not for each row.
class EventSieve {
public:
    /// `renamed` is how a service is told; its name in the columns is another where the catalogue has one.
    EventSieve(const EventQuery& query, std::function<std::string(const std::string&)> renamed) : m_query(&query), m_renamed(std::move(renamed)) {}
    /// Every matcher is about a column or `type`.
    [[nodiscard]] bool isExact() const;
    /// Brings the verdicts up to the dictionary's values.
    void learn(const EventDictionary& dictionary);
    /// Groups whose matchers the row fails: bit c of a column, kType of the type. Matchers about other labels are not looked at.
    [[nodiscard]] std::uint32_t failing(const EventColumns& columns, std::size_t row, bool change) const
    {
        std::uint32_t out = m_type[change ? 1 : 0];
        for (const auto c : m_asked)
            out |= static_cast<std::uint32_t>(m_fails[c][columns.values[c][row]]) << c;
        return out;
    }
    /// So of all rows.
    void failing(const EventColumns& columns, bool change, std::vector<std::uint8_t>& out) const;
    [[nodiscard]] const std::vector<std::size_t>& asked() const { return m_asked; } ///< columns with matchers
    [[nodiscard]] bool asksNothing() const { return m_asked.empty() && m_type[0] == 0 && m_type[1] == 0; }
    /// It overlaps the query's range.
    [[nodiscard]] bool overlaps(const EventColumns& columns, std::size_t row, bool change) const;
    [[nodiscard]] std::string told(std::size_t column, const std::string& value) const { return column == 0 ? m_renamed(value) : value; }
    static constexpr std::uint32_t kType = 1U << kEventColumns;

private:
    const EventQuery* m_query;
    std::function<std::string(const std::string&)> m_renamed;
    std::array<std::vector<std::uint8_t>, kEventColumns> m_fails;
    std::vector<std::size_t> m_asked; ///< columns with matchers
    std::array<std::uint32_t, 2> m_type{};
};

/// Counts rows for EventCounts.
class EventTally {
public:
    EventTally(const EventQuery& query, EventSieve& sieve);
    void learn(const EventDictionary& dictionary);
    /// Rows of these columns that overlap the range (all do where `inside`) and that `held` names (null: all).
    void add(const EventColumns& columns, bool change, bool inside, const std::function<bool(std::size_t)>& held);
    /// All rows of a day that lies within the range, ordered ones, where nothing is asked and no service is left out.
    void addWhole(const EventBook::Day::Counts& counts, const EventColumns& columns, bool change);
    /// All rows of a day that lies within the range, ordered ones, by its groups (which are not empty where the rows are not).
    void addGroups(const EventBook::Day::Groups& groups, const EventColumns& columns, bool change);
    /// A row by its labels, of a query whose matchers are about any label.
    void add(const Labels& labels, std::int64_t starts, bool change, bool held);
    /// Rows of these services are left out of add() by columns: they are told otherwise.
    void leaveOut(const std::set<std::string>& services) { m_leftOut = services; }
    [[nodiscard]] bool asksNothing() const { return m_sieve->asksNothing(); }
    [[nodiscard]] EventCounts take(const EventDictionary& dictionary);

private:
    void addBin(std::int64_t starts, bool change);
    /// Calls `each(first, end)` for the rows of each bin, ordered ones, and adds its answer to the bin.
    template <class Each> void addBins(const EventColumns& columns, bool change, Each each);
    const EventQuery* m_query;
    EventSieve* m_sieve;
    EventCounts m_out;
    std::set<std::string> m_leftOut;
    std::vector<std::uint8_t> m_skip; ///< by service
    std::vector<std::uint8_t> m_failing; ///< of the rows being added
    std::vector<std::uint8_t> m_meets;   ///< so, of groups
    std::array<std::array<std::vector<std::int64_t>, kEventColumns>, 2> m_values; ///< of alerts, of changes: rows that meet all but the group
    std::array<std::array<std::vector<std::int64_t>, kEventColumns>, 2> m_matched; ///< rows that meet all
    std::array<std::int64_t, 2> m_types{};
    std::map<std::pair<std::string, std::string>, std::int64_t> m_told; ///< facets of rows by labels
};

} // namespace vedette
