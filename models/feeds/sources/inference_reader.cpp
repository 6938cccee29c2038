#include "models/feeds/sources/inference_reader.h"

#include "models/base/text.h"
#include "models/core/feed_labels.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kLead{3 * 60'000};        ///< of a look: it takes two samples to see something move
constexpr Millis kBuildLead{15 * 60'000};  ///< so long a service may go unscraped and still be seen to change its version
constexpr Millis kHour{3600'000};
constexpr Millis kDay{24 * 3600'000};
constexpr Millis kPollReach{10 * 60'000};  ///< shorter pieces are polls that follow each other
constexpr Millis kOutcome{2 * 3600'000};   ///< behind its piece a rollout of the past is followed so long at once
constexpr Millis kSeldom{30 * 60'000};
constexpr Millis kPodsLater{15 * 60'000};  ///< so long after the template its pods may come
constexpr Millis kPodsBefore{10 * 60'000};
constexpr Millis kPodsNow{2 * 60'000};
constexpr std::size_t kNamesAtOnce = 40;
constexpr std::size_t kMostTemplates = 400; ///< whose images are asked in one piece; the others follow with the next
constexpr int kImageTries = 3;
constexpr std::size_t kMostImages = 50'000;

WorkloadKey keyOf(const Labels& labels, const char* kind, const char* label)
{
    return {kind, std::string(labels.value("cluster")), std::string(labels.value("namespace")), std::string(labels.value(label))};
}

WorkloadKey workloadOf(const Labels& labels)
{
    if (labels.has("scaletargetref_name"))
        return {std::string(labels.value("scaletargetref_kind")), std::string(labels.value("cluster")), std::string(labels.value("namespace")), std::string(labels.value("scaletargetref_name"))};
    if (labels.has("statefulset"))
        return keyOf(labels, "StatefulSet", "statefulset");
    return labels.has("daemonset") ? keyOf(labels, "DaemonSet", "daemonset") : keyOf(labels, "Deployment", "deployment");
}

Time timeOfSeconds(double seconds) { return timeFromMs(static_cast<std::int64_t>(std::clamp(seconds, 0.0, 1e11) * 1000)); }

template <class Fn> void inBatches(const std::set<std::string>& names, Fn&& fn)
{
    std::set<std::string> batch;
    for (const auto& name : names) {
        batch.insert(name);
        if (batch.size() == kNamesAtOnce)
            fn(std::exchange(batch, {}));
    }
    if (!batch.empty())
        fn(batch);
}

} // namespace

bool InferenceReader::Presence::due(const Job& job) const { return job.backfill || seen || !absentAt || job.settled - *absentAt >= kSeldom; }

InferenceReader::InferenceReader(const FeedConfig& feed, Millis step, Millis keep) : m_feed(feed), m_step(step), m_keep(keep), m_queries(feed, step) {}

Time InferenceReader::onGrid(Time t, bool up) const { return floorTo(up ? t + m_step - Millis{1} : t, m_step); }

TimeRange InferenceReader::gridOf(const Job& job) const { return {onGrid(job.range.from, true), onGrid(job.range.to - Millis{1}, false)}; }

void InferenceReader::begin(Job& job, TimeRange range, Time settled, bool backfill)
{
    job.range = range;
    job.settled = settled;
    job.backfill = backfill;
    const auto grid = gridOf(job);
    const auto look = [&](Kind kind, std::string query) {
        Question question;
        question.kind = kind;
        question.name = kind == Kind::lookBuilds ? "versions" : "rollouts";
        question.query = std::move(query);
        question.span = grid;
        job.todo.push_back(std::move(question));
    };
    const auto& what = m_feed.inference;
    const auto length = grid.length() + m_step;
    if ((what.kubernetes || what.scale) && m_cluster.due(job))
        look(Kind::lookKubernetes, m_queries.lookKubernetes(length + kLead, grid.from - (range.length() > kPollReach ? kDay : kHour)));
    if (what.builds && m_builds.due(job))
        look(Kind::lookBuilds, m_queries.lookBuilds(length + kBuildLead));
    if (job.todo.empty())
        look(Kind::nothing, "vector(1)");
}

bool InferenceReader::advance(Job& job)
{
    while (job.todo.empty() && job.phase < 3) {
        ++job.phase;
        job.phase == 1 ? planSigns(job) : job.phase == 2 ? planFollowing(job) : planImages(job);
    }
    return !job.todo.empty();
}

void InferenceReader::end(const Job& job)
{
    m_news.insert(job.touched.begin(), job.touched.end());
    m_knownTo = std::max(m_knownTo, gridOf(job).to);
    if (job.backfill || job.settled - m_forgotAt < kHour)
        return;
    m_forgotAt = job.settled;
    forget(job.settled - m_keep);
}

void InferenceReader::forget(Time before)
{
    for (auto& [service, facts] : m_services) {
        for (auto& [key, known] : facts.workloads)
            known.forget(before);
        for (auto& [labels, known] : facts.builds)
            known.moments.erase(known.moments.begin(), known.moments.lower_bound(before));
    }
    if (m_images.size() > kMostImages)
        m_images.clear(); // those that are needed are asked once more
}

std::string InferenceReader::product() const
{
    std::vector<std::string> parts;
    if (m_cluster.seen)
        parts.emplace_back("kube-state-metrics");
    if (m_builds.seen)
        parts.emplace_back("build_info");
    return joinText(parts, ", ");
}

void InferenceReader::noteLook(Job& job, Presence& presence, bool here, const char* sentence, std::vector<std::string>& partials)
{
    if (job.backfill)
        return;
    if (!here) {
        presence.absentAt = job.settled;
        partials.emplace_back(sentence);
        return;
    }
    if (!presence.seen && presence.absentAt)
        m_missed = TimeRange{*presence.absentAt, job.range.to};
    presence.seen = true;
}

void InferenceReader::read(Job& job, const MatrixAnswer& answer, std::vector<std::string>& partials)
{
    const auto& asked = job.current;
    const auto has = [&](const char* sign) {
        return std::any_of(answer.series.begin(), answer.series.end(), [&](const auto& s) { return s.labels.value("sign") == sign; });
    };
    switch (asked.kind) {
    case Kind::nothing:
        return;
    case Kind::lookKubernetes:
        noteLook(job, m_cluster, has("here"), "no kube-state-metrics here: rollouts and scaling are not inferred", partials);
        break;
    case Kind::lookBuilds:
        noteLook(job, m_builds, has("built"), "no build metrics here: changes of versions are not inferred", partials);
        break;
    case Kind::images:
    case Kind::imagesBefore:
    case Kind::imagesAfter:
        readImages(job, answer);
        return;
    default:
        break;
    }
    for (const auto& series : answer.series) {
        if (series.values.empty())
            continue;
        if (asked.kind == Kind::lookKubernetes || asked.kind == Kind::lookBuilds)
            readLook(job, series);
        else if (asked.kind == Kind::builds)
            readBuild(job, series);
        else
            readSign(job, series);
    }
    for (const auto& [key, service] : m_serviceOf) {
        const auto kind = asked.kind == Kind::deployments ? "Deployment" : asked.kind == Kind::statefulSets ? "StatefulSet" : asked.kind == Kind::daemonSets ? "DaemonSet" : "";
        if (key.kind == kind && asked.names.contains(key.name))
            m_services[service].workloads[key].known.add({asked.span.from, asked.span.to + m_step});
    }
}

WorkloadFacts& InferenceReader::factsOf(const WorkloadKey& key, Job& job)
{
    auto& service = m_serviceOf[key];
    if (service.empty())
        service = serviceOf(key, m_feed);
    job.touched.insert(service);
    return m_services[service].workloads[key];
}

void InferenceReader::readLook(Job& job, const SeriesSamples& series)
{
    const auto& labels = series.labels;
    const auto sign = labels.value("sign");
    if (sign == "created") {
        auto& facts = factsOf(keyOf(labels, "Deployment", "owner_name"), job);
        const std::string name(labels.value("replicaset"));
        facts.created.emplace(name, timeOfSeconds(series.values.back()));
        // It may have been made in a span that is asked about later.
        if (std::none_of(facts.moments.begin(), facts.moments.end(), [&](const auto& m) { return m.second.risen.contains(name); }))
            job.deployments.emplace(labels.value("owner_name"));
    } else if (sign == "risen") {
        job.deployments.emplace(labels.value("owner_name"));
    } else if (sign == "revised") {
        job.statefulSets.emplace(labels.value("statefulset"));
    } else if (sign == "changed") {
        job.daemonSets.emplace(labels.value("daemonset"));
    } else if (sign == "scaled" && m_feed.inference.scale) {
        (labels.has("deployment") ? job.deployments : job.statefulSets).emplace(labels.value(labels.has("deployment") ? "deployment" : "statefulset"));
    } else if (sign == "autoscaled" && m_feed.inference.scale) {
        job.targets.emplace(labels.value("scaletargetref_name"));
    } else if (sign == "version") {
        for (const auto& name : m_feed.labels.service) {
            if (labels.has(name)) {
                job.builds[name].emplace(labels.value(name));
                break;
            }
        }
    }
}

void InferenceReader::readSign(Job& job, const SeriesSamples& series)
{
    const auto& labels = series.labels;
    const auto sign = labels.value("sign");
    const auto key = workloadOf(labels);
    if (key.name.empty())
        return;
    auto& facts = factsOf(key, job);
    for (std::size_t i = 0; i < series.times.size(); ++i) {
        const auto t = series.times[i];
        const auto value = series.values[i];
        const TimeRange step{t, t + m_step};
        if (sign == "risen" || sign == "ran") {
            const std::string name = labels.has("replicaset") ? std::string(labels.value("replicaset"))
                : labels.has("revision")                      ? std::string(labels.value("revision"))
                                                              : formatNumber(value);
            auto& moment = facts.moments[t];
            (sign == "risen" ? moment.risen : moment.ran).insert(name);
        } else if (sign == "busy") {
            facts.busy.add(step);
        } else if (sign == "done") {
            facts.done.insert(t);
        } else if (sign == "failed") {
            facts.failed.add(step);
        } else if (sign == "paused") {
            facts.paused.add(step);
        } else if (sign == "to" || sign == "from") {
            auto& asked = (labels.has("scaletargetref_name") ? facts.autoscaled : facts.replicas)[t];
            (sign == "to" ? asked.to : asked.from) = value;
        }
    }
}

void InferenceReader::readBuild(Job& job, const SeriesSamples& series)
{
    std::string version(series.labels.firstOf(m_feed.inference.versionLabels));
    auto told = series.labels;
    const bool kept = asTheFeedSays(m_feed, told);
    const std::string service(told.firstOf(m_feed.labels.service));
    if (!kept || version.empty() || service.empty())
        return;
    auto labels = series.labels.without("sign");
    for (const auto& name : m_feed.inference.versionLabels)
        labels.set(name, {});
    const auto sign = series.labels.value("sign");
    auto& facts = m_services[service].builds[labels];
    job.touched.insert(service);
    for (std::size_t i = 0; i < series.times.size(); ++i) {
        auto& moment = facts.moments[series.times[i]];
        if (sign == "fresh") {
            moment.freshInstances += moment.fresh.insert(version).second ? series.values[i] : 0;
        } else if (sign == "ran") {
            moment.ranInstances += moment.ran.insert(version).second ? series.values[i] : 0;
        } else if (sign == "mix") {
            moment.mix[version] = series.values[i];
        } else if (sign == "sole") {
            moment.sole = version;
            moment.instances = series.values[i];
        }
    }
}

void InferenceReader::askSigns(Job& job, Kind kind, const std::set<std::string>& names, TimeRange span)
{
    inBatches(names, [&](const std::set<std::string>& batch) {
        Question question;
        question.kind = kind;
        question.instant = false;
        question.span = span;
        question.names = batch;
        const auto& what = m_feed.inference;
        question.query = kind == Kind::deployments ? m_queries.deployments(batch, what.kubernetes, what.scale)
            : kind == Kind::statefulSets           ? m_queries.statefulSets(batch, what.kubernetes, what.scale)
            : kind == Kind::daemonSets             ? m_queries.daemonSets(batch)
                                                   : m_queries.autoscalers(batch);
        job.todo.push_back(std::move(question));
    });
}

void InferenceReader::planSigns(Job& job)
{
    auto span = gridOf(job);
    if (job.backfill) {
        span.to = std::max(span.to, onGrid(std::min(span.to + kOutcome, job.settled), false));
    } else {
        for (const auto& key : m_open) {
            const auto& known = m_services[m_serviceOf[key]].workloads[key].known.ranges();
            if (known.empty() || known.back().to + kPollReach < span.from)
                continue; // lost from sight long ago
            span.from = std::min(span.from, known.back().to);
            (key.kind == "Deployment" ? job.deployments : key.kind == "StatefulSet" ? job.statefulSets : job.daemonSets).insert(key.name);
        }
    }
    askSigns(job, Kind::deployments, job.deployments, span);
    askSigns(job, Kind::statefulSets, job.statefulSets, span);
    if (m_feed.inference.kubernetes)
        askSigns(job, Kind::daemonSets, job.daemonSets, span);
    askSigns(job, Kind::autoscalers, job.targets, gridOf(job));
    for (const auto& [label, values] : job.builds) {
        inBatches(values, [&, &name = label](const std::set<std::string>& batch) {
            Question question;
            question.kind = Kind::builds;
            question.name = "versions";
            question.instant = false;
            question.span = gridOf(job);
            question.query = m_queries.builds(name, batch);
            job.todo.push_back(std::move(question));
        });
    }
}

/// Rollouts of the past whose end lies behind what was asked.
void InferenceReader::planFollowing(Job& job)
{
    std::map<Kind, std::set<std::string>> names;
    TimeRange span{Time::max(), Time::min()};
    for (const auto& service : job.touched) {
        for (const auto& [key, facts] : m_services[service].workloads) {
            const auto rollouts = rolloutsOf(key, facts);
            if (rollouts.empty() || !rollouts.back().open())
                continue;
            const auto end = facts.known.empty() ? rollouts.back().seenAt : facts.known.ranges().back().to;
            if (end + kPollReach >= job.settled)
                continue;
            names[key.kind == "Deployment" ? Kind::deployments : key.kind == "StatefulSet" ? Kind::statefulSets : Kind::daemonSets].insert(key.name);
            span.from = std::min(span.from, end);
            span.to = std::max(span.to, std::min(end + kDay, job.settled));
        }
    }
    for (const auto& [kind, batch] : names)
        askSigns(job, kind, batch, {onGrid(span.from, true), onGrid(std::min(span.to, span.from + 2 * kDay), false)});
}

/// Templates of a workload whose images are not known: sets by name, the others by time.
void InferenceReader::wantImages(Job& job, const WorkloadKey& key, const WorkloadFacts& facts, std::vector<std::pair<WorkloadKey, std::string>>& sets, TimeRange& span)
{
    for (const auto& rollout : rolloutsOf(key, facts)) {
        if (key.kind == "Deployment") {
            for (const auto& name : {rollout.to, rollout.from}) {
                if (name.empty() || m_images.contains({key, name}) || sets.size() >= kMostTemplates)
                    continue;
                sets.emplace_back(key, name);
                span.from = std::min(span.from, rollout.seenAt - kPodsBefore);
                span.to = std::max(span.to, std::max(rollout.endsAt.value_or(rollout.seenAt), rollout.seenAt + kPodsLater));
            }
            continue;
        }
        if (m_images.contains({key, rollout.to}))
            continue;
        const auto ask = [&](Kind kind, const std::string& name, Time at) {
            Question question;
            question.kind = kind;
            question.span = {at, at};
            question.query = m_queries.images(key.kind, {key.name}, kPodsNow);
            question.templates = {{key, name}};
            job.todo.push_back(std::move(question));
        };
        const auto from = imagesBefore(rollout.to);
        if (!m_images.contains({key, from}))
            ask(Kind::imagesBefore, from, rollout.seenAt - m_step);
        ask(Kind::imagesAfter, rollout.to, std::min(rollout.endsAt.value_or(job.settled) + kPodsNow, job.settled));
        job.todo.back().templates.emplace_back(key, from);
    }
}

void InferenceReader::planImages(Job& job)
{
    auto services = job.touched;
    services.insert(m_news.begin(), m_news.end());
    std::vector<std::pair<WorkloadKey, std::string>> sets;
    TimeRange span{Time::max(), Time::min()};
    for (const auto& service : services) {
        for (const auto& [key, facts] : m_services[service].workloads)
            wantImages(job, key, facts, sets, span);
    }
    span.to = std::min(span.to, job.settled);
    for (std::size_t i = 0; i < sets.size(); i += kNamesAtOnce) {
        Question question;
        question.kind = Kind::images;
        question.span = {span.to, span.to};
        question.templates.assign(sets.begin() + static_cast<std::ptrdiff_t>(i), sets.begin() + static_cast<std::ptrdiff_t>(std::min(sets.size(), i + kNamesAtOnce)));
        std::set<std::string> owners;
        for (const auto& [key, name] : question.templates)
            owners.insert(name);
        question.query = m_queries.images("ReplicaSet", owners, std::max(kPodsNow, span.length()));
        job.todo.push_back(std::move(question));
    }
}

void InferenceReader::readImages(Job& job, const MatrixAnswer& answer)
{
    const auto& asked = job.current;
    const auto found = [&](const WorkloadKey& key, const std::string& owner) {
        std::vector<ContainerImage> images;
        for (const auto& series : answer.series) {
            const auto& labels = series.labels;
            auto image = imageFrom(labels);
            const bool told = std::any_of(images.begin(), images.end(), [&](const auto& i) { return i.container == image.container && i.same(image); });
            if (labels.value("owner_name") == owner && labels.value("namespace") == key.space && labels.value("cluster") == key.cluster && !told)
                images.push_back(std::move(image));
        }
        return images;
    };
    const auto keep = [&](const std::pair<WorkloadKey, std::string>& which, std::vector<ContainerImage> images, bool wait) {
        job.touched.insert(m_serviceOf[which.first]);
        if (!images.empty() || (!wait && (job.backfill || ++m_tries[which] >= kImageTries)))
            m_images[which] = std::move(images);
    };
    if (asked.kind == Kind::images) {
        for (const auto& which : asked.templates)
            keep(which, found(which.first, which.second), false);
        return;
    }
    const auto& which = asked.templates.front();
    auto images = found(which.first, which.first.name);
    if (asked.kind == Kind::imagesBefore) {
        m_images[which] = std::move(images);
        return;
    }
    // While it goes on old and new run beside each other: the new ones are those that did not run before.
    const auto& before = m_images[asked.templates.back()];
    const auto ran = [&](const ContainerImage& image) {
        return std::any_of(before.begin(), before.end(), [&](const auto& b) { return b.container == image.container && b.same(image); });
    };
    std::erase_if(images, ran);
    const auto& facts = m_services[m_serviceOf[which.first]].workloads[which.first];
    const auto rollouts = rolloutsOf(which.first, facts);
    const auto rollout = std::find_if(rollouts.begin(), rollouts.end(), [&](const Rollout& r) { return r.to == which.second; });
    const bool open = rollout != rollouts.end() && rollout->open();
    keep(which, images.empty() && !open ? before : images, open);
}

std::vector<ChangeRecord> InferenceReader::records(Time heldBefore)
{
    std::vector<ChangeRecord> out;
    const InferenceView view{m_feed, m_images, m_knownTo, heldBefore};
    std::set<std::string> again;
    for (const auto& service : m_news) {
        auto& facts = m_services[service];
        bool more = heldBefore > Time::min();
        for (const auto& [key, known] : facts.workloads) {
            m_open.erase(key);
            for (const auto& rollout : rolloutsOf(key, known)) {
                if (rollout.open())
                    m_open.insert(key);
                more = more || rollout.open() || !m_images.contains({key, rollout.to});
            }
        }
        for (auto& record : inferredRecords(service, facts, view)) {
            more = more || !record.endsAt;
            out.push_back(std::move(record));
        }
        if (more)
            again.insert(service);
    }
    m_news = std::move(again);
    return out;
}

} // namespace vedette
