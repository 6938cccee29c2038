#include "app/demo/ci_feeds.h"

#include "app/demo/told_changes.h"

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

std::string_view outcome(const PlannedStage& s, Time now, std::string_view running, std::string_view success, std::string_view failed, std::string_view aborted)
{
    if (s.endsAt > now)
        return running;
    return s.status == ChangeStatus::success ? success : s.status == ChangeStatus::aborted ? aborted : failed;
}

/// Ids grow with time, as a server that counts gives them.
std::int64_t buildId(const PlannedChange& c) { return toMs(c.rollout()->startsAt) / 1000 - 1'700'000'000; }

} // namespace

std::string gitlabDeployments(const FleetPlan& plan, Time now, Time after, int page, int perPage)
{
    auto rows = rolloutsOf(plan, "gitlab", now);
    std::erase_if(rows, [&](const auto* c) { return std::min(now, c->rollout()->endsAt) < after; });
    pageOf(rows, page, perPage);
    JsonWriter w;
    w.beginArray();
    for (const auto* c : rows) {
        const auto& r = *c->rollout();
        const auto status = outcome(r, now, "running", "success", "failed", "canceled");
        const std::string project = "https://gitlab.shop.example/shop/" + serviceName(*c);
        w.beginObject().key("id").raw(digits(*c)).field("iid", buildId(*c)).field("ref", "v" + c->revision).field("sha", commitOf(*c));
        w.field("status", status).field("created_at", r.startsAt - 3s).field("updated_at", std::min(now, r.endsAt));
        w.key("user").beginObject().field("username", c->actor).endObject();
        w.key("environment").beginObject().field("id", 9).field("name", "production").endObject();
        w.key("deployable").beginObject().field("id", buildId(*c)).field("status", status).field("started_at", r.startsAt);
        w.field("name", c->kind == ChangeKind::rollback ? "rollback-production" : "deploy-production");
        finishedField(w, "finished_at", r.endsAt, now);
        w.key("commit").beginObject().field("id", commitOf(*c)).field("title", c->title).endObject();
        w.key("pipeline").beginObject().field("web_url", project + "/-/pipelines/" + digits(*c)).endObject();
        w.field("web_url", project + "/-/jobs/" + digits(*c)).endObject().endObject();
    }
    w.endArray();
    return w.take();
}

std::string jenkinsBuilds(const FleetPlan& plan, Time now)
{
    auto rows = rolloutsOf(plan, "jenkins", now);
    cutRows(rows, 0, kJenkinsBuilds);
    JsonWriter w;
    w.beginObject().key("builds").beginArray();
    for (const auto* c : rows) {
        const auto& r = *c->rollout();
        const Time begun = r.startsAt - 8s;
        const auto number = std::to_string(buildId(*c));
        w.beginObject().key("number").raw(number).field("url", "https://ci.shop.example/job/shop/job/deploy/" + number + "/");
        const auto result = outcome(r, now, "", "SUCCESS", "FAILURE", "ABORTED");
        fieldOnce(w, "result", r.endsAt, now, result);
        w.field("building", r.endsAt > now).field("timestamp", toMs(begun)).field("duration", r.endsAt > now ? std::int64_t{0} : toMs(r.endsAt) - toMs(begun));
        w.field("displayName", "#" + number).field("description", c->title).key("actions").beginArray().beginObject().endObject();
        w.beginObject().key("causes").beginArray().beginObject().field("shortDescription", "Started by user " + c->actor).field("userId", c->actor).endObject().endArray().endObject();
        w.beginObject().key("parameters").beginArray();
        const auto parameter = [&](const char* name, const std::string& value) { w.beginObject().field("name", name).field("value", value).endObject(); };
        parameter("SERVICE", serviceName(*c));
        parameter("ENV", "prod");
        parameter("VERSION", c->revision);
        if (c->kind == ChangeKind::rollback)
            parameter("KIND", "rollback");
        w.endArray().endObject().beginObject().key("lastBuiltRevision").beginObject().field("SHA1", commitOf(*c)).endObject().endObject();
        w.endArray().key("changeSets").beginArray().endArray().endObject();
    }
    w.endArray().endObject();
    return w.take();
}

BuildPage concourseBuilds(const FleetPlan& plan, Time now, std::int64_t to, int limit)
{
    auto rows = rolloutsOf(plan, "concourse", now);
    std::erase_if(rows, [&](const auto* c) { return to > 0 && buildId(*c) > to; });
    const auto size = static_cast<std::size_t>(std::clamp(limit, 1, 100));
    BuildPage page;
    page.next = rows.size() > size ? buildId(*rows[size]) : 0;
    cutRows(rows, 0, size);
    JsonWriter w;
    w.beginArray();
    for (const auto* c : rows) {
        const auto& r = *c->rollout();
        const auto id = std::to_string(buildId(*c));
        w.beginObject().key("id").raw(id).field("team_name", "main").field("name", std::to_string(buildId(*c) / 3600));
        w.field("status", outcome(r, now, "started", "succeeded", "failed", "aborted"));
        w.field("job_name", c->kind == ChangeKind::rollback ? "rollback-prod" : "deploy-prod").field("pipeline_name", serviceName(*c));
        w.field("api_url", "/api/v1/builds/" + id).field("start_time", toMs(r.startsAt) / 1000);
        if (r.endsAt <= now)
            w.field("end_time", toMs(r.endsAt) / 1000);
        w.field("created_by", c->actor).field("comment", c->title).endObject();
    }
    w.endArray();
    page.body = w.take();
    return page;
}

std::string concourseResources(const FleetPlan& plan, Time now, const std::string& id)
{
    for (const auto* c : rolloutsOf(plan, "concourse", now)) {
        if (std::to_string(buildId(*c)) != id)
            continue;
        JsonWriter w;
        w.beginObject().key("inputs").beginArray();
        w.beginObject().field("name", "image").field("resource", "image").field("type", "registry-image");
        w.key("version").beginObject().field("tag", c->revision).field("digest", "sha256:" + commitOf(*c)).endObject().endObject();
        w.endArray().key("outputs").beginArray().endArray().endObject();
        return w.take();
    }
    return {};
}

std::string spinnakerExecutions(const FleetPlan& plan, Time now, TimeRange triggered, int start, int size)
{
    auto rows = rolloutsOf(plan, "spinnaker", now);
    std::erase_if(rows, [&](const auto* c) { return !triggered.contains(c->rollout()->startsAt - 12s); });
    cutRows(rows, static_cast<std::size_t>(std::max(start, 0)), static_cast<std::size_t>(std::clamp(size, 1, 100)));
    JsonWriter w;
    w.beginArray();
    for (const auto* c : rows) {
        const auto& r = *c->rollout();
        const bool back = c->kind == ChangeKind::rollback;
        const auto status = outcome(r, now, "RUNNING", "SUCCEEDED", "TERMINAL", "CANCELED");
        w.beginObject().field("id", "01J" + hex64(fnv1a(c->id)).substr(0, 12)).field("type", "PIPELINE").field("application", serviceName(*c));
        w.field("name", back ? "Rollback prod" : "Deploy prod").field("status", status).field("buildTime", toMs(r.startsAt - 12s));
        w.field("startTime", toMs(r.startsAt - 10s));
        fieldOnce(w, "endTime", r.endsAt, now, toMs(r.endsAt));
        w.key("authentication").beginObject().field("user", c->actor).endObject().key("trigger").beginObject().field("type", "manual");
        w.key("parameters").beginObject().field("version", c->revision).endObject().endObject();
        w.key("stages").beginArray().beginObject().field("type", back ? "rollbackServerGroup" : "deploy").field("name", back ? "Deploy all" : "Deploy prod");
        w.field("status", status).field("startTime", toMs(r.startsAt));
        fieldOnce(w, "endTime", r.endsAt, now, toMs(r.endsAt));
        w.endObject().endArray().endObject();
    }
    w.endArray();
    return w.take();
}

std::string grafanaAnnotations(const FleetPlan& plan, Time now, TimeRange within, int limit)
{
    auto rows = rolloutsOf(plan, "grafana", now);
    std::erase_if(rows, [&](const auto* c) { return syncedAt(*c->rollout()) > now || !within.contains(syncedAt(*c->rollout())); });
    std::stable_sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return syncedAt(*a->rollout()) > syncedAt(*b->rollout()); });
    cutRows(rows, 0, static_cast<std::size_t>(std::clamp(limit, 1, 1000)));
    JsonWriter w;
    w.beginArray();
    for (const auto* c : rows) {
        const auto at = toMs(syncedAt(*c->rollout()));
        w.beginObject().key("id").raw(digits(*c)).field("alertId", 0).field("dashboardUID", "").field("panelId", 0).field("userName", "");
        w.field("time", at).field("timeEnd", at).field("text", serviceName(*c) + " " + c->revision + " is everywhere");
        w.key("tags").beginArray().value(c->kind == ChangeKind::rollback ? "rollback" : "deploy");
        // Half of them as a person tags: the service's bare name and nothing else.
        if (fnv1a(c->id) % 2 == 0)
            w.value("service:" + serviceName(*c)).value("env:prod").value("version:" + c->revision);
        else
            w.value(serviceName(*c));
        w.endArray().key("data").beginObject().endObject().endObject();
    }
    w.endArray();
    return w.take();
}

} // namespace vedette::demo
