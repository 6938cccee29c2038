#include "models/feeds/sources/alert_fold.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace vedette {

namespace {

struct Point {
    Time at;
    bool firing = false;
    std::optional<Time> activeAt;
};

struct Alert {
    Labels labels;
    std::map<Time, Point> points;
};

std::optional<Millis> medianSpacing(const std::map<Time, Point>& points)
{
    std::vector<Millis> gaps;
    for (auto it = points.begin(); it != points.end() && std::next(it) != points.end(); ++it)
        gaps.push_back(std::next(it)->first - it->first);
    if (gaps.empty())
        return std::nullopt;
    const auto middle = gaps.begin() + static_cast<std::ptrdiff_t>(gaps.size() / 2);
    std::nth_element(gaps.begin(), middle, gaps.end());
    return *middle;
}

std::optional<AlertEpisode> episodeOf(const std::vector<Point>& run, const Labels& labels, Millis step, TimeRange covered)
{
    AlertEpisode episode;
    episode.labels = labels;
    episode.reconstructed = true;
    const auto firing = std::find_if(run.begin(), run.end(), [](const Point& p) { return p.firing; });
    const auto told = std::find_if(run.begin(), run.end(), [](const Point& p) { return p.activeAt.has_value(); });
    if (told != run.end() && *told->activeAt <= run.front().at + Millis{1000})
        episode.pendingAt = std::min(*told->activeAt, run.front().at);
    else if (!run.front().firing)
        episode.pendingAt = run.front().at;
    const bool lasts = run.back().at + step + step / 2 >= covered.to;
    if (firing == run.end()) {
        if (!lasts)
            return std::nullopt;
        episode.state = AlertState::pending;
        episode.startsAt = episode.pendingAt.value_or(run.front().at);
    } else {
        episode.startsAt = firing->at;
        episode.state = lasts ? AlertState::firing : AlertState::resolved;
    }
    if (!lasts)
        episode.endsAt = run.back().at + step;
    episode.seenAt = episode.endsAt.value_or(episode.startsAt);
    return episode;
}

} // namespace

std::vector<AlertEpisode> foldAlerts(const MatrixAnswer& answer, TimeRange covered, const Labels& extra,
    const EvaluationInterval& interval, Millis& resolution)
{
    std::map<Labels, Alert> alerts;
    for (const auto& series : answer.series) {
        const auto name = series.labels.value("__name__");
        const bool forState = name == "ALERTS_FOR_STATE";
        if (!forState && name != "ALERTS")
            continue;
        const bool firing = series.labels.value("alertstate") == "firing";
        auto labels = series.labels.without("__name__").without("alertstate");
        auto& alert = alerts[labels];
        alert.labels = labels;
        for (std::size_t i = 0; i < series.times.size(); ++i) {
            if (!covered.contains(series.times[i]) || !std::isfinite(series.values[i]))
                continue;
            if (!forState && series.values[i] <= 0)
                continue; // an old way to write a stale marker
            auto& point = alert.points[series.times[i]];
            point.at = series.times[i];
            if (!forState)
                point.firing = point.firing || firing;
            else if (series.values[i] > 0 && series.values[i] < 1e11)
                point.activeAt = timeFromMs(std::llround(series.values[i] * 1000.0));
        }
    }
    // ALERTS_FOR_STATE alone says that an alert was active, not whether it fired: such points count for nothing by themselves.
    std::map<Labels, std::map<Time, bool>> stated;
    for (const auto& series : answer.series) {
        if (series.labels.value("__name__") == "ALERTS") {
            auto& times = stated[series.labels.without("__name__").without("alertstate")];
            for (const auto t : series.times)
                times[t] = true;
        }
    }

    std::vector<AlertEpisode> out;
    Millis common{0};
    for (auto& [key, alert] : alerts) {
        const auto& times = stated[key];
        std::erase_if(alert.points, [&](const auto& entry) { return !times.contains(entry.first); });
        if (common == Millis{0}) {
            if (const auto spacing = medianSpacing(alert.points))
                common = *spacing;
        }
    }
    if (common == Millis{0})
        common = Millis{60000};
    for (const auto& [key, alert] : alerts) {
        if (alert.points.empty())
            continue;
        const auto step = interval(alert.labels).value_or(medianSpacing(alert.points).value_or(common));
        resolution = std::max(resolution, step);
        auto labels = alert.labels;
        for (const auto& [name, value] : extra) {
            if (!labels.has(name))
                labels.set(name, value);
        }
        std::vector<Point> run;
        const auto close = [&] {
            if (run.empty())
                return;
            if (auto episode = episodeOf(run, labels, step, covered))
                out.push_back(std::move(*episode));
            run.clear();
        };
        for (const auto& [at, point] : alert.points) {
            if (!run.empty()) {
                const auto& last = run.back();
                const bool renewed = point.activeAt && last.activeAt && *point.activeAt > *last.activeAt + Millis{999};
                if (at - last.at > step + step / 2 || renewed || (last.firing && !point.firing))
                    close();
            }
            run.push_back(point);
        }
        close();
    }
    return out;
}

} // namespace vedette
