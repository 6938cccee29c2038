#pragma once

#include <QKeyEvent>
#include <QString>

namespace vedette {

/// The name of the physical key of an event with its modifiers ("W", "Shift+M", "Ctrl+K", ".", "/", "F11"), also while a Hangul
/// input method is on: jamo and scan codes are mapped back to QWERTY positions (PAGES.md F7). Empty for pure modifiers.
[[nodiscard]] QString physicalKey(const QKeyEvent& event);

} // namespace vedette
