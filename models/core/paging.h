#pragma once

#include "models/base/time.h"
#include "models/core/alert.h"
#include "models/core/alert_event.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What became of telling somebody of an alert. notified: a delivery was recorded. silenced, inhibited, muted: held back. waiting: it fires since a
/// moment ago, nothing is due yet. nothing: all recorders cover the time and tell of no delivery (one that failed is not recorded).
/// partly: no delivery is recorded, and not all of the time is covered. unknown: none of it is, or there is no recorder.
enum class PagingVerdict { notified, silenced, inhibited, muted, waiting, nothing, partly, unknown };

[[nodiscard]] constexpr std::string_view pagingVerdictName(PagingVerdict v)
{
    switch (v) {
    case PagingVerdict::notified:
        return "notified";
    case PagingVerdict::silenced:
        return "silenced";
    case PagingVerdict::inhibited:
        return "inhibited";
    case PagingVerdict::muted:
        return "muted";
    case PagingVerdict::waiting:
        return "waiting";
    case PagingVerdict::nothing:
        return "nothing";
    case PagingVerdict::partly:
        return "partly";
    case PagingVerdict::unknown:
        break;
    }
    return "unknown";
}

/// One thing that a notifier did, or the same several times in a row.
struct PagingStep {
    Time at{};
    AlertEventKind kind = AlertEventKind::created;
    std::string receiver;
    std::string integration;
    std::string by;     ///< "kim: disk swap" of a silence, "HighErrorRate (checkout)" of an alert; may hold foreign text
    std::string reason; ///< of a notification
    bool resolved = false;
    int times = 1;
    Time last{};        ///< of the last of them
};

/// "Why was I not paged?" of one episode.
struct PagingStory {
    PagingVerdict verdict = PagingVerdict::unknown;
    std::string sentence;                ///< the engine's words; moments in it are RFC 3339
    std::vector<std::string> configured; ///< what the notifiers' configurations say, in sentences: said, not seen
    std::vector<PagingStep> steps;       ///< ascending, at most 200
    bool recorder = false;               ///< a recorder's events are configured or stored
    std::optional<TimeRange> known;      ///< the part of the episode that all recorders cover; its largest where there are several
};

/// What configurations say of an alert at a moment, in sentences; `firing` are the alerts that fired then.
using PagingRoutes = std::function<std::vector<std::string>(const AlertEpisode& alert, Time at, const std::vector<AlertEpisode>& firing)>;

} // namespace vedette
