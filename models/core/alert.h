#pragma once

#include "models/base/time.h"
#include "models/core/labels.h"
#include "models/core/severity.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// pending: condition holds, `for` not yet. resolved: seen to end. doubtful: ended where its telemetry ended.
enum class AlertState { pending, firing, resolved, doubtful };
[[nodiscard]] std::string_view alertStateName(AlertState s); ///< "pending", "firing", "resolved", "doubtful"
[[nodiscard]] std::optional<AlertState> alertStateFrom(std::string_view name);

/// One time an alert was on, from one feed or merged over several. Fields as the rows of `vedette alerts` (CLI.md, "Rows").
struct AlertEpisode {
    std::string id;          ///< unique; stable over polls and restarts
    std::string fingerprint; ///< 16 hexadecimal digits of the label set (Labels::fingerprint)
    std::string name;        ///< alertname
    std::string service;     ///< by label mapping; empty when no label says
    std::string environment; ///< by label mapping
    std::string severity;    ///< the fleet's own word
    Severity level = Severity::warning; ///< on the console's scale
    Labels labels;
    Labels annotations;
    AlertState state = AlertState::firing;
    std::optional<Time> pendingAt; ///< when the condition began
    Time startsAt{};               ///< when it fired; while pending: when it became pending
    std::optional<Time> endsAt;    ///< first evaluation without it; null while open
    Time seenAt{};                 ///< when the console (or, reconstructed, the source) came to know the row's newest fact
    bool reconstructed = false;    ///< read back from a source's history
    std::vector<std::string> sources;     ///< names of the feeds that told of it
    std::vector<std::string> silencedBy;  ///< silence ids
    std::vector<std::string> inhibitedBy; ///< fingerprints
    std::string link;                     ///< generatorURL; foreign text: check isWebLink before opening

    [[nodiscard]] bool open() const { return !endsAt.has_value(); }
    [[nodiscard]] bool suppressed() const { return !silencedBy.empty() || !inhibitedBy.empty(); }
};

} // namespace vedette
