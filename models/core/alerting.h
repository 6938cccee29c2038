#pragma once

#include "models/base/time.h"
#include "models/core/labels.h"
#include "models/core/matcher.h"

#include <optional>
#include <string>
#include <vector>

// What a team wrote for its alerting: rules of Prometheus, routes of Alertmanager. Read as they are, never changed.

namespace vedette {

/// An alerting rule of a rule file (Prometheus, "Alerting rules"). Recording rules are not kept.
struct AlertRule {
    std::string name;       ///< alertname
    std::string group;
    std::string expression; ///< PromQL
    Millis holdFor{0};      ///< `for`
    Millis keepFiringFor{0};
    Labels labels;          ///< as written, templates included
    Labels annotations;     ///< as written, templates included
    std::string runbook;    ///< annotation runbook_url or runbook; foreign text
    std::string origin;     ///< file:line, or the feed that told it
    std::string feed;       ///< told by a server; empty: read from a file
};

/// The alerting rules that one server holds, as it told them.
struct ToldRules {
    std::string feed;
    std::vector<AlertRule> rules;
};

/// A span of time of a week or year, as Alertmanager's time_interval writes it. Empty lists: any.
struct TimeIntervalSpec {
    struct Span {
        int from = 0; ///< inclusive
        int to = 0;   ///< inclusive
    };
    std::vector<Span> minutes;     ///< of the day: from inclusive, `to` exclusive, 0..1440
    std::vector<Span> weekdays;    ///< 0 is Sunday
    std::vector<Span> daysOfMonth; ///< 1..31, negative counts from the end
    std::vector<Span> months;      ///< 1..12
    std::vector<Span> years;
    std::string zone;              ///< IANA; empty: UTC
};

/// A node of the routing tree. What a node leaves open is its parent's; the reader has filled that in.
struct RouteNode {
    std::string receiver;
    Matchers matchers;
    std::vector<std::string> groupBy; ///< "...": all labels
    bool goesOn = false;              ///< `continue`
    std::vector<std::string> muteTimes;
    std::vector<std::string> activeTimes;
    Millis groupWait{30000};
    Millis groupInterval{300000};
    Millis repeatInterval{14400000};
    std::vector<RouteNode> routes;
    int line = 0; ///< where it begins; 0: not known
};

struct InhibitRule {
    Matchers source;
    Matchers target;
    std::vector<std::string> equal;
    int line = 0;
};

struct AlertReceiver {
    std::string name;
    std::vector<std::string> integrations; ///< kinds: "slack", "pagerduty", "webhook", ...; empty: tells nobody
};

/// An Alertmanager's configuration (Alertmanager, "Configuration"), without its secrets.
struct AlertRouting {
    std::string feed;   ///< alertmanager feed it belongs to
    std::string origin; ///< file, or "GET /api/v2/status"
    RouteNode root;
    std::vector<InhibitRule> inhibitRules;
    std::vector<AlertReceiver> receivers;
    std::vector<std::pair<std::string, std::vector<TimeIntervalSpec>>> timeIntervals; ///< by name
    std::string text; ///< the YAML it was read from where a server told it; empty for a file
};

} // namespace vedette
