#include "models/store/change_fold.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace vedette {

namespace {

constexpr Millis kEnvironments{6LL * 3600 * 1000};
constexpr Millis kFeedsApart{15LL * 60 * 1000};
constexpr std::size_t kShortCommit = 7;

using Group = std::vector<const ChangeRecord*>; ///< by startsAt

Millis apart(Time a, Time b) { return a < b ? b - a : a - b; }
bool isDeploy(ChangeKind k) { return k == ChangeKind::deployment || k == ChangeKind::rollback; }

bool isCommit(const std::string& s)
{
    return s.size() >= kShortCommit && s.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

bool sameRevision(const std::string& a, const std::string& b)
{
    if (a.empty() || b.empty())
        return false;
    if (a == b)
        return true;
    return isCommit(a) && isCommit(b) && (a.starts_with(b) || b.starts_with(a));
}

bool before(const ChangeRecord* a, const ChangeRecord* b)
{
    return std::tie(a->startsAt, a->source, a->id) < std::tie(b->startsAt, b->source, b->id);
}

bool hasParent(const Group& group)
{
    return std::any_of(group.begin(), group.end(), [](const auto* r) { return !r->parent.empty(); });
}

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
            parents.insert(r.parent);
    }
    std::sort(ordered.begin(), ordered.end(), before);
    std::vector<Group> groups;
    std::unordered_map<std::string, std::size_t> byParent;
    std::unordered_map<std::string, std::vector<std::size_t>> byRevision;
    for (const auto* r : ordered) {
        const auto& parent = !r->parent.empty() ? r->parent : parents.contains(r->id) ? r->id : std::string{};
        if (!parent.empty()) {
            const auto [it, isNew] = byParent.emplace(parent, groups.size());
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

bool oneDeploy(const Group& a, const Group& b)
{
    const auto left = sourcesOf(a);
    for (const auto& source : sourcesOf(b)) {
        if (left.contains(source))
            return false;
    }
    if (hasParent(a) && hasParent(b) && a.front()->parent != b.front()->parent && a.front()->source == b.front()->source)
        return false;
    for (const auto* x : a) {
        for (const auto* y : b) {
            if (isDeploy(x->kind) && isDeploy(y->kind) && sameRevision(x->revision, y->revision) && apart(x->startsAt, y->startsAt) <= kFeedsApart)
                return true;
        }
    }
    return false;
}

/// The same deploy as several feeds tell of it.
void joinFeeds(std::vector<Group>& groups)
{
    std::unordered_map<std::string, std::vector<std::size_t>> byService;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        auto& known = byService[groups[i].front()->service];
        for (const auto k : known) {
            if (groups[k].empty() || !oneDeploy(groups[k], groups[i]))
                continue;
            groups[k].insert(groups[k].end(), groups[i].begin(), groups[i].end());
            std::sort(groups[k].begin(), groups[k].end(), before);
            groups[i].clear();
            break;
        }
        if (!groups[i].empty())
            known.push_back(i);
        // Deploys further apart than a run with its stages cannot be one any more.
        std::erase_if(known, [&](std::size_t k) {
            return groups[k].empty() || (!groups[i].empty() && groups[i].front()->startsAt - groups[k].back()->startsAt > 4 * kEnvironments);
        });
    }
    std::erase_if(groups, [](const Group& g) { return g.empty(); });
}

bool ended(ChangeStatus s) { return s != ChangeStatus::started; }
bool broke(ChangeStatus s) { return s == ChangeStatus::failed || s == ChangeStatus::aborted; }

/// Stages by startsAt; of a stage told twice (again after a failure, or by two feeds) what was told last.
std::vector<ChangeStage> stagesOf(const Group& group)
{
    std::vector<ChangeStage> out;
    for (const auto* r : group) {
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

Change build(const Group& group)
{
    Change c;
    const auto& first = *group.front();
    c.kind = first.kind;
    c.startsAt = first.startsAt;
    c.reconstructed = true;
    for (const auto* r : group) {
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
        if (!r->environment.empty())
            c.environment = r->environment;
        for (const auto& [name, value] : r->attributes)
            c.attributes.set(name, value);
        c.seenAt = std::max(c.seenAt, r->seenAt);
        c.reconstructed = c.reconstructed && r->reconstructed;
        c.recordIds.push_back(r->id);
    }
    if (c.id.empty())
        c.id = first.id;
    const auto sources = sourcesOf(group);
    c.sources.assign(sources.begin(), sources.end());
    const auto stages = stagesOf(group);
    c.status = stages.back().status;
    std::optional<Time> lastEnd;
    for (const auto& s : stages) {
        if (broke(s.status) && !broke(c.status))
            c.status = s.status;
        if (s.endsAt && (!lastEnd || *s.endsAt > *lastEnd))
            lastEnd = s.endsAt;
    }
    const bool plannedEnd = group.size() == 1 && first.endsAt.has_value();
    if (c.status == ChangeStatus::success && onTheWay(stages))
        c.status = ChangeStatus::started;
    else if (ended(c.status) || plannedEnd)
        c.endsAt = std::max(lastEnd.value_or(stages.back().startsAt), c.startsAt);
    if (stages.size() > 1 || !stages.front().stage.empty())
        c.stages = stages;
    return c;
}

/// Fills `previous` and tells rollbacks, per service and environment in the order of time.
void followRevisions(std::vector<Change>& changes)
{
    struct Line {
        std::string current;
        std::vector<std::string> earlier;
    };
    std::map<std::pair<std::string, std::string>, Line> lines;
    for (auto& c : changes) {
        if (!isDeploy(c.kind) || c.revision.empty())
            continue;
        auto& line = lines[{c.service, c.environment}];
        if (c.previous.empty() && !sameRevision(line.current, c.revision))
            c.previous = line.current;
        const bool known = std::any_of(line.earlier.begin(), line.earlier.end(), [&](const auto& r) { return sameRevision(r, c.revision); });
        if (known && !line.current.empty() && !sameRevision(line.current, c.revision))
            c.kind = ChangeKind::rollback;
        if (!known)
            line.earlier.push_back(c.revision);
        line.current = c.revision;
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
        before = c.status == ChangeStatus::started && !c.endsAt && !c.stages.empty() && onTheWay(c.stages) ? &c : nullptr;
    }
}

} // namespace

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

std::vector<Change> foldChanges(std::vector<ChangeRecord> records)
{
    auto groups = groupRecords(records);
    joinFeeds(groups);
    std::vector<Change> out;
    out.reserve(groups.size());
    for (const auto& group : groups)
        out.push_back(build(group));
    std::stable_sort(out.begin(), out.end(), [](const Change& a, const Change& b) { return std::tie(a.startsAt, a.id) < std::tie(b.startsAt, b.id); });
    followRevisions(out);
    closeOvertaken(out);
    return out;
}

} // namespace vedette
