#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

namespace {

AlertEpisode alert(const char* name, double starts, std::optional<double> ends = {}, const char* service = "yy")
{
    AlertEpisode e;
    e.name = name;
    e.service = service;
    e.severity = "page";
    e.level = Severity::critical;
    e.labels = Labels{{"alertname", name}, {"service", service}};
    e.startsAt = at(starts);
    if (ends)
        e.endsAt = at(*ends);
    e.state = ends ? AlertState::resolved : AlertState::firing;
    return e;
}

Batch poll(const char* feed, double when, std::vector<AlertEpisode> alerts)
{
    Batch batch;
    batch.alertPolls.push_back({feed, at(when), std::move(alerts), Millis{30'000}});
    return batch;
}

Batch history(double from, double to, std::vector<AlertEpisode> episodes, const char* feed = "prom")
{
    Batch batch;
    batch.alertHistories.push_back({feed, span(from, to), Millis{60'000}, std::move(episodes)});
    return batch;
}

QString told(const AlertEpisode& e)
{
    const auto minute = [](Time t) { return QString::number(static_cast<double>(toMs(t) - kT0) / 60'000); };
    QStringList sources;
    for (const auto& source : e.sources)
        sources << QString::fromStdString(source);
    return QStringLiteral("%1 %2-%3 %4 [%5]").arg(QString::fromStdString(e.name), minute(e.startsAt), e.endsAt ? minute(*e.endsAt) : QString(),
        QString::fromUtf8(alertStateName(e.state).data()), sources.join(QLatin1Char(',')));
}

QStringList toldAll(const CacheFolder& folder, std::optional<Time> asOf = {}, TimeRange range = kAllTime)
{
    QStringList out;
    const auto reader = folder.reader();
    const auto found = reader->alerts(range, asOf);
    for (const auto& e : *found)
        out << told(e);
    return out;
}

QStringList lines(std::initializer_list<const char*> all)
{
    QStringList out;
    for (const char* line : all)
        out << QString::fromUtf8(line);
    return out;
}

} // namespace

class CacheAlerts : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anAlertThatIsNoLongerListedEnds();
    void oneEpisodeIsSeenByTwoFeedsAndEndsWithTheLast();
    void aFeedThatIsSilentForLongHoldsNothingOpen();
    void pendingThenFiringIsOneEpisode();
    void aRestartBetweenPollsIsASecondEpisode();
    void silencedAndInhibitedAreTold();
    void historyIsReadTwiceAndStoredOnce();
    void historyCorrectsWhatPollsSaw();
    void piecesOfHistoryJoinAtTheirEdgesInEitherOrder_data();
    void piecesOfHistoryJoinAtTheirEdgesInEitherOrder();
    void reconstructedFactsAreKnownFromTheirOwnTime();
    void whatWasKnownThenIsAnsweredThen();
    void importedLinesUpdateById();
    void endsWithTelemetryAreDoubtfulForGood();
    void doubtGoesWhenItsGapIsFilledAndAsOfKeepsIt();
    void importedDoubtStays();
    void aSilentFeedMakesOnlyItsOwnAlertsDoubtful();
    void annotationsAreThoseKnownThen();
    void annotationsThatChangeWithEveryPollMakeFewVersions();
    void stormsAreStored();
};

void CacheAlerts::anAlertThatIsNoLongerListedEnds()
{
    CacheFolder folder;
    auto writer = folder.writer();
    QCOMPARE(writer->commit(poll("prom", 1, {alert("Errors", 0.5), alert("Slow", 0.25)}))->newAlerts, 2);
    QCOMPARE(writer->commit(poll("prom", 2, {alert("Errors", 0.5)}))->newAlerts, 0);
    QCOMPARE(toldAll(folder), lines({"Slow 0.25-2 resolved [prom]", "Errors 0.5- firing [prom]"}));
    const auto ids = folder.reader()->alerts(kAllTime);
    QCOMPARE(ids->front().id, ids->front().fingerprint + "-" + std::to_string(toMs(at(0.25))));
    QCOMPARE(ids->front().fingerprint.size(), 16U);
    writer.reset();
    writer = folder.writer();
    QCOMPARE(writer->commit(poll("prom", 3, {alert("Errors", 0.5)}))->newAlerts, 0);
    QCOMPARE(folder.reader()->alerts(kAllTime)->size(), 2U);
}

void CacheAlerts::oneEpisodeIsSeenByTwoFeedsAndEndsWithTheLast()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(poll("prom", 1, {alert("Errors", 0.5)})));
    VERIFY_OK(writer->commit(poll("am", 1.2, {alert("Errors", 0.5)})));
    QCOMPARE(toldAll(folder), lines({"Errors 0.5- firing [am,prom]"}));
    VERIFY_OK(writer->commit(poll("prom", 2, {})));
    QCOMPARE(toldAll(folder), lines({"Errors 0.5- firing [am,prom]"}));
    VERIFY_OK(writer->commit(poll("am", 2.2, {})));
    QCOMPARE(toldAll(folder), lines({"Errors 0.5-2.2 resolved [am,prom]"}));
    Batch failed;
    failed.polls.push_back({"am", "alerts", at(3), Millis{5}, false, ErrorKind::network, "no connection", 0, 0, 0, false});
    VERIFY_OK(writer->commit(poll("am", 2.5, {alert("Late", 2.4)})));
    VERIFY_OK(writer->commit(failed));
    QCOMPARE(toldAll(folder).last(), QStringLiteral("Late 2.4- firing [am]"));
}

void CacheAlerts::aFeedThatIsSilentForLongHoldsNothingOpen()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(poll("am", 1, {alert("Errors", 0.5)})));
    VERIFY_OK(writer->commit(poll("prom", 1.1, {alert("Errors", 0.5)})));
    VERIFY_OK(writer->commit(poll("prom", 20, {})));
    QCOMPARE(toldAll(folder), lines({"Errors 0.5-20 resolved [am,prom]"}));
    VERIFY_OK(writer->commit(poll("am", 21, {alert("Errors", 0.5)}))); // it comes back and still has it
    QCOMPARE(toldAll(folder), lines({"Errors 0.5- firing [am,prom]"}));
}

void CacheAlerts::pendingThenFiringIsOneEpisode()
{
    CacheFolder folder;
    auto writer = folder.writer();
    auto waiting = alert("Errors", 1);
    waiting.state = AlertState::pending;
    waiting.pendingAt = at(1);
    VERIFY_OK(writer->commit(poll("prom", 2, {waiting})));
    auto firing = alert("Errors", 6);
    firing.pendingAt = at(1);
    VERIFY_OK(writer->commit(poll("prom", 7, {firing})));
    QCOMPARE(toldAll(folder), lines({"Errors 6- firing [prom]"}));
    QCOMPARE(*folder.reader()->alerts(kAllTime)->front().pendingAt, at(1));
    QCOMPARE(toldAll(folder, at(3)), lines({"Errors 1- pending [prom]"}));
    VERIFY_OK(writer->commit(poll("prom", 8, {})));
    VERIFY_OK(writer->commit(poll("prom", 9, {[] {
        auto e = alert("Never", 8.5);
        e.state = AlertState::pending;
        e.pendingAt = at(8.5);
        return e;
    }()})));
    VERIFY_OK(writer->commit(poll("prom", 10, {})));
    QCOMPARE(toldAll(folder), lines({"Errors 6-8 resolved [prom]", "Never 8.5-10 pending [prom]"}));
}

void CacheAlerts::aRestartBetweenPollsIsASecondEpisode()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(poll("prom", 1, {alert("Errors", 0)})));
    VERIFY_OK(writer->commit(poll("prom", 10, {alert("Errors", 0)})));
    VERIFY_OK(writer->commit(poll("prom", 20, {alert("Errors", 15)})));
    QCOMPARE(toldAll(folder), lines({"Errors 0-10.5 resolved [prom]", "Errors 15- firing [prom]"}));
}

void CacheAlerts::silencedAndInhibitedAreTold()
{
    CacheFolder folder;
    auto writer = folder.writer();
    auto quiet = alert("Errors", 0);
    quiet.silencedBy = {"s1"};
    VERIFY_OK(writer->commit(poll("am", 1, {alert("Errors", 0)})));
    VERIFY_OK(writer->commit(poll("am", 2, {quiet})));
    VERIFY_OK(writer->commit(poll("prom", 3, {alert("Errors", 0)})));
    QVERIFY(folder.reader()->alerts(kAllTime)->front().suppressed());
    QVERIFY(!folder.reader()->alerts(kAllTime, at(1.5))->front().suppressed());
    VERIFY_OK(writer->commit(poll("am", 4, {alert("Errors", 0)})));
    QVERIFY(!folder.reader()->alerts(kAllTime)->front().suppressed());
}

void CacheAlerts::historyIsReadTwiceAndStoredOnce()
{
    CacheFolder folder;
    auto writer = folder.writer();
    const auto batch = history(0, 120, {alert("Errors", 10, 20), alert("Errors", 40, 44), alert("Slow", 100)});
    QCOMPARE(writer->commit(batch)->newAlerts, 3);
    const auto once = toldAll(folder);
    QCOMPARE(once, lines({"Errors 10-20 resolved [prom]", "Errors 40-44 resolved [prom]", "Slow 100- firing [prom]"}));
    QCOMPARE(writer->commit(batch)->newAlerts, 0);
    QCOMPARE(toldAll(folder), once);
    VERIFY_OK(writer->commit(history(5, 15, {alert("Errors", 10)})));
    QCOMPARE(toldAll(folder), once);
}

void CacheAlerts::historyCorrectsWhatPollsSaw()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(poll("prom", 1, {alert("Errors", 0)})));
    VERIFY_OK(writer->commit(poll("prom", 60, {}))); // the console was off meanwhile
    QCOMPARE(toldAll(folder), lines({"Errors 0-60 resolved [prom]"}));
    VERIFY_OK(writer->commit(history(-5, 60, {alert("Errors", 0, 30), alert("Errors", 40, 45)})));
    QCOMPARE(toldAll(folder), lines({"Errors 0-30 resolved [prom]", "Errors 40-45 resolved [prom]"}));
}

void CacheAlerts::piecesOfHistoryJoinAtTheirEdgesInEitherOrder_data()
{
    QTest::addColumn<QList<int>>("order");
    QTest::newRow("oldest first") << QList<int>{0, 1, 2};
    QTest::newRow("newest first") << QList<int>{2, 1, 0};
    QTest::newRow("middle last") << QList<int>{0, 2, 1};
}

void CacheAlerts::piecesOfHistoryJoinAtTheirEdgesInEitherOrder()
{
    QFETCH(QList<int>, order);
    // On from 30 to 150 over three pieces of an hour; a second one ends exactly with the first piece.
    const std::vector<Batch> pieces{history(0, 60, {alert("Errors", 30), alert("Edge", 20)}), history(60, 120, {alert("Errors", 60)}),
        history(120, 180, {alert("Errors", 120, 150)})};
    CacheFolder folder;
    auto writer = folder.writer();
    for (const int i : order)
        VERIFY_OK(writer->commit(pieces[static_cast<std::size_t>(i)]));
    QCOMPARE(toldAll(folder), lines({"Edge 20-60 resolved [prom]", "Errors 30-150 resolved [prom]"}));
    QCOMPARE(toldAll(folder, at(90)), lines({"Edge 20-60 resolved [prom]", "Errors 30- firing [prom]"}));
}

void CacheAlerts::reconstructedFactsAreKnownFromTheirOwnTime()
{
    CacheFolder folder;
    auto writer = folder.writer();
    auto e = alert("Errors", 32, 47);
    e.pendingAt = at(30);
    VERIFY_OK(writer->commit(history(0, 600, {e})));
    QCOMPARE(toldAll(folder, at(29)), lines({}));
    QCOMPARE(toldAll(folder, at(31)), lines({"Errors 30- pending [prom]"}));
    QCOMPARE(toldAll(folder, at(40)), lines({"Errors 32- firing [prom]"}));
    QCOMPARE(toldAll(folder, at(47)), lines({"Errors 32-47 resolved [prom]"}));
    QVERIFY(folder.reader()->alerts(kAllTime)->front().reconstructed);
    QCOMPARE(folder.reader()->alerts(kAllTime, at(40))->front().seenAt, at(32));
}

void CacheAlerts::whatWasKnownThenIsAnsweredThen()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(poll("prom", 1, {alert("Errors", 0)})));
    auto worse = alert("Errors", 0);
    worse.severity = "critical";
    VERIFY_OK(writer->commit(poll("prom", 5, {worse})));
    VERIFY_OK(writer->commit(poll("prom", 9, {})));
    QCOMPARE(toldAll(folder, at(0.5)), lines({}));
    QCOMPARE(toldAll(folder, at(8)), lines({"Errors 0- firing [prom]"}));
    QCOMPARE(toldAll(folder, at(9)), lines({"Errors 0-9 resolved [prom]"}));
    QCOMPARE(folder.reader()->alerts(kAllTime, at(4))->front().severity, std::string("page"));
    QCOMPARE(folder.reader()->alerts(kAllTime, at(5))->front().severity, std::string("critical"));
    // Open then, so it overlapped any later range then.
    QCOMPARE(toldAll(folder, at(8.9), span(20, 30)).size(), 1);
    QCOMPARE(toldAll(folder, {}, span(20, 30)).size(), 0);
}

void CacheAlerts::importedLinesUpdateById()
{
    CacheFolder folder;
    auto writer = folder.writer();
    Batch first;
    first.importedAlerts = {alert("Errors", 10)};
    first.importedAlerts[0].id = "a-1";
    first.importedAlerts[0].seenAt = at(11);
    Batch second = first;
    second.importedAlerts[0].seenAt = at(25);
    second.importedAlerts[0].endsAt = at(20);
    QCOMPARE(writer->commit(first)->newAlerts, 1);
    QCOMPARE(writer->commit(second)->newAlerts, 0);
    for (int again = 0; again < 2; ++again) {
        QCOMPARE(toldAll(folder), lines({"Errors 10-20 resolved []"}));
        QCOMPARE(toldAll(folder, at(10.5)), lines({}));
        QCOMPARE(toldAll(folder, at(22)), lines({"Errors 10- firing []"}));
        VERIFY_OK(writer->commit(first));
        VERIFY_OK(writer->commit(second));
    }
    Batch untimed;
    untimed.importedAlerts = {alert("Slow", 30, 40)};
    untimed.importedAlerts[0].id = "a-2";
    VERIFY_OK(writer->commit(untimed));
    QCOMPARE(toldAll(folder, at(35)).last(), QStringLiteral("Slow 30- firing []"));
    QCOMPARE(toldAll(folder).last(), QStringLiteral("Slow 30-40 resolved []"));
}

void CacheAlerts::endsWithTelemetryAreDoubtfulForGood()
{
    CacheFolder folder;
    auto writer = folder.writer();
    const auto batch = history(0, 300, {alert("InGap", 10, 70, "yy"), alert("AtItsBegin", 10, 60, "yy"), alert("Before", 10, 59, "yy"),
        alert("Other", 10, 70, "zz"), alert("After", 10, 80, "yy")});
    VERIFY_OK(writer->commit(batch));
    for (int again = 0; again < 2; ++again) {
        VERIFY_OK(writer->settleDoubt({{"yy", at(60), at(80)}}));
        VERIFY_OK(writer->commit(batch));
    }
    QStringList doubtful = toldAll(folder).filter(QStringLiteral("doubtful"));
    doubtful.sort();
    QCOMPARE(doubtful, lines({"AtItsBegin 10-60 doubtful [prom]", "InGap 10-70 doubtful [prom]"}));
    QCOMPARE(toldAll(folder).size(), 5);
    VERIFY_OK(writer->settleDoubt({{"", at(65), at(75)}}));
    QCOMPARE(toldAll(folder).filter(QStringLiteral("doubtful")).size(), 3);
}

void CacheAlerts::doubtGoesWhenItsGapIsFilledAndAsOfKeepsIt()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(history(0, 300, {alert("InGap", 10, 70), alert("Early", 5, 65), alert("Other", 10, 70, "zz")})));
    VERIFY_OK(writer->settleDoubt({{"yy", at(60), at(80)}}, span(0, 300)));
    QCOMPARE(toldAll(folder).filter(QStringLiteral("doubtful")).size(), 2);
    VERIFY_OK(writer->settleDoubt({}, span(68, 310))); // does not look at the one that ended before
    QCOMPARE(toldAll(folder), lines({"Early 5-65 doubtful [prom]", "InGap 10-70 resolved [prom]", "Other 10-70 resolved [prom]"}));
    VERIFY_OK(writer->settleDoubt({}, span(0, 320)));
    QCOMPARE(toldAll(folder).filter(QStringLiteral("doubtful")).size(), 0);
    QCOMPARE(toldAll(folder, at(309)).filter(QStringLiteral("doubtful")).size(), 2);
    QCOMPARE(toldAll(folder, at(312)).filter(QStringLiteral("doubtful")), lines({"Early 5-65 doubtful [prom]"}));
    VERIFY_OK(writer->settleDoubt({{"yy", at(60), at(80)}}, span(0, 330))); // retention took the backfill away again
    QCOMPARE(toldAll(folder).filter(QStringLiteral("doubtful")).size(), 2);
    VERIFY_OK(writer->settleDoubt({}, span(0, 340)));
    QCOMPARE(toldAll(folder).filter(QStringLiteral("doubtful")).size(), 0);
}

void CacheAlerts::importedDoubtStays()
{
    CacheFolder folder;
    auto writer = folder.writer();
    Batch batch;
    batch.importedAlerts = {alert("Errors", 10, 20)};
    batch.importedAlerts[0].id = "a-1";
    batch.importedAlerts[0].state = AlertState::doubtful;
    VERIFY_OK(writer->commit(batch));
    VERIFY_OK(writer->settleDoubt({}, span(0, 300)));
    QCOMPARE(toldAll(folder), lines({"Errors 10-20 doubtful []"}));
}

void CacheAlerts::aSilentFeedMakesOnlyItsOwnAlertsDoubtful()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(history(0, 300, {alert("Mine", 10, 70), alert("Both", 10, 70)}, "east")));
    VERIFY_OK(writer->commit(history(0, 300, {alert("Theirs", 10, 70), alert("Both", 10, 70)}, "west")));
    VERIFY_OK(writer->commit(poll("am", 20, {alert("Mine", 10), alert("Theirs", 10)}))); // it knows what they send, no more
    VERIFY_OK(writer->commit(poll("am", 70, {})));
    VERIFY_OK(writer->settleDoubt({{"", at(60), at(80), "east"}}, span(0, 300)));
    QCOMPARE(toldAll(folder).filter(QStringLiteral("doubtful")), lines({"Mine 10-70 doubtful [am,east]"}));
    VERIFY_OK(writer->settleDoubt({{"", at(60), at(80), "east"}, {"", at(65), at(90), "west"}}, span(0, 310)));
    QCOMPARE(toldAll(folder).filter(QStringLiteral("doubtful")).size(), 3);
}

void CacheAlerts::annotationsAreThoseKnownThen()
{
    CacheFolder folder;
    auto writer = folder.writer();
    const auto withRunbook = [](const char* text) {
        auto e = alert("Errors", 0);
        e.annotations = Labels{{"summary", text}};
        return e;
    };
    const auto summary = [&](std::optional<Time> asOf) {
        const auto all = folder.reader()->alerts(kAllTime, asOf);
        return all->empty() ? QString() : QString::fromUtf8(all->front().annotations.value("summary").data(), static_cast<int>(all->front().annotations.value("summary").size()));
    };
    VERIFY_OK(writer->commit(poll("prom", 1, {withRunbook("first")})));
    VERIFY_OK(writer->commit(poll("prom", 10, {withRunbook("second")})));
    QCOMPARE(summary(at(9)), QStringLiteral("first"));
    QCOMPARE(summary(at(10)), QStringLiteral("second"));
    VERIFY_OK(writer->commit(poll("prom", 30, {withRunbook("third")})));
    VERIFY_OK(writer->commit(poll("prom", 32, {withRunbook("third")})));
    VERIFY_OK(writer->commit(poll("prom", 60, {})));
    for (const auto& [minute, told] : {std::pair{5, "first"}, std::pair{29, "second"}, std::pair{31, "third"}, std::pair{59, "third"}, std::pair{90, "third"}})
        QCOMPARE(summary(at(minute)), QString::fromUtf8(told));
    QCOMPARE(summary({}), QStringLiteral("third"));
    QCOMPARE(toldAll(folder, at(59)), lines({"Errors 0- firing [prom]"}));
}

void CacheAlerts::annotationsThatChangeWithEveryPollMakeFewVersions()
{
    CacheFolder folder;
    auto writer = folder.writer();
    for (int i = 0; i <= 240; ++i) { // two hours, a poll every 30 s, the value in the text
        auto e = alert("Errors", 0);
        e.annotations = Labels{{"summary", std::to_string(i)}};
        VERIFY_OK(writer->commit(poll("prom", i / 2.0, {e})));
    }
    const auto reader = folder.reader();
    const auto info = reader->info();
    const auto versions = std::find_if(info->tables.begin(), info->tables.end(), [](const auto& t) { return t.name == "episodes_versions"; });
    QVERIFY2(versions->rows <= 30, qPrintable(QString::number(versions->rows)));
    for (int i = 0; i <= 240; i += 7) { // never what came later, never older than five minutes
        const auto told = std::stoi(std::string(reader->alerts(kAllTime, at(i / 2.0))->front().annotations.value("summary")));
        QVERIFY2(told <= i && told >= i - 10, qPrintable(QStringLiteral("%1 at %2").arg(told).arg(i)));
    }
    QCOMPARE(reader->alerts(kAllTime)->front().annotations.value("summary"), std::string_view("240"));
}

void CacheAlerts::stormsAreStored()
{
    CacheFolder folder;
    auto writer = folder.writer();
    std::vector<AlertEpisode> storm;
    for (int i = 0; i < 2000; ++i) {
        auto e = alert("Storm", 0);
        e.labels.set("instance", std::to_string(i));
        storm.push_back(e);
    }
    QCOMPARE(writer->commit(poll("am", 1, storm))->newAlerts, 2000);
    QCOMPARE(writer->commit(poll("am", 2, storm))->newAlerts, 0);
    VERIFY_OK(writer->commit(poll("am", 3, {})));
    QCOMPARE(folder.reader()->alerts(span(2, 4))->size(), 2000U);
    QCOMPARE(folder.reader()->alerts(span(4, 5))->size(), 0U);
}

VEDETTE_TEST(CacheAlerts)
#include "tst_cache_alerts.moc"
