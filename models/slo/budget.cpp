#include "models/slo/budget.h"

#include "models/base/text.h"
#include "models/slo/budget_forecast.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace vedette {

namespace {

using slo::BinSums;
using slo::Counted;

constexpr Millis kMinute = std::chrono::minutes{1};
constexpr Millis kHour = std::chrono::hours{1};
constexpr Millis kDay = std::chrono::hours{24};
constexpr std::size_t kBurnDownPoints = 400;
/// A budget is spent when this little is left: 1 - 0.999 is no exact 0.001 in binary.
constexpr double kNothingLeft = 1e-9;

/// The SRE workbook's pairs (table 5-8 with the 3x row of its rules); judge "burning" for an SLO that has no alerts of
/// its own.
std::vector<BurnAlertSpec> workbookAlerts()
{
    return {{"page", 5 * kMinute, kHour, 14.4, {}}, {"page", 30 * kMinute, 6 * kHour, 6, {}},
        {"ticket", 2 * kHour, kDay, 3, {}}, {"ticket", 6 * kHour, 3 * kDay, 1, {}}};
}

class Judge {
public:
    Judge(const SloSpec& spec, const SloBins& bins, Time to)
        : m_sums(bins, to)
        , m_width(bins.width)
        , m_budget(1 - spec.objectiveRatio)
    {
        m_report.spec = spec;
        m_report.to = to;
        m_report.from = to - spec.window;
    }

    SloReport run()
    {
        countWindow();
        burnWindows();
        m_report.alerts = alertStates(m_report.spec.alerts);
        m_report.state = state();
        burnDown();
        slo::forecastBudget(m_report, m_sums, m_width);
        notes();
        return std::move(m_report);
    }

private:
    [[nodiscard]] bool hasBudget() const { return m_budget > 0; }

    void countWindow()
    {
        const auto& spec = m_report.spec;
        const double minutes = static_cast<double>(spec.window.count()) / static_cast<double>(kMinute.count());
        m_report.budgetMinutes = m_budget * minutes;
        m_window = m_sums.within(m_report.from, m_report.to);
        m_report.coverageRatio = spec.window.count() > 0
            ? std::clamp(static_cast<double>(m_window.seenMs / static_cast<long double>(spec.window.count())), 0.0, 1.0)
            : 0;
        if (m_window.seenMs <= 0 && m_window.total <= 0)
            return;
        m_report.totalEvents = static_cast<double>(m_window.total);
        m_report.goodEvents = static_cast<double>(m_window.total - m_window.bad);
        m_report.budgetEvents = m_budget * *m_report.totalEvents;
        if (m_window.total <= 0) { // no event, no error: the budget is untouched
            m_report.remainingRatio = 1;
            m_report.remainingEvents = m_report.budgetEvents;
            m_report.remainingMinutes = m_report.budgetMinutes;
            return;
        }
        const auto errors = static_cast<double>(m_window.bad / m_window.total);
        m_report.errorRatio = errors;
        m_report.remainingEvents = *m_report.budgetEvents - static_cast<double>(m_window.bad);
        m_report.remainingMinutes = (m_budget - errors) * minutes;
        if (hasBudget())
            m_report.remainingRatio = 1 - errors / m_budget;
        else if (m_window.bad <= 0)
            m_report.remainingRatio
                = 1; // 100 % asked and 100 % kept; a single bad event is more than can be said as a ratio
    }

    void burnWindows()
    {
        std::vector<Millis> windows{5 * kMinute, 30 * kMinute, kHour, 2 * kHour, 6 * kHour, kDay, 3 * kDay};
        for (const auto& alert : m_report.spec.alerts) {
            windows.push_back(alert.shortWindow);
            windows.push_back(alert.longWindow);
        }
        std::sort(windows.begin(), windows.end());
        windows.erase(std::unique(windows.begin(), windows.end()), windows.end());
        for (const auto window : windows) {
            if (window <= Millis{0} || window > m_report.spec.window)
                continue;
            BurnWindow row{window, m_report.to - window, m_report.to, {}, {}, {}, {}};
            const auto counted = m_sums.within(row.from, row.to);
            if (counted.seenMs > 0 || counted.total > 0) {
                row.totalEvents = static_cast<double>(counted.total);
                row.goodEvents = static_cast<double>(counted.total - counted.bad);
            }
            row.errorRatio = errorRatio(counted);
            if (row.errorRatio && hasBudget())
                row.burnRate = *row.errorRatio / m_budget;
            m_report.burn.push_back(row);
        }
    }

    static std::optional<double> errorRatio(const Counted& counted)
    {
        if (counted.total <= 0)
            return std::nullopt;
        return static_cast<double>(counted.bad / counted.total);
    }

    /// Strictly over, as the rules of the workbook and of Sloth compare.
    [[nodiscard]] bool holds(Millis window, double factor, Time at) const
    {
        const auto errors = window > Millis{0} ? errorRatio(m_sums.within(at - window, at)) : std::nullopt;
        return errors && hasBudget() && *errors > factor * m_budget;
    }

    [[nodiscard]] std::vector<BurnAlert> alertStates(const std::vector<BurnAlertSpec>& specs) const
    {
        std::vector<BurnAlert> alerts;
        for (const auto& spec : specs) {
            BurnAlert alert{spec, holds(spec.shortWindow, spec.factor, m_report.to),
                holds(spec.longWindow, spec.factor, m_report.to), false};
            alert.firing = alert.shortHolds && alert.longHolds;
            for (Time at = m_report.to - m_width; alert.firing && at >= m_report.to - spec.holdFor; at -= m_width)
                alert.firing = holds(spec.shortWindow, spec.factor, at) && holds(spec.longWindow, spec.factor, at);
            alerts.push_back(alert);
        }
        return alerts;
    }

    [[nodiscard]] SloState state() const
    {
        if (!m_report.totalEvents)
            return SloState::noData;
        const bool overspent = m_report.remainingRatio ? *m_report.remainingRatio <= kNothingLeft : m_window.bad > 0;
        if (overspent)
            return SloState::exhausted;
        const auto fires = [](const BurnAlert& a) { return a.firing; };
        const auto alerts = m_report.spec.alerts.empty() ? alertStates(workbookAlerts()) : m_report.alerts;
        if (std::any_of(alerts.begin(), alerts.end(), fires))
            return SloState::burning;
        return m_window.total <= 0 ? SloState::noTraffic : SloState::ok;
    }

    void burnDown()
    {
        if (!m_report.totalEvents || !hasBudget() || m_width <= Millis{0})
            return;
        const auto steps = m_report.spec.window / m_width;
        const auto stride = m_width
            * std::max<std::int64_t>(1,
                (steps + static_cast<std::int64_t>(kBurnDownPoints) - 2)
                    / (static_cast<std::int64_t>(kBurnDownPoints) - 1));
        const long double whole = m_budget * m_window.total;
        Time before = m_report.from;
        for (Time at = m_report.from;; at = std::min(at + stride, m_report.to)) {
            BudgetPoint point{at, std::nullopt};
            const auto step = m_sums.within(before, at);
            if (at == m_report.from ? m_sums.within(at, at + m_width).seenMs > 0 : step.seenMs > 0 || step.total > 0) {
                const auto spent = m_sums.within(m_report.from, at).bad;
                point.remaining = whole > 0 ? static_cast<double>(1 - spent / whole) : 1;
            }
            m_report.burnDown.push_back(point);
            before = at;
            if (at >= m_report.to)
                break;
        }
    }

    void notes()
    {
        auto& notes = m_report.notes;
        const auto& spec = m_report.spec;
        if (m_report.coverageRatio < 0.9995 && m_report.totalEvents) {
            char text[128];
            std::snprintf(text, sizeof text,
                "%.1f %% of the window has samples; the rest is not known and counts for nothing",
                std::floor(m_report.coverageRatio * 1000) / 10);
            notes.emplace_back(text);
        }
        if (!hasBudget())
            notes.emplace_back("an objective of 100 % leaves no budget, so there is no burn rate");
        if (m_window.total > 0 && m_window.bad < 0)
            notes.emplace_back(
                "fewer errors than none were counted: the error query and the total query do not belong together");
        if (m_window.bad > m_window.total)
            notes.emplace_back(
                "more errors than events were counted: the error query and the total query do not belong together");
        if (!m_sums.empty() && m_sums.first() > m_report.from)
            notes.emplace_back("first samples at " + formatRfc3339(m_sums.first()) + ", after the window's start");
        const auto partial = [&](Millis w) { return m_width > Millis{0} && w % m_width != Millis{0}; };
        for (const auto& row : m_report.burn) {
            if (partial(row.window)) {
                notes.emplace_back("the " + formatDuration(row.window) + " window is estimated from "
                    + formatDuration(m_width) + " bins");
                break;
            }
        }
        for (const auto& alert : spec.alerts) {
            if (hasBudget() && alert.factor * m_budget >= 1) {
                notes.emplace_back("the alert at " + formatNumber(alert.factor)
                    + " times the budget cannot fire: it asks for more errors than events");
                break;
            }
        }
    }

    BinSums m_sums;
    Millis m_width;
    double m_budget;
    Counted m_window;
    SloReport m_report;
};

int rank(const SloReport& report)
{
    switch (report.state) {
    case SloState::exhausted:
        return 0;
    case SloState::burning:
        return 1;
    case SloState::noData:
        return 2;
    case SloState::ok:
        return 3;
    case SloState::noTraffic:
        return 4;
    }
    return 3;
}

} // namespace

SloReport judgeSlo(const SloSpec& spec, const SloBins& bins, Time asOf)
{
    const auto to = bins.width > Millis{0} ? floorTo(asOf, bins.width) : asOf;
    return Judge(spec, bins, to).run();
}

bool worseSlo(const SloReport& a, const SloReport& b)
{
    if (rank(a) != rank(b))
        return rank(a) < rank(b);
    const auto left
        = [](const SloReport& r) { return r.remainingRatio.value_or(-std::numeric_limits<double>::infinity()); };
    if (left(a) != left(b))
        return left(a) < left(b);
    return a.spec.id < b.spec.id;
}

} // namespace vedette
