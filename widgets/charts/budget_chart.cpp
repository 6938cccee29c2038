#include "widgets/charts/budget_chart.h"

#include "widgets/charts/chart_paint.h"
#include "widgets/charts/chart_ticks.h"
#include "widgets/format.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/pages/slo_words.h"
#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vedette {

namespace {

constexpr qreal kTop = 30, kBottom = 62, kLeft = 38, kRight = 16;
constexpr qreal kBarRow = 8, kCostRow = 22, kAxisRow = 42, kBareAxisRow = 6; ///< bare: nothing is drawn between plot and axis
constexpr double kAhead = 0.4; ///< of the window, to the right of now

QString cost(double ratio) { return QStringLiteral("−") + QString::number(ratio * 100, 'f', 1); }

} // namespace

BudgetChart::BudgetChart(TimeState& state, QWidget* parent) : PlotView(state, parent)
{
    setGutters({kLeft, kTop, kRight, kBottom});
    setAccessibleName(tr("Burn-down of the error budget"));
}

void BudgetChart::show(const SloReport& report, std::vector<BudgetSpending> spending, std::vector<ChartMark> marks)
{
    m_report = report;
    m_spending = std::move(spending);
    m_marks = std::move(marks);
    m_gaps = budgetGaps(report);
    m_highlight = -1;
    m_axisRow = m_spending.empty() && m_gaps.empty() ? kBareAxisRow : kAxisRow;
    setGutters({kLeft, kTop, kRight, kBottom - kAxisRow + m_axisRow});
    const Millis window = report.to - report.from;
    setSpan({report.from, report.to + Millis{static_cast<std::int64_t>(static_cast<double>(window.count()) * kAhead)}});
    double least = std::min(-0.2, report.remainingRatio.value_or(0) - 0.1);
    for (const auto& p : report.burnDown)
        least = std::min(least, p.remaining.value_or(0));
    double step = 0.25;
    for (const double nice : {0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0}) {
        step = nice;
        if ((1 - least) / nice <= 6)
            break;
    }
    setValues(least < -0.2 ? std::floor(least / step) * step : -0.2, 1, step);
    repaintLayer();
}

void BudgetChart::setHighlight(int spending)
{
    if (spending == m_highlight)
        return;
    m_highlight = spending;
    repaintLayer();
}

void BudgetChart::paintLayer(QPainter& painter)
{
    paintAxes(painter);
    if (std::none_of(m_report.burnDown.begin(), m_report.burnDown.end(), [](const BudgetPoint& p) { return p.remaining.has_value(); })) {
        paintNothing(painter);
        return;
    }
    paintSpending(painter);
    paintForecast(painter);
    paintMarks(painter);
    paintLines(painter);
}

void BudgetChart::paintAxes(QPainter& painter) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const QFont font = Theme::font(11);
    for (const auto& tick : chartTicks(span(), time().zone(), area.width(), 76)) {
        const qreal x = xOf(tick.at);
        painter.fillRect(QRectF(std::round(x), area.top(), 1, area.height()), theme.grid);
        drawLine(painter, QRectF(x - 40, area.bottom() + m_axisRow, 80, 18), tick.label, font, theme.text3, Qt::AlignHCenter);
    }
    for (double v = std::floor(1 / valueStep() + 1e-9) * valueStep(); v >= lowest() - 1e-9; v -= valueStep())
        drawLine(painter, QRectF(0, yOf(v) - 9, area.left() - 8, 18), wholeText(std::lround(v * 100)), font, theme.text3, Qt::AlignRight);
    painter.fillRect(QRectF(area.left(), std::round(yOf(0)), area.width(), 1), theme.strongBorder);
    if (area.bottom() - yOf(0) >= 20)
        drawLine(painter, QRectF(area.left() + 6, yOf(0) + 2, 220, 18), tr("below 0 % = overspent"), font, theme.text3);
}

void BudgetChart::paintNothing(QPainter& painter) const
{
    if (m_report.spec.id.empty())
        return;
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    QString why;
    if (!isUncounted(m_report, &why))
        why = m_report.state == SloState::noTraffic ? tr("No requests in this window: the budget is untouched.") : tr("No samples of this SLO in this window: what is left of the budget is not known.");
    const QFont font = Theme::font(13);
    const qreal wide = std::min(area.width() - 40, 560.0);
    const qreal high = std::min(area.height() - 8, paragraphHeight(why, font, wide));
    const QRectF box(area.left() + (area.width() - wide) / 2, area.top() + std::max(4.0, (yOf(0) - area.top() - high) / 2), wide, high + 2);
    painter.fillRect(box.adjusted(-12, -8, 12, 8), theme.panel);
    drawParagraph(painter, box, why, font, theme.text2);
}

void BudgetChart::paintSpending(QPainter& painter) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const QFont font = Theme::font(11);
    QColor tint = theme.fill(Severity::critical);
    tint.setAlphaF(0.22F);
    std::vector<QRectF> taken;
    const auto label = [&](qreal center, const QString& words, const QFont& face, const QColor& ink) {
        const qreal wide = QFontMetricsF(face).horizontalAdvance(words) + 2;
        const QRectF box(std::clamp(center - wide / 2, area.left() - 20, width() - wide - 2), area.bottom() + kCostRow, wide, 18);
        if (std::any_of(taken.begin(), taken.end(), [&](const QRectF& b) { return b.intersects(box.adjusted(-4, 0, 4, 0)); }))
            return;
        drawLine(painter, box, words, face, ink, Qt::AlignHCenter);
        taken.push_back(box);
    };
    for (std::size_t i = 0; i < m_spending.size(); ++i) { // costliest first: it wins the room for its label
        const auto& row = m_spending[i];
        if (row.kind == BudgetSpending::Kind::rest)
            continue;
        const bool lit = static_cast<int>(i) == m_highlight;
        const qreal left = xOf(row.range.from);
        const qreal wide = std::max(8.0, xOf(row.range.to) - left);
        const qreal x = left + (xOf(row.range.to) - left - wide) / 2;
        if (lit)
            tint.setAlphaF(0.42F);
        painter.fillRect(QRectF(x + wide / 2 - std::max(2.5, wide / 2), area.top(), std::max(5.0, wide), area.height()), tint);
        tint.setAlphaF(0.22F);
        painter.fillRect(QRectF(x, area.bottom() + kBarRow, wide, 10), theme.fill(Severity::critical));
        label(x + wide / 2, cost(row.cost), i == 0 || lit ? Theme::font(11, 600) : font,
            i == 0 || lit ? theme.ink(Severity::critical) : theme.text2);
    }
    for (const auto& gap : m_gaps) {
        const qreal left = xOf(gap.from);
        const qreal wide = std::max(5.0, xOf(gap.to) - left);
        drawHatch(painter, QRectF(left, area.top(), wide, area.height()), theme.strongBorder);
        drawHatch(painter, QRectF(left, area.bottom() + kBarRow, std::max(8.0, wide), 10), theme.strongBorder, 4);
        label(left + wide / 2, tr("? %1").arg(ageText(gap.to - gap.from)), font, theme.text2);
    }
}

void BudgetChart::paintLines(QPainter& painter) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    painter.save();
    painter.setClipRect(area.adjusted(0, -2, area.right(), 2));
    QPen dots(theme.text2, 1.5, Qt::DotLine);
    paintSmooth(painter, {{xOf(m_report.from), yOf(1)}, {xOf(m_report.to), yOf(0)}}, dots);
    std::vector<QPointF> line;
    for (const auto& p : m_report.burnDown)
        line.emplace_back(xOf(p.at), p.remaining ? yOf(*p.remaining) : std::numeric_limits<double>::quiet_NaN());
    paintSmooth(painter, line, QPen(theme.series(2), 2));
    painter.restore();
    const qreal middle = xOf(m_report.from + (m_report.to - m_report.from) / 3);
    if (yOf(0) - yOf(0.667) >= 26) // else it would stand on the zero line and its words
        drawLine(painter, QRectF(middle - 90, yOf(0.667) + 6, 80, 18), tr("even burn"), Theme::font(11), theme.text3, Qt::AlignRight);
    const qreal now = std::round(xOf(m_report.to));
    painter.fillRect(QRectF(now, area.top() - 4, 1, area.height() + 4), theme.text2);
    if (!m_report.remainingRatio)
        return;
    const QPointF at(now, yOf(*m_report.remainingRatio));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.series(2));
    painter.drawEllipse(at, 4, 4);
    painter.restore();
    drawLine(painter, QRectF(now + 8, area.top() + 2, 150, 18),
        tr("now %1").arg(percentText(m_report.remainingRatio, std::abs(*m_report.remainingRatio) < 1 ? 1 : 0)), Theme::font(12, 600), theme.text);
}

void BudgetChart::paintForecast(QPainter& painter) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    if (!m_report.remainingRatio || *m_report.remainingRatio <= 0)
        return;
    const qreal now = xOf(m_report.to);
    painter.save();
    painter.setClipRect(QRectF(now, area.top(), area.right() - now, area.height()));
    const double left = *m_report.remainingRatio;
    const auto edgeAt = [&](std::optional<Millis> until, qreal& x, double& value) {
        // Straight to the zero crossing (the days that leave the window are in the centre line); level where there is none.
        x = area.right();
        value = left;
        if (until && until->count() > 0) {
            const double slope = left / static_cast<double>(until->count());
            value = left - slope * static_cast<double>((span().to - m_report.to).count());
        }
    };
    if (m_report.exhaustedInFast || m_report.exhaustedInSlow) {
        qreal x = 0;
        double fast = 0, slow = 0;
        edgeAt(m_report.exhaustedInFast, x, fast);
        edgeAt(m_report.exhaustedInSlow, x, slow);
        QColor fill = theme.series(2);
        fill.setAlphaF(theme.dark() ? 0.24F : 0.18F);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        const QPointF fan[] = {{now, yOf(left)}, {x, yOf(std::max(fast, slow))}, {x, yOf(std::min(fast, slow))}};
        painter.drawPolygon(fan, 3);
    }
    std::vector<QPointF> line{{now, yOf(left)}};
    for (const auto& p : m_report.forecast) {
        if (p.at > m_report.to && p.remaining)
            line.emplace_back(xOf(p.at), yOf(*p.remaining));
    }
    QPen dashes(theme.series(2), 2);
    dashes.setDashPattern({4, 3});
    paintSmooth(painter, line, dashes);
    painter.restore();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF told(area.right() + 40, 0, 0, 0);
    const auto crossing = [&](std::optional<Millis> until, bool strong) {
        if (!until || until->count() <= 0)
            return;
        const qreal x = xOf(m_report.to + *until);
        if (x > area.right())
            return;
        painter.setPen(QPen(strong ? theme.series(2) : theme.text2, strong ? 2 : 1.2));
        painter.setBrush(theme.panel);
        painter.drawEllipse(QPointF(x, yOf(0)), strong ? 4 : 3, strong ? 4 : 3);
        const QFont font = Theme::font(11, strong ? 600 : 400);
        const QString words = durationText(*until);
        const qreal wide = QFontMetricsF(font).horizontalAdvance(words) + 2;
        // The forecast's words keep their place; those of the fast end stand left of them, or not at all.
        const qreal start = std::min(x - wide / 2, told.left() - 8 - wide);
        if (!strong && start < now + 4)
            return;
        told = QRectF(start, yOf(0) + 6, wide, 18);
        drawLine(painter, told, words, font, strong ? theme.text : theme.text2);
    };
    crossing(m_report.exhaustedIn, true);
    crossing(m_report.exhaustedInFast, false);
    painter.restore();
    if (area.right() - now > 190)
        drawLine(painter, QRectF(area.right() - 160, area.top() + 2, 156, 18), tr("forecast, window runs on"), Theme::font(11), theme.text3, Qt::AlignRight);
}

void BudgetChart::paintMarks(QPainter& painter) const
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    std::vector<QRectF> taken;
    const auto costOf = [&](const ChartMark& mark) {
        for (const auto& row : m_spending) {
            if (row.kind == BudgetSpending::Kind::change && (row.id == mark.changeId || row.text == mark.text))
                return row.cost;
        }
        return 0.0;
    };
    std::vector<const ChartMark*> order;
    for (const auto& mark : m_marks)
        order.push_back(&mark);
    std::stable_sort(order.begin(), order.end(), [&](auto* a, auto* b) { return costOf(*a) > costOf(*b); });
    for (const auto* mark : order) {
        const qreal x = xOf(mark->at);
        const bool costly = costOf(*mark) > 0;
        QColor ink = theme.changeInk;
        if (!costly)
            ink.setAlphaF(0.55F);
        drawGlyph(painter, mark->kind == ChangeKind::rollback ? Glyph::rollback : Glyph::change, QRectF(x - 4.5, area.top() - 14, 9, 9), ink);
        QPen pen(ink, 1);
        pen.setDashPattern({3, 3});
        painter.setPen(pen);
        painter.drawLine(QPointF(std::round(x) + 0.5, area.top() - 4), QPointF(std::round(x) + 0.5, costly ? area.bottom() : area.top() + 4));
        if (!costly)
            continue;
        const QString words = plain(mark->text, 32);
        const qreal wide = QFontMetricsF(Theme::font(11, 600)).horizontalAdvance(words) + 2;
        for (const QRectF& box : {QRectF(x - 9 - wide, area.top() - 19, wide, 18), QRectF(x + 9, area.top() - 19, wide, 18)}) {
            if (box.left() < 0 || box.right() > width()
                || std::any_of(taken.begin(), taken.end(), [&](const QRectF& b) { return b.intersects(box); }))
                continue;
            drawLine(painter, box, words, Theme::font(11, 600), theme.changeInk);
            taken.push_back(box);
            break;
        }
    }
}

void BudgetChart::paintOverlay(QPainter& painter)
{
    const auto& theme = Theme::instance();
    const QRectF area = plot();
    const auto at = time().crosshair();
    if (!at || !span().contains(*at))
        return;
    const qreal x = std::round(xOf(*at));
    QPen pen(theme.accent, 1);
    pen.setDashPattern({4, 3});
    painter.setPen(pen);
    painter.drawLine(QPointF(x + 0.5, area.top()), QPointF(x + 0.5, area.bottom()));
    std::optional<double> left;
    for (const auto* points : {&m_report.burnDown, &m_report.forecast}) {
        for (const auto& p : *points) {
            if (p.at <= *at && (p.at > m_report.to) == (*at > m_report.to))
                left = p.remaining;
        }
    }
    const QString words = dateClockText(*at, time().zone()) + QStringLiteral(" · ")
        + (*at > m_report.to ? tr("forecast %1").arg(percentText(left, 1)) : percentText(left, 1));
    const QFont font = Theme::font(12, 600);
    const qreal wide = QFontMetricsF(font).horizontalAdvance(words) + 16;
    QRectF chip(std::clamp(x - wide / 2, 0.0, std::max(0.0, width() - wide)), area.bottom() + m_axisRow - 1, wide, 20);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(chip.adjusted(-16, 0, 16, 0), theme.panel);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(chip, 4, 4);
    drawLine(painter, chip, words, font, theme.onAccent, Qt::AlignHCenter);
}

void BudgetChart::keyPressEvent(QKeyEvent* event) { event->ignore(); }

} // namespace vedette
