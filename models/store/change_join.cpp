#include "models/store/change_join.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace vedette {

namespace {

constexpr Millis kRunTogether{24LL * 3600 * 1000}; ///< a run with its stages is over within
constexpr Millis kFeedsApart{15LL * 60 * 1000};
constexpr Millis kMarksApart{3LL * 60 * 1000};
constexpr Millis kAtTheEnd{30LL * 1000};
constexpr Millis kOtherKind{20LL * 1000};
constexpr std::size_t kShortCommit = 7;

using Group = ChangeGroup;

Millis apart(Time a, Time b) { return a < b ? b - a : a - b; }

bool isCommit(const std::string& s)
{
    return s.size() >= kShortCommit && s.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

std::set<std::string> sourcesOf(const Group& group)
{
    std::set<std::string> out;
    for (const auto* r : group)
        out.insert(r->source);
    return out;
}

/// What a deploy is called: revisions, and what feeds tell beside them. A branch is no name: many deploys have it; nor is an image's digest: nobody else says it.
std::set<std::string> namesOf(const Group& group)
{
    static const std::vector<std::string> kAttributes{"version", "commit", "sha", "tag", "ref"};
    std::set<std::string> out;
    const auto add = [&](std::string_view name) {
        if (name.starts_with("sha256:"))
            return; // an image that is known by nothing else
        if (name.size() > 1 && name.front() == 'v' && name[1] >= '0' && name[1] <= '9')
            name.remove_prefix(1);
        if (!name.empty())
            out.emplace(name);
    };
    for (const auto* r : group) {
        add(r->revision);
        for (const auto& attribute : kAttributes) {
            const auto value = r->attributes.value(attribute);
            const bool version = value.size() > 2 && value.find('.') != std::string_view::npos && value.find_first_of("0123456789") <= 1;
            if (version || isCommit(std::string(value)))
                add(value);
        }
    }
    return out;
}

/// How a group is known to the search for others that tell of the same.
struct Telling {
    Group records;
    std::set<std::string> sources;
    std::set<std::string> names;
    std::set<std::string> runs;
    bool deploy = false; ///< a deployment or rollback
    explicit Telling(Group group) : records(std::move(group)), sources(sourcesOf(records)), names(namesOf(records)), deploy(isDeploy(records.front()->kind))
    {
        for (const auto* r : records) {
            if (!r->parent.empty())
                runs.insert(r->parent);
        }
    }
};

bool ofOneFeed(const std::vector<Group>& groups)
{
    const auto& source = groups.front().front()->source;
    return std::all_of(groups.begin(), groups.end(), [&](const Group& g) { return std::all_of(g.begin(), g.end(), [&](const auto* r) { return r->source == source; }); });
}

bool disjoint(const std::set<std::string>& a, const std::set<std::string>& b)
{
    return std::none_of(a.begin(), a.end(), [&](const auto& s) { return b.contains(s); });
}

bool shareName(const std::set<std::string>& a, const std::set<std::string>& b)
{
    return std::any_of(a.begin(), a.end(), [&](const auto& x) { return std::any_of(b.begin(), b.end(), [&](const auto& y) { return sameRevision(x, y); }); });
}

/// True where the names cannot be compared: one side has none, or one knows commits only and the other none.
bool namesSayNothing(const std::set<std::string>& a, const std::set<std::string>& b)
{
    if (a.empty() || b.empty())
        return true;
    const auto commits = [](const std::set<std::string>& names) { return std::all_of(names.begin(), names.end(), isCommit); };
    const auto versions = [](const std::set<std::string>& names) { return std::none_of(names.begin(), names.end(), isCommit); };
    return (commits(a) && versions(b)) || (versions(a) && commits(b));
}

/// Smallest distance of starts; with `ends` also of ends, a little further: a mark may be made when a deploy is done.
Millis distance(const Telling& a, const Telling& b, bool ends)
{
    Millis least = Millis::max();
    for (const auto* x : a.records) {
        for (const auto* y : b.records) {
            least = std::min(least, apart(x->startsAt, y->startsAt));
            if (!ends)
                continue;
            const auto xEnd = x->endsAt.value_or(x->startsAt);
            const auto yEnd = y->endsAt.value_or(y->startsAt);
            least = std::min(least, kAtTheEnd + std::min({apart(x->startsAt, yEnd), apart(xEnd, y->startsAt), apart(xEnd, yEnd)}));
        }
    }
    return least;
}

/// How near two tellings of one service are to being one; nullopt: they are two. By name within a quarter of an hour; else, where
/// names cannot tell, within three minutes, and only when no other is nearer.
std::optional<Millis> nearness(const Telling& a, const Telling& b, bool byName)
{
    if (!disjoint(a.sources, b.sources) || a.deploy != b.deploy)
        return std::nullopt;
    const auto& x = *a.records.front();
    const auto& y = *b.records.front();
    if (!a.deploy) {
        const bool same = x.kind == y.kind && (sameRevision(x.revision, y.revision) || (!x.title.empty() && x.title == y.title));
        const auto between = distance(a, b, false);
        return byName && same && between <= kMarksApart ? std::optional(between) : std::nullopt;
    }
    if (byName && !disjoint(a.runs, b.runs))
        return distance(a, b, false); // a chain that both name
    if (byName != shareName(a.names, b.names) || (!byName && !namesSayNothing(a.names, b.names)))
        return std::nullopt;
    const auto between = distance(a, b, !byName) + (!byName && x.kind != y.kind ? kOtherKind : Millis{0});
    return between <= (byName ? kFeedsApart : kMarksApart) ? std::optional(between) : std::nullopt;
}

/// Joins what is nearest first, until nothing is left to join. `open` are tellings of one service by startsAt.
void joinTellings(std::vector<Telling>& open, bool byName)
{
    struct Pair {
        Millis between;
        std::size_t first;
        std::size_t second;
        bool operator<(const Pair& o) const { return std::tie(between, first, second) < std::tie(o.between, o.first, o.second); }
    };
    for (bool joined = true; joined;) {
        joined = false;
        std::vector<Pair> pairs;
        for (std::size_t i = 0; i < open.size(); ++i) {
            for (std::size_t k = i + 1; k < open.size(); ++k) {
                // Further apart than a run with its stages they cannot be one.
                if (open[k].records.front()->startsAt - open[i].records.front()->startsAt > kRunTogether)
                    break;
                if (const auto between = nearness(open[i], open[k], byName))
                    pairs.push_back({*between, i, k});
            }
        }
        std::sort(pairs.begin(), pairs.end());
        std::vector<bool> touched(open.size(), false);
        for (const auto& pair : pairs) {
            auto& to = open[pair.first];
            auto& from = open[pair.second];
            if (touched[pair.first] || touched[pair.second])
                continue;
            touched[pair.first] = touched[pair.second] = true;
            to.records.insert(to.records.end(), from.records.begin(), from.records.end());
            std::sort(to.records.begin(), to.records.end(), beganBefore);
            to = Telling(std::move(to.records));
            from.records.clear();
            joined = true;
        }
        std::erase_if(open, [](const Telling& t) { return t.records.empty(); });
    }
}

} // namespace

bool isDeploy(ChangeKind k) { return k == ChangeKind::deployment || k == ChangeKind::rollback; }

bool sameRevision(const std::string& a, const std::string& b)
{
    if (a.empty() || b.empty())
        return false;
    if (a == b)
        return true;
    const auto& longer = a.size() > b.size() ? a : b; // digits alone may be a build's number or a day
    return isCommit(a) && isCommit(b) && longer.find_first_of("abcdefABCDEF") != std::string::npos && (a.starts_with(b) || b.starts_with(a));
}

bool beganBefore(const ChangeRecord* a, const ChangeRecord* b)
{
    return std::tie(a->startsAt, a->source, a->id) < std::tie(b->startsAt, b->source, b->id);
}

void joinFeeds(std::vector<Group>& groups)
{
    std::map<std::string, std::vector<Group>> byService;
    for (auto& group : groups)
        byService[group.front()->service].push_back(std::move(group));
    groups.clear();
    for (auto& [service, alone] : byService) {
        if (ofOneFeed(alone)) { // nothing to join
            std::move(alone.begin(), alone.end(), std::back_inserter(groups));
            continue;
        }
        std::vector<Telling> tellings;
        tellings.reserve(alone.size());
        for (auto& group : alone)
            tellings.emplace_back(std::move(group));
        joinTellings(tellings, true);
        joinTellings(tellings, false);
        for (auto& telling : tellings)
            groups.push_back(std::move(telling.records));
    }
}

} // namespace vedette
