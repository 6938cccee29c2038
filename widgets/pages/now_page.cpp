#include "widgets/pages/now_page.h"

#include "models/items/board.h"
#include "widgets/charts/budget_chart.h"
#include "widgets/charts/line_chart.h"
#include "widgets/format.h"
#include "widgets/pages/metrics_words.h"
#include "widgets/pages/number_tile.h"
#include "widgets/panels/switch_list.h"
#include "widgets/plain_label.h"
#include "widgets/timeline/timeline_view.h"

#include <QPainter>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kTile = 102; ///< two lines of detail
constexpr int kTileLow = 88;
constexpr int kChartHeight = 208;
constexpr int kLeastTimeline = 330; ///< below this the charts give their room to the timeline
constexpr int kProof = 34;
constexpr int kTiles = 6;

} // namespace

NowPage::NowPage(Board& board, QWidget* parent, bool tall) : Page(board, parent), m_tall(tall), m_timeline(new TimelineView(board, this))
{
    setFocusProxy(m_timeline);
    connect(m_timeline, &TimelineView::openPage, this, &Page::openPage);
    connect(m_timeline, &TimelineView::menuAsked, this, &Page::menuAsked);
    m_switches = new SwitchList(board, SwitchList::Which::missing, this);
    connect(m_switches, &SwitchList::clicked, this, [this] { Q_EMIT openPage(QStringLiteral("feeds")); });
    connect(&board, &Board::changed, this, &NowPage::refreshSwitches);
    if (m_tall) {
        refreshSwitches();
        return;
    }
    for (int i = 0; i < kTiles; ++i) {
        auto* tile = new NumberTile(this);
        m_tiles.push_back(tile);
        tile->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(tile, &QAbstractButton::clicked, this, [this, tile] { openTile(*tile); });
        connect(tile, &QWidget::customContextMenuRequested, this, [this, tile](const QPoint& at) { askTileMenu(*tile, tile->mapToGlobal(at)); });
    }
    m_proof = new PlainLabel(13, 400, &Theme::text2, this);
    m_proof->setAccessibleName(QStringLiteral("quiet:proof"));
    m_chartTitle = new PlainLabel(13, 600, &Theme::text, this);
    m_budgetTitle = new PlainLabel(13, 600, &Theme::text, this);
    m_chart = new LineChart(board.time(), this);
    m_budget = new BudgetChart(board.time(), this);
    connect(m_chart, &LineChart::changeClicked, this, [this](const QString& id) { Page::board().select(id); });
    connect(m_chart, &PlotView::menuAsked, this, [this](const QPoint& global, Time at) {
        if (const auto* frame = m_chart->frame())
            Q_EMIT menuAsked(global, chartSubject(*frame, at), {});
    });
    connect(m_budget, &PlotView::menuAsked, this, [this](const QPoint& global, Time at) {
        Subject what;
        what.words = m_budgetTitle->text();
        what.at = at;
        Q_EMIT menuAsked(global, what, {{QStringLiteral("page.slo"), tr("Open the objective"), QString(), [this] { Q_EMIT openPage(QStringLiteral("slo")); }}});
    });
    connect(&board, &Board::changed, this, &NowPage::refresh);
    connect(&board, &Board::ticked, this, &NowPage::refreshProof);
    refresh();
}

namespace {

struct TileFilter {
    const char* label;
    const char* value;
};

/// What the events behind a tile have in common; null: they are not events.
std::optional<TileFilter> filterOf(Tile::What what)
{
    switch (what) {
    case Tile::What::critical:
        return TileFilter{"severity", "critical"};
    case Tile::What::warning:
        return TileFilter{"severity", "warning"};
    case Tile::What::changes:
        return TileFilter{"type", "change"};
    default:
        return std::nullopt;
    }
}

} // namespace

void NowPage::openTile(const NumberTile& tile)
{
    if (const auto filter = filterOf(tile.what())) {
        Q_EMIT openPage(QStringLiteral("events")); // first: back leads to this page as it is now
        board().time().setFilter(ViewFilter{}.only(filter->label, filter->value));
    } else {
        Q_EMIT openPage(tile.what() == Tile::What::anomalies ? QStringLiteral("metrics") : QStringLiteral("slo"));
    }
}

void NowPage::askTileMenu(NumberTile& tile, const QPoint& global)
{
    Subject what;
    what.words = tile.accessibleName();
    if (const auto filter = filterOf(tile.what())) {
        what.label = filter->label;
        what.value = filter->value;
    }
    Q_EMIT menuAsked(global, what, {{QStringLiteral("tile.open"), tr("Open what is behind the number"), QStringLiteral("Enter"), [this, &tile] { openTile(tile); }}});
}

Subject NowPage::subject() const { return m_timeline->subject(); }

QString NowPage::title() const { return m_tall ? tr("Now · timeline") : tr("Now"); }

std::vector<PageAction> NowPage::actions() { return m_timeline->actions(); }

void NowPage::settle()
{
    layOut();
    m_timeline->settle();
}

void NowPage::refresh()
{
    const auto& tiles = board().tiles();
    const TimeRange range = board().time().range();
    const auto& judged = board().judged();
    const bool partly = judged.waiting > 0 || !judged.notGrouped({range.from, std::min(range.to, board().asOf())}).empty();
    for (std::size_t i = 0; i < m_tiles.size(); ++i) {
        Tile none;
        none.what = static_cast<Tile::What>(i);
        none.severity = Severity::unknown;
        m_tiles[i]->show(i < tiles.size() ? tiles[i] : none, partly);
    }
    refreshSwitches();
    refreshProof();
    refreshCharts();
    layOut();
}

void NowPage::refreshSwitches()
{
    const int before = m_switches->wantedHeight();
    m_switches->refresh();
    if (m_switches->wantedHeight() != before)
        layOut();
}

void NowPage::refreshProof()
{
    // Silence is said with its proof, or not at all.
    const auto& overall = board().overall();
    const auto range = board().time().range();
    QString proof;
    const auto timeline = board().timeline();
    const bool any = std::any_of(timeline->lanes.begin(), timeline->lanes.end(), [&](const Lane& lane) {
        return std::any_of(lane.alerts.begin(), lane.alerts.end(), [&](const LaneAlert& a) { return range.overlaps(a.from, a.to); });
    });
    if (!board().feeds().empty() && overall.severity == Severity::ok && !any && overall.lastCheck && overall.staleFeeds.empty()) {
        proof = tr("%1 without alerts").arg(durationText(range.length())) + QStringLiteral(" · ")
            + tr("last check %1 ago").arg(ageText(board().time().now() - *overall.lastCheck));
        if (overall.lastAlert)
            proof += QStringLiteral(" · ") + tr("last alert %1").arg(dateClockText(*overall.lastAlert, board().time().zone()));
    }
    const bool moved = m_proof->text().isEmpty() != proof.isEmpty();
    m_proof->setText(proof);
    if (moved)
        layOut();
}

void NowPage::refreshCharts()
{
    if (const auto frame = board().mainChart(); frame.get() != m_chart->frame()) {
        m_chart->show(frame);
        m_chartTitle->setText(frame ? plain(frame->watch, 60) + QStringLiteral(" · ") + plain(frame->service, 40) : tr("No watched metric"));
    }
    const auto& slos = board().slos();
    const auto worst = std::find_if(slos.begin(), slos.end(), [](const SloReport& r) { return r.state == SloState::burning; });
    const auto shown = worst != slos.end() ? worst : slos.begin();
    m_budget->setVisible(!slos.empty() && !m_budgetBox.isNull());
    if (shown != slos.end()) {
        m_budget->show(*shown, {}, {});
        m_budgetTitle->setText(tr("Budget left · %1").arg(plain(shown->spec.service + " " + shown->spec.name, 60)));
    } else {
        m_budgetTitle->setText(tr("No objective is configured"));
    }
}

void NowPage::layOut()
{
    const int gap = metrics::kGap;
    QRect area = rect().adjusted(gap, gap, -gap, -gap);
    const int missing = m_switches->wantedHeight();
    const auto placeSwitches = [&] {
        m_switches->setGeometry(area.left(), area.top(), area.width(), missing);
        area.setTop(area.top() + (missing > 0 ? missing + gap : 0));
    };
    if (m_tall) {
        placeSwitches();
        m_timeline->setGeometry(area.adjusted(1, 1, -1, -1));
        return;
    }
    const bool low = height() < 640;
    const int tile = low ? kTileLow : kTile;
    const int n = static_cast<int>(m_tiles.size());
    for (int i = 0; i < n; ++i) {
        const int x0 = area.left() + i * (area.width() + gap) / n;
        const int x1 = area.left() + (i + 1) * (area.width() + gap) / n - gap;
        m_tiles[static_cast<std::size_t>(i)]->setCompact(low);
        m_tiles[static_cast<std::size_t>(i)]->setGeometry(x0, area.top(), x1 - x0, tile);
    }
    area.setTop(area.top() + tile + gap);
    placeSwitches();
    const bool proof = !m_proof->text().isEmpty();
    m_proof->setVisible(proof);
    if (proof) {
        m_proof->setGeometry(area.left() + 30, area.top(), area.width() - 40, kProof - 12);
        area.setTop(area.top() + kProof - 6);
    }
    const bool charts = area.height() - kChartHeight - gap >= kLeastTimeline && (board().mainChart() || !board().slos().empty());
    m_chart->setVisible(charts);
    m_chartTitle->setVisible(charts);
    m_budgetTitle->setVisible(charts);
    m_chartBox = {};
    m_budgetBox = {};
    if (charts) {
        // The timeline ends with a whole lane; the charts take what is left of the next one.
        const int lane = LaneShape::compactLane().height;
        const int odd = (area.height() - kChartHeight - gap - 2 - kHeadHeight) % lane;
        const int high = kChartHeight + odd;
        const int top = area.bottom() + 1 - high;
        const int wide = (area.width() - gap) * 6 / 10;
        m_chartBox = QRect(area.left(), top, wide, high);
        m_budgetBox = QRect(area.left() + wide + gap, top, area.width() - wide - gap, high);
        m_chartTitle->setGeometry(m_chartBox.left() + 12, top + 8, wide - 24, 20);
        m_budgetTitle->setGeometry(m_budgetBox.left() + 12, top + 8, m_budgetBox.width() - 24, 20);
        m_chart->setGeometry(m_chartBox.adjusted(4, 30, -4, -4));
        m_budget->setGeometry(m_budgetBox.adjusted(4, 30, -4, -4));
        area.setBottom(top - gap - 1);
    }
    m_budget->setVisible(charts && !board().slos().empty());
    m_timeline->setGeometry(area.adjusted(1, 1, -1, -1));
    update();
}

void NowPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    layOut();
}

void NowPage::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const auto panel = [&](const QRect& box) {
        if (box.isNull())
            return;
        p.setPen(QPen(theme.border, 1));
        p.setBrush(theme.panel);
        p.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
    };
    panel(m_timeline->geometry().adjusted(-1, -1, 1, 1));
    panel(m_chartBox);
    panel(m_budgetBox);
    if (m_proof && m_proof->isVisible())
        drawGlyph(p, Glyph::ok, QRectF(m_proof->geometry().left() - 18, m_proof->geometry().center().y() - 5, 11, 11), theme.ink(Severity::ok));
}

} // namespace vedette
