#pragma once

#include "models/core/config.h"
#include "models/core/overview.h"
#include "models/correlation/suspects.h"
#include "models/snapshot/left_out.h"
#include "models/snapshot/service_map.h"
#include "models/store/cache.h"

#include <string>
#include <vector>

namespace vedette {

/// What a selection's details are made from.
struct SelectionInput {
    std::string id;
    Time now{};
    std::optional<Time> asOf;
    const CorrelationInput* history = nullptr; ///< 30 days
    bool large = false; ///< the history holds some rows, without their details: those of what is selected are read
    TimeRange view;     ///< where a change is looked for then
    const Correlator* correlator = nullptr;
    const std::vector<SuspectReport>* incidents = nullptr;
    const std::vector<Silence>* silences = nullptr;
    const CacheReader* reader = nullptr;
    const Config* config = nullptr;
    const PagingRoutes* routes = nullptr;
    const ServiceMap* map = nullptr;        ///< may be null
    const LeftOutFacts* leftOut = nullptr;  ///< may be null
    const std::vector<AlertRule>* rules = nullptr; ///< may be null
};

/// Details of what is selected; kind none when the id is not known (any more).
[[nodiscard]] Result<Selection> readSelection(const SelectionInput& input);

} // namespace vedette
