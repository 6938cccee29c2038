#pragma once

#include "models/base/time.h"

#include <cstdint>

namespace vedette {

/// What a series usually is at a time of day (up to 96 bins, interpolated) and how an hour of the week differs from that day.
/// Learns with clipped steps, so that an incident leaves no mark. Days and weeks are UTC. Not thread-safe.
class SeasonProfile {
public:
    static constexpr int kDayBins = 96;
    static constexpr int kWeekBins = 168;

    /// The season at one moment.
    struct Moment {
        bool dayKnown = false;
        bool weekKnown = false;
        int bin = 0;        ///< bin of the day
        int hour = 0;       ///< hour of the week
        double day = 0;     ///< usual value at this time of day
        double week = 0;    ///< to be added to `day` in this hour of the week
        double slope = 0;   ///< how much the usual value moves within one bin around this moment
    };

    explicit SeasonProfile(Millis step);
    [[nodiscard]] Moment at(Time t) const;
    /// `level` is what value means without the season; `scale` the usual deviation. Times ascending.
    void learn(const Moment& m, double value, double level, double scale);
    [[nodiscard]] int bins() const { return m_bins; }
    /// Share of the bins of the day seen at least once.
    [[nodiscard]] double knownRatio() const;

    template <class Archive> void archive(Archive& a)
    {
        a.field(m_day);
        a.field(m_week);
        a.field(m_dayCount);
        a.field(m_weekCount);
        a.field(m_bin);
        a.field(m_hour);
        a.field(m_daySum);
        a.field(m_daySamples);
        a.field(m_weekSum);
        a.field(m_weekSamples);
    }
    [[nodiscard]] bool valid() const;

private:
    void commitDay();
    void commitWeek();

    std::int64_t m_binMs;
    int m_bins;
    bool m_smooth;     ///< several samples a bin: interpolate between the middles of bins
    bool m_smoothWeek;
    float m_day[kDayBins] = {};
    float m_week[kWeekBins] = {};
    std::uint8_t m_dayCount[kDayBins] = {};
    std::uint8_t m_weekCount[kWeekBins] = {};
    std::int32_t m_bin = -1;
    std::int32_t m_hour = -1;
    double m_daySum = 0;
    std::int32_t m_daySamples = 0;
    double m_weekSum = 0;
    std::int32_t m_weekSamples = 0;
};

} // namespace vedette
