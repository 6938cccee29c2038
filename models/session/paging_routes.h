#pragma once

#include "models/core/config.h"
#include "models/core/paging.h"

namespace vedette {

/// What the routings of a configuration say of an alert: those of the Alertmanagers that tell of it, of all where none does. Keeps the
/// configuration; may be called on any thread.
[[nodiscard]] PagingRoutes pagingRoutes(std::shared_ptr<const Config> config);

} // namespace vedette
