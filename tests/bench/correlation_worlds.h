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
    double releasesPerDay = 1; ///< per service, 0.3 to 20
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
    double seenSeconds = 40; ///< mean of the time until a rule's condition holds
    double edgesKnown = 1; ///< share of the calls that the dependency list names
    bool pendings = true; ///< when the condition began is told
    bool flags = true; ///< metrics are watched and flagged
    int places = 1; ///< environments; a release goes to one of them
    double nearCalendar = 0; ///< share of the calendar's slots with an innocent release of the same service just before
    int edges = 2; ///< calls per service
    bool stages = true;
    bool catalogue = true;
};

struct Question {
    std::string alert;
    std::string cause; ///< change id; empty: none is to blame
    std::string kind; ///< release, load, external, noise, database, cluster, flapping, periodic, latent; coincidence: one
                      ///< without a cause and with a near release just before; calendar: a periodic one with such
    Time at{}; ///< when the alert began
    int hops = 0; ///< from the changed service, where there is one
};

struct World {
    CorrelationInput input;
    std::vector<Question> questions;
};

/// A spec drawn from wide ranges. `family` shifts them: 0 mixed, 1 small, 2 large and noisy, 3 without a catalogue, 4
/// without stages and slow to show, 5 dense graph that spreads far, 6 coincidences (5 to 20 releases per service and
/// day, few of them faulty), 7 calendars with innocent releases beside them, 8 several places, 9 no pending times and no
/// metrics.
[[nodiscard]] WorldSpec drawSpec(std::uint64_t seed, int family);
/// The same spec gives the same world.
[[nodiscard]] World makeWorld(const WorldSpec& spec);
/// A real fleet with known causes, one row a line, fields by tabs, times RFC 3339, empty: not known. Rows: alert ID SERVICE
/// NAME ENVIRONMENT PENDING START END SEEN; change ID SERVICE KIND STATUS ENVIRONMENT START END SEEN REVISION PREVIOUS;
/// stage (of the change above) STAGE ENVIRONMENT STATUS START END; service NAME CALLED,CALLED; question ALERT CAUSE KIND
/// START.
[[nodiscard]] World readRecording(const std::string& path);

} // namespace vedette::bench
