#pragma once

#include "models/base/result.h"
#include "models/core/series.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Bounds on what one answer may make the console hold.
struct MatrixLimits {
    std::size_t maxSeries = 5000;       ///< kept; further ones are read over and counted
    std::size_t maxLabelBytes = 8192;   ///< of one value; longer ones are cut
    std::size_t maxLabels = 512;        ///< of one series; a series with more is left out and counted
    int maxDepth = 64;
};

/// An answer of `query` or `query_range`. Times ascend, equal times once (the later in the answer wins), series once.
struct MatrixAnswer {
    std::string resultType; ///< matrix, vector, scalar, string; streams (Loki's log lines, which are not read)
    std::vector<SeriesSamples> series; ///< a scalar is one series without labels
    std::string text;                  ///< of a string
    std::vector<std::string> warnings; ///< the server's own (partial data) and ours, sentences
    std::size_t totalSeries = 0;       ///< in the answer, kept or not
    std::int64_t samples = 0;          ///< kept
};

/// Reads the JSON of Prometheus' HTTP API (docs/querying/api.md) in one pass. Never reads beyond the end of `body`; nesting is
/// limited; the whole answer is rejected (kind parse) when any of it is damaged. `"status":"error"` is kind http with the
/// server's words. Native histograms are left out with a warning.
[[nodiscard]] Result<MatrixAnswer> parseMatrix(std::string_view body, const MatrixLimits& limits = {});

} // namespace vedette
