#include "models/feeds/sources/inferred_records.h"

#include "models/base/text.h"
#include "models/core/feed_labels.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vedette {

namespace {

constexpr Millis kVersionAhead{2 * 60'000};  ///< a pod may tell its version so long before its ReplicaSet was seen
constexpr Millis kVersionBehind{10 * 60'000};
constexpr Millis kOneBuild{10 * 60'000}; ///< metrics of one service that move within tell of one change

/// What the label mapping is asked of a workload, rewritten as the server's series are.
Labels labelsOf(const WorkloadKey& key, const FeedConfig& feed)
{
    Labels labels{{"namespace", key.space}, {"cluster", key.cluster}, {"workload", key.name}};
    labels.set(lowerAscii(key.kind), key.name);
    auto rewritten = labels;
    return asTheFeedSays(feed, rewritten) ? rewritten : labels;
}

std::string seconds(Time t) { return std::to_string(toMs(t) / 1000); }

const std::vector<ContainerImage>* imagesIn(const ImageBook& book, const WorkloadKey& key, const std::string& name)
{
    const auto it = book.find({key, name});
    return it == book.end() ? nullptr : &it->second;
}

/// The image that a rollout brings, and the one in whose place it came.
struct ImageChange {
    ContainerImage now;
    ContainerImage before;
    bool same = false; ///< nothing of what runs is another image
};

ImageChange changeOf(const std::vector<ContainerImage>& now, const std::vector<ContainerImage>* before, const std::string& workload)
{
    ImageChange out;
    const auto find = [](const std::vector<ContainerImage>& list, const std::string& container) {
        const auto it = std::find_if(list.begin(), list.end(), [&](const auto& i) { return i.container == container; });
        return it == list.end() ? nullptr : &*it;
    };
    bool changed = false;
    for (const auto& image : now) {
        const auto* was = before != nullptr ? find(*before, image.container) : nullptr;
        const bool differs = was == nullptr || !image.same(*was);
        const bool better = out.now.container.empty() || (differs && !changed) || (differs == changed && image.container == workload);
        if (better) {
            out.now = image;
            out.before = was != nullptr ? *was : ContainerImage{};
        }
        changed = changed || differs;
    }
    out.same = !changed && !now.empty();
    return out;
}

/// One service's records as they grow.
class Teller {
public:
    Teller(const std::string& service, const InferenceView& view) : m_service(service), m_view(view) {}

    std::vector<ChangeRecord> tell(const ServiceFacts& facts)
    {
        for (const auto& [key, known] : facts.workloads) {
            if (m_view.feed.inference.kubernetes)
                rollouts(key, known);
            if (m_view.feed.inference.scale)
                scalings(key, known);
        }
        versions(facts);
        for (auto& record : m_out) {
            for (const auto& [name, value] : m_view.feed.externalLabels)
                record.attributes.set(name, value);
        }
        return std::move(m_out);
    }

private:
    ChangeRecord recordOf(const WorkloadKey& key, const std::string& what) const
    {
        ChangeRecord record;
        record.id = (key.cluster.empty() ? "" : key.cluster + "/") + key.space + "/" + key.name + "/" + what;
        record.service = m_service;
        record.environment = labelsOf(key, m_view.feed).firstOf(m_view.feed.labels.environment);
        if (record.environment.empty())
            record.environment = key.space;
        record.attributes = Labels{{"workload", key.kind + "/" + key.name}, {"namespace", key.space}, {"cluster", key.cluster}};
        return record;
    }

    void rollouts(const WorkloadKey& key, const WorkloadFacts& known)
    {
        std::vector<std::string> left; // revisions, in the order they were left
        for (const auto& rollout : rolloutsOf(key, known)) {
            const auto* images = imagesIn(m_view.images, key, rollout.to);
            if (images == nullptr)
                continue; // not asked yet
            const auto change = changeOf(*images, imagesIn(m_view.images, key, key.kind == "Deployment" ? rollout.from : imagesBefore(rollout.to)), key.name);
            if (change.same && key.kind == "DaemonSet")
                continue;
            auto record = recordOf(key, rollout.back ? rollout.to + "@" + seconds(rollout.startsAt) : rollout.to);
            record.revision = change.now.revision();
            record.previous = change.before.revision();
            const bool returns = std::find(left.begin(), left.end(), record.revision) != left.end() && record.revision != record.previous;
            record.kind = rollout.back || (returns && !record.revision.empty()) ? ChangeKind::rollback
                : change.same                                                   ? ChangeKind::config
                                                                                : ChangeKind::deployment;
            if (record.kind == ChangeKind::config)
                record.title = "restart";
            left.push_back(record.previous);
            record.startsAt = rollout.startsAt;
            record.endsAt = rollout.endsAt;
            outcome(rollout, record);
            describe(change.now, rollout.to, record);
            m_out.push_back(std::move(record));
        }
    }
    static void outcome(const Rollout& rollout, ChangeRecord& record)
    {
        using State = Rollout::State;
        switch (rollout.state) {
        case State::running:
        case State::paused:
        case State::stuck:
            record.status = ChangeStatus::started;
            break;
        case State::complete:
        case State::late:
            record.status = ChangeStatus::success;
            break;
        case State::failed:
            record.status = ChangeStatus::failed;
            break;
        case State::replaced:
            record.status = ChangeStatus::aborted;
            break;
        }
        constexpr std::array<const char*, 7> kWords{"running", "paused", "stuck", "complete", "late", "failed", "replaced"};
        record.attributes.set("progress", kWords[static_cast<std::size_t>(rollout.state)]);
    }
    static void describe(const ContainerImage& image, const std::string& to, ChangeRecord& record)
    {
        record.attributes.set("template", to);
        record.attributes.set("container", image.container);
        record.attributes.set("image", image.name + (image.tag.empty() ? "" : ":" + image.tag));
        record.attributes.set("digest", image.digest.empty() ? "" : "sha256:" + image.digest);
        record.attributes.set("commit", commitIn(image.tag));
    }

    void scalings(const WorkloadKey& key, const WorkloadFacts& known)
    {
        for (const auto& scaling : scalingsOf(known)) {
            if (scaling.from < m_view.heldBefore)
                continue;
            auto record = recordOf(key, "scale@" + seconds(scaling.from));
            record.kind = ChangeKind::scale;
            record.status = ChangeStatus::success;
            record.revision = formatNumber(scaling.after);
            record.previous = formatNumber(scaling.before);
            const bool detour = std::abs(scaling.farthest - scaling.before) > std::abs(scaling.after - scaling.before);
            record.title = "replicas " + record.previous + (detour ? " -> " + formatNumber(scaling.farthest) : "") + " -> " + record.revision;
            record.startsAt = scaling.from;
            record.endsAt = scaling.to;
            if (scaling.byAutoscaler)
                record.actor = "HorizontalPodAutoscaler";
            m_out.push_back(std::move(record));
        }
    }

    struct Built {
        VersionChange change;
        Labels labels;
        std::string environment;
        [[nodiscard]] std::pair<bool, std::string> rank() const ///< of the metric: a library's says less than the program's own
        {
            const std::string name(labels.value("__name__"));
            return {name == "go_build_info", name};
        }
    };
    void versions(const ServiceFacts& facts)
    {
        std::vector<Built> all;
        for (const auto& [labels, known] : facts.builds) {
            for (auto& change : versionChangesOf(known, m_view.knownTo))
                all.push_back({std::move(change), labels, std::string(labels.firstOf(m_view.feed.labels.environment))});
        }
        for (const auto& one : all) {
            const bool toldBetter = std::any_of(all.begin(), all.end(), [&](const Built& other) {
                const auto apart = std::chrono::abs(other.change.startsAt - one.change.startsAt);
                return apart <= kOneBuild && other.environment == one.environment && other.labels.value("cluster") == one.labels.value("cluster") && other.rank() < one.rank();
            });
            if (!toldBetter)
                version(one);
        }
    }
    void version(const Built& built)
    {
        const auto& change = built.change;
        const std::string cluster(built.labels.value("cluster"));
        const auto id = (cluster.empty() ? "" : cluster + "/") + (built.environment.empty() ? "" : built.environment + "/") + m_service + "/" + change.version + "@" + seconds(change.startsAt);
        for (auto& deploy : m_out) {
            const bool isRollout = deploy.attributes.has("template");
            const bool elsewhere = !built.environment.empty() && built.environment != deploy.environment;
            if (!isRollout || elsewhere || (!cluster.empty() && deploy.attributes.has("cluster") && deploy.attributes.value("cluster") != cluster))
                continue;
            const auto until = deploy.endsAt ? *deploy.endsAt + kVersionBehind : Time::max();
            if (change.startsAt >= deploy.startsAt - kVersionAhead && change.startsAt <= until) {
                deploy.attributes.set("version", change.version);
                if (deploy.revision.empty())
                    deploy.revision = change.version;
                if (deploy.previous.empty())
                    deploy.previous = change.previous;
                return;
            }
            const bool same = deploy.revision.empty() || deploy.revision == change.version || deploy.revision == "v" + change.version;
            if (same && change.startsAt < deploy.startsAt && (!change.endsAt || *change.endsAt >= deploy.startsAt - kVersionAhead))
                deploy.parent = id; // its canary
        }
        if (change.startsAt < m_view.heldBefore)
            return;
        ChangeRecord record;
        record.id = id;
        record.kind = change.back ? ChangeKind::rollback : ChangeKind::deployment;
        record.service = m_service;
        record.environment = built.environment;
        record.revision = change.version;
        record.previous = change.previous;
        record.startsAt = change.startsAt;
        record.endsAt = change.endsAt;
        using State = VersionChange::State;
        record.status = !change.endsAt ? ChangeStatus::started
            : change.state == State::complete || change.state == State::beside ? ChangeStatus::success
                                                                                : ChangeStatus::aborted;
        record.attributes = Labels{{"metric", std::string(built.labels.value("__name__"))}, {"cluster", cluster}};
        if (change.instances > 0)
            record.attributes.set("instances", formatNumber(change.have) + "/" + formatNumber(change.instances));
        if (change.state != State::complete && change.share() > 0)
            record.attributes.set("canary", formatNumber(std::round(change.share() * 100)) + " %");
        m_out.push_back(std::move(record));
    }

    const std::string& m_service;
    const InferenceView& m_view;
    std::vector<ChangeRecord> m_out;
};

} // namespace

std::vector<ChangeRecord> inferredRecords(const std::string& service, const ServiceFacts& facts, const InferenceView& view)
{
    return Teller(service, view).tell(facts);
}

std::string imagesBefore(const std::string& name) { return "<" + name; }

std::string serviceOf(const WorkloadKey& key, const FeedConfig& feed)
{
    const auto labels = labelsOf(key, feed);
    const auto told = labels.firstOf(feed.labels.service);
    return told.empty() ? key.name : std::string(told);
}

} // namespace vedette
