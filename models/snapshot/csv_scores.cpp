#include "models/snapshot/csv_scores.h"

#include "models/anomaly/csv_series.h"
#include "models/anomaly/detector.h"

#include <algorithm>
#include <numeric>

namespace vedette {

Result<std::string> scoreCsvText(std::string_view text)
{
    auto series = readCsvSeries(text);
    if (!series.ok())
        return series.error();
    DetectorOptions options;
    options.step = series->step;
    Detector detector(options);
    std::vector<std::size_t> order(series->times.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return series->times[a] < series->times[b]; });
    std::vector<ScoredPoint> points(series->times.size());
    for (const auto i : order)
        points[i] = detector.push(series->times[i], series->values[i]);
    return writeScores(*series, points);
}

} // namespace vedette
