#pragma once

#include "models/base/time.h"
#include "models/core/slo.h"
#include "models/correlation/calendar_slots.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vedette {

/// What a long past teaches, without its rows: when each rule of each service fired and when each service was changed. Some 25 bytes an onset.
class PastOnsets {
public:
    struct Rule {
        std::string service;
        std::string name;
    };
    struct Onset {
        Time at{};
        std::uint32_t rule = 0; ///< in the rules
    };
    struct Release {
        Time live{};
        std::string_view service;
    };
    struct Service {
        std::vector<Time> fired; ///< onsets, ascending
        std::vector<Time> live;  ///< releases, ascending
    };
    /// `onsets` and `releases` ascend and lie before `until` and `releasesUntil`; `from`: how far back both are known. Alerts of several instances of
    /// one rule that begin together are one onset, as in the rows.
    PastOnsets(const std::vector<Rule>& rules, const std::vector<Onset>& onsets, const std::vector<Release>& releases, Time from, Time until,
        Time releasesUntil, const ZoneOffset& zone);

    [[nodiscard]] Time from() const { return m_from; }
    [[nodiscard]] Time until() const { return m_until; }
    [[nodiscard]] Time releasesUntil() const { return m_releasesUntil; }
    [[nodiscard]] std::size_t onsets() const { return m_onsets; }
    [[nodiscard]] std::size_t releases() const { return m_releases; }
    [[nodiscard]] const std::array<double, 24>& releasesByHour() const { return m_hours; } ///< UTC
    /// Null: it never fired.
    [[nodiscard]] const std::vector<correlation::LocalMoment>* fired(std::string_view service, std::string_view name) const;
    [[nodiscard]] const std::unordered_map<std::string, Service>& services() const { return m_services; }

private:
    Time m_from{};
    Time m_until{};
    Time m_releasesUntil{};
    std::size_t m_onsets = 0;
    std::size_t m_releases = 0;
    std::array<double, 24> m_hours{};
    std::unordered_map<std::string, std::vector<correlation::LocalMoment>> m_rules; ///< by service LF name
    std::unordered_map<std::string, Service> m_services;
};

/// Habits of single onsets as they were found out; of one fleet and past. Not thread-safe.
class HabitMemory;
[[nodiscard]] std::shared_ptr<HabitMemory> makeHabitMemory();

} // namespace vedette
