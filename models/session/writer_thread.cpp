#include "models/session/writer_thread.h"

#include "models/base/memory.h"
#include "models/base/text.h"
#include "models/catalog/alertmanager_config.h"
#include "models/session/told_alerting.h"

#include <algorithm>
#include <utility>

namespace vedette {

namespace {

constexpr std::size_t kMaxQueued = 256;
constexpr std::size_t kMaxQueuedBehind = 16; // the disk is full; what is not read now is asked for later
constexpr std::chrono::milliseconds kFirstPatience{1'000};
constexpr std::chrono::milliseconds kMostPatience{30'000};
constexpr std::chrono::minutes kTrimEvery{10}; ///< it holds the allocator for tens of milliseconds

} // namespace

WriterThread::WriterThread(std::unique_ptr<CacheWriter> writer, Hooks hooks, NoRoom noRoom)
    : m_writer(std::move(writer)), m_hooks(std::move(hooks)), m_noRoom(noRoom), m_thread([this] { run(); })
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

void WriterThread::keepTold(Batch& batch)
{
    const auto keep = [this](const std::string& key, const std::string& text) {
        auto& before = m_toldBefore[key];
        if (std::exchange(before, fnv1a(text)) != fnv1a(text))
            post([key, text](CacheWriter& writer) { (void)writer.putState(key, text); });
    };
    for (const auto& told : std::exchange(batch.rules, {})) {
        if (m_hooks.toldRules)
            m_hooks.toldRules(told);
        keep(toldRulesKey(told.feed), toldRulesText(told));
    }
    for (const auto& told : std::exchange(batch.routings, {})) {
        const auto routing = toldRouting(told.text, told.feed);
        if (!routing)
            continue;
        if (m_hooks.toldRouting)
            m_hooks.toldRouting(*routing);
        keep(toldRoutingKey(told.feed), routing->text);
    }
}

void WriterThread::accept(Batch batch)
{
    keepTold(batch);
    for (const auto& facts : std::exchange(batch.watchFacts, {})) {
        if (m_hooks.learned)
            m_hooks.learned(facts);
        post([facts](CacheWriter& writer) { (void)writer.putState(watchFactsKey(facts.feed, facts.watch), watchFactsText(facts)); });
    }
    if (batch.empty())
        return;
    std::unique_lock lock(m_mutex);
    m_room.wait(lock, [this] { return !full() || m_stop; });
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
    m_room.wait(lock, [this] { return (!m_busy && (m_queue.empty() || (m_held && !jobWaits()))) || m_stop; });
}

std::int64_t WriterThread::newSamples() const
{
    const std::lock_guard lock(m_mutex);
    return m_newSamples;
}

bool WriterThread::full() const { return m_queue.size() >= (m_held ? kMaxQueuedBehind : kMaxQueued); }

bool WriterThread::jobWaits() const
{
    return std::any_of(m_queue.begin(), m_queue.end(), [](const auto& next) { return std::holds_alternative<Job>(next); });
}

void WriterThread::write(Batch batch, std::unique_lock<std::mutex>& lock)
{
    const bool again = std::exchange(m_held, std::nullopt).has_value();
    lock.unlock();
    const auto info = m_writer->commit(batch);
    if (info.ok()) {
        if (!batch.polls.empty())
            m_writer->countPollCycle();
        if (m_hooks.committed)
            m_hooks.committed(*info);
    } else if (m_hooks.failed && !again) {
        m_hooks.failed(info.error());
    }
    lock.lock();
    if (info.ok()) {
        m_newSamples += info->newSamples;
        m_mayTend = true;
    } else if (m_noRoom == NoRoom::hold && !m_stop && foundNoRoom(info.error())) {
        m_patience = again ? std::min(m_patience * 2, kMostPatience) : kFirstPatience;
        m_held = std::move(batch);
    }
}

void WriterThread::run()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        if (!m_held && m_queue.empty() && !m_stop && std::exchange(m_mayTend, false)) {
            m_busy = true;
            lock.unlock();
            const auto more = m_writer->tend();
            lock.lock();
            m_mayTend = more.ok() && *more;
            m_busy = false;
            m_room.notify_all();
            continue;
        }
        if (const auto now = std::chrono::steady_clock::now(); m_queue.empty() && now - m_trimmed >= kTrimEvery) {
            m_trimmed = now;
            lock.unlock();
            returnFreedMemory();
            lock.lock();
        }
        if (m_held)
            m_wake.wait_for(lock, m_patience, [this] { return m_stop || jobWaits(); });
        else
            m_wake.wait(lock, [this] { return m_stop || !m_queue.empty(); });
        if (!m_held && m_queue.empty())
            return; // stopping, and nothing is left to write
        m_busy = true;
        if (m_held && !jobWaits()) {
            write(std::move(*m_held), lock);
        } else {
            const auto job = std::find_if(m_queue.begin(), m_queue.end(), [](const auto& next) { return std::holds_alternative<Job>(next); });
            const auto first = m_held ? job : m_queue.begin();
            auto next = std::move(*first);
            m_queue.erase(first);
            if (auto* batch = std::get_if<Batch>(&next)) {
                write(std::move(*batch), lock);
            } else {
                lock.unlock();
                std::get<Job>(next)(*m_writer);
                lock.lock();
                if (m_held && !jobWaits())
                    write(std::move(*m_held), lock);
            }
        }
        m_busy = false;
        m_room.notify_all();
    }
}

} // namespace vedette
