#include "models/store/change_fold.h"

#include "models/store/change_join.h"
#include "models/store/row_order.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace vedette {

namespace {

constexpr Millis kEnvironments{6LL * 3600 * 1000};

using Group = ChangeGroup;

std::set<std::string> sourcesOf(const Group& group)
{
    std::set<std::string> out;
    for (const auto* r : group)
        out.insert(r->source);
    return out;
}

/// Parents first, then deployments of one revision in several environments.
std::vector<Group> groupRecords(const std::vector<ChangeRecord>& records)
{
    std::vector<const ChangeRecord*> ordered;
    std::set<std::string> parents;
    for (const auto& r : records) {
        ordered.push_back(&r);
        if (!r.parent.empty())
            parents.insert(r.source + '\n' + r.parent);
    }
    std::sort(ordered.begin(), ordered.end(), beganBefore);
    std::vector<Group> groups;
    std::unordered_map<std::string, std::size_t> byParent;
    std::unordered_map<std::string, std::vector<std::size_t>> byRevision;
    for (const auto* r : ordered) {
        const auto key = r->source + '\n' + (!r->parent.empty() ? r->parent : r->id); // two feeds may count alike
        if (parents.contains(key)) {
            const auto [it, isNew] = byParent.emplace(key, groups.size());
            if (isNew)
                groups.emplace_back();
            groups[it->second].push_back(r);
            continue;
        }
        std::size_t at = groups.size();
        if (isDeploy(r->kind) && !r->revision.empty()) {
            auto& known = byRevision[r->service + '\n' + r->revision];
            for (const auto candidate : known) {
                const auto& group = groups[candidate];
                const bool taken = std::any_of(group.begin(), group.end(), [r](const auto* g) {
                    return g->source == r->source && g->environment == r->environment && g->stage == r->stage;
                });
                const bool near = r->startsAt - group.back()->startsAt <= kEnvironments;
                const bool elsewhere = std::any_of(group.begin(), group.end(),
                    [r](const auto* g) { return g->environment != r->environment || g->stage != r->stage; });
                if (near && elsewhere && !taken && group.front()->kind == r->kind)
                    at = candidate;
            }
            if (at == groups.size())
                known.push_back(at);
        }
        if (at == groups.size())
            groups.emplace_back();
        groups[at].push_back(r);
    }
    return groups;
}

bool ended(ChangeStatus s) { return s != ChangeStatus::started; }
bool broke(ChangeStatus s) { return s == ChangeStatus::failed || s == ChangeStatus::aborted; }

/// A run as a whole, beside its stages.
bool isRun(const ChangeRecord* r) { return !r->parent.empty() && r->id == r->parent; }

/// The feed that tells most stages; where none tells stages, empty.
std::string tellerOfStages(const Group& group)
{
    std::map<std::string, int> stages;
    for (const auto* r : group) {
        if (!r->stage.empty() && !isRun(r))
            ++stages[r->source];
    }
    std::string best;
    for (const auto& [source, count] : stages) {
        if (best.empty() || count > stages[best])
            best = source;
    }
    return best;
}

/// The records that times, outcome and stages come from: of the feed that tells most, where one tells stages. Others confirm.
Group leading(const Group& group, const std::string& teller)
{
    if (teller.empty())
        return group;
    Group out;
    for (const auto* r : group) {
        if (r->source == teller)
            out.push_back(r);
    }
    return out;
}

/// Stages by startsAt; of a stage told twice (again after a failure, or by two feeds) what was told last.
std::vector<ChangeStage> stagesOf(const Group& group, bool staged)
{
    std::vector<ChangeStage> out;
    for (const auto* r : group) {
        if (staged && isRun(r))
            continue;
        const auto same = std::find_if(out.begin(), out.end(),
            [r](const ChangeStage& s) { return s.stage == r->stage && s.environment == r->environment; });
        const ChangeStage stage{r->stage, r->environment, r->status, r->startsAt, r->endsAt};
        if (same == out.end()) {
            out.push_back(stage);
        } else if (ended(r->status) || !ended(same->status)) {
            same->status = r->status;
            if (r->endsAt)
                same->endsAt = r->endsAt;
        }
    }
    return out;
}

void takeOnce(std::string& to, const std::string& from)
{
    if (to.empty())
        to = from;
}

/// A run whose last told stage is a step on the way goes on, however well the step ended.
bool onTheWay(const std::vector<ChangeStage>& stages)
{
    const auto named = [](const ChangeStage& s) { return !s.stage.empty(); };
    const auto& last = stages.back();
    return last.status == ChangeStatus::success && std::all_of(stages.begin(), stages.end(), named)
        && (last.stage == "STAGE" || last.stage == "CANARY" || last.stage == "CANARY_ANALYSIS");
}

/// Status, end and stages of a change out of its leading records.
void tellOutcome(const Group& leads, bool staged, Change& c)
{
    const auto stages = stagesOf(leads, staged);
    c.startsAt = leads.front()->startsAt;
    c.status = stages.back().status;
    std::optional<Time> lastEnd;
    for (const auto& s : stages) {
        if (broke(s.status) && !broke(c.status))
            c.status = s.status;
        if (s.endsAt && (!lastEnd || *s.endsAt > *lastEnd))
            lastEnd = s.endsAt;
    }
    const auto run = std::find_if(leads.begin(), leads.end(), [](const auto* r) { return isRun(r); });
    const bool plannedEnd = leads.size() == 1 && leads.front()->endsAt.has_value();
    if (staged && run != leads.end()) {
        c.status = (*run)->status;
        if (ended(c.status))
            c.endsAt = std::max((*run)->endsAt.value_or(lastEnd.value_or(c.startsAt)), c.startsAt);
    } else if (c.status == ChangeStatus::success && onTheWay(stages)) {
        c.status = ChangeStatus::started;
    } else if (ended(c.status) || plannedEnd) {
        c.endsAt = std::max(lastEnd.value_or(stages.back().startsAt), c.startsAt);
    }
    if (stages.size() > 1 || !stages.front().stage.empty())
        c.stages = stages;
}

Change build(const Group& group)
{
    Change c;
    const auto teller = tellerOfStages(group);
    const auto leads = leading(group, teller);
    c.kind = leads.front()->kind;
    c.reconstructed = true;
    // What the leading feed says comes first, what only others know fills the gaps.
    auto order = leads;
    for (const auto* r : group) {
        if (!teller.empty() && r->source != teller)
            order.push_back(r);
    }
    for (const auto* r : order) {
        if (!r->parent.empty() && c.id.empty())
            c.id = r->parent;
        if (r->kind == ChangeKind::rollback)
            c.kind = ChangeKind::rollback;
        takeOnce(c.service, r->service);
        takeOnce(c.revision, r->revision);
        takeOnce(c.previous, r->previous);
        takeOnce(c.actor, r->actor);
        takeOnce(c.url, r->url);
        takeOnce(c.title, r->title);
        for (const auto& [name, value] : r->attributes)
            c.attributes.set(name, value);
        c.seenAt = std::max(c.seenAt, r->seenAt);
        c.reconstructed = c.reconstructed && r->reconstructed;
    }
    for (const auto* r : leads) {
        if (!r->environment.empty())
            c.environment = r->environment;
    }
    for (const auto* r : group) {
        takeOnce(c.environment, r->environment);
        c.recordIds.push_back(r->id);
    }
    if (c.id.empty())
        c.id = leads.front()->id;
    const auto sources = sourcesOf(group);
    c.sources.assign(sources.begin(), sources.end());
    tellOutcome(leads, !teller.empty(), c);
    return c;
}

/// What a service ran in one environment.
struct Line {
    std::string current;
    Time since{};
    std::vector<std::pair<std::string, Time>> earlier; ///< each with when it was last deployed
};
using Lines = std::map<std::pair<std::string, std::string>, Line>;

void remember(Line& line, const Change& c)
{
    const auto known = std::find_if(line.earlier.begin(), line.earlier.end(), [&](const auto& r) { return sameRevision(r.first, c.revision); });
    if (known == line.earlier.end())
        line.earlier.emplace_back(c.revision, c.startsAt);
    else
        known->second = c.startsAt;
    line.current = c.revision;
    line.since = c.startsAt;
}

/// Fills `previous` and tells rollbacks, per service and environment in the order of time.
void followRevisions(std::vector<Change>& changes, const std::vector<Change>& before)
{
    Lines lines;
    const auto told = [](const Change& c) { return isDeploy(c.kind) && !c.revision.empty(); };
    for (const auto& c : before) {
        if (told(c))
            remember(lines[{c.service, c.environment}], c);
    }
    for (auto& c : changes) {
        if (!told(c))
            continue;
        auto& line = lines[{c.service, c.environment}];
        if (c.startsAt - line.since > kRevisionMemory)
            line.current.clear();
        std::erase_if(line.earlier, [&](const auto& r) { return c.startsAt - r.second > kRevisionMemory; });
        const bool another = !sameRevision(line.current, c.revision);
        if (c.previous.empty() && another)
            c.previous = line.current;
        const bool known = std::any_of(line.earlier.begin(), line.earlier.end(), [&](const auto& r) { return sameRevision(r.first, c.revision); });
        if (known && another && !line.current.empty())
            c.kind = ChangeKind::rollback;
        remember(line, c);
    }
}

/// A run that stands between two stages when the next deployment of its service begins is over: it ended with its last stage.
void closeOvertaken(std::vector<Change>& changes)
{
    std::map<std::string, Change*> waiting;
    for (auto& c : changes) {
        if (!isDeploy(c.kind))
            continue;
        auto& before = waiting[c.service];
        if (before != nullptr) {
            before->status = ChangeStatus::success;
            before->endsAt = std::max(before->stages.back().endsAt.value_or(before->stages.back().startsAt), before->startsAt);
        }
        const bool between = !c.stages.empty() && std::all_of(c.stages.begin(), c.stages.end(), [](const ChangeStage& s) { return ended(s.status); });
        before = c.status == ChangeStatus::started && !c.endsAt && between ? &c : nullptr;
    }
}

} // namespace

bool isBetweenStages(const Change& change) { return isDeploy(change.kind) && !change.stages.empty() && onTheWay(change.stages); }

void tellChange(ChangeRecord& known, const ChangeRecord& telling)
{
    const auto take = [](auto& to, const auto& from) {
        if (!from.empty())
            to = from;
    };
    take(known.id, telling.id);
    take(known.service, telling.service);
    take(known.environment, telling.environment);
    take(known.revision, telling.revision);
    take(known.previous, telling.previous);
    take(known.stage, telling.stage);
    take(known.actor, telling.actor);
    take(known.url, telling.url);
    take(known.title, telling.title);
    take(known.parent, telling.parent);
    take(known.source, telling.source);
    for (const auto& [name, value] : telling.attributes)
        known.attributes.set(name, value);
    if (telling.kind != ChangeKind::deployment || known.service.empty())
        known.kind = telling.kind;
    if (telling.status != ChangeStatus::started || !known.endsAt)
        known.status = telling.status;
    if (toMs(telling.startsAt) != 0)
        known.startsAt = telling.startsAt;
    if (telling.endsAt)
        known.endsAt = telling.endsAt;
    known.seenAt = std::max(known.seenAt, telling.seenAt);
    known.reconstructed = telling.reconstructed;
}

std::vector<Change> foldChanges(std::vector<ChangeRecord> records, const std::vector<Change>& before)
{
    auto groups = groupRecords(records);
    joinFeeds(groups);
    std::vector<Change> built;
    built.reserve(groups.size());
    for (const auto& group : groups)
        built.push_back(build(group));
    sortByStart(built);
    followRevisions(built, before);
    closeOvertaken(built);
    return built;
}

} // namespace vedette
