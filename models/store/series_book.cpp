#include "models/store/series_book.h"

#include "models/store/byte_stream.h"
#include "models/store/record_packing.h"
#include "models/store/sample_keys.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::size_t kSlab = 1 << 18;

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
    auto rows = db.prepare("SELECT id, labels FROM series WHERE id > ?1 ORDER BY id");
    if (!rows.ok())
        return rows.error();
    rows->bind(1, greatest());
    for (;;) {
        auto more = rows->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        const auto id = rows->integer(0);
        if (id < 0 || id >= std::int64_t{1} << kSeriesBits || !wellFormed(rows->blob(1)))
            return damagedRecord();
        add(id, rows->blob(1));
    }
}

void SeriesBook::add(std::int64_t id, std::string_view packed)
{
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
    ++m_count;
}

void SeriesBook::forget(std::int64_t id)
{
    if (!has(id))
        return;
    m_packed[static_cast<std::size_t>(id)] = {};
    --m_count;
}

void SeriesBook::clear() { *this = {}; }

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
