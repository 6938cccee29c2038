#include "models/feeds/sources/rollout_story.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr Millis kStuckAfter{10 * 60'000};
constexpr Millis kYoung{2 * 3600'000}; ///< a template of the beginning of what is known is a rollout of its own only when it is so young
constexpr Millis kBeside{2 * 60'000};

bool within(const IntervalSet& set, Time t) { return set.missing({t, t + Millis{1}}).empty(); }

/// Follows one workload from template to template.
class Follower {
public:
    Follower(const WorkloadKey& key, const WorkloadFacts& facts) : m_told(key.kind == "Deployment"), m_facts(facts) {}

    std::vector<Rollout> run()
    {
        for (const auto& [t, moment] : m_facts.moments) {
            follow(t, moment);
            m_used.insert(moment.ran.begin(), moment.ran.end());
            m_used.insert(moment.risen.begin(), moment.risen.end());
        }
        return std::move(m_out);
    }

private:
    std::optional<Time> createdAt(const std::string& name) const
    {
        const auto it = m_facts.created.find(name);
        return it == m_facts.created.end() ? std::nullopt : std::optional(it->second);
    }
    bool isFresh(const std::string& name, Time t, const WorkloadFacts::Moment& moment) const
    {
        if (m_used.contains(name))
            return false;
        const bool beginning = m_current.empty() && moment.ran.empty();
        if (!m_told) // nobody says when it was made
            return !beginning;
        const auto created = createdAt(name);
        return created && (m_current.empty() || *created > m_since) && (!beginning || *created + kYoung >= t);
    }
    std::string newest(const std::set<std::string>& names) const
    {
        std::string best;
        for (const auto& name : names) {
            if (best.empty() || createdAt(name).value_or(Time{}) > createdAt(best).value_or(Time{}))
                best = name;
        }
        return best;
    }
    static std::set<std::string> without(std::set<std::string> names, const std::string& one)
    {
        names.erase(one);
        return names;
    }

    void follow(Time t, const WorkloadFacts::Moment& moment)
    {
        if (!moment.ran.empty() && !m_current.empty() && !moment.ran.contains(m_current)) { // what happened in between is not known yet
            m_current = newest(moment.ran);
            m_since = createdAt(m_current).value_or(Time{});
        }
        std::vector<std::string> fresh;
        for (const auto& name : moment.risen) {
            if (isFresh(name, t, moment))
                fresh.push_back(name);
        }
        std::stable_sort(fresh.begin(), fresh.end(), [&](const auto& a, const auto& b) { return createdAt(a).value_or(t) < createdAt(b).value_or(t); });
        for (const auto& name : fresh) {
            const auto before = !m_current.empty() ? m_current : newest(without(moment.ran, name));
            begin({name, before, createdAt(name).value_or(t), t, {}, {}, false});
        }
        if (!fresh.empty() || moment.risen.contains(m_current))
            return; // the current one grows on, or all are seen again after a gap
        const auto name = newest(moment.risen);
        if (m_current.empty()) {
            m_current = newest(without(moment.ran, name));
            m_since = t;
            if (m_current.empty())
                m_current = name; // what ran at the beginning of what is known, or grew from nothing
            if (moment.risen.contains(m_current))
                return;
        }
        if (!name.empty())
            begin({name, m_current, t, t, {}, {}, true});
    }
    void begin(Rollout rollout)
    {
        m_current = rollout.to;
        m_since = rollout.startsAt;
        m_out.push_back(std::move(rollout));
    }

    bool m_told; ///< the time of creation is
    const WorkloadFacts& m_facts;
    std::vector<Rollout> m_out;
    std::set<std::string> m_used;
    std::string m_current;
    Time m_since{};
};

void settle(Rollout& rollout, const Rollout* next, const WorkloadFacts& facts)
{
    using State = Rollout::State;
    std::optional<Time> end;
    if (!within(facts.busy, rollout.seenAt)) {
        end = rollout.seenAt;
    } else if (const auto done = facts.done.upper_bound(rollout.seenAt); done != facts.done.end()) {
        end = *done;
    }
    if (next != nullptr && end && *end >= next->seenAt)
        end.reset();
    std::optional<Time> failed;
    for (const auto& range : facts.failed.ranges()) {
        // At the evaluation that first saw it the condition may still be the one of the rollout before.
        if (range.from > rollout.seenAt && (!end || range.from < *end) && (next == nullptr || range.from < next->startsAt) && !failed)
            failed = range.from;
    }
    if (end || failed || next != nullptr) {
        rollout.state = end ? (failed ? State::late : State::complete) : failed ? State::failed : State::replaced;
        rollout.endsAt = std::max(end ? *end : failed ? *failed : next->startsAt, rollout.startsAt);
        return;
    }
    const auto& known = facts.known.ranges();
    const auto last = known.empty() ? rollout.seenAt : known.back().to - Millis{1};
    const bool paused = !facts.paused.empty() && facts.paused.ranges().back().to > last;
    rollout.state = paused ? State::paused : last - rollout.startsAt > kStuckAfter ? State::stuck : State::running;
}

} // namespace

void WorkloadFacts::forget(Time before)
{
    std::erase_if(created, [&](const auto& e) { return e.second < before; });
    moments.erase(moments.begin(), moments.lower_bound(before));
    done.erase(done.begin(), done.lower_bound(before));
    replicas.erase(replicas.begin(), replicas.lower_bound(before));
    autoscaled.erase(autoscaled.begin(), autoscaled.lower_bound(before));
    for (auto* set : {&busy, &failed, &paused, &known})
        set->remove({Time::min(), before});
}

std::vector<Rollout> rolloutsOf(const WorkloadKey& key, const WorkloadFacts& facts)
{
    auto out = Follower(key, facts).run();
    for (std::size_t i = 0; i < out.size(); ++i)
        settle(out[i], i + 1 < out.size() ? &out[i + 1] : nullptr, facts);
    return out;
}

std::vector<Scaling> scalingsOf(const WorkloadFacts& facts)
{
    const auto whole = [](const auto& e) { return e.second.from && e.second.to; };
    const auto& steps = std::any_of(facts.replicas.begin(), facts.replicas.end(), whole) ? facts.replicas : facts.autoscaled;
    std::vector<Scaling> out;
    for (const auto& [t, step] : steps) {
        if (!step.from || !step.to)
            continue;
        if (out.empty() || t - out.back().to > kScalingPause)
            out.push_back({t, t, *step.from, *step.to, *step.to, false});
        auto& scaling = out.back();
        scaling.to = t;
        scaling.after = *step.to;
        if (std::abs(scaling.after - scaling.before) > std::abs(scaling.farthest - scaling.before))
            scaling.farthest = scaling.after;
    }
    for (auto& scaling : out) {
        const auto first = facts.autoscaled.lower_bound(scaling.from - kBeside);
        scaling.byAutoscaler = first != facts.autoscaled.end() && first->first <= scaling.to + kBeside;
    }
    return out;
}

} // namespace vedette
