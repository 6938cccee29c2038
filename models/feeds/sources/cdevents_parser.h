#pragma once

#include "models/base/result.h"
#include "models/core/change.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What a text of CDEvents holds.
struct CdeventsAnswer {
    std::vector<ChangeRecord> records; ///< in the order of the text; several may have one id (started, finished)
    std::size_t rejected = 0;          ///< broken lines, events without id or time
    std::size_t ignored = 0;           ///< events that are no changes (tickets, tests, unknown types)
    std::string firstFault;
};

/// CDEvents (cdevents.dev) 0.3 to 0.5: one object, an array, JSON lines, or a list under "items" or "events"; plain or wrapped in
/// CloudEvents. service.* become deployments and rollbacks; pipelinerun.* and taskrun.* stages of one change (by chainId or their
/// run); environment.* configuration changes. `customData` may say service, environment, revision, previous, stage, actor, url,
/// title. Error: nothing in it is JSON.
[[nodiscard]] Result<CdeventsAnswer> parseCdevents(std::string_view text);

} // namespace vedette
