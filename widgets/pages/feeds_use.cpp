#include "widgets/pages/feeds_use.h"

#include "models/items/board.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr qreal kRow = 20, kNames = 80, kSpace = 8;
constexpr std::size_t kParts = 3, kAdvice = 3;
constexpr double kBusyShare = 0.05;
constexpr std::int64_t kChurn = 50;
constexpr std::int64_t kHeavy = 100'000; ///< samples a day

int percentOf(double part, double whole) { return whole > 0 ? static_cast<int>(std::lround(100 * part / whole)) : 0; }
/// "vedette.yaml:12:5": the folder is that of all.
QString placeOf(const std::string& origin) { return plain(origin.substr(origin.rfind('/') + 1), 60); }
/// "6.2": more than is there is never said.
QString daysOf(double share, int days)
{
    const double whole = std::floor(10 * share * days) / 10;
    return QString::number(whole, 'f', whole < 10 && whole > 0 ? 1 : 0);
}
int bounded(std::int64_t n) { return static_cast<int>(std::min<std::int64_t>(n, 2'000'000'000)); }

} // namespace

std::vector<FeedAdvice> FeedsUse::advice(const FeedUse& use, const FeedStatus& feed, const std::vector<FeedUse>& all, const CacheUse& cache, int days)
{
    std::vector<FeedAdvice> out;
    const QString own = placeOf(feed.origin);
    for (const auto& part : use.parts) {
        if (part.limit > 0 && part.series >= part.limit)
            out.push_back({tr("%1 has %2 series, the most that are read, and more were cut: narrow it, or aggregate it with sum by (…)").arg(engineName(part.key, 60), wholeText(part.series)), placeOf(part.origin)});
    }
    if (use.newSeries >= kChurn && use.newSeries * 4 >= use.series)
        out.push_back({tr("%n series are new within a day: a label changes with every start (pod, instance); drop it with metric_relabel_configs, or aggregate it away", "", bounded(use.newSeries)), own});
    if (!use.parts.empty() && use.covered < 0.95 && feed.backfillRatio >= 1 && feed.lastSuccess)
        out.push_back({tr("%1 of %2 days are here, the server has no more: lower retention.days, or let the server keep its samples longer").arg(daysOf(use.covered, days)).arg(days), QString()});
    double samples = 0;
    for (const auto& each : all)
        samples += static_cast<double>(each.samplesADay);
    const double needed = samples * cache.bytesPerSample * days;
    if (use.samplesADay > 0 && cache.limitBytes > 0 && needed > static_cast<double>(cache.limitBytes))
        out.push_back({tr("%1 days of all feeds need about %2, the limit is %3: raise retention.bytes, or lower retention.days")
                           .arg(days).arg(bytesText(static_cast<std::int64_t>(needed)), bytesText(cache.limitBytes)), QString()});
    if (toSeconds(use.busyADay) > kBusyShare * 86'400)
        out.push_back({tr("its server works %1 a day for these questions: raise poll_interval (now %2)").arg(durationText(use.busyADay), durationText(feed.interval)), own});
    if (use.parts.size() > 1) {
        const auto& first = use.parts.front();
        const int share = percentOf(static_cast<double>(first.samplesADay), static_cast<double>(use.samplesADay));
        if (share >= 50 && first.samplesADay >= kHeavy && first.step > Millis{0})
            out.push_back({tr("%1 makes %2 % of these samples: a longer step than %3 saves most").arg(engineName(first.key, 60)).arg(share).arg(durationText(first.step)), placeOf(first.origin)});
    }
    return out;
}

qreal FeedsUse::paint(QPainter& painter, const QRectF& area, const FeedStatus& feed, const Board& board)
{
    const auto& uses = board.uses();
    const auto found = std::find_if(uses.begin(), uses.end(), [&](const FeedUse& u) { return u.feed == feed.name; });
    if (found == uses.end())
        return area.top();
    const auto& theme = Theme::instance();
    const int days = board.coverage().empty() ? 0 : static_cast<int>(board.coverage().front().days.size());
    qreal y = area.top();
    const auto fits = [&](qreal height) { return y + height <= area.bottom(); };
    const auto row = [&](const QString& name, const QString& value) {
        if (value.isEmpty() || !fits(kRow))
            return;
        drawLine(painter, QRectF(area.left(), y, kNames - 2, kRow), name, Theme::font(12), theme.text3);
        drawLine(painter, QRectF(area.left() + kNames, y, area.width() - kNames, kRow), value, Theme::font(12), theme.text);
        y += kRow;
    };
    if (!fits(2 * kRow))
        return y;
    drawLine(painter, QRectF(area.left(), y, area.width(), kRow), tr("Holds and costs"), Theme::font(11), theme.text3);
    drawLine(painter, QRectF(area.left(), y, area.width(), kRow), tr("a day, by the last hour"), Theme::font(11), theme.text3, Qt::AlignRight);
    y += kRow;
    if (found->series > 0) {
        row(tr("series"), tr("%1 · %2 new within a day").arg(wholeText(found->series), wholeText(found->newSeries)));
        const QString held = bytesText(found->cacheBytes);
        row(tr("samples"), found->samplesADay > 0 ? tr("%1 a day · %2 of the cache").arg(countText(static_cast<double>(found->samplesADay)), held) : tr("%1 here · a day not measured yet").arg(held));
    }
    if (days > 0 && (!found->parts.empty() || found->covered < 1))
        row(tr("covered"), tr("%1 of %2 days").arg(daysOf(found->covered, days)).arg(days));
    if (found->requestsADay > 0) {
        row(tr("asks"), tr("%1 requests · %2 on the wire").arg(countText(static_cast<double>(found->requestsADay)), bytesText(found->wireBytesADay)));
        row(tr("server"), tr("answers for %1").arg(durationText(found->busyADay)));
    }
    for (std::size_t i = 0; i < std::min(kParts, found->parts.size()) && fits(kRow); ++i) {
        const auto& part = found->parts[i];
        const bool full = part.limit > 0 && part.series >= part.limit;
        const QString numbers = part.limit > 0 ? tr("%1 of %2 series").arg(wholeText(part.series), wholeText(part.limit)) : tr("%n series", "", bounded(part.series));
        const qreal wide = 128;
        if (full)
            drawGlyph(painter, severityGlyph(Severity::warning), QRectF(area.left(), y + 6, 9, 9), theme.ink(Severity::warning));
        const qreal left = area.left() + (full ? 16 : 0);
        drawLine(painter, QRectF(left, y, area.right() - left - wide - 6, kRow), engineName(part.key, 120), Theme::font(12), theme.text2);
        drawLine(painter, QRectF(area.right() - wide, y, wide, kRow), numbers, Theme::font(12, full ? 600 : 400), full ? theme.ink(Severity::warning) : theme.text2, Qt::AlignRight);
        y += kRow;
    }
    const auto advised = advice(*found, feed, uses, board.cache(), days);
    for (std::size_t i = 0; i < std::min(kAdvice, advised.size()); ++i) {
        const auto& each = advised[i];
        const qreal high = paragraphHeight(each.text, Theme::font(12), area.width() - 16) + (each.origin.isEmpty() ? 0 : 16);
        if (!fits(high + 6))
            break;
        y += 4;
        drawGlyph(painter, severityGlyph(Severity::info), QRectF(area.left(), y + 4, 9, 9), theme.ink(Severity::info));
        const qreal used = drawParagraph(painter, QRectF(area.left() + 16, y, area.width() - 16, high), each.text, Theme::font(12), theme.text);
        if (!each.origin.isEmpty())
            drawLine(painter, QRectF(area.left() + 16, y + used, area.width() - 16, 16), each.origin, Theme::mono(11), theme.text3);
        y += high;
    }
    return y + kSpace;
}

} // namespace vedette
