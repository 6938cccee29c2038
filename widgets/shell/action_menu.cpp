#include "widgets/shell/action_menu.h"

#include <QMenu>

namespace vedette {

QMenu* makeActionMenu(const std::vector<PageAction>& actions, QWidget* parent)
{
    auto* menu = new QMenu(parent);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(QStringLiteral("menu:actions"));
    for (const auto& action : actions) {
        if (action.id.isEmpty()) {
            menu->addSeparator();
            continue;
        }
        QString words = action.text;
        words.replace(QLatin1Char('&'), QStringLiteral("&&"));
        if (!action.key.isEmpty())
            words += QLatin1Char('\t') + action.key; // shown only: the shell hears the key
        auto* item = menu->addAction(words);
        item->setObjectName(action.id);
        QObject::connect(item, &QAction::triggered, menu, [run = action.run] { run(); });
    }
    return menu;
}

} // namespace vedette
