#include "models/store/event_labels.h"

#include "models/base/text.h"

namespace vedette {

Labels changeLabels(const Change& change)
{
    Labels labels = change.attributes;
    labels.set("service", change.service);
    labels.set("environment", change.environment);
    labels.set("kind", changeKindName(change.kind));
    labels.set("status", changeStatusName(change.status));
    labels.set("state", changeStatusName(change.status));
    labels.set("revision", change.revision);
    labels.set("actor", change.actor);
    labels.set("source", joinText(change.sources, ", "));
    labels.set("id", change.id);
    return labels;
}

Labels alertLabels(const AlertEpisode& alert)
{
    Labels labels = alert.labels;
    labels.set("alertname", alert.name);
    if (!alert.service.empty())
        labels.set("service", alert.service);
    if (!alert.environment.empty())
        labels.set("environment", alert.environment);
    labels.set("severity", alert.severity.empty() ? severityName(alert.level) : std::string_view(alert.severity));
    labels.set("state", alertStateName(alert.state));
    return labels;
}

std::string eventState(const AlertEpisode& alert)
{
    return alert.open() && alert.suppressed() ? "silenced" : std::string(alertStateName(alert.state));
}

Labels eventLabels(const AlertEpisode& alert)
{
    auto labels = alertLabels(alert);
    labels.set("state", eventState(alert));
    labels.set("type", "alert");
    labels.set("source", joinText(alert.sources, ", "));
    return labels;
}

Labels eventLabels(const Change& change)
{
    auto labels = changeLabels(change);
    labels.set("type", "change");
    return labels;
}

} // namespace vedette
