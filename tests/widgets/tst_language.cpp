// A change of the language while the desk is open: nothing of the one before is left.
#include "tests/support/test_main.h"
#include "tests/widgets/quiet_messages.h"
#include "tests/widgets/sample_board.h"
#include "tests/widgets/translations.h"
#include "widgets/pages/page.h"
#include "widgets/plain_label.h"
#include "widgets/shell/desk_window.h"

#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QImage>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollBar>

#include <memory>

using namespace vedette;
using namespace vedette::test;

namespace {

/// As the desk does when the configuration names another language.
class Speaking {
public:
    void speak(const QString& language)
    {
        if (m_words)
            QCoreApplication::removeTranslator(m_words.get());
        const bool korean = language == QLatin1String("ko");
        QLocale::setDefault(korean ? QLocale(QLocale::Korean, QLocale::SouthKorea) : QLocale(QLocale::English, QLocale::UnitedStates));
        m_words = std::make_unique<Words>(QStringLiteral("resources/translations/vedette_%1.ts").arg(language));
        QCoreApplication::installTranslator(m_words.get());
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    ~Speaking()
    {
        QCoreApplication::removeTranslator(m_words.get());
        QLocale::setDefault(QLocale::c());
    }

private:
    std::unique_ptr<Words> m_words;
};

struct Seen {
    QImage picture;
    QStringList texts;
};

/// What the window says with its widgets' own words, and how it looks.
Seen lookAt(DeskWindow& window)
{
    window.settle();
    QCoreApplication::processEvents();
    Seen seen;
    seen.picture = window.grab().toImage();
    seen.texts << window.windowTitle();
    for (const auto* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisible())
            continue; // the first page of a fresh window is made and hidden
        QString text = widget->accessibleName() + QLatin1Char('|') + widget->accessibleDescription() + QLatin1Char('|') + widget->toolTip();
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
            text += QLatin1Char('|') + button->text();
        if (const auto* label = qobject_cast<const PlainLabel*>(widget))
            text += QLatin1Char('|') + label->text();
        if (const auto* edit = qobject_cast<const QLineEdit*>(widget))
            text += QLatin1Char('|') + edit->placeholderText();
        if (text != QLatin1String("||"))
            seen.texts << text;
    }
    seen.texts.sort();
    return seen;
}

/// What only one of the two says.
QString difference(QStringList one, QStringList other)
{
    for (auto i = one.begin(); i != one.end();)
        i = other.removeOne(*i) ? one.erase(i) : i + 1;
    return one.join(QStringLiteral(" + ")) + QStringLiteral(" / ") + other.join(QStringLiteral(" + "));
}

} // namespace

class LanguageTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingOfTheOtherLanguageIsLeft_data()
    {
        QTest::addColumn<QString>("page");
        for (const auto& entry : pageEntries())
            QTest::newRow(qPrintable(entry.id)) << entry.id;
    }
    void nothingOfTheOtherLanguageIsLeft()
    {
        QFETCH(QString, page);
        QuietMessages messages;
        Speaking voice;
        voice.speak(QStringLiteral("en"));
        const auto open = [&](Board& board) {
            showScene(board, Scene::badNight);
            auto window = std::make_unique<DeskWindow>(board);
            window->resize(1440, 900);
            window->showPage(page);
            window->show();
            QCoreApplication::processEvents();
            return window;
        };
        Board kept, freshBoard;
        auto changed = open(kept);
        const Seen english = lookAt(*changed);
        voice.speak(QStringLiteral("ko"));
        QCOMPARE(changed->currentPage(), page);
        const Seen korean = lookAt(*changed);
        voice.speak(QStringLiteral("en"));
        const Seen again = lookAt(*changed);
        changed.reset();
        voice.speak(QStringLiteral("ko"));
        auto fresh = open(freshBoard);
        const Seen started = lookAt(*fresh);
        QVERIFY(korean.texts != english.texts);
        QVERIFY(korean.picture != english.picture);
        QVERIFY2(korean.texts == started.texts, qPrintable(difference(korean.texts, started.texts)));
        QVERIFY(korean.picture == started.picture);
        QVERIFY2(again.texts == english.texts, qPrintable(difference(again.texts, english.texts)));
        QVERIFY(again.picture == english.picture);
        QCOMPARE(messages.said(), QStringList());
    }

    void whatWasTypedAndScrolledStays()
    {
        QuietMessages messages;
        Speaking voice;
        voice.speak(QStringLiteral("en"));
        Board board;
        showScene(board, Scene::badNight);
        DeskWindow window(board);
        window.resize(1200, 700);
        window.showPage(QStringLiteral("events"));
        window.show();
        QCoreApplication::processEvents();
        const auto lists = [&] {
            QList<QAbstractScrollArea*> out;
            for (auto* area : window.findChildren<QAbstractScrollArea*>()) {
                if (area->isVisible() && area->verticalScrollBar()->maximum() > 40)
                    out << area;
            }
            return out;
        };
        const auto field = [&]() -> QLineEdit* {
            for (auto* line : window.findChildren<QLineEdit*>()) {
                if (line->isVisible())
                    return line;
            }
            return nullptr;
        };
        QVERIFY(field() != nullptr && !lists().isEmpty());
        field()->setText(QStringLiteral("checkout serv"));
        const auto many = lists().size();
        for (auto* list : lists())
            list->verticalScrollBar()->setValue(33);
        window.showPage(QStringLiteral("slo")); // a page that is not in sight keeps its own too
        voice.speak(QStringLiteral("ko"));
        window.showPage(QStringLiteral("events"));
        QCoreApplication::processEvents();
        QCOMPARE(field()->text(), QStringLiteral("checkout serv"));
        QCOMPARE(lists().size(), many);
        for (auto* list : lists())
            QCOMPARE(list->verticalScrollBar()->value(), 33);
    }
};

VEDETTE_TEST(LanguageTest)
#include "tst_language.moc"
