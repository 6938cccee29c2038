#pragma once

#include "models/correlation/calendar_slots.h"
#include "models/correlation/fleet_facts.h"

#include <array>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace vedette::correlation {

/// Alerts of one rule that begin within this of its first are one onset.
inline constexpr Millis kFold = std::chrono::seconds{90};

/// One time a rule of a service began to fire; alerts of several instances that begin together are one onset.
struct Onset {
    int rule = 0;
    int name = 0;
    int service = 0;
    int episode = 0; ///< its first, index in FleetFacts::episodes()
    Time at{};
    Time began{}; ///< when the condition began, the earliest of them; `at` where nobody told
    bool told = false; ///< `began` was told
    std::optional<Time> end; ///< when the last of them ended, as far as known
    Millis offset{}; ///< of the site's clock from UTC
    std::vector<Place> places; ///< of its alerts, each once
};

/// A change as it was known: nothing of it lies after the question's moment.
struct Release {
    int change = 0;
    int service = 0;
    ChangeKind kind = ChangeKind::deployment;
    ChangeStatus status = ChangeStatus::started;
    Time live{};
    const Places* places = nullptr; ///< of its roll-out, never null
    struct Step {
        Time at{};
        double share = 1; ///< of production that it touches: a canary a quarter
    };
    std::vector<Step> steps; ///< by time, at least one
};

/// The change without what came after `asOf`: ends, outcomes and stages.
[[nodiscard]] Change asKnown(Change change, Time asOf);

/// How often a rule fires anyway.
struct Habit {
    double perSecond = 0; ///< expected onsets a second at the moment asked about
    int onsets = 0; ///< in the history before it
    double days = 0; ///< length of that history
    bool flapping = false; ///< three or more onsets in the three hours before
    CalendarSlot slot;
    [[nodiscard]] bool calendar() const { return slot.kind != CalendarSlot::Kind::none; }
};

} // namespace vedette::correlation

namespace vedette {

/// Two generations: what nobody asked for while the newer one filled goes.
class HabitMemory {
public:
    [[nodiscard]] const correlation::Habit* find(std::uint64_t key)
    {
        if (const auto it = m_new.find(key); it != m_new.end())
            return &it->second;
        const auto it = m_old.find(key);
        return it == m_old.end() ? nullptr : &put(key, it->second);
    }
    const correlation::Habit& put(std::uint64_t key, correlation::Habit habit)
    {
        constexpr std::size_t kMost = 60'000;
        if (m_new.size() >= kMost)
            m_old = std::exchange(m_new, {});
        return m_new[key] = habit;
    }

private:
    std::unordered_map<std::uint64_t, correlation::Habit> m_new;
    std::unordered_map<std::uint64_t, correlation::Habit> m_old;
};

} // namespace vedette

namespace vedette::correlation {

/// What was known of a fleet at one moment, and what its past teaches: how often each rule fires anyway, which rules
/// follow releases, which services alert together. Not thread-safe.
class KnownFleet {
public:
    KnownFleet(const FleetFacts& facts, Time asOf);

    [[nodiscard]] const FleetFacts& facts() const { return *m_facts; }
    [[nodiscard]] Time asOf() const { return m_asOf; }
    [[nodiscard]] const std::vector<Onset>& onsets() const { return m_onsets; } ///< by time
    [[nodiscard]] const std::vector<Release>& releases() const { return m_releases; } ///< by live
    [[nodiscard]] std::pair<std::size_t, std::size_t> onsetsWithin(
        Time from, Time to) const; ///< indices, from <= at <= to
    [[nodiscard]] int onsetOfEpisode(int episode) const
    {
        return m_onsetOf[static_cast<std::size_t>(episode)];
    } ///< -1: not known

    [[nodiscard]] Habit habit(int rule, LocalMoment moment) const;
    /// Of an onset's rule as it began; found out once.
    [[nodiscard]] const Habit& habitOf(int onset) const;
    /// Share of the releases that alerts of their own service follow beyond chance, learnt and held to what is usual.
    [[nodiscard]] double faultsPerRelease() const { return m_faultsPerRelease; }
    /// Changes a second that go live at this hour of the day, by how near their service stands to `alerting` (closeness()).
    [[nodiscard]] std::array<double, 6> changeRates(int alerting, Time at) const;
    /// 0: same service, 1 to 3: it calls the changed one over so many hops or more, 4: calls it, 5: anything else.
    [[nodiscard]] static std::size_t closeness(const Distance& distance);
    /// 0 to 1: of the alerts of this name soon after releases of their own service, the share that chance does not
    /// give.
    [[nodiscard]] double informativeness(int name) const { return m_afterRelease[static_cast<std::size_t>(name)]; }
    /// 0 to 1: how often it comes together with alerts of services that call or are called, beyond chance.
    [[nodiscard]] double company(int name) const { return m_company[static_cast<std::size_t>(name)]; }
    /// 0 to 1: share of the onsets of `alerting` before `at` that came with one of `changed`, beyond chance.
    [[nodiscard]] double together(int changed, int alerting, Time at) const;

private:
    void takeEpisodes();
    void takeReleases();
    void learnNames();
    [[nodiscard]] std::size_t rolloutsOf(int service) const; ///< how many

    const FleetFacts* m_facts;
    Time m_asOf;
    Time m_begin; ///< of the history
    std::vector<Onset> m_onsets;
    std::vector<Release> m_releases;
    std::vector<int> m_onsetOf;
    Time m_pastUntil = Time::min(); ///< onsets before it are told of by PastOnsets
    mutable std::vector<std::optional<Habit>> m_habits; ///< by onset
    std::vector<std::vector<int>> m_ofRule;
    std::vector<std::vector<Time>> m_ofService; ///< onset times
    std::vector<std::vector<Time>> m_rolloutsOf; ///< live times by service
    std::vector<double> m_afterRelease;
    std::vector<double> m_company;
    std::array<double, 24> m_hours{}; ///< changes at this hour (UTC) against the mean of the day
    double m_faultsPerRelease = 0;
};

} // namespace vedette::correlation
