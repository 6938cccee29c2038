#include "models/store/event_days.h"

#include "models/store/search_index.h"
#include "models/store/waiting_changes.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr int kRows = 1'500;             ///< read in one piece
constexpr std::int64_t kCleared = 3'000; ///< entries of the log taken away in one piece
constexpr std::int64_t kAltered = 200;   ///< entries of a day whose columns are made anew; fewer are read with them
constexpr std::int64_t kSettled = 6 * 3'600'000; ///< a day is made when facts are so far beyond it
constexpr std::int64_t kLookEvery = 64;  ///< states of the log: in between nothing is looked for

std::int64_t firstDoc(std::int64_t day) { return day * kDaySpan * 256 * 4; }

} // namespace

bool EventDays::mayTend(const Database& db) const
{
    if (m_work || m_from != INT64_MIN || m_lookedAt < 0)
        return true;
    const auto state = db.integer("SELECT value FROM meta WHERE key='events'");
    return !state.ok() || state->value_or(0) - m_lookedAt >= kLookEvery;
}

Result<bool> EventDays::tend()
{
    if (!m_isListed) {
        for (const char* table : {"episodes", "changes", "silences", "folded"})
            VEDETTE_TRY(FactTable(*m_db, table).measureLongest());
        auto more = WaitingChanges(*m_db).tend();
        if (!more.ok() || *more)
            return more;
        m_isListed = true;
    }
    if (!m_work) {
        auto found = findWork();
        if (!found.ok() || !*found)
            return found;
    }
    VEDETTE_TRY(read());
    return true;
}

/// The oldest day that is over and whose rows the log names in number.
Result<bool> EventDays::findWork()
{
    auto state = m_db->integer("SELECT value FROM meta WHERE key='events'");
    if (!state.ok())
        return state.error();
    const auto now = state->value_or(0);
    auto newest = m_db->integer("SELECT max(coalesce((SELECT max(key) FROM episodes), 0), coalesce((SELECT max(key) FROM folded), 0))");
    if (!newest.ok())
        return newest.error();
    const auto over = factKeyDay(factKey(factKeyTime(newest->value_or(0)) - kSettled)); // days before this one
    auto oldest = m_db->prepare("SELECT doc FROM event_log WHERE doc>=?1 ORDER BY doc LIMIT 1");
    auto entries = m_db->prepare("SELECT count(*), max(k) FROM (SELECT 0 AS k FROM event_log WHERE doc>=?1 AND doc<?2 LIMIT ?3)");
    auto made = m_db->prepare("SELECT 1 FROM event_days WHERE id=?1");
    if (!oldest.ok() || !entries.ok() || !made.ok())
        return !oldest.ok() ? oldest.error() : !entries.ok() ? entries.error() : made.error();
    for (;;) {
        oldest->reset();
        auto there = oldest->bind(1, m_from).step();
        if (!there.ok())
            return there.error();
        const auto day = *there ? factKeyDay(searchDocKey(oldest->integer(0))) : over;
        if (day >= over) {
            m_lookedAt = now;
            m_from = INT64_MIN;
            return false;
        }
        m_from = firstDoc(day + 1);
        entries->reset();
        made->reset();
        auto counted = entries->bind(1, firstDoc(day)).bind(2, m_from).bind(3, kAltered).step();
        auto known = made->bind(1, day).step();
        if (!counted.ok() || !known.ok())
            return counted.ok() ? known.error() : counted.error();
        if (*known && entries->integer(0) < kAltered)
            continue;
        m_work = Work{};
        m_work->day = day;
        m_work->stamp = now;
        m_work->next = factKey(day * kDaySpan);
        return true;
    }
}

Status EventDays::read()
{
    auto& work = *m_work;
    if (work.written) {
        auto clear = m_db->prepare("DELETE FROM event_log WHERE doc IN (SELECT doc FROM event_log WHERE doc>=?1 AND doc<?2 AND n<=?3 LIMIT ?4)");
        if (!clear.ok())
            return clear.error();
        VEDETTE_TRY(clear->bind(1, firstDoc(work.day)).bind(2, firstDoc(work.day + 1)).bind(3, work.stamp).bind(4, kCleared).run());
        if (m_db->changes() < kCleared)
            m_work.reset();
        return Done{};
    }
    const FactTable table(*m_db, work.change ? "folded" : "episodes");
    auto& rows = work.change ? work.changes : work.alerts;
    int found = 0;
    VEDETTE_TRY(table.ofKeys(work.next, factKey((work.day + 1) * kDaySpan), kRows, [&](const FactRow& row) -> Status {
        work.next = row.key + 1;
        ++found;
        if (auto entry = eventEntry(row, work.change); entry.ok()) // what is damaged is told of when it is read
            rows.push_back(std::move(entry.value()));
        return Done{};
    }));
    if (found == kRows)
        return Done{};
    if (!work.change) {
        work.change = true;
        work.next = factKey(work.day * kDaySpan);
        return Done{};
    }
    auto put = m_db->prepare("INSERT OR REPLACE INTO event_days(id, stamp, bytes) VALUES(?1, ?2, ?3)");
    if (!put.ok())
        return put.error();
    const auto bytes = packEvents(work.alerts, work.changes);
    VEDETTE_TRY(put->bind(1, work.day).bind(2, work.stamp).bindBlob(3, bytes).run());
    work.alerts.clear();
    work.changes.clear();
    work.written = true;
    return Done{};
}

} // namespace vedette
