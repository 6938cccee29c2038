#include "widgets/pages/events_table.h"

#include "models/items/board.h"
#include "models/items/event_models.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/events_words.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStyledItemDelegate>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kHeaderHeight = 25, kTime = 74, kDatedTime = 104, kType = 108, kService = 118, kState = 104, kLength = 76, kNote = 98;
constexpr Millis kDated = std::chrono::hours{20};

class EventsHeader final : public QHeaderView {
public:
    explicit EventsHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) { setFixedHeight(kHeaderHeight); }

protected:
    void paintSection(QPainter* painter, const QRect& rect, int column) const override
    {
        static const char* const s_names[] = {QT_TRANSLATE_NOOP("vedette::EventsTable", "Time"),
            QT_TRANSLATE_NOOP("vedette::EventsTable", "Kind"), QT_TRANSLATE_NOOP("vedette::EventsTable", "Service"),
            QT_TRANSLATE_NOOP("vedette::EventsTable", "What"), QT_TRANSLATE_NOOP("vedette::EventsTable", "State"),
            QT_TRANSLATE_NOOP("vedette::EventsTable", "Length"), QT_TRANSLATE_NOOP("vedette::EventsTable", "Note")};
        const auto& theme = Theme::instance();
        painter->fillRect(rect, theme.panel);
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.border);
        if (column < 0 || column >= EventsModel::columnCountValue)
            return;
        const bool right = column == EventsModel::lengthColumn;
        const QRectF box = QRectF(rect).adjusted(8, 0, right ? -10 : -2, -1);
        const qreal used = drawLine(*painter, box, EventsTable::tr(s_names[column]), Theme::font(12), theme.text3,
            right ? Qt::AlignRight : Qt::AlignLeft);
        if (column == EventsModel::timeColumn)
            drawGlyph(*painter, Glyph::down, QRectF(box.left() + used + 5, box.center().y() - 3, 7, 7), theme.text3);
    }
};

class EventPainter final : public QStyledItemDelegate {
public:
    EventPainter(Board& board, QObject* parent) : QStyledItemDelegate(parent), m_board(board) {}
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& theme = Theme::instance();
        const auto& row = m_board.eventsModel().row(index.row());
        const bool pinned = m_board.eventsModel().pinned(index.row());
        const bool chosen = option.state.testFlag(QStyle::State_Selected);
        const bool suspect = row.type == EventType::change && row.suspicion >= 0.1F;
        const QRectF box = option.rect;
        QColor ground = pinned ? theme.raised : theme.panel;
        if (suspect)
            ground = Theme::mix(theme.change, theme.panel, 0.08);
        if (chosen)
            ground = theme.selection;
        else if (option.state.testFlag(QStyle::State_MouseOver))
            ground = Theme::mix(theme.text, ground, 0.04);
        painter->fillRect(box, ground);
        const bool lastPinned = pinned && !m_board.eventsModel().pinned(index.row() + 1);
        painter->fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), lastPinned ? theme.strongBorder : theme.grid);
        if (index.column() == 0 && (chosen || suspect))
            painter->fillRect(QRectF(box.left(), box.top(), 2, box.height() - 1), chosen ? theme.accent : theme.change);
        paintCell(*painter, box.adjusted(8, 0, -4, -1), row, pinned, index.column());
    }

private:
    void paintCell(QPainter& painter, const QRectF& box, const EventRow& row, bool pinned, int column) const
    {
        const auto& theme = Theme::instance();
        const QFont font = Theme::font(13);
        switch (column) {
        case EventsModel::timeColumn: {
            const auto& zone = m_board.time().zone();
            QString text = clockText(row.from, zone);
            if (m_board.events().range.length() > kDated)
                text = dayText(row.from, zone) + QLatin1Char(' ') + text;
            drawLine(painter, box, text, font, theme.text2);
            break;
        }
        case EventsModel::typeColumn: {
            InkLine line;
            line.glyph(eventGlyph(row), eventInk(row), 9);
            if (row.type == EventType::alert)
                line.text(severityWord(row.severity), font, eventInk(row)).gap(4).text(eventKindWord(row), font, theme.text3);
            else
                line.text(eventKindWord(row), font, row.type == EventType::change ? theme.changeInk : theme.text2);
            line.draw(painter, box);
            break;
        }
        case EventsModel::serviceColumn:
            drawLine(painter, box, plain(row.service, 60), font, theme.text);
            break;
        case EventsModel::textColumn:
            drawLine(painter, box, row.type == EventType::feed ? engineText(row.text, 300) : plain(row.text, 300), font,
                row.severity == Severity::critical || pinned ? theme.text : theme.text2);
            break;
        case EventsModel::stateColumn: {
            InkLine line;
            // An outage has no state of its own: it goes on or it is over.
            const std::string state = !row.state.empty() ? row.state : row.type == EventType::feed ? (row.to ? "resolved" : "open") : std::string();
            if (state.empty())
                break;
            const bool quiet = state == "resolved" || state == "success";
            line.glyph(eventStateGlyph(state), eventStateInk(state), 9);
            line.text(row.type == EventType::feed && row.to ? EventsTable::tr("over") : eventStateWord(state), font, quiet ? theme.text2 : eventStateInk(state));
            line.draw(painter, box);
            break;
        }
        case EventsModel::lengthColumn: {
            const Time end = row.to.value_or(std::max(row.from, m_board.asOf()));
            if (row.type != EventType::note)
                drawLine(painter, box.adjusted(0, 0, -6, 0), durationText(end - row.from), font, theme.text2, Qt::AlignRight);
            break;
        }
        case EventsModel::noteColumn: {
            const bool suspect = row.type == EventType::change && row.suspicion >= 0.1F;
            drawLine(painter, box, eventNote(row, pinned), suspect ? Theme::font(13, 500) : Theme::font(12),
                suspect ? theme.changeInk : theme.text3);
            break;
        }
        default:
            break;
        }
    }
    Board& m_board;
};

} // namespace

EventsTable::EventsTable(Board& board, QWidget* parent) : QTableView(parent), m_board(board)
{
    setHorizontalHeader(new EventsHeader(this));
    setModel(&board.eventsModel());
    setItemDelegate(new EventPainter(board, this));
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(metrics::kRowDense);
    verticalHeader()->setMinimumSectionSize(metrics::kRowDense);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionsClickable(false);
    horizontalHeader()->setMinimumSectionSize(20);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setMouseTracking(true);
    setAccessibleName(tr("Events"));
    connect(&board.eventsModel(), &QAbstractItemModel::modelReset, this, [this] {
        setAutoScroll(false); // an answer that comes in moves nobody's place in the list
        followSelection();
        setAutoScroll(true);
        fitColumns();
        Q_EMIT shownSpanChanged();
    });
    connect(&board, &Board::selectionChanged, this, &EventsTable::followSelection);
    connect(&board.time(), &TimeState::zoneChanged, viewport(), qOverload<>(&QWidget::update));
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(this, &QTableView::doubleClicked, this, [this] { Q_EMIT opened(currentId()); });
    followSelection();
}

QString EventsTable::currentId() const { return currentIndex().data(EventsModel::idRole).toString(); }

void EventsTable::followSelection()
{
    const QString id = m_board.selectedId();
    const int row = id.isEmpty() ? -1 : m_board.eventsModel().rowOf(id);
    m_following = true;
    if (row >= 0 && currentIndex().row() != row)
        setCurrentIndex(m_board.eventsModel().index(row, 0));
    else if (row < 0)
        setCurrentIndex({});
    m_following = false;
}

void EventsTable::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTableView::currentChanged(current, previous);
    if (!m_following && current.isValid())
        m_board.select(currentId());
}

void EventsTable::fitColumns()
{
    const int whole = viewport()->width();
    // What goes first when it is narrow: the note, then the length.
    const bool note = whole >= 720;
    const bool length = whole >= 560;
    const bool dated = m_board.events().range.length() > kDated;
    const int sizes[] = {dated ? kDatedTime + 16 : kTime, kType + 8, whole < 560 ? 96 : kService, 0, kState, length ? kLength + 8 : 0, note ? kNote : 0};
    int fixed = 0;
    for (const int size : sizes)
        fixed += size;
    for (int i = 0; i < EventsModel::columnCountValue; ++i) {
        setColumnHidden(i, (i == EventsModel::noteColumn && !note) || (i == EventsModel::lengthColumn && !length));
        setColumnWidth(i, i == EventsModel::textColumn ? std::max(80, whole - fixed) : std::max(20, sizes[i]));
    }
}

void EventsTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    fitColumns();
    Q_EMIT shownSpanChanged();
}

void EventsTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, dy);
    Q_EMIT shownSpanChanged();
}

std::optional<TimeRange> EventsTable::shownSpan() const
{
    const auto& model = m_board.eventsModel();
    int first = std::max(0, rowAt(0));
    int last = rowAt(viewport()->height() - 1);
    if (last < 0)
        last = model.rowCount() - 1;
    while (first <= last && model.pinned(first))
        ++first;
    if (first > last)
        return std::nullopt;
    return TimeRange{model.row(last).from, model.row(first).from};
}

Subject EventsTable::subjectOf(const QModelIndex& index) const
{
    Subject out;
    if (!index.isValid())
        return out;
    const EventRow& row = m_board.eventsModel().row(index.row());
    out.id = QString::fromStdString(row.id);
    out.words = (row.service.empty() ? QString() : plain(row.service, 60) + QStringLiteral(" · ")) + plain(row.text, 120);
    out.span = TimeRange{row.from, std::max(row.from, row.to.value_or(m_board.asOf()))};
    out.at = row.from;
    out.source = row.type == EventType::alert || row.type == EventType::change;
    const bool alert = row.type == EventType::alert;
    if (index.column() == EventsModel::stateColumn && !row.state.empty()) {
        out.label = "state";
        out.value = row.state;
    } else if (index.column() == EventsModel::typeColumn) {
        out.label = alert ? "severity" : "type";
        out.value = alert ? std::string(severityName(row.severity)) : eventTypeName(row.type);
    } else if (!row.service.empty() && row.type != EventType::feed) {
        out.label = "service";
        out.value = row.service;
    } else {
        out.label = "type";
        out.value = eventTypeName(row.type);
    }
    return out;
}

Subject EventsTable::subject() const
{
    const QModelIndex pointed = m_pointed ? indexAt(*m_pointed) : QModelIndex();
    return subjectOf(pointed.isValid() ? pointed : currentIndex());
}

void EventsTable::mouseMoveEvent(QMouseEvent* event)
{
    m_pointed = event->pos();
    QTableView::mouseMoveEvent(event);
}

void EventsTable::leaveEvent(QEvent* event)
{
    m_pointed.reset();
    QTableView::leaveEvent(event);
}

void EventsTable::contextMenuEvent(QContextMenuEvent* event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    if (index.row() != currentIndex().row())
        setCurrentIndex(index);
    const QPoint at = byKey ? visualRect(index).bottomLeft() + QPoint(24, 0) : event->pos();
    Q_EMIT menuAsked(viewport()->mapToGlobal(at), subjectOf(index));
}

void EventsTable::step(int by)
{
    m_pointed.reset();
    const int row = std::clamp(currentIndex().row() + by, 0, std::max(0, model()->rowCount() - 1));
    setCurrentIndex(model()->index(row, 0));
}

void EventsTable::keyPressEvent(QKeyEvent* event)
{
    static const QStringList s_moves{QStringLiteral("Up"), QStringLiteral("Down"), QStringLiteral("PgUp"), QStringLiteral("PgDown"),
        QStringLiteral("Home"), QStringLiteral("End")};
    if (s_moves.contains(physicalKey(*event))) {
        m_pointed.reset();
        QTableView::keyPressEvent(event);
    } else {
        event->ignore(); // letters are the page's, not a search in a column
    }
}

} // namespace vedette
