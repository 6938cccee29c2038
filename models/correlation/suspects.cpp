#include "models/correlation/suspects.h"

#include "models/correlation/alert_groups.h"
#include "models/correlation/suspect_evidence.h"

#include <algorithm>
#include <numeric>

namespace vedette {

using namespace correlation;

struct Correlator::Impl {
    explicit Impl(std::shared_ptr<const CorrelationInput> input)
        : facts(std::move(input))
        , present(facts, facts.input().asOf)
    {
    }

    FleetFacts facts;
    KnownFleet present; ///< at input.asOf, made once
};

namespace {

/// More than these are never shown, and their probabilities are dust.
constexpr std::size_t kShown = 20;

SuspectReport report(const KnownFleet& fleet, const std::vector<std::string>& ids)
{
    SuspectReport out;
    out.alertIds = ids;
    const auto& input = fleet.facts().input();
    std::vector<int> onsets;
    bool open = false;
    for (const auto& id : ids) {
        const int episode = fleet.facts().episodeOf(id);
        const int onset = episode < 0 ? -1 : fleet.onsetOfEpisode(episode);
        if (onset < 0)
            continue;
        onsets.push_back(onset);
        const auto& o = fleet.onsets()[static_cast<std::size_t>(onset)];
        open = open || !o.end;
        out.range.from = onsets.size() == 1 ? o.at : std::min(out.range.from, o.at);
        out.range.to = std::max(out.range.to, o.end.value_or(o.at));
    }
    if (open)
        out.range.to = fleet.asOf();
    if (!ids.empty())
        out.id = *std::min_element(ids.begin(), ids.end());
    if (onsets.empty())
        return out;

    auto explanation = explain(fleet, onsets);
    weigh(explanation);
    const auto& first = fleet.onsets()[static_cast<std::size_t>(explanation.first)];
    out.service = fleet.facts().serviceName(first.service);
    const auto& beginning = input.alerts[static_cast<std::size_t>(
        fleet.facts().episodes()[static_cast<std::size_t>(first.episode)].alert)];
    out.id = beginning.id;

    std::vector<std::size_t> order(explanation.candidates.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
        [&](std::size_t a, std::size_t b) { return explanation.probability[a] > explanation.probability[b]; });
    order.resize(std::min(order.size(), kShown));
    double kept = explanation.noChange;
    for (const auto i : order)
        kept += explanation.probability[i];
    out.noChange = explanation.noChange / kept;
    out.noChangeEvidence = evidenceForNone(fleet, explanation);
    for (const auto i : order) {
        const auto& candidate = explanation.candidates[i];
        const auto& release = fleet.releases()[static_cast<std::size_t>(candidate.release)];
        out.suspects.push_back({asKnown(input.changes[static_cast<std::size_t>(release.change)], fleet.asOf()),
            explanation.probability[i] / kept, evidenceFor(fleet, explanation, candidate)});
    }
    return out;
}

} // namespace

Correlator::Correlator(CorrelationInput input)
    : Correlator(std::make_shared<const CorrelationInput>(std::move(input)))
{
}
Correlator::Correlator(std::shared_ptr<const CorrelationInput> input)
    : m_impl(std::make_shared<const Impl>(std::move(input)))
{
}
Correlator::~Correlator() = default;
Correlator::Correlator(Correlator&&) noexcept = default;
Correlator& Correlator::operator=(Correlator&&) noexcept = default;

SuspectReport Correlator::judge(const std::vector<std::string>& alertIds, Time asOf) const
{
    if (asOf >= m_impl->facts.input().asOf)
        return report(m_impl->present, alertIds);
    return report(KnownFleet(m_impl->facts, asOf), alertIds);
}

std::vector<std::vector<std::string>> Correlator::groups(TimeRange range) const { return alertGroups(m_impl->present, range); }

std::vector<SuspectReport> Correlator::judgeAll(TimeRange range) const
{
    std::vector<SuspectReport> reports;
    for (const auto& ids : groups(range))
        reports.push_back(report(m_impl->present, ids));
    return reports;
}

} // namespace vedette
