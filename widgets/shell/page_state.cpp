#include "widgets/shell/page_state.h"

#include <QAbstractScrollArea>
#include <QLineEdit>
#include <QScrollBar>

namespace vedette {

PageState::PageState(const QWidget& page)
{
    for (const auto* line : page.findChildren<QLineEdit*>())
        m_lines.push_back({line->text(), line->cursorPosition(), line->hasFocus()});
    for (const auto* area : page.findChildren<QAbstractScrollArea*>())
        m_scrolls.emplace_back(area->horizontalScrollBar()->value(), area->verticalScrollBar()->value());
}

void PageState::giveTo(QWidget& page, bool texts) const
{
    const auto lines = page.findChildren<QLineEdit*>();
    for (std::size_t i = 0; texts && lines.size() == static_cast<qsizetype>(m_lines.size()) && i < m_lines.size(); ++i) {
        auto* line = lines[static_cast<qsizetype>(i)];
        if (line->text() != m_lines[i].text)
            line->setText(m_lines[i].text);
        line->setCursorPosition(m_lines[i].cursor);
        if (m_lines[i].focus)
            line->setFocus();
    }
    const auto areas = page.findChildren<QAbstractScrollArea*>();
    for (std::size_t i = 0; areas.size() == static_cast<qsizetype>(m_scrolls.size()) && i < m_scrolls.size(); ++i) {
        auto* area = areas[static_cast<qsizetype>(i)];
        area->horizontalScrollBar()->setValue(m_scrolls[i].x());
        area->verticalScrollBar()->setValue(m_scrolls[i].y());
    }
}

} // namespace vedette
