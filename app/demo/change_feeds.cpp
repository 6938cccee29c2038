#include "app/demo/change_feeds.h"

#include "app/demo/ci_feeds.h"
#include "app/demo/told_changes.h"

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

std::string_view stageState(ChangeStatus status)
{
    switch (status) {
    case ChangeStatus::success: return "SUCCEEDED";
    case ChangeStatus::failed: return "FAILED";
    case ChangeStatus::aborted: return "ABORTED";
    case ChangeStatus::started: break;
    }
    return "RUNNING";
}

} // namespace

std::string pipelineRuns(const FleetPlan& plan, Time now, int page, int perPage)
{
    struct Row {
        const PlannedChange* change;
        const PlannedStage* stage;
    };
    std::vector<Row> rows;
    for (const auto& c : plan.changes) {
        if (!tells(c, "pipelines"))
            continue;
        for (const auto& s : c.stages) {
            if (s.startsAt <= now)
                rows.push_back({&c, &s});
        }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.stage->startsAt > b.stage->startsAt; });
    const auto total = rows.size();
    pageOf(rows, page, perPage);
    JsonWriter w;
    w.beginObject().key("items").beginArray();
    for (const auto& [c, s] : rows) {
        w.beginObject().field("id", c->id + "/" + lowerAscii(s->stage));
        w.key("run").beginObject().field("id", c->id).endObject();
        w.key("app").beginObject().field("name", serviceName(*c)).endObject();
        w.field("env", s->stage == "STAGE" ? "stage" : "prod");
        w.field("type", c->kind == ChangeKind::rollback ? "ROLLBACK" : "RELEASE");
        w.field("phase", s->stage);
        w.field("state", s->endsAt <= now ? stageState(s->status) : stageState(ChangeStatus::started));
        w.field("version", c->revision).field("from", c->previous).field("started_at", s->startsAt);
        finishedField(w, "finished_at", s->endsAt, now);
        w.key("user").beginObject().field("login", c->actor).endObject();
        w.field("html_url", "https://pipelines.shop.example/runs/" + c->id).field("title", c->title).endObject();
    }
    w.endArray().field("total", total).endObject();
    return w.take();
}

std::string flagChanges(const FleetPlan& plan, Time now)
{
    JsonWriter w;
    w.beginObject().key("changes").beginArray();
    for (auto c = plan.changes.rbegin(); c != plan.changes.rend(); ++c) {
        if (!tells(*c, "flags") || c->startsAt > now)
            continue;
        w.beginObject().field("key", c->id).field("what", c->kind == ChangeKind::flag ? "flag" : "setting");
        w.field("target", serviceName(*c)).field("env", "prod").field("rev", c->revision).field("by", c->actor);
        w.field("note", c->title).field("at", toMs(c->startsAt)).key("applied");
        if (c->endsAt <= now)
            w.value(toMs(c->endsAt));
        else
            w.null();
        w.endObject();
    }
    w.endArray().endObject();
    return w.take();
}

std::string githubDeployments(const FleetPlan& plan, Time now, const std::string& base, int page, int perPage)
{
    auto rows = rolloutsOf(plan, "github", now);
    pageOf(rows, page, perPage);
    JsonWriter w;
    w.beginArray();
    for (const auto* c : rows) {
        const auto* r = c->rollout();
        const std::string url = base + "/github/repos/shop/shop/deployments/" + digits(*c);
        w.beginObject().field("url", url).key("id").raw(digits(*c)).field("sha", commitOf(*c)).field("ref", "v" + c->revision);
        w.field("task", c->kind == ChangeKind::rollback ? "deploy:rollback" : "deploy").field("environment", "prod");
        w.field("production_environment", true).field("description", c->title);
        w.key("payload").beginObject().field("service", serviceName(*c)).field("version", c->revision);
        w.field("previous", c->previous).endObject();
        w.key("creator").beginObject().field("login", c->actor).endObject();
        w.field("created_at", r->startsAt).field("updated_at", std::min(now, syncedAt(*r)));
        w.field("statuses_url", url + "/statuses").field("repository_url", base + "/github/repos/shop/shop").endObject();
    }
    w.endArray();
    return w.take();
}

std::string githubStatuses(const FleetPlan& plan, Time now, const std::string& id)
{
    for (const auto& c : plan.changes) {
        if (!tells(c, "github") || digits(c) != id || c.rollout()->startsAt > now)
            continue;
        JsonWriter w;
        w.beginArray();
        auto status = [&](int n, std::string_view state, Time at) {
            if (at > now)
                return;
            w.beginObject().key("id").raw(id + std::to_string(n)).field("state", state).field("description", "");
            w.field("environment", "prod").field("log_url", "https://pipelines.shop.example/runs/" + c.id);
            w.field("created_at", at).field("updated_at", at);
            w.key("creator").beginObject().field("login", "deploy-bot").endObject().endObject();
        };
        const auto* r = c.rollout();
        status(2, r->status == ChangeStatus::success ? "success" : "failure", r->endsAt);
        status(1, "in_progress", r->startsAt);
        w.endArray();
        return w.take();
    }
    return {};
}

std::string argocdApplications(const FleetPlan& plan, Time now)
{
    JsonWriter w;
    w.beginObject().key("metadata").beginObject().endObject().key("items").beginArray();
    const auto& services = fleetServices();
    for (std::size_t s = 0; s < services.size(); ++s) {
        std::vector<const PlannedChange*> syncs;
        for (const auto& c : plan.changes) {
            if (static_cast<std::size_t>(c.service) == s && tells(c, "argocd") && c.rollout()->startsAt <= now)
                syncs.push_back(&c);
        }
        if (syncs.empty())
            continue;
        const auto& newest = *syncs.back();
        const auto* last = newest.rollout();
        const bool running = syncedAt(*last) > now;
        w.beginObject().key("metadata").beginObject().field("name", services[s].name).field("namespace", "argocd");
        w.key("labels").beginObject().field("team", services[s].team).endObject().endObject();
        w.key("spec").beginObject().field("project", "shop").key("destination").beginObject();
        w.field("namespace", "prod").field("server", "https://kubernetes.default.svc").endObject().endObject();
        w.key("status").beginObject().key("sync").beginObject();
        w.field("status", running ? "OutOfSync" : "Synced").field("revision", newest.revision).endObject();
        w.key("health").beginObject().field("status", running ? "Progressing" : "Healthy").endObject();
        w.key("history").beginArray();
        std::vector<std::size_t> told;
        for (std::size_t k = 0; k < syncs.size(); ++k) {
            if (syncedAt(*syncs[k]->rollout()) <= now)
                told.push_back(k);
        }
        if (told.size() > kArgocdHistory)
            told.erase(told.begin(), told.end() - static_cast<std::ptrdiff_t>(kArgocdHistory));
        for (const auto k : told) {
            const auto& c = *syncs[k];
            w.beginObject().field("id", k).field("revision", c.revision).field("deployStartedAt", c.rollout()->startsAt);
            w.field("deployedAt", syncedAt(*c.rollout())).key("source").beginObject();
            w.field("repoURL", "https://git.shop.example/deploy").field("path", services[s].name);
            w.field("targetRevision", c.revision).endObject();
            w.key("initiatedBy").beginObject().field("username", c.actor).field("automated", false).endObject().endObject();
        }
        w.endArray().key("operationState").beginObject().field("phase", running ? "Running" : "Succeeded");
        w.field("startedAt", last->startsAt);
        finishedField(w, "finishedAt", syncedAt(*last), now);
        w.field("message", "").key("syncResult").beginObject().field("revision", newest.revision).endObject().endObject();
        w.key("summary").beginObject().key("images").beginArray();
        w.value("registry.shop.example/" + services[s].name + ":" + newest.revision).endArray().endObject();
        w.endObject().endObject();
    }
    w.endArray().endObject();
    return w.take();
}

std::vector<CdEvent> cdEvents(const FleetPlan& plan, Time now, const std::string& source)
{
    std::vector<CdEvent> events;
    for (const auto& c : plan.changes) {
        if (!tells(c, source))
            continue;
        const Time at = syncedAt(*c.rollout());
        if (at > now)
            continue;
        const bool older = fnv1a(c.id) % 2 == 0; // 0.4 and 0.5 live side by side in most fleets
        const std::string predicate = c.kind == ChangeKind::rollback ? "rolledback" : "deployed";
        const std::string origin = "/ci/" + serviceName(c);
        JsonWriter w;
        w.beginObject().key("context").beginObject().field(older ? "version" : "specversion", older ? "0.4.1" : "0.5.0");
        w.field("id", c.id + "-" + predicate).field("source", origin);
        w.field("type", "dev.cdevents.service." + predicate + (older ? ".0.2.0" : ".0.3.0")).field("timestamp", at);
        if (!older)
            w.field("chainId", c.id);
        w.endObject().key("subject").beginObject().field("id", serviceName(c)).field("source", origin);
        if (older)
            w.field("type", "service");
        w.key("content").beginObject().key("environment").beginObject().field("id", "prod").endObject();
        w.field("artifactId", "pkg:oci/" + serviceName(c) + "@" + c.revision).endObject().endObject();
        w.key("customData").beginObject().field("actor", c.actor).field("previous", c.previous).endObject();
        w.field("customDataContentType", "application/json").endObject();
        std::string stamp = formatRfc3339(at).substr(0, 19);
        std::erase_if(stamp, [](char ch) { return ch == ':' || ch == '-'; });
        events.push_back({stamp + "-" + c.id + "-" + predicate + ".json", at, w.take()});
    }
    std::stable_sort(events.begin(), events.end(), [](const CdEvent& a, const CdEvent& b) { return a.at < b.at; });
    return events;
}

std::vector<std::string> sourcesAt(const FleetPlan& plan, std::size_t index, Time now)
{
    const auto& change = plan.changes[index];
    std::vector<std::string> feeds;
    for (const auto& feed : change.sources) {
        const auto* rollout = change.rollout();
        bool told = change.startsAt <= now;
        if (feed == "github" || feed == "gitlab" || feed == "concourse" || feed == "spinnaker")
            told = rollout->startsAt <= now;
        if (feed == "kubernetes") {
            // The first instance of a version comes 20 s after the canary's start, of a rollback after 15 s, and is scraped then.
            const bool canary = !rollout || change.kind == ChangeKind::deployment;
            const auto stage = std::find_if(change.stages.begin(), change.stages.end(), [&](const PlannedStage& s) { return s.stage == (canary ? "CANARY" : "DEPLOY_ALL"); });
            told = stage != change.stages.end() && stage->startsAt + 35s <= now;
        }
        if (feed == "jenkins") {
            const auto rows = rolloutsOf(plan, feed, now);
            const auto place = std::find(rows.begin(), rows.end(), &change) - rows.begin();
            told = place < static_cast<std::ptrdiff_t>(std::min(rows.size(), kJenkinsBuilds));
        }
        if (feed == "cdevents" || feed == "cdevents-folder" || feed == "grafana")
            told = syncedAt(*rollout) <= now;
        if (feed == "argocd") {
            std::size_t later = 0;
            for (std::size_t k = index + 1; k < plan.changes.size(); ++k) {
                const auto& other = plan.changes[k];
                later += other.service == change.service && tells(other, feed) && syncedAt(*other.rollout()) <= now ? 1 : 0;
            }
            told = syncedAt(*rollout) <= now && later < kArgocdHistory;
        }
        if (told)
            feeds.push_back(feed);
    }
    return feeds;
}

std::string cdEventList(const FleetPlan& plan, Time now, const std::string& source)
{
    JsonWriter w;
    w.beginArray();
    for (const auto& e : cdEvents(plan, now, source))
        w.raw(e.body);
    w.endArray();
    return w.take();
}

} // namespace vedette::demo
