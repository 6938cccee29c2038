#include "widgets/shell/command_palette.h"

#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/panels/glyph_key.h"
#include "widgets/plain_label.h"
#include "widgets/shell/command_list.h"
#include "widgets/shell/range_text.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>

#include <algorithm>

namespace vedette {

namespace {

QListView* makeView(CommandList* list, QWidget* parent)
{
    auto* view = new QListView(parent);
    view->setModel(list);
    view->setItemDelegate(new CommandDelegate(view));
    view->setUniformItemSizes(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setAccessibleName(QStringLiteral("commands"));
    return view;
}

} // namespace

CommandPalette::CommandPalette(Board& board, QWidget* window)
    : Overlay(window), m_board(board), m_edit(new QLineEdit(this)), m_foot(new PlainLabel(11, 400, &Theme::text3, this)), m_list(new CommandList(this))
{
    m_view = makeView(m_list, this);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_edit->setFont(Theme::font(14));
    m_edit->setPlaceholderText(tr("Search or command"));
    m_edit->setAccessibleName(QStringLiteral("palette"));
    m_edit->installEventFilter(this);
    m_foot->setText(tr("> commands · @ services · t time · anything else searches the events"));
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_edit, &QLineEdit::returnPressed, this, &CommandPalette::take);
    connect(m_view, &QListView::clicked, this, &CommandPalette::take);
}

void CommandPalette::openWith(std::vector<PageAction> commands, const QString& start)
{
    m_commands = std::move(commands);
    m_start = start;
    open();
}

QRect CommandPalette::boxRect() const
{
    const int w = std::min(560, width() - 48);
    return {(width() - w) / 2, std::min(96, height() / 8), w, std::min(420, height() - 120)};
}

void CommandPalette::layOut(const QRect& box)
{
    m_edit->setGeometry(box.left() + 12, box.top() + 12, box.width() - 24, 34);
    m_view->setGeometry(box.left() + 2, box.top() + 54, box.width() - 4, box.height() - 54 - 30);
    m_foot->setGeometry(box.left() + 14, box.bottom() - 26, box.width() - 28, 22);
}

void CommandPalette::opened()
{
    m_edit->setText(m_start);
    m_edit->setFocus();
    filter(m_edit->text());
}

std::vector<PageAction> CommandPalette::services()
{
    std::vector<PageAction> out;
    for (const auto& lane : m_board.timeline()->lanes) {
        const QString name = QString::fromStdString(lane.service);
        out.push_back({QStringLiteral("service"), QLatin1Char('@') + plain(lane.service, 80) + QStringLiteral(" · ") + severityWord(lane.now), QString(), [this, name] {
                           m_board.setMatchers({QStringLiteral("service=") + name});
                           Q_EMIT openPage(QStringLiteral("events"));
                       }});
    }
    return out;
}

void CommandPalette::filter(const QString& typed)
{
    const QString text = typed.trimmed();
    std::vector<PageAction> rows;
    QString words = text;
    if (text.startsWith(QLatin1Char('>'))) {
        rows = m_commands;
        words = text.mid(1);
    } else if (text.startsWith(QLatin1Char('@'))) {
        rows = services();
    } else if (text.startsWith(QLatin1String("t "))) {
        const QString when = text.mid(2);
        const auto answer = parseRangeText(when, m_board.time().now(), m_board.time().zone());
        words.clear();
        if (answer.ok()) {
            const auto a = answer.value();
            rows.push_back({QStringLiteral("time"), tr("Go to %1").arg(rangeText(a.range, m_board.time().zone())), QString(), [this, a] { m_board.time().setRange(a.range, a.live); }});
        }
    } else {
        rows = m_commands;
        const auto more = services();
        rows.insert(rows.end(), more.begin(), more.end());
        if (!text.isEmpty()) {
            rows.push_back({text, tr("Search the events for “%1”").arg(text), QString(), [this, text] {
                                m_board.setSearch(text);
                                Q_EMIT openPage(QStringLiteral("events"));
                            }});
        }
    }
    m_list->setCommands(std::move(rows));
    m_list->setFilter(words);
    m_view->setCurrentIndex(m_list->index(0, 0));
}

void CommandPalette::take()
{
    const int row = m_view->currentIndex().row();
    closeOverlay();
    m_list->run(row);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : key == Qt::Key_PageDown ? 10 : key == Qt::Key_PageUp ? -10 : 0;
        if (step != 0 && m_list->rowCount() > 0) {
            const int row = std::clamp(m_view->currentIndex().row() + step, 0, m_list->rowCount() - 1);
            m_view->setCurrentIndex(m_list->index(row, 0));
            return true;
        }
    }
    return Overlay::eventFilter(watched, event);
}

KeySheet::KeySheet(QWidget* window)
    : Overlay(window), m_edit(new QLineEdit(this)), m_list(new CommandList(this)), m_marks(new GlyphKey(this, GlyphKey::Extent::all))
{
    m_view = makeView(m_list, this);
    m_edit->setPlaceholderText(tr("Filter keys"));
    m_edit->setAccessibleName(QStringLiteral("keysheet"));
    connect(m_edit, &QLineEdit::textChanged, m_list, &CommandList::setFilter);
}

void KeySheet::openWith(std::vector<PageAction> commands)
{
    std::erase_if(commands, [](const PageAction& a) { return a.key.isEmpty(); });
    m_list->setCommands(std::move(commands));
    open();
}

QRect KeySheet::boxRect() const
{
    const int w = std::min(520, width() - 48);
    return {(width() - w) / 2, 56, w, std::max(200, height() - 112)};
}

void KeySheet::layOut(const QRect& box)
{
    m_edit->setGeometry(box.left() + 12, box.top() + 12, box.width() - 24, 30);
    const int marks = m_marks->height();
    m_view->setGeometry(box.left() + 2, box.top() + 50, box.width() - 4, box.height() - 56 - marks);
    m_marks->setGeometry(box.left() + 1, box.bottom() - marks, box.width() - 2, marks);
}

void KeySheet::opened()
{
    m_edit->clear();
    m_edit->setFocus();
}

} // namespace vedette
