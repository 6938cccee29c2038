#include "widgets/keys.h"

#include <QGuiApplication>
#include <QKeySequence>

namespace vedette {

namespace {

// Two-set Hangul layout (KS X 5002): what each jamo's key carries on a QWERTY board; shifted jamo included.
QChar latinOfJamo(char16_t c)
{
    static const struct {
        char16_t jamo;
        char latin;
    } s_table[] = {{u'ㅂ', 'Q'}, {u'ㅈ', 'W'}, {u'ㄷ', 'E'}, {u'ㄱ', 'R'}, {u'ㅅ', 'T'}, {u'ㅛ', 'Y'}, {u'ㅕ', 'U'}, {u'ㅑ', 'I'},
        {u'ㅐ', 'O'}, {u'ㅔ', 'P'}, {u'ㅁ', 'A'}, {u'ㄴ', 'S'}, {u'ㅇ', 'D'}, {u'ㄹ', 'F'}, {u'ㅎ', 'G'}, {u'ㅗ', 'H'}, {u'ㅓ', 'J'},
        {u'ㅏ', 'K'}, {u'ㅣ', 'L'}, {u'ㅋ', 'Z'}, {u'ㅌ', 'X'}, {u'ㅊ', 'C'}, {u'ㅍ', 'V'}, {u'ㅠ', 'B'}, {u'ㅜ', 'N'}, {u'ㅡ', 'M'},
        {u'ㅃ', 'Q'}, {u'ㅉ', 'W'}, {u'ㄸ', 'E'}, {u'ㄲ', 'R'}, {u'ㅆ', 'T'}, {u'ㅒ', 'O'}, {u'ㅖ', 'P'}};
    for (const auto& row : s_table) {
        if (row.jamo == c)
            return QLatin1Char(row.latin);
    }
    return {};
}

/// The QWERTY character of a scan code; null outside the four main rows. X11 and Wayland number keys as evdev plus 8,
/// Windows as evdev does; other platforms hand out nothing comparable.
QChar latinOfScanCode(quint32 code)
{
    const QString platform = QGuiApplication::platformName();
    if (platform == QLatin1String("xcb") || platform.startsWith(QLatin1String("wayland"))) {
        if (code < 8)
            return {};
        code -= 8;
    } else if (platform != QLatin1String("windows")) {
        return {};
    }
    static const struct {
        quint32 first;
        const char* keys;
    } s_rows[] = {{2, "1234567890-="}, {16, "QWERTYUIOP[]"}, {30, "ASDFGHJKL;'"}, {44, "ZXCVBNM,./"}};
    for (const auto& row : s_rows) {
        const auto n = static_cast<quint32>(qstrlen(row.keys));
        if (code >= row.first && code < row.first + n)
            return QLatin1Char(row.keys[code - row.first]);
    }
    return {};
}

bool isLatinLetter(int key) { return key >= Qt::Key_A && key <= Qt::Key_Z; }

/// What a Shift makes of the punctuation keys of a US board, undone.
QChar unshifted(char16_t c)
{
    static const char s_shifted[] = "!@#$%^&*()<>{}:\"_+";
    static const char s_plain[] = "1234567890,.[];'-=";
    for (int i = 0; s_shifted[i] != '\0'; ++i) {
        if (QLatin1Char(s_shifted[i]) == QChar(c))
            return QLatin1Char(s_plain[i]);
    }
    return QChar(c);
}

} // namespace

QString physicalKey(const QKeyEvent& event)
{
    const int key = event.key();
    switch (key) {
    case Qt::Key_Shift:
    case Qt::Key_Control:
    case Qt::Key_Alt:
    case Qt::Key_Meta:
    case Qt::Key_AltGr:
    case Qt::Key_CapsLock:
    case Qt::Key_NumLock:
    case Qt::Key_Hangul:
    case Qt::Key_unknown:
        return {};
    default:
        break;
    }
    auto modifiers = event.modifiers();
    QString name;
    const QChar byPlace = latinOfScanCode(event.nativeScanCode());
    const bool printable = key > Qt::Key_Space && key < 0x01000000;
    if (!printable) {
        if (key == Qt::Key_Return || key == Qt::Key_Enter)
            name = QStringLiteral("Enter");
        else
            name = QKeySequence(key).toString(QKeySequence::PortableText);
    } else if (isLatinLetter(key)) {
        // Commands with Ctrl follow the letter a person reads on the key; single letters follow the place of the key.
        const bool place = byPlace.isLetter() && !modifiers.testFlag(Qt::ControlModifier);
        name = place ? QString(byPlace) : QString(QChar(key));
    } else if (key == Qt::Key_Question) {
        name = QStringLiteral("?");
        modifiers.setFlag(Qt::ShiftModifier, false);
    } else if (key < 0x80) {
        name = QString(byPlace.isDigit() ? byPlace : unshifted(static_cast<char16_t>(key)));
    } else {
        const QString text = event.text();
        QChar latin = latinOfJamo(static_cast<char16_t>(key));
        if (latin.isNull() && !text.isEmpty())
            latin = latinOfJamo(text.at(0).unicode());
        name = latin.isNull() ? QString(byPlace) : QString(latin);
    }
    if (name.isEmpty() || name.at(0).isNull())
        return {};
    QString prefix;
    if (modifiers.testFlag(Qt::ControlModifier))
        prefix += QStringLiteral("Ctrl+");
    if (modifiers.testFlag(Qt::AltModifier))
        prefix += QStringLiteral("Alt+");
    if (modifiers.testFlag(Qt::ShiftModifier))
        prefix += QStringLiteral("Shift+");
    return prefix + name;
}

} // namespace vedette
