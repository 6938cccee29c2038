#include "models/feeds/sources/version_story.h"
#include "tests/support/test_main.h"

#include <QStringList>

#include <algorithm>
#include <array>

using namespace vedette;

namespace {

const Time kBegin = timeFromMs(1'787'400'000'000);
Time at(double minute) { return kBegin + Millis{static_cast<std::int64_t>(minute * 60'000)}; }

/// Facts of what the instances of a service have: one word an evaluation, "112" is one instance of 2 and two of 1, "-" nobody.
VersionFacts factsOf(const QString& words, double minutes)
{
    VersionFacts facts;
    std::map<std::string, double> before;
    std::map<std::string, std::pair<Time, double>> seen;
    double minute = 0;
    for (const auto& word : words.split(QLatin1Char(' '))) {
        std::map<std::string, double> now;
        for (const auto c : word) {
            if (c != QLatin1Char('-'))
                ++now[QString(c).toStdString()];
        }
        VersionFacts::Moment moment;
        for (const auto& [version, count] : now) {
            if (!before.contains(version)) {
                moment.fresh.insert(version);
                moment.freshInstances += count;
            }
        }
        for (const auto& [version, last] : seen) {
            if (!moment.fresh.empty() && last.first + std::chrono::minutes{15} >= at(minute)) {
                moment.ran.insert(version);
                moment.ranInstances += last.second;
            }
        }
        if (now.size() > 1)
            moment.mix = now;
        if (now.size() == 1 && before.size() > 1) {
            moment.sole = now.begin()->first;
            moment.instances = now.begin()->second;
        }
        if (!moment.fresh.empty() || !moment.mix.empty() || !moment.sole.empty())
            facts.moments[at(minute)] = moment;
        for (const auto& [version, count] : now)
            seen[version] = {at(minute), std::max(count, seen[version].second)};
        before = now;
        minute += minutes;
    }
    return facts;
}

} // namespace

class VersionStoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatRanBeforeSaysMoreThanWhatIsKnown()
    {
        auto facts = factsOf(QStringLiteral("111 112 112"), 1); // its end lies in a piece that is not read yet
        auto& later = facts.moments[at(100)];
        later.fresh = {"3"};
        later.ran = {"2"};
        later.sole = "3";
        const auto changes = versionChangesOf(facts, at(101));
        QCOMPARE(changes.size(), std::size_t(2));
        QCOMPARE(changes[1].version, std::string("3"));
        QCOMPARE(changes[1].previous, std::string("2"));
    }

    void versionsBecomeChanges_data()
    {
        QTest::addColumn<QString>("instances");
        QTest::addColumn<double>("minutes");
        QTest::addColumn<QString>("told");
        const auto row = [](const char* name, const char* instances, double minutes, const char* told) { QTest::newRow(name) << QString::fromLatin1(instances) << minutes << QString::fromLatin1(told); };
        row("the first version is none", "111 111", 1, "");
        row("two versions from the beginning are none", "112 112 112", 1, "");
        row("one after the other", "111 112 122 222", 1, "1>2 1-3 complete 3/3");
        row("all at once", "111 222 222", 1, "1>2 1-1 complete 3/3");
        row("on the way", "111 112 112", 1, "1>2 1 running 1/3");
        row("instances that come and go", "111 11 1 11 111 11 111", 1, "");
        row("one instance that restarts", "1 - 1 1 - - 1", 1, "");
        row("a gap of all", "111 - - - 111", 20, "");
        row("another version behind a gap", "111 - - 222", 3, "1>2 9-9 complete 3/3");
        row("back again", "11 12 22 22 12 11", 1, "1>2 1-2 complete 2/2; 2<1 4-5 complete 2/2");
        row("a canary that is taken back", "111 112 112 111 111 111 111 111", 5, "1>2 5-15 gone 1/3");
        row("a canary that flaps", "111 112 111 112 111 112 122 222", 2, "1>2 2-14 complete 3/3");
        row("side by side for good", "111 112 112 112 112 112 112 112 111 112 112", 60, "1>2 60-60 beside 1/3");
        row("a third one on the way", "111 112 113 133 333", 1, "1>2 1-2 replaced 1/3; 1>3 2-4 complete 3/3");
        row("an old one out of sight on the way", "11 12 2 12 22", 1, "1>2 1-4 complete 2/2");
        row("all others out of sight as it begins", "11 1 2 12 12 22", 1, "1>2 2-5 complete 2/2");
        row("fewer instances than before", "111 112 22 22 22 22", 5, "1>2 5-10 complete 2/2");
        row("an old one restarts on the way", "112 11 112 22", 1, "");
    }
    void versionsBecomeChanges()
    {
        QFETCH(QString, instances);
        QFETCH(double, minutes);
        QFETCH(QString, told);
        constexpr std::array<const char*, 5> kStates{"running", "complete", "beside", "gone", "replaced"};
        const auto count = instances.count(QLatin1Char(' '));
        QStringList out;
        const auto minute = [](Time t) { return QString::number(toSeconds(t - kBegin) / 60); };
        for (const auto& c : versionChangesOf(factsOf(instances, minutes), at(static_cast<double>(count) * minutes))) {
            out << QString::fromStdString(c.previous) + (c.back ? QLatin1Char('<') : QLatin1Char('>')) + QString::fromStdString(c.version) + QLatin1Char(' ') + minute(c.startsAt)
                    + (c.endsAt ? QLatin1Char('-') + minute(*c.endsAt) : QString()) + QLatin1Char(' ') + QLatin1String(kStates[static_cast<std::size_t>(c.state)])
                    + QStringLiteral(" %1/%2").arg(c.have).arg(c.instances);
        }
        QCOMPARE(out.join(QStringLiteral("; ")), told);
    }
};

VEDETTE_TEST(VersionStoryTest)
#include "tst_version_story.moc"
