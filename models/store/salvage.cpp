#include "models/store/salvage.h"

#include "models/store/change_store.h"
#include "models/store/episode_store.h"
#include "models/store/fact_table.h"
#include "models/store/note_store.h"
#include "models/store/record_packing.h"
#include "models/store/schema.h"
#include "models/store/search_index.h"
#include "models/store/search_text.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

namespace vedette {

namespace {

constexpr std::int64_t kMostRows = 100'000;
constexpr std::int64_t kFarthest = 1LL << 56U; ///< keys grow with time

using EachRow = std::function<void(const Statement&)>;

/// Walks a table by its row id, over what cannot be read: from such a place it leaps ever further until a row is there, then reads back to it.
class Walk {
public:
    Walk(const Database& db, std::string columns, std::string table, std::string key)
        : m_db(&db), m_select("SELECT " + std::move(columns) + " FROM " + std::move(table) + " WHERE "), m_key(std::move(key))
    {
    }

    /// Answers how many places could not be read.
    std::int64_t run(std::int64_t from, const EachRow& each) const
    {
        std::int64_t holes = 0;
        auto next = from;
        while (true) {
            const auto stopped = up(next, INT64_MAX, each);
            if (!stopped)
                return holes;
            ++holes;
            next = *stopped;
            std::int64_t leap = 1;
            while (leap < kFarthest && !readable(next + leap))
                leap *= 2;
            if (leap >= kFarthest)
                return holes;
            down(next, next + leap, each);
            next += leap;
        }
    }

private:
    /// Rows from `from` (included) to `to` (not), ascending; the key after the last good one where reading failed.
    std::optional<std::int64_t> up(std::int64_t from, std::int64_t to, const EachRow& each) const
    {
        return go(m_key + ">=?1 AND " + m_key + "<?2 ORDER BY " + m_key, from, to, each, 1);
    }
    void down(std::int64_t from, std::int64_t to, const EachRow& each) const
    {
        static_cast<void>(go(m_key + ">=?1 AND " + m_key + "<?2 ORDER BY " + m_key + " DESC", from, to, each, -1));
    }
    std::optional<std::int64_t> go(const std::string& condition, std::int64_t from, std::int64_t to, const EachRow& each, int step) const
    {
        auto next = step > 0 ? from : to;
        auto select = m_db->prepare(m_select + condition);
        if (!select.ok())
            return next;
        select->bind(1, from).bind(2, to);
        for (;;) {
            auto more = select->step();
            if (!more.ok())
                return next;
            if (!*more)
                return std::nullopt;
            const auto key = select->integer(0);
            if (key < from || key >= to || (step > 0 && key < next) || (step < 0 && key >= next))
                return next; // a damaged tree in a circle
            each(*select);
            next = step > 0 ? key + 1 : key;
        }
    }
    [[nodiscard]] bool readable(std::int64_t from) const
    {
        auto select = m_db->prepare(m_select + m_key + ">=?1 ORDER BY " + m_key + " LIMIT 1");
        return select.ok() && select->bind(1, from).step().ok();
    }

    const Database* m_db;
    std::string m_select;
    std::string m_key;
};

class Rescue {
public:
    Rescue(Database& from, Database& into) : m_from(&from), m_into(&into), m_episodes(into), m_changes(into)
    {
        if (auto tokens = SearchTokens::of(into); tokens.ok())
            m_tokens = std::move(tokens.value());
    }

    Salvaged run()
    {
        walk("notes", "id", "id, at, seen, body", [this](const Statement& s) { return note(s); });
        for (const char* table : {"changes", "episodes"}) {
            const FactTable facts(*m_into, table);
            walk(table, "key", "key, source, id, grp, starts, ends, first_seen, last_seen, by_hand, body", [&](const Statement& s) {
                FactRow row{s.integer(0), std::string(s.text(1)), std::string(s.text(2)), std::string(s.text(3)), s.integer(4), s.integer(5), s.integer(6),
                    s.integer(7), s.integer(8) != 0, std::string(s.blob(9))};
                return fact(facts, table, std::move(row));
            });
        }
        if (!m_changes.settle().ok())
            ++m_out.unreadable;
        return m_out;
    }

private:
    enum class Verdict { taken, known, unproved };

    void walk(const std::string& table, const std::string& key, const std::string& columns, const std::function<Verdict(const Statement&)>& take)
    {
        const auto newest = m_from->integer("SELECT " + key + " FROM " + table + " ORDER BY " + key + " DESC LIMIT 1 OFFSET " + std::to_string(kMostRows));
        const auto first = newest.ok() ? newest->value_or(0) : 0;
        m_out.unreadable += Walk(*m_from, columns, table, key).run(first, [&](const Statement& s) {
            if (take(s) == Verdict::unproved)
                ++m_out.unproved;
        });
    }

    /// Every word of it stands in the index.
    [[nodiscard]] bool indexed(SearchDoc kind, std::int64_t key, const std::string& text) const
    {
        std::string words;
        for (const auto& token : m_tokens.cut(text))
            words += (words.empty() ? "" : " AND ") + quotedToken(token);
        auto match = m_from->prepare("SELECT rowid FROM search WHERE search MATCH ?1 AND rowid=?2");
        if (!match.ok() || words.empty())
            return false;
        auto row = match->bind(1, std::string_view(words)).bind(2, searchDocId(kind, key)).step();
        return row.ok() && *row;
    }

    Verdict note(const Statement& s)
    {
        Note told;
        const auto body = std::string(s.blob(3));
        const auto key = s.integer(0);
        if (!unpackRecord(body, told) || packRecord(told) != body || toMs(told.at) != s.integer(1) || toMs(told.seenAt) != s.integer(2)
            || !indexed(SearchDoc::note, key, searchText(told)))
            return Verdict::unproved;
        const auto before = m_into->integer("SELECT count(*) FROM notes");
        if (!before.ok() || !storeNotes(*m_into, {told}).ok())
            return Verdict::unproved;
        const auto after = m_into->integer("SELECT count(*) FROM notes");
        const bool isNew = after.ok() && *after != *before;
        m_out.notes += isNew ? 1 : 0;
        return isNew ? Verdict::taken : Verdict::known;
    }

    [[nodiscard]] std::optional<std::vector<FactVersion>> versionsOf(const std::string& table, std::int64_t key) const
    {
        auto versions = FactTable(*m_from, table).versions(key);
        if (!versions.ok() || versions->empty())
            return std::nullopt;
        for (std::size_t i = 0; i < versions->size(); ++i) {
            if ((*versions)[i].n != static_cast<std::int64_t>(i) + 1)
                return std::nullopt;
        }
        return std::move(versions.value());
    }

    /// The change is the fold of what was told of it, and its index words are its own.
    [[nodiscard]] bool proved(const FactRow& row, const std::vector<FactVersion>& versions, ChangeRecord& change, std::string& text) const
    {
        if (!unpackRecord(row.body, change) || packRecord(change) != row.body || change.id != row.id || change.source != row.source
            || change.service != row.group || toMs(change.startsAt) != row.starts)
            return false;
        auto fold = foldTellings(versions, INT64_MAX);
        if (!fold.ok() || !fold->has_value())
            return false;
        // What a later telling covered up is in one place only: it counts where it says no other thing.
        for (const auto& version : versions) {
            ChangeRecord told;
            if (!unpackRecord(version.body, told) || packRecord(told) != version.body || toMs(told.seenAt) != version.seen)
                return false;
            auto covered = change;
            covered.seenAt = told.seenAt;
            covered.reconstructed = told.reconstructed;
            if (told.status == ChangeStatus::started)
                covered.status = told.status;
            if (!told.endsAt)
                covered.endsAt.reset();
            if (packRecord(covered) != version.body)
                return false;
        }
        (*fold)->seenAt = timeFromMs(versions.back().seen);
        text = searchText(change);
        return packRecord(**fold) == row.body && versions.front().seen == row.firstSeen && versions.back().seen == row.lastSeen;
    }

    /// An earlier version is in one place only: it counts where it says no other thing than the episode, or what other rows know.
    [[nodiscard]] bool agrees(const EpisodeFacts& then, const AlertEpisode& e) const
    {
        const auto within = [](const std::vector<std::string>& some, const std::vector<std::string>& all) {
            return std::all_of(some.begin(), some.end(), [&](const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); });
        };
        const auto known = [this](const std::vector<std::string>& ids, const char* sql) {
            return std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
                auto select = m_from->prepare(sql);
                if (!select.ok())
                    return false;
                auto row = select->bind(1, std::string_view(id)).step();
                return row.ok() && *row;
            });
        };
        const bool times = (then.startsAt == e.startsAt || (then.state == AlertState::pending && e.pendingAt && then.startsAt == *e.pendingAt))
            && (!then.pendingAt || then.pendingAt == e.pendingAt) && (!then.endsAt || then.endsAt == e.endsAt);
        return times && !then.annotations && then.severity == e.severity && then.level == e.level && within(then.sources, e.sources)
            && known(then.silencedBy, "SELECT 1 FROM silences WHERE id=?1") && known(then.inhibitedBy, "SELECT 1 FROM episodes WHERE grp=?1");
    }

    /// The episode is its last version, and its labels give its fingerprint.
    [[nodiscard]] bool proved(const FactRow& row, const std::vector<FactVersion>& versions, EpisodeState& state, std::string& text) const
    {
        const auto& e = state.episode;
        if (!unpackRecord(row.body, state) || packRecord(state) != row.body || e.id != row.id || e.fingerprint != row.group
            || toMs(e.seenAt) != row.lastSeen || (e.endsAt ? toMs(*e.endsAt) : FactRow::kOpenEnd) != row.ends)
            return false;
        if (auto bare = e; !e.labels.empty()) {
            bare.fingerprint.clear();
            if (episodeFingerprint(bare) != e.fingerprint && !state.imported)
                return false;
        }
        for (const auto& version : versions) {
            EpisodeFacts facts;
            if (!unpackRecord(version.body, facts) || packRecord(facts) != version.body)
                return false;
            if (&version == &versions.back() ? !(facts == factsOf(e)) : !agrees(facts, e))
                return false;
        }
        text = searchText(e);
        return true;
    }

    Verdict fact(const FactTable& facts, const std::string& table, FactRow row)
    {
        const bool isChange = table == "changes";
        const auto versions = versionsOf(table, row.key);
        if (!versions)
            return Verdict::unproved;
        ChangeRecord change;
        EpisodeState state;
        std::string text;
        const auto kind = isChange ? SearchDoc::change : SearchDoc::alert;
        const bool good = isChange ? proved(row, *versions, change, text) : proved(row, *versions, state, text);
        if (!good || !indexed(kind, row.key, text))
            return Verdict::unproved;
        auto there = facts.find(row.source, row.id);
        if (!there.ok())
            return Verdict::unproved;
        if (there->has_value())
            return Verdict::known;
        row.key = 0;
        auto key = facts.put(row);
        if (!key.ok() || !facts.replaceVersions(*key, *versions).ok() || !(isChange ? m_changes.attach(*key, change) : m_episodes.attach(*key, state.episode)).ok())
            return Verdict::unproved;
        ++(isChange ? m_out.changes : m_out.alerts);
        return Verdict::taken;
    }

    Database* m_from;
    Database* m_into;
    EpisodeStore m_episodes;
    ChangeStore m_changes;
    SearchTokens m_tokens;
    Salvaged m_out;
};

std::string counted(std::int64_t n, const char* what) { return std::to_string(n) + " " + what + (n == 1 ? "" : "s"); }

} // namespace

std::string Salvaged::sentence() const
{
    auto text = counted(notes, "note") + ", " + counted(changes, "change record") + " and " + counted(alerts, "alert") + " were read back from it";
    if (unproved + unreadable > 0)
        text += "; " + counted(unproved, "record") + " that nothing confirms and " + counted(unreadable, "place") + " that cannot be read were not";
    return text;
}

Salvaged salvage(const std::string& path, Database& into)
{
    Salvaged nothing;
    nothing.unreadable = 1;
    for (const auto mode : {Database::Mode::read, Database::Mode::readImmutable}) {
        auto damaged = Database::open(path, mode);
        if (!damaged.ok())
            continue;
        // These tables are the same in every schema up to this program's.
        const auto mark = damaged->integer("PRAGMA application_id");
        const auto schema = damaged->integer("PRAGMA user_version");
        if (!mark.ok() || *mark != kApplicationId || !schema.ok() || schema->value_or(0) < 1 || schema->value_or(0) > static_cast<std::int64_t>(schemaMigrations().size()))
            continue;
        auto transaction = Transaction::begin(into, true);
        if (!transaction.ok())
            return nothing;
        const auto out = Rescue(*damaged, into).run();
        return transaction->commit().ok() ? out : nothing;
    }
    return nothing;
}

} // namespace vedette
