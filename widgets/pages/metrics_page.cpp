#include "widgets/pages/metrics_page.h"

#include "models/items/board.h"
#include "widgets/pages/metrics_flags.h"
#include "widgets/pages/metrics_grid.h"
#include "widgets/pages/metrics_main.h"
#include "widgets/pages/metrics_words.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace vedette {

MetricsPage::MetricsPage(Board& b, QWidget* parent) : Page(b, parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kGap, metrics::kGap, metrics::kGap, metrics::kGap);
    row->setSpacing(metrics::kGap);
    m_flags = new MetricsFlags(board(), this);
    row->addWidget(m_flags);
    auto* column = new QVBoxLayout;
    column->setSpacing(metrics::kGap);
    m_main = new MetricsMain(board(), this);
    m_grid = new MetricsGrid(board(), this);
    column->addWidget(m_main, 1);
    column->addWidget(m_grid);
    row->addLayout(column, 1);
    connect(m_flags, &MetricsFlags::opened, m_main, &MetricsMain::fitFlag);
    connect(m_main, &MetricsMain::changeClicked, this, [this](const QString& id) {
        board().select(id);
        Q_EMIT openPage(QStringLiteral("timeline"));
    });
    const auto ask = [this](const QPoint& global, const Subject& what) { Q_EMIT menuAsked(global, what, {}); };
    connect(m_flags, &MetricsFlags::menuAsked, this, ask);
    connect(m_main, &MetricsMain::menuAsked, this, ask);
    connect(m_grid, &MetricsGrid::menuAsked, this, ask);
    connect(&board(), &Board::changed, this, &MetricsPage::refresh);
    connect(&board(), &Board::selectionChanged, this, &MetricsPage::refresh);
    connect(&board().time(), &TimeState::zoneChanged, this, &MetricsPage::refresh);
    refresh();
}

QString MetricsPage::title() const { return tr("Metrics"); }

std::vector<PageAction> MetricsPage::actions()
{
    return {
        {QStringLiteral("metrics.week"), tr("Compare with a week ago"), QStringLiteral("C"), [this] { m_main->toggleWeek(); }},
        {QStringLiteral("metrics.fit"), tr("Zoom to the abnormal span"), QStringLiteral("F"), [this] { m_main->fitFlag(); }},
        {QStringLiteral("metrics.next"), tr("Next abnormal span"), QStringLiteral("."), [this] { m_flags->step(1); }},
        {QStringLiteral("metrics.previous"), tr("Previous abnormal span"), QStringLiteral(","), [this] { m_flags->step(-1); }},
    };
}

Subject MetricsPage::subject() const
{
    const auto frame = board().mainChart();
    if (!frame)
        return {};
    if (const auto* flag = flagOf(*frame, board().selectedId()))
        return flagSubject(*flag);
    return chartSubject(*frame, std::nullopt);
}

void MetricsPage::refresh()
{
    const bool any = !board().charts().empty();
    m_flags->setVisible(any);
    m_main->setVisible(any);
    m_grid->setVisible(any);
    if (any) {
        m_flags->refresh();
        m_main->refresh();
        m_grid->refresh();
    }
    update();
}

void MetricsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    m_flags->setFixedWidth(width() >= 1180 ? 408 : 300);
    m_grid->setFixedHeight(MetricsGrid::heightFor(height() < 620 ? 1 : height() < 1000 ? 2 : 3));
}

void MetricsPage::settle() { refresh(); }

void MetricsPage::paintEvent(QPaintEvent*)
{
    if (!board().charts().empty() || !board().hasSnapshot())
        return;
    const auto& theme = Theme::instance();
    QPainter painter(this);
    drawLine(painter, QRectF(24, height() / 2.0 - 30, width() - 48.0, 26), tr("No metric is watched yet"), Theme::font(15, 600), theme.text, Qt::AlignHCenter);
    drawLine(painter, QRectF(24, height() / 2.0, width() - 48.0, 20),
        tr("Name queries under watches in the configuration; they are polled, judged and drawn here."), Theme::font(12), theme.text2, Qt::AlignHCenter);
}

} // namespace vedette
