#include "models/store/cache_reader_impl.h"

#include "models/store/cache_files.h"
#include "models/store/episode_store.h"
#include "models/store/fact_table.h"
#include "models/store/far_store.h"
#include "models/store/flag_store.h"
#include "models/store/record_packing.h"
#include "models/store/schema.h"
#include "models/store/slo_bins_store.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace vedette {

namespace {

/// Bodies of the facts that overlap the range, as known at `asOf`. `each(row, version)`: version is null where the row itself holds.
Status eachKnown(const FactTable& table, TimeRange range, std::optional<Time> asOf, const std::function<Status(const FactRow&, const FactVersion*)>& each)
{
    if (!asOf)
        return table.selectNow({toMs(range.from), toMs(range.to)}, [&](const FactRow& row) { return each(row, nullptr); });
    return table.selectAsOf({toMs(range.from), toMs(range.to)}, toMs(*asOf), each);
}

} // namespace

Status CacheReader::Impl::reopen()
{
    samples.reset();
    searching.reset();
    book.reset();
    tables.reset();
    db = {};
    asItLies = false;
    opened = fileMark(path);
    auto file = Database::open(path, Database::Mode::read);
    Status schema = file.ok() ? checkSchema(*file) : Status(file.error());
    // In a folder that may not be written, or on a full disk, there is no place for the shared memory of the WAL, and nobody else has one.
    if (!schema.ok() && (!whyReadOnly(path).empty() || !isShared(path))) {
        if (auto fixed = Database::open(path, Database::Mode::readImmutable); fixed.ok() && checkSchema(*fixed).ok()) {
            file = std::move(fixed);
            schema = Done{};
            asItLies = true;
        }
    }
    if (!file.ok())
        return file.error();
    db = std::move(file.value());
    tables.emplace(db);
    samples = std::make_unique<SampleReader>(db);
    return schema;
}

CacheReader::CacheReader() = default;
CacheReader::~CacheReader() = default;

Result<std::unique_ptr<CacheReader>> CacheReader::open(const std::string& path)
{
    auto verdict = judgeFile(path);
    if (!verdict.ok())
        return verdict.error();
    if (*verdict == FileVerdict::fresh)
        return makeError(ErrorKind::store, "there is no cache at " + path + " yet");
    std::unique_ptr<CacheReader> reader(new CacheReader);
    reader->m_impl = std::make_unique<Impl>();
    reader->m_impl->path = path;
    VEDETTE_TRY(reader->m_impl->reopen());
    return reader;
}

void CacheReader::setServiceNames(std::map<std::string, std::string> names) { m_impl->serviceNames = std::move(names); }

Result<std::vector<AlertEpisode>> CacheReader::alerts(TimeRange range, std::optional<Time> asOf) const
{
    return m_impl->read<std::vector<AlertEpisode>>([&](std::vector<AlertEpisode>& out) { return m_impl->alerts(range, asOf, out); });
}

Status CacheReader::Impl::alerts(TimeRange range, std::optional<Time> asOf, std::vector<AlertEpisode>& out)
{
    VEDETTE_TRY(eachKnown(tables->episodes, range, asOf, [&](const FactRow& row, const FactVersion* version) -> Status {
        auto& episode = out.emplace_back();
        if (!unpackEpisode(row.body, episode))
            return damagedRecord();
        rename(episode.service);
        if (version != nullptr) {
            EpisodeFacts facts;
            if (!unpackRecord(version->body, facts))
                return damagedRecord();
            applyFacts(episode, facts, timeFromMs(version->seen));
        }
        if (!meets(range, episode.startsAt, episode.endsAt))
            out.pop_back();
        return Done{};
    }));
    sortByStart(out);
    return Done{};
}

Result<std::vector<ChangeRecord>> CacheReader::changeRecords(TimeRange range, std::optional<Time> asOf) const
{
    return m_impl->read<std::vector<ChangeRecord>>([&](std::vector<ChangeRecord>& out) -> Status {
        VEDETTE_TRY(m_impl->changeRecords(range, asOf, out));
        std::sort(out.begin(), out.end(), [](const ChangeRecord& a, const ChangeRecord& b) { return std::tie(a.startsAt, a.source, a.id) < std::tie(b.startsAt, b.source, b.id); });
        return Done{};
    });
}

Status CacheReader::Impl::changeRecords(TimeRange range, std::optional<Time> asOf, std::vector<ChangeRecord>& out)
{
    const auto& table = tables->changes;
    const auto then = asOf ? toMs(*asOf) : INT64_MAX;
    return table.selectWithVersions({toMs(range.from), toMs(range.to)}, then, [&](const FactRow& row, const std::vector<FactVersion>& tellings) -> Status {
        ChangeRecord record;
        if (row.lastSeen > then) {
            auto known = foldTellings(tellings, then);
            if (!known.ok())
                return known.error();
            if (!known->has_value())
                return Done{};
            record = std::move(**known);
        } else if (!unpackRecord(row.body, record)) {
            return damagedRecord();
        }
        const bool moment = record.status != ChangeStatus::started && !record.endsAt;
        if (meets(range, record.startsAt, moment ? std::optional(record.startsAt) : record.endsAt))
            out.push_back(std::move(record));
        return Done{};
    });
}

Result<std::vector<Silence>> CacheReader::silences(TimeRange range, std::optional<Time> asOf) const
{
    return m_impl->read<std::vector<Silence>>([&](std::vector<Silence>& out) -> Status {
        VEDETTE_TRY(eachKnown(FactTable(m_impl->db, "silences"), range, asOf, [&](const FactRow& row, const FactVersion* version) -> Status {
            Silence silence;
            if (!unpackRecord(version != nullptr ? version->body : row.body, silence))
                return damagedRecord();
            if (range.overlaps(silence.startsAt, silence.endsAt))
                out.push_back(std::move(silence));
            return Done{};
        }));
        sortByStart(out);
        return Done{};
    });
}

Result<std::vector<Note>> CacheReader::notes(TimeRange range, std::optional<Time> asOf) const
{
    return m_impl->read<std::vector<Note>>([&](std::vector<Note>& out) {
        return m_impl->each("SELECT id, body FROM notes WHERE at>=?1 AND at<?2 AND seen<=?3 ORDER BY at, id",
            {toMs(range.from), toMs(range.to), asOf ? toMs(*asOf) : INT64_MAX}, [&](const Statement& s) {
                Note note;
                const bool good = unpackRecord(s.blob(1), note);
                note.id = s.integer(0);
                m_impl->rename(note.service);
                out.push_back(std::move(note));
                return good;
            });
    });
}

Result<std::vector<ServiceInfo>> CacheReader::services() const
{
    return m_impl->read<std::vector<ServiceInfo>>([&](std::vector<ServiceInfo>& out) {
        return m_impl->each("SELECT body FROM services ORDER BY name", {}, [&](const Statement& s) {
            auto& service = out.emplace_back();
            const bool good = unpackRecord(s.blob(0), service);
            m_impl->rename(service.name);
            for (auto& other : service.dependsOn)
                m_impl->rename(other);
            return good;
        });
    });
}

Result<std::vector<FarSpan>> CacheReader::farSpans(const std::string& feed, const std::string& key, TimeRange range) const
{
    return m_impl->read<std::vector<FarSpan>>([&](std::vector<FarSpan>& out) -> Status {
        auto spans = loadFarSpans(m_impl->db, feed, key, range);
        if (!spans.ok())
            return spans.error();
        out = std::move(spans.value());
        return Done{};
    });
}

Result<std::vector<FeedStatus>> CacheReader::feedStatuses() const
{
    return m_impl->read<std::vector<FeedStatus>>([&](std::vector<FeedStatus>& out) {
        return m_impl->each("SELECT body FROM feeds ORDER BY name", {}, [&](const Statement& s) { return unpackRecord(s.blob(0), out.emplace_back()); });
    });
}

Result<std::vector<FeedPoll>> CacheReader::polls(const std::string& feed, TimeRange range, int atMost) const
{
    return m_impl->read<std::vector<FeedPoll>>([&](std::vector<FeedPoll>& out) -> Status {
        auto select = m_impl->db.prepare("SELECT body, last_at FROM polls WHERE feed=?1 AND last_at>=?2 AND at<?3 ORDER BY last_at DESC, id DESC LIMIT ?4");
        if (!select.ok())
            return select.error();
        select->bind(1, std::string_view(feed)).bind(2, toMs(range.from)).bind(3, toMs(range.to)).bind(4, atMost);
        return Impl::rows(*select, [&](const Statement& s) { return unpackRecord(s.blob(0), out.emplace_back()); });
    });
}

Result<std::vector<FeedOutage>> CacheReader::outages(TimeRange range, std::optional<Time> asOf) const
{
    return m_impl->read<std::vector<FeedOutage>>([&](std::vector<FeedOutage>& out) -> Status {
        std::map<std::string, FeedOutage> last; // several questions of one feed fail together: one outage
        VEDETTE_TRY(m_impl->each("SELECT feed, starts, ends, cause FROM outages WHERE starts<?2 AND coalesce(ends, ?4)>?1 AND starts<=?3 ORDER BY starts",
            {toMs(range.from), toMs(range.to), asOf ? toMs(*asOf) : INT64_MAX, INT64_MAX}, [&](const Statement& s) {
                FeedOutage outage{std::string(s.text(0)), timeFromMs(s.integer(1)), {}, std::string(s.text(3))};
                if (const auto ends = s.maybeInteger(2); ends && (!asOf || *ends <= toMs(*asOf)))
                    outage.to = timeFromMs(*ends);
                const auto known = last.find(outage.feed);
                if (known != last.end() && (!known->second.to || *known->second.to >= outage.from)) {
                    if (known->second.to && (!outage.to || *outage.to > *known->second.to))
                        known->second.to = outage.to;
                    return true;
                }
                if (known != last.end())
                    out.push_back(known->second);
                last[outage.feed] = std::move(outage);
                return true;
            }));
        for (auto& [feed, outage] : last)
            out.push_back(std::move(outage));
        std::sort(out.begin(), out.end(), [](const FeedOutage& a, const FeedOutage& b) { return std::tie(a.from, a.feed) < std::tie(b.from, b.feed); });
        return Done{};
    });
}

Result<std::vector<TimeRange>> CacheReader::coverage(const std::string& feed, const std::string& key) const
{
    return m_impl->read<std::vector<TimeRange>>([&](std::vector<TimeRange>& out) -> Status {
        auto select = m_impl->db.prepare("SELECT starts, ends FROM coverage WHERE feed=?1 AND key=?2 ORDER BY starts");
        if (!select.ok())
            return select.error();
        select->bind(1, std::string_view(feed)).bind(2, std::string_view(key));
        return Impl::rows(*select, [&](const Statement& s) {
            out.push_back({timeFromMs(s.integer(0)), timeFromMs(s.integer(1))});
            return true;
        });
    });
}

Result<std::vector<Coverage>> CacheReader::allCoverage() const
{
    return m_impl->read<std::vector<Coverage>>([&](std::vector<Coverage>& out) { return m_impl->allCoverage(out); });
}

Result<SloBins> CacheReader::sloBins(const std::string& sloId, TimeRange range) const
{
    return m_impl->read<SloBins>([&](SloBins& out) -> Status {
        auto bins = loadSloBins(m_impl->db, sloId, range);
        if (!bins.ok())
            return bins.error();
        out = std::move(bins.value());
        return Done{};
    });
}

Result<std::optional<std::string>> CacheReader::state(const std::string& key) const
{
    return m_impl->read<std::optional<std::string>>([&](std::optional<std::string>& out) -> Status {
        auto select = m_impl->db.prepare("SELECT body FROM states WHERE name=?1");
        if (!select.ok())
            return select.error();
        select->bind(1, std::string_view(key));
        return Impl::rows(*select, [&](const Statement& s) {
            out = std::string(s.blob(0));
            return true;
        });
    });
}

Result<std::vector<AnomalyFlag>> CacheReader::flags(TimeRange range, std::optional<Time> asOf) const
{
    return m_impl->read<std::vector<AnomalyFlag>>([&](std::vector<AnomalyFlag>& out) -> Status {
        auto flags = loadFlags(m_impl->db, range, asOf);
        if (!flags.ok())
            return flags.error();
        out = std::move(flags.value());
        for (auto& flag : out)
            m_impl->rename(flag.service);
        return Done{};
    });
}

} // namespace vedette
