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
    if (!std::isfinite(f.expectedAtStart))
        return text + " where nothing is known yet";
    const bool outside = f.peakValue > f.upperAtStart || f.peakValue < f.lowerAtStart;
    text += f.upward ? " is above the expected " : " is below the expected ";
    text += shortNumber(f.expectedAtStart) + " (usual " + shortNumber(f.lowerAtStart) + " to " + shortNumber(f.upperAtStart) + ")";
    if (!outside)
        text += "; it moved faster or stayed away longer than this series does";
    return text;
}

/// The flagged samples that say most of a span: the highest score gives the direction, the farthest sample in it is the peak.
struct Extremes {
    const ScoredPoint* strongest = nullptr;
    const ScoredPoint* least = nullptr;
    const ScoredPoint* greatest = nullptr;
    const ScoredPoint* expecting = nullptr; ///< the first of which a range was expected: what comes later has moved the expectation

    void take(const ScoredPoint& p)
    {
        if (strongest == nullptr || p.score > strongest->score)
            strongest = &p;
        if (least == nullptr || p.value < least->value)
            least = &p;
        if (greatest == nullptr || p.value > greatest->value)
            greatest = &p;
        if (expecting == nullptr && std::isfinite(p.expected))
            expecting = &p;
    }

    void describe(AnomalyFlag& f) const
    {
        const auto& before = expecting != nullptr ? *expecting : *strongest;
        f.score = strongest->score;
        f.upward = !(strongest->value < strongest->expected);
        const auto& peak = f.upward ? *greatest : *least;
        f.peakAt = peak.at;
        f.peakValue = peak.value;
        f.expectedAtStart = before.expected;
        f.lowerAtStart = before.lower;
        f.upperAtStart = before.upper;
        f.why = sentence(f);
    }
};

} // namespace

std::vector<AnomalyFlag> flagSpans(const std::vector<ScoredPoint>& points, const std::string& watch, const std::string& series,
    const std::string& service, Millis gap)
{
    std::vector<AnomalyFlag> spans;
    Extremes extremes; // of the last span
    for (const ScoredPoint& p : points) {
        if (!p.anomalous) {
            // A sample that is ordinary again closes what was open; a missing one does not.
            if (!spans.empty() && std::isfinite(p.value))
                spans.back().open = false;
            continue;
        }
        if (spans.empty() || p.at - spans.back().to > gap) {
            if (!spans.empty()) {
                spans.back().open = false;
                extremes.describe(spans.back());
            }
            extremes = {};
            AnomalyFlag f;
            f.watch = watch;
            f.series = series;
            f.service = service;
            f.from = p.at;
            spans.push_back(std::move(f));
        }
        AnomalyFlag& f = spans.back();
        f.to = p.at;
        f.open = true;
        extremes.take(p);
    }
    if (!spans.empty())
        extremes.describe(spans.back());
    return spans;
}

} // namespace vedette
