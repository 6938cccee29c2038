#pragma once

#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "widgets/shell/command_list.h"
#include "widgets/shell/command_palette.h"
#include "widgets/shell/desk_window.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>

#include <utility>
#include <vector>

namespace vedette::test {

inline const QStringList kPages{QStringLiteral("now"), QStringLiteral("timeline"), QStringLiteral("events"), QStringLiteral("slo"),
    QStringLiteral("metrics"), QStringLiteral("feeds")};

/// A window on a scene, active, with a person at its keyboard.
struct Desk {
    QuietMessages messages;
    Board board;
    DeskWindow window{board};

    explicit Desk(Scene scene = Scene::badNight, QSize size = {1440, 900})
    {
        showScene(board, scene);
        window.resize(size);
        window.show();
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window))
            qFatal("the window does not become active");
    }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier, const QString& text = QString())
    {
        QWidget* to = QApplication::focusWidget() ? QApplication::focusWidget() : &window;
        QKeyEvent down(QEvent::KeyPress, key, modifiers, text);
        QApplication::sendEvent(to, &down);
        QKeyEvent up(QEvent::KeyRelease, key, modifiers, text);
        QApplication::sendEvent(to, &up);
    }
    void pressJamo(char16_t jamo) { press(jamo, Qt::NoModifier, QString(QChar(jamo))); }
    [[nodiscard]] QLineEdit* field(const char* name) const
    {
        for (auto* edit : window.findChildren<QLineEdit*>()) {
            if (edit->accessibleName() == QLatin1String(name) && edit->isVisible())
                return edit;
        }
        return nullptr;
    }
    [[nodiscard]] TimeRange range() { return board.time().range(); }
    /// Key and text of everything that the key sheet lists now.
    [[nodiscard]] std::vector<std::pair<QString, QString>> listedKeys()
    {
        press(Qt::Key_Question, Qt::ShiftModifier, QStringLiteral("?"));
        std::vector<std::pair<QString, QString>> out;
        const auto* model = window.findChild<KeySheet*>()->findChild<QListView*>()->model();
        for (int i = 0; i < model->rowCount(); ++i)
            out.emplace_back(model->index(i, 0).data(CommandList::keyRole).toString(), model->index(i, 0).data().toString());
        press(Qt::Key_Escape);
        return out;
    }
};

} // namespace vedette::test
