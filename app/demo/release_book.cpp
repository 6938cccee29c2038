#include "app/demo/release_book.h"

#include "app/demo/dice.h"
#include "app/demo/fleet_services.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kStreamStages = 11;
constexpr std::array<const char*, 7> kActors{"kim.sujin", "lee.minho", "park.jiwoo", "choi.hana", "jung.taeyang", "han.bora", "deploy-bot"};
constexpr std::array<const char*, 8> kTitles{"Bump dependencies", "Fewer queries per request", "New field in the answer",
    "Refactor retry", "Fix time zone of receipts", "Metrics for the cache", "Cleaner error texts", "Raise batch size"};

std::string team(int service) { return fleetServices()[static_cast<std::size_t>(service)].team; }

std::vector<std::string> feedsOf(int service, bool staged, bool canary, bool live)
{
    if (!staged)
        return {"flags"};
    std::vector<std::string> feeds{"pipelines"};
    if (canary || live)
        feeds.push_back("kubernetes"); // metrics tell of all that runs
    if (live) {
        feeds.push_back("argocd");
        feeds.push_back("grafana");
        const std::string t = team(service);
        if (t == "order" || t == "payment")
            feeds.push_back("github");
        if (t == "payment")
            feeds.push_back("spinnaker");
        if (t == "catalog")
            feeds.push_back("gitlab");
        if (t == "web" || t == "platform")
            feeds.push_back("jenkins");
        if (t == "logistics")
            feeds.push_back("concourse");
        if (t == "pricing" || t == "member")
            feeds.push_back("cdevents");
        if (t == "logistics")
            feeds.push_back("cdevents-folder");
    }
    std::sort(feeds.begin(), feeds.end());
    return feeds;
}

} // namespace

std::string ReleaseBook::remember(Entry e)
{
    const auto at = static_cast<std::uint64_t>(toMs(e.what.rollout));
    const char* prefix = e.kind == ChangeKind::deployment ? "run-" : e.kind == ChangeKind::flag ? "flag-" : "cfg-";
    e.id = prefix + hex64(mixBits(m_seed ^ mixBits(at * 31 + static_cast<std::uint64_t>(e.what.service)))).substr(0, 10);
    m_entries.push_back(e);
    return e.id;
}

std::string ReleaseBook::release(const Release& r)
{
    Entry e;
    e.what.service = r.service;
    e.what.rollout = r.rollout;
    e.what.title = r.title;
    e.failsInAnalysis = r.failsInAnalysis;
    e.failsInStage = r.failsInStage;
    return remember(std::move(e));
}

std::string ReleaseBook::badRelease(const BadRelease& r)
{
    Entry e;
    e.what = r;
    e.rolledBack = true;
    return remember(std::move(e));
}

std::string ReleaseBook::config(ChangeKind kind, int service, Time at, const std::string& title)
{
    Entry e;
    e.kind = kind;
    e.what.service = service;
    e.what.rollout = at;
    e.what.title = title;
    return remember(std::move(e));
}

bool ReleaseBook::isKeptClear(int service, Time t) const
{
    for (const auto& c : m_clear) {
        if (c.service == service && c.range.contains(t))
            return true;
    }
    return std::any_of(m_entries.begin(), m_entries.end(), [&](const Entry& e) {
        return e.what.service == service && e.kind == ChangeKind::deployment && e.what.rollout < t + 70min
            && e.what.rollout > t - 70min;
    });
}

void ReleaseBook::write(FleetPlan& plan, Time from)
{
    std::stable_sort(m_entries.begin(), m_entries.end(),
        [](const Entry& a, const Entry& b) { return a.what.rollout < b.what.rollout; });
    const auto count = fleetServices().size();
    std::vector<std::string> current;
    std::vector<int> patch(count, 0);
    for (std::size_t s = 0; s < count; ++s)
        current.push_back(firstVersion(static_cast<int>(s)));
    for (const auto& e : m_entries) {
        if (e.what.rollout - 60min < from)
            continue;
        if (e.kind == ChangeKind::deployment) {
            writeRelease(plan, e, current, patch);
            continue;
        }
        Dice dice(m_seed, kStreamStages, static_cast<std::uint64_t>(toMs(e.what.rollout)));
        PlannedChange c;
        c.id = e.id;
        c.kind = e.kind;
        c.service = e.what.service;
        c.revision = e.id.substr(e.id.find('-') + 1, 7);
        c.actor = kActors[static_cast<std::size_t>(dice.below(6))];
        c.title = e.what.title;
        c.startsAt = e.what.rollout;
        c.endsAt = e.what.rollout + 5s;
        c.sources = feedsOf(c.service, false, false, true);
        plan.changes.push_back(std::move(c));
    }
    std::stable_sort(plan.changes.begin(), plan.changes.end(),
        [](const PlannedChange& a, const PlannedChange& b) { return a.startsAt < b.startsAt; });
    std::stable_sort(
        plan.restarts.begin(), plan.restarts.end(), [](const Restart& a, const Restart& b) { return a.at < b.at; });
}

void ReleaseBook::writeRelease(
    FleetPlan& plan, const Entry& e, std::vector<std::string>& current, std::vector<int>& patch)
{
    const auto s = static_cast<std::size_t>(e.what.service);
    const int instances = fleetServices()[s].instances;
    Dice dice(m_seed, kStreamStages, static_cast<std::uint64_t>(toMs(e.what.rollout)) + s);
    auto seconds = [&](double low, double high) {
        return Millis{static_cast<std::int64_t>(dice.between(low, high)) * 1000};
    };

    PlannedChange c;
    c.id = e.id;
    c.service = e.what.service;
    c.previous = current[s];
    const std::string first = firstVersion(e.what.service);
    c.revision = first.substr(0, first.rfind('.') + 1) + std::to_string(++patch[s]);
    c.actor = kActors[static_cast<std::size_t>(dice.below(static_cast<int>(kActors.size())))];
    c.title = e.what.title.empty() ? kTitles[static_cast<std::size_t>(dice.below(8))] : e.what.title;

    const Time rollout = e.what.rollout;
    const Time analysisEnd = rollout - (e.what.quickCanary ? Millis{28s} : seconds(20, 100));
    const Time analysisStart = analysisEnd - (e.what.quickCanary ? Millis{310s} : seconds(480, 1080));
    const Time canaryStart = analysisStart - (e.what.quickCanary ? Millis{90s} : seconds(120, 260));
    const Time stageEnd = canaryStart - seconds(15, 90);
    const Time stageStart = stageEnd - seconds(180, 360);
    using enum ChangeStatus;
    c.startsAt = stageStart;
    c.stages.push_back({"STAGE", e.failsInStage ? failed : success, stageStart, stageEnd});
    const bool canary = !e.failsInStage;
    const bool live = canary && !e.failsInAnalysis;
    if (canary) {
        c.stages.push_back({"CANARY", success, canaryStart, analysisStart});
        c.stages.push_back({"CANARY_ANALYSIS", e.failsInAnalysis ? failed : success, analysisStart, analysisEnd});
        plan.restarts.push_back({canaryStart + 20s, e.what.service, 0, c.revision});
    }
    if (canary && !live)
        plan.restarts.push_back({analysisEnd + 25s, e.what.service, 0, c.previous});
    if (live) {
        const Time rolloutEnd = e.rolledBack ? e.what.rollbackAt - 5s : rollout + seconds(170, 420);
        c.stages.push_back({"DEPLOY_ALL", e.rolledBack ? aborted : success, rollout, rolloutEnd});
        if (!e.rolledBack)
            c.stages.push_back({"WRAP_UP", success, rolloutEnd, rolloutEnd + seconds(40, 110)});
        for (int i = 1; i < instances; ++i)
            plan.restarts.push_back({rollout + 10s + i * 20s, e.what.service, i, c.revision});
    }
    c.status = e.rolledBack ? aborted : live ? success : failed;
    c.endsAt = c.stages.back().endsAt;
    c.sources = feedsOf(c.service, true, canary, live);
    if (live && !e.rolledBack)
        current[s] = c.revision;
    plan.changes.push_back(c);

    if (e.rolledBack) {
        PlannedChange back;
        back.id = "back-" + e.id.substr(4);
        back.kind = ChangeKind::rollback;
        back.service = c.service;
        back.revision = c.previous;
        back.previous = c.revision;
        back.actor = kActors[static_cast<std::size_t>(dice.below(6))];
        back.title = "Roll back to " + c.previous;
        back.startsAt = e.what.rollbackAt;
        back.endsAt = e.what.rollbackDone;
        back.stages.push_back({"DEPLOY_ALL", success, back.startsAt, back.endsAt});
        back.sources = feedsOf(c.service, true, false, true);
        plan.changes.push_back(back);
        for (int i = 0; i < instances; ++i)
            plan.restarts.push_back({back.startsAt + 15s + i * 20s, e.what.service, i, c.previous});
    }
}

} // namespace vedette::demo
