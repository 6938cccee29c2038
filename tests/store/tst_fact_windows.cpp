#include "models/store/fact_table.h"
#include "models/store/schema.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <random>
#include <set>

using namespace vedette;
using namespace vedette::test;

namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;
using Keys = std::multiset<std::int64_t>;

/// Rows of every length and lateness, at whole ticks so that edges meet; every third has versions.
void fill(Database& db, const FactTable& table, std::mt19937& random)
{
    const auto any = [&](const std::vector<std::int64_t>& of) { return of[random() % of.size()]; };
    auto transaction = Transaction::begin(db, true);
    VERIFY_OK(transaction);
    for (int i = 0; i < 1'500; ++i) {
        FactRow row;
        row.id = std::to_string(i);
        row.starts = kT0 + static_cast<std::int64_t>(random() % 500) * kHour / 4;
        const auto length = any({0, 60'000, kHour - 1, kHour, kHour + 1, 5 * kHour, kDay - 1, kDay, kDay + 1, 4 * kDay, -kHour, -1});
        row.ends = random() % 9 == 0 ? FactRow::kOpenEnd : row.starts + length;
        row.firstSeen = row.starts + any({0, 0, 0, kHour / 4, 2 * kDay, -kHour});
        row.lastSeen = random() % 9 == 0 || row.ends == FactRow::kOpenEnd ? row.firstSeen + any({0, kHour, 3 * kDay})
                                                                         : row.ends + any({0, 0, 0, kHour / 4, kHour, kHour + 1, 3 * kDay});
        auto key = table.put(row);
        VERIFY_OK(key);
        for (int n = 0; n < i % 3; ++n)
            VERIFY_OK(table.append(*key, {row.firstSeen + n * kHour, "v"}));
    }
    VERIFY_OK(transaction->commit());
}

Keys keysOf(const FactTable& table, const std::string& condition, const std::vector<std::int64_t>& values)
{
    Keys out;
    const auto done = table.select(condition, values, [&](const FactRow& row) -> Status {
        out.insert(row.key);
        return Done{};
    });
    return done.ok() ? out : Keys{-1};
}

} // namespace

class FactWindows : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aWindowHoldsWhatAScanFinds_data();
    void aWindowHoldsWhatAScanFinds();
};

void FactWindows::aWindowHoldsWhatAScanFinds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("measured"); // how long the longest is
    for (const char* name : {"episodes", "changes", "silences"}) {
        for (const char* measured : {"never", "before the rows came", "behind them"})
            QTest::addRow("%s, measured %s", name, measured) << QString::fromLatin1(name) << QString::fromLatin1(measured);
    }
}

void FactWindows::aWindowHoldsWhatAScanFinds()
{
    QFETCH(QString, name);
    QFETCH(QString, measured);
    CacheFolder folder;
    auto db = Database::open(folder.path(), Database::Mode::write);
    VERIFY_OK(db);
    VERIFY_OK(migrateSchema(*db, folder.path()));
    const FactTable table(*db, name.toStdString());
    std::mt19937 random(7);
    if (measured.startsWith(QStringLiteral("before")))
        VERIFY_OK(table.measureLongest());
    fill(*db, table, random);
    if (measured.startsWith(QStringLiteral("behind")))
        VERIFY_OK(table.measureLongest());
    auto longest = db->integer("SELECT value FROM meta WHERE key='longest_" + name.toStdString() + "'");
    VERIFY_OK(longest);
    QCOMPARE(longest->value_or(-1), measured == QStringLiteral("never") ? -1 : 4 * kDay);
    std::size_t met = 0;
    for (int round = 0; round < 80; ++round) {
        const auto from = kT0 + (static_cast<std::int64_t>(random() % 520) - 10) * kHour / 4;
        const auto to = from + static_cast<std::int64_t>(random() % 3 == 0 ? random() % 500 : random() % 30) * kHour / 4;
        const auto asOf = round % 10 == 0 ? INT64_MAX : kT0 + (static_cast<std::int64_t>(random() % 520) - 10) * kHour / 4;
        Keys now;
        VERIFY_OK(table.selectNow({from, to}, [&](const FactRow& row) -> Status {
            now.insert(row.key);
            return Done{};
        }));
        QCOMPARE(now, keysOf(table, "ends>?1 AND starts<?2", {from, to}));
        Keys then;
        VERIFY_OK(table.selectAsOf({from, to}, asOf, [&](const FactRow& row, const FactVersion* version) -> Status {
            then.insert(row.key);
            return (version != nullptr) == (row.lastSeen > asOf) && (version == nullptr || version->seen <= asOf) ? Status(Done{}) : makeError(ErrorKind::store, "another version");
        }));
        const std::string versions = "EXISTS(SELECT 1 FROM " + name.toStdString() + "_versions WHERE fact=key AND seen<=?3)";
        QCOMPARE(then, keysOf(table, "(ends>?1 OR last_seen>?3) AND starts<?2 AND first_seen<=?3 AND (last_seen<=?3 OR " + versions + ")", {from, to, asOf}));
        Keys touching;
        VERIFY_OK(table.selectWithVersions({from, to}, asOf, [&](const FactRow& row, const std::vector<FactVersion>& tellings) -> Status {
            touching.insert(row.key);
            auto all = table.versions(row.key);
            const auto seen = row.lastSeen <= asOf ? 0 : std::count_if(all->begin(), all->end(), [&](const FactVersion& v) { return v.seen <= asOf; });
            return static_cast<std::ptrdiff_t>(tellings.size()) == seen ? Status(Done{}) : makeError(ErrorKind::store, "other versions");
        }));
        QCOMPARE(touching, keysOf(table, "(ends>=?1 OR last_seen>?3) AND starts<?2 AND first_seen<=?3", {from, to, asOf}));
        const auto longOver = table.longOver(from);
        VERIFY_OK(longOver);
        QCOMPARE(Keys(longOver->begin(), longOver->end()), keysOf(table, "ends-starts>86400000 AND ends>?1 AND starts<?1", {from}));
        met += then.size();
    }
    QVERIFY(met > 3'000);
}

VEDETTE_TEST(FactWindows)
#include "tst_fact_windows.moc"
