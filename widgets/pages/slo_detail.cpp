#include "widgets/pages/slo_detail.h"

#include "models/items/board.h"
#include "widgets/charts/budget_chart.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/pages/slo_panels.h"
#include "widgets/pages/slo_words.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr int kPad = 12, kStackBelow = 700;

/// How old the metrics of the server that fell silent first are, in words; empty: all answer.
QString metricsAge(Board& board)
{
    std::optional<Millis> oldest;
    bool silent = false;
    const Time now = board.showsThePast() ? board.asOf() : std::max(board.time().now(), board.asOf());
    for (const auto& feed : board.feeds()) {
        if (feed.kind != FeedKind::prometheus || (feed.state != FeedState::failing && feed.state != FeedState::stale))
            continue;
        silent = true;
        if (const auto since = feed.lastSuccess ? feed.lastSuccess : feed.failingSince)
            oldest = std::max(oldest.value_or(Millis{0}), now - *since);
    }
    return oldest ? SloDetail::tr("metrics are %1 old").arg(ageText(*oldest)) : silent ? SloDetail::tr("age of metrics not known") : QString();
}

/// What the lines of the chart are.
class Legend final : public QWidget {
public:
    explicit Legend(QWidget* parent) : QWidget(parent) { setFixedHeight(26); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const auto& theme = Theme::instance();
        QPainter painter(this);
        const qreal head = drawLine(painter, QRectF(0, 0, width(), height()), SloDetail::tr("Budget left (%)"), Theme::font(13, 600), theme.text);
        if (width() < 520)
            return;
        const QFont font = Theme::font(11);
        qreal x = width();
        const auto entry = [&](const QString& word, auto mark) {
            const qreal wide = QFontMetricsF(font).horizontalAdvance(word);
            if (x - wide - 40 < head + 20)
                return;
            drawLine(painter, QRectF(x - wide - 1, 0, wide + 2, height()), word, font, theme.text2);
            mark(QRectF(x - wide - 26, 0, 20, height()));
            x -= wide + 40;
        };
        const auto stroke = [&](Qt::PenStyle style, const QColor& ink) {
            return [&painter, style, ink](const QRectF& box) {
                QPen pen(ink, 2, style);
                if (style == Qt::DashLine)
                    pen.setDashPattern({3, 2});
                painter.setPen(pen);
                painter.drawLine(QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y()));
            };
        };
        entry(SloDetail::tr("what cost budget (pp)"), [&](const QRectF& box) {
            painter.fillRect(QRectF(box.right() - 10, box.center().y() - 5, 9, 10), theme.fill(Severity::critical));
        });
        entry(SloDetail::tr("change"), [&](const QRectF& box) {
            drawGlyph(painter, Glyph::change, QRectF(box.right() - 10, box.center().y() - 4.5, 9, 9), theme.changeInk);
        });
        entry(SloDetail::tr("even burn"), stroke(Qt::DotLine, theme.text2));
        entry(SloDetail::tr("forecast and range"), stroke(Qt::DashLine, theme.series(2)));
        entry(SloDetail::tr("actual"), stroke(Qt::SolidLine, theme.series(2)));
    }
};

} // namespace

/// Service and name with the state word, below them how it is counted.
class SloDetail::TitleLine final : public QWidget {
public:
    explicit TitleLine(QWidget* parent) : QWidget(parent) { setFixedHeight(46); }
    SloReport report;
    QString metricsAge; ///< in words, where a server of metrics does not answer

protected:
    void paintEvent(QPaintEvent*) override
    {
        const auto& theme = Theme::instance();
        const SloLook look = sloLook(report);
        QPainter painter(this);
        InkLine head;
        head.text(QStringLiteral("%1 · %2").arg(plain(report.spec.service, 60), plain(report.spec.name, 80)), Theme::font(15, 600), theme.text).gap(12);
        head.glyph(look.glyph, look.abnormal ? theme.ink(look.severity) : theme.text3, 9);
        head.text(look.word, Theme::font(12, 600), look.abnormal ? theme.ink(look.severity) : theme.text3);
        head.draw(painter, QRectF(0, 2, width(), 22));
        const double days = toSeconds(report.spec.window) / 86400;
        QString below = SloDetail::tr("rolling %1 d · %2 seen (%3)").arg(QString::number(days, 'g', 4), coverageText(report), percentText(report.coverageRatio, 1));
        if (!report.spec.description.empty())
            below.prepend(plain(report.spec.description, 160) + QStringLiteral(" · "));
        const bool thin = report.state != SloState::noData && report.coverageRatio < 0.9;
        if (!metricsAge.isEmpty()) {
            const qreal wide = QFontMetricsF(Theme::font(12, 600)).horizontalAdvance(metricsAge) + 20;
            drawHatch(painter, QRectF(width() - wide - 6, 25, wide + 6, 18), theme.strongBorder);
            painter.fillRect(QRectF(width() - wide, 25, wide, 18), theme.panel);
            InkLine chip;
            chip.glyph(Glyph::unknown, theme.ink(Severity::unknown), 9).text(metricsAge, Theme::font(12, 600), theme.ink(Severity::unknown));
            chip.draw(painter, QRectF(width() - wide + 2, 25, wide, 18));
        }
        drawLine(painter, QRectF(0, 25, width() - (metricsAge.isEmpty() ? 0 : 200), 18), below, Theme::font(11), thin ? theme.ink(Severity::warning) : theme.text3);
    }
};

QString sloFormula(const SloReport& report)
{
    QStringList lines;
    const auto add = [&](const QString& name, const std::string& text) {
        if (!text.empty())
            lines << name << QStringLiteral("    ") + plain(text) << QString();
    };
    const auto number = [](std::optional<double> n) { return n ? wholeText(static_cast<std::int64_t>(std::llround(*n))) : QStringLiteral("–"); };
    lines << SloDetail::tr("budget left = 1 − (bad ÷ all) ÷ (1 − objective)") << QString();
    add(SloDetail::tr("bad events"), report.spec.errorQuery);
    add(SloDetail::tr("all events"), report.spec.totalQuery);
    add(SloDetail::tr("ratio of bad events"), report.spec.rawErrorRatioQuery);
    const auto bad = report.totalEvents && report.goodEvents ? std::optional<double>(*report.totalEvents - *report.goodEvents) : std::nullopt;
    lines << SloDetail::tr("counted: %1 bad of %2, objective %3").arg(number(bad), number(report.totalEvents), objectiveText(report.spec.objectiveRatio));
    lines << SloDetail::tr("window: %1 to %2 (UTC)").arg(QString::fromStdString(formatRfc3339(report.from)), QString::fromStdString(formatRfc3339(report.to)));
    lines << SloDetail::tr("written in %1").arg(plain(report.spec.file));
    for (const auto& note : report.notes)
        lines << engineText(note, 600);
    return lines.join(QLatin1Char('\n'));
}

SloDetail::SloDetail(Board& board, QWidget* parent) : QScrollArea(parent), m_board(board)
{
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("SLO in detail"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidgetResizable(true);
    viewport()->setAutoFillBackground(false);
    m_body = new QWidget;
    m_body->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    m_upper = new PanelBox(m_body);
    auto* upper = new QVBoxLayout(m_upper);
    upper->setContentsMargins(kPad, 8, kPad, 4);
    upper->setSpacing(2);
    auto* top = new QHBoxLayout;
    m_title = new TitleLine(m_upper);
    m_formula = new QPushButton(tr("Formula"), m_upper);
    m_formula->setFixedHeight(28);
    top->addWidget(m_title, 1);
    top->addWidget(m_formula, 0, Qt::AlignTop);
    upper->addLayout(top);
    m_numbers = new SloNumbers(m_upper);
    upper->addWidget(m_numbers);
    m_legend = new Legend(m_upper);
    upper->addWidget(m_legend);
    m_chart = new BudgetChart(board.time(), m_upper);
    upper->addWidget(m_chart, 1);
    column->addWidget(m_upper, 1);
    m_burn = new SloBurnTable(m_body);
    m_spend = new SloSpendTable(m_body);
    m_lower = new QGridLayout;
    m_lower->setSpacing(metrics::kGap);
    column->addLayout(m_lower);
    setWidget(m_body);
    connect(m_formula, &QPushButton::clicked, this, &SloDetail::showFormula);
    connect(m_spend, &SloSpendTable::hovered, m_chart, &BudgetChart::setHighlight);
    connect(m_spend, &SloSpendTable::opened, this, [this](int row) {
        const auto& spent = m_spending.at(static_cast<std::size_t>(row));
        if (spent.kind == BudgetSpending::Kind::rest)
            return;
        const Millis around = std::max<Millis>(std::chrono::minutes{30}, spent.range.length() / 2);
        m_board.time().setRange({spent.range.from - around, spent.range.to + around});
        if (!spent.id.empty())
            m_board.select(QString::fromStdString(spent.id));
        Q_EMIT openTimeline();
    });
    connect(&Theme::instance(), &Theme::changed, m_body, qOverload<>(&QWidget::update));
    arrange();
}

void SloDetail::refresh()
{
    const auto& slos = m_board.slos();
    m_body->setVisible(!slos.empty());
    if (slos.empty())
        return;
    const std::string wanted = m_board.selectedSlo().toStdString();
    const auto found = std::find_if(slos.begin(), slos.end(), [&](const SloReport& r) { return r.spec.id == wanted; });
    m_report = found == slos.end() ? slos.front() : *found;
    m_spending = budgetSpending(m_report, m_board.incidents());
    m_title->report = m_report;
    m_title->metricsAge = metricsAge(m_board);
    m_title->update();
    m_numbers->show(m_report, m_board.time().zone());
    m_chart->show(m_report, m_spending, budgetMarks(m_report, *m_board.timeline()));
    m_burn->show(m_report);
    m_spend->show(m_report, m_spending, m_board.judged(), m_board.time().zone());
}

void SloDetail::arrange()
{
    const bool stacked = viewport()->width() < kStackBelow;
    m_lower->removeWidget(m_burn);
    m_lower->removeWidget(m_spend);
    m_lower->addWidget(m_burn, 0, 0);
    m_lower->addWidget(m_spend, stacked ? 1 : 0, stacked ? 0 : 1);
    m_lower->setColumnStretch(0, 1);
    m_lower->setColumnStretch(1, stacked ? 0 : 1);
    m_chart->setMinimumHeight(stacked ? 250 : 220);
}

void SloDetail::resizeEvent(QResizeEvent* event)
{
    QScrollArea::resizeEvent(event);
    arrange();
}

void SloDetail::focusSpending()
{
    ensureWidgetVisible(m_spend);
    m_spend->setFocus(Qt::ShortcutFocusReason);
}

void SloDetail::showFormula()
{
    auto* popover = new QFrame(this, Qt::Popup);
    popover->setAttribute(Qt::WA_DeleteOnClose);
    popover->setFrameShape(QFrame::Box);
    auto* column = new QVBoxLayout(popover);
    column->setContentsMargins(8, 8, 8, 8);
    auto* text = new QPlainTextEdit(sloFormula(m_report), popover);
    text->setReadOnly(true);
    text->setFont(Theme::mono(12));
    text->setAccessibleName(tr("How this SLO is counted"));
    text->setMinimumSize(560, 260);
    column->addWidget(text);
    popover->adjustSize();
    popover->move(m_formula->mapToGlobal(QPoint(m_formula->width() - popover->width(), m_formula->height() + 4)));
    popover->show();
    text->setFocus();
}

} // namespace vedette
