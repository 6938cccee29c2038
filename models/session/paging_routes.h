#pragma once

#include "models/core/config.h"
#include "models/core/paging.h"
#include "models/session/answers.h"

#include <memory>
#include <optional>
#include <vector>

namespace vedette {

/// What the routings of a configuration say of an alert: those of the Alertmanagers that tell of it, of all where none does. Keeps the
/// configuration; may be called on any thread.
[[nodiscard]] PagingRoutes pagingRoutes(std::shared_ptr<const Config> config);

/// The story of an episode as the window tells it. `asOf`: what was known then. Error kind store.
[[nodiscard]] Result<PagingStory> pagingOf(const Answers& answers, const AlertEpisode& alert, std::optional<Time> asOf);

} // namespace vedette
