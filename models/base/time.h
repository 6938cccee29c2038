#pragma once

#include "models/base/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace vedette {

using Millis = std::chrono::milliseconds;
/// A moment, UTC, to the millisecond. The only form of time below the screen.
using Time = std::chrono::sys_time<Millis>;

[[nodiscard]] constexpr Time timeFromMs(std::int64_t ms) { return Time{Millis{ms}}; }
[[nodiscard]] constexpr std::int64_t toMs(Time t) { return t.time_since_epoch().count(); }
[[nodiscard]] constexpr double toSeconds(Millis d) { return static_cast<double>(d.count()) / 1000.0; }

/// Half open: from <= t < to.
struct TimeRange {
    Time from{};
    Time to{};
    [[nodiscard]] constexpr Millis length() const { return to - from; }
    [[nodiscard]] constexpr bool contains(Time t) const { return from <= t && t < to; }
    [[nodiscard]] constexpr bool overlaps(Time start, Time end) const { return start < to && end > from; }
    friend constexpr bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// Largest multiple of `step` (since 1970) that is not after t.
[[nodiscard]] constexpr Time floorTo(Time t, Millis step)
{
    const auto ms = toMs(t);
    const auto s = step.count();
    auto r = ms % s;
    if (r < 0)
        r += s;
    return timeFromMs(ms - r);
}

/// The offset of local time from UTC at a moment; zones live at the edges, so the edge hands one in.
using ZoneOffset = std::function<Millis(Time utc)>;
[[nodiscard]] ZoneOffset utcZone();

/// "2026-08-22T14:05:00.000Z"
[[nodiscard]] std::string formatRfc3339(Time t);
/// RFC 3339 with any offset and 0 to 9 fraction digits. Years 1970 to 9999.
[[nodiscard]] Result<Time> parseRfc3339(std::string_view text);
/// A TIME of the command line: RFC 3339, `2026-08-22 14:05[:00]` in the zone, epoch s or ms, `now`, `now-1h`, `now/d`,
/// `now-1d/d+8h`. `/u` rounds down to a unit (m h d w M y; weeks start on Monday) in the zone.
[[nodiscard]] Result<Time> parseTimeExpression(std::string_view text, Time now, const ZoneOffset& zone);
/// A duration as Prometheus writes it: 90m, 1h30m, 1d12h, 500ms; also "0". Units y w d h m s ms, largest first.
[[nodiscard]] Result<Millis> parseDuration(std::string_view text);
/// As Prometheus prints a duration: 1w, 4w, 1d12h, 5m, 1h30m, 0s.
[[nodiscard]] std::string formatDuration(Millis d);

/// Where time comes from. Everything that needs "now" is handed one; only the composition root owns a SystemClock.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Time now() const override;
};

/// A clock that stands until it is set; for tests, pictures and replay. Not thread-safe.
class ManualClock final : public Clock {
public:
    explicit ManualClock(Time t) : m_now(t) {}
    [[nodiscard]] Time now() const override { return m_now; }
    void set(Time t) { m_now = t; }
    void advance(Millis d) { m_now += d; }

private:
    Time m_now;
};

} // namespace vedette
