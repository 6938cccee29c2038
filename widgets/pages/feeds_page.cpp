#include "widgets/pages/feeds_page.h"

#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/feeds_cache.h"
#include "widgets/pages/feeds_outages.h"
#include "widgets/pages/feeds_side.h"
#include "widgets/pages/feeds_table.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/panels/switch_list.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kSide = 340, kDrawer = 300, kDockFrom = 1140, kStackBelow = 760, kStore = 188;

} // namespace

FeedsPage::FeedsPage(Board& b, QWidget* parent) : Page(b, parent)
{
    m_scroll = new QScrollArea(this);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(tr("Feed in detail"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_body = new QWidget;
    m_body->setAutoFillBackground(false);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    m_table = new FeedsTable(board(), m_body);
    column->addWidget(m_table);
    m_switches = new SwitchList(board(), SwitchList::Which::all, m_body);
    column->addWidget(m_switches);
    m_stores = new PanelBox(m_body);
    auto* grid = new QGridLayout(m_stores);
    grid->setContentsMargins(1, 1, 1, 1);
    grid->setSpacing(0);
    m_cache = new FeedsCache(board(), m_stores);
    m_coverage = new FeedsCoverage(board(), m_stores);
    column->addWidget(m_stores);
    m_config = new FeedsConfig(board(), m_body);
    column->addWidget(m_config, 1);
    m_scroll->setWidget(m_body);
    m_outages = new FeedsOutages(board(), this);
    m_side = new FeedsSide(board(), this);
    connect(m_outages, &FeedsOutages::picked, this, &FeedsPage::reveal);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, &FeedsPage::placeOutages);
    connect(m_table, &FeedsTable::scrolled, this, &FeedsPage::placeOutages);
    connect(m_table, &FeedsTable::chosen, this, [this] {
        m_sideOpen = true;
        place();
    });
    connect(&board(), &Board::changed, this, &FeedsPage::refresh);
    connect(&board(), &Board::selectionChanged, this, &FeedsPage::refresh);
    connect(&board().time(), &TimeState::zoneChanged, this, qOverload<>(&QWidget::update));
    refresh();
}

QString FeedsPage::title() const { return tr("Feeds"); }

std::vector<PageAction> FeedsPage::actions()
{
    return {
        {QStringLiteral("feeds.test"), tr("Test the chosen feed"), QStringLiteral("Ctrl+T"), [this] { m_side->test(); }},
        {QStringLiteral("feeds.poll"), tr("Poll the chosen feed now"), QStringLiteral("R"), [this] { m_side->pollNow(); }},
        {QStringLiteral("feeds.pause"), tr("Pause the chosen feed, or go on"), QStringLiteral("Space"), [this] { m_side->togglePause(); }},
        {QStringLiteral("feeds.backfill"), tr("Stop fetching older days"), QString(), [this] { board().cancelBackfill(); }},
        {QStringLiteral("feeds.reload"), tr("Read the configuration files again"), QString(), [this] { board().reloadConfig(); }},
    };
}

void FeedsPage::refresh()
{
    const bool any = !board().feeds().empty();
    m_scroll->setVisible(any);
    if (any) {
        choose();
        m_table->refresh();
        m_side->show(m_table->shownFeed());
        m_coverage->refresh();
        m_config->refresh();
        m_cache->update();
        m_switches->refresh();
        auto* column = static_cast<QVBoxLayout*>(m_body->layout());
        const int wanted = m_switches->anyMissing() ? 0 : 1; // what is missing comes first
        if (column->indexOf(m_switches) != wanted) {
            column->removeWidget(m_switches);
            column->insertWidget(wanted, m_switches);
        }
    }
    place();
    placeOutages();
    QMetaObject::invokeMethod(this, &FeedsPage::placeOutages, Qt::QueuedConnection); // again when what was asked of the layouts is done
    update();
}

void FeedsPage::place()
{
    const QRect inner = rect().adjusted(metrics::kGap, metrics::kGap, -metrics::kGap, -metrics::kGap);
    const bool any = !board().feeds().empty();
    const bool docked = inner.width() >= kDockFrom;
    const int side = docked ? kSide : std::min(kDrawer, inner.width());
    m_scroll->setGeometry(docked ? inner.adjusted(0, 0, -kSide - metrics::kGap, 0) : inner);
    m_side->setGeometry(inner.right() + 1 - side, inner.top(), side, inner.height());
    m_side->setVisible(any && (docked || m_sideOpen));
    m_side->raise();
    auto* grid = static_cast<QGridLayout*>(m_stores->layout());
    const bool stacked = m_scroll->width() < kStackBelow;
    grid->removeWidget(m_cache);
    grid->removeWidget(m_coverage);
    grid->addWidget(m_cache, 0, 0);
    grid->addWidget(m_coverage, stacked ? 1 : 0, stacked ? 0 : 1);
    grid->setColumnStretch(0, 47);
    grid->setColumnStretch(1, stacked ? 0 : 53);
    // What the table and the configuration leave, up to what their rows can fill.
    const int switches = m_switches->wantedHeight() > 0 ? m_switches->wantedHeight() + metrics::kGap : 0;
    const int rest = m_scroll->height() - m_table->height() - switches - m_config->minimumHeight() - 2 * metrics::kGap;
    m_stores->setFixedHeight(stacked ? 2 * kStore : std::clamp(rest, kStore, std::max(kStore, std::max(m_cache->wantedHeight(), m_coverage->wantedHeight()))));
}

void FeedsPage::placeOutages()
{
    m_body->layout()->activate(); // rows stand where they will be seen
    const QRect seen = m_scroll->isVisibleTo(this) ? m_scroll->geometry() : QRect();
    m_outages->show(seen.isEmpty() ? std::vector<FeedStatus>{} : m_table->outOfSight(*this, seen));
    // Below the rows while the heads of the table are in sight, in their place once they are not.
    const QRect table(m_table->mapTo(this, QPoint(0, 0)), m_table->size());
    const int high = m_outages->wantedHeight();
    const bool heads = table.top() >= seen.top();
    m_outages->setGeometry(table.left(), heads ? std::min(table.bottom(), seen.bottom()) + 1 - high : seen.top(), table.width(), high);
    m_outages->raise();
    m_side->raise();
}

void FeedsPage::reveal(const QString& feed)
{
    board().select(QStringLiteral("feed:") + feed);
    const QRect row = m_table->reveal(feed);
    m_scroll->ensureVisible(0, m_table->mapTo(m_body, row.center()).y(), 0, row.height());
    placeOutages();
}

void FeedsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    place();
    placeOutages();
}

void FeedsPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    choose();
}

/// Its polls come with the answer to a question; what a person chose elsewhere stays chosen.
void FeedsPage::choose()
{
    if (isVisible() && board().selectedId().isEmpty() && !board().feeds().empty())
        board().select(QStringLiteral("feed:") + m_table->shownFeed());
}

void FeedsPage::keyPressEvent(QKeyEvent* event)
{
    if (physicalKey(*event) == QLatin1String("Esc") && m_sideOpen) {
        m_sideOpen = false;
        place();
        return;
    }
    Page::keyPressEvent(event);
}

void FeedsPage::settle()
{
    refresh();
    placeOutages();
    m_table->focusRows();
}

void FeedsPage::paintEvent(QPaintEvent*)
{
    if (!board().feeds().empty())
        return;
    QPainter painter(this);
    if (!board().hasSnapshot()) {
        drawSkeleton(painter, QRectF(rect()).adjusted(metrics::kGap, metrics::kGap, -metrics::kGap, -metrics::kGap), {0.74, 1});
        return;
    }
    drawEmptyPage(painter, rect(), tr("No feed is connected"),
        tr("Name a Prometheus server, an Alertmanager or a change feed in the configuration (%1); it is read again as soon as it is saved. Or start a made-up fleet: vedette demo.")
            .arg(plain(board().config().file, 200)),
        {QStringLiteral("prometheus:"), QStringLiteral("  - {name: main, url: http://127.0.0.1:9090}"), QStringLiteral("alertmanager:"),
            QStringLiteral("  - {name: am, url: http://127.0.0.1:9093}")});
}

} // namespace vedette
