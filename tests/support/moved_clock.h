#pragma once

#include "models/base/time.h"

#include <atomic>

namespace vedette::test {

/// A clock that stands until it is set, while other threads read it.
class MovedClock final : public Clock {
public:
    explicit MovedClock(Time t) : m_now(t) {}
    [[nodiscard]] Time now() const override { return m_now.load(); }
    void set(Time t) { m_now = t; }

private:
    std::atomic<Time> m_now;
};

} // namespace vedette::test
