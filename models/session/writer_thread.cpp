#include "models/session/writer_thread.h"

#include <utility>

namespace vedette {

namespace {

constexpr std::size_t kMaxQueued = 256;

} // namespace

WriterThread::WriterThread(std::unique_ptr<CacheWriter> writer, Hooks hooks)
    : m_writer(std::move(writer)), m_hooks(std::move(hooks)), m_thread([this] { run(); })
{
}

WriterThread::~WriterThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    m_room.notify_all();
    m_thread.join();
}

void WriterThread::accept(Batch batch)
{
    for (const auto& facts : std::exchange(batch.watchFacts, {})) {
        if (m_hooks.learned)
            m_hooks.learned(facts);
        post([facts](CacheWriter& writer) { (void)writer.putState(watchFactsKey(facts.feed, facts.watch), watchFactsText(facts)); });
    }
    if (batch.empty())
        return;
    std::unique_lock lock(m_mutex);
    m_room.wait(lock, [this] { return m_queue.size() < kMaxQueued || m_stop; });
    m_queue.emplace_back(std::move(batch));
    m_wake.notify_one();
}

void WriterThread::status(const FeedStatus& status)
{
    if (m_hooks.statusChanged)
        m_hooks.statusChanged(status);
    post([status](CacheWriter& writer) { (void)writer.putFeedStatus(status); });
}

void WriterThread::post(Job job)
{
    const std::lock_guard lock(m_mutex);
    m_queue.emplace_back(std::move(job));
    m_wake.notify_one();
}

void WriterThread::flush()
{
    std::unique_lock lock(m_mutex);
    m_room.wait(lock, [this] { return (m_queue.empty() && !m_busy) || m_stop; });
}

std::int64_t WriterThread::newSamples() const
{
    const std::lock_guard lock(m_mutex);
    return m_newSamples;
}

void WriterThread::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stop || !m_queue.empty(); });
        if (m_queue.empty())
            return; // stopping, and nothing is left to write
        auto next = std::move(m_queue.front());
        m_queue.pop_front();
        m_busy = true;
        lock.unlock();
        if (auto* batch = std::get_if<Batch>(&next)) {
            const auto info = m_writer->commit(*batch);
            if (info.ok()) {
                if (!batch->polls.empty())
                    m_writer->countPollCycle();
                {
                    const std::lock_guard count(m_mutex);
                    m_newSamples += info->newSamples;
                }
                if (m_hooks.committed)
                    m_hooks.committed(*info);
            } else if (m_hooks.failed) {
                m_hooks.failed(info.error());
            }
        } else {
            std::get<Job>(next)(*m_writer);
        }
        lock.lock();
        m_busy = false;
        m_room.notify_all();
    }
}

} // namespace vedette
