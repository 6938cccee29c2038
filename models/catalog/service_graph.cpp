#include "models/base/text.h"
#include "models/catalog/service_catalogue.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr int kMostCircles = 20;
constexpr std::size_t kMostCandidates = 2000; ///< names that a slip is compared with
constexpr int kMostCompared = 100;            ///< slips that are
constexpr std::size_t kMostShownSteps = 12;
constexpr int kMostOrphans = 50;

std::string quoted(const std::string& name) { return "\"" + visibleLine(truncateUtf8(name, 120)) + "\""; }

/// Each circle once, found by a walk in depth that keeps its own stack: a hostile chain is as long as the list of services.
class CircleSearch {
public:
    CircleSearch(const ServiceCatalogue& catalogue, const std::vector<std::vector<std::size_t>>& calls, ConfigContext& context)
        : m_catalogue(catalogue), m_calls(calls), m_context(context), m_state(calls.size(), State::fresh)
    {
    }

    void run()
    {
        for (std::size_t i = 0; i < m_calls.size(); ++i) {
            if (m_state[i] == State::fresh)
                walk(i);
        }
    }

private:
    enum class State { fresh, open, done };

    void walk(std::size_t start)
    {
        m_path = {{start, 0}};
        m_state[start] = State::open;
        while (!m_path.empty()) {
            const auto at = m_path.back().first;
            if (m_path.back().second == m_calls[at].size()) {
                m_state[at] = State::done;
                m_path.pop_back();
                continue;
            }
            const auto next = m_calls[at][m_path.back().second++];
            if (m_state[next] == State::open) {
                tell(next);
            } else if (m_state[next] == State::fresh) {
                m_state[next] = State::open;
                m_path.emplace_back(next, 0);
            }
        }
    }

    void tell(std::size_t first)
    {
        if (++m_told > kMostCircles)
            return;
        auto step = std::find_if(m_path.begin(), m_path.end(), [&](const auto& s) { return s.first == first; });
        std::vector<std::string> names;
        for (; step != m_path.end() && names.size() < kMostShownSteps; ++step)
            names.push_back(visibleLine(m_catalogue.services[step->first].info.name));
        if (step != m_path.end())
            names.emplace_back("...");
        names.push_back(visibleLine(m_catalogue.services[first].info.name));
        const auto& place = m_catalogue.services[first].place;
        FileFindings(place.file, m_context.findings).warning(place.at, "circle", "services depend on each other in a circle: " + joinText(names, " > "));
    }

    const ServiceCatalogue& m_catalogue;
    const std::vector<std::vector<std::size_t>>& m_calls;
    ConfigContext& m_context;
    std::vector<State> m_state;
    std::vector<std::pair<std::size_t, std::size_t>> m_path; ///< service, its next call
    int m_told = 0;
};

void tellOrphans(const ServiceCatalogue& catalogue, const std::vector<std::vector<std::size_t>>& calls, ConfigContext& context)
{
    std::vector<bool> linked(calls.size());
    bool any = false;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        linked[i] = linked[i] || !catalogue.services[i].info.dependsOn.empty();
        for (const auto called : calls[i])
            linked[called] = any = true;
    }
    int told = 0;
    for (std::size_t i = 0; any && i < linked.size(); ++i) {
        const auto& service = catalogue.services[i];
        if (!linked[i] && ++told <= kMostOrphans)
            FileFindings(service.place.file, context.findings).warning(service.place.at, "orphan", quoted(service.info.name) + " calls nothing and nothing calls it");
    }
}

} // namespace

std::map<std::string, std::size_t> serviceNames(const ServiceCatalogue& catalogue)
{
    std::map<std::string, std::size_t> names;
    for (std::size_t i = 0; i < catalogue.services.size(); ++i)
        names.emplace(lowerAscii(catalogue.services[i].info.name), i);
    for (std::size_t i = 0; i < catalogue.services.size(); ++i) {
        for (const auto& alias : catalogue.services[i].info.aliases)
            names.emplace(lowerAscii(alias), i);
    }
    return names;
}

void settleOwners(const ServiceCatalogue& catalogue, ConfigContext& context)
{
    const auto open = [](const CatalogueService& s) { return s.info.owner.empty() && !s.ownerJudged; };
    const auto& all = catalogue.services;
    const bool none = std::all_of(all.begin(), all.end(), open);
    for (const auto& service : all) {
        if (!open(service))
            continue;
        FileFindings(service.place.file, context.findings).warning(service.place.at, "unknown-owner",
            none ? "no service says whose it is. Write owner, e.g. owner: shop." : "the owner of " + quoted(service.info.name) + " is not said. Write owner, e.g. owner: shop.");
        if (none)
            return;
    }
}

void settleDependencies(ServiceCatalogue& catalogue, ConfigContext& context)
{
    auto names = serviceNames(catalogue);
    for (const auto& use : context.nameUses) {
        if (const auto known = names.find(lowerAscii(use.our)); known != names.end())
            names.emplace(lowerAscii(use.their), known->second);
    }
    std::vector<std::string> candidates;
    for (const auto& [name, at] : names) {
        if (candidates.size() < kMostCandidates)
            candidates.push_back(catalogue.services[at].info.name);
    }
    int slips = 0;
    std::vector<std::vector<std::size_t>> calls(catalogue.services.size());
    for (std::size_t i = 0; i < catalogue.services.size(); ++i) {
        auto& service = catalogue.services[i];
        std::set<std::string> seen;
        for (const auto& use : service.uses) {
            const auto known = names.find(lowerAscii(use.name));
            const auto& name = known == names.end() ? use.name : catalogue.services[known->second].info.name;
            if (known == names.end() && catalogue.things.count(lowerAscii(use.name)) != 0)
                continue;
            if (!seen.insert(name).second)
                continue;
            service.info.dependsOn.push_back(name);
            if (known != names.end()) {
                calls[i].push_back(known->second);
                continue;
            }
            const auto nearest = ++slips > kMostCompared ? std::string() : nearestName(use.name, candidates);
            FileFindings(use.place.file, context.findings).warning(use.place.at, "unknown-service", quoted(service.info.name)
                    + " depends on " + quoted(use.name) + ", which is not among the services." + (nearest.empty() ? "" : " Did you mean \"" + nearest + "\"?"));
        }
    }
    CircleSearch(catalogue, calls, context).run();
    const auto traces = [](const FeedConfig& f) { return f.kind == FeedKind::zipkin || f.kind == FeedKind::jaeger; };
    if (std::none_of(context.config.feeds.begin(), context.config.feeds.end(), traces))
        tellOrphans(catalogue, calls, context);
}

} // namespace vedette
