#include "widgets/pages/metrics_flags.h"

#include "models/items/board.h"
#include "models/items/list_models.h"
#include "widgets/charts/small_chart.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/metrics_words.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QListView>
#include <QStyledItemDelegate>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kTop = 40, kHeads = 40, kRow = 44, kPad = 12;

/// Right edges of the numbers and the left of the change, for a list of this width.
struct Places {
    qreal score, difference, length, together, change;
    bool full;
    explicit Places(qreal width) : full(width >= 380)
    {
        score = width - 16;
        difference = full ? 168 : 104;
        length = full ? 232 : 166;
        together = full ? 260 : length;
        change = full ? 272 : 176;
    }
};

class FlagPainter final : public QStyledItemDelegate {
public:
    FlagPainter(Board& board, QObject* parent) : QStyledItemDelegate(parent), m_board(board) {}
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRow}; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& theme = Theme::instance();
        const auto& flag = m_board.flagsModel().item(index.row());
        const QRectF box = option.rect;
        const bool chosen = option.state.testFlag(QStyle::State_Selected);
        if (chosen)
            painter->fillRect(box, theme.selection);
        else if (option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(box, Theme::mix(theme.text, theme.panel, 0.03));
        painter->fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.grid);
        if (chosen)
            painter->fillRect(QRectF(box.left(), box.top(), 3, box.height() - 1), theme.accent);
        const bool strong = strongFlag(flag);
        const Places at(box.width());
        const QRectF upper(box.left(), box.top() + 4, box.width(), 19);
        const QRectF lower(box.left(), box.top() + 22, box.width(), 18);
        drawGlyph(*painter, strong ? Glyph::info : Glyph::ring, QRectF(kPad, upper.center().y() - 5, 10, 10), theme.ink(Severity::info));
        const bool dated = m_board.time().range().length() > std::chrono::hours{20};
        const QString start = dated ? dayText(flag.from, m_board.time().zone()) + QLatin1Char(' ') + clockText(flag.from, m_board.time().zone(), false)
                                    : clockText(flag.from, m_board.time().zone(), false);
        const qreal used = drawLine(*painter, QRectF(32, upper.top(), 100, 19), start, Theme::font(12), theme.text2);
        drawLine(*painter, QRectF(32 + used + 14, upper.top(), at.score - 46 - used - 70, 19), plain(flag.watch, 80), Theme::font(13, strong ? 600 : 400), theme.text);
        drawLine(*painter, QRectF(at.score - 60, upper.top(), 60, 19), QString::number(flag.score, 'f', 3), Theme::font(13, strong ? 600 : 400), theme.text, Qt::AlignRight);
        const QFont small = Theme::font(12);
        const qreal wide = drawLine(*painter, QRectF(at.difference - 60, lower.top(), 60, 18), flagDifference(flag), small, theme.text2, Qt::AlignRight);
        drawGlyph(*painter, flag.upward ? Glyph::up : Glyph::down, QRectF(at.difference - wide - 13, lower.center().y() - 4, 8, 8), theme.text2);
        if (at.full)
            drawLine(*painter, QRectF(32, lower.top(), at.difference - 32 - wide - 18, 18), plain(flag.service, 40), small, theme.text3);
        drawLine(*painter, QRectF(at.length - 60, lower.top(), 60, 18), flag.open ? MetricsFlags::tr("goes on") : ageText(flag.to - flag.from), small, theme.text2, Qt::AlignRight);
        if (at.full)
            drawLine(*painter, QRectF(at.together - 24, lower.top(), 24, 18), QString::number(movedTogether(flag, m_board.flags()).size()), small, theme.text2, Qt::AlignRight);
        InkLine near;
        if (const auto change = nearestChange(flag, m_board.charts())) {
            near.glyph(changeGlyph(change->mark.kind), theme.changeInk, 9).text(plain(change->mark.text, 30), small, theme.changeInk).gap(6);
            near.text((change->before.count() >= 0 ? QStringLiteral("+") : QStringLiteral("−")) + ageText(change->before.count() >= 0 ? change->before : -change->before), small, theme.text2);
        } else {
            near.text(QStringLiteral("–"), small, theme.text3);
        }
        near.draw(*painter, QRectF(at.change, lower.top(), at.score - at.change, 18));
        if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange))
            drawFocusFrame(*painter, box);
    }

private:
    Board& m_board;
};

} // namespace

MetricsFlags::MetricsFlags(Board& board, QWidget* parent) : PanelBox(parent), m_board(board), m_view(new QListView(this))
{
    m_view->setModel(&board.flagsModel());
    m_view->setItemDelegate(new FlagPainter(board, this));
    m_view->setUniformItemSizes(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setMouseTracking(true);
    m_view->setAccessibleName(tr("Abnormal metrics, highest score first"));
    m_view->installEventFilter(this);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (m_following || !now.isValid())
            return;
        const auto& flag = m_board.flagsModel().item(now.row());
        m_board.selectWatch(watchKey(flag.watch, flag.series));
        m_board.select(now.data(FlagsModel::idRole).toString());
    });
    connect(m_view, &QListView::doubleClicked, this, &MetricsFlags::opened);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (const QModelIndex index = m_view->currentIndex(); index.isValid())
            Q_EMIT menuAsked(m_view->viewport()->mapToGlobal(at), flagSubject(m_board.flagsModel().item(index.row())));
    });
    connect(&Theme::instance(), &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

void MetricsFlags::refresh()
{
    const QString id = m_board.selectedId();
    int row = -1;
    for (int i = 0; i < m_board.flagsModel().rowCount(); ++i) {
        if (m_board.flagsModel().index(i).data(FlagsModel::idRole).toString() == id)
            row = i;
    }
    // Nothing chosen: the strongest flag of the chart that is shown.
    if (row < 0 && m_board.mainChart()) {
        for (int i = m_board.flagsModel().rowCount() - 1; i >= 0; --i) {
            const auto& flag = m_board.flagsModel().item(i);
            if (flag.watch == m_board.mainChart()->watch && flag.series == m_board.mainChart()->series)
                row = i;
        }
    }
    m_following = true;
    m_view->setCurrentIndex(row < 0 ? QModelIndex() : m_board.flagsModel().index(row));
    m_following = false;
    m_view->viewport()->update();
    update();
}

void MetricsFlags::focusRows() { m_view->setFocus(); }

void MetricsFlags::step(int by)
{
    const int row = std::clamp(m_view->currentIndex().row() + by, 0, std::max(0, m_board.flagsModel().rowCount() - 1));
    if (m_board.flagsModel().rowCount() > 0)
        m_view->setCurrentIndex(m_board.flagsModel().index(row));
}

bool MetricsFlags::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const QString key = physicalKey(*static_cast<QKeyEvent*>(event));
        if (key == QLatin1String("Enter")) {
            Q_EMIT opened();
            return true;
        }
        if (key == QLatin1String("J") || key == QLatin1String("K")) {
            step(key == QLatin1String("J") ? 1 : -1);
            return true;
        }
        if (key.size() == 1) {
            event->ignore();
            return true;
        }
    }
    return PanelBox::eventFilter(watched, event);
}

void MetricsFlags::resizeEvent(QResizeEvent*) { m_view->setGeometry(1, kTop + kHeads, width() - 2, std::max(20, height() - kTop - kHeads - 4)); }

void MetricsFlags::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    QPainter painter(this);
    const auto& flags = m_board.flags();
    const auto strong = std::count_if(flags.begin(), flags.end(), strongFlag);
    InkLine line;
    line.text(tr("Abnormal %1").arg(flags.size()), Theme::font(14, 600), theme.text).gap(14);
    line.glyph(Glyph::info, theme.ink(Severity::info), 10).text(tr("high %1").arg(strong), Theme::font(12), theme.text2).gap(10);
    line.glyph(Glyph::ring, theme.ink(Severity::info), 10).text(tr("medium %1").arg(static_cast<std::ptrdiff_t>(flags.size()) - strong), Theme::font(12), theme.text2);
    line.draw(painter, QRectF(kPad, 0, width() - 2.0 * kPad, kTop));
    drawRule(painter, 1, width() - 1.0, kTop);
    const Places at(m_view->viewport()->width());
    const QFont font = Theme::font(11);
    const qreal a = kTop + 3, b = kTop + 20;
    drawLine(painter, QRectF(32, a, 60, 18), tr("start"), font, theme.text3);
    drawLine(painter, QRectF(84, a, 120, 18), tr("series"), font, theme.text3);
    drawLine(painter, QRectF(at.score - 70, a, 70, 18), tr("score"), Theme::font(11, 600), theme.text, Qt::AlignRight);
    if (at.full)
        drawLine(painter, QRectF(32, b, 60, 18), tr("service"), font, theme.text3);
    drawLine(painter, QRectF(at.difference - 60, b, 60, 18), tr("change"), font, theme.text3, Qt::AlignRight);
    drawLine(painter, QRectF(at.length - 50, b, 50, 18), tr("length"), font, theme.text3, Qt::AlignRight);
    if (at.full)
        drawLine(painter, QRectF(at.together - 26, b, 27, 18), tr("with"), font, theme.text3, Qt::AlignRight);
    drawLine(painter, QRectF(at.change, b, at.score - at.change, 18), tr("nearest change"), font, theme.text3);
    drawRule(painter, 1, width() - 1.0, kTop + kHeads - 1);
    if (flags.empty()) {
        const QRectF box(kPad, height() / 2.0 - 20, width() - 2.0 * kPad, 40);
        m_view->hide();
        const auto& tiles = m_board.tiles();
        const bool known = std::none_of(tiles.begin(), tiles.end(), [](const Tile& t) { return t.what == Tile::What::anomalies && t.severity == Severity::unknown; });
        drawLine(painter, QRectF(box.left(), box.top(), box.width(), 20), known ? tr("Nothing abnormal in this range") : tr("Not known: not every series is here"),
            Theme::font(13, 600), theme.text2, Qt::AlignHCenter);
        drawLine(painter, QRectF(box.left(), box.top() + 22, box.width(), 18), tr("%n series watched", "", static_cast<int>(m_board.charts().size())), Theme::font(12), theme.text3, Qt::AlignHCenter);
    } else {
        m_view->show();
    }
}

} // namespace vedette
