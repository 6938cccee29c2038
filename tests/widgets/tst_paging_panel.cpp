#include "tests/support/test_main.h"
#include "tests/widgets/sample_board.h"
#include "tests/widgets/translations.h"
#include "widgets/panels/paging_words.h"
#include "widgets/panels/selection_panel.h"

#include <QLabel>

using namespace vedette;
using namespace vedette::test;

namespace {

PagingStep step(const char* clock, AlertEventKind kind, const char* receiver = "", const char* integration = "")
{
    PagingStep s;
    s.at = s.last = kst(clock);
    s.kind = kind;
    s.receiver = receiver;
    s.integration = integration;
    return s;
}

PagingStory story()
{
    PagingStory out;
    out.verdict = PagingVerdict::silenced;
    out.sentence = "held back by silence s-1 of kim until 2025-11-20T07:00:00.000Z";
    out.recorder = true;
    out.steps = {step("14:32:21", AlertEventKind::created), step("14:32:21", AlertEventKind::grouped, "page"), step("14:32:51", AlertEventKind::silenced)};
    out.steps[2].by = "kim: disk <b>swap</b>";
    out.steps[2].times = 3;
    out.steps[2].last = kst("14:42:51");
    out.configured = {"its route leads to page (slack, pagerduty)", "a rule inhibits it while HighErrorRate (checkout) fires"};
    return out;
}

QString shown(PagingStory paging)
{
    Board board;
    auto snapshot = sampleSnapshot(Scene::afternoon);
    snapshot->selection.paging = std::move(paging);
    board.time().tick(kst("15:00"));
    board.show(snapshot);
    SelectionPanel panel(board);
    panel.resize(340, 1400);
    QStringList out;
    for (const auto* label : panel.findChildren<QLabel*>())
        out << label->text();
    return out.join(QLatin1Char('\n'));
}

} // namespace

class PagingPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theStoryStandsInThePanel()
    {
        const auto text = shown(story());
        for (const char* words : {"Paged?", "held back", "held back by silence s-1 of kim until", "05:32:21", "grouped for page", "silenced · kim: disk <b>swap</b> · 3 times, last 05:42:51",
                 "as configured", "its route leads to page (slack, pagerduty)"})
            QVERIFY2(text.contains(QString::fromUtf8(words)), qPrintable(QString::fromUtf8(words) + QStringLiteral(" in\n") + text));
    }
    void nothingOfItStandsThereWithoutAStory()
    {
        Board board;
        showScene(board, Scene::afternoon);
        SelectionPanel panel(board);
        for (const auto* label : panel.findChildren<QLabel*>())
            QVERIFY(label->text() != QStringLiteral("Paged?"));
    }
    void longStoriesKeepTheirBeginningAndTheirEnd()
    {
        auto paging = story();
        paging.steps.clear();
        for (int i = 0; i < 30; ++i)
            paging.steps.push_back(step("14:32:21", AlertEventKind::notified, "page", ("slack[" + std::to_string(i) + "]").c_str()));
        const auto rows = pagingRows(paging, QTimeZone("Asia/Seoul"), 8);
        QCOMPARE(rows.size(), std::size_t{8});
        QVERIFY(rows.front().second.startsWith(QStringLiteral("told slack[0] (page)")));
        QCOMPARE(rows[6].second, QStringLiteral("… 23 more"));
        QVERIFY(rows.back().second.startsWith(QStringLiteral("told slack[29] (page)")));
        paging.steps.resize(8);
        QCOMPARE(pagingRows(paging, QTimeZone("Asia/Seoul"), 8).size(), std::size_t{8});
        QVERIFY(pagingRows(paging, QTimeZone("Asia/Seoul"), 8).back().second.startsWith(QStringLiteral("told slack[7]")));
    }
    void everyVerdictHasAWord()
    {
        for (const auto v : {PagingVerdict::notified, PagingVerdict::silenced, PagingVerdict::inhibited, PagingVerdict::muted, PagingVerdict::waiting, PagingVerdict::nothing, PagingVerdict::partly, PagingVerdict::unknown})
            QVERIFY(!pagingVerdictWord(v).isEmpty());
    }
};

VEDETTE_TEST(PagingPanelTest)
#include "tst_paging_panel.moc"
