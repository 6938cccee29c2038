#include "models/store/episode_store.h"

#include "models/store/byte_stream.h"
#include "models/store/poll_store.h"
#include "models/store/record_packing.h"
#include "models/store/search_index.h"
#include "models/store/search_text.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_set>

namespace vedette {

namespace {

constexpr std::string_view kDoubted = "store/doubtful";


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
    VEDETTE_TRY(m_table.open(keep));
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

Result<std::int64_t> EpisodeStore::applyHistory(const AlertHistory& history, const std::vector<Coverage>& known)
{
    const auto margin = std::max<std::int64_t>(2 * history.resolution.count(), 90'000);
    std::map<std::string, std::int64_t> oldest; // by fingerprint: an alert may have been active long before the piece
    for (const auto& told : history.episodes) {
        auto& from = oldest.try_emplace(episodeFingerprint(told), toMs(history.covered.from)).first->second;
        from = std::min(from, toMs(beginOf(told)));
    }
    std::vector<EpisodeRecord> records;
    std::unordered_set<std::int64_t> taken;
    const auto keep = [&](const FactRow& row) -> Status {
        if (!taken.insert(row.key).second)
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
        if (!record->versions.empty() && toMs(record->versions.back().seenAt) < row.lastSeen)
            record->versions.push_back({timeFromMs(row.lastSeen), factsOf(record->state.episode)});
        records.push_back(std::move(record.value()));
        return Done{};
    };
    for (const auto& [fingerprint, from] : oldest)
        VEDETTE_TRY(m_table.ofGroup(fingerprint, {from - margin, toMs(history.covered.to) + margin}, keep));
    VEDETTE_TRY(m_table.open(keep));
    VEDETTE_TRY(m_table.ending({toMs(history.covered.from) - margin, toMs(history.covered.from) + margin}, keep));
    mergeHistory(history, known, records);
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

Result<bool> EpisodeStore::concerns(const TelemetryGap& gap, const AlertEpisode& e, const std::vector<TelemetryGap>& gaps) const
{
    if (!endedWithTelemetry(e, gap.from, gap.to))
        return false;
    if (!gap.service.empty())
        return e.service == gap.service;
    if (gap.feed.empty())
        return true;
    if (std::find(e.sources.begin(), e.sources.end(), gap.feed) == e.sources.end())
        return false;
    for (const auto& source : e.sources) {
        const bool silent = std::any_of(gaps.begin(), gaps.end(), [&](const TelemetryGap& g) {
            return g.service.empty() && g.feed == source && endedWithTelemetry(e, g.from, g.to);
        });
        if (silent)
            continue;
        auto evaluated = isCovered(*m_db, source, kHistoryCoverage, *e.endsAt);
        if (!evaluated.ok() || *evaluated)
            return evaluated.ok() ? Result<bool>(false) : evaluated.error();
    }
    return true;
}

Status EpisodeStore::settleDoubt(const std::vector<TelemetryGap>& gaps, std::optional<TimeRange> looked)
{
    constexpr std::int64_t kLookback = 6 * 60'000;
    std::map<std::int64_t, EpisodeRecord> ended; // each with what is found of it
    const auto keep = [&](const FactRow& row) -> Status {
        if (ended.contains(row.key))
            return Done{};
        auto record = recordOf(row);
        if (!record.ok())
            return record.error();
        ended.emplace(row.key, std::move(record.value()));
        return Done{};
    };
    for (const auto& gap : gaps)
        VEDETTE_TRY(m_table.ending({toMs(gap.from), std::max(toMs(gap.to), toMs(gap.from) + kLookback)}, keep));
    auto listed = looked ? loadDoubted() : Result<std::optional<std::set<std::int64_t>>>(std::optional<std::set<std::int64_t>>{});
    if (!listed.ok())
        return listed.error();
    if (looked && !listed->has_value())
        VEDETTE_TRY(m_table.ending({toMs(looked->from), toMs(looked->to)}, keep));
    else if (looked)
        for (const auto key : **listed)
            VEDETTE_TRY(m_table.select("key=?1 AND ends<>?2", {key, FactRow::kOpenEnd}, keep));
    std::vector<EpisodeRecord> records;
    std::set<std::int64_t> doubted;
    for (auto& [key, record] : ended) {
        auto& e = record.state.episode;
        std::optional<Time> since;
        for (const auto& gap : gaps) {
            auto told = concerns(gap, e, gaps);
            if (!told.ok())
                return told.error();
            if (*told)
                since = std::min(since.value_or(gap.from), gap.from);
        }
        if (since && e.state == AlertState::resolved)
            makeDoubtful(record, *since);
        else if (!since && looked && looked->contains(*e.endsAt) && e.state == AlertState::doubtful && !record.state.imported)
            makeResolved(record, looked->to);
        if (e.state == AlertState::doubtful && !record.state.imported)
            doubted.insert(key);
        if (record.changed)
            records.push_back(std::move(record));
    }
    if (looked && (!listed->has_value() || doubted != **listed))
        VEDETTE_TRY(storeDoubted(doubted));
    std::int64_t created = 0;
    return save(records, false, created);
}

/// Keys of the doubtful episodes, so that a round need not look at every episode; nullopt: never listed.
Result<std::optional<std::set<std::int64_t>>> EpisodeStore::loadDoubted() const
{
    auto select = m_db->prepare("SELECT body FROM states WHERE name=?1");
    if (!select.ok())
        return select.error();
    auto row = select->bind(1, kDoubted).step();
    if (!row.ok())
        return row.error();
    if (!*row)
        return std::optional<std::set<std::int64_t>>{};
    ByteReader in(select->blob(0));
    std::set<std::int64_t> out;
    for (auto left = in.count(); left > 0; --left)
        out.insert(in.zigzag());
    return in.ok() ? std::optional(std::move(out)) : std::optional<std::set<std::int64_t>>{};
}

Status EpisodeStore::storeDoubted(const std::set<std::int64_t>& keys) const
{
    ByteWriter out;
    out.varint(keys.size());
    for (const auto key : keys)
        out.zigzag(key);
    auto replace = m_db->prepare("INSERT OR REPLACE INTO states(name, body) VALUES(?1, ?2)");
    if (!replace.ok())
        return replace.error();
    return replace->bind(1, kDoubted).bindBlob(2, out.bytes()).run();
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
            std::optional<Standing> before;
            auto row = m_table.at(record.key);
            if (!row.ok())
                return row.error();
            if (row->has_value()) {
                auto state = episodeOf(**row);
                if (!state.ok())
                    return state.error();
                before = Standing{std::move(state->episode), (*row)->lastSeen};
                firstSeen = (*row)->firstSeen;
                wasByHand = (*row)->byHand;
                textBefore = indexedText(before->episode);
                if (!record.removed && !record.rewritten && (record.fresh > 0 || record.annotationsBefore))
                    VEDETTE_TRY(keepStanding(record, *before));
            }
        }
        if (record.removed) {
            if (record.key != 0) {
                VEDETTE_TRY(m_index.replace(SearchDoc::alert, record.key, textBefore, record.key, {}));
                VEDETTE_TRY(m_table.remove(record.key));
                VEDETTE_TRY(m_log.touch(SearchDoc::alert, record.key));
            }
            continue;
        }
        if (record.rewritten)
            firstSeen = INT64_MAX;
        for (const auto& version : record.versions)
            firstSeen = std::min(firstSeen, toMs(version.seenAt));
        FactRow row{record.key, "", e.id, e.fingerprint, toMs(beginOf(e)), e.endsAt ? toMs(*e.endsAt) : FactRow::kOpenEnd, firstSeen, toMs(e.seenAt),
            byHand || wasByHand, packRecord(record.state)};
        if (record.key == 0 && !record.state.imported) { // an import was looked for by its id
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
        }
        created += record.key == 0 ? 1 : 0;
        auto key = m_table.put(row);
        if (!key.ok())
            return key.error();
        std::vector<FactVersion> versions;
        const auto from = record.rewritten ? 0 : record.versions.size() - record.fresh;
        for (auto i = from; i < record.versions.size(); ++i)
            versions.push_back({toMs(record.versions[i].seenAt), packRecord(record.versions[i].facts), 0});
        if (record.rewritten && record.key != 0) {
            VEDETTE_TRY(m_table.replaceVersions(*key, versions));
        } else {
            for (const auto& version : versions)
                VEDETTE_TRY(m_table.append(*key, version));
        }
        const auto keyBefore = record.key != 0 ? record.key : *key;
        VEDETTE_TRY(m_index.replace(SearchDoc::alert, keyBefore, textBefore, *key, indexedText(e)));
        VEDETTE_TRY(m_log.touch(SearchDoc::alert, *key));
        if (keyBefore == *key)
            continue;
        VEDETTE_TRY(m_log.touch(SearchDoc::alert, keyBefore));
        if (e.state == AlertState::doubtful) // it is listed by its key: it is looked for anew
            VEDETTE_TRY(m_db->exec("DELETE FROM states WHERE name='" + std::string(kDoubted) + "'"));
    }
    return Done{};
}

/// Before the row takes new annotations: versions that meant the row's get their own. Annotations that change alone make a version at most once in
/// kAnnotationsEvery (a template with the value in it changes with every poll); the row itself always has the newest.
Status EpisodeStore::keepStanding(const EpisodeRecord& record, const Standing& before)
{
    constexpr std::int64_t kAnnotationsEvery = 300'000;
    std::int64_t newest = INT64_MIN;
    std::vector<FactVersion> stamped;
    VEDETTE_TRY(m_table.newestVersions(record.key, [&](FactVersion&& version) -> Result<bool> {
        newest = std::max(newest, version.seen);
        EpisodeFacts facts;
        if (!unpackRecord(version.body, facts))
            return damagedRecord();
        if (!record.annotationsBefore || facts.annotations)
            return false;
        facts.annotations = record.annotationsBefore;
        stamped.push_back({version.seen, packRecord(facts), version.n});
        return true;
    }));
    for (const auto& version : stamped)
        VEDETTE_TRY(m_table.amend(record.key, version));
    const bool due = record.fresh > 0 || toMs(record.state.episode.seenAt) - newest >= kAnnotationsEvery;
    if (before.lastSeen <= newest || !due)
        return Done{};
    auto facts = factsOf(before.episode);
    facts.annotations = record.annotationsBefore;
    return m_table.append(record.key, {before.lastSeen, packRecord(facts), 0});
}

Status EpisodeStore::attach(std::int64_t key, const AlertEpisode& episode)
{
    VEDETTE_TRY(m_index.replace(SearchDoc::alert, key, {}, key, indexedText(episode)));
    return m_log.touch(SearchDoc::alert, key);
}

Status EpisodeStore::remove(const FactRow& row)
{
    auto state = episodeOf(row);
    if (!state.ok())
        return state.error();
    VEDETTE_TRY(m_index.replace(SearchDoc::alert, row.key, indexedText(state->episode), row.key, {}));
    VEDETTE_TRY(m_log.touch(SearchDoc::alert, row.key));
    return m_table.remove(row.key);
}

} // namespace vedette
