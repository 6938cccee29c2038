#include "tests/app/vedette_run.h"
#include "tests/support/test_main.h"

#include <QImage>

#include <set>

using namespace vedette::test;

class PictureTest : public QObject {
    Q_OBJECT

    VedetteRun m_empty;
    VedetteRun m_fleet;

private Q_SLOTS:
    void initTestCase()
    {
        const QByteArray config("zone: Asia/Seoul\nprometheus:\n  - {name: a, url: \"http://127.0.0.1:9\"}\nwatches:\n  - {name: orders, query: up}\n");
        for (const auto* run : {&m_empty, &m_fleet})
            (void)run->file(QStringLiteral("vedette.yaml"), config);
        (void)m_empty.file(QStringLiteral("none.jsonl"), {});
        QCOMPARE(m_empty.run(QStringLiteral("import none.jsonl")).code, 0);
        QCOMPARE(m_fleet.run(QStringLiteral("import"), {m_fleet.file(QStringLiteral("fleet.jsonl"), fleetLines())}).code, 0);
    }

    void everyPageIsDrawn_data()
    {
        QTest::addColumn<bool>("empty");
        QTest::addColumn<QString>("page");
        QTest::addColumn<QString>("look");
        QTest::addColumn<QSize>("size");
        for (const bool empty : {true, false}) {
            for (const char* page : {"now", "timeline", "events", "slo", "metrics", "feeds"}) {
                const auto row = [&](const char* look, const char* words, QSize size) {
                    QTest::newRow(qPrintable(QStringLiteral("%1 %2 %3").arg(QLatin1String(empty ? "empty" : "fleet"), QLatin1String(page), QLatin1String(look))))
                        << empty << QString::fromLatin1(page) << QString::fromLatin1(words) << size;
                };
                row("dark en", "--theme dark --lang en", {1440, 900});
                row("light ko", "--theme light --lang ko --size 1024x640", {1024, 640});
            }
        }
        QTest::newRow("twice as sharp") << false << QStringLiteral("timeline") << QStringLiteral("--theme light --lang en --scale 2 --size 1024x640") << QSize(2048, 1280);
        QTest::newRow("dark ko") << false << QStringLiteral("now") << QStringLiteral("--theme dark --lang ko") << QSize(1440, 900);
    }
    void everyPageIsDrawn()
    {
        QFETCH(bool, empty);
        QFETCH(QString, page);
        QFETCH(QString, look);
        QFETCH(QSize, size);
        const auto& run = empty ? m_empty : m_fleet;
        const auto ran = run.run(QStringLiteral("picture %1 out.png %2 --as-of 2024-08-22T15:00:00Z").arg(page, look));
        QVERIFY2(ran.code == 0, ran.said());
        QVERIFY2(ran.err.isEmpty(), ran.err);
        const QImage image(run.path(QStringLiteral("out.png")));
        QCOMPARE(image.size(), size);
        const auto bar = image.pixelColor(image.width() * 6 / 10, 4).lightness();
        QVERIFY(look.contains(QLatin1String("light")) ? bar > 128 : bar < 128);
        std::set<QRgb> colours;
        for (int y = 0; y < image.height(); y += 4) {
            for (int x = 0; x < image.width(); x += 4)
                colours.insert(image.pixel(x, y));
        }
        QVERIFY(colours.size() > 8); // something stands on it
        QVERIFY(QFile::remove(run.path(QStringLiteral("out.png"))));
    }

    void theSameQuestionIsTheSamePicture()
    {
        const auto draw = [&](const QString& name, const QString& more) {
            const auto ran = m_fleet.run(QStringLiteral("picture timeline %1 --theme dark --lang en --as-of 2024-08-22T15:00:00Z %2").arg(name, more));
            return ran.code == 0 ? QImage(m_fleet.path(name)) : QImage();
        };
        const auto one = draw(QStringLiteral("one.png"), {});
        QVERIFY(!one.isNull());
        QCOMPARE(draw(QStringLiteral("two.png"), {}), one);
        QVERIFY(draw(QStringLiteral("three.png"), QStringLiteral("--select a1")) != one);
    }

    void aPictureThatCannotBeWrittenIsAnError()
    {
        QCOMPARE(m_fleet.run(QStringLiteral("picture now no/such/folder/out.png")).code, 2);
    }

    void nothingIsWrittenIntoTheHome()
    {
        QCOMPARE(m_fleet.homeFiles(), QStringList());
        QCOMPARE(m_empty.homeFiles(), QStringList());
    }
};

VEDETTE_TEST(PictureTest)
#include "tst_picture.moc"
