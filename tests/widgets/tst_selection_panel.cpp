#include "models/snapshot/snapshot.h"
#include "tests/widgets/driven_desk.h"
#include "widgets/panels/panel_parts.h"
#include "widgets/panels/selection_panel.h"

using namespace vedette;
using namespace vedette::test;

class SelectionPanelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noSentenceOfACauseIsCutBelow_data()
    {
        QTest::addColumn<int>("height");
        for (int height = 560; height <= 1000; height += 220)
            QTest::newRow(qPrintable(QStringLiteral("a window %1 high").arg(height))) << height;
    }
    void noSentenceOfACauseIsCutBelow()
    {
        QFETCH(int, height);
        Desk desk(Scene::badNight, {1440, height});
        for (int letters = 30; letters < 80; letters += 3) {
            auto snapshot = sampleSnapshot(Scene::badNight);
            QVERIFY(!snapshot->incidents.empty());
            auto report = snapshot->incidents.front();
            Evidence one;
            one.kind = "told";
            one.text = std::string(static_cast<std::size_t>(letters), 'n');
            for (std::size_t at = 6; at < one.text.size(); at += 7)
                one.text[at] = ' ';
            report.noChangeEvidence = {one};
            snapshot->selection = {};
            snapshot->selection.kind = Selection::Kind::incident;
            snapshot->selection.suspects = report;
            desk.board.show(snapshot);
            QApplication::processEvents();
            for (const auto* row : desk.window.findChildren<SuspectRow*>())
                QVERIFY2(row->height() >= row->heightForWidth(row->width()), qPrintable(QStringLiteral("%1 letters: %2 high of %3").arg(letters).arg(row->height()).arg(row->heightForWidth(row->width()))));
        }
    }
};

VEDETTE_TEST(SelectionPanelTest)
#include "tst_selection_panel.moc"
