#include "tests/store/cache_folder.h"
#include "tests/store/fault_vfs.h"
#include "tests/support/test_main.h"

#include <atomic>
#include <cerrno>
#include <thread>

#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace vedette;
using namespace vedette::test;

namespace {

std::atomic<bool> s_cannotLock{false};

Batch noted(const char* text, double minute)
{
    Batch batch;
    Note note;
    note.at = note.seenAt = at(minute);
    note.text = text;
    batch.notes.push_back(note);
    batch.byHand = true;
    batch.samples.push_back({Labels{{"__name__", "up"}}, {at(minute)}, {1}});
    return batch;
}

} // namespace

/// In place of the C library's for this program: as on a file system that has no locks.
extern "C" int flock(int file, int operation) noexcept
{
    if (s_cannotLock) {
        errno = ENOLCK;
        return -1;
    }
    return static_cast<int>(::syscall(SYS_flock, file, operation));
}

class SlowDisk : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { s_cannotLock = false; }
    void whileTheDiskTakesNothingReadersGoOn_data();
    void whileTheDiskTakesNothingReadersGoOn();
    void aFolderThatCannotLockIsRefusedWithASentence();
    void aCacheThereIsStillRead();
};

void SlowDisk::whileTheDiskTakesNothingReadersGoOn_data()
{
    QTest::addColumn<FaultVfs::Call>("call");
    QTest::newRow("a write does not return") << FaultVfs::Call::write;
    QTest::newRow("a sync does not return") << FaultVfs::Call::sync;
}

void SlowDisk::whileTheDiskTakesNothingReadersGoOn()
{
    QFETCH(FaultVfs::Call, call);
    const CacheFolder folder;
    FaultVfs disk;
    auto writer = folder.writer();
    QVERIFY(writer);
    VERIFY_OK(writer->commit(noted("first", 1)));
    const auto early = folder.reader();
    QVERIFY(early);
    disk.hold(call);
    bool stored = false;
    std::thread slow([&] { stored = writer->commit(noted("second", 2)).ok(); });
    disk.waitUntilHeld();
    // A reader that was there and one that comes now: both tell what was committed, and none waits for the writer.
    const auto late = folder.reader();
    bool sound = late != nullptr;
    for (const auto* reader : {early.get(), late.get()}) {
        const auto notes = sound ? reader->notes(kAllTime) : Result<std::vector<Note>>(std::vector<Note>{});
        const auto info = sound ? reader->info() : Result<CacheInfo>(CacheInfo{});
        sound = sound && notes.ok() && notes->size() == 1 && info.ok() && info->samples == 1;
    }
    disk.release();
    slow.join();
    QVERIFY(sound);
    QVERIFY(stored);
    QCOMPARE(early->notes(kAllTime)->size(), 2U);
}

void SlowDisk::aFolderThatCannotLockIsRefusedWithASentence()
{
    const CacheFolder folder;
    s_cannotLock = true;
    const auto writer = CacheWriter::open({folder.path(), 30, 0});
    QVERIFY(!writer.ok());
    QVERIFY2(writer.error().detail.find("cannot lock files") != std::string::npos && writer.error().detail.find("local disk") != std::string::npos, writer.error().text().c_str());
    s_cannotLock = false;
    QVERIFY(folder.writer());
}

void SlowDisk::aCacheThereIsStillRead()
{
    const CacheFolder folder;
    {
        auto writer = folder.writer();
        VERIFY_OK(writer->commit(noted("kept", 1)));
    }
    s_cannotLock = true;
    QVERIFY(!CacheWriter::open({folder.path(), 30, 0}).ok());
    const auto reader = folder.reader();
    QVERIFY(reader);
    QCOMPARE(reader->notes(kAllTime)->size(), 1U);
}

VEDETTE_TEST(SlowDisk)
#include "tst_slow_disk.moc"
