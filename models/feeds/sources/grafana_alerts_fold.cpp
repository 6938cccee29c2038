#include "models/feeds/sources/grafana_alerts_fold.h"

#include <algorithm>
#include <optional>

namespace vedette {

namespace {

bool atRest(GrafanaState s) { return s == GrafanaState::normal || s == GrafanaState::absent || s == GrafanaState::unknown; }
bool blind(GrafanaState s) { return s == GrafanaState::noData || s == GrafanaState::error; }

} // namespace

bool GrafanaBook::add(const GrafanaTransition& t)
{
    auto& instance = m_instances.try_emplace(t.rule + "\n" + t.labels.text(), Instance{t, {}}).first->second;
    const auto fresh = instance.changes.try_emplace(t.at, Change{t.previous, t.current, t.error}).second;
    m_size += fresh ? 1 : 0;
    return fresh;
}

bool GrafanaBook::assume(const GrafanaTransition& t, Time readFrom)
{
    // By labels alone: annotations tell a rule's number where the others tell its uid.
    const auto known = std::any_of(m_instances.begin(), m_instances.end(), [&](const auto& entry) { return entry.second.first.labels == t.labels; });
    if (known || t.at >= readFrom)
        return false;
    auto& instance = m_instances.try_emplace(t.rule + "\n" + t.labels.text(), Instance{t, {}}).first->second;
    instance.assumed = instance.changes.try_emplace(t.at, Change{t.previous, t.current, t.error}).second;
    m_size += 1;
    return true;
}

void GrafanaBook::forgetBefore(Time t)
{
    for (auto instance = m_instances.begin(); instance != m_instances.end();) {
        auto& changes = instance->second.changes;
        auto keep = changes.lower_bound(t);
        if (keep != changes.begin() && !atRest(std::prev(keep)->second.current))
            --keep; // it tells in which state the rest is entered
        m_size -= static_cast<std::size_t>(std::distance(changes.begin(), keep));
        instance->second.assumed = instance->second.assumed && keep == changes.begin();
        changes.erase(changes.begin(), keep);
        instance = changes.empty() ? m_instances.erase(instance) : std::next(instance);
    }
}

/// Just before anything that changes at `t` itself.
GrafanaState GrafanaBook::stateAt(const Instance& instance, Time t)
{
    const auto next = instance.changes.lower_bound(t);
    if (next != instance.changes.begin())
        return std::prev(next)->second.current;
    return next == instance.changes.end() ? GrafanaState::unknown : next->second.previous;
}

void GrafanaBook::fold(const Instance& instance, TimeRange covered, Time knownFrom, std::vector<AlertEpisode>& out)
{
    std::optional<AlertEpisode> open;
    GrafanaState state = GrafanaState::normal;
    const auto close = [&](Time at, GrafanaState next) {
        if (!open)
            return;
        if (open->state != AlertState::pending) { // what was pending only came to nothing
            open->endsAt = at;
            open->state = blind(next) || next == GrafanaState::absent ? AlertState::doubtful : AlertState::resolved;
            if (blind(state) && !blind(next))
                open->state = AlertState::resolved; // there is data again
            open->seenAt = at;
            out.push_back(std::move(*open));
        }
        open.reset();
    };
    const auto begin = [&](Time at, GrafanaState next, const std::string& error) {
        auto& e = open.emplace();
        e.reconstructed = true;
        e.labels = instance.first.labels;
        e.startsAt = at;
        e.seenAt = at;
        e.state = next == GrafanaState::pending ? AlertState::pending : AlertState::firing;
        if (next == GrafanaState::pending)
            e.pendingAt = at;
        if (blind(next)) {
            e.labels.set("rulename", e.labels.value("alertname"));
            e.labels.set("alertname", next == GrafanaState::noData ? "DatasourceNoData" : "DatasourceError");
        }
        for (const auto& [name, value] : {std::pair{"grafana_rule", &instance.first.rule}, {"grafana_rule_title", &instance.first.title},
                 {"grafana_folder_uid", &instance.first.folder}, {"grafana_group", &instance.first.group}, {"error", &error}})
            e.annotations.set(name, *value);
    };
    const auto enter = [&](Time at, GrafanaState next, const std::string& error) {
        if (next == GrafanaState::alerting && open && open->state == AlertState::pending) {
            open->state = AlertState::firing;
            open->startsAt = open->seenAt = at;
        } else if (next != state || !open) {
            close(at, next);
            if (!atRest(next))
                begin(at, next, error);
        }
        state = next;
    };
    const auto& first = *instance.changes.begin();
    const auto second = std::next(instance.changes.begin());
    const bool sinceBefore = instance.assumed && first.first < knownFrom && (second == instance.changes.end() || second->first >= covered.from);
    enter(sinceBefore ? first.first : covered.from, stateAt(instance, covered.from), sinceBefore ? first.second.error : std::string());
    for (auto it = instance.changes.lower_bound(covered.from); it != instance.changes.end() && it->first < covered.to; ++it)
        enter(it->first, it->second.current, it->second.error);
    if (open)
        out.push_back(std::move(*open));
}

std::vector<AlertEpisode> GrafanaBook::episodes(TimeRange covered, Time knownFrom) const
{
    std::vector<AlertEpisode> out;
    for (const auto& [key, instance] : m_instances)
        fold(instance, covered, knownFrom, out);
    return out;
}

bool GrafanaBook::anyHiddenBehind(Time t, Time to, Time knownFrom) const
{
    return std::any_of(m_instances.begin(), m_instances.end(), [&](const auto& entry) {
        const auto& changes = entry.second.changes;
        const auto next = changes.lower_bound(t);
        return (next == changes.end() || next->first >= to) && next != changes.begin() && std::prev(next)->first >= knownFrom && !atRest(std::prev(next)->second.current);
    });
}

} // namespace vedette
