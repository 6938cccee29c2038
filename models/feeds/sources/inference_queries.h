#pragma once

#include "models/core/config.h"

#include <set>
#include <string>
#include <vector>

namespace vedette {

/// The PromQL that changes are inferred from. In every answer the label "sign" says what a series stands for. Two kinds: `look...`
/// are instant queries over a window that answer only with what moved in it; the others are asked of those few for each step and
/// answer only where something happens, so that a quiet fleet costs next to nothing.
class InferenceQueries {
public:
    /// Evaluations are `step` apart.
    InferenceQueries(const FeedConfig& feed, Millis step);

    /// here (a count), created (ReplicaSets made after `createdAfter`, value: when), risen (ReplicaSets), revised (StatefulSets),
    /// changed (DaemonSets), scaled (Deployments, StatefulSets), autoscaled (what autoscalers scale).
    [[nodiscard]] std::string lookKubernetes(Millis window, Time createdAfter) const;
    /// built (a count), version (services with several, one series a version).
    [[nodiscard]] std::string lookBuilds(Millis window) const;

    /// risen, ran (ReplicaSets, with a label deployment), busy, done, failed, paused, to, from.
    [[nodiscard]] std::string deployments(const std::set<std::string>& names, bool rollouts, bool scale) const;
    /// risen, ran (label revision), busy, done, to, from.
    [[nodiscard]] std::string statefulSets(const std::set<std::string>& names, bool rollouts, bool scale) const;
    /// risen, ran (value: generation), busy, done.
    [[nodiscard]] std::string daemonSets(const std::set<std::string>& names) const;
    /// to, from (labels scaletargetref_kind, scaletargetref_name).
    [[nodiscard]] std::string autoscalers(const std::set<std::string>& targets) const;
    /// fresh, ran, mix, sole of services whose label `label` is one of `values`.
    [[nodiscard]] std::string builds(const std::string& label, const std::set<std::string>& values) const;
    /// image: labels owner_name, container, image, image_spec, image_id of what ran in the window.
    [[nodiscard]] std::string images(const std::string& ownerKind, const std::set<std::string>& owners, Millis window) const;

    /// Labels that say which service and environment a build metric is of.
    [[nodiscard]] const std::vector<std::string>& buildLabels() const { return m_buildLabels; }

private:
    [[nodiscard]] std::string filled(std::string_view form, std::vector<std::pair<std::string, std::string>> words) const;

    std::string m_selector; ///< with a comma behind it, or empty
    std::string m_builds;   ///< matcher of the names of build metrics
    std::string m_offset;
    std::string m_serviceLabels; ///< comma separated, with a metric's name
    std::string m_versionLabels;
    std::vector<std::string> m_buildLabels;
};

} // namespace vedette
