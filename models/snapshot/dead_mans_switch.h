#pragma once

#include "models/base/result.h"
#include "models/core/batch.h"
#include "models/core/config.h"
#include "models/core/overview.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

class CacheReader;

/// What one feed told of a switch until now. Spans ascend and end with the last answer of their kind.
struct SwitchSight {
    std::string feed;
    bool answers = false;          ///< its newest answer is young enough to be believed
    std::vector<TimeRange> there;  ///< over which its answers held the alert, firing
    std::vector<TimeRange> gone;   ///< over which they did not
    std::optional<Time> began;     ///< of the alert that is open
};

/// The judgement: a pure function. A switch with a source is judged by that feed alone, else by those that ever told of it, and by all
/// where none did. Present: the newest answer of a feed that answers holds it. Else, while one of them does not answer: unknown. Else
/// it is gone, for as long as they answered without it.
[[nodiscard]] SwitchReport judgeSwitch(const DeadMansSwitch& one, const std::vector<SwitchSight>& sights, Time now);

/// True for an alert that a switch waits for, whichever feed told it: its presence is no alarm.
[[nodiscard]] bool isSwitchAlert(const Config& config, const Labels& labels);
/// Takes the alerts of the switches out of `alerts` and answers them.
[[nodiscard]] std::vector<AlertEpisode> takeSwitchAlerts(const Config& config, std::vector<AlertEpisode>& alerts);

/// Under which key of coverage the cache keeps when a feed's answers held a switch's alert (`there`) and when not. An edited condition
/// begins anew.
[[nodiscard]] std::string switchKey(const DeadMansSwitch& one, bool there);

/// Makes spans of coverage out of complete lists of alerts. Not thread-safe.
class SwitchSights {
public:
    explicit SwitchSights(const Config& config);
    /// What this list tells of every switch that its feed may hold.
    [[nodiscard]] std::vector<Coverage> of(const AlertPoll& poll);

private:
    struct Place {
        DeadMansSwitch one;
        std::map<std::string, std::pair<Time, bool>> last; ///< by feed: its newest answer
    };
    std::vector<Place> m_places;
    std::map<std::string, Millis> m_bridges; ///< by feed: between answers no further apart nothing else is supposed
};

/// Every switch as the cache tells of it. `alerts`: those of the switches, as known at `asOf`. `past`: the question is about a time that is
/// not now, so that the feeds' present states say nothing.
[[nodiscard]] Result<std::vector<SwitchReport>> readSwitches(const CacheReader& reader, const Config& config,
    const std::vector<FeedStatus>& feeds, const std::vector<AlertEpisode>& alerts, Time asOf, bool past);

} // namespace vedette
