#pragma once

#include "models/store/event_columns.h"
#include "models/store/search_reading.h"

#include <array>
#include <vector>

namespace vedette {

/// What a text asks of fields that have columns, judged once for each value instead of for each row. Of stored rows: services by their stored names.
class TextSieve {
public:
    /// Both outlive it.
    TextSieve(const SearchReading& reading, const SearchPlan& plan);
    /// Some check is about a column.
    [[nodiscard]] bool isOfUse() const { return !m_asked.empty(); }
    /// Checks that the columns do not tell.
    [[nodiscard]] const std::vector<SearchPlan::Check>& others() const { return m_others; }
    /// Brings the verdicts up to the dictionary's values.
    void learn(const EventDictionary& dictionary);
    [[nodiscard]] bool passes(const EventColumns& columns, std::size_t row) const
    {
        for (const auto c : m_asked) {
            if (m_fails[c][columns.values[c][row]] != 0)
                return false;
        }
        return true;
    }

private:
    const SearchReading* m_reading;
    std::array<std::vector<SearchPlan::Check>, kEventColumns> m_checks;
    std::vector<SearchPlan::Check> m_others;
    std::vector<std::size_t> m_asked;
    std::array<std::vector<std::uint8_t>, kEventColumns> m_fails;
};

} // namespace vedette
