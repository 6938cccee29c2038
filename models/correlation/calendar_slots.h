#pragma once

#include "models/base/time.h"

#include <optional>
#include <vector>

namespace vedette::correlation {

/// A moment with the site's offset from UTC at it.
struct LocalMoment {
    Time at{};
    Millis offset{};
};

/// A place in the calendar at which a rule fires again and again.
struct CalendarSlot {
    enum class Kind { none, hourly, daily, weekly, monthly } kind = Kind::none;
    int hits = 0; ///< of slots: the slots at which it fired
    int slots = 0; ///< that lie in the history
    Millis spread{}; ///< half width in which nearly all of the hits lie, 30 s to 5 min
    double perSecond = 0; ///< onsets a second that the slot lets expect at the moment asked about
};

/// The slot that `asked` falls into, told from the times before it; kind none when there is none. Days, weeks and
/// months are counted on the site's clock and on UTC, and the one that fits more often is taken: a job runs by either,
/// and they part where summer time begins or ends. `past`: by time, all before `asked`; `begin`: of the history.
[[nodiscard]] CalendarSlot calendarSlot(const std::vector<LocalMoment>& past, LocalMoment asked, Time begin);

} // namespace vedette::correlation
