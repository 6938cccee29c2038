#include "widgets/timeline/cause_focus.h"

#include "models/items/board.h"

#include <algorithm>

namespace vedette {

CauseFocus& CauseFocus::of(Board& board)
{
    auto* focus = board.findChild<CauseFocus*>(QString(), Qt::FindDirectChildrenOnly);
    return focus ? *focus : *new CauseFocus(board);
}

CauseFocus::CauseFocus(Board& board) : QObject(&board), m_board(board)
{
    connect(&board, &Board::changed, this, [this] {
        const auto* now = report();
        const QString id = now ? QString::fromStdString(now->id) : QString();
        if (id != m_reportId) {
            m_reportId = id;
            m_index = 0;
        }
        Q_EMIT changed();
    });
}

const SuspectReport* CauseFocus::report() const
{
    const auto& selection = m_board.selection();
    return selection.suspects ? &*selection.suspects : nullptr;
}

const Suspect* CauseFocus::suspect() const
{
    const auto* r = report();
    if (!r || m_index < 0 || m_index >= static_cast<int>(r->suspects.size()))
        return nullptr;
    return &r->suspects[static_cast<std::size_t>(m_index)];
}

void CauseFocus::setIndex(int index)
{
    const auto* r = report();
    const int last = r ? static_cast<int>(r->suspects.size()) - 1 : 0;
    index = std::clamp(index, 0, std::max(0, last));
    if (index == m_index)
        return;
    m_index = index;
    Q_EMIT changed();
}

void CauseFocus::step(int by) { setIndex(m_index + by); }

} // namespace vedette
