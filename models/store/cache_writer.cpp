#include "models/store/alert_event_store.h"
#include "models/store/cache.h"
#include "models/store/cache_files.h"
#include "models/store/cache_opening.h"
#include "models/store/change_store.h"
#include "models/store/dependency_store.h"
#include "models/store/episode_store.h"
#include "models/store/event_days.h"
#include "models/store/far_store.h"
#include "models/store/flag_store.h"
#include "models/store/note_store.h"
#include "models/store/people_file.h"
#include "models/store/poll_store.h"
#include "models/store/record_packing.h"
#include "models/store/retention.h"
#include "models/store/sample_writer.h"
#include "models/store/slo_bins_store.h"

namespace vedette {

namespace {

Status putNamed(Database& db, const char* sql, const std::string& name, const std::string& body)
{
    auto statement = db.prepare(sql);
    if (!statement.ok())
        return statement.error();
    return statement->bind(1, std::string_view(name)).bindBlob(2, body).run();
}

Time timeOf(const Batch& batch)
{
    Time at{};
    for (const auto& poll : batch.polls)
        at = std::max(at, poll.at);
    for (const auto& silence : batch.silences)
        at = std::max(at, silence.seenAt);
    return at;
}

} // namespace

struct CacheWriter::Impl {
    explicit Impl(WriterOptions o) : options(std::move(o)), people(options.path) {}

    WriterOptions options;
    OpenInfo info;
    OpenedCache cache;
    PeopleFile people;
    std::unique_ptr<SampleWriter> samples;
    std::unique_ptr<EventDays> days;
    std::int64_t pendingCycles = 0;
    bool stale = false; ///< memory may differ from the file: load again before the next write

    Database& db() { return cache.db; }

    Status open()
    {
        samples.reset();
        days.reset();
        info.reason = whyReadOnly(options.path);
        info.readOnly = !info.reason.empty();
        if (info.readOnly)
            return Done{};
        auto opened = openForWriting(options.path, people);
        if (!opened.ok())
            return opened.error();
        cache = std::move(opened.value());
        info.setAside = cache.setAside;
        info.salvaged = cache.salvaged;
        info.schemaVersion = cache.schemaVersion;
        samples = std::make_unique<SampleWriter>(cache.db);
        days = std::make_unique<EventDays>(cache.db);
        return samples->load();
    }

    [[nodiscard]] Status writable() const
    {
        return info.readOnly ? Status(makeError(ErrorKind::store, "the cache is read only: " + info.reason)) : Status(Done{});
    }

    /// Open, and what is in memory is what is in the file.
    Status ready()
    {
        VEDETTE_TRY(writable());
        if (!db().isOpen() || fileIsGone(options.path, cache)) {
            cache = {};
            VEDETTE_TRY(open());
            VEDETTE_TRY(writable());
        }
        if (stale)
            VEDETTE_TRY(samples->load());
        stale = false;
        return Done{};
    }

    /// After a failure: what the disk could not sync is not trusted, the next write opens and checks the file anew.
    void recover()
    {
        stale = true;
        if (days)
            days->forget();
        if (db().saysDamaged() || db().saysNotSynced())
            markDamaged(options.path);
        if (db().saysNotSynced()) {
            samples.reset();
            days.reset();
            db().leaveWal();
            cache = {};
        }
    }

    /// Runs `work` in one immediate transaction; on failure nothing of it is in the file. `durable`: synced before it counts.
    template <class Work> Status inTransaction(Work work, bool durable = false)
    {
        VEDETTE_TRY(ready());
        if (durable)
            VEDETTE_TRY(db().exec("PRAGMA synchronous=FULL"));
        Status done = [&]() -> Status {
            auto transaction = Transaction::begin(db(), true);
            if (!transaction.ok())
                return transaction.error();
            VEDETTE_TRY(work());
            return transaction->commit();
        }();
        if (!done.ok())
            recover();
        if (durable && db().isOpen())
            static_cast<void>(db().exec("PRAGMA synchronous=NORMAL"));
        return done;
    }

    Status apply(const Batch& batch, CommitInfo& out)
    {
        const auto add = [](std::int64_t& to, Result<std::int64_t> added) -> Status {
            if (!added.ok())
                return added.error();
            to += *added;
            return Done{};
        };
        EpisodeStore episodes(db());
        VEDETTE_TRY(storePolls(db(), batch.polls));
        VEDETTE_TRY(add(out.newSamples, samples->store(batch.samples)));
        for (const auto& span : batch.coverage)
            VEDETTE_TRY(storeCoverage(db(), span));
        for (const auto& history : batch.alertHistories) {
            auto known = coverageOf(db(), kHistoryCoverage);
            if (!known.ok())
                return known.error();
            VEDETTE_TRY(add(out.newAlerts, episodes.applyHistory(history, *known)));
            VEDETTE_TRY(storeCoverage(db(), {history.feed, kHistoryCoverage, history.covered.from, history.covered.to}));
        }
        for (const auto& poll : batch.alertPolls)
            VEDETTE_TRY(add(out.newAlerts, episodes.applyPoll(poll)));
        VEDETTE_TRY(add(out.newAlerts, episodes.applyImport(batch.importedAlerts, batch.byHand)));
        VEDETTE_TRY(add(out.newChanges, ChangeStore(db()).apply(batch.changes, batch.byHand)));
        SilenceStore silences(db());
        VEDETTE_TRY(silences.apply(batch.silences));
        if (batch.silencesComplete)
            VEDETTE_TRY(silences.expireOthers(batch.silencesFeed, batch.silences, timeOf(batch)));
        VEDETTE_TRY(storeNotes(db(), batch.notes));
        VEDETTE_TRY(storeAlertEvents(db(), batch.alertEvents));
        VEDETTE_TRY(storeDependencies(db(), batch.dependencies));
        for (const auto& service : batch.services)
            VEDETTE_TRY(putNamed(db(), "INSERT OR REPLACE INTO services(name, body) VALUES(?1, ?2)", service.name, packRecord(service)));
        VEDETTE_TRY(storeFarSpans(db(), batch.farSpans, options.retentionBytes > 0 ? options.retentionBytes / 10 : INT64_MAX));
        VEDETTE_TRY(db().exec("UPDATE meta SET value=value+" + std::to_string(out.newSamples) + " WHERE key='samples'"));
        VEDETTE_TRY(db().exec("UPDATE meta SET value=value+" + std::to_string(pendingCycles) + " WHERE key='poll_cycles'"));
        VEDETTE_TRY(EventLog::advance(db()));
        VEDETTE_TRY(db().exec("UPDATE meta SET value=value+1 WHERE key='sequence'"));
        auto sequence = db().integer("SELECT value FROM meta WHERE key='sequence'");
        if (!sequence.ok())
            return sequence.error();
        out.sequence = sequence->value_or(0);
        return Done{};
    }
};

CacheWriter::CacheWriter() = default;
CacheWriter::~CacheWriter()
{
    if (m_impl != nullptr && m_impl->pendingCycles > 0 && m_impl->cache.db.isOpen())
        static_cast<void>(m_impl->db().exec("UPDATE meta SET value=value+" + std::to_string(m_impl->pendingCycles) + " WHERE key='poll_cycles'"));
}

Result<std::unique_ptr<CacheWriter>> CacheWriter::open(const WriterOptions& options)
{
    std::unique_ptr<CacheWriter> writer(new CacheWriter);
    writer->m_impl = std::make_unique<Impl>(options);
    VEDETTE_TRY(writer->m_impl->open());
    return writer;
}

const OpenInfo& CacheWriter::info() const { return m_impl->info; }

Result<CommitInfo> CacheWriter::commit(const Batch& batch)
{
    auto& impl = *m_impl;
    VEDETTE_TRY(impl.writable());
    const bool written = batch.byHand && (!batch.notes.empty() || !batch.changes.empty());
    const bool durable = batch.byHand || !batch.notes.empty();
    if (written)
        VEDETTE_TRY(impl.people.append(batch.notes, batch.changes));
    CommitInfo out;
    auto done = impl.inTransaction([&] { return impl.apply(batch, out); }, durable);
    if (!done.ok()) {
        if (written)
            impl.people.takeBack();
        return done.error();
    }
    impl.pendingCycles = 0;
    return out;
}

Status CacheWriter::putFeedStatus(const FeedStatus& status)
{
    return m_impl->inTransaction([&]() -> Status {
        FeedStatus kept = status;
        if (!kept.lastSuccess) { // an earlier run of the program may have been answered
            auto before = m_impl->db().prepare("SELECT body FROM feeds WHERE name=?1");
            if (!before.ok())
                return before.error();
            auto there = before->bind(1, std::string_view(status.name)).step();
            if (!there.ok())
                return there.error();
            if (FeedStatus last; *there && unpackRecord(before->blob(0), last))
                kept.lastSuccess = last.lastSuccess;
        }
        return putNamed(m_impl->db(), "INSERT OR REPLACE INTO feeds(name, body) VALUES(?1, ?2)", status.name, packRecord(kept));
    });
}

Status CacheWriter::putSloBins(const SloBins& bins)
{
    return m_impl->inTransaction([&] { return storeSloBins(m_impl->db(), bins); });
}

Status CacheWriter::putState(const std::string& key, const std::string& bytes)
{
    return m_impl->inTransaction([&] { return putNamed(m_impl->db(), "INSERT OR REPLACE INTO states(name, body) VALUES(?1, ?2)", key, bytes); });
}

Status CacheWriter::touchFar(const std::string& feed, const std::string& key, TimeRange range, Time at)
{
    return m_impl->inTransaction([&] { return touchFarSpans(m_impl->db(), feed, key, range, at); });
}

Status CacheWriter::putFlags(const std::string& watch, const std::string& series, Time from, const std::vector<AnomalyFlag>& flags, Time seenAt)
{
    return m_impl->inTransaction([&] { return storeFlags(m_impl->db(), watch, series, from, flags, seenAt); });
}

Status CacheWriter::settleDoubt(const std::vector<TelemetryGap>& gaps, std::optional<TimeRange> looked)
{
    if (gaps.empty() && !looked)
        return Done{};
    return m_impl->inTransaction([&]() -> Status {
        VEDETTE_TRY(EpisodeStore(m_impl->db()).settleDoubt(gaps, looked));
        return EventLog::advance(m_impl->db());
    });
}

Result<bool> CacheWriter::tend()
{
    if (!m_impl->samples)
        return false;
    bool more = false;
    if (m_impl->stale || m_impl->samples->mayTend()) {
        VEDETTE_TRY(m_impl->inTransaction([&]() -> Status {
            auto piece = m_impl->samples->tend();
            if (!piece.ok())
                return piece.error();
            more = *piece;
            return Done{};
        }));
    }
    if (more || !m_impl->days->mayTend(m_impl->db()))
        return more;
    VEDETTE_TRY(m_impl->inTransaction([&]() -> Status {
        auto piece = m_impl->days->tend();
        if (!piece.ok())
            return piece.error();
        more = *piece;
        return Done{};
    }));
    return more;
}

void CacheWriter::bulkIsOver()
{
    if (m_impl->samples)
        m_impl->samples->bulkIsOver();
}

Result<bool> CacheWriter::retire(Time now)
{
    const auto tended = tend();
    if (!tended.ok())
        return tended.error();
    bool finished = true;
    VEDETTE_TRY(m_impl->inTransaction([&]() -> Status {
        auto piece = retirePiece(m_impl->db(), *m_impl->samples, now, m_impl->options.retentionDays, m_impl->options.retentionBytes);
        if (!piece.ok())
            return piece.error();
        finished = *piece && !*tended;
        return EventLog::advance(m_impl->db());
    }));
    return finished;
}

Status CacheWriter::checkpoint()
{
    VEDETTE_TRY(m_impl->ready());
    auto done = m_impl->db().exec("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!done.ok())
        m_impl->recover();
    return done;
}

Status CacheWriter::compact()
{
    VEDETTE_TRY(m_impl->inTransaction([&] { return m_impl->samples->sealAndJoin(); }));
    VEDETTE_TRY(m_impl->db().exec("INSERT INTO search(search) VALUES('optimize')"));
    VEDETTE_TRY(m_impl->db().exec("VACUUM"));
    return checkpoint();
}

void CacheWriter::countPollCycle() { ++m_impl->pendingCycles; }

void CacheWriter::setRetention(int days, std::int64_t bytes)
{
    m_impl->options.retentionDays = days;
    m_impl->options.retentionBytes = bytes;
}

Status CacheWriter::setHardLimit(std::int64_t bytes)
{
    VEDETTE_TRY(m_impl->ready());
    constexpr std::int64_t kMostPages = 4'294'967'294;
    auto page = m_impl->db().integer("PRAGMA page_size");
    if (!page.ok())
        return page.error();
    const auto pages = bytes > 0 ? std::min(bytes / std::max<std::int64_t>(page->value_or(0), 1), kMostPages) : kMostPages;
    if (pages == 0) // SQLite takes 0 for a question
        return makeError(ErrorKind::store, "a cache cannot be limited to " + std::to_string(bytes) + " bytes: that is less than one page");
    return m_impl->db().exec("PRAGMA max_page_count=" + std::to_string(pages));
}

} // namespace vedette
