#pragma once

#include "models/store/sample_keys.h"
#include "models/store/tail_codec.h"

#include <array>
#include <deque>

namespace vedette {

/// The open tail in memory, one entry for each row of the table, oldest first. Where rows have one time of a series the later wins.
class TailRows {
public:
    /// Row numbers ascend. `base`: number of the row it is encoded upon; 0: none.
    void append(std::int64_t number, TailRow row, std::int64_t base);
    /// The rows after `number` that stand upon one up to it, by number; they are taken to stand alone from now on.
    [[nodiscard]] std::vector<std::pair<std::int64_t, TailRow*>> standAlone(std::int64_t number);
    void dropUpTo(std::int64_t number);
    void clear();
    [[nodiscard]] bool empty() const { return m_rows.empty(); }
    [[nodiscard]] std::size_t rows() const { return m_rows.size(); }
    [[nodiscard]] std::int64_t samples() const { return m_samples; }
    [[nodiscard]] std::int64_t firstNumber() const { return m_rows.empty() ? 0 : m_rows.front().number; }
    [[nodiscard]] std::int64_t lastNumber() const { return m_rows.empty() ? 0 : m_rows.back().number; }
    [[nodiscard]] std::int64_t newest() const { return m_newest; } ///< of all ever appended since clear(); 0: none
    /// The oldest time of the newest row: what one sample from the future cannot move; 0: empty.
    [[nodiscard]] std::int64_t newestFirst() const { return m_rows.empty() ? 0 : m_rows.back().first; }
    /// A row by its number; null: not there.
    [[nodiscard]] const TailRow* row(std::int64_t number) const;
    /// Number of the newest row with mostly these series; 0: none among the last 256 rows.
    [[nodiscard]] std::int64_t rowOf(const std::vector<std::int64_t>& ids) const;
    /// Number of the last row such that it and all before hold only times < `before`; 0: none.
    [[nodiscard]] std::int64_t lastBefore(std::int64_t before) const;

    /// Samples of a series with from <= t < to, ascending, each time once.
    [[nodiscard]] SampleColumns columns(std::int64_t series, std::int64_t from, std::int64_t to) const;
    /// Samples of each series of a group out of rows up to `upTo`, likewise.
    [[nodiscard]] std::array<SampleColumns, kGroupSeries> groupColumns(std::int64_t group, std::int64_t upTo) const;
    [[nodiscard]] bool find(std::int64_t series, std::int64_t time, double& value) const;
    [[nodiscard]] bool overlaps(std::int64_t series, std::int64_t from, std::int64_t to) const;
    /// First and last time of a series among all that was ever appended since clear(); false: none.
    [[nodiscard]] bool span(std::int64_t series, std::int64_t& first, std::int64_t& last) const;
    /// Groups of series in rows up to `upTo`, ascending.
    [[nodiscard]] std::vector<std::int64_t> groups(std::int64_t upTo) const;

private:
    struct Kept {
        std::int64_t number = 0;
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::int64_t base = 0;
        TailRow row;
    };
    std::deque<Kept> m_rows;
    std::int64_t m_samples = 0;
    std::int64_t m_newest = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_spans; ///< by series
};

} // namespace vedette
