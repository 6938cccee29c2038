// A disk that is really full: a small file system of its own, filled to the brim.

#include "models/store/schema.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

using namespace vedette;
using namespace vedette::test;

namespace {

/// A file system of 3 MB in memory; not there where mounting is not allowed.
class SmallDisk {
public:
    SmallDisk() : m_mounted(::mount("tmpfs", dir().c_str(), "tmpfs", 0, "size=3m,mode=0700") == 0) {}
    ~SmallDisk()
    {
        if (m_mounted)
            ::umount2(dir().c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    [[nodiscard]] bool there() const { return m_mounted; }
    [[nodiscard]] std::string dir() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::string cache() const { return dir() + "/cache.db"; }
    /// Leaves so many bytes (whole pages of the file system).
    void fill(std::int64_t leave = 0) const
    {
        struct statvfs info {};
        QCOMPARE(::statvfs(dir().c_str(), &info), 0);
        const auto free = static_cast<std::int64_t>(info.f_bavail) * static_cast<std::int64_t>(info.f_bsize);
        QFile filler(QString::fromStdString(dir() + "/filler"));
        QVERIFY(filler.open(QIODevice::Append));
        const QByteArray piece(4096, 'f');
        for (auto left = free - leave; left > 0; left -= piece.size()) {
            if (filler.write(piece) != piece.size() || !filler.flush())
                break;
        }
    }
    void empty() const { ::unlink((dir() + "/filler").c_str()); }

private:
    QTemporaryDir m_folder;
    bool m_mounted;
};

std::unique_ptr<CacheWriter> writerAt(const SmallDisk& disk)
{
    auto opened = CacheWriter::open({disk.cache(), 30, 0});
    if (!opened.ok())
        qWarning("%s", opened.error().text().c_str());
    return opened.ok() ? std::move(opened.value()) : nullptr;
}

std::size_t notesAt(const SmallDisk& disk)
{
    const auto reader = CacheReader::open(disk.cache());
    return reader.ok() ? (*reader)->notes(kAllTime)->size() : 9999;
}

Batch note(const std::string& text, double when)
{
    Batch batch;
    batch.byHand = true;
    batch.notes = {{0, at(when), "kim", text, "", at(when)}};
    return batch;
}

Batch noise(int from, int count)
{
    Batch batch;
    SeriesSamples samples;
    samples.labels = Labels{{"__name__", "noise"}};
    std::uint64_t state = static_cast<std::uint64_t>(from) + 1;
    for (int i = from; i < from + count; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        samples.times.push_back(at(i));
        samples.values.push_back(1.0 / static_cast<double>(state >> 11U));
    }
    batch.samples = {samples};
    return batch;
}

bool saysFull(const Error& error) { return error.kind == ErrorKind::store && error.detail.find("full") != std::string::npos; }

} // namespace

#define NEEDS(disk) \
    if (!(disk).there()) \
    QSKIP("mounting a file system is not allowed here")

class CacheDisk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCommitThatDoesNotFitIsTakenBackAndGoesOnWhenThereIsRoom();
    void aCheckpointThatDoesNotFitLosesNothing();
    void aMigrationWhoseCopyDoesNotFitLeavesTheOldCache();
    void aNoteThatCannotBeKeptIsRefusedLoudly();
    void anyRoomLeftIsAllOrNothing();
    void aCacheOnAFullDiskIsReadAndOpened();
    void aNewCacheOnAFullDiskIsASentence();
};

void CacheDisk::aCommitThatDoesNotFitIsTakenBackAndGoesOnWhenThereIsRoom()
{
    const SmallDisk disk;
    NEEDS(disk);
    auto writer = writerAt(disk);
    VERIFY_OK(writer->commit(note("before", 1)));
    disk.fill(40'960);
    const auto failed = writer->commit(noise(0, 20'000));
    QVERIFY(!failed.ok());
    QVERIFY2(saysFull(failed.error()), failed.error().text().c_str());
    QCOMPARE(notesAt(disk), 1U);
    disk.empty();
    VERIFY_OK(writer->commit(noise(0, 20'000)));
    VERIFY_OK(writer->commit(note("after", 2)));
    QCOMPARE(notesAt(disk), 2U);
    const auto reader = CacheReader::open(disk.cache());
    QCOMPARE((*reader)->info()->samples, 20'000);
    QVERIFY((*reader)->verify()->empty());
}

void CacheDisk::aCheckpointThatDoesNotFitLosesNothing()
{
    const SmallDisk disk;
    NEEDS(disk);
    auto writer = writerAt(disk);
    VERIFY_OK(writer->checkpoint());
    for (int i = 0; i < 6; ++i)
        VERIFY_OK(writer->commit(noise(i * 10'000, 10'000)));
    VERIFY_OK(writer->commit(note("kept", 1)));
    disk.fill();
    const auto failed = writer->checkpoint();
    QVERIFY(!failed.ok());
    QVERIFY2(saysFull(failed.error()), failed.error().text().c_str());
    QCOMPARE(notesAt(disk), 1U);
    disk.empty();
    VERIFY_OK(writer->checkpoint());
    QCOMPARE(QFileInfo(QString::fromStdString(disk.cache() + "-wal")).size(), 0);
    writer.reset();
    writer = writerAt(disk);
    QVERIFY(writer->info().setAside.empty());
    const auto reader = CacheReader::open(disk.cache());
    QCOMPARE((*reader)->info()->samples, 60'000);
    QVERIFY((*reader)->verify()->empty());
}

void CacheDisk::aMigrationWhoseCopyDoesNotFitLeavesTheOldCache()
{
    const SmallDisk disk;
    NEEDS(disk);
    {
        auto writer = writerAt(disk);
        VERIFY_OK(writer->commit(noise(0, 20'000)));
        VERIFY_OK(writer->commit(note("kept", 1)));
        VERIFY_OK(writer->checkpoint());
    }
    auto steps = schemaMigrations();
    steps.push_back("CREATE TABLE later(x);");
    const auto copy = disk.cache() + ".before-v" + std::to_string(steps.size());
    auto db = Database::open(disk.cache(), Database::Mode::write);
    VERIFY_OK(db);
    disk.fill(40'960);
    const auto failed = migrateSchema(*db, disk.cache(), steps);
    QVERIFY(!failed.ok());
    QVERIFY2(saysFull(failed.error()), failed.error().text().c_str());
    QVERIFY(!QFileInfo::exists(QString::fromStdString(copy))); // half a copy is none, and takes the room
    QCOMPARE((*db->integer("PRAGMA user_version")).value(), static_cast<std::int64_t>(steps.size() - 1));
    disk.empty();
    QCOMPARE(*migrateSchema(*db, disk.cache(), steps), static_cast<int>(steps.size()));
    QVERIFY(QFileInfo::exists(QString::fromStdString(copy)));
}

void CacheDisk::aNoteThatCannotBeKeptIsRefusedLoudly()
{
    const SmallDisk disk;
    NEEDS(disk);
    auto writer = writerAt(disk);
    VERIFY_OK(writer->commit(note("before", 1)));
    disk.fill();
    const auto failed = writer->commit(note(std::string(20'000, 'n'), 2));
    QVERIFY(!failed.ok());
    QCOMPARE(failed.error().kind, ErrorKind::store);
    QVERIFY2(failed.error().detail.find(".people") != std::string::npos && failed.error().detail.find("nothing was stored") != std::string::npos,
        failed.error().text().c_str());
    QCOMPARE(notesAt(disk), 1U);
    disk.empty();
    VERIFY_OK(writer->commit(note("after", 3)));
    writer.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
        ::unlink((disk.cache() + suffix).c_str());
    writer = writerAt(disk); // what the file beside it holds
    QCOMPARE(notesAt(disk), 2U);
}

void CacheDisk::anyRoomLeftIsAllOrNothing()
{
    const SmallDisk disk;
    NEEDS(disk);
    auto writer = writerAt(disk);
    VERIFY_OK(writer->commit(note("first", 0)));
    std::size_t stored = 1;
    int refused = 0;
    for (int step = 0; step < 40; ++step) {
        disk.fill(step * 4096);
        auto batch = noise(step * 100, 100);
        batch.byHand = true;
        batch.notes = note("room " + std::to_string(step) + std::string(5000, 'n'), step + 1).notes;
        const auto done = writer->commit(batch);
        refused += done.ok() ? 0 : 1;
        stored += done.ok() ? 1 : 0;
        QCOMPARE(notesAt(disk), stored);
        disk.empty();
        VERIFY_OK(writer->putState("k", std::to_string(step)));
        VERIFY_OK(writer->checkpoint());
    }
    QVERIFY(refused > 0 && stored > 1);
    const auto reader = CacheReader::open(disk.cache());
    QVERIFY((*reader)->verify()->empty());
    QCOMPARE((*reader)->info()->samples, static_cast<std::int64_t>(stored - 1) * 100);
    writer.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
        ::unlink((disk.cache() + suffix).c_str());
    writer = writerAt(disk); // and what was refused is in no file
    QCOMPARE(notesAt(disk), stored);
}

void CacheDisk::aCacheOnAFullDiskIsReadAndOpened()
{
    const SmallDisk disk;
    NEEDS(disk);
    {
        auto writer = writerAt(disk);
        VERIFY_OK(writer->commit(noise(0, 20'000)));
        VERIFY_OK(writer->commit(note("kept", 1)));
    }
    disk.fill();
    auto opened = CacheWriter::open({disk.cache(), 30, 0});
    if (!opened.ok())
        QVERIFY2(saysFull(opened.error()), opened.error().text().c_str());
    const auto reader = CacheReader::open(disk.cache());
    VERIFY_OK(reader);
    QCOMPARE((*reader)->notes(kAllTime)->size(), 1U);
    disk.empty();
    if (!opened.ok())
        opened = CacheWriter::open({disk.cache(), 30, 0});
    VERIFY_OK(opened);
    QVERIFY((*opened)->info().setAside.empty());
    VERIFY_OK((*opened)->commit(note("after", 2)));
}

void CacheDisk::aNewCacheOnAFullDiskIsASentence()
{
    const SmallDisk disk;
    NEEDS(disk);
    disk.fill();
    const auto opened = CacheWriter::open({disk.cache(), 30, 0});
    QVERIFY(!opened.ok());
    QVERIFY2(saysFull(opened.error()), opened.error().text().c_str());
    disk.empty();
    auto writer = writerAt(disk);
    QVERIFY(writer);
    VERIFY_OK(writer->commit(note("now", 1)));
}

VEDETTE_TEST(CacheDisk)
#include "tst_cache_disk.moc"
