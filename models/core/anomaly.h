#pragma once

#include "models/base/time.h"

#include <limits>
#include <string>
#include <vector>

namespace vedette {

enum class BadDirection { up, down, both };

/// What a detector says of one sample, from samples before it and itself alone. NaN where it cannot say.
struct ScoredPoint {
    Time at{};
    double value = std::numeric_limits<double>::quiet_NaN();
    double score = 0; ///< [0,1], monotone in strength
    bool anomalous = false;
    double expected = std::numeric_limits<double>::quiet_NaN();
    double lower = std::numeric_limits<double>::quiet_NaN();
    double upper = std::numeric_limits<double>::quiet_NaN();
};

/// A flagged span of one watched series.
struct AnomalyFlag {
    std::string watch;
    std::string series;  ///< key of the series (labels as text)
    std::string service;
    Time from{};
    Time to{};           ///< last flagged sample
    bool open = false;   ///< goes on at the newest sample
    double score = 0;    ///< greatest of the span
    Time peakAt{};
    double peakValue = 0;
    double expectedAtStart = 0;
    double lowerAtStart = 0;
    double upperAtStart = 0;
    bool upward = true;
    std::string why;     ///< one sentence, machine-made English; the screen makes its own from the numbers
};

} // namespace vedette
