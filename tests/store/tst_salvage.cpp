// What is read back from a damaged cache is what was in it, or nothing.

#include "models/store/sqlite_database.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <QFile>

#include <algorithm>
#include <map>
#include <random>

using namespace vedette;
using namespace vedette::test;

namespace {

constexpr int kFacts = 240;

/// Alerts that were polled and ended, changes of two stages, notes that an import brought (they are in no file but the cache).
void fill(CacheWriter& writer)
{
    for (int i = 0; i < kFacts; ++i) {
        AlertEpisode e;
        e.name = "Alert" + std::to_string(i % 17);
        e.service = i % 2 == 0 ? "cart" : "결제";
        e.labels = Labels{{"alertname", e.name}, {"instance", std::to_string(i)}};
        e.annotations = Labels{{"summary", "the " + std::to_string(i * 7919) + "th of its kind is slow since the release"}};
        e.startsAt = at(i);
        Batch fires;
        fires.alertPolls.push_back({"prom", at(i + 0.5), {e}, Millis{30'000}});
        ChangeRecord c;
        c.id = "run-" + std::to_string(i);
        c.source = "ci";
        c.service = "cart";
        c.revision = "v" + std::to_string(i * 31);
        c.title = "release of number " + std::to_string(i * 17);
        c.startsAt = c.seenAt = at(i);
        fires.changes = {c};
        if (i % 8 == 0)
            fires.notes = {{0, at(i), "kim", "note about " + std::to_string(i * 13) + " and more words", "cart", at(i)}};
        VERIFY_OK(writer.commit(fires));
        if (i % 3 != 0)
            continue;
        c.status = ChangeStatus::success;
        c.endsAt = c.seenAt = at(i + 0.7);
        Batch ended;
        ended.changes = {c};
        VERIFY_OK(writer.commit(ended));
    }
}

using Rows = std::map<std::string, std::string>;

Rows rowsOf(const CacheReader& reader, std::optional<Time> asOf = {})
{
    Rows out;
    const auto time = [](std::optional<Time> t) { return t ? std::to_string(toMs(*t)) : std::string("-"); };
    const auto alerts = reader.alerts(kAllTime, asOf);
    for (const auto& e : *alerts)
        out["alert " + e.id] = e.name + "|" + e.service + "|" + e.severity + "|" + e.labels.text() + "|" + e.annotations.text() + "|" + std::string(alertStateName(e.state)) + "|"
            + time(e.startsAt) + time(e.endsAt) + time(e.pendingAt) + time(e.seenAt) + "|" + (e.sources.empty() ? "" : e.sources.front());
    const auto changes = reader.changeRecords(kAllTime, asOf);
    for (const auto& c : *changes)
        out["change " + c.id] = c.service + "|" + c.revision + "|" + c.title + "|" + std::to_string(static_cast<int>(c.status)) + "|" + time(c.startsAt) + time(c.endsAt) + time(c.seenAt);
    const auto notes = reader.notes(kAllTime, asOf);
    for (const auto& n : *notes)
        out["note " + time(n.at)] = n.author + "|" + n.text + "|" + n.service + time(n.seenAt);
    return out;
}

/// Rows that are not, word for word, among the true ones.
QStringList wrong(const Rows& found, const Rows& all)
{
    QStringList out;
    for (const auto& [id, text] : found) {
        const auto known = all.find(id);
        if (known == all.end() || known->second != text)
            out << QString::fromStdString(id + " " + text);
    }
    return out;
}

std::vector<std::int64_t> leavesOf(const std::string& path, const char* table)
{
    auto db = Database::open(path, Database::Mode::read);
    std::vector<std::int64_t> out;
    auto select = db->prepare("SELECT pageno FROM dbstat WHERE name=?1 AND pagetype='leaf' ORDER BY pageno");
    select->bind(1, std::string_view(table));
    while (select->step().value())
        out.push_back(select->integer(0));
    return out;
}

void overwrite(const std::string& path, qint64 at, const QByteArray& bytes)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(at));
    file.write(bytes);
}

/// Changes one letter wherever `words` stand in these pages (deleted rows leave copies); false: nowhere.
bool misspell(const std::string& path, const std::vector<std::int64_t>& pages, const QByteArray& words)
{
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadWrite))
        return false;
    bool found = false;
    for (const auto page : pages) {
        file.seek((page - 1) * 8192);
        const auto bytes = file.read(8192);
        for (auto at = bytes.indexOf(words); at >= 0; at = bytes.indexOf(words, at + 1)) {
            file.seek((page - 1) * 8192 + at + 2);
            file.write("q");
            found = true;
        }
    }
    return found;
}

} // namespace

class SalvageTest : public QObject {
    Q_OBJECT

    Rows m_rows;
    Rows m_then;
    QByteArray m_bytes;
    std::map<std::string, std::vector<std::int64_t>> m_leaves;
    static constexpr double kThen = 100.2;

    void prepare(const CacheFolder& folder) const
    {
        QFile file(QString::fromStdString(folder.path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(m_bytes);
        file.close();
        QFile lock(QString::fromStdString(folder.path() + ".lock"));
        QVERIFY(lock.open(QIODevice::WriteOnly));
    }

private Q_SLOTS:
    void initTestCase();
    void aLostPageOfAlertsLosesThoseAlone();
    void aLostPageAnywhereLosesLittle_data();
    void aLostPageAnywhereLosesLittle();
    void aMisspeltWordIsNotBelieved();
    void whateverIsDamagedNoRowIsWrong_data();
    void whateverIsDamagedNoRowIsWrong();
};

void SalvageTest::initTestCase()
{
    CacheFolder folder;
    {
        auto writer = folder.writer();
        fill(*writer);
        VERIFY_OK(writer->checkpoint());
    }
    m_rows = rowsOf(*folder.reader());
    m_then = rowsOf(*folder.reader(), at(kThen));
    QCOMPARE(m_rows.size(), static_cast<std::size_t>(kFacts + kFacts + kFacts / 8));
    for (const char* table : {"episodes", "episodes_versions", "changes", "changes_versions", "notes", "search_data"})
        m_leaves[table] = leavesOf(folder.path(), table);
    QFile file(QString::fromStdString(folder.path()));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_bytes = file.readAll();
}

void SalvageTest::aLostPageOfAlertsLosesThoseAlone()
{
    CacheFolder folder;
    prepare(folder);
    const auto& pages = m_leaves.at("episodes");
    QVERIFY(pages.size() > 4);
    overwrite(folder.path(), (pages[pages.size() / 2] - 1) * 8192, QByteArray(8192, '\xA5'));
    auto writer = folder.writer();
    QVERIFY(!writer->info().setAside.empty());
    QVERIFY2(writer->info().salvaged.find("1 place that cannot be read") != std::string::npos, writer->info().salvaged.c_str());
    const auto reader = folder.reader();
    const auto found = rowsOf(*reader);
    QCOMPARE(wrong(found, m_rows), QStringList());
    QCOMPARE(wrong(rowsOf(*reader, at(kThen)), m_then), QStringList());
    const auto alerts = static_cast<std::size_t>(std::count_if(found.begin(), found.end(), [](const auto& row) { return row.first.starts_with("alert"); }));
    QVERIFY2(alerts > kFacts - 60 && alerts < kFacts, qPrintable(QString::number(alerts)));
    QCOMPARE(found.size() - alerts, m_rows.size() - kFacts);
    const auto said = QString::fromStdString(writer->info().salvaged);
    QVERIFY2(said.startsWith(QStringLiteral("30 notes, 240 change records and %1 alerts were read back").arg(alerts)), qPrintable(said));
    QCOMPARE(reader->search("결제", kAllTime, 1000)->empty(), false);
    // The console goes on with it: the same alert polled again is the same episode.
    QVERIFY(reader->verify()->empty());
}

void SalvageTest::aLostPageAnywhereLosesLittle_data()
{
    QTest::addColumn<QString>("table");
    for (const char* table : {"episodes", "episodes_versions", "changes", "changes_versions", "notes"})
        QTest::newRow(table) << QString::fromLatin1(table);
}

void SalvageTest::aLostPageAnywhereLosesLittle()
{
    QFETCH(QString, table);
    for (const auto page : m_leaves.at(table.toStdString())) {
        CacheFolder folder;
        prepare(folder);
        overwrite(folder.path(), (page - 1) * 8192, QByteArray(8192, '\0'));
        auto writer = folder.writer();
        QVERIFY(!writer->info().setAside.empty());
        const auto found = rowsOf(*folder.reader());
        QCOMPARE(wrong(found, m_rows), QStringList());
        QVERIFY2(found.size() > m_rows.size() / 2, writer->info().salvaged.c_str());
    }
}

void SalvageTest::aMisspeltWordIsNotBelieved()
{
    CacheFolder folder;
    prepare(folder);
    QVERIFY(misspell(folder.path(), m_leaves.at("episodes"), "the 15838th of its kind"));
    QVERIFY(misspell(folder.path(), m_leaves.at("notes"), "note about 104 "));
    QVERIFY(misspell(folder.path(), m_leaves.at("changes_versions"), "release of number 3315"));
    overwrite(folder.path(), (m_leaves.at("episodes").back() - 1) * 8192, QByteArray(8192, '\0')); // so that the damage is seen
    auto writer = folder.writer();
    QVERIFY(!writer->info().setAside.empty());
    const auto found = rowsOf(*folder.reader());
    QCOMPARE(wrong(found, m_rows), QStringList());
    QVERIFY2(writer->info().salvaged.find("3 records that nothing confirms") != std::string::npos, writer->info().salvaged.c_str());
}

void SalvageTest::whateverIsDamagedNoRowIsWrong_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 60; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void SalvageTest::whateverIsDamagedNoRowIsWrong()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    CacheFolder folder;
    prepare(folder);
    for (unsigned i = 0; i < 1 + random() % 6; ++i) {
        QByteArray noise(1 + static_cast<int>(random() % (seed % 3 == 0 ? 4000 : 24)), '\0');
        for (auto& c : noise)
            c = static_cast<char>(random());
        overwrite(folder.path(), static_cast<qint64>(random() % static_cast<unsigned>(m_bytes.size() - noise.size())), noise);
    }
    auto opened = CacheWriter::open({folder.path(), 30, 0});
    if (!opened.ok() || (*opened)->info().setAside.empty())
        return; // not seen to be damaged: nothing was salvaged
    QCOMPARE(wrong(rowsOf(*folder.reader()), m_rows), QStringList());
    QVERIFY(folder.reader()->verify()->empty());
}

VEDETTE_TEST(SalvageTest)
#include "tst_salvage.moc"
