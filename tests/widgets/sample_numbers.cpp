#include "tests/widgets/sample_board.h"

#include <algorithm>
#include <cmath>

namespace vedette::test {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct SloRow {
    const char* service;
    const char* name;
    double objective;
    double remaining; ///< NaN: no data
    SloState state;
};

const SloRow kSlos[] = {{"inventory", "stock sync freshness", 0.995, -0.124, SloState::exhausted},
    {"order-api", "orders p95 < 800 ms", 0.99, 0.092, SloState::burning},
    {"payment-api", "payment availability", 0.999, 0.382, SloState::burning},
    {"settlement", "batch success", 0.99, std::numeric_limits<double>::quiet_NaN(), SloState::noData},
    {"edge-gateway", "availability", 0.9995, 0.461, SloState::ok}, {"cart-api", "p99 < 300 ms", 0.99, 0.478, SloState::ok},
    {"search", "availability", 0.999, 0.615, SloState::ok}, {"delivery-api", "labels issued", 0.995, 0.723, SloState::ok},
    {"product-api", "p95 < 200 ms", 0.99, 0.789, SloState::ok}, {"payment-api", "p95 < 500 ms", 0.99, 0.814, SloState::ok},
    {"member-api", "log-in availability", 0.9995, 0.88, SloState::ok}, {"recommend", "p95 < 250 ms", 0.99, 0.902, SloState::ok},
    {"coupon-api", "coupons issued", 0.995, 0.936, SloState::ok}, {"notify-api", "messages sent", 0.99, 0.971, SloState::ok},
    {"image-api", "thumbnails", 0.995, 0.72, SloState::ok},
    {"review-api", "reviews written", 0.99, 1.0, SloState::noTraffic}, {"auth-api", "tokens issued", 0.999, std::numeric_limits<double>::quiet_NaN(), SloState::noData}};

SloReport report(const SloRow& row, Time now)
{
    SloReport r;
    r.spec.id = std::string(row.service) + "/" + row.name;
    r.spec.name = row.name;
    r.spec.service = row.service;
    r.spec.objectiveRatio = row.objective;
    r.spec.file = "conf.d/20-slo.yaml:12:3";
    r.to = now - minutes{2};
    r.from = r.to - r.spec.window;
    r.state = row.state;
    const double allowed = 1 - row.objective;
    r.budgetMinutes = allowed * 43200;
    if (std::isnan(row.remaining)) {
        if (std::string_view(row.service) == "auth-api")
            r.notes = {"not counted: it gives a ratio, not events; this version counts events"};
        return r;
    }
    const double total = row.state == SloState::noTraffic ? 0 : 408'600'000;
    const double error = (1 - row.remaining) * allowed;
    r.totalEvents = total;
    r.goodEvents = total * (1 - error);
    if (total > 0)
        r.errorRatio = error;
    r.remainingRatio = row.remaining;
    r.budgetEvents = allowed * total;
    r.remainingEvents = *r.budgetEvents * row.remaining;
    r.remainingMinutes = r.budgetMinutes * row.remaining;
    r.coverageRatio = std::string_view(row.service) == "image-api" ? 0.6 : 0.992;
    const std::pair<Millis, double> burn[] = {{minutes{5}, 0.1}, {minutes{30}, 0.2}, {hours{1}, 0.2}, {hours{2}, 13.6}, {hours{6}, 8.1},
        {hours{24}, 3.6}, {hours{72}, 1.6}};
    for (const auto& [window, rate] : burn) {
        BurnWindow w;
        w.window = window;
        w.to = r.to;
        w.from = r.to - window;
        w.burnRate = row.state == SloState::burning || row.state == SloState::exhausted ? rate : rate / 20;
        w.errorRatio = *w.burnRate * allowed;
        w.totalEvents = total * toSeconds(window) / toSeconds(r.spec.window);
        w.goodEvents = *w.totalEvents * (1 - *w.errorRatio);
        r.burn.push_back(w);
    }
    const bool hot = row.state == SloState::burning;
    r.alerts = {{{"page", minutes{5}, hours{1}, 14.4, minutes{2}}, false, false, false},
        {{"page", minutes{30}, hours{6}, 6, minutes{15}}, false, hot, false}, {{"ticket", hours{2}, hours{24}, 3, hours{1}}, hot, hot, hot},
        {{"ticket", hours{6}, hours{72}, 1, hours{3}}, hot, hot, hot}};
    if (row.remaining > 0 && hot) {
        r.exhaustedIn = hours{233};
        r.exhaustedInFast = hours{77};
    } else if (row.remaining > 0) {
        r.neverExhausts = true;
    }
    for (int i = 0; i <= 240; ++i) {
        const double share = i / 240.0;
        const double steps = (share > 0.21) * 0.15 + (share > 0.42) * 0.1 + (share > 0.6) * 0.08 + (share > 0.985) * 0.19;
        r.burnDown.push_back({r.from + Millis{static_cast<std::int64_t>(share * static_cast<double>(r.spec.window.count()))},
            1 - (1 - row.remaining) * (0.48 * share + steps)});
    }
    for (int i = 0; i <= 48; ++i) {
        const double days = i * 0.25;
        const double back = days > 6.9 ? 0.094 : 0;
        r.forecast.push_back({r.to + hours{6} * i, row.remaining - (hot ? 0.039 : 0.002) * days + back});
    }
    if (r.coverageRatio < 0.9) { // nothing of the second quarter and of some days later
        for (auto& p : r.burnDown) {
            const double share = static_cast<double>((p.at - r.from).count()) / static_cast<double>(r.spec.window.count());
            if ((share > 0.25 && share < 0.5) || (share > 0.7 && share < 0.85))
                p.remaining.reset();
        }
    }
    r.notes = {r.coverageRatio < 0.9 ? "60.0 % of the window has samples; the rest is not known and counts for nothing"
                                     : "99.2 % of the window has samples; the rest is not known and counts for nothing"};
    return r;
}

struct WatchRow {
    const char* watch;
    const char* service;
    const char* unit;
    double level, swing, peak;
    std::string_view from, to;
    double threshold;
};

const WatchRow kWatches[] = {{"checkout p95", "checkout-api", "s", 0.34, 0.03, 0.64, "14:31", "14:48", 0.8},
    {"order 5xx", "order-api", "percent", 0.12, 0.03, 4.8, "14:32", "14:46", 1.0},
    {"orders created", "order-api", "requests/s", 42, 5, 21, "14:33", "14:47", 0},
    {"price errors", "pricing-api", "percent", 0.05, 0.02, 6.1, "14:30", "14:46", 1.0},
    {"DB connections waiting", "payment-api", "", 3, 1, 19, "14:33", "14:50", 0},
    {"search p95", "search", "s", 0.088, 0.01, 0.121, "12:20", "12:58", 0},
    {"gateway requests", "edge-gateway", "requests/s", 9300, 800, 8200, "14:19", "14:25", 0},
    {"heap used", "inventory", "bytes", 1.28e9, 1.2e8, 1.5e9, "11:38", "12:43", 0}};

double noise(std::int64_t i)
{
    const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
    return (x - std::floor(x)) * 2 - 1;
}

ChartFrame frame(const WatchRow& row, TimeRange range, int columns)
{
    ChartFrame f;
    f.watch = row.watch;
    f.service = row.service;
    f.source = "prom-kr1";
    f.unit = row.unit;
    f.range = range;
    const Millis step{range.length().count() / columns};
    const Time end = std::min(range.to, kst("23:00"));
    const TimeRange gap{kst("11:18"), kst("11:26")};
    const TimeRange odd{kst(row.from), kst(row.to)};
    AnomalyFlag flag;
    double sum = 0;
    for (int i = 0; i < columns; ++i) {
        const Time at = range.from + step * i;
        if (at >= end)
            break;
        const double wave = std::sin(static_cast<double>(toMs(at) / 60000) / 220.0);
        const double usual = row.level + row.swing * wave;
        const double width = row.swing * 1.6 + row.level * 0.05;
        f.band.push_back({at, usual - width, usual + width, usual});
        const double last = usual + row.swing * 0.5 * noise(i + 991);
        f.weekAgo.push_back({at, last - row.swing * 0.2, last + row.swing * 0.2, last, last});
        if (gap.contains(at))
            continue;
        double value = usual + row.swing * 0.7 * noise(i);
        if (odd.contains(at)) {
            const double share = toSeconds(at - odd.from) / toSeconds(odd.length());
            value += (row.peak - row.level) * std::sin(std::pow(share, 0.6) * 3.1416);
            if (std::abs(value - usual) > width) {
                f.flagged.push_back({at, value, 0.99, true, usual, usual - width, usual + width});
                if (flag.from == Time{})
                    flag.from = at;
                flag.to = at;
                if (std::abs(value - usual) > std::abs(flag.peakValue - flag.expectedAtStart)) {
                    flag.peakAt = at;
                    flag.peakValue = value;
                    flag.expectedAtStart = usual;
                    flag.lowerAtStart = usual - width;
                    flag.upperAtStart = usual + width;
                }
            }
        }
        f.line.push_back({at, value - row.swing * 0.15, value + row.swing * 0.15, value, value});
        sum += value;
        f.stats.min = std::min(f.stats.min.value_or(value), value);
        f.stats.max = std::max(f.stats.max.value_or(value), value);
        f.stats.last = value;
        f.stats.lastAt = at;
    }
    if (!f.line.empty())
        f.stats.mean = sum / static_cast<double>(f.line.size());
    if (range.overlaps(gap.from, gap.to))
        f.gaps.push_back(gap);
    if (flag.from != Time{}) {
        flag.watch = f.watch;
        flag.service = f.service;
        flag.upward = flag.peakValue > flag.expectedAtStart;
        flag.score = 0.998 - 0.007 * static_cast<double>(&row - kWatches);
        flag.why = "value left its expected band";
        f.flags.push_back(flag);
    }
    if (row.threshold > 0) {
        f.threshold = row.threshold;
        f.thresholdName = "High" + f.watch;
    }
    const std::pair<const char*, std::pair<std::string_view, const char*>> marks[] = {{"payment-api", {"14:24:55", "v2.31.0"}},
        {"pricing-api", {"14:29:08", "v1.4.2"}}, {"search", {"09:12", "v3.7.9"}}, {"order-api", {"10:21", "v5.8.1"}}};
    for (const auto& [service, mark] : marks) {
        if (f.service == service && range.contains(kst(mark.first)))
            f.marks.push_back({kst(mark.first), mark.second, f.service + "-" + mark.second, ChangeKind::deployment});
    }
    return f;
}

} // namespace

std::vector<SloReport> sampleSlos(Time now)
{
    std::vector<SloReport> out;
    for (const auto& row : kSlos)
        out.push_back(report(row, now));
    return out;
}

std::vector<ChartFrame> sampleCharts(TimeRange range, int columns)
{
    std::vector<ChartFrame> out;
    for (const auto& row : kWatches)
        out.push_back(frame(row, range, columns));
    return out;
}

} // namespace vedette::test
