#include "models/core/opening_step.h"
#include "models/store/event_query.h"
#include "models/store/schema.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QDir>
#include <QFileInfo>
#include <QScopeGuard>

#include <algorithm>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace vedette;
using namespace vedette::test;

namespace {

Batch oneNote(const char* text, double when = 1)
{
    Batch batch;
    batch.byHand = true;
    batch.notes = {{0, at(when), "kim", text, "", at(when)}};
    ChangeRecord c;
    c.id = std::string("hand-") + text;
    c.source = "by-hand";
    c.service = "cart";
    c.startsAt = at(when);
    c.seenAt = at(when);
    batch.changes = {c};
    return batch;
}

void put(const std::string& path, const QByteArray& bytes)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

QByteArray bytesOf(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void sql(const std::string& path, const char* text)
{
    sqlite3* db = nullptr;
    QCOMPARE(sqlite3_open(path.c_str(), &db), SQLITE_OK);
    QCOMPARE(sqlite3_exec(db, text, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(db);
}

} // namespace

class CacheOpening : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNewCacheIsForItsOwnerOnly();
    void foreignFilesAreRefusedAndLeftAsTheyAre_data();
    void foreignFilesAreRefusedAndLeftAsTheyAre();
    void anEmptyFileIsMadeACache();
    void aNewerSchemaIsRefusedWithBothNumbers();
    void anOlderSchemaIsBroughtUpAndACopyKept();
    void aCacheOfEachOlderSchemaIsReadAsItWas_data();
    void aCacheOfEachOlderSchemaIsReadAsItWas();
    void aDamagedCacheIsSetAsideAndWhatPeopleWroteComesBack_data();
    void aDamagedCacheIsSetAsideAndWhatPeopleWroteComesBack();
    void aSecondWriterIsToldWhoHasIt();
    void aReadOnlyFolderIsReadAndSaysWhy_data();
    void aReadOnlyFolderIsReadAndSaysWhy();
    void aReadOnlyFolderWithoutACacheIsASentence();
    void aFileThatIsReadAsItLiesIsReadAnewWhenItChanged();
    void aReaderSeesThatAnotherFileLiesThere();
    void aReaderLeavesTheWalAlone();
    void aFullDiskStoresNothingOfTheBatchAndTheNextCommitWorks();
    void aLimitOfLessThanAPageIsRefused();
    void aLimitIsKeptToThePage();
    void changesAreCountedFoldedAndAsTold();
    void aDeletedCacheIsMadeAgain();
    void aFeedsTroublesAreStoredAndEndWhenItAnswers();
    void retentionDropsTheOldAndNeverWhatPeopleWrote();
    void aClockThatWentBackDeletesNothing();
    void theByteLimitDropsTheOldestDays();
    void silencesExpireWhenTheyAreNoLongerListed();
};

void CacheOpening::aNewCacheIsForItsOwnerOnly()
{
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("a/b/cache.db")).toStdString();
    auto writer = CacheWriter::open({path, 30, 0});
    VERIFY_OK(writer);
    QCOMPARE((*writer)->info().schemaVersion, static_cast<int>(schemaMigrations().size()));
    VERIFY_OK((*writer)->commit(oneNote("x")));
    struct stat info {};
    for (const char* suffix : {"", "-wal", ".lock", ".people"}) {
        QCOMPARE(::stat((path + suffix).c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0600U);
    }
    QCOMPARE(::stat(folder.filePath(QStringLiteral("a/b")).toStdString().c_str(), &info), 0);
    QCOMPARE(info.st_mode & 0777, 0700U);
}

void CacheOpening::foreignFilesAreRefusedAndLeftAsTheyAre_data()
{
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"text", "binary", "folder", "fifo", "sqlite", "short"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void CacheOpening::foreignFilesAreRefusedAndLeftAsTheyAre()
{
    QFETCH(QString, kind);
    CacheFolder folder;
    const auto path = folder.path();
    if (kind == QLatin1String("text"))
        put(path, QByteArray("feeds:\n  - name: x\n").repeated(50));
    else if (kind == QLatin1String("binary"))
        put(path, QByteArray(4096, '\x01'));
    else if (kind == QLatin1String("short"))
        put(path, QByteArray("x"));
    else if (kind == QLatin1String("folder"))
        QVERIFY(QDir().mkpath(QString::fromStdString(path)));
    else if (kind == QLatin1String("fifo"))
        QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
    else
        sql(path, "PRAGMA application_id=7; CREATE TABLE t(x); INSERT INTO t VALUES(1);");
    const auto before = kind == QLatin1String("fifo") || kind == QLatin1String("folder") ? QByteArray() : bytesOf(path);
    const auto opened = CacheWriter::open({path, 30, 0});
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().kind, ErrorKind::store);
    QVERIFY2(opened.error().detail.find("not a Vedette cache") != std::string::npos, opened.error().detail.c_str());
    QVERIFY(!CacheReader::open(path).ok());
    if (!before.isEmpty())
        QCOMPARE(bytesOf(path), before);
    QVERIFY(!QFileInfo::exists(QString::fromStdString(path + ".lock")));
}

void CacheOpening::anEmptyFileIsMadeACache()
{
    CacheFolder folder;
    put(folder.path(), {});
    QVERIFY(!CacheReader::open(folder.path()).ok());
    auto writer = folder.writer();
    QVERIFY(writer);
    VERIFY_OK(writer->commit(oneNote("x")));
}

void CacheOpening::aNewerSchemaIsRefusedWithBothNumbers()
{
    CacheFolder folder;
    VERIFY_OK(folder.writer()->commit(oneNote("x")));
    sql(folder.path(), "PRAGMA user_version=99;");
    const auto before = bytesOf(folder.path());
    for (const auto& detail : {CacheWriter::open({folder.path(), 30, 0}).error().detail, CacheReader::open(folder.path()).error().detail}) {
        QVERIFY2(detail.find("99") != std::string::npos, detail.c_str());
        QVERIFY2(detail.find(std::to_string(schemaMigrations().size())) != std::string::npos, detail.c_str());
    }
    QCOMPARE(bytesOf(folder.path()), before);
}

void CacheOpening::anOlderSchemaIsBroughtUpAndACopyKept()
{
    CacheFolder folder;
    VERIFY_OK(folder.writer()->commit(oneNote("x")));
    auto steps = schemaMigrations();
    steps.push_back("CREATE TABLE later(x); ");
    const auto path = folder.path();
    {
        auto db = Database::open(path, Database::Mode::write);
        VERIFY_OK(db);
        auto broken = steps;
        broken.back() = "CREATE TABLE later(x); CREATE TABLE later(x);";
        QVERIFY(!migrateSchema(*db, path, broken).ok());
        QCOMPARE((*db->integer("PRAGMA user_version")).value(), static_cast<std::int64_t>(steps.size() - 1));
        QCOMPARE((*db->integer("SELECT count(*) FROM sqlite_schema WHERE name='later'")).value(), 0);
        QCOMPARE(*migrateSchema(*db, path, steps), static_cast<int>(steps.size()));
        QCOMPARE(*migrateSchema(*db, path, steps), static_cast<int>(steps.size()));
    }
    auto copy = Database::open(path + ".before-v" + std::to_string(steps.size()), Database::Mode::read);
    VERIFY_OK(copy);
    QCOMPARE((*copy->integer("SELECT count(*) FROM notes")).value(), 1);
}

void CacheOpening::aCacheOfEachOlderSchemaIsReadAsItWas_data()
{
    QTest::addColumn<int>("schema");
    for (int number = 1; number < static_cast<int>(schemaMigrations().size()); ++number)
        QTest::addRow("schema %d", number) << number;
}

void CacheOpening::aCacheOfEachOlderSchemaIsReadAsItWas()
{
    QFETCH(int, schema);
    CacheFolder folder;
    Batch batch;
    AlertEpisode alert;
    alert.name = "Slow";
    alert.labels = Labels{{"alertname", "Slow"}};
    alert.startsAt = at(10);
    alert.endsAt = at(30);
    alert.state = AlertState::resolved;
    batch.alertHistories.push_back({"prom", span(0, 60), Millis{60'000}, {alert}});
    ChangeRecord change;
    change.id = "1";
    change.service = "cart";
    change.source = "cd";
    change.startsAt = at(5);
    change.endsAt = at(9);
    change.status = ChangeStatus::success;
    change.seenAt = at(9);
    batch.changes.push_back(change);
    VERIFY_OK(folder.writer()->commit(batch));
    const auto older = folder.path("older.db");
    {
        auto db = Database::open(older, Database::Mode::write);
        VERIFY_OK(db);
        const auto& steps = schemaMigrations();
        QCOMPARE(*migrateSchema(*db, older, {steps.begin(), steps.begin() + schema}), schema);
    }
    std::string copies = "ATTACH '" + folder.path() + "' AS now;";
    for (const char* table : {"episodes", "episodes_versions", "changes", "changes_versions"})
        copies += std::string("INSERT INTO ") + table + " SELECT * FROM now." + table + ";";
    sql(older, copies.c_str());
    QVERIFY(!CacheReader::open(older).ok());
    std::vector<OpeningStep> told;
    {
        const OpeningListener listener([&told](const OpeningStep& step) { told.push_back(step); });
        QCOMPARE((*CacheWriter::open({older, 30, 0}))->info().schemaVersion, static_cast<int>(schemaMigrations().size()));
    }
    for (const auto part : {OpeningStep::Part::moving, OpeningStep::Part::folding}) {
        const auto last = std::find_if(told.rbegin(), told.rend(), [part](const OpeningStep& step) { return step.part == part; });
        QVERIFY(last != told.rend());
        QCOMPARE(last->total, part == OpeningStep::Part::moving ? 2 : 1);
        QCOMPARE(last->percent(), 100);
    }
    QVERIFY(QFile::exists(QString::fromStdString(older + ".before-v" + std::to_string(schemaMigrations().size()))));
    auto reader = CacheReader::open(older);
    VERIFY_OK(reader);
    for (const auto& [window, asOf] : {std::pair{span(20, 25), std::optional<Time>{}}, std::pair{span(0, 60), std::optional(at(20))}}) {
        const auto alerts = (*reader)->alerts(window, asOf);
        VERIFY_OK(alerts);
        QCOMPARE(alerts->size(), 1U);
        const auto before = folder.reader()->alerts(window, asOf);
        QVERIFY(alerts->front().id == before->front().id && alerts->front().endsAt == before->front().endsAt && alerts->front().open() == asOf.has_value());
    }
    QCOMPARE((*reader)->changes(span(5, 6))->size(), 1U);
    QCOMPARE((*reader)->search("slow", kAllTime, 9)->size(), 1U);
    QCOMPARE((*reader)->search("service:cart", kAllTime, 9)->size(), 1U);
    EventQuery all;
    all.range = kAllTime;
    QCOMPARE((*reader)->eventCounts(all)->total, 2);
    QCOMPARE((*reader)->events(all)->rows.size(), 2U);
}

void CacheOpening::aDamagedCacheIsSetAsideAndWhatPeopleWroteComesBack_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("count");
    QTest::newRow("header") << 0 << 200;
    QTest::newRow("mark only") << 16 << 84;
    QTest::newRow("schema page") << 100 << 4000;
    QTest::newRow("pages") << 8192 << 60'000;
    QTest::newRow("everything") << 0 << 10'000'000;
}

void CacheOpening::aDamagedCacheIsSetAsideAndWhatPeopleWroteComesBack()
{
    QFETCH(int, from);
    QFETCH(int, count);
    CacheFolder folder;
    {
        auto writer = folder.writer();
        VERIFY_OK(writer->commit(oneNote("first")));
        VERIFY_OK(writer->commit(oneNote("second", 2)));
        VERIFY_OK(writer->checkpoint());
    }
    auto bytes = bytesOf(folder.path());
    for (int i = from; i < std::min<int>(from + count, static_cast<int>(bytes.size())); ++i)
        bytes[i] = static_cast<char>((std::int64_t{i} * 7919 + 13) >> 3);
    put(folder.path(), bytes);
    auto writer = folder.writer();
    QVERIFY(writer);
    QVERIFY(writer->info().setAside.find(".damaged-") != std::string::npos);
    QCOMPARE(bytesOf(writer->info().setAside).size(), bytes.size());
    const auto notes = folder.reader()->notes(kAllTime);
    QCOMPARE(notes->size(), 2U);
    QCOMPARE(notes->back().text, std::string("second"));
    QCOMPARE(folder.reader()->changeRecords(kAllTime)->size(), 2U);
    QCOMPARE(folder.reader()->search("first", kAllTime, 9)->size(), 2U);
    writer.reset();
    writer = folder.writer();
    QVERIFY(writer->info().setAside.empty());
    QCOMPARE(folder.reader()->notes(kAllTime)->size(), 2U);
}

void CacheOpening::aSecondWriterIsToldWhoHasIt()
{
    CacheFolder folder;
    auto first = folder.writer();
    VERIFY_OK(first->commit(oneNote("x")));
    const auto second = CacheWriter::open({folder.path(), 30, 0});
    QVERIFY(!second.ok());
    QVERIFY(second.error().detail.starts_with("in use"));
    QVERIFY(second.error().detail.find(std::to_string(::getpid())) != std::string::npos);
    QCOMPARE(folder.reader()->notes(kAllTime)->size(), 1U);
    first.reset();
    QVERIFY(folder.writer());
}

/// Root may write everywhere: while this lives, the thread is nobody, and the folder nobody's.
class AsNobody {
public:
    explicit AsNobody(const std::string& folder) : m_wasRoot(::geteuid() == 0)
    {
        constexpr unsigned kNobody = 65534;
        if (!m_wasRoot)
            return;
        QDir dir(QString::fromStdString(folder));
        const auto names = dir.entryList(QDir::Files);
        for (const auto& name : names)
            m_good = ::chown(dir.filePath(name).toStdString().c_str(), kNobody, kNobody) == 0 && m_good;
        m_good = m_good && ::chown(folder.c_str(), kNobody, kNobody) == 0 && ::seteuid(kNobody) == 0;
    }
    ~AsNobody()
    {
        if (m_wasRoot && ::seteuid(0) != 0)
            std::abort();
    }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;
    [[nodiscard]] bool good() const { return m_good; }

private:
    bool m_wasRoot;
    bool m_good = true;
};

void CacheOpening::aReadOnlyFolderIsReadAndSaysWhy_data()
{
    QTest::addColumn<int>("folderMode");
    QTest::addColumn<int>("fileMode");
    QTest::addColumn<bool>("killed");
    QTest::newRow("folder") << 0500 << 0600 << false;
    QTest::newRow("folder, its console was killed") << 0500 << 0600 << true;
    QTest::newRow("folder and file") << 0500 << 0400 << false;
    QTest::newRow("folder and files, its console was killed") << 0500 << 0400 << true;
    QTest::newRow("file") << 0700 << 0400 << false;
}

void CacheOpening::aReadOnlyFolderIsReadAndSaysWhy()
{
    QFETCH(int, folderMode);
    QFETCH(int, fileMode);
    QFETCH(bool, killed);
    CacheFolder folder;
    {
        auto writer = folder.writer();
        VERIFY_OK(writer->commit(oneNote("x")));
        VERIFY_OK(writer->checkpoint());
        if (killed) { // what lies there then: a WAL, and perhaps its shared memory
            VERIFY_OK(writer->commit(oneNote("y")));
            for (const char* suffix : {"", "-wal"})
                put(folder.path() + suffix + ".kept", bytesOf(folder.path() + suffix));
        }
    }
    const auto parent = QFileInfo(QString::fromStdString(folder.path())).path().toStdString();
    if (killed) {
        for (const char* suffix : {"", "-wal"})
            QCOMPARE(::rename((folder.path() + suffix + ".kept").c_str(), (folder.path() + suffix).c_str()), 0);
    }
    for (const char* suffix : {"", "-wal"})
        ::chmod((folder.path() + suffix).c_str(), static_cast<mode_t>(fileMode));
    ::chmod(parent.c_str(), static_cast<mode_t>(folderMode));
    const auto restore = qScopeGuard([&] { ::chmod(parent.c_str(), 0700); });
    const AsNobody nobody(parent);
    QVERIFY(nobody.good());
    auto opened = CacheWriter::open({folder.path(), 30, 0});
    VERIFY_OK(opened);
    QVERIFY((*opened)->info().readOnly);
    QVERIFY2((*opened)->info().reason.find("may not be written") != std::string::npos, (*opened)->info().reason.c_str());
    for (const auto& refused : {Status((*opened)->commit(oneNote("z")).ok() ? Status(Done{}) : Status((*opened)->commit(oneNote("z")).error())), (*opened)->checkpoint(),
             (*opened)->putState("k", "v"), (*opened)->compact(), (*opened)->setHardLimit(0)}) {
        QVERIFY(!refused.ok());
        QVERIFY2(refused.error().detail.find("read only") != std::string::npos, refused.error().detail.c_str());
    }
    const auto reader = CacheReader::open(folder.path());
    VERIFY_OK(reader);
    const auto notes = (*reader)->notes(kAllTime);
    VERIFY_OK(notes);
    QVERIFY(!notes->empty());
    QVERIFY((*reader)->verify()->empty());
}

void CacheOpening::aReadOnlyFolderWithoutACacheIsASentence()
{
    CacheFolder folder;
    const auto parent = QFileInfo(QString::fromStdString(folder.path())).path().toStdString();
    ::chmod(parent.c_str(), 0500);
    const auto restore = qScopeGuard([&] { ::chmod(parent.c_str(), 0700); });
    const AsNobody nobody(parent);
    QVERIFY(nobody.good());
    const auto opened = CacheWriter::open({folder.path(), 30, 0});
    QVERIFY(!opened.ok());
    QCOMPARE(opened.error().kind, ErrorKind::store);
    QVERIFY2(opened.error().detail.find("may not be written") != std::string::npos, opened.error().detail.c_str());
}

void CacheOpening::aFileThatIsReadAsItLiesIsReadAnewWhenItChanged()
{
    CacheFolder folder;
    CacheFolder other;
    VERIFY_OK(folder.writer()->commit(oneNote("x")));
    {
        auto writer = other.writer();
        VERIFY_OK(writer->commit(oneNote("x")));
        VERIFY_OK(writer->commit(oneNote("y", 2)));
    }
    const auto parent = QFileInfo(QString::fromStdString(folder.path())).path().toStdString();
    ::chmod(parent.c_str(), 0500);
    const auto restore = qScopeGuard([&] { ::chmod(parent.c_str(), 0700); });
    std::unique_ptr<CacheReader> reader;
    {
        const AsNobody nobody(parent);
        reader = folder.reader();
        QVERIFY(reader);
        QCOMPARE(reader->notes(kAllTime)->size(), 1U);
    }
    put(folder.path(), bytesOf(other.path()));
    const AsNobody nobody(parent);
    QCOMPARE(reader->notes(kAllTime)->size(), 2U);
}

void CacheOpening::aReaderSeesThatAnotherFileLiesThere()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(oneNote("x")));
    const auto reader = folder.reader();
    QCOMPARE(reader->notes(kAllTime)->size(), 1U);
    CacheFolder other;
    {
        auto more = other.writer();
        VERIFY_OK(more->commit(oneNote("x")));
        VERIFY_OK(more->commit(oneNote("y", 2)));
        VERIFY_OK(more->commit(oneNote("z", 3)));
    }
    for (const char* suffix : {"-wal", "-shm"})
        ::unlink((folder.path() + suffix).c_str());
    QCOMPARE(::rename(other.path().c_str(), folder.path().c_str()), 0);
    QCOMPARE(reader->notes(kAllTime)->size(), 3U);
    VERIFY_OK(writer->commit(oneNote("w", 4))); // and the writer writes what lies there
    QCOMPARE(reader->notes(kAllTime)->size(), 4U);
}

void CacheOpening::aReaderLeavesTheWalAlone()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(oneNote("x")));
    const auto wal = [&] { return QFileInfo(QString::fromStdString(folder.path() + "-wal")).size(); };
    const auto before = wal();
    const auto file = bytesOf(folder.path());
    QVERIFY(before > 0);
    {
        const auto reader = folder.reader();
        VERIFY_OK(reader->alerts(kAllTime));
        VERIFY_OK(reader->info());
        VERIFY_OK(reader->verify());
    }
    QCOMPARE(wal(), before); // one connection checkpoints: the writer's
    QCOMPARE(bytesOf(folder.path()), file);
    const auto reader = folder.reader();
    VERIFY_OK(reader->alerts(kAllTime, at(1)));
    VERIFY_OK(reader->changes(kAllTime));
    VERIFY_OK(reader->search("x", kAllTime, 5));
    for (int i = 0; i < 300; ++i)
        VERIFY_OK(writer->commit(oneNote("more", i)));
    VERIFY_OK(writer->checkpoint()); // an idle reader holds nothing up
    QCOMPARE(wal(), 0);
}

void CacheOpening::aFullDiskStoresNothingOfTheBatchAndTheNextCommitWorks()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(oneNote("before")));
    Batch big;
    SeriesSamples samples;
    samples.labels = Labels{{"__name__", "noise"}};
    std::uint64_t state = 1;
    for (int i = 0; i < 20'000; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        samples.times.push_back(at(i));
        samples.values.push_back(1.0 / static_cast<double>(state >> 11U));
    }
    big.samples = {samples};
    big.notes = {{0, at(5), "kim", "lost", "", at(5)}};
    VERIFY_OK(writer->checkpoint());
    VERIFY_OK(writer->setHardLimit(QFileInfo(QString::fromStdString(folder.path())).size() + 80'000));
    const auto failed = writer->commit(big);
    QVERIFY(!failed.ok());
    QVERIFY2(failed.error().detail.find("full") != std::string::npos, failed.error().detail.c_str());
    QCOMPARE(folder.reader()->notes(kAllTime)->size(), 1U);
    QCOMPARE(folder.reader()->info()->samples, 0);
    VERIFY_OK(writer->commit(oneNote("small", 3)));
    VERIFY_OK(writer->setHardLimit(0));
    VERIFY_OK(writer->commit(big));
    QCOMPARE(folder.reader()->info()->samples, 20'000);
    QCOMPARE(folder.reader()->notes(kAllTime)->size(), 3U);
    QVERIFY(folder.reader()->verify()->empty());
}

void CacheOpening::aLimitOfLessThanAPageIsRefused()
{
    CacheFolder folder;
    auto writer = folder.writer();
    for (const std::int64_t bytes : {std::int64_t{1}, std::int64_t{8191}}) {
        const auto refused = writer->setHardLimit(bytes);
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().kind, ErrorKind::store);
        QVERIFY2(refused.error().detail.find("less than one page") != std::string::npos, refused.error().detail.c_str());
    }
    VERIFY_OK(writer->setHardLimit(8192)); // the file is larger: it does not grow
    Batch big = oneNote("x");
    big.notes.front().text = std::string(200'000, 'n');
    QVERIFY(!writer->commit(big).ok());
    VERIFY_OK(writer->setHardLimit(0));
    VERIFY_OK(writer->commit(big));
}

void CacheOpening::aLimitIsKeptToThePage()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->checkpoint());
    const auto limit = QFileInfo(QString::fromStdString(folder.path())).size() + 40 * 8192 + 8191;
    VERIFY_OK(writer->setHardLimit(limit));
    int stored = 0;
    for (; stored < 100; ++stored) {
        if (!writer->commit(oneNote((std::to_string(stored) + std::string(500, 'n')).c_str(), stored)).ok())
            break;
    }
    QVERIFY(stored > 2 && stored < 100);
    VERIFY_OK(writer->checkpoint());
    const auto size = QFileInfo(QString::fromStdString(folder.path())).size();
    QVERIFY2(size <= limit && size > limit - 8 * 8192, qPrintable(QStringLiteral("%1 of %2").arg(size).arg(limit)));
    QCOMPARE(folder.reader()->notes(kAllTime)->size(), static_cast<std::size_t>(stored));
}

void CacheOpening::changesAreCountedFoldedAndAsTold()
{
    CacheFolder folder;
    auto writer = folder.writer();
    Batch batch;
    for (const char* stage : {"STAGE", "CANARY", "DEPLOY_ALL"}) {
        ChangeRecord c;
        c.id = std::string("run-1-") + stage;
        c.parent = "run-1";
        c.source = "ci";
        c.service = "cart";
        c.revision = "v2";
        c.stage = stage;
        c.startsAt = c.seenAt = at(static_cast<double>(batch.changes.size()));
        batch.changes.push_back(c);
    }
    VERIFY_OK(writer->commit(batch));
    const auto info = folder.reader()->info();
    QCOMPARE(info->changes, static_cast<std::int64_t>(folder.reader()->changes(kAllTime)->size()));
    QCOMPARE(info->changes, 1);
    QCOMPARE(info->changeRecords, 3);
}

void CacheOpening::aDeletedCacheIsMadeAgain()
{
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(oneNote("kept")));
    for (const char* suffix : {"", "-wal", "-shm"})
        ::unlink((folder.path() + suffix).c_str());
    VERIFY_OK(writer->putState("k", "v"));
    QCOMPARE(folder.reader()->notes(kAllTime)->size(), 1U);
}

void CacheOpening::aFeedsTroublesAreStoredAndEndWhenItAnswers()
{
    CacheFolder folder;
    auto writer = folder.writer();
    const auto poll = [&](double when, bool ok) {
        Batch batch;
        batch.polls = {{"prom", "alerts", at(when), Millis{12}, ok, ErrorKind::timeout, ok ? "" : "no answer in 10 s", 0, 10, 1, false}};
        return writer->commit(batch);
    };
    VERIFY_OK(poll(0, true));
    for (int i = 1; i < 6; ++i)
        VERIFY_OK(poll(i, false));
    const auto reader = folder.reader();
    QCOMPARE(reader->polls("prom", kAllTime, 10)->size(), 2U); // failures in a row are one row
    QVERIFY(!reader->outages(kAllTime)->front().to.has_value());
    VERIFY_OK(poll(6, true));
    const auto outages = reader->outages(kAllTime);
    QCOMPARE(outages->size(), 1U);
    QCOMPARE(outages->front().from, at(1));
    QCOMPARE(*outages->front().to, at(6));
    QVERIFY(!reader->outages(kAllTime, at(3))->front().to.has_value());
    QCOMPARE(reader->outages(kAllTime, at(0.5))->size(), 0U);
    FeedStatus status;
    status.name = "prom";
    status.state = FeedState::failing;
    status.latency = Millis{12};
    VERIFY_OK(writer->putFeedStatus(status));
    QCOMPARE(reader->feedStatuses()->front().state, FeedState::failing);
    QCOMPARE(*reader->feedStatuses()->front().latency, Millis{12});
}

static Batch days(int first, int last)
{
    Batch batch;
    for (int s = 0; s < 20; ++s) {
        SeriesSamples samples;
        samples.labels = Labels{{"__name__", "load"}, {"n", std::to_string(s)}};
        std::uint64_t state = 1;
        for (int minute = first * 1440; minute < last * 1440; minute += 2) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            samples.times.push_back(at(minute));
            samples.values.push_back(static_cast<double>(state >> 50U));
        }
        batch.samples.push_back(std::move(samples));
    }
    AlertEpisode e;
    e.name = "Old";
    e.labels = Labels{{"alertname", "Old"}};
    e.startsAt = at(first * 1440.0 + 10);
    e.endsAt = at(first * 1440.0 + 20);
    batch.alertHistories.push_back({"prom", {at(first * 1440.0), at(last * 1440.0)}, Millis{60'000}, {e}});
    return batch;
}

void CacheOpening::retentionDropsTheOldAndNeverWhatPeopleWrote()
{
    CacheFolder folder;
    auto writer = folder.writer({{}, 7, 0});
    VERIFY_OK(writer->commit(days(0, 20)));
    VERIFY_OK(writer->commit(oneNote("kept", 5)));
    int calls = 0;
    for (bool done = false; !done && calls < 100; ++calls)
        done = *writer->retire(at(20 * 1440));
    QVERIFY(calls < 100);
    const auto reader = folder.reader();
    const auto left = reader->samples(1, kAllTime);
    QVERIFY(left->times.front() >= at(12 * 1440));
    QVERIFY(left->times.front() <= at(13 * 1440));
    QCOMPARE(reader->info()->samples, static_cast<std::int64_t>(20 * left->times.size()));
    QCOMPARE(reader->alerts(kAllTime)->size(), 0U);
    QCOMPARE(reader->search("Old", kAllTime, 9)->size(), 0U);
    QCOMPARE(reader->notes(kAllTime)->size(), 1U);
    QCOMPARE(reader->changes(kAllTime)->size(), 1U);
    QVERIFY(reader->verify()->empty());
}

void CacheOpening::aClockThatWentBackDeletesNothing()
{
    CacheFolder folder;
    auto writer = folder.writer({{}, 7, 0});
    VERIFY_OK(writer->commit(days(0, 10)));
    QCOMPARE(*writer->retire(at(5 * 1440)), true);
    const auto before = folder.reader()->info()->samples;
    QVERIFY(*writer->retire(at(4 * 1440)));
    QCOMPARE(folder.reader()->info()->samples, before);
    // A clock a year ahead of everything that any source told counts one day only.
    while (!*writer->retire(at(400 * 1440)))
        continue;
    QVERIFY(folder.reader()->info()->samples > before / 2);
}

void CacheOpening::theByteLimitDropsTheOldestDays()
{
    CacheFolder folder;
    auto writer = folder.writer({{}, 365, 600'000});
    VERIFY_OK(writer->commit(days(0, 30)));
    VERIFY_OK(writer->checkpoint());
    const auto before = folder.reader()->info()->bytes;
    QVERIFY(before > 600'000);
    for (int i = 0; i < 200 && !*writer->retire(at(30 * 1440)); ++i)
        continue;
    VERIFY_OK(writer->checkpoint());
    const auto info = folder.reader()->info();
    QVERIFY2(info->bytes < 800'000, qPrintable(QString::number(info->bytes)));
    QVERIFY(info->samples > 0);
    QVERIFY(*info->oldest > at(1440));
}

void CacheOpening::silencesExpireWhenTheyAreNoLongerListed()
{
    CacheFolder folder;
    auto writer = folder.writer();
    Silence s;
    s.id = "s1";
    s.source = "am";
    s.state = "active";
    s.startsAt = at(0);
    s.endsAt = at(600);
    s.seenAt = at(1);
    Batch batch;
    batch.silences = {s};
    batch.silencesComplete = true;
    batch.silencesFeed = "am";
    VERIFY_OK(writer->commit(batch));
    Batch none;
    none.silencesComplete = true;
    none.silencesFeed = "am";
    none.polls = {{"am", "silences", at(30), Millis{1}, true, ErrorKind::network, "", 200, 1, 0, false}};
    VERIFY_OK(writer->commit(none));
    const auto reader = folder.reader();
    QCOMPARE(reader->silences(span(0, 10))->front().state, std::string("expired"));
    QCOMPARE(reader->silences(span(40, 50))->size(), 0U);
    QCOMPARE(reader->silences(span(40, 50), at(20))->front().state, std::string("active"));
}

VEDETTE_TEST(CacheOpening)
#include "tst_cache_opening.moc"
