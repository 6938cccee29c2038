#include "models/items/view_link.h"

#include "models/items/board.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kFrom = timeFromMs(1763616548000);

QStringList list(const char* text) { return QString::fromUtf8(text).split(QLatin1Char(' '), Qt::SkipEmptyParts); }

} // namespace

class ViewLinkTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsShownComesBackFromItsLink()
    {
        Board board;
        board.time().setView({kFrom, kFrom + 90min}, false, {{QStringLiteral("service=pricing-api"), QStringLiteral("severity=~\"critical|page\"")}, QString::fromUtf8("결제 (지연) & 100 % [a](b)")});
        board.select(QStringLiteral("2f5f-1763616548000"));
        board.selectSlo(QStringLiteral("pay/availability"));
        board.selectWatch(QStringLiteral("p95|a=\"b\""));
        const QString text = viewLinkText(viewOf(board, QStringLiteral("timeline")));
        QVERIFY(text.startsWith(QStringLiteral("vedette://timeline?from=")));
        for (const QChar c : text)
            QVERIFY2(c.isLetterOrNumber() || QStringLiteral(":/?=&%-._~").contains(c), qPrintable(text)); // nothing that Markdown or a chat would break at

        const auto link = parseViewLink(text);
        QVERIFY2(link.ok(), link.ok() ? "" : link.error().detail.c_str());
        Board other;
        showView(other, *link);
        QCOMPARE(link->page, QStringLiteral("timeline"));
        QCOMPARE(other.time().range(), board.time().range());
        QVERIFY(!other.time().live());
        QCOMPARE(other.time().filter(), board.time().filter());
        QCOMPARE(other.selectedId(), board.selectedId());
        QCOMPARE(other.selectedSlo(), board.selectedSlo());
        QCOMPARE(other.selectedWatch(), board.selectedWatch());
    }

    void whatIsNoLinkIsRefusedInWords_data()
    {
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, const QString& text) { QTest::newRow(name) << text; };
        row("another scheme", QStringLiteral("https://timeline?from=x"));
        row("no page", QStringLiteral("vedette://"));
        row("a page with markup", QStringLiteral("vedette://<b>now</b>"));
        row("a time that is none", QStringLiteral("vedette://now?from=yesterday&to=now"));
        row("half a range", QStringLiteral("vedette://now?from=2025-11-20T05:00:00.000Z"));
        row("a range backwards", QStringLiteral("vedette://now?from=2025-11-20T05:00:00Z&to=2025-11-20T04:00:00Z"));
        row("a filter that is none", QStringLiteral("vedette://events?filter=service"));
        row("a pattern that is none", QStringLiteral("vedette://events?filter=service%3D~%22(%22"));
        row("longer than a link", QStringLiteral("vedette://events?search=") + QString(10000, QLatin1Char('a')));
        row("more conditions than a person writes", QStringLiteral("vedette://events?") + QStringLiteral("filter=a%3Db&").repeated(40));
    }
    void whatIsNoLinkIsRefusedInWords()
    {
        QFETCH(QString, text);
        const auto link = parseViewLink(text);
        QVERIFY(!link.ok());
        QCOMPARE(link.error().kind, ErrorKind::usage);
        QVERIFY(link.error().detail.size() < 200);
    }

    void aLinkWithoutARangeLeavesIt()
    {
        Board board;
        board.time().tick(kFrom);
        board.time().setLast(2h);
        const auto link = parseViewLink(QStringLiteral("vedette://slo?slo=pay%2Favailability&later=1"));
        QVERIFY(link.ok());
        showView(board, *link);
        QCOMPARE(board.time().range(), (TimeRange{kFrom - 2h, kFrom}));
        QVERIFY(board.time().live());
        QCOMPARE(board.selectedSlo(), QStringLiteral("pay/availability"));
    }

    void aFilterIsNarrowedAndWidened()
    {
        const ViewFilter none;
        const ViewFilter pay = none.only("service", "pay");
        QCOMPARE(pay.matchers, list("service=\"pay\""));
        QCOMPARE(pay.only("service", "cart").matchers, list("service=\"cart\"")); // one value at a time
        QCOMPARE(pay.only("severity", "critical").matchers, list("service=\"pay\" severity=\"critical\""));
        QCOMPARE(ViewFilter({list("service=pay"), {}}).without("service", "pay").matchers, list("service!=\"pay\""));
        QCOMPARE(none.without("service", "pay").without("service", "cart").matchers, list("service!=\"pay\" service!=\"cart\""));
        QCOMPARE(pay.without("bad label", "x"), pay);
        QVERIFY(!pay.passesService("cart"));
        QVERIFY(pay.only("severity", "critical").passesService("pay"));
        QVERIFY(none.only("severity", "critical").passesService("cart"));
        QVERIFY(!none.only("severity", "critical").narrowsServices());
        QVERIFY(pay.narrowsServices());
    }

    void filtersAndRangesAreUndoneInTheirOrder()
    {
        TimeState time;
        time.tick(kFrom);
        time.setLast(6h);
        const TimeRange six = time.range();
        time.setFilter({list("service=pay"), {}});
        time.setRange({kFrom - 2h, kFrom - 1h});
        time.setFilter({list("service=pay"), QStringLiteral("l")});
        time.setFilter({list("service=pay"), QStringLiteral("la")});
        time.setFilter({list("service=pay"), QStringLiteral("late")});
        time.undo(); // words being typed are one step
        QCOMPARE(time.filter(), (ViewFilter{list("service=pay"), {}}));
        QCOMPARE(time.range(), (TimeRange{kFrom - 2h, kFrom - 1h}));
        time.undo();
        QCOMPARE(time.range(), six);
        QVERIFY(time.live());
        time.undo();
        QVERIFY(time.filter().empty());
        time.redo();
        QCOMPARE(time.filter().matchers, list("service=pay"));
        time.redo();
        time.redo();
        QCOMPARE(time.filter().search, QStringLiteral("late"));
        time.setView(six, true, {});
        time.undo(); // range and filter were one step
        QCOMPARE(time.filter().search, QStringLiteral("late"));
        QCOMPARE(time.range(), (TimeRange{kFrom - 2h, kFrom - 1h}));
    }

    void aMarkStandsUntilItIsTakenAwayOrKept()
    {
        TimeState time;
        time.tick(kFrom);
        time.setLast(200min);
        time.toggleMark(kFrom - 1h);
        time.toggleMark(kFrom - 30min);
        QCOMPARE(time.marks().size(), std::size_t{2});
        time.toggleMark(kFrom - 30min + 50s); // within 1/200 of the range: the same one
        QCOMPARE(time.marks().size(), std::size_t{1});
        QCOMPARE(time.marks()[0].at, kFrom - 1h);
        time.setKeptMarks({{kFrom - 2h, QStringLiteral("rollback decided"), QStringLiteral("note:1")}});
        QCOMPARE(time.marks().size(), std::size_t{2});
        time.setKeptMarks({{kFrom - 2h, QStringLiteral("rollback decided"), QStringLiteral("note:1")}, {kFrom - 1h, QStringLiteral("first page"), QStringLiteral("note:2")}});
        QCOMPARE(time.marks().size(), std::size_t{2}); // the one at its time is kept now
        QCOMPARE(time.marks()[1].text, QStringLiteral("first page"));
        time.toggleMark(kFrom - 1h); // a kept one is not taken away
        QCOMPARE(time.marks().size(), std::size_t{3});
    }
};

VEDETTE_TEST(ViewLinkTest)
#include "tst_view_link.moc"
