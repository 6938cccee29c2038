#pragma once

#include "models/base/time.h"
#include "models/core/change.h"

#include <optional>
#include <string>
#include <vector>

namespace vedette::demo {

/// The fleet lives in Asia/Seoul, which has had no summer time since 1988.
inline constexpr Millis kZoneOffset = std::chrono::hours{9};

struct PlannedStage {
    std::string stage;
    ChangeStatus status = ChangeStatus::success;
    Time startsAt{};
    Time endsAt{};
};

struct PlannedChange {
    std::string id;
    ChangeKind kind = ChangeKind::deployment;
    int service = 0;
    std::string revision;
    std::string previous;
    std::string actor;
    std::string title;
    ChangeStatus status = ChangeStatus::success;
    Time startsAt{};
    Time endsAt{};
    std::vector<PlannedStage> stages; ///< by startsAt; empty for config and flag changes
    std::vector<std::string> sources; ///< names of the feeds that tell of it, sorted

    /// The stage that changed every instance; null where it never came to that.
    [[nodiscard]] const PlannedStage* rollout() const;
};

/// What is different from a normal day, for one service and a while.
struct Effect {
    int service = 0;
    Time from{};
    Time to{};
    Millis ramp{0}; ///< grows linearly over this at the start
    double errorRatio = 0;
    double latencyFactor = 1;
    double trafficFactor = 1;
    double pool = 0;
    double cpu = 0;
    double ordersFactor = 1;    ///< of the shop's orders, whatever `service` says
    int downInstance = -1;      ///< this instance does not answer (up is 0)
    int unscrapedInstance = -1; ///< this instance is not asked (no sample at all); kAllInstances: every one
};
inline constexpr int kAllInstances = 1000;

/// One instance starts anew with this version: its counters begin at 0.
struct Restart {
    Time at{};
    int service = 0;
    int instance = 0;
    std::string version;
};

struct PlannedIncident {
    std::string id;
    std::string title;
    std::string kind; ///< deployment, external, slow-burn, config, telemetry, random
    Time from{};
    Time to{};
    std::string cause; ///< id of a change; empty: no change is to blame
    std::vector<int> services;
    std::vector<std::string> rules; ///< alert names that belong to it
};

/// A batch job that trips the same alert each time.
struct BatchJob {
    std::string name;
    int service = 0;
    std::string cron; ///< in the fleet's zone
    Millis length{};
};
struct BatchRun {
    int job = 0;
    Time at{};
};

struct FleetPlan {
    std::vector<PlannedChange> changes; ///< by startsAt
    std::vector<Effect> effects;        ///< by from
    std::vector<Restart> restarts;      ///< by at
    std::vector<PlannedIncident> incidents;
    std::vector<BatchRun> batchRuns; ///< by at
    Time at{}; ///< the past ends here
};

[[nodiscard]] const std::vector<BatchJob>& batchJobs();
/// The version a service runs before anything was released.
[[nodiscard]] std::string firstVersion(int service);

/// Everything that happens to the fleet from `from` to `liveUntil`, a function of its arguments. The labelled incidents lie
/// within the last two days before `at`, those that would begin before `from` are left out; after `at` something small happens
/// about every 40 minutes.
[[nodiscard]] FleetPlan planFleet(std::uint64_t seed, Time from, Time at, Time liveUntil);

} // namespace vedette::demo
