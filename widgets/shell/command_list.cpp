#include "widgets/shell/command_list.h"

#include "widgets/shell/chip.h"
#include "widgets/theme.h"

#include <QPainter>

#include <algorithm>

namespace vedette {

void CommandList::setCommands(std::vector<PageAction> commands)
{
    m_all = std::move(commands);
    setFilter(m_filter);
}

void CommandList::setFilter(const QString& words)
{
    beginResetModel();
    m_filter = words;
    m_shown.clear();
    const QStringList parts = words.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        const QString text = m_all[i].text + QLatin1Char(' ') + m_all[i].key + QLatin1Char(' ') + m_all[i].id;
        if (std::all_of(parts.begin(), parts.end(), [&](const QString& p) { return text.contains(p, Qt::CaseInsensitive); }))
            m_shown.push_back(i);
    }
    endResetModel();
}

int CommandList::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_shown.size()); }

QVariant CommandList::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const PageAction& action = m_all[m_shown[static_cast<std::size_t>(index.row())]];
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return action.text;
    if (role == keyRole)
        return action.key;
    return {};
}

void CommandList::run(int row) const
{
    if (row < 0 || row >= rowCount())
        return;
    // A copy: the command may replace the list it stands in.
    const auto action = m_all[m_shown[static_cast<std::size_t>(row)]].run;
    if (action)
        action();
}

void CommandDelegate::paint(QPainter* p, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const Theme& theme = Theme::instance();
    if (option.state.testFlag(QStyle::State_Selected))
        p->fillRect(option.rect, theme.selection);
    const QString key = index.data(CommandList::keyRole).toString();
    const QRect box = option.rect.adjusted(12, 0, -12, 0);
    const int keyWidth = key.isEmpty() ? 0 : static_cast<int>(keyCapWidth(key)) + 12;
    p->setFont(Theme::font(13));
    p->setPen(theme.text);
    p->drawText(box.adjusted(0, 0, -keyWidth, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        p->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, box.width() - keyWidth));
    if (!key.isEmpty())
        drawKeyCap(*p, box.right() - keyCapWidth(key), box.center().y() + 0.5, key);
}

QSize CommandDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const { return {200, metrics::kRow}; }

} // namespace vedette
