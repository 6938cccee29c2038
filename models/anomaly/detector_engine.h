#pragma once

#include "models/anomaly/detector.h"
#include "models/anomaly/habit.h"
#include "models/anomaly/season_profile.h"
#include "models/anomaly/usual_range.h"
#include "models/anomaly/usual_worst.h"

namespace vedette {

/// The working of Detector. One sample in, one judgement out; then it learns from the sample. All learning is in steps, weighed
/// equally at first and then with a fixed memory, so that it works from the second sample on; steps follow options.step.
class DetectorEngine {
public:
    explicit DetectorEngine(DetectorOptions options);

    ScoredPoint push(Time at, double value);
    [[nodiscard]] std::int64_t seen() const { return m_seen; }
    [[nodiscard]] std::int64_t stepMs() const { return m_stepMs; }
    [[nodiscard]] double daysNeeded() const;
    /// False when a loaded state holds what no run can reach.
    [[nodiscard]] bool valid() const;

    /// Every field of the state, in the order of the format.
    template <class Archive> void archive(Archive& a)
    {
        a.field(m_lastMs);
        a.field(m_valueMs);
        a.field(m_seen);
        a.field(m_block);
        a.field(m_base);
        a.field(m_previous);
        a.field(m_residuals);
        a.field(m_offset);
        a.field(m_error);
        a.field(m_expectationSeen);
        a.field(m_home);
        a.field(m_homeLately);
        a.field(m_away);
        a.field(m_back);
        a.field(m_chosen);
        a.field(m_slow);
        a.field(m_slowSeen);
        a.field(m_lately);
        a.field(m_deviation);
        a.field(m_variance);
        a.field(m_sameRatio);
        a.field(m_jump);
        a.field(m_jumps);
        a.field(m_binDeviation);
        a.field(m_binSeen);
        m_season.archive(a);
        m_habit.archive(a);
        m_range.archive(a);
        for (auto& w : m_worst)
            w.archive(a);
        for (auto& w : m_sides)
            w.archive(a);
    }

private:
    static constexpr int kExpectations = 3; ///< level alone; with the day; with day and week
    enum Look { kJump, kResidual, kSeasonal, kLooks };
    using Looks = double[kLooks];

    /// What is expected at a moment, from the state alone.
    struct Expectation {
        Time at{};
        SeasonProfile::Moment moment;
        int pick = 0;
        double shape = 0;
        double value = 0;
        double widen = 0; ///< how far a season that comes a little early or late may move it
    };

    [[nodiscard]] Expectation expect(Time at) const;
    void fillBand(const Expectation& e, ScoredPoint& point) const;
    [[nodiscard]] double ownScale(int look, int bin) const;
    [[nodiscard]] double scaleOf(int look, int bin) const;
    [[nodiscard]] double weightOf(double direction) const;
    double strength(const Expectation& e, double x, const Looks& looks);
    void learn(const Expectation& e, double x, const Looks& looks, bool fresh);
    void learnScales(const Expectation& e, double x, const Looks& looks, bool fresh, double scale);
    void learnLevels(const Expectation& e, double x, double residual, double scale);
    void leaveOrComeHome(
        const Expectation& e, double x, double residual, double own, const double (&offsets)[kExpectations], double lately);

    DetectorOptions m_options;
    std::int64_t m_stepMs;
    std::int64_t m_blockMs;
    std::int64_t m_rangeMs; ///< what counts as a day of the range
    double m_dayPoints;
    double m_errorPoints;
    double m_longestAway;
    double m_scalePoints;
    double m_binPoints;

    std::int64_t m_lastMs = 0;  ///< newest push, also of a missing sample
    std::int64_t m_valueMs = 0; ///< newest sample with a value
    std::int64_t m_seen = 0;
    std::int64_t m_block = 0;   ///< number of the six hours under way
    double m_base = 0;          ///< the first value; all that follows is kept as a distance from it
    double m_previous = 0;
    double m_residuals[2] = {}; ///< of the two newest samples
    double m_offset[kExpectations] = {};
    double m_error[kExpectations] = {}; ///< mean absolute, lately
    std::int64_t m_expectationSeen[kExpectations] = {};
    double m_home[kExpectations] = {}; ///< offsets from before an excursion
    double m_homeLately = 0;
    std::int32_t m_away = 0;    ///< samples since the excursion began; 0: there is none
    std::int32_t m_back = 0;    ///< how many of the newest of them fit the level of before
    std::int32_t m_chosen = 0;
    double m_slow[2] = {};      ///< level over a day: of the value, and of what is left without the season
    std::int64_t m_slowSeen[2] = {};
    double m_lately = 0;        ///< mean absolute residual of the last two hundred samples or so
    double m_deviation[kLooks] = {}; ///< mean absolute, clipped
    double m_variance[kLooks] = {};  ///< nearly unclipped, over a week
    double m_sameRatio = 0;     ///< share of samples equal to the one before
    double m_jump = 0;          ///< usual size of a change that is one
    std::int64_t m_jumps = 0;
    float m_binDeviation[SeasonProfile::kDayBins] = {}; ///< mean absolute residual by time of day
    std::uint16_t m_binSeen[SeasonProfile::kDayBins] = {};
    SeasonProfile m_season;
    Habit m_habit;
    UsualRange m_range;
    UsualWorst m_worst[kLooks];
    UsualWorst m_sides[2];      ///< of the residual above and below what is expected, for the band
};

} // namespace vedette
