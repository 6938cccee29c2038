#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace vedette;
using namespace vedette::test;

namespace {

Batch tick(std::int64_t n)
{
    Batch batch;
    for (int s = 0; s < 20; ++s) {
        SeriesSamples samples;
        samples.labels = Labels{{"__name__", "load"}, {"n", std::to_string(s)}};
        const int count = n % 10 == 0 ? 100 : 1; // sealed pieces and ticks
        for (int i = 0; i < count; ++i) {
            samples.times.push_back(at(static_cast<double>(n * 100 + i)));
            samples.values.push_back(static_cast<double>(n));
        }
        batch.samples.push_back(std::move(samples));
    }
    ChangeRecord c;
    c.id = "c" + std::to_string(n);
    c.source = "cd";
    c.service = "cart";
    c.startsAt = c.seenAt = at(static_cast<double>(n));
    batch.changes = {c};
    batch.byHand = n % 7 == 0;
    return batch;
}

/// In the child: commits for ever, telling each sequence once it is committed.
[[noreturn]] void commitForEver(const std::string& path, int pipe, bool retires)
{
    auto writer = CacheWriter::open({path, retires ? 1 : 30, 0});
    if (!writer.ok())
        _exit(3);
    for (std::int64_t n = 0;; ++n) {
        auto done = (*writer)->commit(tick(n));
        if (!done.ok() || ::write(pipe, &done->sequence, sizeof done->sequence) < 0)
            _exit(4);
        if (n % 15 == 14)
            static_cast<void>((*writer)->checkpoint());
        if (retires && n % 3 == 2)
            static_cast<void>((*writer)->retire(at(static_cast<double>(n * 100))));
    }
}

} // namespace

class CacheKill : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void killedAtAnyMomentNothingCommittedIsLost_data();
    void killedAtAnyMomentNothingCommittedIsLost();
};

void CacheKill::killedAtAnyMomentNothingCommittedIsLost_data()
{
    QTest::addColumn<bool>("retires");
    QTest::newRow("while it commits") << false;
    QTest::newRow("while it retires") << true;
}

void CacheKill::killedAtAnyMomentNothingCommittedIsLost()
{
    QFETCH(bool, retires);
    CacheFolder folder;
    std::int64_t acknowledged = 0;
    unsigned random = 12345;
    for (int round = 0; round < 25; ++round) {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const auto child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            commitForEver(folder.path(), ends[1], retires);
        }
        ::close(ends[1]);
        // Between some acknowledgement and a moment later, so that the blow falls inside a commit.
        random = random * 1103515245U + 12345U;
        const auto after = 1 + (random >> 16U) % 20;
        std::int64_t sequence = 0;
        for (unsigned i = 0; i < after && ::read(ends[0], &sequence, sizeof sequence) == sizeof sequence; ++i)
            acknowledged = std::max(acknowledged, sequence);
        ::usleep((random >> 8U) % 4000);
        ::kill(child, SIGKILL);
        while (::read(ends[0], &sequence, sizeof sequence) == sizeof sequence)
            acknowledged = std::max(acknowledged, sequence);
        ::close(ends[0]);
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        const auto reader = folder.reader();
        QVERIFY(reader);
        const auto info = reader->info();
        VERIFY_OK(info);
        QVERIFY2(info->sequence >= acknowledged, qPrintable(QStringLiteral("%1 of %2").arg(info->sequence).arg(acknowledged)));
        const auto findings = reader->verify();
        VERIFY_OK(findings);
        QVERIFY2(findings->empty(), findings->empty() ? "" : findings->front().c_str());
        std::size_t samples = 0;
        const auto series = reader->series({});
        for (const auto& each : *series)
            samples += reader->samples(each.id, kAllTime)->times.size();
        QCOMPARE(static_cast<std::int64_t>(samples), info->samples);
    }
    QVERIFY(acknowledged > 25);
    auto writer = folder.writer();
    QVERIFY(writer->info().setAside.empty());
}

VEDETTE_TEST(CacheKill)
#include "tst_cache_kill.moc"
