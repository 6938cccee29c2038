#pragma once

#include "widgets/pages/page.h"

class QMenu;

namespace vedette {

/// A menu of these actions with their keys, that deletes itself when it closes. An action without an id is a line between groups.
/// Words are shown as they are: no mnemonics, no markup.
[[nodiscard]] QMenu* makeActionMenu(const std::vector<PageAction>& actions, QWidget* parent);

} // namespace vedette
