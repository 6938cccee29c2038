#include "models/base/text.h"
#include "models/catalog/config_context.h"

#include <set>

namespace vedette {

namespace {

constexpr int kMostCompared = 100; ///< unknown services that are compared with the known ones

std::string quoted(const std::string& name) { return "\"" + visibleLine(truncateUtf8(name, 120)) + "\""; }

using Claims = std::map<std::string, const ConfigContext::NameUse*>;

/// Who claims each name: the configuration before the service files, the first before later ones. Names of services are nobody's.
Claims claimsOf(ConfigContext& context, const std::set<std::string>& own)
{
    Claims claims;
    for (const auto& use : context.nameUses) {
        if (use.their == use.our)
            continue;
        FileFindings findings(use.file, context.findings);
        if (own.count(use.their) != 0) {
            findings.warning(use.at, "two-names", quoted(use.their) + " is a service of its own; it is not taken for another name of " + quoted(use.our));
            continue;
        }
        const auto [first, fresh] = claims.emplace(use.their, &use);
        if (!fresh && first->second->our != use.our)
            findings.warning(use.at, "two-names", quoted(use.their) + " is claimed by " + quoted(first->second->our) + " and by " + quoted(use.our)
                    + "; it is taken for " + quoted(first->second->our));
    }
    return claims;
}

/// What a name stands for in the end; empty where it comes round to itself.
std::string endOf(const std::string& their, const Claims& claims)
{
    std::set<std::string> seen;
    auto name = their;
    for (auto it = claims.find(name); it != claims.end(); it = claims.find(name)) {
        if (!seen.insert(name).second)
            return {};
        name = it->second->our;
    }
    return name;
}

} // namespace

void settleServiceNames(ConfigContext& context)
{
    auto& config = context.config;
    std::set<std::string> own;
    std::vector<std::string> names;
    for (const auto& service : config.services) {
        if (own.insert(service.name).second)
            names.push_back(service.name);
    }
    const auto claims = claimsOf(context, own);
    int compared = 0;
    for (const auto& [their, use] : claims) {
        FileFindings findings(use->file, context.findings);
        const auto our = endOf(their, claims);
        if (our.empty()) {
            findings.warning(use->at, "circle", quoted(their) + " stands for a name that stands for it");
            continue;
        }
        config.serviceAliases[their] = our;
        if (names.empty() || own.count(our) != 0)
            continue;
        const auto nearest = ++compared > kMostCompared ? std::string() : nearestName(our, names);
        findings.warning(use->at, "unknown-service", quoted(our) + " is not among the services." + (nearest.empty() ? "" : " Did you mean \"" + nearest + "\"?"));
    }
    for (auto& slo : config.slos)
        slo.service = config.serviceName(slo.service);
    for (auto& watch : config.watches)
        watch.service = config.serviceName(watch.service);
}

} // namespace vedette
