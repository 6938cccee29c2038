#include "models/catalog/alert_routing.h"

#include "models/base/text.h"

#include <algorithm>

namespace vedette {

namespace {

/// What the search carries along; bounded by the depth that the reader allows.
struct RouteSearch {
    const AlertRouting& routing;
    const Labels& labels;
    Time at;
    const ZoneLookup& zones;
    std::vector<std::string> path;
    std::vector<RouteHit> hits;

    void take(const RouteNode& node)
    {
        RouteHit hit;
        hit.receiver = node.receiver;
        const auto& receivers = routing.receivers;
        const auto it = std::find_if(receivers.begin(), receivers.end(), [&](const auto& r) { return r.name == node.receiver; });
        hit.receiverFound = it != receivers.end();
        if (hit.receiverFound)
            hit.integrations = it->integrations;
        hit.groupBy = node.groupBy;
        for (const auto& [name, value] : labels) {
            const bool all = std::find(node.groupBy.begin(), node.groupBy.end(), "...") != node.groupBy.end();
            if (all || std::find(node.groupBy.begin(), node.groupBy.end(), name) != node.groupBy.end())
                hit.group.set(name, value);
        }
        hit.time = routeTimeAt(routing, node, at, zones, hit.interval);
        hit.groupWait = node.groupWait;
        hit.groupInterval = node.groupInterval;
        hit.repeatInterval = node.repeatInterval;
        hit.path = path;
        hit.line = node.line;
        hits.push_back(std::move(hit));
    }

    void below(const RouteNode& node)
    {
        const auto before = hits.size();
        for (const auto& child : node.routes) {
            if (!matchesAll(child.matchers, labels))
                continue;
            path.push_back(matchersText(child.matchers));
            below(child);
            path.pop_back();
            if (!child.goesOn)
                break;
        }
        if (hits.size() == before)
            take(node);
    }
};

enum class Inside { no, yes, unknown };

Inside insideOf(const AlertRouting& routing, const std::string& name, Time at, const ZoneLookup& zones)
{
    const auto it = std::find_if(routing.timeIntervals.begin(), routing.timeIntervals.end(), [&](const auto& i) { return i.first == name; });
    if (it == routing.timeIntervals.end())
        return Inside::unknown;
    auto inside = Inside::no;
    for (const auto& interval : it->second) {
        const auto held = containsTime(interval, at, zones);
        if (held == true)
            return Inside::yes;
        if (!held)
            inside = Inside::unknown;
    }
    return inside;
}

/// The first of `names` that holds, else the first of which nothing is known, else the empty name.
Inside insideAny(const AlertRouting& routing, const std::vector<std::string>& names, Time at, const ZoneLookup& zones, std::string& decided)
{
    auto inside = Inside::no;
    for (const auto& name : names) {
        const auto held = insideOf(routing, name, at, zones);
        if (held == Inside::yes) {
            decided = name;
            return held;
        }
        if (held == Inside::unknown && inside == Inside::no) {
            decided = name;
            inside = held;
        }
    }
    return inside;
}

} // namespace

RouteAnswer routesFor(const AlertRouting& routing, const Labels& labels, Time at, const ZoneLookup& zones)
{
    RouteSearch search{routing, labels, at, zones, {}, {}};
    search.below(routing.root);
    return {std::move(search.hits)};
}

RouteTime routeTimeAt(const AlertRouting& routing, const RouteNode& node, Time at, const ZoneLookup& zones, std::string& decided)
{
    decided.clear();
    const auto muted = insideAny(routing, node.muteTimes, at, zones, decided);
    if (muted != Inside::no)
        return muted == Inside::yes ? RouteTime::muted : RouteTime::unknown;
    if (node.activeTimes.empty())
        return RouteTime::open;
    const auto active = insideAny(routing, node.activeTimes, at, zones, decided);
    if (active == Inside::unknown)
        return RouteTime::unknown;
    decided.clear();
    return active == Inside::yes ? RouteTime::open : RouteTime::inactive;
}

std::vector<InhibitHit> inhibitors(const AlertRouting& routing, const Labels& target, const std::vector<Labels>& candidates)
{
    std::vector<InhibitHit> hits;
    for (std::size_t r = 0; r < routing.inhibitRules.size(); ++r) {
        const auto& rule = routing.inhibitRules[r];
        if (!matchesAll(rule.target, target))
            continue;
        const bool bothSides = matchesAll(rule.source, target);
        for (std::size_t c = 0; c < candidates.size(); ++c) {
            const auto& candidate = candidates[c];
            const bool equal = std::all_of(rule.equal.begin(), rule.equal.end(), [&](const auto& name) { return candidate.value(name) == target.value(name); });
            if (equal && matchesAll(rule.source, candidate) && !(bothSides && matchesAll(rule.target, candidate)))
                hits.push_back({c, r});
        }
    }
    return hits;
}

std::string matchersText(const Matchers& matchers)
{
    std::vector<std::string> parts;
    for (const auto& matcher : matchers)
        parts.push_back(matcher.text());
    return joinText(parts, ", ");
}

} // namespace vedette
