#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/core/labels.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// The state of one instance of a Grafana-managed rule. absent: its series is gone, or its rule was changed, paused or deleted; nobody saw
/// its condition end. unknown: a word that is not known here.
enum class GrafanaState { normal, pending, alerting, noData, error, absent, unknown };

/// "Alerting", "Normal (MissingSeries)", "NoData", "ok": Grafana's words with their reasons, and those of its older annotations. A normal
/// state whose reason is NoData or Error is that: nothing was seen to be well.
[[nodiscard]] GrafanaState grafanaStateOf(std::string_view words);

/// One change of state of one instance.
struct GrafanaTransition {
    Time at{};
    GrafanaState previous = GrafanaState::unknown;
    GrafanaState current = GrafanaState::unknown;
    Labels labels;         ///< of the instance, with alertname
    std::string rule;      ///< uid; an annotation tells the rule's number instead
    std::string title;     ///< of the rule
    std::string folder;    ///< uid; may be empty
    std::string group;     ///< of the rule; may be empty
    std::string error;     ///< why the state is Error; may be empty
};

struct GrafanaAnswer {
    std::vector<GrafanaTransition> transitions; ///< in the order told
    std::size_t rows = 0;
    std::size_t rejected = 0; ///< rows without a time, a state or a rule
    std::optional<Time> oldest;
};

/// Body of GET /api/v1/rules/history: a data frame of time, line (an object, or its text) and labels.
[[nodiscard]] Result<GrafanaAnswer> parseGrafanaHistory(std::string_view body);

/// Body of GET /api/annotations?type=alert: labels are read from the text, "TITLE {a=b, c=d} - VALUES".
[[nodiscard]] Result<GrafanaAnswer> parseGrafanaAnnotations(std::string_view body);

/// Body of GET /api/alertmanager/grafana/api/v2/alerts, what fires now: a transition to it at startsAt each. Labels are those of the state
/// history (without Grafana's private ones); `rejected` counts alerts without labels, start or rule.
[[nodiscard]] Result<GrafanaAnswer> parseGrafanaFiring(std::string_view body);

} // namespace vedette
