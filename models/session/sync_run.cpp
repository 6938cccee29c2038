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
#include <future>
#include <mutex>

namespace vedette {

namespace {

/// A sink for a question that keeps nothing.
class NoSink final : public Sink {
public:
    void accept(Batch) override {}
    void status(const FeedStatus&) override {}
};

} // namespace

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

Result<QueryResult> runQuery(const Config& config, const QueryRun& run, const std::string& cachePath, const Clock& clock)
{
    QueryResult out;
    Millis timeout{10000};
    for (const auto& feed : config.feeds) {
        if (out.feed.empty() && (run.feed.empty() ? feed.kind == FeedKind::prometheus : tellsSeries(feed.kind) && run.feed == feed.name)) {
            out.feed = feed.name;
            timeout = feed.timeout;
        }
    }
    if (out.feed.empty())
        return makeError(ErrorKind::config, run.feed.empty() ? "the configuration names no prometheus"
                                                             : "there is no prometheus or loki feed named \"" + run.feed + "\"");
    NoSink nowhere;
    EngineOptions engineOptions;
    engineOptions.config = config;
    engineOptions.config.watches.clear();
    engineOptions.keyring = keyringFor(config);
    engineOptions.backfill = Millis{0};
    engineOptions.queriesOnly = true;
    FeedEngine engine(std::move(engineOptions), nowhere, clock);
    engine.start();
    auto promise = std::make_shared<std::promise<Result<FeedEngine::QueryAnswer>>>();
    auto answer = promise->get_future();
    engine.query(out.feed, run.promql, run.range, run.step,
        [promise](Result<FeedEngine::QueryAnswer> result) { promise->set_value(std::move(result)); });
    if (answer.wait_for(timeout * 4) != std::future_status::ready)
        return makeError(ErrorKind::timeout, out.feed + " did not answer");
    auto result = answer.get();
    engine.stop();
    if (!result.ok())
        return result.error();
    out.series = std::move(result->series);
    out.warnings = std::move(result->warnings);
    out.resultType = std::move(result->resultType);
    // Kept on the way, where this process may write; a query answers without it.
    if (run.range.length() > Millis{0}) {
        if (auto writer = CacheWriter::open({cachePath, config.retentionDays, config.retentionBytes}); writer.ok()) {
            Batch batch;
            for (const auto& series : out.series) {
                SeriesSamples kept = series;
                kept.labels.set(kFeedLabel, out.feed);
                kept.labels.set("vedette_query", run.promql.substr(0, 1024));
                batch.samples.push_back(std::move(kept));
            }
            (void)(*writer)->commit(batch);
        }
    }
    return out;
}

} // namespace vedette
