#include "models/snapshot/rule_of_alert.h"

#include <algorithm>
#include <tuple>

namespace vedette {

const AlertRule* ruleOf(const std::vector<AlertRule>& rules, const AlertEpisode& alert)
{
    const AlertRule* best = nullptr;
    std::tuple<int, int, int> least; // differing labels, shared ones (negative), how far its origin is
    for (const auto& rule : rules) {
        if (rule.name != alert.name)
            continue;
        int differs = 0;
        int shares = 0;
        for (const auto& [name, value] : rule.labels) {
            if (value.find("{{") == std::string::npos)
                ++(alert.labels.value(name) == value ? shares : differs);
        }
        const bool told = std::find(alert.sources.begin(), alert.sources.end(), rule.feed) != alert.sources.end();
        const std::tuple distance(differs, -shares, rule.feed.empty() ? 0 : told ? 1 : 2);
        if (best == nullptr || distance < least) {
            best = &rule;
            least = distance;
        }
    }
    return best;
}

} // namespace vedette
