#include "models/snapshot/service_map.h"

#include "models/base/text.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace vedette {

namespace {

constexpr std::size_t kMostFindings = 50; ///< of one rule
constexpr std::size_t kMostShownSteps = 12;

std::string quoted(const std::string& name) { return "\"" + visibleLine(truncateUtf8(name, 120)) + "\""; }

bool tellsCalls(const FeedConfig& feed) { return feed.kind == FeedKind::zipkin || feed.kind == FeedKind::jaeger; }

/// A warning at "file:line:column"; without a place where the origin is none.
Finding findingAt(const Origin& origin, std::string rule, std::string message)
{
    Finding finding{origin, 1, 1, FindingLevel::warning, std::move(rule), std::move(message)};
    const auto column = origin.rfind(':');
    const auto line = column == std::string::npos || column == 0 ? std::string::npos : origin.rfind(':', column - 1);
    double lineNumber = 0;
    double columnNumber = 0;
    if (line != std::string::npos && parseNumber(origin.substr(line + 1, column - line - 1), lineNumber) && parseNumber(origin.substr(column + 1), columnNumber)) {
        finding.file = origin.substr(0, line);
        finding.line = static_cast<int>(lineNumber);
        finding.column = static_cast<int>(columnNumber);
    }
    return finding;
}

void fill(ServiceInfo& into, const ServiceInfo& more)
{
    for (const auto field : {&ServiceInfo::owner, &ServiceInfo::title, &ServiceInfo::description, &ServiceInfo::type, &ServiceInfo::lifecycle,
             &ServiceInfo::system, &ServiceInfo::channel, &ServiceInfo::deputy, &ServiceInfo::team, &ServiceInfo::environment}) {
        if ((into.*field).empty())
            into.*field = more.*field;
    }
    if (into.tier == 0)
        into.tier = more.tier;
    for (const auto field : {&ServiceInfo::dependsOn, &ServiceInfo::members, &ServiceInfo::tags, &ServiceInfo::aliases}) {
        for (const auto& word : more.*field) {
            if (std::find((into.*field).begin(), (into.*field).end(), word) == (into.*field).end())
                (into.*field).push_back(word);
        }
    }
    for (const auto& link : more.links) {
        if (std::find(into.links.begin(), into.links.end(), link) == into.links.end())
            into.links.push_back(link);
    }
    for (const auto& [name, value] : more.labels) {
        if (!into.labels.has(name))
            into.labels.set(name, value);
    }
}

/// Edges of the merged graph while they are put together.
class EdgeBook {
public:
    ServiceEdge* at(const std::string& caller, const std::string& callee)
    {
        if (caller == callee || caller.empty() || callee.empty())
            return nullptr;
        auto& edge = m_edges[{caller, callee}];
        edge.caller = caller;
        edge.callee = callee;
        return &edge;
    }
    std::vector<ServiceEdge> take()
    {
        std::vector<ServiceEdge> out;
        out.reserve(m_edges.size());
        for (auto& [key, edge] : m_edges)
            out.push_back(std::move(edge));
        return out;
    }

private:
    std::map<std::pair<std::string, std::string>, ServiceEdge> m_edges;
};

/// Circles that hold a call which only traces show, each found once by a walk in depth; those of the catalogue alone are findings of its files.
class TracedCircles {
public:
    explicit TracedCircles(const std::vector<ServiceEdge>& edges)
    {
        for (const auto& edge : edges)
            m_calls[edge.caller].push_back(&edge);
    }
    std::vector<std::string> find()
    {
        for (const auto& [name, calls] : m_calls) {
            if (m_state[name] == State::fresh)
                walk(name);
        }
        return std::move(m_found);
    }

private:
    enum class State { fresh, open, done };
    struct Step {
        std::string name;
        const ServiceEdge* by; ///< null at the start
        std::size_t next;
    };

    void walk(const std::string& start)
    {
        std::vector<Step> path{{start, nullptr, 0}};
        m_state[start] = State::open;
        while (!path.empty()) {
            const auto calls = m_calls.find(path.back().name);
            if (calls == m_calls.end() || path.back().next == calls->second.size()) {
                m_state[path.back().name] = State::done;
                path.pop_back();
                continue;
            }
            const auto* edge = calls->second[path.back().next++];
            auto& state = m_state[edge->callee];
            if (state == State::open) {
                tell(path, *edge);
            } else if (state == State::fresh) {
                state = State::open;
                path.push_back({edge->callee, edge, 0});
            }
        }
    }
    void tell(const std::vector<Step>& path, const ServiceEdge& back)
    {
        auto step = std::find_if(path.begin(), path.end(), [&](const Step& s) { return s.name == back.callee; });
        bool traced = !back.configured;
        std::vector<std::string> names{visibleLine(step->name)};
        for (++step; step != path.end(); ++step) {
            traced = traced || !step->by->configured;
            if (names.size() <= kMostShownSteps)
                names.push_back(names.size() == kMostShownSteps ? "..." : visibleLine(step->name));
        }
        names.push_back(names.front());
        if (traced && m_found.size() < kMostFindings)
            m_found.push_back(joinText(names, " > "));
    }

    std::map<std::string, std::vector<const ServiceEdge*>> m_calls;
    std::unordered_map<std::string, State> m_state;
    std::vector<std::string> m_found;
};

/// What graph and catalogue do not agree on.
void judge(ServiceMap& map, const Config& config, const std::vector<DependencyPoll>& told, const std::vector<FeedStatus>& feeds)
{
    const FeedConfig* teller = nullptr;
    std::size_t kept = 0;
    for (const auto& feed : config.feeds) {
        if (!tellsCalls(feed))
            continue;
        const auto poll = std::find_if(told.begin(), told.end(), [&](const DependencyPoll& p) { return p.feed == feed.name && !p.calls.empty(); });
        if (poll == told.end())
            continue;
        teller = teller == nullptr ? &feed : teller;
        ++kept;
        const auto status = std::find_if(feeds.begin(), feeds.end(), [&](const FeedStatus& s) { return s.name == feed.name; });
        if (status != feeds.end() && status->lastSuccess && *status->lastSuccess - poll->at > feed.pollInterval / 2)
            map.findings.push_back(findingAt(feed.origin, "no-traces", quoted(feed.name) + " has shown no calls since " + formatRfc3339(poll->at) + "; those are kept"));
    }
    if (kept == 0)
        return;
    std::vector<std::string> names;
    for (const auto& service : map.services)
        names.push_back(service.name);
    std::size_t unknown = 0;
    for (const auto& service : map.traced) {
        if (names.empty() || ++unknown > kMostFindings)
            break;
        map.findings.push_back(findingAt(teller->origin, "not-in-catalogue",
            quoted(service.name) + " is in the traces and not among the services. Name it in a service file, or under services.names."));
    }
    for (const auto& circle : TracedCircles(map.edges).find())
        map.findings.push_back(findingAt(teller->origin, "circle", "services call each other in a circle, as traces show: " + circle));
    std::unordered_set<std::string> linked;
    for (const auto& edge : map.edges) {
        linked.insert(edge.caller);
        linked.insert(edge.callee);
    }
    std::size_t orphans = 0;
    for (const auto& service : config.services) {
        if (linked.count(service.name) == 0 && ++orphans <= kMostFindings)
            map.findings.push_back(findingAt(service.origin, "orphan", quoted(service.name) + " calls nothing and nothing calls it"));
    }
}

} // namespace

const ServiceInfo* ServiceMap::find(const std::string& service) const
{
    for (const auto* list : {&services, &traced}) {
        const auto it = std::find_if(list->begin(), list->end(), [&](const ServiceInfo& s) { return s.name == service; });
        if (it != list->end())
            return &*it;
    }
    return nullptr;
}

std::vector<ServiceEdge> ServiceMap::edgesOf(const std::string& service) const
{
    std::vector<ServiceEdge> out;
    std::copy_if(edges.begin(), edges.end(), std::back_inserter(out), [&](const ServiceEdge& e) { return e.caller == service || e.callee == service; });
    std::stable_sort(out.begin(), out.end(), [](const ServiceEdge& a, const ServiceEdge& b) { return a.calls > b.calls; });
    return out;
}

std::vector<ServiceInfo> mergedServices(const std::vector<ServiceInfo>& configured, const std::vector<ServiceInfo>& imported)
{
    std::vector<ServiceInfo> out = configured;
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < out.size(); ++i)
        places.emplace(out[i].name, i);
    for (const auto& service : imported) {
        const auto [place, fresh] = places.emplace(service.name, out.size());
        if (fresh)
            out.push_back(service);
        else
            fill(out[place->second], service);
    }
    return out;
}

Matchers withOurNames(Matchers matchers, const Config& config)
{
    for (auto& matcher : matchers) {
        const bool names = matcher.name() == "service" && (matcher.op() == MatchOp::equal || matcher.op() == MatchOp::notEqual);
        if (!names || config.serviceAliases.count(matcher.value()) == 0)
            continue;
        if (auto ours = Matcher::make(matcher.name(), matcher.op(), config.serviceName(matcher.value())); ours.ok())
            matcher = std::move(ours).value();
    }
    return matchers;
}

std::vector<std::string> withOurNames(std::vector<std::string> typed, const Config& config)
{
    for (auto& text : typed) {
        if (const auto matcher = Matcher::parse(text); matcher.ok())
            text = withOurNames(Matchers{*matcher}, config).front().text();
    }
    return typed;
}

ServiceMap serviceMap(const Config& config, const std::vector<ServiceInfo>& imported, const std::vector<DependencyPoll>& told, const std::vector<FeedStatus>& feeds)
{
    ServiceMap map;
    map.services = mergedServices(config.services, imported);
    EdgeBook book;
    std::unordered_map<std::string, ServiceInfo*> known;
    for (auto& service : map.services) {
        known.emplace(service.name, &service);
        for (const auto& other : service.dependsOn) {
            if (auto* edge = book.at(service.name, other))
                edge->configured = true;
        }
    }
    for (const auto& poll : told) {
        if (std::none_of(config.feeds.begin(), config.feeds.end(), [&](const FeedConfig& f) { return tellsCalls(f) && f.name == poll.feed; }))
            continue;
        std::map<std::pair<std::string, std::string>, std::pair<std::int64_t, std::int64_t>> sums; // two names of one service are one by now
        for (const auto& call : poll.calls) {
            auto& sum = sums[{call.parent, call.child}];
            sum.first += call.calls;
            sum.second += call.errors;
        }
        for (const auto& [pair, sum] : sums) {
            auto* edge = book.at(pair.first, pair.second);
            if (edge == nullptr)
                continue;
            edge->feeds.push_back(poll.feed);
            edge->calls = std::max(edge->calls, sum.first);
            edge->errors = std::max(edge->errors, sum.second);
        }
    }
    map.edges = book.take();
    std::map<std::string, ServiceInfo> traced;
    for (const auto& edge : map.edges) {
        for (const auto* name : {&edge.caller, &edge.callee}) {
            if (known.count(*name) == 0 && !edge.feeds.empty())
                traced[*name].name = *name;
        }
    }
    for (const auto& edge : map.edges) {
        if (edge.configured)
            continue;
        const auto it = known.find(edge.caller);
        (it != known.end() ? *it->second : traced[edge.caller]).dependsOn.push_back(edge.callee);
    }
    for (auto& [name, service] : traced)
        map.traced.push_back(std::move(service));
    judge(map, config, told, feeds);
    return map;
}

} // namespace vedette
