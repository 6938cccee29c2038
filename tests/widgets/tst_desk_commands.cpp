#include "models/items/view_link.h"
#include "tests/widgets/driven_desk.h"
#include "widgets/pages/events_table.h"
#include "widgets/pages/number_tile.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/shell/subject_actions.h"
#include "widgets/timeline/timeline_view.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QMenu>
#include <QSignalSpy>
#include <QUrl>

using namespace vedette;
using namespace vedette::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

QMenu* menuOf(Desk& desk)
{
    for (auto* menu : desk.window.findChildren<QMenu*>()) {
        if (menu->isVisible())
            return menu;
    }
    return nullptr;
}

bool trigger(QMenu* menu, const char* id)
{
    auto* action = menu ? menu->findChild<QAction*>(QLatin1String(id)) : nullptr;
    if (action)
        action->trigger();
    if (menu)
        menu->close();
    return action != nullptr;
}

TimelineView* timelineOf(Desk& desk)
{
    for (auto* view : desk.window.findChildren<TimelineView*>()) {
        if (view->isVisible())
            return view;
    }
    return nullptr;
}

/// Points the right button at the first alert of a lane.
QMenu* askAtAlert(Desk& desk, const std::string& service)
{
    desk.window.showPage(QStringLiteral("timeline"));
    auto* view = timelineOf(desk);
    QApplication::processEvents();
    view->grab(); // lanes are placed when they are painted
    for (std::size_t i = 0; i < view->laneCount(); ++i) {
        const Lane& lane = view->laneAt(i);
        if (lane.service != service || lane.alerts.empty())
            continue;
        const QRect box = view->laneRect(i);
        const QPoint at(static_cast<int>(view->axis().xOf(lane.alerts.front().from)) + 1, box.top() + 21);
        QTest::mousePress(view->viewport(), Qt::RightButton, Qt::NoModifier, at);
        QTest::mouseRelease(view->viewport(), Qt::RightButton, Qt::NoModifier, at);
        return menuOf(desk);
    }
    return nullptr;
}

class Browser : public QObject {
    Q_OBJECT
public:
    Browser() { QDesktopServices::setUrlHandler(QStringLiteral("https"), this, "open"); }
    ~Browser() override { QDesktopServices::unsetUrlHandler(QStringLiteral("https")); }
    QList<QUrl> opened;
public Q_SLOTS:
    void open(const QUrl& url) { opened << url; }
};

} // namespace

class DeskCommandsTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theTimelineHasAMenuOfWhatIsPointedAt()
    {
        Desk desk;
        QMenu* menu = askAtAlert(desk, "checkout-api");
        QVERIFY(menu);
        QStringList ids;
        for (const auto* action : menu->actions()) {
            if (!action->isSeparator())
                ids << action->objectName();
        }
        for (const auto* id : {"timeline.enter", "subject.range", "subject.only", "subject.without", "view.resetZoom", "view.resetAll", "subject.copy",
                 "subject.copyLink", "mark.drop", "mark.keep"})
            QVERIFY2(ids.contains(QLatin1String(id)), id);
        QVERIFY(menu->findChild<QAction*>(QStringLiteral("subject.only"))->text().startsWith(QStringLiteral("Only service=checkout-api\t=")));
        menu->close();
        QCOMPARE(desk.messages.said(), QStringList());
    }

    void everyCommandOfTheMenuIsInTheKeySheetOrThePalette()
    {
        Desk desk;
        desk.window.showPage(QStringLiteral("timeline"));
        desk.press(Qt::Key_K, Qt::ControlModifier);
        const auto* model = desk.window.findChild<CommandPalette*>()->findChild<QListView*>()->model();
        QStringList keys;
        for (int i = 0; i < model->rowCount(); ++i)
            keys << model->index(i, 0).data(CommandList::keyRole).toString();
        desk.press(Qt::Key_Escape);
        QMenu* menu = askAtAlert(desk, "checkout-api");
        QVERIFY(menu);
        for (const auto* action : menu->actions()) {
            const QString key = action->text().section(QLatin1Char('\t'), 1);
            QVERIFY2(key.isEmpty() || keys.contains(key), qPrintable(action->text()));
        }
        menu->close();
    }

    void filteringInAndOutNarrowsTheLanesAndIsUndone()
    {
        Desk desk;
        desk.window.showPage(QStringLiteral("timeline"));
        auto* view = timelineOf(desk);
        const auto all = view->laneCount();
        QVERIFY(trigger(askAtAlert(desk, "checkout-api"), "subject.only"));
        QCOMPARE(view->laneCount(), std::size_t{1});
        desk.press(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(view->laneCount(), all);
        QVERIFY(trigger(askAtAlert(desk, "checkout-api"), "subject.without"));
        QCOMPARE(view->laneCount(), all - 1);
        QVERIFY(trigger(askAtAlert(desk, "pricing-api"), "view.resetAll"));
        QCOMPARE(view->laneCount(), all);
        QVERIFY(desk.board.time().live());
        QCOMPARE(desk.range().length(), Millis{hours{6}});
    }

    void aDraggedSpanHasAMenuToo()
    {
        Desk desk;
        auto* view = desk.window.findChild<TimelineView*>();
        const QPoint from(500, 400);
        const QPoint to(620, 400);
        QTest::mousePress(view->viewport(), Qt::LeftButton, Qt::NoModifier, from);
        QMouseEvent move(QEvent::MouseMove, to, view->viewport()->mapToGlobal(to), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(view->viewport(), &move);
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, Qt::NoModifier, to);
        QTest::mousePress(view->viewport(), Qt::RightButton, Qt::NoModifier, {560, 400});
        QTest::mouseRelease(view->viewport(), Qt::RightButton, Qt::NoModifier, {560, 400});
        const TimeRange span{view->axis().timeAt(500), view->axis().timeAt(620)};
        QVERIFY(trigger(menuOf(desk), "timeline.fit"));
        QCOMPARE(desk.range(), span);
    }

    void marksAreSetTakenAwayAndKept()
    {
        Desk desk;
        desk.board.time().setCrosshair(kst("14:42"));
        desk.press(Qt::Key_M, Qt::NoModifier, QStringLiteral("m"));
        QCOMPARE(desk.board.time().marks().size(), std::size_t{1});
        QCOMPARE(desk.board.time().marks()[0].at, kst("14:42"));
        desk.pressJamo(u'ㅡ'); // M
        QCOMPARE(desk.board.time().marks().size(), std::size_t{0});

        QSignalSpy notes(&desk.board, &Board::noteRequested);
        desk.press(Qt::Key_M, Qt::ShiftModifier, QStringLiteral("M"));
        QLineEdit* edit = desk.field("note:box");
        QVERIFY(edit);
        edit->setText(QString::fromUtf8("롤백 결정"));
        desk.press(Qt::Key_Return);
        QCOMPARE(notes.size(), 1);
        QCOMPARE(notes[0][0].value<Time>(), kst("14:42"));
        QCOMPARE(notes[0][1].toString(), QString::fromUtf8("롤백 결정"));
    }

    void keptMarksStandOnTheAxisAndAreStepped()
    {
        Desk desk;
        auto* view = desk.window.findChild<TimelineView*>();
        const auto lanes = view->laneCount();
        auto snapshot = sampleSnapshot(Scene::badNight);
        auto timeline = std::make_shared<Timeline>(*snapshot->timeline);
        Lane nobody;
        timeline->texts.push_back("rollback <b>decided</b>");
        timeline->ids.push_back("note:7");
        nobody.notes.push_back({kst("14:42"), static_cast<std::uint32_t>(timeline->texts.size() - 1), static_cast<std::uint32_t>(timeline->ids.size() - 1)});
        timeline->lanes.push_back(nobody);
        snapshot->timeline = timeline;
        desk.board.show(snapshot);
        QCOMPARE(view->laneCount(), lanes); // it is about no service
        QCOMPARE(desk.board.time().marks().size(), std::size_t{1});
        QCOMPARE(desk.board.time().marks()[0].id, QStringLiteral("note:7"));
        QVERIFY(!view->grab().isNull());
        desk.board.select(QString());
        desk.press(Qt::Key_J, Qt::NoModifier, QStringLiteral("j"));
        desk.board.time().setCrosshair(kst("14:41:59"));
        desk.press(Qt::Key_Period, Qt::NoModifier, QStringLiteral("."));
        QCOMPARE(desk.board.selectedId(), QStringLiteral("note:7"));
        QCOMPARE(desk.messages.said(), QStringList());
    }

    void spacePeeksWithoutLeavingTheList()
    {
        Desk desk(Scene::badNight, {1024, 640});
        desk.window.showPage(QStringLiteral("events"));
        auto* table = desk.window.findChild<EventsTable*>();
        auto* panel = desk.window.findChild<SelectionPanel*>();
        table->setFocus();
        desk.press(Qt::Key_J, Qt::NoModifier, QStringLiteral("j"));
        QVERIFY(!table->currentId().isEmpty());
        QVERIFY(!panel->isVisible());
        desk.press(Qt::Key_Space);
        QVERIFY(panel->isVisible());
        QCOMPARE(desk.board.selectedId(), table->currentId());
        QCOMPARE(QApplication::focusWidget(), table);
        desk.press(Qt::Key_J, Qt::NoModifier, QStringLiteral("j")); // the panel follows
        QVERIFY(panel->isVisible());
        QCOMPARE(desk.board.selectedId(), table->currentId());
        desk.press(Qt::Key_Space);
        QVERIFY(!panel->isVisible());
    }

    void spaceAndEnterWorkAButtonThatHasTheFocus()
    {
        Desk desk;
        auto* tile = desk.window.findChild<NumberTile*>();
        tile->setFocus();
        desk.press(Qt::Key_Return);
        QCOMPARE(desk.window.currentPage(), QStringLiteral("events"));
        QCOMPARE(desk.board.matchers(), QStringList{QStringLiteral("severity=\"critical\"")});
    }

    void whatIsShownIsCopiedAsALinkThatOpensIt()
    {
        Desk desk;
        desk.window.showPage(QStringLiteral("events"));
        desk.board.setMatchers({QStringLiteral("severity=critical")});
        auto* table = desk.window.findChild<EventsTable*>();
        table->setFocus();
        desk.press(Qt::Key_J, Qt::NoModifier, QStringLiteral("j"));
        desk.press(Qt::Key_C, Qt::ControlModifier);
        const QString copied = QApplication::clipboard()->text();
        const auto middle = copied.indexOf(QStringLiteral("](vedette://events?"));
        QVERIFY2(copied.startsWith(QLatin1Char('[')) && middle > 0 && copied.endsWith(QLatin1Char(')')), qPrintable(copied));
        const auto link = parseViewLink(copied.mid(middle + 2).chopped(1));
        QVERIFY(link.ok());
        desk.press(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QApplication::clipboard()->text(), viewLinkText(*link));

        Desk other;
        other.window.showLink(*link);
        QCOMPARE(other.window.currentPage(), QStringLiteral("events"));
        QCOMPARE(other.range(), desk.range());
        QCOMPARE(other.board.matchers(), desk.board.matchers());
        QCOMPARE(other.board.selectedId(), table->currentId());
    }
    void foreignTextHasNoMeaningInACopiedLink()
    {
        QCOMPARE(markdownText(QStringLiteral("a](https://evil) *b* <i>")), QStringLiteral("a\\](https://evil) \\*b\\* \\<i\\>"));
    }

    void theSourceOpensOnlyOnTheWeb()
    {
        Browser browser;
        Desk desk;
        const auto choose = [&](const char* link) {
            auto snapshot = sampleSnapshot(Scene::badNight);
            snapshot->selection = {};
            snapshot->selection.kind = Selection::Kind::alert;
            snapshot->selection.id = "a1";
            snapshot->selection.alert.emplace();
            snapshot->selection.alert->link = link;
            desk.board.select(QStringLiteral("a1"));
            return snapshot;
        };
        auto answer = choose("https://prometheus.example/graph?x=1");
        desk.window.findChild<TimelineView*>()->setFocus();
        desk.press(Qt::Key_Return, Qt::ShiftModifier);
        QVERIFY(browser.opened.isEmpty()); // its details are on the way
        desk.board.show(answer);
        QCOMPARE(browser.opened, QList<QUrl>{QUrl(QStringLiteral("https://prometheus.example/graph?x=1"))});
        QSignalSpy notices(&desk.board, &Board::notice);
        for (const auto* bad : {"file:///etc/passwd", "javascript:alert(1)", ""}) {
            desk.board.show(choose(bad));
            desk.press(Qt::Key_Return, Qt::ShiftModifier);
            QCOMPARE(browser.opened.size(), 1);
        }
        QCOMPARE(notices.size(), 3);
    }

    void backGoesToThePageAsItWasLeft()
    {
        Desk desk;
        const TimeRange before = desk.range();
        desk.window.findChild<NumberTile*>()->click(); // critical: the events, filtered
        desk.board.time().setRange({kst("14:00"), kst("15:00")});
        desk.press(Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(desk.window.currentPage(), QStringLiteral("now"));
        QCOMPARE(desk.range(), before);
        QVERIFY(desk.board.matchers().isEmpty());
        desk.press(Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(desk.window.currentPage(), QStringLiteral("events"));
        QCOMPARE(desk.range().from, kst("14:00"));
        QCOMPARE(desk.board.matchers(), QStringList{QStringLiteral("severity=\"critical\"")});
    }

    void theMenuKeyAsksWhereTheKeyboardStands()
    {
        Desk desk;
        auto* view = desk.window.findChild<TimelineView*>();
        desk.board.select(QString());
        desk.press(Qt::Key_J, Qt::NoModifier, QStringLiteral("j"));
        QContextMenuEvent asked(QContextMenuEvent::Keyboard, view->rect().center(), view->mapToGlobal(view->rect().center()));
        QApplication::sendEvent(view, &asked);
        QMenu* menu = menuOf(desk);
        QVERIFY(menu);
        QVERIFY(menu->findChild<QAction*>(QStringLiteral("subject.only")));
        menu->close();
        desk.window.showPage(QStringLiteral("events"));
        auto* table = desk.window.findChild<EventsTable*>();
        table->setCurrentIndex(table->model()->index(0, 0));
        QContextMenuEvent inTable(QContextMenuEvent::Keyboard, QPoint(10, 10), table->viewport()->mapToGlobal(QPoint(10, 10)));
        QApplication::sendEvent(table->viewport(), &inTable);
        menu = menuOf(desk);
        QVERIFY(menu);
        QVERIFY(menu->findChild<QAction*>(QStringLiteral("events.open")));
        menu->close();
    }
};

VEDETTE_TEST(DeskCommandsTest)
#include "tst_desk_commands.moc"
