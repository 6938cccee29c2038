#pragma once

#include "models/core/opening_step.h"

#include <QElapsedTimer>

#include <memory>

class QProgressDialog;

namespace vedette {

struct DeskLook;

/// Says how far the opening of an older cache is, where nothing else can be shown yet: in a small window from the first
/// half second on. GUI thread; while it lives it is the thread's OpeningListener.
class OpeningNotice {
public:
    explicit OpeningNotice(const DeskLook& look);
    ~OpeningNotice();

private:
    void show(const OpeningStep& step);

    const DeskLook& m_look;
    QElapsedTimer m_shown;
    std::unique_ptr<QProgressDialog> m_window;
    OpeningListener m_listener;
};

/// The same on standard error, a line at each tenth.
[[nodiscard]] OpeningListener::Hear openingLines();

} // namespace vedette
