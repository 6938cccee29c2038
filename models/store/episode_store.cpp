#include "models/store/episode_store.h"

#include "models/store/record_packing.h"
#include "models/store/search_index.h"
#include "models/store/search_text.h"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace vedette {

namespace {

std::int64_t beginOf(const AlertEpisode& e) { return toMs(e.pendingAt ? std::min(*e.pendingAt, e.startsAt) : e.startsAt); }

Result<EpisodeRecord> recordOf(const FactRow& row)
{
    auto state = episodeOf(row);
    if (!state.ok())
        return state.error();
    EpisodeRecord record;
    record.key = row.key;
    record.state = std::move(state.value());
    return record;
}

} // namespace

Result<EpisodeState> episodeOf(const FactRow& row)
{
    EpisodeState state;
    if (!unpackRecord(row.body, state))
        return damagedRecord();
    return state;
}

Result<std::int64_t> EpisodeStore::applyPoll(const AlertPoll& poll)
{
    std::vector<EpisodeRecord> records;
    std::unordered_set<std::string> open;
    const auto keep = [&](const FactRow& row) -> Status {
        auto record = recordOf(row);
        if (!record.ok())
            return record.error();
        if (record->state.episode.open())
            open.insert(row.group);
        records.push_back(std::move(record.value()));
        return Done{};
    };
    VEDETTE_TRY(m_table.select("ends=?1", {FactRow::kOpenEnd}, keep));
    std::set<std::string> asked;
    for (const auto& told : poll.alerts) {
        const auto fingerprint = episodeFingerprint(told);
        if (!open.contains(fingerprint) && asked.insert(fingerprint).second)
            VEDETTE_TRY(m_table.ofGroup(fingerprint, toMs(told.startsAt) - 3'600'000, 3, keep));
    }
    std::vector<AlertFeedSight> sights;
    auto known = m_db->prepare("SELECT feed, at, resolution FROM alert_feeds");
    if (!known.ok())
        return known.error();
    for (;;) {
        auto more = known->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        sights.push_back({std::string(known->text(0)), timeFromMs(known->integer(1)), Millis{known->integer(2)}});
    }
    mergePoll(poll, sights, records);
    auto sight = m_db->prepare("INSERT OR REPLACE INTO alert_feeds(feed, at, resolution) VALUES(?1, ?2, ?3)");
    if (!sight.ok())
        return sight.error();
    VEDETTE_TRY(sight->bind(1, std::string_view(poll.feed)).bind(2, toMs(poll.at)).bind(3, poll.resolution.count()).run());
    std::int64_t created = 0;
    VEDETTE_TRY(save(records, false, created));
    return created;
}

Result<std::int64_t> EpisodeStore::applyHistory(const AlertHistory& history, bool knownBefore, bool knownAfter)
{
    const auto margin = std::max<std::int64_t>(2 * history.resolution.count(), 90'000);
    std::unordered_set<std::string> fingerprints;
    for (const auto& told : history.episodes)
        fingerprints.insert(episodeFingerprint(told));
    std::vector<EpisodeRecord> records;
    const auto keep = [&](const FactRow& row) -> Status {
        const bool open = row.ends == FactRow::kOpenEnd;
        if (!open && !fingerprints.contains(row.group))
            return Done{};
        auto record = recordOf(row);
        if (!record.ok())
            return record.error();
        auto versions = m_table.versions(row.key);
        if (!versions.ok())
            return versions.error();
        for (const auto& version : *versions) {
            EpisodeVersion unpacked{timeFromMs(version.seen), {}};
            if (!unpackRecord(version.body, unpacked.facts))
                return damagedRecord();
            record->versions.push_back(std::move(unpacked));
        }
        records.push_back(std::move(record.value()));
        return Done{};
    };
    VEDETTE_TRY(m_table.select("ends>=?1 AND starts<=?2", {toMs(history.covered.from) - margin, toMs(history.covered.to) + margin}, keep));
    mergeHistory(history, knownBefore, knownAfter, records);
    std::int64_t created = 0;
    VEDETTE_TRY(save(records, false, created));
    return created;
}

Result<std::int64_t> EpisodeStore::applyImport(const std::vector<AlertEpisode>& lines, bool byHand)
{
    std::int64_t created = 0;
    for (const auto& line : lines) {
        if (line.id.empty() && line.labels.empty() && line.name.empty())
            continue;
        auto told = line;
        if (told.id.empty())
            told.id = episodeFingerprint(told) + "-" + std::to_string(toMs(told.startsAt));
        auto row = m_table.find("", told.id);
        if (!row.ok())
            return row.error();
        std::vector<EpisodeRecord> records(1);
        if (row->has_value()) {
            auto record = recordOf(**row);
            if (!record.ok())
                return record.error();
            records.front() = std::move(record.value());
        }
        mergeImport(told, records.front());
        VEDETTE_TRY(save(records, byHand, created));
    }
    return created;
}

Status EpisodeStore::settleDoubt(const std::vector<TelemetryGap>& gaps)
{
    constexpr std::int64_t kLookback = 6 * 60'000;
    std::vector<EpisodeRecord> records;
    std::unordered_set<std::int64_t> taken;
    for (const auto& gap : gaps) {
        VEDETTE_TRY(m_table.select("ends>=?1 AND ends<=?2", {toMs(gap.from), std::max(toMs(gap.to), toMs(gap.from) + kLookback)},
            [&](const FactRow& row) -> Status {
                auto record = recordOf(row);
                if (!record.ok())
                    return record.error();
                const auto& e = record->state.episode;
                if ((gap.service.empty() || e.service == gap.service) && e.state == AlertState::resolved && endedWithTelemetry(e, gap.from, gap.to)
                    && taken.insert(row.key).second) {
                    makeDoubtful(*record, gap.from);
                    records.push_back(std::move(record.value()));
                }
                return Done{};
            }));
    }
    std::int64_t created = 0;
    return save(records, false, created);
}

Status EpisodeStore::save(std::vector<EpisodeRecord>& records, bool byHand, std::int64_t& created)
{
    // Records that were folded away go first: the one that stays may need their place.
    std::stable_partition(records.begin(), records.end(), [](const EpisodeRecord& r) { return r.removed; });
    for (auto& record : records) {
        if (!record.changed)
            continue;
        auto& e = record.state.episode;
        std::string textBefore;
        std::int64_t firstSeen = INT64_MAX;
        bool wasByHand = false;
        if (record.key != 0) {
            Status read = m_table.select("key=?1", {record.key}, [&](const FactRow& row) -> Status {
                auto state = episodeOf(row);
                if (!state.ok())
                    return state.error();
                textBefore = searchText(state->episode);
                firstSeen = row.firstSeen;
                wasByHand = row.byHand;
                return Done{};
            });
            VEDETTE_TRY(std::move(read));
        }
        if (record.removed) {
            if (record.key != 0) {
                VEDETTE_TRY(indexText(*m_db, SearchDoc::alert, record.key, textBefore, {}));
                VEDETTE_TRY(m_table.remove(record.key));
            }
            continue;
        }
        if (record.rewritten)
            firstSeen = INT64_MAX;
        for (const auto& version : record.versions)
            firstSeen = std::min(firstSeen, toMs(version.seenAt));
        FactRow row{record.key, "", e.id, e.fingerprint, beginOf(e), e.endsAt ? toMs(*e.endsAt) : FactRow::kOpenEnd, firstSeen, toMs(e.seenAt),
            byHand || wasByHand, packRecord(record.state)};
        if (record.key == 0) {
            for (int suffix = 2;; ++suffix) { // two beginnings at one time can only be a source's slip; both are kept
                auto taken = m_table.find("", row.id);
                if (!taken.ok())
                    return taken.error();
                if (!taken->has_value())
                    break;
                row.id = e.id + "-" + std::to_string(suffix);
            }
            if (row.id != e.id) {
                e.id = row.id;
                row.body = packRecord(record.state);
            }
            ++created;
        }
        auto key = m_table.put(row);
        if (!key.ok())
            return key.error();
        std::vector<FactVersion> versions;
        const auto from = record.rewritten ? 0 : record.versions.size() - record.fresh;
        for (auto i = from; i < record.versions.size(); ++i)
            versions.push_back({toMs(record.versions[i].seenAt), packRecord(record.versions[i].facts)});
        if (record.rewritten) {
            VEDETTE_TRY(m_table.replaceVersions(*key, versions));
        } else {
            for (const auto& version : versions)
                VEDETTE_TRY(m_table.append(*key, version));
        }
        VEDETTE_TRY(indexText(*m_db, SearchDoc::alert, *key, textBefore, searchText(e)));
    }
    return Done{};
}

Status EpisodeStore::remove(const FactRow& row)
{
    auto state = episodeOf(row);
    if (!state.ok())
        return state.error();
    VEDETTE_TRY(indexText(*m_db, SearchDoc::alert, row.key, searchText(state->episode), {}));
    return m_table.remove(row.key);
}

} // namespace vedette
