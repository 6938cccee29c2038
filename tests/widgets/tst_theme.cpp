#include "widgets/theme.h"

#include "tests/support/test_main.h"

using namespace vedette;

namespace {

constexpr double kText = 4.5;
constexpr double kGraphics = 3.0;

} // namespace

class TestTheme final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textStandsOutOnEverySurface_data() { modes(); }
    void textStandsOutOnEverySurface()
    {
        QFETCH(bool, dark);
        Theme& t = set(dark);
        for (const QColor& ground : {t.panel, t.background, t.raised, t.selection}) {
            QVERIFY(Theme::contrast(t.text, ground) >= kText);
            QVERIFY(Theme::contrast(t.text2, ground) >= kText);
        }
        for (const QColor& ground : {t.panel, t.background, t.raised})
            QVERIFY2(Theme::contrast(t.text3, ground) >= kText, qPrintable(ground.name()));
        QVERIFY(Theme::contrast(t.changeInk, t.panel) >= kText);
        QVERIFY(Theme::contrast(t.silencedInk, t.panel) >= kText);
        QVERIFY(Theme::contrast(t.onAccent, t.accent) >= kText);
    }

    void severitiesStandOutAsTextAndAsGraphics_data() { modes(); }
    void severitiesStandOutAsTextAndAsGraphics()
    {
        QFETCH(bool, dark);
        Theme& t = set(dark);
        for (const auto s : {Severity::ok, Severity::info, Severity::warning, Severity::critical, Severity::unknown}) {
            QVERIFY(Theme::contrast(t.ink(s), t.panel) >= kText);
            QVERIFY(Theme::contrast(t.fill(s), t.panel) >= kGraphics);
            QVERIFY(Theme::contrast(t.onFill(s), t.fill(s)) >= kText);
        }
        QVERIFY(Theme::contrast(t.change, t.panel) >= kGraphics);
        QVERIFY(Theme::contrast(t.silenced, t.panel) >= kGraphics);
        QVERIFY(Theme::contrast(t.strongBorder, t.panel) >= kGraphics);
        QVERIFY(Theme::contrast(t.focus, t.panel) >= kGraphics);
        for (int i = 0; i < 7; ++i)
            QVERIFY2(Theme::contrast(t.series(i), t.panel) >= kGraphics, qPrintable(t.series(i).name()));
    }

    void fontsAreInPixelsAndNameHangulFirst()
    {
        QCOMPARE(Theme::font(13).pixelSize(), 13);
        QCOMPARE(Theme::font(13, 600).weight(), QFont::DemiBold);
        QCOMPARE(Theme::font(13).families().first(), QStringLiteral("Noto Sans CJK KR"));
    }

    void mixingIsOpaqueAndBounded()
    {
        QCOMPARE(Theme::mix(Qt::white, Qt::black, 0), QColor(Qt::black).toRgb());
        QCOMPARE(Theme::mix(Qt::white, Qt::black, 2).name(), QStringLiteral("#ffffff"));
        QCOMPARE(Theme::mix(Qt::white, Qt::black, 0.5).alpha(), 255);
    }

private:
    static void modes()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }
    static Theme& set(bool dark)
    {
        Theme::instance().setMode(dark ? Theme::Mode::dark : Theme::Mode::light);
        return Theme::instance();
    }
};

VEDETTE_TEST(TestTheme)
#include "tst_theme.moc"
