#include "models/feeds/poll_schedule.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kSoon{2'000};
constexpr Millis kPatient{10'000};
constexpr Millis kRefusedCredentials{60'000};
constexpr Millis kLongest{300'000};

} // namespace

PollSchedule::PollSchedule(Millis interval, std::uint64_t seed, bool ignoreBackoff)
    : m_interval(std::max(interval, Millis{10})), m_ignoreBackoff(ignoreBackoff),
      m_random(static_cast<std::minstd_rand::result_type>(seed ^ (seed >> 32U)))
{
}

Millis PollSchedule::jittered(Millis d, double down, double up)
{
    std::uniform_real_distribution<double> factor(1.0 - down, 1.0 + up);
    return Millis{static_cast<std::int64_t>(static_cast<double>(d.count()) * factor(m_random))};
}

Millis PollSchedule::afterSuccess()
{
    m_failures = 0;
    return jittered(m_interval, 0.05, 0.05);
}

Millis PollSchedule::afterFailure(int httpStatus, std::optional<Millis> asked)
{
    ++m_failures;
    if (asked)
        return std::max(*asked, Millis{100});
    if (m_ignoreBackoff)
        return jittered(m_interval, 0.0, 0.05);
    if (httpStatus == 401 || httpStatus == 403)
        return jittered(std::max(m_interval, kRefusedCredentials), 0.0, 0.1);
    if (m_failures < 3)
        return jittered(std::min(m_interval, kSoon * m_failures), 0.0, 0.2);
    // Doubling, but never beyond the interval where that is longer than 10 s: recovery shows within one poll.
    const auto doubled = kPatient * (1 << std::min(m_failures - 3, 5));
    return jittered(std::min({doubled, std::max(m_interval, kPatient), kLongest}), 0.0, 0.2);
}

} // namespace vedette
