#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <optional>
#include <random>

namespace vedette {

/// When a feed is asked next. Arithmetic only: no clock, no timer. A success waits the interval with jitter (5 %); the first two
/// failures are tried again soon, later ones at most every 10 s; refused credentials once a minute; what the server asked to wait as told.
class PollSchedule {
public:
    PollSchedule(Millis interval, std::uint64_t seed, bool ignoreBackoff);

    [[nodiscard]] Millis afterSuccess();
    [[nodiscard]] Millis afterFailure(int httpStatus, std::optional<Millis> asked);
    [[nodiscard]] int failures() const { return m_failures; } ///< in a row

private:
    [[nodiscard]] Millis jittered(Millis d, double down, double up);
    Millis m_interval;
    bool m_ignoreBackoff;
    int m_failures = 0;
    std::minstd_rand m_random;
};

} // namespace vedette
