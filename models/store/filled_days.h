#pragma once

#include "models/base/result.h"
#include "models/store/fact_table.h"
#include "models/store/sqlite_database.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace vedette {

inline constexpr std::int64_t kFarDay = 60'000; ///< from 1970, either way: no day lies further

/// The days from `last` down to `first` in which alerts or folded changes begin, by their keys. Errors: store.
class FilledDays {
public:
    [[nodiscard]] static Result<FilledDays> over(const Database& db, std::int64_t first, std::int64_t last)
    {
        auto some = db.prepare("SELECT day FROM (SELECT (SELECT max(key) FROM episodes WHERE key<?1) AS day UNION ALL SELECT (SELECT max(key) FROM folded WHERE key<?1))"
                               " WHERE day IS NOT NULL ORDER BY day DESC LIMIT 1");
        if (!some.ok())
            return some.error();
        return FilledDays(std::move(some.value()), first, last);
    }
    /// The next earlier one; nullopt: there are no more.
    [[nodiscard]] Result<std::optional<std::int64_t>> next()
    {
        if (m_below < m_first)
            return std::optional<std::int64_t>();
        m_some.reset();
        auto there = m_some.bind(1, factKey((m_below + 1) * kDaySpan)).step();
        if (!there.ok())
            return there.error();
        if (!*there || factKeyDay(m_some.integer(0)) < m_first)
            return std::optional<std::int64_t>();
        m_below = factKeyDay(m_some.integer(0)) - 1;
        return std::optional(m_below + 1);
    }

private:
    FilledDays(Statement some, std::int64_t first, std::int64_t last) : m_some(std::move(some)), m_first(first), m_below(last) {}
    Statement m_some;
    std::int64_t m_first;
    std::int64_t m_below; ///< the latest day that was not looked at
};

} // namespace vedette
