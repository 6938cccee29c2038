#include "widgets/shell/note_box.h"

#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/plain_label.h"

#include <QLineEdit>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kLongestNote = 400;

} // namespace

NoteBox::NoteBox(Board& board, QWidget* window)
    : Overlay(window), m_board(board), m_edit(new QLineEdit(this)), m_title(new PlainLabel(13, 600, &Theme::text, this)), m_foot(new PlainLabel(11, 400, &Theme::text3, this))
{
    m_edit->setFont(Theme::font(14));
    m_edit->setMaxLength(kLongestNote);
    m_edit->setPlaceholderText(tr("What happened here?"));
    m_edit->setAccessibleName(QStringLiteral("note:box"));
    m_foot->setText(tr("Enter keeps it as a note in the cache · Esc leaves"));
    connect(m_edit, &QLineEdit::returnPressed, this, &NoteBox::take);
}

void NoteBox::openFor(Time at)
{
    m_at = at;
    const auto& zone = m_board.time().zone();
    m_title->setText(tr("Mark at %1").arg(dateClockText(at, zone, true) + QLatin1Char(' ') + zoneText(zone, at)));
    open();
}

QRect NoteBox::boxRect() const
{
    const int w = std::min(480, width() - 48);
    return {(width() - w) / 2, std::min(96, height() / 8), w, 112};
}

void NoteBox::layOut(const QRect& box)
{
    m_title->setGeometry(box.left() + 14, box.top() + 8, box.width() - 28, 24);
    m_edit->setGeometry(box.left() + 12, box.top() + 38, box.width() - 24, 34);
    m_foot->setGeometry(box.left() + 14, box.top() + 80, box.width() - 28, 22);
}

void NoteBox::opened()
{
    m_edit->clear();
    m_edit->setFocus();
}

void NoteBox::take()
{
    const QString words = m_edit->text().simplified();
    m_board.addNote(m_at, words.isEmpty() ? tr("Mark") : words, QString());
    closeOverlay();
}

} // namespace vedette
