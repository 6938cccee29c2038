#include "models/correlation/alert_groups.h"

#include <algorithm>

namespace vedette::correlation {

namespace {

constexpr Millis kMinute = std::chrono::minutes{1};
/// A group takes alerts that begin so soon after its last one.
constexpr Millis kGap = 10 * kMinute;
/// An alert in the last part of a group's window lets it grow, but not for ever: what comes later is another story.
constexpr Millis kLongest = 120 * kMinute;
/// Services that alerted together in this share of the cases belong together without a dependency list.
constexpr double kUsuallyTogether = 0.3;

struct Group {
    Time first{};
    Time last{};
    bool apart = false;
    std::vector<int> services;
    std::vector<int> onsets;
};

bool connected(const KnownFleet& fleet, const Group& group, const Onset& onset)
{
    const auto near = [](const Distance& d) {
        return d.relation == Relation::same || d.relation == Relation::neighbour
            || ((d.relation == Relation::caller || d.relation == Relation::callee) && d.hops <= 3);
    };
    return std::any_of(group.services.begin(), group.services.end(), [&](int s) {
        const auto there = fleet.facts().distance(s, onset.service);
        if (near(there) || near(fleet.facts().distance(onset.service, s)))
            return true;
        return there.relation == Relation::unknown && fleet.together(s, onset.service, onset.at) >= kUsuallyTogether;
    });
}

} // namespace

std::vector<std::vector<std::string>> alertGroups(const KnownFleet& fleet, TimeRange range)
{
    std::vector<Group> groups;
    const auto& onsets = fleet.onsets();
    std::vector<int> groupOf(onsets.size(), -1);
    // A group may have begun before the range; onsets older than the longest group cannot touch its grouping.
    Time from = range.from - kLongest;
    for (const auto& o : onsets) {
        if (o.at < from && o.end.value_or(range.to) > range.from)
            from = o.at - kLongest;
    }
    for (std::size_t i = 0; i < onsets.size() && onsets[i].at < range.to; ++i) {
        const auto& o = onsets[i];
        if (o.at < from)
            continue;
        const bool apart = fleet.habitOf(static_cast<int>(i)).calendar();
        int chosen = -1;
        for (auto g = static_cast<int>(groups.size()) - 1; g >= 0 && !apart; --g) {
            const auto& group = groups[static_cast<std::size_t>(g)];
            if (o.at - group.first > kLongest)
                break;
            if (group.apart || o.at - group.last > kGap || !connected(fleet, group, o))
                continue;
            chosen = g;
            break;
        }
        if (chosen < 0) {
            chosen = static_cast<int>(groups.size());
            groups.push_back({o.at, o.at, apart, {}, {}});
        }
        auto& group = groups[static_cast<std::size_t>(chosen)];
        group.last = std::max(group.last, o.at);
        if (std::find(group.services.begin(), group.services.end(), o.service) == group.services.end())
            group.services.push_back(o.service);
        group.onsets.push_back(static_cast<int>(i));
        groupOf[i] = chosen;
    }

    std::vector<std::vector<std::string>> ids(groups.size());
    std::vector<bool> within(groups.size(), false);
    const auto& facts = fleet.facts();
    for (std::size_t e = 0; e < facts.episodes().size(); ++e) {
        const int onset = fleet.onsetOfEpisode(static_cast<int>(e));
        const int group = onset < 0 ? -1 : groupOf[static_cast<std::size_t>(onset)];
        if (group < 0)
            continue;
        const auto& o = onsets[static_cast<std::size_t>(onset)];
        ids[static_cast<std::size_t>(group)].push_back(
            facts.input().alerts[static_cast<std::size_t>(facts.episodes()[e].alert)].id);
        if (o.at < range.to && (o.at >= range.from || o.end.value_or(range.to) > range.from))
            within[static_cast<std::size_t>(group)] = true;
    }
    std::vector<std::vector<std::string>> out;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        if (within[g])
            out.push_back(std::move(ids[g]));
    }
    return out;
}

} // namespace vedette::correlation
