#pragma once

#include "models/base/time.h"
#include "models/catalog/time_intervals.h"
#include "models/core/alerting.h"
#include "models/core/labels.h"

#include <cstddef>
#include <string>
#include <vector>

// Whom Alertmanager tells of an alert, and what keeps it from telling: pure functions over a configuration that was read.

namespace vedette {

/// Whether a route notifies at a moment. open: it does. muted: a mute time holds. inactive: it has active times and none holds.
/// unknown: an interval's zone is not known here, or an interval that the route names does not exist.
enum class RouteTime { open, muted, inactive, unknown };

/// One route at which an alert ends.
struct RouteHit {
    std::string receiver;
    std::vector<std::string> integrations; ///< kinds, in the order of the file; empty: nobody is told
    bool receiverFound = true;             ///< false: the configuration has no such receiver
    std::vector<std::string> groupBy;      ///< as written; "...": all labels
    Labels group;                          ///< the alert's labels by which it is grouped
    RouteTime time = RouteTime::open;
    std::string interval;                  ///< the time interval that decided `time`; empty where it is open or no active time holds
    Millis groupWait{0};
    Millis groupInterval{0};
    Millis repeatInterval{0};
    std::vector<std::string> path;         ///< matchers of each node from below the root to this one, "a=\"b\", c=~\"d\""; empty: the root itself
    int line = 0;                          ///< of the route in its file; 0: not known
};

struct RouteAnswer {
    std::vector<RouteHit> hits; ///< in Alertmanager's order; at least one: the root catches what no route takes
};

/// The routes that take an alert with these labels (dispatch/route.go, Match): depth first, the first match of siblings ends the
/// search among them unless it says `continue`; a node none of whose children match takes it itself.
[[nodiscard]] RouteAnswer routesFor(const AlertRouting& routing, const Labels& labels, Time at, const ZoneLookup& zones);

/// Whether a route with these mute and active times notifies at `at` (notify/mute.go); `decided` gets the interval's name.
[[nodiscard]] RouteTime routeTimeAt(const AlertRouting& routing, const RouteNode& node, Time at, const ZoneLookup& zones, std::string& decided);

/// An alert that holds another back.
struct InhibitHit {
    std::size_t candidate = 0; ///< index into the candidates
    std::size_t rule = 0;      ///< index into AlertRouting::inhibitRules
};

/// Which of `candidates` (label sets of alerts that fire; the target itself may be among them) inhibit an alert with the labels
/// `target` (inhibit/inhibit.go, Mutes): the rule's target side fits the target, its source side the candidate, the labels of
/// `equal` have equal values (absent is the empty value), and not both alerts fit both sides. In the order of the rules.
[[nodiscard]] std::vector<InhibitHit> inhibitors(const AlertRouting& routing, const Labels& target, const std::vector<Labels>& candidates);

/// "a=\"b\", c=~\"d\""; empty for none.
[[nodiscard]] std::string matchersText(const Matchers& matchers);

} // namespace vedette
