#include "models/store/series_book.h"

#include "models/store/byte_stream.h"
#include "models/store/record_packing.h"
#include "models/store/sample_keys.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::size_t kSlab = 1 << 18;
constexpr std::int64_t kShortestTurn = 1 << 20; ///< ids before they begin at 1 again: what is kept by id is small up to here
constexpr std::size_t kAnew = 1 << 18;
constexpr std::size_t kForDictionary = 512;
constexpr std::size_t kInDictionary = 128;

/// As packRecord writes label sets; what is read of it later needs no more checks.
bool wellFormed(std::string_view packed)
{
    ByteReader in(packed);
    if (in.u8() < 1)
        return false;
    for (auto left = in.count(2); left > 0; --left) {
        in.text();
        in.text();
    }
    return in.ok();
}

} // namespace

Status SeriesBook::readNew(const Database& db)
{
    auto turn = db.integer("SELECT value FROM meta WHERE key='series_turn'");
    auto last = turn.ok() && *turn ? db.integer("SELECT value FROM meta WHERE key='series_last'") : db.integer("SELECT max(id) FROM series");
    if (!turn.ok() || !last.ok())
        return turn.ok() ? last.error() : turn.error();
    VEDETTE_TRY(m_squeezing.load(db));
    const auto now = turn->value_or(0);
    // Nobody tells a reader what is forgotten: now and then it reads all anew.
    if (m_taken > kAnew || now < m_turn || now > m_turn + 1) {
        auto squeezing = std::move(m_squeezing);
        clear();
        m_squeezing = std::move(squeezing);
    }
    const bool whole = m_count == 0;
    auto rows = db.prepare(whole ? "SELECT id, labels FROM series ORDER BY id"
            : now == m_turn      ? "SELECT id, labels FROM series WHERE id>?1 AND id<=?2 ORDER BY id"
                                 : "SELECT id, labels FROM series WHERE id>?1 OR id<=?2 ORDER BY id");
    if (!rows.ok())
        return rows.error();
    if (!whole)
        rows->bind(1, m_last).bind(2, last->value_or(0));
    std::string room;
    std::string_view packed;
    for (;;) {
        auto more = rows->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        const auto id = rows->integer(0);
        if (id < 0 || id >= std::int64_t{1} << kSeriesBits || !m_squeezing.unpack(rows->blob(1), room, packed) || !wellFormed(packed))
            return damagedRecord();
        add(id, packed);
        m_taken += whole ? 0 : 1;
    }
    m_turn = now;
    m_last = m_written = last->value_or(0);
    m_noted = turn->has_value();
    return Done{};
}

Result<std::string> SeriesBook::stored(Database& db, const std::string& packed)
{
    if (m_count >= kForDictionary && !m_squeezing.hasDictionary()) {
        std::vector<std::string_view> some;
        for (std::size_t id = 0; id < m_packed.size(); id += std::max<std::size_t>(1, m_packed.size() / kInDictionary)) {
            if (!m_packed[id].empty())
                some.push_back(m_packed[id]);
        }
        VEDETTE_TRY(m_squeezing.make(db, some));
    }
    return m_squeezing.stored(packed);
}

Status SeriesBook::writeLast(Database& db, bool begin)
{
    if (m_noted ? m_written == m_last : m_turn == 0 && !begin)
        return Done{};
    VEDETTE_TRY(db.exec("INSERT OR REPLACE INTO meta(key, value) VALUES('series_turn', " + std::to_string(m_turn) + "), ('series_last', " + std::to_string(m_last) + ")"));
    m_written = m_last;
    m_noted = true;
    return Done{};
}

std::int64_t SeriesBook::nextId()
{
    const auto all = std::int64_t{1} << kSeriesBits;
    if (static_cast<std::int64_t>(m_count) >= all - 1) // 0 is nobody's
        return -1;
    const auto end = std::clamp(static_cast<std::int64_t>(m_count) * 4, kShortestTurn, all);
    auto id = m_last + 1;
    for (int turns = 0; turns < 2; ++turns) {
        while (id < all && has(id))
            ++id;
        if (id < end || (turns > 0 && id < all)) {
            m_last = id;
            return id;
        }
        ++m_turn;
        id = 1;
    }
    return -1;
}

void SeriesBook::add(std::int64_t id, std::string_view packed)
{
    if (has(id)) {
        if (at(id) == packed)
            return;
        forget(id);
    }
    if (packed.size() > m_left) {
        m_left = std::max(kSlab, packed.size());
        m_slabs.push_back(std::make_unique<char[]>(m_left));
        m_next = m_slabs.back().get();
    }
    auto* to = m_next;
    std::copy(packed.begin(), packed.end(), to);
    m_next += packed.size();
    m_left -= packed.size();
    if (id >= static_cast<std::int64_t>(m_packed.size()))
        m_packed.resize(static_cast<std::size_t>(id) + 1);
    m_packed[static_cast<std::size_t>(id)] = {to, packed.size()};
    m_live += packed.size();
    ++m_count;
}

void SeriesBook::forget(std::int64_t id)
{
    if (!has(id))
        return;
    m_live -= at(id).size();
    m_dead += at(id).size();
    m_packed[static_cast<std::size_t>(id)] = {};
    --m_count;
    if (m_dead > m_live + 4 * kSlab)
        compact();
}

void SeriesBook::compact()
{
    SeriesBook fresh;
    fresh.m_packed.resize(m_packed.size());
    for (std::size_t id = 0; id < m_packed.size(); ++id) {
        if (!m_packed[id].empty())
            fresh.add(static_cast<std::int64_t>(id), m_packed[id]);
    }
    fresh.m_squeezing = std::move(m_squeezing);
    fresh.m_taken = m_taken;
    fresh.m_turn = m_turn;
    fresh.m_last = m_last;
    fresh.m_written = m_written;
    fresh.m_noted = m_noted;
    *this = std::move(fresh);
}

Labels SeriesBook::labels(std::int64_t id) const
{
    Labels labels;
    static_cast<void>(unpackRecord(at(id), labels)); // was read once when it was added
    return labels;
}

bool SeriesBook::equals(std::int64_t id, const Labels& labels) const
{
    if (!has(id))
        return false;
    ByteReader in(at(id));
    in.u8();
    if (in.varint() != labels.size())
        return false;
    for (const auto& [name, value] : labels) {
        if (in.text() != name || in.text() != value)
            return false;
    }
    return true;
}

bool SeriesBook::matches(std::int64_t id, const Matchers& matchers) const
{
    return std::all_of(matchers.begin(), matchers.end(), [&](const Matcher& matcher) {
        ByteReader in(at(id));
        in.u8();
        for (auto left = in.varint(); left > 0 && in.ok(); --left) {
            const auto name = in.text();
            const auto value = in.text();
            if (name == matcher.name())
                return matcher.matches(value);
        }
        return matcher.matches(std::string_view{});
    });
}

} // namespace vedette
