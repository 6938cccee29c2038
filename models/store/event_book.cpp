#include "models/store/event_book.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::size_t kMostDays = 80;
constexpr std::int64_t kMostRenewed = 4'000; ///< more entries of a day: all its rows are read
constexpr std::size_t kMostPlaces = 1U << 20U; ///< of a table of what two columns combine to

std::int64_t firstDoc(std::int64_t day) { return day * kDaySpan * 256 * 4; }
bool isChange(std::int64_t doc) { return searchDocKind(doc) == SearchDoc::folded; }

} // namespace

Status EventBook::refresh()
{
    auto state = m_db->integer("SELECT value FROM meta WHERE key='events'");
    if (!state.ok())
        return state.error();
    const auto now = state->value_or(0);
    if (m_dictionary.isFull() || now < m_at) {
        m_days.clear();
        m_used.clear();
        m_dictionary.clear();
    }
    if (now == m_at || m_days.empty()) {
        m_at = now;
        return Done{};
    }
    // A day made anew since has taken entries out of the log.
    auto made = m_db->prepare("SELECT id FROM event_days WHERE stamp>?1");
    auto touched = m_db->prepare("SELECT doc FROM event_log WHERE n>?1 ORDER BY n DESC LIMIT ?2");
    if (!made.ok() || !touched.ok())
        return made.ok() ? touched.error() : made.error();
    made->bind(1, m_at);
    for (;;) {
        auto more = made->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        m_days.erase(made->integer(0));
        m_used.remove(made->integer(0));
    }
    touched->bind(1, m_at).bind(2, kMostRenewed * 4);
    std::map<std::int64_t, std::vector<std::int64_t>> docs;
    std::int64_t count = 0;
    for (;;) {
        auto more = touched->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        ++count;
        const auto doc = touched->integer(0);
        docs[factKeyDay(searchDocKey(doc))].push_back(doc);
    }
    if (count >= kMostRenewed * 4) {
        m_days.clear();
        m_used.clear();
    }
    for (const auto& [day, all] : docs) {
        const auto known = m_days.find(day);
        if (known == m_days.end())
            continue;
        if (static_cast<std::int64_t>(all.size()) > kMostRenewed) {
            m_days.erase(known);
            m_used.remove(day);
            continue;
        }
        for (const auto doc : all)
            VEDETTE_TRY(renew(known->second, doc));
        known->second.alertCounts.reset();
        known->second.changeCounts.reset();
        known->second.alertGroups.reset();
        known->second.changeGroups.reset();
    }
    m_at = now;
    return Done{};
}

Status EventBook::renew(Day& day, std::int64_t doc)
{
    const bool change = isChange(doc);
    auto& columns = change ? day.changes : day.alerts;
    auto there = entry(searchDocKey(doc), change);
    if (!there.ok())
        return there.error();
    if (there->has_value())
        columns.put(**there, m_dictionary);
    else
        columns.erase(searchDocKey(doc));
    return Done{};
}

Result<std::optional<EventEntry>> EventBook::entry(std::int64_t key, bool change) const
{
    auto row = (change ? m_folded : m_episodes).at(key);
    if (!row.ok())
        return row.error();
    if (!row->has_value())
        return std::optional<EventEntry>{};
    auto out = eventEntry(**row, change);
    if (!out.ok())
        return out.error();
    return std::optional(std::move(out.value()));
}

Result<EventBook::Day*> EventBook::day(std::int64_t day)
{
    const auto known = m_days.find(day);
    if (known != m_days.end()) {
        if (m_used.front() != day) {
            m_used.remove(day);
            m_used.push_front(day);
        }
        return &known->second;
    }
    if (m_used.size() >= kMostDays) {
        m_days.erase(m_used.back());
        m_used.pop_back();
    }
    Day fresh;
    VEDETTE_TRY(load(day, fresh));
    m_used.push_front(day);
    return &m_days.emplace(day, std::move(fresh)).first->second;
}

Status EventBook::load(std::int64_t day, Day& out)
{
    auto stored = m_db->prepare("SELECT stamp, bytes FROM event_days WHERE id=?1");
    if (!stored.ok())
        return stored.error();
    auto there = stored->bind(1, day).step();
    if (!there.ok())
        return there.error();
    if (!*there || !unpackEvents(stored->blob(1), out.alerts, out.changes, m_dictionary))
        return loadRows(day, out);
    auto since = m_db->prepare("SELECT doc FROM event_log WHERE doc>=?1 AND doc<?2 AND n>?3");
    if (!since.ok())
        return since.error();
    since->bind(1, firstDoc(day)).bind(2, firstDoc(day + 1)).bind(3, stored->integer(0));
    std::vector<std::int64_t> docs;
    for (;;) {
        auto more = since->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        docs.push_back(since->integer(0));
    }
    if (static_cast<std::int64_t>(docs.size()) > kMostRenewed)
        return loadRows(day, out);
    for (const auto doc : docs)
        VEDETTE_TRY(renew(out, doc));
    return Done{};
}

Status EventBook::loadRows(std::int64_t day, Day& out)
{
    out = {};
    for (const bool change : {false, true}) {
        auto& columns = change ? out.changes : out.alerts;
        const auto each = [&](const FactRow& row) -> Status {
            auto entry = eventEntry(row, change);
            if (!entry.ok())
                return entry.error();
            columns.append(*entry, m_dictionary);
            return Done{};
        };
        VEDETTE_TRY((change ? m_folded : m_episodes).ofKeys(factKey(day * kDaySpan), factKey((day + 1) * kDaySpan), INT32_MAX, each));
    }
    return Done{};
}

const EventBook::Day::Counts& EventBook::counts(Day& day, bool change) const
{
    auto& known = change ? day.changeCounts : day.alertCounts;
    if (known)
        return *known;
    const auto& columns = day.of(change);
    auto& out = known.emplace();
    out.rows = static_cast<std::int64_t>(columns.size());
    out.ordered = std::is_sorted(columns.starts.begin(), columns.starts.end());
    for (const auto fires : columns.fires)
        out.lastFires = std::max(out.lastFires, fires);
    for (std::size_t c = 0; c < kEventColumns; ++c) {
        out.values[c].resize(m_dictionary.values(c).size());
        for (const auto number : columns.values[c])
            ++out.values[c][number];
    }
    return out;
}

const EventBook::Day::Groups& EventBook::groups(Day& day, bool change) const
{
    auto& known = change ? day.changeGroups : day.alertGroups;
    if (known)
        return *known;
    const auto& columns = day.of(change);
    auto& out = known.emplace();
    // Column by column: groups so far times the values of the next one, numbered anew as they come.
    constexpr std::uint32_t kNone = UINT32_MAX;
    std::vector<std::uint32_t> ids(columns.size(), 0);
    std::vector<std::uint32_t> places;
    std::size_t count = 1;
    for (std::size_t c = 0; c < kEventColumns; ++c) {
        const auto width = m_dictionary.values(c).size();
        if (m_dictionary.isFull() || count * width > kMostPlaces)
            return out;
        places.assign(count * width, kNone);
        std::uint32_t next = 0;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            auto& place = places[ids[i] * width + columns.values[c][i]];
            if (place == kNone)
                place = next++;
            ids[i] = place;
        }
        count = next;
        if (count > UINT16_MAX)
            return out;
    }
    out.groups.resize(count);
    out.ofRow.resize(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        auto& group = out.groups[ids[i]];
        group.row = static_cast<std::uint32_t>(i);
        ++group.count;
        out.ofRow[i] = static_cast<std::uint16_t>(ids[i]);
    }
    return out;
}

} // namespace vedette
