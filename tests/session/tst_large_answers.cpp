// Headless answers of a fleet with more alerts than are held as rows.

#include "models/session/answers.h"
#include "tests/snapshot/large_fleet.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

class LargeAnswersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_fleet = std::make_unique<LargeFleet>();
        m_answers = Answers::open(m_fleet->folder.path(), m_fleet->config, at(0)).value();
    }
    void cleanupTestCase()
    {
        m_answers.reset();
        m_fleet.reset();
    }

    void anOldAlertHasItsSuspectsAsOfALaterMoment()
    {
        const auto old = m_answers->alerts(span(-20 * 1440, -20 * 1440 + 120), {}).value();
        QVERIFY(old.size() > 4);
        int blamed = 0;
        for (const auto& alert : {old.front(), old[old.size() / 2], old.back()}) {
            const auto report = m_answers->suspectsAt(alert.id, at(-10 * 1440));
            VERIFY_OK(report);
            QCOMPARE(report->alertIds, std::vector<std::string>{alert.id});
            QCOMPARE(report->range.from, alert.startsAt); // it was there to be judged
            blamed += report->suspects.empty() ? 0 : 1;
        }
        QCOMPARE(blamed, 3);
    }

    void veryManyGroupsAreJudgedInPart_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::addColumn<bool>("whole");
        QTest::newRow("an hour") << 60 << true;
        QTest::newRow("two days") << 2880 << false;
    }
    void veryManyGroupsAreJudgedInPart()
    {
        QFETCH(int, minutes);
        QFETCH(bool, whole);
        const auto judged = m_answers->suspects(span(-minutes, 1));
        VERIFY_OK(judged);
        QCOMPARE(judged->notJudged == 0, whole);
        QVERIFY(judged->reports.size() <= 120 && !judged->reports.empty());
        QVERIFY(std::is_sorted(judged->reports.begin(), judged->reports.end(), [](const auto& a, const auto& b) { return a.range.from < b.range.from; }));
    }

    void anIncidentIsFoundByItsAlert()
    {
        const auto all = m_answers->suspects(span(-60, 1)).value().reports;
        const auto one = m_answers->suspects(span(-60, 1), all.front().id);
        VERIFY_OK(one);
        QCOMPARE(one->reports.size(), std::size_t{1});
        QCOMPARE(one->reports.front().alertIds, all.front().alertIds);
    }

    void anEpisodeIsFoundByIdAndByFingerprint()
    {
        const auto newest = m_answers->alerts(span(-30, 0), {}).value();
        const auto old = m_answers->alerts(span(-29 * 1440, -29 * 1440 + 60), {}).value();
        QVERIFY(!newest.empty() && !old.empty());
        QCOMPARE(m_answers->episode(old.front().id).value()->id, old.front().id);
        const auto found = m_answers->episode(old.front().fingerprint).value();
        QVERIFY(found.has_value());
        QCOMPARE(found->fingerprint, old.front().fingerprint);
        QVERIFY(found->startsAt >= old.front().startsAt); // the newest of them
        QVERIFY(!m_answers->episode("0123456789abcdef").value().has_value());
    }

private:
    std::unique_ptr<LargeFleet> m_fleet;
    std::unique_ptr<Answers> m_answers;
};

VEDETTE_TEST(LargeAnswersTest)
#include "tst_large_answers.moc"
