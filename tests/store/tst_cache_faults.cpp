// The disk fails, tears a write or loses its power: what was acknowledged is there, and the cache is sound.

#include "models/store/schema.h"
#include "tests/store/cache_folder.h"
#include "tests/store/fault_vfs.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <random>
#include <unistd.h>

using namespace vedette;
using namespace vedette::test;

namespace {

Batch byHand(int n)
{
    Batch batch;
    batch.byHand = true;
    batch.notes = {{0, at(n), "kim", "note " + std::to_string(n), "", at(n)}};
    return batch;
}

Batch polled(int n)
{
    Batch batch;
    for (int s = 0; s < 4; ++s) {
        SeriesSamples samples;
        samples.labels = Labels{{"__name__", "load"}, {"n", std::to_string(s)}};
        for (int i = 0; i < (n % 3 == 0 ? 60 : 1); ++i) {
            samples.times.push_back(at(n * 100 + i));
            samples.values.push_back(n + i / 7.0);
        }
        batch.samples.push_back(std::move(samples));
    }
    AlertEpisode e;
    e.name = "Errors";
    e.labels = Labels{{"alertname", "Errors"}};
    e.startsAt = at(n);
    batch.alertPolls.push_back({"prom", at(n + 0.5), n % 2 == 0 ? std::vector<AlertEpisode>{e} : std::vector<AlertEpisode>{}, Millis{30'000}});
    return batch;
}

/// A little of everything a writer does; answers the notes that were acknowledged.
std::vector<int> work(CacheWriter& writer, int from)
{
    std::vector<int> kept;
    for (int n = from; n < from + 6; ++n) {
        if (writer.commit(byHand(n)).ok())
            kept.push_back(n);
        static_cast<void>(writer.commit(polled(n)));
        if (n % 3 == 2)
            static_cast<void>(writer.checkpoint());
        static_cast<void>(writer.putState("k", std::to_string(n)));
    }
    static_cast<void>(writer.retire(at(from + 10)));
    return kept;
}

/// What is not as it was promised; empty: nothing.
QString broken(const std::string& path, const std::vector<int>& kept)
{
    auto writer = CacheWriter::open({path, 30, 0});
    if (!writer.ok())
        return QString::fromStdString(writer.error().text());
    if (!(*writer)->info().setAside.empty())
        return QStringLiteral("put aside");
    const auto reader = CacheReader::open(path);
    if (!reader.ok())
        return QString::fromStdString(reader.error().text());
    if (const auto findings = (*reader)->verify(); !findings.ok() || !findings->empty())
        return QStringLiteral("not sound: ") + QString::fromStdString(findings.ok() ? findings->front() : findings.error().text());
    const auto notes = (*reader)->notes(kAllTime);
    for (const int n : kept) {
        if (std::none_of(notes->begin(), notes->end(), [&](const Note& note) { return note.at == at(n); }))
            return QStringLiteral("note %1 is lost").arg(n);
    }
    std::int64_t samples = 0;
    const auto all = (*reader)->series({});
    for (const auto& each : *all)
        samples += static_cast<std::int64_t>((*reader)->samples(each.id, kAllTime)->times.size());
    if (samples != (*reader)->info()->samples)
        return QStringLiteral("%1 samples of %2").arg(samples).arg((*reader)->info()->samples);
    return {};
}

void putFiles(const std::map<std::string, std::string>& files, const std::string& folder)
{
    for (const auto& [name, bytes] : files) {
        QFile file(QDir(QString::fromStdString(folder)).filePath(QFileInfo(QString::fromStdString(name)).fileName()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
}

std::string folderOf(const CacheFolder& folder) { return QFileInfo(QString::fromStdString(folder.path())).path().toStdString(); }

/// The files as they lie there now, as a killed process leaves them.
std::map<std::string, std::string> lying(const std::string& folder)
{
    std::map<std::string, std::string> out;
    for (const auto& info : QDir(QString::fromStdString(folder)).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        if (!info.fileName().endsWith(QLatin1String("-shm")) && file.open(QIODevice::ReadOnly))
            out[info.fileName().toStdString()] = file.readAll().toStdString();
    }
    return out;
}

} // namespace

class CacheFaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatFailsOnceIsAnErrorAndNoMore_data();
    void whatFailsOnceIsAnErrorAndNoMore();
    void aTornWriteAndDeathLoseNothing();
    void aPowerCutLosesNothingThatAPersonWrote();
    void aMigrationThatFailsAnywhereIsDoneOrNot();
    void aDamagedWalIsCutOffOrSetAside();
};

void CacheFaults::whatFailsOnceIsAnErrorAndNoMore_data()
{
    QTest::addColumn<int>("call");
    QTest::addColumn<int>("code");
    const auto add = [](const char* name, FaultVfs::Call call, int code) { QTest::newRow(name) << static_cast<int>(call) << code; };
    add("write, I/O error", FaultVfs::Call::write, SQLITE_IOERR_WRITE);
    add("write, disk full", FaultVfs::Call::write, SQLITE_FULL);
    add("sync, I/O error", FaultVfs::Call::sync, SQLITE_IOERR_FSYNC);
    add("truncate", FaultVfs::Call::truncate, SQLITE_IOERR_TRUNCATE);
    add("open", FaultVfs::Call::open, SQLITE_CANTOPEN);
    add("shared memory", FaultVfs::Call::shm, SQLITE_IOERR_SHMMAP);
}

void CacheFaults::whatFailsOnceIsAnErrorAndNoMore()
{
    QFETCH(int, call);
    QFETCH(int, code);
    bool more = true;
    for (int nth = 1; more && nth < 400; nth += nth < 12 ? 1 : 7) {
        FaultVfs vfs;
        CacheFolder folder;
        {
            auto writer = folder.writer();
            VERIFY_OK(writer->commit(byHand(0)));
            vfs.fail(static_cast<FaultVfs::Call>(call), nth, code);
            auto kept = work(*writer, 1);
            more = vfs.failed();
            vfs.fail(FaultVfs::Call::none, 0, 0);
            kept.push_back(0);
            const auto again = writer->commit(byHand(50)); // the fault is over: it goes on
            QVERIFY2(again.ok(), qPrintable(QStringLiteral("%1th: %2").arg(nth).arg(QString::fromStdString(again.ok() ? "" : again.error().text()))));
            VERIFY_OK(writer->checkpoint());
            kept.push_back(50);
            writer.reset();
            const auto wrong = broken(folder.path(), kept);
            QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("%1th: %2").arg(nth).arg(wrong)));
        }
        if (call == static_cast<int>(FaultVfs::Call::open) || call == static_cast<int>(FaultVfs::Call::shm))
            break; // the files are open by then
    }
    // And while it is opened: an error or a sound cache.
    for (int nth = 1; nth < 60; nth += nth < 12 ? 1 : 5) {
        FaultVfs vfs;
        CacheFolder folder;
        {
            auto writer = folder.writer();
            VERIFY_OK(writer->commit(byHand(0)));
            VERIFY_OK(writer->commit(polled(0)));
        }
        vfs.fail(static_cast<FaultVfs::Call>(call), nth, code);
        if (auto opened = CacheWriter::open({folder.path(), 30, 0}); opened.ok())
            static_cast<void>((*opened)->commit(polled(1)));
        vfs.fail(FaultVfs::Call::none, 0, 0);
        const auto wrong = broken(folder.path(), {0});
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("opening, %1th: %2").arg(nth).arg(wrong)));
    }
}

void CacheFaults::aTornWriteAndDeathLoseNothing()
{
    bool more = true;
    for (int nth = 1; more && nth < 400; nth += nth < 20 ? 1 : 9) {
        FaultVfs vfs;
        CacheFolder folder;
        CacheFolder after;
        std::vector<int> kept;
        {
            auto writer = folder.writer();
            kept.push_back(0);
            VERIFY_OK(writer->commit(byHand(0)));
            vfs.fail(FaultVfs::Call::write, nth, SQLITE_IOERR_WRITE, true);
            for (int n = 1; n < 7 && !vfs.failed(); ++n) {
                if (writer->commit(byHand(n)).ok())
                    kept.push_back(n);
                if (!vfs.failed())
                    static_cast<void>(writer->commit(polled(n)));
                if (!vfs.failed() && n % 3 == 2)
                    static_cast<void>(writer->checkpoint());
            }
            more = vfs.failed();
            putFiles(lying(folderOf(folder)), folderOf(after)); // as death leaves it
        }
        ::unlink((after.path() + ".people").c_str()); // the cache itself has to have it
        const auto wrong = broken(after.path(), kept);
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("%1th: %2").arg(nth).arg(wrong)));
    }
}

void CacheFaults::aPowerCutLosesNothingThatAPersonWrote()
{
    std::mt19937 random(7);
    for (int round = 0; round < 24; ++round) {
        FaultVfs vfs;
        CacheFolder folder;
        vfs.watchPower();
        auto writer = folder.writer();
        std::vector<int> kept;
        const int steps = 1 + static_cast<int>(random() % 14);
        for (int n = 0; n < steps; ++n) {
            VERIFY_OK(writer->commit(polled(n)));
            VERIFY_OK(writer->commit(byHand(n)));
            kept.push_back(n);
            VERIFY_OK(writer->commit(polled(n + 100)));
            if (n % 4 == 3)
                VERIFY_OK(writer->checkpoint());
        }
        for (int cut = 0; cut < 4; ++cut) {
            CacheFolder after;
            putFiles(vfs.afterPowerCut(folderOf(folder), random), folderOf(after));
            const auto wrong = broken(after.path(), kept);
            QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("round %1: %2").arg(round).arg(wrong)));
        }
    }
}

void CacheFaults::aMigrationThatFailsAnywhereIsDoneOrNot()
{
    CacheFolder made;
    {
        auto writer = made.writer();
        VERIFY_OK(writer->commit(byHand(0)));
        VERIFY_OK(writer->commit(polled(0)));
    }
    auto steps = schemaMigrations();
    const auto known = static_cast<std::int64_t>(steps.size());
    steps.push_back("CREATE TABLE later(x); INSERT INTO later SELECT id FROM notes; CREATE INDEX later_x ON later(x);");
    const auto files = lying(folderOf(made));
    for (const auto& [call, code] : {std::pair{FaultVfs::Call::write, SQLITE_IOERR_WRITE}, std::pair{FaultVfs::Call::sync, SQLITE_IOERR_FSYNC}}) {
        for (int nth = 1; nth < 120; nth += nth < 10 ? 1 : 6) {
            FaultVfs vfs;
            CacheFolder folder;
            putFiles(files, folderOf(folder));
            bool done = false;
            {
                auto db = Database::open(folder.path(), Database::Mode::write);
                VERIFY_OK(db);
                vfs.fail(call, nth, code);
                done = migrateSchema(*db, folder.path(), steps).ok();
                vfs.fail(FaultVfs::Call::none, 0, 0);
            }
            auto db = Database::open(folder.path(), Database::Mode::write);
            VERIFY_OK(db);
            const auto version = (*db->integer("PRAGMA user_version")).value();
            QVERIFY(version == known || version == known + 1);
            QVERIFY(!done || version == known + 1);
            QCOMPARE((*db->integer("SELECT count(*) FROM sqlite_schema WHERE name IN ('later', 'later_x')")).value(), version == known ? 0 : 2);
            QCOMPARE((*db->integer("SELECT count(*) FROM notes")).value(), 1);
            QCOMPARE(*migrateSchema(*db, folder.path(), steps), static_cast<int>(steps.size()));
        }
    }
}

void CacheFaults::aDamagedWalIsCutOffOrSetAside()
{
    CacheFolder made;
    auto writer = made.writer();
    VERIFY_OK(writer->commit(byHand(0)));
    VERIFY_OK(writer->checkpoint());
    for (int n = 1; n < 5; ++n)
        VERIFY_OK(writer->commit(byHand(n)));
    const auto files = lying(folderOf(made));
    QVERIFY(files.at("cache.db-wal").size() > 20'000);
    std::mt19937 random(3);
    for (int round = 0; round < 30; ++round) {
        auto damaged = files;
        auto& wal = damaged.at("cache.db-wal");
        for (int i = 0; i < 6; ++i)
            wal[random() % wal.size()] = static_cast<char>(random());
        if (round % 5 == 0)
            wal.resize(random() % wal.size());
        damaged["cache.db-shm"] = std::string(32'768, static_cast<char>(random()));
        CacheFolder folder;
        putFiles(damaged, folderOf(folder));
        auto opened = CacheWriter::open({folder.path(), 30, 0});
        VERIFY_OK(opened);
        QVERIFY(folder.reader()->verify()->empty());
        QVERIFY(!folder.reader()->notes(kAllTime)->empty());
    }
}

VEDETTE_TEST(CacheFaults)
#include "tst_cache_faults.moc"
