#pragma once

#include "models/correlation/suspects.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vedette::bench {

/// How one made-up fleet behaves. Every world draws its own; nothing of it is told to the product.
struct WorldSpec {
    std::uint64_t seed = 1;
    int services = 60;
    int days = 30;
    double releasesPerDay = 1; ///< per service
    double faulty = 0.05; ///< share of releases
    double fastLag = 0.7; ///< share of faults that show at once
    double fastLagSeconds = 150;
    double slowLagSeconds = 6000;
    double ownAlerts = 0.8; ///< probability that a rule for faults sees a fault of its own service
    double silentOwn = 0.12; ///< share of faults that only callers see
    double spread = 0.45; ///< probability per hop towards callers
    double noisePerRuleDay = 0.03; ///< for rules that see faults; noisy ones ten times as often
    double otherPerDay = 1.5; ///< incidents without a change
    double rollback = 0.6;
    double wrongRollback = 0.15;
    double blips = 0.03; ///< share of roll-outs that trip an alert while restarting
    double hopDelaySeconds = 60;
    double ruleForSeconds = 120; ///< mean of the rules' `for`
    int edges = 2; ///< calls per service
    bool stages = true;
    bool catalogue = true;
};

struct Question {
    std::string alert;
    std::string cause; ///< change id; empty: none is to blame
    std::string kind; ///< release, load, external, noise, database, cluster, flapping, periodic, latent
    Time at{}; ///< when the alert began
    int hops = 0; ///< from the changed service, where there is one
};

struct World {
    CorrelationInput input;
    std::vector<Question> questions;
};

/// A spec drawn from wide ranges. `family` shifts them: 0 mixed, 1 small, 2 large and noisy, 3 without a catalogue, 4
/// without stages and slow to show, 5 dense graph that spreads far.
[[nodiscard]] WorldSpec drawSpec(std::uint64_t seed, int family);
/// The same spec gives the same world.
[[nodiscard]] World makeWorld(const WorldSpec& spec);

} // namespace vedette::bench
