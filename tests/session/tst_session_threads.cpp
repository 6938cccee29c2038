// The writer, the asker and the watch of the configuration.

#include "models/session/config_watch.h"
#include "models/session/question_thread.h"
#include "models/session/writer_thread.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>

#include <future>
#include <semaphore>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

Batch note(const std::string& text, int minute)
{
    Batch batch;
    Note n;
    n.at = n.seenAt = at(minute);
    n.text = text;
    batch.notes.push_back(n);
    return batch;
}

Batch manySamples()
{
    Batch batch;
    SeriesSamples samples{Labels{{"__name__", "x"}}, {}, {}};
    for (int i = 0; i < 200'000; ++i) {
        samples.times.push_back(timeFromMs(kT0 + i * 1000LL));
        samples.values.push_back(i * 7919 % 104729 / 3.0);
    }
    batch.samples.push_back(samples);
    return batch;
}

void write(const QString& path, const QByteArray& content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

} // namespace

class SessionThreadsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theCacheIsTendedWhenThereIsNothingToWrite()
    {
        CacheFolder folder;
        WriterThread writer(folder.writer(), {});
        for (int minute = 0; minute < 125; ++minute) { // two hours and what is too much for a commit to move by itself
            Batch batch;
            for (int i = 0; i < 700; ++i)
                batch.samples.push_back({Labels{{"__name__", "x"}, {"i", std::to_string(i)}}, {timeFromMs(kT0 - kT0 % 7'200'000 + minute * 60'000)}, {i * 0.5}});
            writer.accept(std::move(batch));
        }
        writer.flush();
        const auto reader = folder.reader();
        const auto rowsOf = [&](const char* table) -> std::int64_t {
            const auto info = reader->info();
            for (const auto& each : info->tables) {
                if (each.name == table)
                    return each.rows;
            }
            return -1;
        };
        QTRY_VERIFY(rowsOf("tail") < 10);
        QCOMPARE(rowsOf("blocks"), 11);
    }

    void batchesAndJobsAreWrittenInTheOrderTheyCame()
    {
        CacheFolder folder;
        std::vector<std::string> order; // of the writer's thread until flush() returned
        WriterThread::Hooks hooks;
        hooks.committed = [&](const CommitInfo& info) { order.push_back("commit " + std::to_string(info.sequence)); };
        WriterThread writer(folder.writer(), hooks);
        for (int i = 0; i < 50; ++i) {
            writer.accept(note("n" + std::to_string(i), i));
            writer.post([&order, i](CacheWriter&) { order.push_back("job " + std::to_string(i)); });
        }
        writer.accept({}); // nothing: no commit
        writer.flush();
        QCOMPARE(order.size(), std::size_t{100});
        const auto first = std::stoll(order[0].substr(7));
        for (int i = 0; i < 50; ++i) {
            QCOMPARE(order[static_cast<std::size_t>(2 * i)], "commit " + std::to_string(first + i));
            QCOMPARE(order[static_cast<std::size_t>(2 * i + 1)], "job " + std::to_string(i));
        }
        const auto notes = folder.reader()->notes(kAllTime);
        VERIFY_OK(notes);
        QCOMPARE((*notes).size(), std::size_t{50});
    }

    void newSamplesAreCountedOnce()
    {
        CacheFolder folder;
        WriterThread writer(folder.writer(), {});
        Batch batch;
        batch.samples.push_back({Labels{{"__name__", "up"}}, {at(0), at(1), at(2)}, {1, 2, 3}});
        writer.accept(batch);
        writer.accept(batch);
        writer.flush();
        QCOMPARE(writer.newSamples(), std::int64_t{3});
    }

    void whatIsQueuedIsWrittenBeforeItEnds()
    {
        CacheFolder folder;
        {
            WriterThread writer(folder.writer(), {});
            for (int i = 0; i < 200; ++i)
                writer.accept(note("n" + std::to_string(i), i));
        }
        QCOMPARE(folder.reader()->notes(kAllTime).value().size(), std::size_t{200});
    }

    void aCommitThatFailsIsToldAndTheNextGoesOn()
    {
        CacheFolder folder;
        std::vector<std::string> told;
        int commits = 0;
        WriterThread::Hooks hooks;
        hooks.failed = [&](const Error& e) { told.push_back(e.text()); };
        hooks.committed = [&](const CommitInfo&) { ++commits; };
        WriterThread writer(folder.writer(), hooks, WriterThread::NoRoom::giveUp);
        writer.post([](CacheWriter& w) { (void)w.setHardLimit(10'000); }); // as a full disk
        const Batch big = manySamples();
        writer.accept(big);
        writer.flush();
        QCOMPARE(told.size(), std::size_t{1});
        QCOMPARE(writer.newSamples(), std::int64_t{0});
        writer.post([](CacheWriter& w) { (void)w.setHardLimit(0); });
        writer.accept(big);
        writer.flush();
        QCOMPARE(told.size(), std::size_t{1});
        QCOMPARE(commits, 1);
        QCOMPARE(writer.newSamples(), std::int64_t{200'000});
    }

    void whatFoundNoRoomIsHeldAndWrittenInItsOrderWhenThereIsRoom()
    {
        CacheFolder folder;
        std::vector<std::string> told;
        WriterThread::Hooks hooks;
        hooks.failed = [&](const Error& e) { told.push_back(e.text()); };
        WriterThread writer(folder.writer(), hooks);
        writer.post([](CacheWriter& w) { (void)w.setHardLimit(10'000); });
        writer.accept(manySamples());
        writer.accept(note("after", 1));
        writer.flush();
        writer.post([](CacheWriter&) {}); // makes no room: told once, whatever is tried in between
        writer.flush();
        QCOMPARE(told.size(), std::size_t{1});
        QVERIFY(told[0].starts_with("the disk is full"));
        QCOMPARE(writer.newSamples(), std::int64_t{0});
        QVERIFY(folder.reader()->notes(kAllTime).value().empty());
        writer.post([](CacheWriter& w) { (void)w.setHardLimit(0); });
        writer.flush();
        QCOMPARE(writer.newSamples(), std::int64_t{200'000});
        QCOMPARE(folder.reader()->notes(kAllTime).value().size(), std::size_t{1});
        QCOMPARE(told.size(), std::size_t{1});
    }

    void theEndDoesNotWaitForRoom()
    {
        CacheFolder folder;
        {
            WriterThread writer(folder.writer(), {});
            writer.post([](CacheWriter& w) { (void)w.setHardLimit(10'000); });
            writer.accept(manySamples());
            writer.flush();
        }
        QCOMPARE(folder.reader()->info().value().samples, std::int64_t{0});
    }

    void aStatusIsToldAtOnceAndKept()
    {
        CacheFolder folder;
        int told = 0;
        WriterThread::Hooks hooks;
        hooks.statusChanged = [&](const FeedStatus&) { ++told; };
        WriterThread writer(folder.writer(), hooks);
        FeedStatus status;
        status.name = "kr1";
        status.state = FeedState::failing;
        writer.status(status);
        QCOMPARE(told, 1);
        writer.flush();
        const auto kept = folder.reader()->feedStatuses();
        VERIFY_OK(kept);
        QCOMPARE((*kept).size(), std::size_t{1});
        QVERIFY((*kept)[0].state == FeedState::failing);
    }

    void theNewestQuestionWins()
    {
        CacheFolder folder;
        (void)folder.writer();
        std::promise<void> asked; // the second and third question are there
        std::promise<void> begun;
        int answering = 0;
        std::vector<std::uint64_t> delivered;
        std::binary_semaphore done(0);
        QuestionThread questions(
            folder.reader(),
            [&] {
                if (++answering == 1) {
                    begun.set_value();
                    asked.get_future().wait();
                }
                AnalystContext c;
                c.now = at(0);
                return c;
            },
            [&](std::shared_ptr<const Snapshot> s) {
                delivered.push_back(s->question.serial);
                done.release();
            },
            {});
        questions.start();
        Question q;
        q.range = span(-60, 0);
        q.serial = 1;
        questions.ask(q);
        begun.get_future().wait();
        q.serial = 2;
        questions.ask(q);
        q.serial = 3;
        questions.ask(q);
        asked.set_value();
        QVERIFY(done.try_acquire_for(20s));
        QCOMPARE(delivered, std::vector<std::uint64_t>{3});
    }

    void aCacheThatChangedIsAnsweredAgain()
    {
        CacheFolder folder;
        auto writer = folder.writer();
        std::vector<std::shared_ptr<const Snapshot>> delivered;
        std::counting_semaphore<16> done(0);
        QuestionThread questions(
            folder.reader(), [] { AnalystContext c; c.now = at(10); return c; },
            [&](std::shared_ptr<const Snapshot> s) { delivered.push_back(std::move(s)); done.release(); }, {});
        questions.start();
        questions.cacheChanged(); // nobody asked: no answer
        Question q;
        q.range = span(-60, 10);
        questions.ask(q);
        QVERIFY(done.try_acquire_for(20s));
        QVERIFY(delivered[0]->events->rows.empty());
        VERIFY_OK(writer->commit(note("here", 1)));
        questions.cacheChanged();
        QVERIFY(done.try_acquire_for(20s));
        QCOMPARE(delivered[1]->events->rows.size(), std::size_t{1});
        QVERIFY(delivered[1]->sequence > delivered[0]->sequence);
    }

    void aChangedFileIsNoticedOnce()
    {
        QTemporaryDir dir;
        const auto main = dir.filePath(QStringLiteral("vedette.yaml"));
        write(main, "a: 1\n");
        QDir(dir.path()).mkdir(QStringLiteral("slo"));
        Config config;
        config.files = {main.toStdString()};
        config.globs = {dir.filePath(QStringLiteral("slo/*.yaml")).toStdString()};
        ConfigWatch watch(config);
        QVERIFY(!watch.changed());
        write(main, "a: 22\n");
        QVERIFY(watch.changed());
        QVERIFY(!watch.changed());
        write(dir.filePath(QStringLiteral("slo/new.yaml")), "x: 1\n"); // a glob gained a file
        QVERIFY(watch.changed());
        QVERIFY(!watch.changed());
        write(dir.filePath(QStringLiteral("slo/readme.txt")), "no matter\n");
        QVERIFY(!watch.changed());
        QVERIFY(QFile::remove(main));
        QVERIFY(watch.changed());
        write(main, "a: 22\n");
        QVERIFY(watch.changed());
        // An editor writes beside and renames: the same size, another file.
        write(dir.filePath(QStringLiteral("tmp")), "a: 33\n");
        QVERIFY(QFile::remove(main) && QFile::rename(dir.filePath(QStringLiteral("tmp")), main));
        QVERIFY(watch.changed());
    }
};

VEDETTE_TEST(SessionThreadsTest)
#include "tst_session_threads.moc"
