#include "models/items/time_state.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kShortest = std::chrono::seconds{1};
constexpr Millis kLongest = std::chrono::hours{24 * 400};
constexpr std::size_t kUndoSteps = 100;

TimeRange clamped(TimeRange range)
{
    if (range.length() < kShortest)
        range.to = range.from + kShortest;
    if (range.length() > kLongest)
        range.from = range.to - kLongest;
    return range;
}

} // namespace

TimeState::TimeState(QObject* parent) : QObject(parent), m_zone(QTimeZone::systemTimeZone()), m_utcZone(QTimeZone::utc()) {}

void TimeState::apply(TimeRange range, bool live)
{
    range = clamped(range);
    const bool moved = range != m_range;
    const bool liveMoved = live != m_live;
    m_range = range;
    m_live = live;
    if (moved)
        Q_EMIT rangeChanged();
    if (liveMoved)
        Q_EMIT liveChanged();
}

void TimeState::setRange(TimeRange range, bool live)
{
    if (clamped(range) == m_range && live == m_live)
        return;
    remember();
    apply(range, live);
}

void TimeState::remember()
{
    m_undo.push_back({m_range, m_live, m_filter});
    if (m_undo.size() > kUndoSteps)
        m_undo.erase(m_undo.begin());
    m_redo.clear();
    m_typing = false;
}

void TimeState::moveRange(TimeRange range) { apply(range, false); }

void TimeState::zoomAt(Time anchor, double factor)
{
    const double before = static_cast<double>(m_range.length().count());
    const double after = std::clamp(before * factor, static_cast<double>(kShortest.count()), static_cast<double>(kLongest.count()));
    const double share = before > 0 ? static_cast<double>((anchor - m_range.from).count()) / before : 0.5;
    const Time from = anchor - Millis{static_cast<std::int64_t>(after * share)};
    const bool keepsLive = m_live && anchor >= m_now;
    setRange({from, from + Millis{static_cast<std::int64_t>(after)}}, keepsLive);
}

void TimeState::pan(double widths)
{
    const Millis by{static_cast<std::int64_t>(static_cast<double>(m_range.length().count()) * widths)};
    setRange({m_range.from + by, m_range.to + by});
}

void TimeState::goLive() { setRange({m_now - m_range.length(), m_now}, true); }

void TimeState::setLast(Millis length) { setRange({m_now - length, m_now}, true); }

void TimeState::tick(Time now)
{
    m_now = now;
    Q_EMIT nowChanged();
    if (m_live)
        apply({now - m_range.length(), now}, true);
}

void TimeState::setCrosshair(std::optional<Time> at)
{
    if (at == m_crosshair)
        return;
    m_crosshair = at;
    Q_EMIT crosshairChanged();
}

void TimeState::setZone(const QTimeZone& zone)
{
    if (!zone.isValid() || zone == m_zone)
        return;
    m_zone = zone;
    Q_EMIT zoneChanged();
}

void TimeState::toggleUtc()
{
    m_utc = !m_utc;
    Q_EMIT zoneChanged();
}

void TimeState::applyFilter(const ViewFilter& filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    Q_EMIT filterChanged();
}

void TimeState::setFilter(const ViewFilter& filter)
{
    if (filter == m_filter)
        return;
    const bool words = filter.matchers == m_filter.matchers;
    if (!words || !m_typing)
        remember();
    m_typing = words;
    applyFilter(filter);
}

void TimeState::setView(TimeRange range, bool live, const ViewFilter& filter)
{
    if (clamped(range) == m_range && live == m_live && filter == m_filter)
        return;
    remember();
    apply(range, live);
    applyFilter(filter);
}

void TimeState::toggleMark(Time at)
{
    const Millis near = m_range.length() / 200;
    const auto same = std::find_if(m_marks.begin(), m_marks.end(),
        [&](const TimeMark& m) { return m.id.isEmpty() && std::chrono::abs(m.at - at) <= near; });
    if (same != m_marks.end())
        m_marks.erase(same);
    else
        m_marks.push_back({at, {}, {}});
    Q_EMIT marksChanged();
}

void TimeState::setKeptMarks(std::vector<TimeMark> kept)
{
    std::vector<TimeMark> all = std::move(kept);
    const auto end = static_cast<std::ptrdiff_t>(all.size());
    for (const auto& mark : m_marks) {
        const bool now = std::any_of(all.begin(), all.begin() + end, [&](const TimeMark& k) { return k.at == mark.at; });
        if (mark.id.isEmpty() && !now)
            all.push_back(mark);
    }
    if (all == m_marks)
        return;
    m_marks = std::move(all);
    Q_EMIT marksChanged();
}

void TimeState::restore(std::vector<Step>& from, std::vector<Step>& to)
{
    if (from.empty())
        return;
    const Step step = from.back();
    from.pop_back();
    to.push_back({m_range, m_live, m_filter});
    m_typing = false;
    apply(step.live ? TimeRange{m_now - step.range.length(), m_now} : step.range, step.live);
    applyFilter(step.filter);
}

void TimeState::undo() { restore(m_undo, m_redo); }

void TimeState::redo() { restore(m_redo, m_undo); }

} // namespace vedette
