#include "widgets/pages/slo_page.h"

#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/pages/slo_detail.h"
#include "widgets/pages/slo_list.h"
#include "widgets/theme.h"

#include <QHBoxLayout>

namespace vedette {

SloPage::SloPage(Board& b, QWidget* parent) : Page(b, parent)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(metrics::kGap, metrics::kGap, metrics::kGap, metrics::kGap);
    row->setSpacing(metrics::kGap);
    m_list = new SloList(board(), this);
    m_detail = new SloDetail(board(), this);
    row->addWidget(m_list);
    row->addWidget(m_detail, 1);
    connect(m_list, &SloList::opened, this, [this] { m_detail->focusSpending(); });
    connect(m_detail, &SloDetail::openTimeline, this, [this] { Q_EMIT openPage(QStringLiteral("timeline")); });
    connect(&board(), &Board::changed, this, &SloPage::refresh);
    connect(&board(), &Board::selectionChanged, this, &SloPage::refresh);
    connect(&board().time(), &TimeState::zoneChanged, this, &SloPage::refresh);
    refresh();
}

QString SloPage::title() const { return tr("SLO"); }

std::vector<PageAction> SloPage::actions()
{
    return {
        {QStringLiteral("slo.spent"), tr("Who spent the budget"), QStringLiteral("H"), [this] { m_detail->focusSpending(); }},
        {QStringLiteral("slo.formula"), tr("How this SLO is counted"), QStringLiteral("E"), [this] { m_detail->showFormula(); }},
        {QStringLiteral("slo.list"), tr("To the list of SLOs"), QStringLiteral("I"), [this] { m_list->focusRows(); }},
    };
}

void SloPage::focusFilter() { m_list->focusFilter(); }

void SloPage::refresh()
{
    const bool any = !board().slos().empty();
    m_list->setVisible(any);
    m_detail->setVisible(any);
    if (any) {
        m_list->refresh();
        m_detail->refresh();
    }
    update();
}

void SloPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    m_list->setFixedWidth(width() >= 1300 ? 564 : width() >= 1100 ? 440 : 300);
}

void SloPage::settle() { refresh(); }

void SloPage::paintEvent(QPaintEvent*)
{
    if (!board().slos().empty())
        return;
    QPainter painter(this);
    if (!board().hasSnapshot()) {
        drawSkeleton(painter, QRectF(rect()).adjusted(metrics::kGap, metrics::kGap, -metrics::kGap, -metrics::kGap), {0.41, 1});
        return;
    }
    drawEmptyPage(painter, rect(), tr("No SLO yet"),
        tr("Name Sloth files in the configuration (%1); their budgets are counted from what the Prometheus servers hold, thirty days back.").arg(plain(board().config().file, 200)),
        {QStringLiteral("slo:"), QStringLiteral("  files: [slo/*.yaml]")});
}

} // namespace vedette
