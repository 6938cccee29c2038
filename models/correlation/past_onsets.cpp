#include "models/correlation/past_onsets.h"

#include "models/correlation/known_fleet.h"

namespace vedette {

PastOnsets::PastOnsets(const std::vector<Rule>& rules, const std::vector<Onset>& onsets, const std::vector<Release>& releases, Time from, Time until,
    Time releasesUntil, const ZoneOffset& zone)
    : m_from(from), m_until(until), m_releasesUntil(releasesUntil), m_releases(releases.size())
{
    struct Place {
        std::vector<correlation::LocalMoment>* fired;
        std::vector<Time>* ofService;
    };
    std::vector<Place> places;
    places.reserve(rules.size());
    for (const auto& rule : rules)
        places.push_back({&m_rules[rule.service + '\n' + rule.name], &m_services[rule.service].fired});
    Time quarter = Time::min();
    Millis offset{0};
    for (const auto& onset : onsets) {
        const auto& place = places[onset.rule];
        if (!place.fired->empty() && onset.at - place.fired->back().at <= correlation::kFold)
            continue;
        if (const Time mine = floorTo(onset.at, std::chrono::minutes{15}); mine != quarter) { // zones change at whole quarters of an hour
            quarter = mine;
            offset = zone(mine);
        }
        place.fired->push_back({onset.at, offset});
        place.ofService->push_back(onset.at);
        ++m_onsets;
    }
    for (const auto& release : releases) {
        m_services[std::string(release.service)].live.push_back(release.live);
        m_hours[static_cast<std::size_t>((toMs(release.live) / 3'600'000) % 24)] += 1;
    }
}

const std::vector<correlation::LocalMoment>* PastOnsets::fired(std::string_view service, std::string_view name) const
{
    const auto it = m_rules.find(std::string(service) + '\n' + std::string(name));
    return it == m_rules.end() ? nullptr : &it->second;
}

std::shared_ptr<HabitMemory> makeHabitMemory() { return std::make_shared<HabitMemory>(); }

} // namespace vedette
