#pragma once

#include "models/core/change.h"
#include "models/core/config.h"
#include "models/feeds/sources/container_image.h"
#include "models/feeds/sources/rollout_story.h"
#include "models/feeds/sources/version_story.h"

namespace vedette {

/// All that is known of one service.
struct ServiceFacts {
    std::map<WorkloadKey, WorkloadFacts> workloads;
    std::map<Labels, VersionFacts> builds; ///< by the labels of a build metric, its name among them
};

/// What the pods of a template run. An entry without images: it was asked in vain.
using ImageBook = std::map<std::pair<WorkloadKey, std::string>, std::vector<ContainerImage>>;
/// Where the images stand that ran before a template, in whose place pods of the same name or owner come.
[[nodiscard]] std::string imagesBefore(const std::string& name);

/// What the changes of one service are inferred from, beside its facts.
struct InferenceView {
    const FeedConfig& feed;
    const ImageBook& images;
    Time knownTo{};
    Time heldBefore{}; ///< scalings and versions that begin before are not told: what came before them is not known yet
};

/// Records of all that is known to have changed, the same in whatever order the facts were learnt. A rollout waits until its
/// images were asked. What build metrics tell of a rollout is a part of it; a version that came before its rollout (a canary) is
/// the parent of the rollout. A rollout of the same images is a restart (kind config), of a DaemonSet nothing.
[[nodiscard]] std::vector<ChangeRecord> inferredRecords(const std::string& service, const ServiceFacts& facts, const InferenceView& view);

/// The service and environment that a workload's labels stand for, by the feed's mapping; else its name and namespace.
[[nodiscard]] std::string serviceOf(const WorkloadKey& key, const FeedConfig& feed);

} // namespace vedette
