#include "models/store/fact_walk.h"

#include <string>

namespace vedette {

namespace {

constexpr std::size_t kNear = 8; ///< rows: stepping over so many costs as much as looking one up

} // namespace

Result<std::optional<std::string_view>> FactWalk::body(std::int64_t key, std::size_t between)
{
    if (!m_rows.isPrepared()) {
        auto rows = m_db->prepare("SELECT key, body FROM " + std::string(m_table) + " WHERE key<=?1 ORDER BY key DESC");
        if (!rows.ok())
            return rows.error();
        m_rows = std::move(rows.value());
    }
    const auto step = [this]() -> Status {
        auto more = m_rows.step();
        if (!more.ok())
            return more.error();
        m_at = *more ? std::optional(m_rows.integer(0)) : std::nullopt;
        return Done{};
    };
    const bool isBefore = m_at && *m_at < key; // it was passed by, or is asked for out of order
    for (std::size_t left = between <= kNear ? between + 1 : 0; left > 0 && m_at && *m_at > key; --left)
        VEDETTE_TRY(step());
    if (!m_at || *m_at > key || isBefore) {
        m_rows.reset();
        m_rows.bind(1, key);
        VEDETTE_TRY(step());
    }
    return m_at == key ? std::optional(m_rows.blob(1)) : std::optional<std::string_view>();
}

} // namespace vedette
