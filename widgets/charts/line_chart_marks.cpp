#include "widgets/charts/chart_paint.h"
#include "widgets/charts/line_chart.h"
#include "widgets/format.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace vedette {

void LineChart::paintMarks(QPainter& painter)
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const QFont font = Theme::font(12, 600);
    const QFontMetricsF measure(font);
    std::vector<QRectF> taken;
    const auto room = [&](const QRectF& box) {
        return box.left() >= 2 && box.right() <= width() - 2
            && std::none_of(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(box); });
    };
    // Marks keep their glyph whatever happens; words come after all glyphs have their place.
    for (const auto& mark : m_frame->marks) {
        const qreal x = xOf(mark.at);
        if (x < area.left() || x > area.right())
            continue;
        painter.setRenderHint(QPainter::Antialiasing, false);
        QPen pen(theme.change, 1);
        pen.setDashPattern({3, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(std::round(x) + 0.5, area.top()), QPointF(std::round(x) + 0.5, area.bottom()));
        const QRectF box(x - 5, area.top() - 17, 10, 10);
        drawGlyph(painter, mark.kind == ChangeKind::rollback ? Glyph::rollback : Glyph::change, box, theme.changeInk);
        taken.push_back(box);
        m_markHits.push_back({box.adjusted(-6, -6, 6, 8), QString::fromStdString(mark.changeId)});
    }
    for (const auto& flag : m_frame->flags) {
        const qreal x = std::max(xOf(flag.from), area.left());
        const qreal right = xOf(flag.open ? span().to : flag.to);
        if (right < area.left() || x > area.right())
            continue;
        InkLine line;
        line.glyph(Glyph::info, theme.ink(Severity::info), 9);
        line.text(tr("abnormal %1").arg(durationText(flag.to - flag.from)), Theme::font(12, 600), theme.ink(Severity::info));
        QRectF box(x, 2, line.width() + 4, 18);
        if (box.right() > width() - 2)
            box.moveRight(width() - 2);
        if (room(box)) {
            line.draw(painter, box);
            taken.push_back(box);
        }
    }
    for (const auto& gap : m_frame->gaps) {
        const qreal left = std::max(xOf(gap.from), area.left());
        const qreal right = std::min(xOf(gap.to), area.right());
        if (right - left < 8)
            continue;
        const QString words = tr("? no data %1").arg(durationText(gap.to - gap.from));
        const qreal wide = QFontMetricsF(Theme::font(11)).horizontalAdvance(words) + 4;
        const QRectF box((left + right - wide) / 2, 2, wide, 18);
        if (room(box)) {
            drawLine(painter, box, words, Theme::font(11), theme.text2);
            taken.push_back(box);
        }
    }
    for (const auto& mark : m_frame->marks) {
        const qreal x = xOf(mark.at);
        if (x < area.left() || x > area.right())
            continue;
        const QString words = plain(mark.text, 40);
        const qreal wide = std::min(160.0, measure.horizontalAdvance(words) + 2);
        const QRectF leftOf(x - 9 - wide, area.top() - 21, wide, 18);
        const QRectF rightOf(x + 9, area.top() - 21, wide, 18);
        const bool flagFollows = std::any_of(m_frame->flags.begin(), m_frame->flags.end(),
            [&](const AnomalyFlag& f) { return xOf(f.from) >= x && xOf(f.from) < x + wide + 24; });
        for (const QRectF& box : flagFollows ? std::vector<QRectF>{leftOf} : std::vector<QRectF>{leftOf, rightOf}) {
            if (!room(box))
                continue;
            drawLine(painter, box, words, font, theme.changeInk);
            taken.push_back(box);
            break;
        }
    }
}

void LineChart::paintOverlay(QPainter& painter)
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    if (m_drag == Drag::choose && dragChooses()) {
        QColor tint = theme.accent;
        tint.setAlphaF(0.18F);
        const QRectF box(std::min(m_dragFrom, m_dragTo), area.top(), std::abs(m_dragTo - m_dragFrom), area.height());
        painter.fillRect(box, tint);
        painter.setPen(QPen(theme.accent, 1));
        painter.drawLine(box.topLeft(), box.bottomLeft());
        painter.drawLine(box.topRight(), box.bottomRight());
        drawLine(painter, QRectF(box.center().x() - 80, area.top() + 6, 160, 18),
            durationText(timeAt(box.right()) - timeAt(box.left())), Theme::font(12, 600), theme.text, Qt::AlignHCenter);
    }
    if (hasFocus() && isVisible() && focusPolicy() != Qt::NoFocus)
        drawFocusFrame(painter, area.adjusted(-1, -1, 1, 1));
    const auto at = time().crosshair();
    if (!at || !span().contains(*at))
        return;
    const qreal x = std::round(xOf(*at));
    painter.setRenderHint(QPainter::Antialiasing, false);
    QPen pen(theme.accent, 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x + 0.5, area.top()), QPointF(x + 0.5, area.bottom()));
    const QString words = clockText(*at, time().zone());
    const QFont font = Theme::font(12, 600);
    const qreal wide = QFontMetricsF(font).horizontalAdvance(words) + 16;
    QRectF chip(x - wide / 2, area.bottom() + 4, wide, 20);
    chip.moveLeft(std::clamp(chip.left(), 0.0, width() - wide));
    painter.setRenderHint(QPainter::Antialiasing);
    // The tick label below it would shine through at the edges.
    painter.fillRect(chip.adjusted(-20, 0, 20, 3), theme.panel);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(chip, 4, 4);
    drawLine(painter, chip, words, font, theme.onAccent, Qt::AlignHCenter);
    if (m_frame)
        paintValueBox(painter, *at);
}

void LineChart::paintValueBox(QPainter& painter, Time at) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const Millis perPixel{std::max<std::int64_t>(1, span().length().count() / std::max<std::int64_t>(1, columns()))};
    const Millis reach = std::max(perPixel * 2, m_frame->step * 2);
    const QString unit = plain(m_frame->unit, 24);
    const bool inGap = std::any_of(m_frame->gaps.begin(), m_frame->gaps.end(), [&](const TimeRange& g) { return g.contains(at); });
    const bool far = m_frame->far && at < m_frame->far->ownFrom;
    const ChartColumn* value = inGap ? nullptr : far ? columnAt(m_frame->far->line, at, std::max(reach, m_frame->far->step)) : columnAt(m_frame->line, at, reach);
    const BandPoint* band = bandAt(m_frame->band, at, reach);
    const ChartColumn* week = m_weekShown ? columnAt(m_frame->weekAgo, at, reach) : nullptr;
    struct Row {
        QString name, text;
        bool strong;
    };
    std::vector<Row> rows;
    rows.push_back({tr("value"), value ? valueText(value->last, unit) : inGap ? tr("no data") : QStringLiteral("–"), true});
    if (band && std::isfinite(band->lower)) {
        rows.push_back({tr("expected"), valueText(band->lower, unit) + QStringLiteral(" – ") + valueText(band->upper, unit), false});
        if (value && std::isfinite(band->expected) && band->expected != 0) {
            const double share = (value->last - band->expected) / std::abs(band->expected) * 100;
            rows.push_back({tr("against expected"), (share >= 0 ? QStringLiteral("+") : QStringLiteral("−"))
                    + QString::number(std::abs(share), 'f', std::abs(share) < 10 ? 1 : 0) + QStringLiteral(" %"), false});
        }
    }
    if (week)
        rows.push_back({tr("a week ago"), valueText(week->last, unit), false});
    const qreal x = xOf(at);
    if (value) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        painter.drawEllipse(QPointF(x, yOf(value->last)), 3.5, 3.5);
    }
    const QFontMetricsF measure(Theme::font(12, 600));
    qreal names = 0, texts = 0;
    for (const auto& row : rows) {
        names = std::max(names, measure.horizontalAdvance(row.name));
        texts = std::max(texts, measure.horizontalAdvance(row.text));
    }
    QRectF box(0, 0, names + texts + 44, static_cast<qreal>(rows.size()) * 20 + 10);
    qreal clearRight = x, clearLeft = x;
    for (const auto& flag : m_frame->flags) {
        const qreal a = xOf(flag.from), b = xOf(flag.open ? span().to : flag.to);
        if (x >= a - 1 && x <= b + 1) {
            clearLeft = std::max(area.left(), a);
            clearRight = std::min(area.right(), b);
        }
    }
    const bool right = area.right() - clearRight >= clearLeft - area.left();
    box.moveLeft(right ? std::min(clearRight + 16, area.right() - box.width()) : std::max(area.left(), clearLeft - 16 - box.width()));
    // High or low: the side where the value is not.
    const bool high = !value || yOf(value->last) > area.center().y();
    box.moveTop(high ? area.top() + 10 : area.bottom() - 10 - box.height());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.strongBorder, 1));
    painter.setBrush(theme.raised);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    qreal y = box.top() + 5;
    for (const auto& row : rows) {
        drawLine(painter, QRectF(box.left() + 12, y, names + 4, 20), row.name, Theme::font(12), theme.text2);
        drawLine(painter, QRectF(box.right() - 14 - texts, y, texts + 4, 20), row.text, Theme::font(12, row.strong ? 600 : 400), theme.text,
            Qt::AlignRight);
        y += 20;
    }
}

} // namespace vedette
