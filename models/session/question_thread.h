#pragma once

#include "models/snapshot/analyst.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace vedette {

/// One analyst on a thread of its own: answers the newest question, and answers it again when the cache changed (at most once a
/// second). A question that comes while another is being answered cancels that one.
class QuestionThread {
public:
    using ContextOf = std::function<AnalystContext()>; ///< thread-safe
    using Deliver = std::function<void(std::shared_ptr<const Snapshot>)>;
    QuestionThread(std::unique_ptr<CacheReader> reader, ContextOf context, Deliver deliver, std::function<void(const Error&)> failed);
    ~QuestionThread();

    void start();
    void ask(const Question& question);
    void cacheChanged();

private:
    void run();
    Analyst m_analyst;
    ContextOf m_context;
    Deliver m_deliver;
    std::function<void(const Error&)> m_failed;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::optional<Question> m_question;
    bool m_asked = false;
    bool m_changed = false;
    bool m_stop = false;
    std::thread m_thread;
};

} // namespace vedette
