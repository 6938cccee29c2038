#include "models/anomaly/detector.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace vedette {

namespace {

std::string shortNumber(double v)
{
    std::array<char, 32> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.4g", v);
    return buffer.data();
}

std::string sentence(const AnomalyFlag& f)
{
    std::string text = shortNumber(f.peakValue);
    if (!std::isfinite(f.expectedAtPeak))
        return text + " where nothing is known yet";
    const bool outside = f.peakValue > f.upperAtPeak || f.peakValue < f.lowerAtPeak;
    text += f.upward ? " is above the expected " : " is below the expected ";
    text += shortNumber(f.expectedAtPeak) + " (usual " + shortNumber(f.lowerAtPeak) + " to " + shortNumber(f.upperAtPeak) + ")";
    if (!outside)
        text += "; it moved faster or stayed away longer than this series does";
    return text;
}

} // namespace

std::vector<AnomalyFlag> flagSpans(const std::vector<ScoredPoint>& points, const std::string& watch, const std::string& series,
    const std::string& service, Millis gap)
{
    std::vector<AnomalyFlag> spans;
    for (const ScoredPoint& p : points) {
        if (!p.anomalous) {
            // A sample that is ordinary again closes what was open; a missing one does not.
            if (!spans.empty() && std::isfinite(p.value))
                spans.back().open = false;
            continue;
        }
        if (spans.empty() || p.at - spans.back().to > gap) {
            if (!spans.empty())
                spans.back().open = false;
            AnomalyFlag f;
            f.watch = watch;
            f.series = series;
            f.service = service;
            f.from = p.at;
            f.score = -1;
            spans.push_back(std::move(f));
        }
        AnomalyFlag& f = spans.back();
        f.to = p.at;
        f.open = true;
        if (p.score > f.score) {
            f.score = p.score;
            f.peakAt = p.at;
            f.peakValue = p.value;
            f.expectedAtPeak = p.expected;
            f.lowerAtPeak = p.lower;
            f.upperAtPeak = p.upper;
            f.upward = !(p.value < p.expected);
        }
    }
    for (AnomalyFlag& f : spans)
        f.why = sentence(f);
    return spans;
}

} // namespace vedette
