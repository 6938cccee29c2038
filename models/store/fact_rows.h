#pragma once

#include "models/store/fact_table.h"

#include <string>
#include <utility>

// How rows of a table of facts are read, for the files of FactTable alone.

namespace vedette {

class FactTable::Lease {
public:
    explicit Lease(Statement& statement) : m_statement(&statement) {}
    Lease(Lease&& other) noexcept : m_statement(std::exchange(other.m_statement, nullptr)) {}
    Lease& operator=(Lease&&) = delete;
    ~Lease()
    {
        if (m_statement != nullptr)
            m_statement->reset();
    }
    Statement* operator->() const { return m_statement; }
    Statement& operator*() const { return *m_statement; }

private:
    Statement* m_statement;
};

inline constexpr const char* kFactColumns = "SELECT key, source, id, grp, starts, ends, first_seen, last_seen, by_hand, body FROM ";

inline void takeRow(const Statement& s, FactRow& row)
{
    row.key = s.integer(0);
    row.source = s.text(1);
    row.id = s.text(2);
    row.group = s.text(3);
    row.starts = s.integer(4);
    row.ends = s.integer(5);
    row.firstSeen = s.integer(6);
    row.lastSeen = s.integer(7);
    row.byHand = s.integer(8) != 0;
    row.body = s.blob(9);
}

[[nodiscard]] inline FactRow rowOf(const Statement& s)
{
    FactRow out;
    takeRow(s, out);
    return out;
}

[[nodiscard]] inline Status eachRow(Statement& statement, const FactTable::Each& each)
{
    FactRow row; // its strings keep their room from row to row
    for (;;) {
        auto more = statement.step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        takeRow(statement, row);
        VEDETTE_TRY(each(row));
    }
}

/// The key in `meta` of the greatest length ever of a row that ended.
[[nodiscard]] inline std::string longestOf(const std::string& table) { return "longest_" + table; }

} // namespace vedette
