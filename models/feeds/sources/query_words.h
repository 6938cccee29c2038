#pragma once

#include <set>
#include <string>
#include <string_view>

namespace vedette {

/// The words of a PromQL expression, without understanding more of it than is needed to ask a server what they are.
struct QueryWords {
    std::set<std::string> metrics; ///< names that are selected
    std::set<std::string> labels;  ///< names in matchers, by (...) and on (...)
    bool plain = false;            ///< nothing but one selector
    /// How the unit of the result follows from that of the metric. perSecond: rate and its like; unknown: arithmetic, counts.
    enum class Unit { same, perSecond, unknown } unit = Unit::unknown;
    bool makesLabels = false; ///< label_replace and its like: labels need not be the metric's
};
[[nodiscard]] QueryWords queryWords(std::string_view promql);

/// The unit that a metric's name ends with ("s", "bytes", "ratio" ...: the words of a watch's `unit`), from the naming rules of
/// Prometheus (prometheus.io/docs/practices/naming); empty: it does not say. `declared` is the unit of its metadata, which wins.
[[nodiscard]] std::string unitOfMetric(std::string_view name, std::string_view declared);
/// The unit of a query's result, empty when it cannot be said.
[[nodiscard]] std::string unitOfQuery(const QueryWords& words, std::string_view declared);
/// The name under which a family's metadata is kept: without _bucket, _sum, _count; the name itself when it has none of them.
[[nodiscard]] std::string familyOf(std::string_view metric);

} // namespace vedette
