#pragma once

#include "models/base/time.h"
#include "models/core/labels.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What a notifier did with an alert at one moment, as its own record of events tells (Alertmanager's event recorder): the facts
/// from which "why was I not paged?" is answered.
enum class AlertEventKind { created, grouped, resolved, notified, silenced, inhibited, muted, silenceCreated, silenceUpdated, started, stopped };
[[nodiscard]] std::string_view alertEventKindName(AlertEventKind k); ///< "created", ..., "silenceCreated"
[[nodiscard]] std::optional<AlertEventKind> alertEventKindFrom(std::string_view name);

/// One event about one alert (a notification that carries three alerts is three) or, without a fingerprint, about the notifier.
struct AlertEvent {
    std::string id;   ///< unique within its feed; the same event told again (delivery may repeat) has the same
    std::string feed;
    AlertEventKind kind = AlertEventKind::created;
    Time at{};
    std::string instance;    ///< the notifier's
    std::string fingerprint; ///< 16 hexadecimal digits; empty: not about one alert
    std::string name;        ///< alertname
    std::string service;     ///< by label mapping
    Labels labels;           ///< empty where the event does not repeat them
    std::string receiver;
    std::string integration; ///< "email[0]", "slack", ...
    std::string reason;      ///< of a notification, as told
    std::string groupKey;
    bool resolved = false;   ///< the notification told that it ended
    std::vector<std::string> by; ///< silence ids, or fingerprints of the alerts that inhibit
    std::string text;        ///< comment of a silence, an error, ...; foreign text, bounded
    Time seenAt{};
};

} // namespace vedette
