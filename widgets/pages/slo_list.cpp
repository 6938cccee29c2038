#include "widgets/pages/slo_list.h"

#include "models/items/board.h"
#include "models/items/list_models.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/slo_words.h"
#include "widgets/theme.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QStyledItemDelegate>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kTop = 40, kHeads = 28, kRow = 44, kFoot = 28, kPad = 12;

/// Column boxes of a row of this width, from the right; a hidden one is empty.
struct Columns {
    QRectF name, objective, achieved, bar, left, minutes, state;
    explicit Columns(const QRectF& row)
    {
        const qreal w = row.width();
        const bool narrow = w < 360;
        qreal right = row.right() - kPad;
        const auto take = [&](qreal width, qreal gap, bool shown) {
            if (!shown)
                return QRectF();
            right -= width;
            const QRectF box(right, row.top(), width, row.height());
            right -= gap;
            return box;
        };
        state = take(narrow ? 14 : 92, 10, true);
        minutes = take(74, 4, w >= 540);
        left = take(52, 4, true);
        bar = take(56, 6, true);
        achieved = take(62, 2, w >= 480);
        objective = take(56, 4, w >= 420);
        name = QRectF(row.left() + kPad, row.top(), std::max(20.0, right - row.left() - kPad), row.height());
    }
};

class SloPainter final : public QStyledItemDelegate {
public:
    SloPainter(Board& board, QObject* parent) : QStyledItemDelegate(parent), m_board(board) {}
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, kRow}; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& theme = Theme::instance();
        const auto& report = m_board.slosModel().item(index.row());
        const SloLook look = sloLook(report);
        const QRectF box = option.rect;
        const bool chosen = option.state.testFlag(QStyle::State_Selected);
        if (chosen)
            painter->fillRect(box, theme.selection);
        else if (option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(box, Theme::mix(theme.text, theme.panel, 0.03));
        painter->fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.grid);
        if (chosen)
            painter->fillRect(QRectF(box.left(), box.top(), 3, box.height() - 1), theme.accent);
        const Columns c(box);
        const QColor ink = look.abnormal ? theme.ink(look.severity) : theme.text3;
        const auto upper = [](const QRectF& r) { return QRectF(r.left(), r.top() + 5, r.width(), 18); };
        const auto lower = [](const QRectF& r) { return QRectF(r.left(), r.top() + 23, r.width(), 16); };
        drawLine(*painter, upper(c.name), plain(report.spec.service, 60), Theme::font(13, look.abnormal ? 600 : 500), theme.text);
        drawLine(*painter, lower(c.name), plain(report.spec.name, 80), Theme::font(11), theme.text3);
        const QFont number = Theme::font(13);
        const int decimals = decimalsForObjective(report.spec.objectiveRatio);
        drawLine(*painter, c.objective, objectiveText(report.spec.objectiveRatio), number, theme.text2, Qt::AlignRight);
        const auto achieved = report.errorRatio ? std::optional<double>(1 - *report.errorRatio) : std::nullopt;
        drawLine(*painter, c.achieved, percentText(achieved, decimals), number, theme.text2, Qt::AlignRight);
        drawBudgetBar(*painter, QRectF(c.bar.left(), box.center().y() - 4, c.bar.width(), 8), report);
        drawLine(*painter, c.left, remainingText(report), Theme::font(13, look.abnormal ? 600 : 400),
            look.abnormal && report.remainingRatio ? ink : theme.text2, Qt::AlignRight);
        drawLine(*painter, c.minutes, budgetMinutesText(report.remainingMinutes), number, theme.text2, Qt::AlignRight);
        InkLine state;
        state.glyph(look.glyph, look.abnormal ? theme.ink(look.severity) : theme.text3, 9);
        if (c.state.width() > 30)
            state.text(look.word, Theme::font(12, look.abnormal ? 600 : 400), look.abnormal ? ink : theme.text3);
        if (look.detail.isEmpty() || c.state.width() < 30) {
            state.draw(*painter, c.state);
        } else {
            state.draw(*painter, upper(c.state));
            drawLine(*painter, lower(c.state), look.detail, Theme::font(11), theme.text3);
        }
        if (option.state.testFlag(QStyle::State_HasFocus) && option.state.testFlag(QStyle::State_KeyboardFocusChange))
            drawFocusFrame(*painter, box);
    }

private:
    Board& m_board;
};

} // namespace

SloList::SloList(Board& board, QWidget* parent) : PanelBox(parent), m_board(board), m_view(new QListView(this)), m_filter(new QLineEdit(this))
{
    m_view->setModel(&board.slosModel());
    m_view->setItemDelegate(new SloPainter(board, this));
    m_view->setUniformItemSizes(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setMouseTracking(true);
    m_view->setAccessibleName(tr("SLOs, worst first"));
    m_view->installEventFilter(this);
    m_filter->setPlaceholderText(tr("filter  /"));
    m_filter->setAccessibleName(tr("Filter SLOs"));
    m_filter->setClearButtonEnabled(false);
    connect(m_filter, &QLineEdit::textChanged, this, &SloList::filterRows);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (!m_following && now.isValid())
            m_board.selectSlo(now.data(SlosModel::idRole).toString());
    });
    connect(&board.slosModel(), &QAbstractItemModel::modelReset, this, &SloList::filterRows);
    connect(&Theme::instance(), &Theme::changed, m_view->viewport(), qOverload<>(&QWidget::update));
}

void SloList::refresh()
{
    const auto& slos = m_board.slos();
    const std::string wanted = m_board.selectedSlo().toStdString();
    int row = slos.empty() ? -1 : 0;
    for (std::size_t i = 0; i < slos.size(); ++i) {
        if (slos[i].spec.id == wanted)
            row = static_cast<int>(i);
    }
    m_following = true;
    m_view->setCurrentIndex(row < 0 ? QModelIndex() : m_board.slosModel().index(row));
    m_following = false;
    m_view->viewport()->update();
    update();
}

void SloList::filterRows()
{
    const QString words = m_filter->text().trimmed();
    for (int i = 0; i < m_board.slosModel().rowCount(); ++i) {
        const auto& spec = m_board.slosModel().item(i).spec;
        const QString text = QString::fromStdString(spec.service + " " + spec.name + " " + spec.id);
        m_view->setRowHidden(i, !words.isEmpty() && !text.contains(words, Qt::CaseInsensitive));
    }
}

void SloList::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void SloList::focusRows() { m_view->setFocus(); }

bool SloList::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const QString key = physicalKey(*static_cast<QKeyEvent*>(event));
        if (key == QLatin1String("Enter")) {
            Q_EMIT opened();
            return true;
        }
        if (key.size() == 1 && key != QLatin1String("J") && key != QLatin1String("K")) {
            event->ignore(); // a letter is a command here, not a search in the list
            return true;
        }
        if (key == QLatin1String("J") || key == QLatin1String("K")) {
            int row = m_view->currentIndex().row();
            const int step = key == QLatin1String("J") ? 1 : -1;
            do
                row += step;
            while (row >= 0 && row < m_board.slosModel().rowCount() && m_view->isRowHidden(row));
            if (row >= 0 && row < m_board.slosModel().rowCount())
                m_view->setCurrentIndex(m_board.slosModel().index(row));
            return true;
        }
    }
    return PanelBox::eventFilter(watched, event);
}

void SloList::resizeEvent(QResizeEvent*)
{
    m_view->setGeometry(1, kTop + kHeads, width() - 2, std::max(20, height() - kTop - kHeads - kFoot - 1));
    const int wide = width() < 420 ? 90 : 140;
    m_filter->setGeometry(width() - kPad - wide, 7, wide, 26);
}

void SloList::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    QPainter painter(this);
    int critical = 0, warning = 0, unknown = 0;
    for (const auto& report : m_board.slos()) {
        const SloLook look = sloLook(report);
        critical += look.severity == Severity::critical;
        warning += look.severity == Severity::warning;
        unknown += look.severity == Severity::unknown;
    }
    InkLine line;
    line.text(tr("SLOs %1").arg(m_board.slos().size()), Theme::font(14, 600), theme.text).gap(14);
    const auto count = [&](int n, Severity s) {
        if (n > 0)
            line.glyph(severityGlyph(s), theme.ink(s), 9).text(QString::number(n), Theme::font(13, 500), theme.ink(s)).gap(12);
    };
    count(critical, Severity::critical);
    count(warning, Severity::warning);
    count(unknown, Severity::unknown);
    line.draw(painter, QRectF(kPad, 0, m_filter->x() - kPad * 2.0, kTop));
    if (width() >= 480)
        drawLine(painter, QRectF(m_filter->x() - 170, 0, 158, kTop), tr("least budget first"), Theme::font(12), theme.text2, Qt::AlignRight);
    drawRule(painter, 1, width() - 1.0, kTop);
    const QFont head = Theme::font(12);
    const Columns c(QRectF(1, kTop, m_view->viewport()->width(), kHeads));
    drawLine(painter, c.name, tr("service · SLO"), head, theme.text3);
    drawLine(painter, c.objective, tr("objective"), head, theme.text3, Qt::AlignRight);
    drawLine(painter, c.achieved, tr("achieved"), head, theme.text3, Qt::AlignRight);
    drawLine(painter, QRectF(c.bar.left(), c.bar.top(), c.left.right() - c.bar.left(), kHeads), tr("budget left"), head, theme.text3, Qt::AlignRight);
    drawLine(painter, c.minutes, tr("time left"), head, theme.text3, Qt::AlignRight);
    if (c.state.width() > 30)
        drawLine(painter, c.state, tr("burn"), head, theme.text3);
    drawRule(painter, 1, width() - 1.0, kTop + kHeads - 1);
    drawRule(painter, 1, width() - 1.0, height() - kFoot);
    drawLine(painter, QRectF(kPad, height() - kFoot, width() - 2.0 * kPad, kFoot),
        tr("time left = as minutes of a full outage · computed %1").arg(clockText(m_board.asOf(), m_board.time().zone())), Theme::font(11), theme.text3);
}

} // namespace vedette
