#pragma once

#include "models/base/result.h"
#include "models/core/anomaly.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace vedette {

struct DetectorOptions {
    Millis step{60000};
    BadDirection badDirection = BadDirection::both;
    double lowerBound = -std::numeric_limits<double>::infinity();
    double upperBound = std::numeric_limits<double>::infinity();
    /// A point is anomalous from this score on. The default aims at no more than 0.2 false pages a series and week.
    double threshold = 0.99;
};

/// A streaming detector of one series: season, level, robust scale, self-calibration. Causal: each point is judged from those
/// before it. Not thread-safe; copyable through save() and load().
class Detector {
public:
    explicit Detector(DetectorOptions options);
    ~Detector();
    Detector(Detector&&) noexcept;
    Detector& operator=(Detector&&) noexcept;

    /// Next sample, times ascending (an equal or earlier time is ignored and scores 0). NaN is a missing sample.
    ScoredPoint push(Time at, double value);
    /// Samples seen so far.
    [[nodiscard]] std::int64_t seen() const;
    /// Days of history still needed until the season is known; 0 when it is.
    [[nodiscard]] double daysNeeded() const;

    /// The whole state as bytes (format in anomaly/README or DESIGN.md), for the cache. At most a few kB.
    [[nodiscard]] std::string save() const;
    /// Error kind parse when the bytes are not a state of this version.
    static Result<Detector> load(const std::string& bytes, DetectorOptions options);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Joins flagged points into spans: points closer than `gap` belong together; a span needs one point at or above the threshold.
[[nodiscard]] std::vector<AnomalyFlag> flagSpans(const std::vector<ScoredPoint>& points, const std::string& watch,
    const std::string& series, const std::string& service, Millis gap);

} // namespace vedette
