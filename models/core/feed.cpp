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
    case FeedKind::byHand:
        return "by-hand";
    }
    return "json";
}

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
