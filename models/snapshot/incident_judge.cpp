#include "models/snapshot/incident_judge.h"

#include "models/base/text.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <tuple>
#include <unordered_set>

namespace vedette {

namespace {

using std::chrono::hours;

constexpr Millis kJudgedSpan = hours{24 * 31}; ///< budgets of a month name what spent them
constexpr Millis kSettled = hours{12};
constexpr Millis kBefore = hours{9}; ///< releases up to eight hours before an alert may have caused it
constexpr Millis kJudgedAnew = std::chrono::minutes{30};
constexpr Millis kManyAnew = std::chrono::minutes{10};
constexpr Millis kEarlier = hours{2}; ///< the longest group
constexpr std::int64_t kHour = 3'600'000;

/// Facts by the hour they began in, as sums of hashes up to it: those of a range tell whether any of it changed.
class FactSums {
public:
    FactSums(const CorrelationInput& history, TimeRange range) : m_first(toMs(range.from) / kHour - 10)
    {
        m_sums.resize(static_cast<std::size_t>(std::max<std::int64_t>(1, toMs(range.to) / kHour - m_first + 2)), 0);
        for (const auto& a : history.alerts)
            add(a.startsAt, a.endsAt, fnv1a(a.id) + static_cast<std::uint64_t>(a.state));
        for (const auto& c : history.changes)
            add(c.startsAt, c.endsAt, fnv1a(c.id) + c.stages.size() * 31 + static_cast<std::uint64_t>(c.status));
        for (std::size_t i = 1; i < m_sums.size(); ++i)
            m_sums[i] += m_sums[i - 1];
    }
    [[nodiscard]] std::uint64_t within(TimeRange range) const { return m_sums[place(range.to)] - m_sums[place(range.from) - 1]; }

private:
    [[nodiscard]] std::size_t place(Time t) const
    {
        return static_cast<std::size_t>(std::clamp<std::int64_t>(toMs(t) / kHour - m_first, 1, static_cast<std::int64_t>(m_sums.size()) - 1));
    }
    void add(Time from, std::optional<Time> to, std::uint64_t what)
    {
        std::uint64_t hash = fnv1a(std::to_string(toMs(from)), what);
        m_sums[place(from)] += to ? fnv1a(std::to_string(toMs(*to)), hash) : hash;
    }
    std::int64_t m_first;
    std::vector<std::uint64_t> m_sums;
};

} // namespace

void IncidentJudge::learn(
    const CorrelationInput& history, std::shared_ptr<const Correlator> correlator, Time asOf, bool past, std::vector<TimeRange> held)
{
    if (past || m_past || asOf < m_asOf)
        m_judged.clear();
    m_past = past;
    m_asOf = asOf;
    m_held = std::move(held);
    m_correlator = std::move(correlator);
    ++m_lesson;
    std::unordered_map<std::string_view, const AlertEpisode*> alerts;
    for (const auto& a : history.alerts)
        alerts.emplace(a.id, &a);
    const TimeRange range{asOf - kJudgedSpan, asOf + Millis{1}};
    const FactSums sums(history, range);
    m_groups.clear();
    std::unordered_map<std::uint64_t, Judged> standing;
    for (auto& ids : m_correlator->groups(range)) {
        Group group;
        group.span = {Time::max(), Time::min()};
        group.key = fnv1a("");
        Time began = Time::max();
        for (const auto& id : ids) {
            group.key = fnv1a(id, fnv1a("|", group.key));
            if (const auto it = alerts.find(id); it != alerts.end()) {
                const auto& a = *it->second;
                group.span.from = std::min(group.span.from, a.startsAt);
                group.span.to = std::max(group.span.to, std::min(asOf, a.endsAt.value_or(asOf)));
                group.rank = std::max(group.rank, severityRank(a.level));
                if (const Time mine = std::min(a.pendingAt.value_or(a.startsAt), a.startsAt); mine < began) {
                    began = mine;
                    group.first = id;
                }
            }
        }
        const auto isKnown = [&](TimeRange span) { return group.span.from >= span.from + kEarlier && group.span.from < span.to; };
        if (!m_held.empty() && std::none_of(m_held.begin(), m_held.end(), isKnown))
            continue;
        group.ids = std::move(ids);
        group.recent = group.span.to >= asOf - kSettled;
        group.around = sums.within({group.span.from - kBefore, group.span.to + kSettled});
        if (const auto it = m_judged.find(group.key); it != m_judged.end())
            standing.insert(m_judged.extract(it));
        m_groups.push_back(std::move(group));
    }
    m_judged = std::move(standing);
    m_unfinished = true;
}

void IncidentJudge::forget()
{
    m_judged.clear();
    m_unfinished = true;
}

bool IncidentJudge::due(const Group& group) const
{
    const auto it = m_judged.find(group.key);
    if (it == m_judged.end() || it->second.around != group.around)
        return true;
    return it->second.lesson != m_lesson && (group.recent || m_asOf - it->second.at > kJudgedAnew);
}

std::vector<std::pair<int, const IncidentJudge::Group*>> IncidentJudge::work(const Order& order) const
{
    const auto urgency = [&](const Group& group) {
        if (!order.selectedId.empty() && std::find(group.ids.begin(), group.ids.end(), order.selectedId) != group.ids.end())
            return 0;
        return group.recent ? 1 : order.view.overlaps(group.span.from, group.span.to + Millis{1}) ? 2 : 3;
    };
    std::vector<std::pair<int, const Group*>> out;
    for (auto group = m_groups.rbegin(); group != m_groups.rend(); ++group) {
        if (due(*group))
            out.emplace_back(urgency(*group), &*group);
    }
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return out;
}

/// The selected one and the worst and newest in view that were not judged as they are. What was judged and is none of them goes when it is much.
std::vector<std::pair<int, const IncidentJudge::Group*>> IncidentJudge::foremost(const Order& order)
{
    std::vector<const Group*> seen;
    const Group* selected = nullptr;
    for (const auto& group : m_groups) {
        if (!order.selectedId.empty() && selected == nullptr && std::find(group.ids.begin(), group.ids.end(), order.selectedId) != group.ids.end())
            selected = &group;
        else if (order.view.overlaps(group.span.from, group.span.to + Millis{1}))
            seen.push_back(&group);
    }
    const auto worse = [](const Group* a, const Group* b) { return std::tie(a->rank, a->span.to) > std::tie(b->rank, b->span.to); };
    if (seen.size() > order.most) {
        std::nth_element(seen.begin(), seen.begin() + static_cast<std::ptrdiff_t>(order.most), seen.end(), worse);
        seen.resize(order.most);
    }
    std::sort(seen.begin(), seen.end(), worse);
    std::vector<std::pair<int, const Group*>> out;
    const auto isDue = [&](const Group& group) {
        const auto it = m_judged.find(group.key);
        return it == m_judged.end() || (group.recent && it->second.lesson != m_lesson && m_asOf - it->second.at > kManyAnew);
    };
    if (selected != nullptr && isDue(*selected))
        out.emplace_back(0, selected);
    for (const auto* group : seen) {
        if (isDue(*group))
            out.emplace_back(2, group);
    }
    if (m_judged.size() > 3 * order.most) {
        std::unordered_set<std::uint64_t> kept;
        for (const auto* group : seen)
            kept.insert(group->key);
        if (selected != nullptr)
            kept.insert(selected->key);
        std::erase_if(m_judged, [&](const auto& judged) { return !kept.contains(judged.first); });
    }
    return out;
}

bool IncidentJudge::judge(const Order& order, const std::function<bool()>& cancelled)
{
    if (!m_unfinished && order.most == 0)
        return true;
    const auto work = order.most > 0 ? foremost(order) : this->work(order);
    if (work.empty() && order.most > 0 && !m_unfinished)
        return true;
    const auto started = std::chrono::steady_clock::now();
    bool whole = true;
    for (const auto& [urgent, group] : work) {
        const bool late = order.patience != Millis::max() && std::chrono::steady_clock::now() - started > order.patience;
        if (cancelled() || (urgent > 1 && late)) {
            whole = false;
            break;
        }
        m_judged[group->key] = {m_correlator->judge(group->ids, m_asOf), group->around, m_lesson, m_asOf};
        ++m_judgements;
    }
    m_unfinished = !whole;
    collect();
    return whole;
}

std::vector<SuspectReport> IncidentJudge::unjudged(TimeRange range) const
{
    std::vector<SuspectReport> out;
    for (const auto& group : m_groups) {
        if (m_judged.contains(group.key) || !range.overlaps(group.span.from, group.span.to + Millis{1}))
            continue;
        auto& report = out.emplace_back();
        report.id = group.first;
        report.range = group.span;
        report.alertIds = group.ids;
    }
    return out;
}

JudgedSpans IncidentJudge::judged() const
{
    JudgedSpans out;
    out.all = m_held.empty();
    for (const auto& span : m_held) {
        if (span.from + kEarlier < span.to)
            out.grouped.push_back({span.from + kEarlier, span.to});
    }
    out.waiting = static_cast<int>(std::count_if(m_groups.begin(), m_groups.end(), [&](const Group& group) { return !m_judged.contains(group.key); }));
    return out;
}

void IncidentJudge::collect()
{
    m_incidents.clear();
    for (const auto& group : m_groups) {
        if (const auto it = m_judged.find(group.key); it != m_judged.end())
            m_incidents.push_back(it->second.report);
    }
    std::stable_sort(m_incidents.begin(), m_incidents.end(), [](const SuspectReport& a, const SuspectReport& b) { return a.range.from < b.range.from; });
}

} // namespace vedette
