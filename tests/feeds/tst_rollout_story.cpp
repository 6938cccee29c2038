#include "models/feeds/sources/container_image.h"
#include "models/feeds/sources/inferred_records.h"
#include "tests/support/test_main.h"

#include <array>
#include <functional>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

const Time kBegin = timeFromMs(1'787'400'000'000);
constexpr Millis kStep = 30s;
Time at(double minute) { return kBegin + Millis{static_cast<std::int64_t>(minute * 60'000)}; }

const WorkloadKey kCart{"Deployment", "", "shop", "cart"};

void grows(WorkloadFacts& facts, double minute, std::set<std::string> risen, std::set<std::string> ran) { facts.moments[at(minute)] = {std::move(risen), std::move(ran)}; }
void busy(WorkloadFacts& facts, double from, double to)
{
    facts.busy.add({at(from), at(to)});
    facts.done.insert(at(to));
}

/// From a to b, made at minute 59.8.
WorkloadFacts rollout()
{
    WorkloadFacts facts;
    facts.created["b"] = at(59.8);
    grows(facts, 60, {"b"}, {"a"});
    grows(facts, 61, {"b"}, {"a", "b"});
    busy(facts, 60, 63);
    facts.known.add({at(0), at(180)});
    return facts;
}

std::string shown(const WorkloadFacts& facts)
{
    constexpr std::array<const char*, 7> kStates{"running", "paused", "stuck", "complete", "late", "failed", "replaced"};
    std::string out;
    for (const auto& r : rolloutsOf(kCart, facts)) {
        const auto minute = [](Time t) { return QString::number(toSeconds(t - kBegin) / 60, 'g', 4).toStdString(); };
        out += (out.empty() ? "" : "; ") + r.from + (r.back ? " back to " : " to ") + r.to + " " + minute(r.startsAt) + (r.endsAt ? "-" + minute(*r.endsAt) : "") + " "
            + kStates[static_cast<std::size_t>(r.state)];
    }
    return out;
}

} // namespace

class RolloutStoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rolloutsAreFollowed_data()
    {
        QTest::addColumn<QString>("told");
        QTest::addColumn<std::function<void(WorkloadFacts&)>>("more");
        const auto row = [](const char* name, const char* told, std::function<void(WorkloadFacts&)> more) { QTest::newRow(name) << QString::fromLatin1(told) << std::move(more); };
        row("a new template", "a to b 59.8-63 complete", [](WorkloadFacts&) {});
        row("what runs at the beginning is none", "", [](WorkloadFacts& f) { f = {}; grows(f, 0, {"a"}, {}); });
        row("a first one that is young is one", " to b 59.8-60 complete", [](WorkloadFacts& f) { f.moments.clear(); f.busy = {}; grows(f, 60, {"b"}, {}); });
        row("growing and shrinking is none", "a to b 59.8-63 complete", [](WorkloadFacts& f) { grows(f, 100, {"b"}, {"b"}); });
        row("from nothing to something is none", "a to b 59.8-63 complete", [](WorkloadFacts& f) { grows(f, 100, {"b"}, {}); });
        row("after a gap all are seen again", "a to b 59.8-63 complete", [](WorkloadFacts& f) { grows(f, 61.5, {"a", "b"}, {}); });
        row("back", "a to b 59.8-63 complete; b back to a 120-122 complete", [](WorkloadFacts& f) { grows(f, 120, {"a"}, {"b"}); busy(f, 120, 122); });
        row("back on the way", "a to b 59.8-61.5 replaced; b back to a 61.5-63 complete", [](WorkloadFacts& f) { grows(f, 61.5, {"a"}, {"a", "b"}); });
        row("scaled on the way", "a to b 59.8-63 complete", [](WorkloadFacts& f) { grows(f, 61.5, {"a", "b"}, {"a", "b"}); });
        row("back to one from before what is known", "b back to a 120-122 complete", [](WorkloadFacts& f) { f = {}; grows(f, 120, {"a"}, {"b"}); busy(f, 120, 122); });
        row("what ran before says more than what is known", "a to b 59.8-63 complete; c back to b 120-122 complete", [](WorkloadFacts& f) { grows(f, 120, {"b"}, {"c"}); busy(f, 120, 122); });
        row("grown on from before what is known", "", [](WorkloadFacts& f) { f = {}; grows(f, 120, {"a", "b"}, {"a", "b"}); });
        row("replaced", "a to b 59.8-60.9 replaced; b to c 60.9-63 complete", [](WorkloadFacts& f) { f.created["c"] = at(60.9); grows(f, 61, {"c"}, {"a", "b"}); });
        row("failed", "a to b 59.8-70 failed", [](WorkloadFacts& f) { f.done.clear(); f.busy.add({at(60), at(180)}); f.failed.add({at(70), at(180)}); });
        row("failed, then replaced", "a to b 59.8-70 failed; b to c 89.8-92 complete",
            [](WorkloadFacts& f) { f.done = {at(92)}; f.busy.add({at(60), at(92)}); f.failed.add({at(70), at(90)}); f.created["c"] = at(89.8); grows(f, 90, {"c"}, {"a", "b"}); });
        row("late", "a to b 59.8-75 late", [](WorkloadFacts& f) { f.done = {at(75)}; f.busy.add({at(60), at(75)}); f.failed.add({at(70), at(75)}); });
        row("stuck", "a to b 59.8 stuck", [](WorkloadFacts& f) { f.done.clear(); f.busy.add({at(60), at(180)}); });
        row("paused", "a to b 59.8 paused", [](WorkloadFacts& f) { f.done.clear(); f.busy.add({at(60), at(180)}); f.paused.add({at(61), at(180)}); });
        row("under way", "a to b 59.8 running", [](WorkloadFacts& f) { f.done.clear(); f.known = {}; f.known.add({at(0), at(62)}); });
        row("busy long after is not its matter", "a to b 59.8-63 complete", [](WorkloadFacts& f) { busy(f, 100, 130); f.failed.add({at(110), at(130)}); });
    }
    void rolloutsAreFollowed()
    {
        QFETCH(QString, told);
        QFETCH(std::function<void(WorkloadFacts&)>, more);
        auto facts = rollout();
        more(facts);
        QCOMPARE(QString::fromStdString(shown(facts)), told);
    }

    void scalingsAreJoined()
    {
        WorkloadFacts facts;
        facts.replicas = {{at(10), {3, 4}}, {at(15), {4, 6}}, {at(24), {6, 5}}, {at(40), {5, {}}}, {at(60), {5, 2}}};
        facts.autoscaled = {{at(10.5), {3, 4}}};
        const auto scalings = scalingsOf(facts);
        QCOMPARE(scalings.size(), std::size_t(2));
        QCOMPARE(scalings[0].before, 3.0);
        QCOMPARE(scalings[0].after, 5.0);
        QCOMPARE(scalings[0].farthest, 6.0);
        QCOMPARE(scalings[0].to, at(24));
        QVERIFY(scalings[0].byAutoscaler);
        QVERIFY(!scalings[1].byAutoscaler);
    }

    void imagesAreNames_data()
    {
        QTest::addColumn<QString>("reference");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("revision");
        const QString digest = QStringLiteral("@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
        const auto row = [](const QString& reference, const char* name, const char* revision) { QTest::newRow(qPrintable(reference)) << reference << QString::fromLatin1(name) << QString::fromLatin1(revision); };
        row(QStringLiteral("cart"), "cart", "");
        row(QStringLiteral("cart:1.4.2"), "cart", "1.4.2");
        row(QStringLiteral("hub:5000/shop/cart"), "hub:5000/shop/cart", "");
        row(QStringLiteral("hub:5000/shop/cart:1.4.2"), "hub:5000/shop/cart", "1.4.2");
        row(QStringLiteral("hub/cart:1.4.2") + digest, "hub/cart", "1.4.2");
        row(QStringLiteral("hub/cart") + digest, "hub/cart", "sha256:0123456789ab");
        row(digest.mid(1), "", "sha256:0123456789ab");
        row(QString(), "", "");
        row(QStringLiteral("@:"), "", "");
    }
    void imagesAreNames()
    {
        QFETCH(QString, reference);
        QFETCH(QString, name);
        QFETCH(QString, revision);
        const auto image = imageFrom(reference.toStdString());
        QCOMPARE(QString::fromStdString(image.name), name);
        QCOMPARE(QString::fromStdString(image.revision()), revision);
    }

    void commitsAreFoundInTags_data()
    {
        QTest::addColumn<QString>("tag");
        QTest::addColumn<QString>("commit");
        const auto row = [](const char* tag, const char* commit) { QTest::newRow(tag) << QString::fromLatin1(tag) << QString::fromLatin1(commit); };
        row("1.4.2", "");
        row("20260822", "");
        row("defaced", "");
        row("1.4.2-gabc1234f", "abc1234f");
        row("main-1f3e5d7", "1f3e5d7");
        row("1f3e5d7", "1f3e5d7");
        row("1.4.2-rc1", "");
    }
    void commitsAreFoundInTags()
    {
        QFETCH(QString, tag);
        QFETCH(QString, commit);
        QCOMPARE(QString::fromStdString(commitIn(tag.toStdString())), commit);
    }

    void aVersionIsAPartOfItsRollout_data()
    {
        QTest::addColumn<double>("starts");
        QTest::addColumn<double>("ends");
        QTest::addColumn<int>("records");
        QTest::addColumn<bool>("parent");
        QTest::newRow("with it") << 60.5 << 63.0 << 1 << false;
        QTest::newRow("a canary before it") << 40.0 << 62.0 << 2 << true;
        QTest::newRow("long after") << 150.0 << 151.0 << 2 << false;
    }
    void aVersionIsAPartOfItsRollout()
    {
        QFETCH(double, starts);
        QFETCH(double, ends);
        QFETCH(int, records);
        QFETCH(bool, parent);
        ServiceFacts facts;
        facts.workloads[kCart] = rollout();
        VersionFacts::Moment fresh;
        fresh.fresh = {"1.1"};
        fresh.ran = {"1.0"};
        fresh.mix = {{"1.0", 2}, {"1.1", 1}};
        VersionFacts::Moment sole;
        sole.sole = "1.1";
        sole.instances = 3;
        facts.builds[Labels{{"__name__", "cart_build_info"}, {"app", "cart"}}].moments = {{at(starts), fresh}, {at(ends), sole}};
        FeedConfig feed;
        ImageBook images;
        images[{kCart, "a"}] = {imageFrom("cart:1.0")};
        images[{kCart, "b"}] = {imageFrom("cart:1.1")};
        const auto told = inferredRecords("cart", facts, {feed, images, at(180), Time::min()});
        QCOMPARE(told.size(), static_cast<std::size_t>(records));
        QCOMPARE(told[0].revision, std::string("1.1"));
        QCOMPARE(told[0].previous, std::string("1.0"));
        QCOMPARE(told[0].environment, std::string("shop"));
        QCOMPARE(told[0].id, std::string("shop/cart/b"));
        QCOMPARE(told[0].parent, parent ? told[1].id : std::string());
        QCOMPARE(told[0].attributes.has("version"), records == 1);
    }

    void nothingIsToldBeforeItsImagesWereAsked()
    {
        ServiceFacts facts;
        facts.workloads[kCart] = rollout();
        FeedConfig feed;
        ImageBook images;
        QVERIFY(inferredRecords("cart", facts, {feed, images, at(180), Time::min()}).empty());
        images[{kCart, "b"}] = {}; // in vain
        const auto told = inferredRecords("cart", facts, {feed, images, at(180), Time::min()});
        QCOMPARE(told.size(), std::size_t(1));
        QCOMPARE(told[0].revision, std::string());
    }
};

VEDETTE_TEST(RolloutStoryTest)
#include "tst_rollout_story.moc"
