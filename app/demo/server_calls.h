#pragma once

#include "models/base/time.h"

#include <string>

namespace vedette::demo {

/// GET /-/ready answered 200.
[[nodiscard]] bool answersReady(const std::string& url);
/// Prometheus has a sample of `up` at this time.
[[nodiscard]] bool hasHistory(const std::string& prometheus, Time at);
/// What an Alertmanager lists now; empty where it does not answer.
struct NotifierState {
    std::string alerts;   ///< body of GET /api/v2/alerts
    std::string silences; ///< body of GET /api/v2/silences
};
[[nodiscard]] NotifierState notifierState(const std::string& alertmanager);
/// Two silences in Alertmanager as a person would make them.
void addSilences(const std::string& alertmanager, Time now);

} // namespace vedette::demo
