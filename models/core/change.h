#pragma once

#include "models/base/time.h"
#include "models/core/labels.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

enum class ChangeKind { deployment, rollback, config, flag, scale, schema, maintenance };
enum class ChangeStatus { started, success, failed, aborted };

[[nodiscard]] std::string_view changeKindName(ChangeKind k);
[[nodiscard]] std::optional<ChangeKind> changeKindFrom(std::string_view name);
[[nodiscard]] std::string_view changeStatusName(ChangeStatus s);
[[nodiscard]] std::optional<ChangeStatus> changeStatusFrom(std::string_view name);

/// One line of a change feed: one stage of one change, as it was told. Fields as the `change` line of CLI.md, "Lines".
struct ChangeRecord {
    std::string id; ///< unique within its feed; a later record with the same id updates the earlier one
    ChangeKind kind = ChangeKind::deployment;
    std::string service;
    std::string environment;
    std::string revision;
    std::string previous;
    std::string stage; ///< STAGE, CANARY, CANARY_ANALYSIS, DEPLOY_ALL, WRAP_UP, or a feed's own word; empty: no stages
    ChangeStatus status = ChangeStatus::started;
    std::string actor;
    std::string url; ///< foreign text
    std::string title;
    Time startsAt{};
    std::optional<Time> endsAt;
    std::string parent; ///< id of the pipeline run; empty: none
    Labels attributes;
    Time seenAt{};
    bool reconstructed = false;
    std::string source; ///< name of the feed; "by-hand" for `change add`
};

struct ChangeStage {
    std::string stage;
    std::string environment;
    ChangeStatus status = ChangeStatus::started;
    Time startsAt{};
    std::optional<Time> endsAt;
};

/// One change, folded from its records: the stages of one pipeline run, or of one service and revision over several
/// environments, or the same deploy told by several feeds, are one change. Fields as the rows of `vedette changes`.
struct Change {
    std::string id; ///< the parent of its stages where there is one
    ChangeKind kind = ChangeKind::deployment;
    std::string service;
    std::string environment;
    std::string revision;
    std::string previous;
    ChangeStatus status = ChangeStatus::started;
    Time startsAt{};
    std::optional<Time> endsAt; ///< null while running
    std::string actor;
    std::string url;
    std::string title;
    std::vector<std::string> sources;
    std::vector<ChangeStage> stages; ///< by startsAt
    Labels attributes;
    Time seenAt{};
    bool reconstructed = false;
    std::vector<std::string> recordIds; ///< every record folded in

    /// What a person calls it: revision of a deployment or rollback, title of any other kind (what was switched says more than the
    /// number of the switch); where that is empty the other of the two, else the kind's name.
    [[nodiscard]] std::string label() const;
    [[nodiscard]] bool running() const { return !endsAt.has_value() && status == ChangeStatus::started; }
    /// When it first touched production traffic: start of CANARY or DEPLOY_ALL where stages are told, else startsAt.
    [[nodiscard]] Time liveAt() const;
};

} // namespace vedette
