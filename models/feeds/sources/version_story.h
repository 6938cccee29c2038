#pragma once

#include "models/base/time.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// What the version labels of a service's build metrics say, and the changes that it amounts to. Pure functions of the facts.

namespace vedette {

/// Facts of one build metric of one service, on the grid of evaluations.
struct VersionFacts {
    struct Moment {
        std::set<std::string> fresh;       ///< versions that no instance had at the evaluation before
        double freshInstances = 0;         ///< that have them
        std::set<std::string> ran;         ///< told with `fresh`: versions of the quarter of an hour before
        double ranInstances = 0;           ///< that were seen with them
        std::map<std::string, double> mix; ///< instances by version, where there are several versions
        std::string sole;                  ///< the one version that is left of several
        double instances = 0;              ///< that have it
    };
    std::map<Time, Moment> moments;
};

struct VersionChange {
    std::string version;
    std::string previous;
    Time startsAt{};
    std::optional<Time> endsAt;
    enum class State { running, complete, beside, gone, replaced } state = State::running;
    bool back = false;    ///< to a version that the service left before
    double have = 0;      ///< instances with the new version, of
    double instances = 0; ///< all
    [[nodiscard]] double share() const { return instances > 0 ? have / instances : 0; }
};

/// By start. A change begins with a new version among the instances and ends when all have it. The version is gone for 10 min: it
/// ended then (gone). Both are there for 6 h: they live side by side (beside), and what its instances do is no further change.
/// `knownTo` is the end of what is known.
[[nodiscard]] std::vector<VersionChange> versionChangesOf(const VersionFacts& facts, Time knownTo);

} // namespace vedette
