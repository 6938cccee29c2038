#include "widgets/pages/metrics_main.h"

#include "models/items/board.h"
#include "widgets/charts/line_chart.h"
#include "widgets/format.h"
#include "widgets/pages/metrics_words.h"
#include "widgets/theme.h"

#include <QPushButton>

#include <algorithm>
#include <array>
#include <cmath>

namespace vedette {

namespace {

constexpr int kHeader = 40, kLower = 166, kPad = 12, kBothFrom = 760;
constexpr qreal kHeadRow = 26, kRow = 28;

struct Means {
    double last = 0, least = 0, sum = 0, most = 0;
    int count = 0;
    void add(double value)
    {
        if (!std::isfinite(value))
            return;
        least = count == 0 ? value : std::min(least, value);
        most = count == 0 ? value : std::max(most, value);
        sum += value;
        last = value;
        ++count;
    }
    [[nodiscard]] double mean() const { return sum / std::max(1, count); }
};

} // namespace

/// Last, least, mean and greatest of the value, the band, the week before and the threshold.
class MetricsMain::Numbers final : public QWidget {
public:
    Numbers(Board& board, QWidget* parent) : QWidget(parent), m_board(board) {}

protected:
    void paintEvent(QPaintEvent*) override
    {
        const auto frame = m_board.mainChart();
        if (!frame)
            return;
        const auto& theme = Theme::instance();
        QPainter painter(this);
        const QString unit = plain(frame->unit, 24);
        const qreal step = std::min(94.0, (width() - 130.0) / 4);
        const auto columns = [&](qreal y, qreal height, const std::array<QString, 4>& texts, const QFont& font, const QColor& ink) {
            for (std::size_t i = 0; i < 4; ++i)
                drawLine(painter, QRectF(width() - kPad - step * static_cast<qreal>(4 - i), y, step, height), texts[i], font, ink, Qt::AlignRight);
        };
        const auto number = [&](std::optional<double> v) { return v ? valueText(*v, unit) : QStringLiteral("–"); };
        columns(0, kHeadRow, {MetricsMain::tr("last"), MetricsMain::tr("least"), MetricsMain::tr("mean"), MetricsMain::tr("greatest")}, Theme::font(11), theme.text3);
        drawLine(painter, QRectF(kPad, 0, 160, kHeadRow), MetricsMain::tr("series"), Theme::font(11), theme.text3);
        qreal y = kHeadRow;
        const auto row = [&](const QString& name, const QColor& ink, int shape, const std::array<QString, 4>& texts, bool strong) {
            drawRule(painter, 0, width(), y);
            const QRectF mark(kPad, y + kRow / 2 - 6, 16, 12);
            if (shape == 1)
                painter.fillRect(mark, ink);
            else {
                QPen pen(ink, 2, shape == 2 ? Qt::DashLine : Qt::SolidLine);
                if (shape == 2)
                    pen.setDashPattern({2, 1});
                painter.setPen(pen);
                painter.drawLine(QPointF(mark.left(), mark.center().y()), QPointF(mark.right(), mark.center().y()));
            }
            drawLine(painter, QRectF(kPad + 24, y, width() - kPad - 24 - step * 4, kRow), name, Theme::font(12), theme.text);
            columns(y, kRow, texts, Theme::font(12, strong ? 500 : 400), strong ? theme.text : theme.text2);
            y += kRow;
        };
        const auto& stats = frame->stats;
        row(MetricsMain::tr("value"), theme.series(0), 0, {number(stats.last), number(stats.min), number(stats.mean), number(stats.max)}, true);
        Means lower, upper, week;
        for (const auto& p : frame->band) {
            lower.add(p.lower);
            upper.add(p.upper);
        }
        if (lower.count > 0) {
            const auto both = [&](double a, double b) {
                const QString to = valueText(b, unit);
                QString from = valueText(std::abs(a) < std::abs(b) / 1000 ? 0 : a, unit);
                // One unit is said once; 900 ms to 1.2 s is not 900 to 1.2 s.
                if (from.section(QLatin1Char(' '), 1) == to.section(QLatin1Char(' '), 1) || from.startsWith(QLatin1String("0 ")))
                    from = from.section(QLatin1Char(' '), 0, 0);
                return from + QStringLiteral("–") + to;
            };
            row(MetricsMain::tr("expected"), theme.band(0), 1, {both(lower.last, upper.last), both(lower.least, upper.least), both(lower.mean(), upper.mean()), both(lower.most, upper.most)}, false);
        }
        for (const auto& c : frame->weekAgo) {
            week.add(c.min);
            week.add(c.max);
        }
        if (week.count > 0 && m_board.compareWeek())
            row(MetricsMain::tr("a week ago"), theme.text3, 0, {number(frame->weekAgo.back().last), number(week.least), number(week.mean()), number(week.most)}, false);
        if (frame->threshold)
            row(MetricsMain::tr("limit"), theme.fill(Severity::warning), 2, {number(frame->threshold), QStringLiteral("–"), QStringLiteral("–"), QStringLiteral("–")}, false);
    }

private:
    Board& m_board;
};

/// Why the chosen span is flagged, or why nothing can be said.
class MetricsMain::Reasons final : public QWidget {
public:
    Reasons(Board& board, QWidget* parent) : QWidget(parent), m_board(board) {}

protected:
    void paintEvent(QPaintEvent*) override
    {
        const auto frame = m_board.mainChart();
        if (!frame)
            return;
        const auto& theme = Theme::instance();
        QPainter painter(this);
        const qreal right = width() - kPad;
        const AnomalyFlag* flag = flagOf(*frame, m_board.selectedId());
        const auto say = [&](const QString& head, const QString& beside, const QString& text) {
            const qreal used = drawLine(painter, QRectF(kPad, 2, right - kPad, 28), head, Theme::font(14, 600), theme.text);
            drawLine(painter, QRectF(kPad + used + 10, 2, right - kPad - used - 10, 28), beside, Theme::font(11), theme.text3);
            drawParagraph(painter, QRectF(kPad, 34, right - kPad, height() - 38.0), text, Theme::font(12), theme.text2);
        };
        if (flag) {
            say(MetricsMain::tr("Why it is flagged"), MetricsMain::tr("score %1").arg(QString::number(flag->score, 'f', 3)),
                whySentences(*flag, *frame, m_board.flags(), m_board.charts(), m_board.time().zone()).join(QLatin1Char(' ')));
        } else if (frame->daysNeeded > 0) {
            say(MetricsMain::tr("No baseline yet"), {}, MetricsMain::tr("%1 days more of samples are needed before an expected range is drawn.").arg(QString::number(std::ceil(frame->daysNeeded))));
        } else if (frame->line.empty()) {
            say(MetricsMain::tr("Not judged"), {}, MetricsMain::tr("There are no samples in this range: what is not known is not called normal."));
        } else {
            say(MetricsMain::tr("Nothing flagged"), {}, MetricsMain::tr("No sample of this range lay far outside of what was expected."));
        }
    }

private:
    Board& m_board;
};

MetricsMain::MetricsMain(Board& board, QWidget* parent) : PanelBox(parent), m_board(board)
{
    m_chart = new LineChart(board.time(), this);
    m_week = new QPushButton(tr("A week ago  C"), this);
    m_week->setCheckable(true);
    m_week->setChecked(board.compareWeek());
    m_week->setAccessibleName(tr("Compare with a week ago"));
    m_tab = new QPushButton(this);
    m_numbers = new Numbers(board, this);
    m_reasons = new Reasons(board, this);
    connect(m_week, &QPushButton::clicked, this, &MetricsMain::toggleWeek);
    connect(m_tab, &QPushButton::clicked, this, [this] {
        m_reasonsShown = !m_reasonsShown;
        place();
    });
    connect(m_chart, &LineChart::changeClicked, this, &MetricsMain::changeClicked);
    connect(m_chart, &PlotView::menuAsked, this, [this](const QPoint& global, Time at) {
        if (const auto* frame = m_chart->frame())
            Q_EMIT menuAsked(global, chartSubject(*frame, at));
    });
    connect(m_chart, &LineChart::columnsChanged, this, [this](int columns) {
        m_board.setChartColumns(static_cast<int>(columns * devicePixelRatioF()));
    });
}

void MetricsMain::refresh()
{
    const auto frame = m_board.mainChart();
    m_week->setChecked(m_board.compareWeek());
    m_chart->setWeekShown(m_board.compareWeek());
    m_chart->show(frame);
    if (frame) {
        const auto* flag = flagOf(*frame, m_board.selectedId());
        m_reasons->setAccessibleName(flag ? whySentences(*flag, *frame, m_board.flags(), m_board.charts(), m_board.time().zone()).join(QLatin1Char(' ')) : QString());
    }
    m_numbers->update();
    m_reasons->update();
    update();
}

void MetricsMain::toggleWeek()
{
    m_board.setCompareWeek(!m_board.compareWeek());
    refresh();
}

void MetricsMain::focusChart() { m_chart->setFocus(Qt::ShortcutFocusReason); }

void MetricsMain::fitFlag()
{
    const auto frame = m_board.mainChart();
    const AnomalyFlag* flag = frame ? flagOf(*frame, m_board.selectedId()) : nullptr;
    if (!flag)
        return;
    const Millis around = std::max<Millis>(std::chrono::minutes{20}, (flag->to - flag->from) / 2);
    m_board.time().setRange({flag->from - around, flag->to + around});
}

void MetricsMain::place()
{
    const bool low = height() < 420;
    const int lower = low ? 150 : kLower;
    const int top = height() - lower - 1;
    m_chart->setGeometry(1, kHeader, width() - 2, top - kHeader);
    m_week->adjustSize();
    m_week->setGeometry(width() - kPad - m_week->width(), 7, m_week->width(), 26);
    const bool both = width() >= kBothFrom;
    m_tab->setVisible(!both);
    if (both) {
        const int left = static_cast<int>(width() * 0.505);
        m_numbers->setGeometry(1, top + 1, left, lower - 2);
        m_reasons->setGeometry(left + 5, top + 1, width() - left - 8, lower - 2);
    } else {
        m_tab->setText(m_reasonsShown ? tr("Numbers") : tr("Why"));
        m_tab->adjustSize();
        m_tab->setGeometry(width() - kPad - m_tab->width(), top + 4, m_tab->width(), 24);
        m_numbers->setGeometry(1, top + 1, m_tab->x() - 8, lower - 2);
        m_reasons->setGeometry(1, top + 1, m_tab->x() - 8, lower - 2);
    }
    m_numbers->setVisible(both || !m_reasonsShown);
    m_reasons->setVisible(both || m_reasonsShown);
    update();
}

void MetricsMain::resizeEvent(QResizeEvent*) { place(); }

void MetricsMain::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    QPainter painter(this);
    if (const auto frame = m_board.mainChart()) {
        InkLine line;
        line.text(plain(frame->watch, 80), Theme::font(14, 600), theme.text).gap(10);
        QStringList where;
        for (const auto* part : {&frame->service, &frame->series, &frame->source}) {
            if (!part->empty())
                where << plain(*part, 120);
        }
        line.text(where.join(QStringLiteral(" · ")), Theme::font(12), theme.text3);
        line.draw(painter, QRectF(kPad, 0, m_week->x() - 2.0 * kPad, kHeader));
    }
    const qreal top = m_chart->geometry().bottom() + 1;
    drawRule(painter, 1, width() - 1.0, top);
    if (m_numbers->isVisible() && m_reasons->isVisible())
        painter.fillRect(QRectF(m_reasons->x() - 2.0, top, 1, height() - top - 1), theme.border);
}

} // namespace vedette
