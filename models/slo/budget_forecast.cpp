#include "models/slo/budget_forecast.h"

#include <algorithm>

namespace vedette::slo {

namespace {

constexpr Millis kDay = std::chrono::hours{24};
/// The page shows 12 days ahead of a window of 30.
constexpr double kShownAhead = 0.4;
constexpr int kForecastPoints = 96;

struct Rate {
    long double bad = 0; ///< per millisecond
    long double total = 0;
};

std::optional<Rate> rateOver(const BinSums& sums, Time to, Millis window)
{
    const auto counted = sums.within(to - window, to);
    if (counted.seenMs <= 0 || counted.total <= 0)
        return std::nullopt;
    // Per time that was seen: a hole in the samples is not a time without events.
    return Rate{std::max(counted.bad, 0.0L) / counted.seenMs, counted.total / counted.seenMs};
}

class Ahead {
public:
    Ahead(const SloReport& report, const BinSums& sums)
        : m_sums(sums)
        , m_to(report.to)
        , m_window(report.spec.window)
        , m_budget(1.0L - report.spec.objectiveRatio)
    {
    }

    [[nodiscard]] double remaining(const Rate& rate, Millis h) const
    {
        const auto kept = h < m_window ? m_sums.within(m_to - m_window + h, m_to) : Counted{};
        const auto span = static_cast<long double>(std::min(h, m_window).count());
        const long double total = kept.total + rate.total * span;
        return total > 0 ? static_cast<double>(1 - (kept.bad + rate.bad * span) / (m_budget * total)) : 1;
    }

    /// After one whole window nothing changes any more, so the search ends there.
    [[nodiscard]] std::optional<Millis> exhaustedIn(const Rate& rate, Millis step) const
    {
        for (Millis h = step; h <= m_window; h += step) {
            if (remaining(rate, h) <= 0)
                return h;
        }
        return std::nullopt;
    }

private:
    const BinSums& m_sums;
    Time m_to;
    Millis m_window;
    long double m_budget;
};

} // namespace

void forecastBudget(SloReport& report, const BinSums& sums, Millis step)
{
    if (!report.remainingRatio || report.spec.objectiveRatio >= 1)
        return;
    const auto window = report.spec.window;
    step = std::max(step, Millis{window / 10000});
    const Ahead ahead(report, sums);
    const bool left = *report.remainingRatio > 0;
    const auto centre = rateOver(sums, report.to, std::min<Millis>(3 * kDay, window));
    const auto fast = rateOver(sums, report.to, std::min<Millis>(kDay, window));
    const auto slow = rateOver(sums, report.to, window);
    if (left && centre) {
        report.exhaustedIn = ahead.exhaustedIn(*centre, step);
        report.neverExhausts = !report.exhaustedIn;
    }
    if (left && fast)
        report.exhaustedInFast = ahead.exhaustedIn(*fast, step);
    if (left && slow)
        report.exhaustedInSlow = ahead.exhaustedIn(*slow, step);
    if (!centre)
        return;
    const auto horizon = static_cast<double>(window.count()) * kShownAhead;
    for (int i = 0; i <= kForecastPoints; ++i) {
        const Millis h{static_cast<std::int64_t>(horizon * i / kForecastPoints)};
        report.forecast.push_back({report.to + h, ahead.remaining(*centre, h)});
    }
}

} // namespace vedette::slo
