#include "widgets/charts/far_part.h"

#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::FarPart)
};

constexpr qreal kPad = 8, kLine = 18, kTop = 4;
constexpr float kTint = 0.5F;

} // namespace

QString farWords(const ChartFar& far, const QTimeZone& zone)
{
    const QString source = plain(far.source, 40);
    const QString shown = far.step > Millis{0} ? Words::tr("from %1, step %2").arg(source, durationText(far.step)) : QString();
    const auto with = [&](const QString& more) { return shown.isEmpty() ? more : shown + QStringLiteral(" · ") + more; };
    switch (far.state) {
    case ChartFar::State::kept:
        break;
    case ChartFar::State::nothing:
        return Words::tr("%1 holds nothing either").arg(source);
    case ChartFar::State::wanted:
    case ChartFar::State::asking:
        return with(Words::tr("being read from %1").arg(source));
    case ChartFar::State::refused: {
        QString why = far.refusal.empty() ? Words::tr("%1 is not asked now").arg(source)
                                          : Words::tr("not read from %1: %2").arg(source, engineText(far.refusal, 160));
        if (far.again)
            why += QStringLiteral(" · ") + Words::tr("again at %1").arg(clockText(*far.again, zone));
        return with(why);
    }
    case ChartFar::State::offline:
        return with(Words::tr("what is older is not kept here"));
    }
    return shown;
}

void paintFarLine(QPainter& painter, const ChartFrame& frame, const ChartArea& area)
{
    if (!frame.far)
        return;
    const auto& theme = Theme::instance();
    const qreal right = std::min(area.plot.right(), area.x(frame.far->ownFrom));
    QColor tint = theme.sunk; // the grid shows through
    tint.setAlphaF(kTint);
    if (right > area.plot.left())
        painter.fillRect(QRectF(area.plot.left(), area.plot.top(), right - area.plot.left(), area.plot.height()), tint);
    paintSegments(painter, lineSegments(frame.far->line, frame.gaps, frame.far->step, area), theme.series(0));
}

void paintFarBoundary(QPainter& painter, const ChartFar& far, const ChartArea& area, const QTimeZone& zone, bool words)
{
    const auto& theme = Theme::instance();
    const qreal x = std::round(std::min(area.x(far.ownFrom), area.plot.right()));
    if (x < area.plot.left())
        return;
    const bool inside = x < area.plot.right() - 1;
    if (inside) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        QPen pen(theme.text3, 1);
        pen.setDashPattern({2, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(x + 0.5, area.plot.top()), QPointF(x + 0.5, area.plot.bottom()));
    }
    if (!words)
        return;
    const QFont font = Theme::font(11);
    const QFontMetricsF measure(font);
    const auto plate = [&](QRectF box, const QString& text, const QColor& ground) {
        painter.fillRect(box.adjusted(-3, 1, 3, -1), ground);
        drawLine(painter, box, text, font, theme.text2);
    };
    const qreal top = area.plot.top() + kTop;
    // Where there is little room on the left of the boundary its words stand in the second line, from the plot's left edge on.
    const QString left = farWords(far, zone);
    const qreal wide = measure.horizontalAdvance(left) + 2;
    const qreal room = x - kPad - area.plot.left();
    const QRectF box = wide <= room ? QRectF(x - kPad - wide, top, wide, kLine)
                                    : QRectF(area.plot.left() + kPad, top + kLine, std::min(wide, area.plot.width() - 2 * kPad), kLine);
    if (!left.isEmpty())
        plate(box, left, Theme::mix(theme.sunk, theme.panel, static_cast<double>(kTint)));
    const QString right = Words::tr("own samples");
    if (const qreal own = measure.horizontalAdvance(right) + 2; inside && own + kPad <= area.plot.right() - x)
        plate(QRectF(x + kPad, top, own, kLine), right, theme.panel);
}

} // namespace vedette
