#include "tests/bench/correlation_dice.h"
#include "tests/bench/correlation_worlds.h"

namespace vedette::bench {

WorldSpec drawSpec(std::uint64_t seed, int family)
{
    Dice dice(seed * 31 + 5);
    WorldSpec s;
    s.seed = seed;
    s.services = static_cast<int>(20 * std::exp(dice.between(0, 2)));
    s.releasesPerDay = dice.chance(0.5) ? dice.between(0.4, 1.6) : std::exp(dice.between(std::log(1.0), std::log(20.0)));
    s.faulty = dice.between(0.03, 0.1);
    s.fastLag = dice.between(0.4, 0.9);
    s.fastLagSeconds = std::exp(dice.between(std::log(30.0), std::log(400.0)));
    s.slowLagSeconds = std::exp(dice.between(std::log(1500.0), std::log(12000.0)));
    s.ownAlerts = dice.between(0.5, 0.95);
    s.silentOwn = dice.between(0.05, 0.2);
    s.spread = dice.between(0.2, 0.65);
    s.noisePerRuleDay = 0.02 * std::exp(dice.between(-1.5, 1.3));
    s.rollback = dice.between(0.3, 0.85);
    s.wrongRollback = dice.between(0.05, 0.25);
    s.blips = dice.between(0, 0.06);
    s.hopDelaySeconds = dice.between(20, 120);
    s.ruleForSeconds = dice.between(20, 300);
    s.seenSeconds = dice.between(20, 90);
    s.edges = 1 + dice.below(4);
    s.edgesKnown = dice.chance(0.4) ? 1 : dice.between(0.6, 1);
    s.stages = dice.chance(0.6);
    s.catalogue = dice.chance(0.9);
    s.pendings = dice.chance(0.75);
    s.flags = dice.chance(0.6);
    s.places = dice.chance(0.25) ? 2 + dice.below(2) : 1;
    if (family == 1)
        s.services = 12 + dice.below(8);
    if (family == 2) {
        s.services = 180 + dice.below(120);
        s.noisePerRuleDay *= 1.5;
        s.releasesPerDay = std::min(s.releasesPerDay, 2.0);
    }
    if (family == 3)
        s.catalogue = false;
    if (family == 4) {
        s.stages = false;
        s.fastLag = 0.4;
    }
    if (family == 5) {
        s.edges = 4;
        s.spread = dice.between(0.5, 0.75);
    }
    if (family == 6) {
        s.releasesPerDay = dice.between(5, 20);
        s.pendings = true;
    }
    if (family == 7)
        s.nearCalendar = dice.between(0.1, 0.5);
    if (family == 8)
        s.places = 2 + dice.below(3);
    if (family == 9)
        s.pendings = s.flags = false;
    // A fleet of 20 releases per service and day lives only because few of them are faulty; and more than 600 a day
    // teach nothing that 600 do not.
    s.services = std::min(s.services, std::max(12, static_cast<int>(600 / s.releasesPerDay)));
    s.faulty /= std::pow(std::max(1.0, s.releasesPerDay), dice.between(0.3, 1));
    s.otherPerDay = s.services * s.releasesPerDay * s.faulty * dice.between(0.6, 1.3);
    return s;
}

} // namespace vedette::bench
