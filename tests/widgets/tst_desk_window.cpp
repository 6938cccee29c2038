#include "widgets/shell/desk_window.h"

#include "models/items/time_state.h"
#include "tests/widgets/driven_desk.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/shell/time_box.h"
#include "widgets/shell/top_bar.h"
#include "widgets/timeline/timeline_view.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QLabel>

#include <map>

using namespace vedette;
using namespace vedette::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

bool hasControl(const QString& text)
{
    return std::any_of(text.begin(), text.end(), [](QChar c) {
        return c < QLatin1Char(' ') || (c.unicode() >= 0x202A && c.unicode() <= 0x202E) || (c.unicode() >= 0x2066 && c.unicode() <= 0x2069);
    });
}

} // namespace

class DeskWindowTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noKeyMeansTwoThings()
    {
        Desk desk;
        std::map<QString, QString> global;
        for (const auto& page : kPages) {
            desk.window.showPage(page);
            std::map<QString, QString> seen;
            const auto listed = desk.listedKeys();
            QVERIFY(listed.size() > 20);
            for (const auto& [key, text] : listed) {
                QVERIFY2(seen.emplace(key, text).second, qPrintable(page + QStringLiteral(": ") + key + QStringLiteral(" is ") + text + QStringLiteral(" and ") + seen[key]));
                // What is global means the same on every page.
                const bool digit = key.size() == 1 && key.at(0).isDigit();
                if (!digit && !QStringLiteral("B M Q T Z / ?").split(QLatin1Char(' ')).contains(key))
                    continue;
                const auto known = global.emplace(key, text).first;
                QCOMPARE(text, known->second);
            }
            // These move the axis of pages that have one, and mean nothing elsewhere; B is kept for a page to come.
            const bool canvas = page == QLatin1String("now") || page == QLatin1String("timeline") || page == QLatin1String("metrics");
            for (const auto* key : {"W", "A", "S", "D", "F"})
                QVERIFY2(canvas || seen.count(QLatin1String(key)) == 0, qPrintable(page + QStringLiteral(": ") + QLatin1String(key)));
            QVERIFY(seen.count(QStringLiteral("B")) == 0);
        }
        QCOMPARE(desk.messages.said(), QStringList());
    }

    void digitsGoToPages_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("page");
        const char* pages[] = {"now", "events", "slo", "metrics"};
        for (int i = 0; i < 4; ++i)
            QTest::newRow(pages[i]) << static_cast<int>(Qt::Key_1) + i << QString::fromLatin1(pages[i]);
        QTest::newRow("feeds") << static_cast<int>(Qt::Key_0) << QStringLiteral("feeds");
    }
    void digitsGoToPages()
    {
        QFETCH(int, key);
        Desk desk;
        desk.window.showPage(key == Qt::Key_2 ? QStringLiteral("slo") : QStringLiteral("events"));
        desk.press(key, Qt::NoModifier, QString(QChar(key)));
        QTEST(desk.window.currentPage(), "page");
    }

    void theTimelineIsDrivenWhileHangulIsOn()
    {
        Desk desk;
        const TimeRange before = desk.range();
        desk.pressJamo(u'ㅈ'); // W
        QVERIFY(desk.range().length() < before.length());
        desk.pressJamo(u'ㄴ'); // S
        QVERIFY(desk.range().length() >= before.length() - minutes{1});
        const TimeRange middle = desk.range();
        desk.pressJamo(u'ㅁ'); // A
        QVERIFY(desk.range().from < middle.from);
        const TimeRange earlier = desk.range();
        desk.pressJamo(u'ㅇ'); // D
        QVERIFY(desk.range().from > earlier.from);
    }

    void thePaletteRunsCommands()
    {
        Desk desk;
        desk.press(Qt::Key_K, Qt::ControlModifier);
        QLineEdit* edit = desk.field("palette");
        QVERIFY(edit);
        QCOMPARE(QApplication::focusWidget(), edit);
        const bool utc = desk.board.time().zone() == QTimeZone::utc();
        edit->setText(QStringLiteral(">time.zone"));
        desk.press(Qt::Key_Return);
        QVERIFY(!edit->isVisible());
        QVERIFY((desk.board.time().zone() == QTimeZone::utc()) != utc);
    }

    void thePaletteFindsServicesAndTimes()
    {
        Desk desk;
        desk.press(Qt::Key_K, Qt::ControlModifier);
        desk.field("palette")->setText(QStringLiteral("@coupon"));
        desk.press(Qt::Key_Return);
        QCOMPARE(desk.window.currentPage(), QStringLiteral("events"));
        QCOMPARE(desk.board.matchers(), QStringList{QStringLiteral("service=coupon-api")});
        desk.press(Qt::Key_K, Qt::ControlModifier);
        desk.field("palette")->setText(QStringLiteral("t 14:00-15:30"));
        desk.press(Qt::Key_Return);
        QCOMPARE(desk.range().from, kst("14:00"));
    }

    void theKeySheetListsAndFilters()
    {
        Desk desk;
        desk.press(Qt::Key_Question, Qt::ShiftModifier, QStringLiteral("?"));
        QLineEdit* edit = desk.field("keysheet");
        QVERIFY(edit);
        const auto* model = desk.window.findChild<KeySheet*>()->findChild<QListView*>()->model();
        const int all = model->rowCount();
        edit->setText(QStringLiteral("Ctrl+K"));
        QCOMPARE(model->rowCount(), 1);
        QVERIFY(all > 1);
        desk.press(Qt::Key_Escape);
        QVERIFY(!edit->isVisible());
    }

    void theTimeBoxTakesRanges_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<qint64>("from");
        QTest::addColumn<qint64>("to");
        QTest::newRow("relative") << QStringLiteral("now-6h") << qint64{toMs(kst("12:00"))} << qint64{toMs(kst("18:00"))};
        QTest::newRow("clock") << QStringLiteral("14:00-15:30") << qint64{toMs(kst("14:00"))} << qint64{toMs(kst("15:30"))};
        QTest::newRow("length") << QStringLiteral("2h") << qint64{toMs(kst("16:00"))} << qint64{toMs(kst("18:00"))};
    }
    void theTimeBoxTakesRanges()
    {
        QFETCH(QString, typed);
        QFETCH(qint64, from);
        QFETCH(qint64, to);
        Desk desk;
        desk.press(Qt::Key_T, Qt::NoModifier, QStringLiteral("t"));
        QLineEdit* edit = desk.field("time:box");
        QVERIFY(edit);
        edit->setText(typed);
        desk.press(Qt::Key_Return);
        QVERIFY(!edit->isVisible());
        QCOMPARE(qint64{toMs(desk.range().from)}, from);
        QCOMPARE(qint64{toMs(desk.range().to)}, to);
    }
    void theTimeBoxKeepsWhatItCannotRead()
    {
        Desk desk;
        const TimeRange before = desk.range();
        desk.press(Qt::Key_T, Qt::NoModifier, QStringLiteral("t"));
        desk.field("time:box")->setText(QStringLiteral("when it broke"));
        desk.press(Qt::Key_Return);
        QVERIFY(desk.field("time:box"));
        QCOMPARE(desk.range().from, before.from);
        desk.press(Qt::Key_Escape);
        QVERIFY(!desk.field("time:box"));
    }

    void backAndForwardWalkThePages()
    {
        Desk desk;
        desk.press(Qt::Key_2, Qt::NoModifier, QStringLiteral("2"));
        desk.press(Qt::Key_3, Qt::NoModifier, QStringLiteral("3"));
        desk.press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(desk.window.currentPage(), QStringLiteral("events"));
        desk.press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(desk.window.currentPage(), QStringLiteral("now"));
        desk.press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(desk.window.currentPage(), QStringLiteral("events"));
    }

    void escapeStepsOutOfTheSelection()
    {
        Desk desk;
        QVERIFY(!desk.board.selectedId().isEmpty());
        for (int i = 0; i < 3 && !desk.board.selectedId().isEmpty(); ++i)
            desk.press(Qt::Key_Escape);
        QVERIFY(desk.board.selectedId().isEmpty());
    }

    void thePanelIsHiddenAndShown()
    {
        Desk desk;
        auto* panel = desk.window.findChild<SelectionPanel*>();
        QVERIFY(panel->isVisible());
        desk.press(Qt::Key_Q, Qt::NoModifier, QStringLiteral("q"));
        QVERIFY(!panel->isVisible());
        desk.press(Qt::Key_Q, Qt::NoModifier, QStringLiteral("q"));
        QVERIFY(panel->isVisible());
    }
    void aNarrowWindowHasADrawer()
    {
        Desk desk(Scene::badNight, {1024, 640});
        auto* panel = desk.window.findChild<SelectionPanel*>();
        QVERIFY(!panel->isVisible());
        desk.pressJamo(u'ㅂ'); // Q
        QVERIFY(panel->isVisible());
        const QString selected = desk.board.selectedId();
        desk.press(Qt::Key_Escape);
        QVERIFY(!panel->isVisible());
        QCOMPARE(desk.board.selectedId(), selected);
    }

    void lettersAreTextInATextField()
    {
        Desk desk;
        desk.press(Qt::Key_2, Qt::NoModifier, QStringLiteral("2"));
        desk.press(Qt::Key_Slash, Qt::NoModifier, QStringLiteral("/"));
        auto* edit = qobject_cast<QLineEdit*>(QApplication::focusWidget());
        QVERIFY(edit);
        for (const char c : {'q', '3', 'z'})
            desk.press(QChar(QLatin1Char(c)).toUpper().unicode(), Qt::NoModifier, QString(QLatin1Char(c)));
        QCOMPARE(edit->text(), QStringLiteral("q3z"));
        QCOMPARE(desk.window.currentPage(), QStringLiteral("events"));
    }

    void foreignTextIsNeverRead()
    {
        Desk desk(Scene::foreign);
        std::string hostile = "<b>bold</b><img src=file:///etc/passwd>\n\xE2\x80\xAEgnp.exe\x07&amp;";
        while (hostile.size() < 64 * 1024)
            hostile += "<a href=x>" + hostile.substr(0, 4096);
        auto snapshot = sampleSnapshot(Scene::foreign);
        auto timeline = std::make_shared<Timeline>(*snapshot->timeline);
        timeline->lanes.front().service = hostile;
        timeline->lanes.front().detail = hostile;
        for (auto& text : timeline->texts)
            text = hostile;
        snapshot->timeline = timeline;
        for (auto& feed : snapshot->feeds)
            feed.error = feed.hint = hostile;
        desk.board.show(snapshot);
        for (const auto& page : kPages) {
            desk.window.showPage(page);
            QApplication::processEvents();
            QVERIFY(!desk.window.grab().isNull());
            for (const auto* label : desk.window.findChildren<QLabel*>()) {
                QCOMPARE(label->textFormat(), Qt::PlainText);
                QVERIFY2(!hasControl(label->text()), qPrintable(label->text().left(200)));
                QVERIFY(label->text().size() < 4096);
            }
            for (const auto* widget : desk.window.findChildren<QWidget*>())
                QVERIFY(widget->toolTip().isEmpty() || !Qt::mightBeRichText(widget->toolTip()));
            for (const auto* view : desk.window.findChildren<QAbstractItemView*>()) {
                for (int row = 0; view->model() && row < std::min(60, view->model()->rowCount()); ++row) {
                    for (int column = 0; column < view->model()->columnCount(); ++column) {
                        const QString tip = view->model()->index(row, column).data(Qt::ToolTipRole).toString();
                        QVERIFY(tip.isEmpty() || (!Qt::mightBeRichText(tip) && !hasControl(tip)));
                    }
                }
            }
        }
        auto* timelineView = desk.window.findChild<TimelineView*>();
        auto* access = QAccessible::queryAccessibleInterface(timelineView);
        QVERIFY(access && access->childCount() > 0);
        const QString name = access->child(0)->text(QAccessible::Name);
        QVERIFY(name.startsWith(QStringLiteral("lane:<b>bold</b>")));
        QVERIFY(!hasControl(name));
        QCOMPARE(desk.messages.said(), QStringList());
    }

    void anAnswerOfThePastIsNotCalledLive()
    {
        Desk desk(Scene::badNight, {1100, 800});
        const auto chips = desk.window.findChild<TopBar*>()->findChildren<QWidget*>();
        const auto at = std::find_if(chips.begin(), chips.end(), [](const auto* chip) { return chip->accessibleName() == QLatin1String("time:live"); });
        QVERIFY(at != chips.end());
        const QWidget* live = *at;
        QCOMPARE(live->accessibleDescription(), QStringLiteral("live"));
        auto snapshot = sampleSnapshot(Scene::badNight);
        snapshot->question.asOf = snapshot->asOf;
        desk.board.show(snapshot);
        QVERIFY2(live->accessibleDescription().startsWith(QStringLiteral("as known ")), qPrintable(live->accessibleDescription()));
        // The chip is wider now: what stands beside it keeps to its own room.
        for (const auto* chip : desk.window.findChildren<FeedChip*>())
            QVERIFY(!chip->isVisible() || chip->parentWidget()->rect().contains(chip->geometry()));
    }

    void namesThatTestsRelyOnAreThere()
    {
        Desk desk;
        QStringList names;
        for (const auto* widget : desk.window.findChildren<QWidget*>())
            names << widget->accessibleName();
        QVERIFY(names.contains(QStringLiteral("overall:state")));
        for (const auto& page : kPages) {
            if (page != QLatin1String("timeline"))
                QVERIFY2(names.contains(QStringLiteral("page:") + page), qPrintable(page));
        }
        for (const auto& feed : desk.board.feeds()) {
            const QString name = QString::fromStdString(feed.name);
            QVERIFY2(names.contains(QStringLiteral("source:%1:state").arg(name)), feed.name.c_str());
            QVERIFY2(names.contains(QStringLiteral("source:%1:age").arg(name)), feed.name.c_str());
        }
        auto* timeline = desk.window.findChild<TimelineView*>();
        auto* access = QAccessible::queryAccessibleInterface(timeline);
        for (std::size_t i = 0; i < timeline->laneCount(); ++i)
            QCOMPARE(access->child(static_cast<int>(i))->text(QAccessible::Name), QStringLiteral("lane:") + QString::fromStdString(timeline->laneAt(i).service));
    }
};

VEDETTE_TEST(DeskWindowTest)
#include "tst_desk_window.moc"
