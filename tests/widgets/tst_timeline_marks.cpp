// Alerts that are marks without rows: what a click and the keys do with them, and what is said of what is not judged.

#include "tests/support/test_main.h"
#include "tests/widgets/sample_board.h"
#include "widgets/pages/slo_panels.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/plain_label.h"
#include "widgets/timeline/timeline_view.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace vedette;
using namespace vedette::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const Time kNow = kst("18:00");

/// A lane as crowded as can be, and one with two alerts: all marks.
std::shared_ptr<Snapshot> marksOnly()
{
    auto t = std::make_shared<Timeline>();
    t->now = kNow;
    t->loaded = {kNow - hours{24 * 30}, kNow};
    t->covered = {t->loaded};
    Lane crowded;
    crowded.service = "crowded";
    for (Time at = t->loaded.from; at < kNow; at += minutes{2})
        crowded.alerts.push_back({at, at + minutes{1}, 0, 0, Severity::warning, false, false, false, false, false});
    Lane sparse;
    sparse.service = "sparse";
    for (const auto back : {hours{24 * 20}, hours{24 * 10}})
        sparse.alerts.push_back({kNow - back, kNow - back + hours{6}, 0, 0, Severity::critical, false, false, false, false, false});
    t->lanes = {crowded, sparse};
    auto shot = sampleSnapshot(Scene::badNight);
    auto out = std::make_shared<Snapshot>(*shot);
    out->timeline = t;
    out->selection = {};
    out->incidents.clear();
    out->judged = {false, {{kNow - hours{12}, kNow}}, 3};
    return out;
}

struct Desk {
    Board board;
    TimelineView view{board};
    Desk()
    {
        showScene(board, Scene::badNight);
        board.select({});
        board.time().setRange({kNow - hours{24 * 30}, kNow});
        board.show(marksOnly());
        view.resize(1100, 400);
        look();
    }
    void look() { (void)view.grab(); }
    [[nodiscard]] QPoint onLane(std::size_t place, Time at) const
    {
        return {static_cast<int>(view.axis().xOf(at)), view.laneRect(place).top() + view.laneRect(place).height() * 2 / 3};
    }
    void press(const char* key)
    {
        for (const auto& action : view.actions()) {
            if (action.key == QLatin1String(key))
                action.run();
        }
    }
};

} // namespace

class TimelineMarksTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aClickOnACrowdGoesNearerUntilItsPartsAreChosen()
    {
        Desk desk;
        const Time aim = kNow - hours{24 * 12};
        for (int clicks = 0; clicks < 8 && desk.board.selectedId().isEmpty(); ++clicks) {
            const auto before = desk.board.time().range();
            QTest::mouseClick(desk.view.viewport(), Qt::LeftButton, {}, desk.onLane(0, aim));
            const auto after = desk.board.time().range();
            if (desk.board.selectedId().isEmpty())
                QVERIFY2(after.length() * 3 < before.length(), qPrintable(QString::number(clicks)));
            QVERIFY(after.contains(aim));
            desk.look();
        }
        const auto mark = MarkId::parse(desk.board.selectedId().toStdString());
        QVERIFY(mark.has_value());
        QCOMPARE(mark->service, std::string("crowded"));
        desk.board.time().undo(); // as it came, step by step
        QVERIFY(desk.board.time().range().contains(aim));
    }

    void aDoubleClickOnACrowdListsIt()
    {
        Desk desk;
        QSignalSpy opened(&desk.view, &TimelineView::openPage);
        const auto where = desk.onLane(0, kNow - hours{24 * 12});
        QTest::mouseClick(desk.view.viewport(), Qt::LeftButton, {}, where);
        QTest::mouseDClick(desk.view.viewport(), Qt::LeftButton, {}, where);
        QVERIFY(opened.count() >= 1);
        QCOMPARE(opened.last().first().toString(), QStringLiteral("events"));
        QVERIFY(desk.board.matchers().join(QLatin1Char(' ')).contains(QLatin1String("crowded")));
    }

    void oneMarkIsSelectedByItsMoment()
    {
        Desk desk;
        const Time begin = kNow - hours{24 * 20};
        QTest::mouseClick(desk.view.viewport(), Qt::LeftButton, {}, desk.onLane(1, begin + hours{3}));
        QCOMPARE(desk.board.selectedId().toStdString(), (MarkId{begin, false, "sparse"}.text()));
        // The answer knows its id.
        auto shot = std::make_shared<Snapshot>(*marksOnly());
        shot->question = desk.board.question();
        shot->selection.kind = Selection::Kind::alert;
        shot->selection.id = "e17";
        shot->selection.alert.emplace().id = "e17";
        desk.board.show(shot);
        QCOMPARE(desk.board.selectedId(), QStringLiteral("e17"));
    }

    void theKeyboardStepsFromMarkToMark()
    {
        Desk desk;
        desk.press("J");
        desk.press("J");
        QCOMPARE(desk.view.currentLane(), 1);
        desk.board.time().setCrosshair(kNow - hours{24 * 29});
        desk.press(".");
        QCOMPARE(desk.board.selectedId().toStdString(), (MarkId{kNow - hours{24 * 20}, false, "sparse"}.text()));
        desk.press(".");
        QCOMPARE(desk.board.selectedId().toStdString(), (MarkId{kNow - hours{24 * 10}, false, "sparse"}.text()));
        desk.press(",");
        QCOMPARE(desk.board.selectedId().toStdString(), (MarkId{kNow - hours{24 * 20}, false, "sparse"}.text()));
        QCOMPARE(desk.view.subject().value, std::string("sparse"));
    }

    void aClickWhereNothingIsJudgedGoesNearer()
    {
        Desk desk;
        const auto before = desk.board.time().range();
        const QPoint row(static_cast<int>(desk.view.axis().xOf(kNow - hours{24 * 12})), kHeadHeight - kIncidentHeight / 2);
        QTest::mouseClick(desk.view.viewport(), Qt::LeftButton, {}, row);
        QVERIFY(desk.board.time().range().length() * 3 < before.length());
        QVERIFY(desk.board.selectedId().isEmpty());
    }

    void thePanelSaysThatNotAllIsJudged_data()
    {
        QTest::addColumn<int>("hoursBack");
        QTest::addColumn<bool>("said");
        QTest::newRow("a month") << 24 * 30 << true;
        QTest::newRow("what is judged") << 6 << false;
    }
    void thePanelSaysThatNotAllIsJudged()
    {
        QFETCH(int, hoursBack);
        QFETCH(bool, said);
        Desk desk;
        auto shot = std::make_shared<Snapshot>(*marksOnly());
        shot->asOf = kNow;
        desk.board.time().setRange({kNow - hours{hoursBack}, kNow});
        desk.board.show(shot);
        SelectionPanel panel(desk.board);
        bool found = false;
        for (const auto* label : panel.findChildren<PlainLabel*>())
            found = found || label->text().contains(QLatin1String("not all of this view is judged"));
        QCOMPARE(found, said);
    }

    void theBudgetSaysWhichGroupsAreNotJudged_data()
    {
        QTest::addColumn<bool>("all");
        QTest::addColumn<int>("waiting");
        QTest::addColumn<QString>("words");
        QTest::newRow("all") << true << 0 << QString();
        QTest::newRow("not yet") << true << 4 << QStringLiteral("not judged yet: 4");
        QTest::newRow("the newest") << false << 0 << QStringLiteral("those before");
        QTest::newRow("some of the newest") << false << 7 << QStringLiteral("and 7 later");
    }
    void theBudgetSaysWhichGroupsAreNotJudged()
    {
        QFETCH(bool, all);
        QFETCH(int, waiting);
        QFETCH(QString, words);
        const auto slo = sampleSlos(kNow).front();
        SloSpendTable table;
        table.show(slo, budgetSpending(slo, {}), {all, all ? std::vector<TimeRange>{} : std::vector<TimeRange>{{kNow - hours{12}, kNow}}, waiting}, QTimeZone::utc());
        QCOMPARE(table.accessibleDescription().isEmpty(), words.isEmpty());
        QVERIFY2(table.accessibleDescription().contains(words), qPrintable(table.accessibleDescription()));
    }
};

VEDETTE_TEST(TimelineMarksTest)
#include "tst_timeline_marks.moc"
