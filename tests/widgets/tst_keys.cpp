#include "widgets/keys.h"

#include "tests/support/test_main.h"

using namespace vedette;

class TestKeys final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesThePlaceOfTheKey_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<int>("modifiers");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        const auto row = [](const char* what, int key, Qt::KeyboardModifiers m, const char* text, const char* name) {
            QTest::newRow(what) << key << static_cast<int>(m) << QString::fromUtf8(text) << QString::fromUtf8(name);
        };
        row("letter", Qt::Key_W, Qt::NoModifier, "w", "W");
        row("shifted letter", Qt::Key_M, Qt::ShiftModifier, "M", "Shift+M");
        row("command", Qt::Key_K, Qt::ControlModifier, "", "Ctrl+K");
        row("two modifiers", Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier, "", "Ctrl+Shift+P");
        row("jamo in the key code", 0x3148, Qt::NoModifier, "ㅈ", "W");
        row("jamo A", 0x3141, Qt::NoModifier, "ㅁ", "A");
        row("jamo S", 0x3134, Qt::NoModifier, "ㄴ", "S");
        row("jamo D", 0x3147, Qt::NoModifier, "ㅇ", "D");
        row("jamo vowel", 0x3163, Qt::NoModifier, "ㅣ", "L");
        row("shifted jamo", 0x3149, Qt::ShiftModifier, "ㅉ", "Shift+W");
        row("digit", Qt::Key_1, Qt::NoModifier, "1", "1");
        row("shifted digit", Qt::Key_Exclam, Qt::ShiftModifier, "!", "Shift+1");
        row("question mark", Qt::Key_Question, Qt::ShiftModifier, "?", "?");
        row("slash", Qt::Key_Slash, Qt::NoModifier, "/", "/");
        row("full stop", Qt::Key_Period, Qt::NoModifier, ".", ".");
        row("bracket", Qt::Key_BracketLeft, Qt::NoModifier, "[", "[");
        row("enter of the keypad", Qt::Key_Enter, Qt::KeypadModifier, "", "Enter");
        row("return", Qt::Key_Return, Qt::NoModifier, "", "Enter");
        row("escape", Qt::Key_Escape, Qt::NoModifier, "", "Esc");
        row("arrow", Qt::Key_Left, Qt::AltModifier, "", "Alt+Left");
        row("function key", Qt::Key_F11, Qt::NoModifier, "", "F11");
        row("modifier alone", Qt::Key_Shift, Qt::ShiftModifier, "", "");
        row("unknown letter", 0x0444, Qt::NoModifier, "ф", "");
    }
    void namesThePlaceOfTheKey()
    {
        QFETCH(int, key);
        QFETCH(int, modifiers);
        QFETCH(QString, text);
        const QKeyEvent event(QEvent::KeyPress, key, static_cast<Qt::KeyboardModifiers>(modifiers), text);
        QTEST(physicalKey(event), "name");
    }
};

VEDETTE_TEST(TestKeys)
#include "tst_keys.moc"
