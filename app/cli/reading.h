#pragma once

#include "app/cli/environment.h"
#include "app/cli/rows.h"
#include "models/session/answers.h"

#include <memory>
#include <string>
#include <vector>

namespace vedette {

/// What a verb that reads the cache has at hand: environment, configuration, cache, range, matchers, stale feeds.
struct VerbReading {
    Environment env;
    std::unique_ptr<Answers> answers;
    TimeRange range; ///< all that the cache can hold where none was given
    bool rangeGiven = false;
    Matchers matchers;
    std::vector<std::string> stale;
};

/// Opens all of it. The arguments are read as matchers.
[[nodiscard]] Result<VerbReading> openReading(const Invocation& call);

/// One line on standard error where feeds could not be read, so that nobody takes silence for health. Text form only.
void warnStale(const VerbReading& reading);

} // namespace vedette
