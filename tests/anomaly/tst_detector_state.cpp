#include "models/base/text.h"
#include "tests/anomaly/series_kit.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

std::string withSum(std::string body)
{
    std::uint64_t sum = fnv1a(body);
    for (int i = 0; i < 8; ++i, sum >>= 8)
        body.push_back(static_cast<char>(sum));
    return body;
}

std::string someState()
{
    Detector detector{DetectorOptions{}};
    const auto values = seasonal(2, 1);
    for (std::size_t i = 0; i < values.size(); ++i)
        detector.push(minute(static_cast<std::int64_t>(i)), values[i]);
    return detector.save();
}

} // namespace

class TestDetectorState : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void savedAndLoadedGoesOnWithTheSameScores_data()
    {
        QTest::addColumn<int>("at");
        for (const int at : {0, 1, 5, 700, 1441, 5000, 12000})
            QTest::addRow("after %d", at) << at;
    }
    void savedAndLoadedGoesOnWithTheSameScores()
    {
        QFETCH(int, at);
        auto values = seasonal(9, 3);
        values[6000] = 5000;
        values[12500] = 0;
        Detector whole{DetectorOptions{}};
        Detector part{DetectorOptions{}};
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (static_cast<int>(i) == at) {
                auto loaded = Detector::load(part.save(), DetectorOptions{});
                QVERIFY(loaded.ok());
                part = std::move(loaded).value();
            }
            const auto a = whole.push(minute(static_cast<std::int64_t>(i)), values[i]);
            const auto b = part.push(minute(static_cast<std::int64_t>(i)), values[i]);
            QCOMPARE(b.score, a.score);
            QVERIFY(b.upper == a.upper || (std::isnan(b.upper) && std::isnan(a.upper)));
        }
        QCOMPARE(part.save(), whole.save());
        QCOMPARE(part.seen(), whole.seen());
    }

    void theStateIsSmall() { QVERIFY(someState().size() < 4096); }

    void whatIsNoStateIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const std::string good = someState();
        const auto row = [](const char* name, const std::string& b) {
            QTest::newRow(name) << QByteArray(b.data(), static_cast<qsizetype>(b.size()));
        };
        row("empty", "");
        row("short", good.substr(0, 7));
        row("text", std::string(3000, 'x'));
        row("cut", good.substr(0, good.size() - 1));
        row("longer", good + "x");
        std::string other = good;
        other[100] = static_cast<char>(other[100] ^ 1);
        row("a bit turned", other);
        const std::string body = good.substr(0, good.size() - 8);
        row("cut, checksum right", withSum(body.substr(0, body.size() - 4)));
        row("longer, checksum right", withSum(body + "abcd"));
        std::string version = body;
        version[3] = '1'; // as the state before this one
        row("another version", withSum(version));
        row("all ones", withSum(body.substr(0, 12) + std::string(body.size() - 12, '\xff')));
    }
    void whatIsNoStateIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto loaded = Detector::load(bytes.toStdString(), DetectorOptions{});
        QVERIFY(!loaded.ok());
        QCOMPARE(loaded.error().kind, ErrorKind::parse);
    }

    void aStateOfAnotherStepIsRefused()
    {
        DetectorOptions other;
        other.step = Millis{15000};
        QVERIFY(!Detector::load(someState(), other).ok());
    }

    void damagedStatesWithARightChecksumNeverBreakTheScore()
    {
        const std::string good = someState();
        const std::string body = good.substr(0, good.size() - 8);
        Noise noise(4);
        int taken = 0;
        for (int round = 0; round < 3000; ++round) {
            std::string bad = body;
            for (int k = 0; k < 1 + round % 5; ++k)
                bad[12 + static_cast<std::size_t>(noise.uniform() * static_cast<double>(bad.size() - 12))]
                    = static_cast<char>(noise.uniform() * 256);
            auto loaded = Detector::load(withSum(bad), DetectorOptions{});
            if (!loaded.ok())
                continue;
            ++taken;
            for (int i = 0; i < 20; ++i) {
                const auto p = loaded->push(minute(100000 + i), 1000 + i);
                QVERIFY(p.score >= 0 && p.score <= 1);
            }
        }
        QVERIFY(taken > 0);
    }
};

VEDETTE_TEST(TestDetectorState)
#include "tst_detector_state.moc"
