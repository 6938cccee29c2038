#include "widgets/charts/budget_spending.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr double kLeastIncident = 0.005, kLeastBurst = 0.01, kSteep = 5;

/// The known points of a burn-down, to read the budget off between them.
class Curve {
public:
    explicit Curve(const std::vector<BudgetPoint>& points)
    {
        for (const auto& p : points) {
            if (p.remaining)
                m_points.push_back({p.at, *p.remaining});
        }
    }
    struct Known {
        Time at;
        double left;
    };
    [[nodiscard]] const std::vector<Known>& points() const { return m_points; }
    /// The span widened to the points around it.
    [[nodiscard]] TimeRange around(TimeRange range) const
    {
        TimeRange out = range;
        for (const auto& p : m_points) {
            if (p.at <= range.from)
                out.from = p.at;
            if (p.at >= range.to) {
                out.to = p.at;
                break;
            }
        }
        return out;
    }
    [[nodiscard]] double at(Time t) const
    {
        const auto after = std::lower_bound(m_points.begin(), m_points.end(), t, [](const Known& p, Time x) { return p.at < x; });
        if (after == m_points.end())
            return m_points.back().left;
        if (after == m_points.begin())
            return after->left;
        const auto& a = *std::prev(after);
        const double share = static_cast<double>((t - a.at).count()) / static_cast<double>((after->at - a.at).count());
        return a.left + (after->left - a.left) * share;
    }

private:
    std::vector<Known> m_points;
};

BudgetSpending fromIncident(const SuspectReport& incident)
{
    BudgetSpending row;
    row.kind = BudgetSpending::Kind::incident;
    row.range = incident.range;
    row.service = incident.service;
    row.text = incident.service;
    row.id = incident.id;
    if (!incident.suspects.empty() && incident.suspects.front().probability > incident.noChange) {
        const Change& change = incident.suspects.front().change;
        row.kind = BudgetSpending::Kind::change;
        row.service = change.service;
        row.text = change.label();
        row.id = change.id;
    }
    return row;
}

std::vector<TimeRange> steepFalls(const Curve& curve, Millis window)
{
    std::vector<TimeRange> falls;
    const auto& points = curve.points();
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double fell = points[i - 1].left - points[i].left;
        const double even = static_cast<double>((points[i].at - points[i - 1].at).count()) / static_cast<double>(window.count());
        if (fell <= even * kSteep)
            continue;
        if (!falls.empty() && falls.back().to == points[i - 1].at)
            falls.back().to = points[i].at;
        else
            falls.push_back({points[i - 1].at, points[i].at});
    }
    return falls;
}

} // namespace

std::vector<BudgetSpending> budgetSpending(const SloReport& report, const std::vector<SuspectReport>& incidents, std::size_t most)
{
    std::vector<BudgetSpending> rows;
    const Curve curve(report.burnDown);
    if (!report.remainingRatio || curve.points().size() < 2)
        return rows;
    for (const auto& incident : incidents) {
        if (incident.range.to > report.from && incident.range.from < report.to)
            rows.push_back(fromIncident(incident));
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.range.from < b.range.from; });
    Time counted = report.from;
    for (auto& row : rows) {
        TimeRange span = curve.around(row.range);
        span.from = std::max(span.from, counted);
        span.to = std::min(std::max(span.to, span.from), report.to);
        row.cost = std::max(0.0, curve.at(span.from) - curve.at(span.to));
        counted = std::max(counted, span.to);
    }
    std::erase_if(rows, [](const auto& row) { return row.cost < kLeastIncident; });
    for (const auto& fall : steepFalls(curve, report.to - report.from)) {
        const bool told = std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
            const TimeRange span = curve.around(row.range);
            return span.from < fall.to && span.to > fall.from;
        });
        const double cost = curve.at(fall.from) - curve.at(fall.to);
        if (!told && cost >= kLeastBurst)
            rows.push_back({BudgetSpending::Kind::burst, fall, {}, {}, {}, cost});
    }
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.cost > b.cost; });
    if (rows.size() > most)
        rows.resize(most);
    double named = 0;
    for (const auto& row : rows)
        named += row.cost;
    BudgetSpending rest;
    rest.range = {report.from, report.to};
    rest.cost = 1 - *report.remainingRatio - named;
    rows.push_back(rest);
    return rows;
}

std::vector<ChartMark> budgetMarks(const SloReport& report, const Timeline& timeline)
{
    std::vector<ChartMark> marks;
    for (const auto& lane : timeline.lanes) {
        if (lane.service != report.spec.service)
            continue;
        for (const auto& change : lane.changes) {
            if (change.at >= report.from && change.at < report.to)
                marks.push_back({change.at, timeline.texts.at(change.text), timeline.ids.at(change.id), change.kind});
        }
    }
    return marks;
}

std::vector<TimeRange> budgetGaps(const SloReport& report)
{
    std::vector<TimeRange> gaps;
    const auto& points = report.burnDown;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].remaining)
            continue;
        const Time from = i == 0 ? report.from : points[i - 1].at;
        const Time to = i + 1 < points.size() ? points[i + 1].at : report.to;
        if (!gaps.empty() && from <= gaps.back().to)
            gaps.back().to = to;
        else
            gaps.push_back({from, to});
    }
    return gaps;
}

} // namespace vedette
