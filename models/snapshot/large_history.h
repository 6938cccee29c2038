#pragma once

#include "models/core/config.h"
#include "models/correlation/suspects.h"
#include "models/snapshot/history.h"
#include "models/store/cache.h"

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace vedette {

/// More alerts and changes than this in 30 days are not held as rows: 20,000 are some 20 MB, a second to learn from, and as many as a list shows.
inline constexpr std::int64_t kMostHeld = 20'000;

/// The history of a fleet with more than kMostHeld. Held as rows: the newest alerts, and those around what is looked at; of those before it only when
/// each rule fired, a day at a time and once a process, read behind the answers. Of one reader and configuration. Not thread-safe.
class LargeHistory {
public:
    struct Wish {
        Time asOf{};
        bool past = false;      ///< as of a time gone by
        TimeRange view;
        std::string selectedId; ///< an alert whose surroundings are wanted too
    };
    /// Whether the range holds more than kMostHeld.
    [[nodiscard]] static Result<bool> isLarge(const CacheReader& reader, TimeRange range);
    /// The 30 days before a moment.
    [[nodiscard]] static TimeRange monthBefore(Time asOf) { return {asOf - std::chrono::hours{24 * 30}, asOf + Millis{1}}; }

    /// The same pointer as before where nothing altered. `beside` gets the map and what is kept out of the rows.
    [[nodiscard]] Result<std::shared_ptr<const CorrelationInput>> read(const CacheReader& reader, const Config& config, const Wish& wish, HistoryBeside& beside);
    /// In these all alerts are rows, ascending and apart; of the last reading.
    [[nodiscard]] const std::vector<TimeRange>& held() const { return m_held; }
    /// So of changes.
    [[nodiscard]] const std::vector<TimeRange>& heldChanges() const { return m_heldChanges; }
    /// The console's level of a fleet's word, as its alerts had it; warning where none was read.
    [[nodiscard]] Severity levelOf(const std::string& word) const;

    /// The newest reading has the rows of this wish, but for what came since.
    [[nodiscard]] bool serves(const Wish& wish) const;

    /// Some of the past was not read yet, or is read again.
    [[nodiscard]] bool unfinished() const { return !m_due.empty(); }
    /// Reads a day of it. True: the last one, the next reading learns from all of them.
    [[nodiscard]] Result<bool> settle(const CacheReader& reader, const Config& config);

private:
    struct Row {
        std::int64_t key = 0;
        AlertEpisode alert;
        enum class Role : std::uint8_t { counts, leftOut, heartbeat } role = Role::counts;
    };
    /// Of what the changes of m_input are.
    struct ChangesRead {
        Time from{};
        std::optional<TimeRange> block;
        std::optional<Time> then;
        Time at{};
        std::vector<Change> leftOut;
    };
    [[nodiscard]] Row slim(const Config& config, std::int64_t key, AlertEpisode alert);
    [[nodiscard]] Result<TimeRange> fitting(const CacheReader& reader, TimeRange wanted) const;
    [[nodiscard]] Result<bool> follow(const CacheReader& reader, const Config& config, Time now);
    [[nodiscard]] Result<std::vector<Row>> rowsOf(const CacheReader& reader, const Config& config, TimeRange range, std::optional<Time> known);
    [[nodiscard]] Result<std::optional<TimeRange>> around(const CacheReader& reader, const Wish& wish, Time nearFrom) const;
    [[nodiscard]] Result<std::optional<TimeRange>> aroundView(const CacheReader& reader, const Wish& wish, Time nearFrom) const;
    [[nodiscard]] Status takeChanges(const CacheReader& reader, const Config& config, const ChangesRead& wanted, CorrelationInput& rows);
    [[nodiscard]] Status learnPast(const CacheReader& reader, const Config& config);
    [[nodiscard]] Result<std::shared_ptr<const PastOnsets>> pastUntil(const CacheReader& reader, const Config& config, Time from, Time until) const;
    void planPast(Time now, bool anew);

    std::int64_t m_mark = -1;   ///< of the log of events, that the rows follow
    std::vector<Row> m_near;    ///< by key: the newest
    TimeRange m_nearRange;
    std::vector<Row> m_then;    ///< as of m_thenAt
    std::optional<Time> m_thenAt;
    TimeRange m_thenRange;
    std::vector<Row> m_block;   ///< around what is looked at elsewhere
    std::optional<TimeRange> m_blockRange;
    std::optional<Time> m_blockThen; ///< as of which it was read; nullopt: all that is known
    std::optional<ChangesRead> m_changes; ///< null: they are to be read
    std::vector<TimeRange> m_held;
    std::vector<TimeRange> m_heldChanges;
    std::unordered_map<std::string, Severity> m_levels;

    std::vector<PastOnsets::Rule> m_rules;
    std::unordered_map<std::string, std::uint32_t> m_ruleNumbers;
    struct DayOnset {
        std::uint32_t ms = 0; ///< of the day
        std::uint32_t rule = 0;
    };
    std::map<std::int64_t, std::vector<DayOnset>> m_days; ///< since 1970; a month of very many is kept
    std::set<std::int64_t> m_due;   ///< days that are to be read
    std::set<std::int64_t> m_altered;
    Time m_plannedAt{};
    Time m_plannedUntil{};          ///< the rows begin there once the due days are read
    std::shared_ptr<const PastOnsets> m_past;
    std::shared_ptr<HabitMemory> m_habits;

    std::shared_ptr<const CorrelationInput> m_input;
    std::shared_ptr<const PastOnsets> m_inputPast;
    Wish m_inputWish;
};

} // namespace vedette
