#include "models/snapshot/large_history.h"

#include "models/snapshot/dead_mans_switch.h"
#include "models/store/alert_onsets.h"
#include "models/store/event_query.h"

#include <algorithm>
#include <chrono>

namespace vedette {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Millis kMonth = hours{24 * 30};
constexpr Millis kDay = hours{24};
constexpr Millis kGrouping = hours{3};   ///< a group reaches two hours back, its picture three quarters of one
constexpr Millis kAfter = hours{1};
constexpr Millis kReleases = hours{104}; ///< releases of four days and eight hours may be to blame
constexpr Millis kLearnedAnew = minutes{30};
constexpr Millis kChangesReread = minutes{10}; ///< what was told to come later has come
constexpr std::int64_t kMostGrown = kMostHeld + kMostHeld / 4;

std::int64_t dayOf(Time t) { return toMs(floorTo(t, kDay)) / kDay.count(); }
Time dayBegin(std::int64_t day) { return timeFromMs(day * kDay.count()); }

} // namespace

Result<bool> LargeHistory::isLarge(const CacheReader& reader, TimeRange range)
{
    EventQuery query;
    query.range = range;
    auto counts = reader.eventCounts(query);
    if (!counts.ok())
        return counts.error();
    return counts->total > kMostHeld;
}

/// Without what neither a judgement nor a lane needs: details are read when they are asked for.
LargeHistory::Row LargeHistory::slim(const Config& config, std::int64_t key, AlertEpisode alert)
{
    Row row{key, std::move(alert), Row::Role::counts};
    auto& a = row.alert;
    if (isSwitchAlert(config, a.labels))
        row.role = Row::Role::heartbeat;
    else if (!config.leftOut.empty() && isLeftOut(config, a))
        row.role = Row::Role::leftOut;
    m_levels[a.severity] = a.level;
    if (row.role == Row::Role::heartbeat)
        return row; // its switch is judged by it
    const std::string cluster(a.labels.value("cluster"));
    const std::string summary(a.annotations.value("summary"));
    a.labels = cluster.empty() ? Labels() : Labels{{"cluster", cluster}};
    a.annotations = summary.empty() ? Labels() : Labels{{"summary", summary}};
    a.link = {};
    a.sources = {};
    return row;
}

/// The newest part of a range that holds no more alerts than rows are held.
Result<TimeRange> LargeHistory::fitting(const CacheReader& reader, TimeRange wanted) const
{
    EventQuery query;
    query.range = wanted;
    query.changes = false;
    query.binWidth = minutes{10} * (wanted.length() / 900 / Millis{minutes{10}} + 1);
    auto counts = reader.eventCounts(query);
    if (!counts.ok())
        return counts.error();
    std::int64_t held = 0;
    for (std::size_t i = counts->bins.size(); i-- > 0;) {
        held += counts->bins[i].alerts;
        if (held > kMostHeld)
            return TimeRange{std::min(wanted.to, std::max(wanted.from, counts->binsFrom + query.binWidth * static_cast<int>(i + 1))), wanted.to};
    }
    return wanted;
}

Result<std::vector<LargeHistory::Row>> LargeHistory::rowsOf(const CacheReader& reader, const Config& config, TimeRange range, std::optional<Time> known)
{
    std::vector<Row> out;
    if (known) {
        auto alerts = reader.alerts(range, known);
        if (!alerts.ok())
            return alerts.error();
        for (auto& alert : *alerts)
            out.push_back(slim(config, 0, std::move(alert)));
        return out;
    }
    auto alerts = reader.keyedAlerts(range);
    if (!alerts.ok())
        return alerts.error();
    for (auto& each : *alerts)
        out.push_back(slim(config, each.key, std::move(each.alert)));
    return out;
}

/// Brings the newest rows up to the cache. True: something altered.
Result<bool> LargeHistory::follow(const CacheReader& reader, const Config& config, Time now)
{
    auto news = reader.eventNews(m_mark);
    if (!news.ok())
        return news.error();
    const bool anew = m_nearRange.to == Time{} || now < m_nearRange.to - minutes{1};
    if (anew) {
        auto fits = fitting(reader, {now - kMonth, now + Millis{1}});
        if (!fits.ok())
            return fits.error();
        m_nearRange = *fits;
    }
    m_nearRange.to = now + Millis{1};
    if (anew || news->tooMuch || news->changes)
        m_changes.reset();
    if (anew || news->tooMuch) {
        auto rows = rowsOf(reader, config, m_nearRange, {});
        if (!rows.ok())
            return rows.error();
        m_near = std::move(rows).value();
        m_blockRange.reset();
        m_mark = news->mark;
        planPast(now, anew);
        return true;
    }
    m_mark = news->mark;
    const auto byKey = [](const Row& row, std::int64_t key) { return row.key < key; };
    for (auto* rows : {&m_near, &m_block}) {
        std::erase_if(*rows, [&](const Row& row) { return std::find(news->touched.begin(), news->touched.end(), row.key) != news->touched.end(); });
        for (const auto& each : news->alerts) {
            const auto& range = rows == &m_near ? m_nearRange : m_blockRange.value_or(TimeRange{});
            if (range.overlaps(each.alert.startsAt, each.alert.endsAt.value_or(Time::max())))
                rows->insert(std::lower_bound(rows->begin(), rows->end(), each.key, byKey), slim(config, each.key, each.alert));
        }
    }
    for (const auto key : news->touched) {
        if (const auto day = dayOf(timeFromMs(key >> 8)); m_days.contains(day))
            m_altered.insert(day);
    }
    planPast(now, false);
    return !news->touched.empty() || news->changes;
}

/// Which days of the past are to be read: all at first, each half hour those that altered and what the rows no longer hold.
void LargeHistory::planPast(Time now, bool anew)
{
    if (anew) {
        m_days.clear();
        m_due.clear();
        m_altered.clear();
        m_past.reset();
        m_habits = makeHabitMemory();
    }
    if (!m_due.empty() || (m_past && now - m_plannedAt < kLearnedAnew))
        return;
    m_plannedAt = now;
    m_plannedUntil = m_nearRange.from;
    if (static_cast<std::int64_t>(m_near.size()) > kMostGrown)
        m_plannedUntil = std::max(m_nearRange.from, std::min(m_near[m_near.size() - static_cast<std::size_t>(kMostHeld)].alert.startsAt, now - kGrouping));
    if (m_past && m_altered.empty() && m_plannedUntil == m_nearRange.from)
        return;
    for (auto day = dayOf(now - kMonth); day <= dayOf(m_plannedUntil); ++day) {
        const bool partly = m_past && dayBegin(day + 1) > m_past->until();
        if (partly || m_altered.contains(day) || !m_days.contains(day))
            m_due.insert(day);
    }
    m_altered.clear();
    std::erase_if(m_days, [&](const auto& day) { return day.first < dayOf(now - kMonth); });
}

Result<bool> LargeHistory::settle(const CacheReader& reader, const Config& config)
{
    if (m_due.empty())
        return false;
    const auto day = *m_due.rbegin();
    auto read = reader.alertOnsets({dayBegin(day), dayBegin(day + 1)});
    if (!read.ok())
        return read.error();
    auto& onsets = m_days[day];
    onsets.clear();
    onsets.reserve(read->rows.size());
    for (const auto& row : read->rows) {
        const auto& service = read->services[row.service];
        const auto& name = read->names[row.name];
        const auto [rule, fresh] = m_ruleNumbers.emplace(service + '\n' + name, static_cast<std::uint32_t>(m_rules.size()));
        if (fresh)
            m_rules.push_back({service, name});
        onsets.push_back({static_cast<std::uint32_t>((row.at - dayBegin(day)).count()), rule->second});
    }
    m_due.erase(day);
    if (!m_due.empty())
        return false;
    if (auto done = learnPast(reader, config); !done.ok())
        return done.error();
    return true;
}

Status LargeHistory::learnPast(const CacheReader& reader, const Config& config)
{
    auto past = pastUntil(reader, config, m_plannedAt - kMonth, m_plannedUntil);
    if (!past.ok())
        return past.error();
    if (!m_past)
        m_habits = makeHabitMemory(); // what was thought of habits without a past
    m_past = std::move(past).value();
    if (m_plannedUntil > m_nearRange.from) {
        m_nearRange.from = m_plannedUntil;
        std::erase_if(m_near, [&](const Row& row) { return row.alert.endsAt && *row.alert.endsAt < m_plannedUntil; });
    }
    return Done{};
}

/// Of the days that were read.
Result<std::shared_ptr<const PastOnsets>> LargeHistory::pastUntil(const CacheReader& reader, const Config& config, Time from, Time until) const
{
    std::vector<PastOnsets::Onset> onsets;
    for (const auto& [day, rows] : m_days) {
        for (const auto& onset : rows) {
            if (const Time at = dayBegin(day) + Millis{onset.ms}; at >= from && at < until)
                onsets.push_back({at, onset.rule});
        }
    }
    const Time releasesUntil = until - kReleases;
    std::vector<PastOnsets::Release> releases;
    std::vector<std::string> names;
    std::vector<std::pair<Time, std::uint16_t>> live;
    auto told = reader.eventMarks({from, releasesUntil}, [&](const EventMark& mark, const EventMarkNames& all) {
        if (!mark.change || mark.begins < from || mark.begins >= releasesUntil)
            return;
        while (names.size() < all.services->size())
            names.push_back(config.serviceName((*all.services)[names.size()]));
        live.emplace_back(mark.begins, mark.service);
    });
    if (!told.ok())
        return told.error();
    std::sort(live.begin(), live.end());
    for (const auto& [at, service] : live)
        releases.push_back({at, names[service]});
    const Time begin = m_days.empty() ? until : std::max(from, dayBegin(m_days.begin()->first));
    return std::make_shared<const PastOnsets>(m_rules, onsets, releases, begin, until, releasesUntil, siteZone(config));
}

bool LargeHistory::serves(const Wish& wish) const
{
    if (!m_input || wish.past != m_inputWish.past || wish.selectedId != m_inputWish.selectedId)
        return false;
    const auto& before = m_inputWish.view;
    const Millis moved = std::chrono::abs(wish.view.from - before.from);
    if (wish.view.length() == before.length() && moved <= before.length() / 20) // as the present does
        return true;
    const Time near = m_nearRange.from;
    if (wish.past || wish.view.from >= near + kGrouping)
        return !wish.past;
    return m_blockRange && m_blockRange->from <= wish.view.from - kGrouping && m_blockRange->to >= std::min(wish.view.to + kAfter, near);
}

/// The rows before the newest that the view wants, where it holds no more than fits.
Result<std::optional<TimeRange>> LargeHistory::aroundView(const CacheReader& reader, const Wish& wish, Time nearFrom) const
{
    const TimeRange range{wish.view.from - kGrouping, std::min(wish.view.to + kAfter, nearFrom)};
    if (wish.view.from >= nearFrom + kGrouping || range.from >= range.to)
        return std::optional<TimeRange>();
    const bool sameMoment = m_blockThen == (wish.past ? std::optional(wish.asOf) : std::nullopt);
    if (sameMoment && m_blockRange && m_blockRange->from <= range.from && m_blockRange->to >= range.to)
        return m_blockRange; // as the view moves
    auto fits = fitting(reader, range);
    if (!fits.ok())
        return fits.error();
    return fits->from <= wish.view.from ? std::optional(*fits) : std::nullopt;
}

/// The rows that are wanted beside the newest: around the view and around the selected alert, or around this where both are too many.
Result<std::optional<TimeRange>> LargeHistory::around(const CacheReader& reader, const Wish& wish, Time nearFrom) const
{
    auto wanted = aroundView(reader, wish, nearFrom);
    if (!wanted.ok() || wish.selectedId.empty() || wish.selectedId.find(':') != std::string::npos)
        return wanted;
    auto alert = reader.alert(wish.selectedId, wish.past ? std::optional(wish.asOf) : std::nullopt);
    if (!alert.ok())
        return alert.error();
    if (!alert->has_value() || (*alert)->startsAt >= nearFrom + kGrouping)
        return wanted;
    const TimeRange own{(*alert)->startsAt - kGrouping, std::min((*alert)->startsAt + kAfter, nearFrom)};
    if (own.from >= own.to)
        return wanted;
    if (!wanted->has_value())
        return std::optional(own);
    const TimeRange both{std::min(own.from, (*wanted)->from), std::max(own.to, (*wanted)->to)};
    auto fits = fitting(reader, both);
    if (!fits.ok())
        return fits.error();
    return std::optional(*fits == both ? both : own);
}

Result<std::shared_ptr<const CorrelationInput>> LargeHistory::read(const CacheReader& reader, const Config& config, const Wish& wish, HistoryBeside& beside)
{
    const std::optional<Time> known = wish.past ? std::optional(wish.asOf) : std::nullopt;
    bool altered = !m_input || m_inputWish.past != wish.past || m_inputPast != m_past;
    TimeRange near;
    if (wish.past) {
        auto fits = fitting(reader, {std::min(wish.view.from, wish.asOf - hours{6}) - kGrouping, wish.asOf + Millis{1}});
        if (!fits.ok())
            return fits.error();
        if (m_thenAt != wish.asOf || m_thenRange.from != fits->from) {
            auto rows = rowsOf(reader, config, *fits, known);
            if (!rows.ok())
                return rows.error();
            m_then = std::move(rows).value();
            m_thenAt = wish.asOf;
            m_thenRange = *fits;
            altered = true;
        }
        near = m_thenRange;
    } else {
        auto news = follow(reader, config, wish.asOf);
        if (!news.ok())
            return news.error();
        altered = altered || *news;
        m_thenAt.reset();
        m_then.clear();
        near = m_nearRange;
    }
    auto wanted = around(reader, wish, near.from);
    if (!wanted.ok())
        return wanted.error();
    const std::optional<TimeRange> block = *wanted;
    if (block != m_blockRange || m_blockThen != known) {
        m_block.clear();
        if (block) {
            auto rows = rowsOf(reader, config, *block, known);
            if (!rows.ok())
                return rows.error();
            m_block = std::move(rows).value();
        }
        m_blockRange = block;
        m_blockThen = known;
        altered = true;
    }
    // What overlaps both is of the newest.
    const auto& newest = wish.past ? m_then : m_near;
    if (block && block->to >= near.from)
        m_held = {{block->from, near.to}};
    else
        m_held = block ? std::vector<TimeRange>{*block, near} : std::vector<TimeRange>{near};
    m_heldChanges = {{near.from - kReleases, wish.asOf + Millis{1}}};
    if (block && block->from < near.from)
        m_heldChanges.push_back({block->from - kReleases, std::min(block->to + kDay, near.from - kReleases)});
    CorrelationInput rows;
    if (altered) {
        rows.alerts.reserve(newest.size() + m_block.size());
        std::vector<AlertEpisode> left;
        std::vector<AlertEpisode> switches;
        for (const auto* part : {static_cast<const std::vector<Row>*>(&m_block), &newest}) {
            for (const auto& row : *part) {
                if (part == &m_block && near.overlaps(row.alert.startsAt, row.alert.endsAt.value_or(Time::max())))
                    continue;
                (row.role == Row::Role::counts ? rows.alerts : row.role == Row::Role::leftOut ? left : switches).push_back(row.alert);
            }
        }
        if (auto done = takeChanges(reader, config, {near.from, block, known, wish.asOf, {}}, rows); !done.ok())
            return done.error();
        LeftOutFacts out;
        out.changes = m_changes->leftOut;
        out.alerts = std::move(left);
        out.alerts.insert(out.alerts.end(), switches.begin(), switches.end());
        beside.leftOut = std::move(out);
        beside.switches = std::move(switches);
    }
    auto input = readHistory(reader, config, wish.asOf, wish.past, {}, &beside, &rows);
    if (!input.ok()) {
        m_changes.reset(); // they went to no input
        return input.error();
    }
    if (!altered) {
        const auto sameFlags = std::equal(input->anomalies.begin(), input->anomalies.end(), m_input->anomalies.begin(), m_input->anomalies.end(),
            [](const AnomalyFlag& a, const AnomalyFlag& b) { return a.watch == b.watch && a.series == b.series && a.from == b.from && a.open == b.open; });
        if (sameFlags && input->services.size() == m_input->services.size() && input->errors.size() == m_input->errors.size()) {
            m_inputWish = wish;
            return m_input;
        }
        input->alerts = m_input->alerts;
        input->changes = m_input->changes;
    }
    input->past = m_past;
    if (wish.past && m_past) {
        auto then = pastUntil(reader, config, wish.asOf - kMonth, near.from);
        if (!then.ok())
            return then.error();
        input->past = std::move(then).value();
    }
    input->habits = m_habits;
    m_input = std::make_shared<const CorrelationInput>(std::move(input).value());
    m_inputPast = m_past;
    m_inputWish = wish;
    return m_input;
}

/// Those that may be to blame for the rows. They are thousands: read only where one of them was told anew, or the rows are others.
Status LargeHistory::takeChanges(const CacheReader& reader, const Config& config, const ChangesRead& wanted, CorrelationInput& rows)
{
    const auto& [nearFrom, block, known, asOf, none] = wanted;
    if (m_changes && m_input && m_changes->from == nearFrom && m_changes->block == block && m_changes->then == known && asOf >= m_changes->at
        && asOf - m_changes->at < kChangesReread) {
        rows.changes = m_input->changes;
        return Done{};
    }
    auto changes = reader.changes({nearFrom - kReleases, asOf + Millis{1}}, known);
    if (!changes.ok())
        return changes.error();
    rows.changes = std::move(changes).value();
    if (block && block->from < nearFrom) {
        auto earlier = reader.changes({block->from - kReleases, std::min(block->to + kDay, nearFrom - kReleases)}, known);
        if (!earlier.ok())
            return earlier.error();
        std::set<std::string> ids;
        for (const auto& change : rows.changes)
            ids.insert(change.id);
        std::erase_if(*earlier, [&](const Change& c) { return ids.contains(c.id); });
        rows.changes.insert(rows.changes.begin(), std::make_move_iterator(earlier->begin()), std::make_move_iterator(earlier->end()));
    }
    m_changes = wanted;
    std::vector<AlertEpisode> alerts; // what is left out of them is out already
    m_changes->leftOut = takeLeftOut(config, alerts, rows.changes).changes;
    return Done{};
}

Severity LargeHistory::levelOf(const std::string& word) const
{
    const auto it = m_levels.find(word);
    return it != m_levels.end() ? it->second : word == "critical" ? Severity::critical : word == "info" ? Severity::info : Severity::warning;
}

} // namespace vedette
