#include "models/session/sync_run.h"

#include "models/feeds/feed_engine.h"
#include "models/session/inbox.h"
#include "models/session/keeper.h"
#include "models/session/keyring.h"
#include "models/session/plan.h"
#include "models/session/switch_notes.h"
#include "models/session/writer_thread.h"
#include "models/snapshot/tiles.h"

#include <chrono>
#include <mutex>

namespace vedette {

bool SyncReport::anyFailed() const
{
    std::vector<FeedStatus> judged = feeds;
    Time latest{};
    for (const auto& f : judged)
        latest = std::max(latest, f.lastSuccess.value_or(Time{}));
    for (auto& f : judged) {
        if (f.lastSuccess && f.state != FeedState::failing)
            f.lastSuccess = latest; // how long ago is not the question here, whether it answered is
        if (f.state == FeedState::stale)
            f.state = FeedState::ok;
    }
    return !overallState(judged, {}, latest).staleFeeds.empty();
}

Result<SyncReport> runSync(const SyncOptions& options, const Clock& clock)
{
    const auto started = std::chrono::steady_clock::now();
    auto opened = CacheWriter::open({options.cachePath, options.config->retentionDays, options.config->retentionBytes});
    if (!opened.ok())
        return opened.error();
    if ((*opened)->info().readOnly)
        return makeError(ErrorKind::store, "the cache " + options.cachePath + " is read only: " + (*opened)->info().reason);
    if (options.progress && !(*opened)->info().setAside.empty())
        options.progress("the cache was damaged; it was put aside as " + (*opened)->info().setAside
            + ((*opened)->info().salvaged.empty() ? "" : "; " + (*opened)->info().salvaged));

    SyncReport report;
    std::mutex mutex;
    WriterThread::Hooks hooks;
    hooks.committed = [&](const CommitInfo& info) {
        if (options.acknowledged)
            options.acknowledged(info.sequence);
    };
    hooks.failed = [&](const Error& error) {
        const std::lock_guard lock(mutex);
        report.trouble = error.text();
    };
    WriterThread writer(std::move(opened).value(), std::move(hooks), options.once ? WriterThread::NoRoom::giveUp : WriterThread::NoRoom::hold);
    for (const auto& file : waitingInInbox(options.cachePath))
        writer.post([file, &options, now = clock.now()](CacheWriter& cache) { (void)takeFromInbox(cache, *options.config, file, now); });
    Keeper keeper(options.cachePath, writer, clock, [&](const Error& error) {
        const std::lock_guard lock(mutex);
        report.trouble = error.text();
    });
    keeper.setConfig(options.config);

    EngineOptions engineOptions;
    engineOptions.config = polledConfig(*options.config);
    engineOptions.extraQuestions = extraQuestions(*options.config);
    engineOptions.keyring = keyringFor(*options.config);
    engineOptions.intervalOverride = options.interval;
    engineOptions.backfill = polledBackfill(options.backfill);
    engineOptions.once = options.once;
    engineOptions.ignoreBackoff = options.once;
    if (auto reader = CacheReader::open(options.cachePath); reader.ok()) {
        if (auto coverage = (*reader)->allCoverage(); coverage.ok())
            engineOptions.coverage = std::move(coverage).value();
    }
    {
        SwitchNotes notes(writer, *options.config);
        FeedEngine engine(std::move(engineOptions), notes, clock);
        engine.start();
        if (!options.once)
            keeper.start();
        double told = 0;
        while (true) {
            const bool done = engine.waitUntilDone(Millis{250});
            const auto elapsed = std::chrono::steady_clock::now() - started;
            if (options.interrupted != nullptr && options.interrupted->load()) {
                report.interrupted = true;
                break;
            }
            if (options.length && elapsed >= *options.length)
                break;
            if (options.once && done)
                break;
            double ratio = 1;
            for (const auto& s : engine.statuses())
                ratio = std::min(ratio, s.backfillRatio);
            if (options.progress && ratio < 1 && ratio - told >= 0.05) {
                told = ratio;
                options.progress("backfill " + std::to_string(static_cast<int>(ratio * 100)) + " %");
            }
            if (!options.once)
                keeper.poke(ratio < 1);
        }
        report.feeds = engine.statuses();
        engine.stop();
    }
    keeper.stop();
    writer.flush();
    if (auto done = keeper.runOnce(); !done.ok()) {
        const std::lock_guard lock(mutex);
        report.trouble = done.error().text();
    }
    if (options.once) { // nobody tends this cache until another console opens it
        writer.post([](CacheWriter& w) {
            w.bulkIsOver();
            for (auto more = w.tend(); more.ok() && *more;)
                more = w.tend();
        });
    }
    for (const auto& status : report.feeds)
        writer.post([status](CacheWriter& w) { (void)w.putFeedStatus(status); });
    writer.flush();
    report.samples = writer.newSamples();
    report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return report;
}

} // namespace vedette
