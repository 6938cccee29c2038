#pragma once

#include <cstdint>
#include <functional>
#include <utility>

namespace vedette {

/// How far a cache of an earlier version is on its way to this one. It opens only then, which takes minutes where it is large.
struct OpeningStep {
    enum class Part {
        copying, ///< the old cache is kept as a copy; in bytes
        moving,  ///< records get their new places; in records
        folding, ///< changes are put together anew; in records
    };
    Part part = Part::copying;
    std::int64_t done = 0;
    std::int64_t total = 0; ///< 0: not known

    /// 0 to 100.
    [[nodiscard]] int percent() const { return total > 0 ? static_cast<int>(done >= total ? 100 : done * 100 / total) : 0; }
};

/// While one lives, openings on its thread tell it how far they are, some times a second; one at a time on a thread.
class OpeningListener {
public:
    using Hear = std::function<void(const OpeningStep&)>;
    explicit OpeningListener(Hear hear) : m_hear(std::move(hear)), m_before(std::exchange(s_listening, this)) {}
    ~OpeningListener() { s_listening = m_before; }
    OpeningListener(const OpeningListener&) = delete;
    OpeningListener& operator=(const OpeningListener&) = delete;

    static void tell(const OpeningStep& step)
    {
        if (s_listening != nullptr && s_listening->m_hear)
            s_listening->m_hear(step);
    }

private:
    Hear m_hear;
    OpeningListener* m_before;
    static inline thread_local OpeningListener* s_listening = nullptr;
};

} // namespace vedette
