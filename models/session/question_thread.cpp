#include "models/session/question_thread.h"

#include <chrono>

namespace vedette {

namespace {

constexpr Millis kPatience{250};      ///< an answer waits no longer for what is long over
constexpr Millis kSettlingPiece{700};

} // namespace

QuestionThread::QuestionThread(
    std::unique_ptr<CacheReader> reader, ContextOf context, Deliver deliver, std::function<void(const Error&)> failed)
    : m_analyst(std::move(reader)), m_context(std::move(context)), m_deliver(std::move(deliver)), m_failed(std::move(failed))
{
}

QuestionThread::~QuestionThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void QuestionThread::start()
{
    m_thread = std::thread([this] { run(); });
}

void QuestionThread::ask(const Question& question)
{
    const std::lock_guard lock(m_mutex);
    m_question = question;
    m_asked = true;
    m_wake.notify_one();
}

void QuestionThread::cacheChanged()
{
    const std::lock_guard lock(m_mutex);
    m_changed = true;
    m_wake.notify_one();
}

void QuestionThread::run()
{
    using std::chrono::steady_clock;
    auto lastAnswer = steady_clock::now() - std::chrono::hours{1};
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        m_wake.wait(lock, [this] { return m_stop || m_asked || (m_changed && m_question); });
        if (m_stop)
            return;
        if (!m_asked) // only the cache moved: gather for a second
            m_wake.wait_until(lock, lastAnswer + std::chrono::seconds{1}, [this] { return m_stop || m_asked; });
        if (m_stop)
            return;
        m_asked = false;
        m_changed = false;
        const Question question = *m_question;
        lock.unlock();
        auto context = m_context();
        context.patience = kPatience;
        auto answer = m_analyst.answer(question, context, [this] {
            const std::lock_guard again(m_mutex);
            return m_stop || m_asked;
        });
        lastAnswer = steady_clock::now();
        if (answer.ok())
            m_deliver(std::move(answer).value());
        else if (answer.error().kind != ErrorKind::cancelled && m_failed)
            m_failed(answer.error());
        if (m_analyst.unsettled()) { // the past, behind what was asked; the next answer has more of it
            m_analyst.settle(kSettlingPiece, [this] {
                const std::lock_guard again(m_mutex);
                return m_stop || m_asked;
            });
            lock.lock();
            m_changed = true;
            continue;
        }
        lock.lock();
    }
}

} // namespace vedette
