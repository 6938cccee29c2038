#pragma once

#include "models/base/time.h"

#include <string>

// Who calls whom as two tracing backends of the fleet tell it, in their own shapes (tests/feeds/fixtures/zipkin, jaeger). Both see the same traces:
// Zipkin with what the services' clients call (database and broker under the names of their drivers), Jaeger only calls between services.

namespace vedette::demo {

/// The name that a service's traces bear; for most its own.
[[nodiscard]] std::string tracedName(const std::string& service);

/// GET /api/v2/dependencies: calls within the span, nothing of what is still to come at `now`.
[[nodiscard]] std::string zipkinDependencies(Time now, TimeRange span);
/// GET /api/dependencies.
[[nodiscard]] std::string jaegerDependencies(Time now, TimeRange span);
/// GET /api/v2/services and /api/services.
[[nodiscard]] std::string zipkinServices();
[[nodiscard]] std::string jaegerServices();

} // namespace vedette::demo
