#include "widgets/pages/metrics_grid.h"

#include "models/items/board.h"
#include "widgets/charts/small_chart.h"
#include "widgets/format.h"
#include "widgets/pages/metrics_words.h"
#include "widgets/theme.h"

#include <QScrollArea>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kHeader = 32, kPad = 12, kCell = 104, kLast = 120;

} // namespace

MetricsGrid::MetricsGrid(Board& board, QWidget* parent) : PanelBox(parent), m_board(board), m_scroll(new QScrollArea(this)), m_body(new QWidget)
{
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_body);
    m_scroll->setAccessibleName(tr("All watches"));
    m_scroll->viewport()->setAutoFillBackground(false);
    m_body->setAutoFillBackground(false);
    connect(&board.time(), &TimeState::crosshairChanged, this, [this] { update(0, 0, width(), kHeader); });
}

int MetricsGrid::heightFor(int rows) { return kHeader + kLast * rows + 4; }

void MetricsGrid::refresh()
{
    const auto& charts = m_board.charts();
    while (m_cells.size() < charts.size()) {
        auto* cell = new SmallChart(m_board.time(), m_body);
        connect(cell, &SmallChart::clicked, &m_board, &Board::selectWatch);
        cell->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(cell, &QWidget::customContextMenuRequested, this, [this, cell](const QPoint& at) {
            m_board.selectWatch(watchKey(cell->frame().watch, cell->frame().series));
            Q_EMIT menuAsked(cell->mapToGlobal(at), chartSubject(cell->frame(), m_board.time().crosshair()));
        });
        m_cells.push_back(cell);
    }
    for (std::size_t i = 0; i < m_cells.size(); ++i)
        m_cells[i]->setVisible(i < charts.size());
    place();
    update();
}

void MetricsGrid::place()
{
    m_scroll->setGeometry(1, kHeader, width() - 2, std::max(20, height() - kHeader - 4));
    const auto& charts = m_board.charts();
    const int count = static_cast<int>(std::min(charts.size(), m_cells.size())); // a resize may come before the cells
    const int inner = m_scroll->width();
    const int columns = inner >= 880 ? 3 : inner >= 420 ? 2 : 1;
    const int rows = (count + columns - 1) / columns;
    const bool scrolls = kCell * std::max(0, rows - 1) + kLast > m_scroll->height();
    const int wide = (inner - (scrolls ? 10 : 0)) / columns;
    const auto main = m_board.mainChart();
    for (int i = 0; i < count; ++i) {
        const auto& frame = charts[static_cast<std::size_t>(i)];
        const int row = i / columns;
        // The axis stands below the last cell of each column, and below all where the rows scroll past it.
        const bool axis = i + columns >= count || scrolls;
        auto* cell = m_cells.at(static_cast<std::size_t>(i));
        cell->setGeometry(i % columns * wide, row * (scrolls ? kLast : kCell), wide, axis ? kLast : kCell);
        cell->show(frame, axis, main && main->watch == frame.watch && main->series == frame.series);
    }
    m_body->resize(wide * columns, scrolls ? rows * kLast : std::max(0, rows - 1) * kCell + kLast);
}

void MetricsGrid::resizeEvent(QResizeEvent*) { place(); }

void MetricsGrid::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    QPainter painter(this);
    const QRectF box(kPad, 0, width() - 2.0 * kPad, kHeader);
    const qreal used = drawLine(painter, box, tr("All watches %1").arg(m_board.charts().size()), Theme::font(14, 600), theme.text);
    const auto at = m_board.time().crosshair();
    const QString note = at ? tr("values at %1 · shade = expected").arg(clockText(*at, m_board.time().zone())) : tr("last values · shade = expected");
    drawLine(painter, box.adjusted(used + 20, 0, 0, 0), note, Theme::font(11), theme.text3, Qt::AlignRight);
    drawRule(painter, 1, width() - 1.0, kHeader - 1);
}

} // namespace vedette
