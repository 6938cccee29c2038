#include "tests/support/test_main.h"
#include "tests/widgets/sample_board.h"
#include "tests/widgets/translations.h"
#include "widgets/panels/selection_panel.h"

#include <QCoreApplication>
#include <QLabel>
#include <QPushButton>

#include <functional>

using namespace vedette;
using namespace vedette::test;

namespace {

/// All that stands in the panel, one a line, from above.
QString textOf(const SelectionPanel& panel)
{
    QStringList out;
    for (const auto* label : panel.findChildren<QLabel*>())
        out << label->text();
    for (const auto* button : panel.findChildren<QPushButton*>())
        out << button->text();
    return out.join(QLatin1Char('\n'));
}

/// A board whose alert is of this service.
QString shownFor(const std::function<void(Selection&)>& change)
{
    Board board;
    auto snapshot = sampleSnapshot(Scene::afternoon);
    change(snapshot->selection);
    board.time().tick(kst("15:00"));
    board.show(snapshot);
    SelectionPanel panel(board);
    panel.resize(340, 900);
    return textOf(panel);
}

} // namespace

class SelectionPeopleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whomToCallStandsBesideWhatIsSelected_data()
    {
        QTest::addColumn<int>("scene");
        QTest::newRow("an alert") << static_cast<int>(Scene::afternoon);
        QTest::newRow("an incident") << static_cast<int>(Scene::badNight);
    }
    void whomToCallStandsBesideWhatIsSelected()
    {
        QFETCH(int, scene);
        Board board;
        showScene(board, static_cast<Scene>(scene));
        SelectionPanel panel(board);
        const auto text = textOf(panel);
        for (const char* words : {"Who to call", "tier 1 · production", "Kim Min-su · Orders", "Lee Ji-eun", "#team-orders", "Park Seo-yeon, Choi Jun-ho", "Runbook", "wiki.shop.example",
                 "web-bff", "mysql-order, mail-relay (traced)"})
            QVERIFY2(text.contains(QString::fromUtf8(words)), words);
    }
    void aChangeSaysItToo()
    {
        const auto text = shownFor([](Selection& s) {
            s.kind = Selection::Kind::change;
            s.change = s.suspects->suspects.front().change;
            s.alert.reset();
        });
        QVERIFY(text.contains(QLatin1String("Who to call")) && text.contains(QLatin1String("Kim Min-su")));
    }
    void whatIsNotKnownIsSaid()
    {
        const auto unnamed = shownFor([](Selection& s) { s.service.reset(); });
        QVERIFY2(unnamed.contains(QLatin1String("not in the catalogue")), qPrintable(unnamed));
        QVERIFY(shownFor([](Selection& s) { s.service->owner = s.service->team = s.service->deputy = ""; }).contains(QLatin1String("not said")));
        const auto none = shownFor([](Selection& s) {
            s.service.reset();
            s.edges.clear();
        });
        QVERIFY(!none.contains(QLatin1String("Who to call")));
    }
    void whatIsLeftOutSaysSo()
    {
        QVERIFY(shownFor([](Selection& s) { s.leftOut = true; }).contains(QStringLiteral(" · left out")));
        QVERIFY(!shownFor([](Selection&) {}).contains(QLatin1String("left out")));
    }
    void aChatsAddressOpensAndAScriptDoesNot()
    {
        const auto text = shownFor([](Selection& s) {
            s.service->channel = "https://chat.shop.example/room/7";
            s.service->links = {{"Evil", "javascript:alert(1)"}};
        });
        QVERIFY(text.contains(QLatin1String("chat.shop.example")));
        QVERIFY(!text.contains(QLatin1String("Evil")) && !text.contains(QLatin1String("javascript")));
    }
    void itSpeaksKorean()
    {
        Words words(QStringLiteral("resources/translations/vedette_ko.ts"));
        QCoreApplication::installTranslator(&words);
        const auto text = shownFor([](Selection&) {});
        QCoreApplication::removeTranslator(&words);
        for (const char* each : {"연락할 사람", "등급 1 · production", "담당", "대리", "채널", "부르는 쪽"})
            QVERIFY2(text.contains(QString::fromUtf8(each)), each);
    }
};

VEDETTE_TEST(SelectionPeopleTest)
#include "tst_selection_people.moc"
