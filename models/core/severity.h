#pragma once

#include <string>
#include <string_view>

namespace vedette {

/// The console's scale. `unknown` is what is not known (no data, stale): never shown as ok. Larger is worse, but unknown is
/// beside the scale: ask worse().
enum class Severity { none, ok, info, warning, critical, unknown };

/// "critical", "warning", "info", "ok", "unknown", "none"
[[nodiscard]] std::string_view severityName(Severity s);
/// The worse of two; unknown is worse than ok and info, and less than warning.
[[nodiscard]] Severity worse(Severity a, Severity b);
/// A rank for sorting, worst highest.
[[nodiscard]] int severityRank(Severity s);

} // namespace vedette
