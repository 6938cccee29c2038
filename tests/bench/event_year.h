#pragma once

#include "models/core/batch.h"

#include <cstdint>
#include <random>

namespace vedette::bench {

/// A year of a fleet, in the order of time: 300 services, 10,000 instances, 120 rules; nights and weekends are quieter, one episode of eight belongs to
/// a burst (as 189 alerts and 9 deployments within ten minutes), summaries are English or Korean, a few episodes last for days or are still on.
/// Ten episodes for each telling of a change; a deployment is told as three stages. The same seed makes the same year.
class EventYear {
public:
    EventYear(std::uint64_t seed, std::int64_t episodes) : m_random(seed), m_left(episodes), m_episodes(episodes) {}
    /// The next so many episodes, with the changes among them; empty at the end.
    [[nodiscard]] Batch next(std::int64_t atMost);
    static constexpr std::int64_t kEnd = 1'787'000'400'000; ///< ms
    static constexpr std::int64_t kLength = 365LL * 86'400'000;

private:
    [[nodiscard]] std::uint64_t below(std::uint64_t n) { return m_random() % n; }
    [[nodiscard]] AlertEpisode episode(std::int64_t starts);
    void addDeploy(Batch& batch, std::int64_t starts);
    std::mt19937_64 m_random;
    std::int64_t m_left;
    std::int64_t m_episodes;
    std::int64_t m_burst = 0; ///< episodes left of the burst that goes on
    double m_at = 0;          ///< share of the year
    double m_deploys = 0;     ///< due
    std::int64_t m_runs = 0;
};

} // namespace vedette::bench
