#include "models/store/cache.h"
#include "models/store/cache_files.h"
#include "models/store/cache_opening.h"
#include "models/store/change_store.h"
#include "models/store/episode_store.h"
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
    std::int64_t pendingCycles = 0;
    bool stale = false; ///< memory may differ from the file: load again before the next write

    Database& db() { return cache.db; }

    Status open()
    {
        samples.reset();
        auto opened = openForWriting(options.path, people);
        if (!opened.ok())
            return opened.error();
        cache = std::move(opened.value());
        info.setAside = cache.setAside;
        info.schemaVersion = cache.schemaVersion;
        samples = std::make_unique<SampleWriter>(cache.db);
        return samples->load();
    }

    /// Runs `work` in one immediate transaction; on failure nothing of it is in the file.
    template <class Work> Status inTransaction(Work work)
    {
        if (fileIsGone(options.path, cache)) {
            cache = {};
            VEDETTE_TRY(open());
        }
        if (stale)
            VEDETTE_TRY(samples->load());
        stale = false;
        Status done = [&]() -> Status {
            auto transaction = Transaction::begin(db(), true);
            if (!transaction.ok())
                return transaction.error();
            VEDETTE_TRY(work());
            return transaction->commit();
        }();
        if (!done.ok()) {
            stale = true;
            if (db().saysDamaged())
                markDamaged(options.path);
        }
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
            auto knownAfter = isCovered(db(), history.feed, kHistoryCoverage, history.covered.to);
            auto knownBefore = isCovered(db(), history.feed, kHistoryCoverage, history.covered.from - Millis{1});
            if (!knownAfter.ok() || !knownBefore.ok())
                return knownAfter.ok() ? knownBefore.error() : knownAfter.error();
            VEDETTE_TRY(add(out.newAlerts, episodes.applyHistory(history, *knownBefore, *knownAfter)));
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
        for (const auto& service : batch.services)
            VEDETTE_TRY(putNamed(db(), "INSERT OR REPLACE INTO services(name, body) VALUES(?1, ?2)", service.name, packRecord(service)));
        VEDETTE_TRY(db().exec("UPDATE meta SET value=value+" + std::to_string(out.newSamples) + " WHERE key='samples'"));
        VEDETTE_TRY(db().exec("UPDATE meta SET value=value+" + std::to_string(pendingCycles) + " WHERE key='poll_cycles'"));
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
    const bool written = batch.byHand && (!batch.notes.empty() || !batch.changes.empty());
    const bool durable = batch.byHand || !batch.notes.empty();
    if (written)
        VEDETTE_TRY(impl.people.append(batch.notes, batch.changes));
    CommitInfo out;
    auto done = [&]() -> Status {
        if (durable)
            VEDETTE_TRY(impl.db().exec("PRAGMA synchronous=FULL"));
        auto stored = impl.inTransaction([&] { return impl.apply(batch, out); });
        if (durable && impl.db().isOpen())
            static_cast<void>(impl.db().exec("PRAGMA synchronous=NORMAL"));
        return stored;
    }();
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
    return m_impl->inTransaction([&] {
        return putNamed(m_impl->db(), "INSERT OR REPLACE INTO feeds(name, body) VALUES(?1, ?2)", status.name, packRecord(status));
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

Status CacheWriter::putFlags(const std::string& watch, const std::string& series, Time from, const std::vector<AnomalyFlag>& flags, Time seenAt)
{
    return m_impl->inTransaction([&] { return storeFlags(m_impl->db(), watch, series, from, flags, seenAt); });
}

Status CacheWriter::settleDoubt(const std::vector<TelemetryGap>& gaps)
{
    return gaps.empty() ? Status(Done{}) : m_impl->inTransaction([&] { return EpisodeStore(m_impl->db()).settleDoubt(gaps); });
}

Result<bool> CacheWriter::retire(Time now)
{
    bool finished = true;
    VEDETTE_TRY(m_impl->inTransaction([&]() -> Status {
        auto piece = retirePiece(m_impl->db(), now, m_impl->options.retentionDays, m_impl->options.retentionBytes);
        if (!piece.ok())
            return piece.error();
        finished = piece->finished;
        m_impl->stale = piece->samplesGone;
        return Done{};
    }));
    return finished;
}

Status CacheWriter::checkpoint() { return m_impl->db().exec("PRAGMA wal_checkpoint(TRUNCATE)"); }

Status CacheWriter::compact()
{
    VEDETTE_TRY(m_impl->inTransaction([&] { return m_impl->samples->seal(); }));
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
    constexpr std::int64_t kMostPages = 4'294'967'294;
    constexpr std::int64_t kPage = 8192;
    return m_impl->db().exec("PRAGMA max_page_count=" + std::to_string(bytes > 0 ? bytes / kPage : kMostPages));
}

} // namespace vedette
