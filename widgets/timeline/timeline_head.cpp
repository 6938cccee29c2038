#include "widgets/timeline/timeline_head.h"

#include "widgets/format.h"
#include "widgets/glyphs.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::Timeline)
};

QString incidentsText(int n)
{
    return n == 1 ? Words::tr("%n incident", nullptr, n) : Words::tr("%n incidents", nullptr, n);
}

/// A bracket, the worst incident under it, and whether it is the selected one.
struct IncidentLabel {
    const IncidentMark* mark;
    const IncidentSpan* worst;
    bool chosen;
};

void rowLine(QPainter& p, int y, const QColor& color, double right) { p.fillRect(QRectF(0, y, right, 1), color); }

} // namespace

TimeRange minimapSpan(const Timeline& timeline, TimeRange view)
{
    const TimeRange& held = timeline.minimapRange;
    if (!timeline.minimap.empty() && held.from <= view.from && view.to <= held.to + view.length() / 8
        && held.length() <= view.length() * 24 && held.length() * 2 >= view.length() * 3)
        return {held.from, std::max(held.to, view.to)};
    const Millis length = view.length() * 4;
    const Time to = std::max(view.to, std::min(timeline.now, view.to + view.length() * 3 / 2));
    // Years before the cache began are no overview.
    const Time begin = timeline.covered.empty() ? to - length : std::min(view.from, timeline.covered.front().from);
    return {std::max(to - length, begin), to};
}

void paintMinimap(QPainter& p, const TimelineFrame& frame, const TimeAxis& axis, int y, TimelineText& text)
{
    const Theme& theme = Theme::instance();
    const int bottom = y + kMinimapHeight - 2;
    const Millis length = axis.range.length();
    const bool hours = length >= std::chrono::hours{24} && length <= std::chrono::hours{96};
    text.small.draw(p, 12, y + 20, hours ? Words::tr("%1 h").arg(length / std::chrono::hours{1}) : durationText(length), theme.text2);
    if (frame.timeline.minimap.size() > 1) {
        const QString step = Words::tr("by %1").arg(durationText(frame.timeline.minimap[1].from - frame.timeline.minimap[0].from));
        text.small.draw(p, kLabelColumn - 12 - text.small.width(step), y + 20, step, theme.text3);
    }
    for (const auto& tick : axis.ticks(frame.zone, 90)) {
        if (!tick.day)
            continue;
        const double x = axis.xOf(tick.at);
        p.fillRect(QRectF(std::round(x), y, 1, kMinimapHeight - 1), theme.border);
        if (x + 4 + text.small.width(tick.label) < axis.right())
            text.small.draw(p, x + 4, y + 19, tick.label, theme.text3);
    }
    int greatest = 1;
    for (const auto& bin : frame.timeline.minimap)
        greatest = std::max(greatest, bin.critical + bin.warning + bin.other);
    const auto& bins = frame.timeline.minimap;
    const Millis width = bins.size() > 1 ? bins[1].from - bins[0].from : Millis{0};
    constexpr double kFull = 20;
    for (const auto& bin : bins) {
        const double x0 = std::round(axis.xOf(bin.from));
        const double x1 = std::round(axis.xOf(bin.from + width));
        if (x1 < axis.left || x0 >= axis.right())
            continue;
        const double w = std::max(2.0, x1 - x0 - 1);
        const int all = bin.critical + bin.warning + bin.other;
        if (all > 0) {
            // Square root: one alert is still seen beside a storm of hundreds.
            const double h = std::max(3.0, std::round(kFull * std::sqrt(static_cast<double>(all) / greatest)));
            const double hot = all == 0 ? 0 : std::round(h * bin.critical / all);
            const double rest = bin.warning + bin.other > 0 ? std::max(1.0, h - hot) : 0;
            const Severity low = bin.warning > 0 ? Severity::warning : Severity::info;
            p.fillRect(QRectF(x0, bottom - rest, w, rest), theme.mix(theme.fill(low), theme.panel, 0.75));
            if (bin.critical > 0)
                p.fillRect(QRectF(x0, bottom - h, w, std::max(2.0, h - rest)), theme.fill(Severity::critical));
        }
        if (bin.changes > 0)
            drawGlyph(p, Glyph::change, QRectF(x0 - 1, y + 1, 5, 5), theme.change);
    }
    const double w0 = std::clamp(axis.xOf(frame.axis.range.from), axis.left, axis.right());
    const double w1 = std::clamp(axis.xOf(frame.axis.range.to), axis.left, axis.right());
    QColor wash = theme.accent;
    wash.setAlphaF(theme.dark() ? 0.13F : 0.08F);
    const QRectF window(std::round(w0), y, std::max(2.0, std::round(w1 - w0)), kMinimapHeight - 1);
    p.fillRect(window, wash);
    p.setPen(QPen(theme.accent, 1));
    p.setBrush(Qt::NoBrush);
    p.drawRect(window.adjusted(0, 0, -1, -1));
    p.fillRect(QRectF(window.left() - 1, y + 10, 4, 12), theme.accent);
    p.fillRect(QRectF(window.right() - 3, y + 10, 4, 12), theme.accent);
    rowLine(p, y + kMinimapHeight - 1, theme.border, axis.right() + kRightMargin);
}

void paintAxisRow(QPainter& p, const TimelineFrame& frame, const std::vector<AxisTick>& ticks, int y, const AxisRowExtras& extras,
    TimelineText& text)
{
    const Theme& theme = Theme::instance();
    const double right = frame.axis.right() + kRightMargin;
    const int baseline = y + 14;
    text.small.draw(p, 12, baseline, QFontMetrics(text.small.font()).elidedText(extras.left, Qt::ElideRight, kLabelColumn - 20), extras.leftInk);
    double chipX = -1e6;
    if (extras.crosshair)
        chipX = frame.axis.xOf(*extras.crosshair);
    const bool chipSeen = extras.crosshair && chipX >= frame.axis.left && chipX <= frame.axis.right();
    double taken = frame.axis.left - 100;
    for (const auto& tick : ticks) {
        const double x = frame.axis.xOf(tick.at);
        const double w = text.small.width(tick.label);
        const double at = std::clamp(x - w / 2, frame.axis.left + 3, right - w - 3);
        const bool covered = std::any_of(extras.taken.begin(), extras.taken.end(), [&](const auto& t) { return at < t.second + 4 && at + w > t.first - 4; });
        if ((chipSeen && std::abs(x - chipX) < 56) || at < taken || covered)
            continue;
        text.small.draw(p, at, baseline, tick.label, tick.day ? theme.text2 : theme.axisText);
        taken = at + w + 8;
    }
    for (const auto& outage : frame.timeline.outages) {
        const double x0 = std::max(frame.axis.left, frame.axis.xOf(outage.from));
        const double x1 = std::min(frame.axis.right(), frame.axis.xOf(outage.to.value_or(frame.timeline.now)));
        if (x1 - x0 >= 1)
            drawHatch(p, QRectF(x0, y + kAxisHeight - 4, x1 - x0, 4), theme.fill(Severity::unknown), 4);
    }
    if (chipSeen) {
        const bool seconds = frame.axis.range.length() < std::chrono::hours{24 * 4};
        QString words = seconds ? clockText(*extras.crosshair, frame.zone) : dateClockText(*extras.crosshair, frame.zone);
        if (!extras.since.isEmpty())
            words += QStringLiteral("  ") + extras.since;
        const double w = text.bold.width(words) + 16;
        const double at = std::clamp(chipX - w / 2, frame.axis.left, right - w - 2);
        p.save();
        p.setRenderHint(QPainter::Antialiasing);
        p.setPen(Qt::NoPen);
        p.setBrush(theme.accent);
        p.drawRoundedRect(QRectF(at, y, w, kAxisHeight - 1), 4, 4);
        p.restore();
        text.bold.draw(p, at + 8, baseline, words, theme.onAccent);
    }
    rowLine(p, y + kAxisHeight, theme.grid, right);
}

std::vector<IncidentMark> placeIncidents(const TimelineFrame& frame, int y)
{
    std::vector<IncidentMark> marks;
    std::vector<std::size_t> order(frame.timeline.incidents.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return frame.timeline.incidents[a].range.from < frame.timeline.incidents[b].range.from; });
    for (const auto i : order) {
        const auto& span = frame.timeline.incidents[i].range;
        const double x0 = frame.axis.xOf(span.from);
        const double x1 = std::max(x0 + 6, frame.axis.xOf(span.to));
        if (x1 < frame.axis.left || x0 > frame.axis.right())
            continue;
        const QRectF box(QPointF(std::round(std::max(x0, frame.axis.left)), y + 5), QPointF(std::round(std::min(x1, frame.axis.right())), y + 21));
        if (!marks.empty() && box.left() < marks.back().box.right() + 2) {
            marks.back().box = marks.back().box.united(box);
            marks.back().incidents.push_back(i);
        } else {
            marks.push_back({box, {i}});
        }
    }
    return marks;
}

void paintIncidentRow(QPainter& p, const TimelineFrame& frame, const std::vector<IncidentMark>& marks, const std::vector<TimeRange>& notJudged,
    const std::string& selected, int y, TimelineText& text)
{
    const Theme& theme = Theme::instance();
    const double right = frame.axis.right() + kRightMargin;
    std::size_t seen = 0;
    for (const auto& mark : marks)
        seen += mark.incidents.size();
    const QString counted = notJudged.empty() ? incidentsText(static_cast<int>(seen)) : seen > 0 ? Words::tr("%1+ incidents").arg(seen) : Words::tr("not judged");
    text.small.draw(p, 12, y + 17, counted, theme.text2);
    const QString alerts = Words::tr("alerts");
    text.small.draw(p, kLabelColumn - 12 - text.small.width(alerts), y + 17, alerts, theme.text3);
    LabelRow row;
    for (const auto& span : notJudged) {
        const QRectF box(QPointF(std::max(frame.axis.left, frame.axis.xOf(span.from)), y + 4), QPointF(std::min(frame.axis.right(), frame.axis.xOf(span.to)), y + kIncidentHeight - 4));
        drawHatch(p, box, theme.border, 6);
    }
    std::vector<IncidentLabel> labels;
    for (const auto& mark : marks) {
        IncidentLabel label{&mark, &frame.timeline.incidents[mark.incidents.front()], false};
        for (const auto n : mark.incidents) {
            const IncidentSpan& span = frame.timeline.incidents[n];
            label.chosen = label.chosen || span.id == selected;
            if (severityRank(span.severity) > severityRank(label.worst->severity))
                label.worst = &span;
        }
        const QRectF box = mark.box;
        const QColor edge = label.chosen ? theme.text : theme.text3;
        p.fillRect(QRectF(box.left(), y + 6, box.width(), 2), edge);
        p.fillRect(QRectF(box.left(), y + 6, 2, 14), edge);
        p.fillRect(QRectF(box.right() - 2, y + 6, 2, 14), edge);
        p.fillRect(QRectF(box.left() + 3, y + 11, std::max(1.0, box.width() - 6), 6), theme.fill(label.worst->severity));
        row.block(box.left() - 4, box.right() + 4);
        labels.push_back(label);
    }
    // First come keeps the room: the chosen incident, then the worst, then the longest. What would touch is left out, never cut.
    std::stable_sort(labels.begin(), labels.end(), [](const IncidentLabel& a, const IncidentLabel& b) {
        if (a.chosen != b.chosen)
            return a.chosen;
        const int ra = severityRank(a.worst->severity);
        const int rb = severityRank(b.worst->severity);
        return ra != rb ? ra > rb : a.mark->box.width() > b.mark->box.width();
    });
    const auto room = [&](double x, double width) {
        return x >= frame.axis.left + 4 && x + width <= right - 4 && row.take(x - 8, x + width + 8);
    };
    for (const auto& span : notJudged) {
        const QString words = Words::tr("not judged here");
        const double left = std::max(frame.axis.left, frame.axis.xOf(span.from)) + 12;
        const double width = text.small.width(words);
        if (left + width + 28 <= std::min(frame.axis.right(), frame.axis.xOf(span.to)) && room(left, width))
            paintLabel(p, text.small, left, y + 17, words, theme.text2);
    }
    for (const auto& label : labels) {
        const QRectF box = label.mark->box;
        const bool several = label.mark->incidents.size() > 1;
        const QString title = several ? incidentsText(static_cast<int>(label.mark->incidents.size())) : plain(label.worst->title, 40);
        const double width = text.title.width(title) + 15;
        double x = box.left() - 12 - width;
        double rest = box.right() + 12;
        if (!room(x, width)) {
            x = box.right() + 12;
            if (!room(x, width))
                continue;
            rest = x + width + 16;
        }
        drawGlyph(p, severityGlyph(label.worst->severity), QRectF(x, y + 8, 9, 9), theme.ink(label.worst->severity));
        text.title.draw(p, x + 15, y + 17, title, theme.text);
        // Among several incidents the counts of all but the chosen one are told on hover.
        if (several || (marks.size() > 1 && !label.chosen))
            continue;
        const IncidentSpan& span = *label.worst;
        const QStringList facts{span.alerts == 1 ? Words::tr("%n alert", nullptr, 1) : Words::tr("%n alerts", nullptr, span.alerts),
            span.changes == 1 ? Words::tr("%n change", nullptr, 1) : Words::tr("%n changes", nullptr, span.changes),
            span.services == 1 ? Words::tr("%n service", nullptr, 1) : Words::tr("%n services", nullptr, span.services)};
        for (const auto& words : {facts.join(QStringLiteral(" · ")), facts.first()}) {
            if (room(rest, text.small.width(words))) {
                text.small.draw(p, rest, y + 17, words, theme.text2);
                break;
            }
        }
    }
    rowLine(p, y + kIncidentHeight - 1, theme.border, right);
}

} // namespace vedette
