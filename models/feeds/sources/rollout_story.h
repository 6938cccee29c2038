#pragma once

#include "models/feeds/interval_set.h"

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What metrics of a cluster say about its workloads, and the rollouts and scalings that it amounts to. Pure functions of the facts:
// these may be learnt in any order, piece by piece.

namespace vedette {

struct WorkloadKey {
    std::string kind; ///< Deployment, StatefulSet, DaemonSet; of a scaling also what an autoscaler names
    std::string cluster;
    std::string space; ///< namespace
    std::string name;
    friend auto operator<=>(const WorkloadKey&, const WorkloadKey&) = default;
};

/// Facts of one workload, on the grid of evaluations. A template is what its pods are made of: the name of a ReplicaSet, the
/// revision of a StatefulSet, the generation of a DaemonSet.
struct WorkloadFacts {
    struct Moment {
        std::set<std::string> risen; ///< templates with more replicas than at the evaluation before
        std::set<std::string> ran;   ///< templates that ran at the evaluation before
    };
    struct Step { ///< both are needed: some servers tell of one where the other is not known
        std::optional<double> from;
        std::optional<double> to;
    };
    std::map<std::string, Time> created; ///< of templates, where it was told
    std::map<Time, Moment> moments;
    IntervalSet busy;    ///< not all replicas updated and available
    std::set<Time> done; ///< evaluations at which that ended
    IntervalSet failed;  ///< over its progress deadline
    IntervalSet paused;
    std::map<Time, Step> replicas;   ///< that were asked for
    std::map<Time, Step> autoscaled; ///< that an autoscaler asked for
    IntervalSet known;               ///< evaluations that were asked about this workload

    void forget(Time before);
};

struct Rollout {
    std::string to;   ///< template
    std::string from; ///< template that ran before; empty: none, or not known
    Time startsAt{};  ///< creation of the template; back to an old one: when it rose again
    Time seenAt{};    ///< evaluation at which it first ran
    std::optional<Time> endsAt;
    enum class State { running, paused, stuck, complete, late, failed, replaced } state = State::running;
    bool back = false; ///< to a template that ran before
    [[nodiscard]] bool open() const { return !endsAt.has_value(); }
};

/// By start. A rollout ends at the first evaluation with all replicas updated and available; complete after its deadline was
/// exceeded: late; another one began before: replaced; over 10 min without an end: stuck.
[[nodiscard]] std::vector<Rollout> rolloutsOf(const WorkloadKey& key, const WorkloadFacts& facts);

struct Scaling {
    Time from{};
    Time to{};
    double before = 0;
    double after = 0;
    double farthest = 0; ///< from `before`, on the way
    bool byAutoscaler = false;
};
/// By start. Steps within 10 min of each other are one scaling.
[[nodiscard]] std::vector<Scaling> scalingsOf(const WorkloadFacts& facts);
inline constexpr Millis kScalingPause{10 * 60'000};

} // namespace vedette
