#include "models/core/feed.h"

namespace vedette {

std::string_view feedKindName(FeedKind k)
{
    switch (k) {
    case FeedKind::prometheus:
        return "prometheus";
    case FeedKind::alertmanager:
        return "alertmanager";
    case FeedKind::cdevents:
        return "cdevents";
    case FeedKind::json:
        return "json";
    case FeedKind::metrics:
        return "metrics";
    case FeedKind::alertEvents:
        return "alert_events";
    case FeedKind::grafana:
        return "grafana";
    case FeedKind::loki:
        return "loki";
    case FeedKind::zipkin:
        return "zipkin";
    case FeedKind::jaeger:
        return "jaeger";
    case FeedKind::byHand:
        return "by-hand";
    }
    return "json";
}

bool tellsAlerts(FeedKind k) { return k == FeedKind::prometheus || k == FeedKind::alertmanager || k == FeedKind::grafana; }

bool tellsChanges(FeedKind k) { return k == FeedKind::cdevents || k == FeedKind::json || k == FeedKind::metrics; }

bool tellsSeries(FeedKind k) { return k == FeedKind::prometheus || k == FeedKind::loki; }

std::string_view feedStateName(FeedState s)
{
    switch (s) {
    case FeedState::starting:
        return "starting";
    case FeedState::ok:
        return "ok";
    case FeedState::partial:
        return "partial";
    case FeedState::stale:
        return "stale";
    case FeedState::failing:
        return "failing";
    case FeedState::paused:
        return "paused";
    }
    return "failing";
}

} // namespace vedette
