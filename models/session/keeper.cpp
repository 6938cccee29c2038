#include "models/session/keeper.h"

#include "models/snapshot/flag_keeper.h"
#include "models/snapshot/slo_keeper.h"

#include <algorithm>
#include <chrono>

namespace vedette {

namespace {

constexpr Millis kLookBack = std::chrono::hours{2}; ///< late samples within this are still counted

/// Since when every selector of the SLOs was asked for, going back from now without a hole; nullopt: nothing yet.
std::optional<Time> countersKnownFrom(const std::vector<Coverage>& all, const std::vector<std::string>& selectors)
{
    std::optional<Time> known;
    for (const auto& selector : selectors) {
        std::optional<Time> oldest;
        for (const auto& c : all) {
            if (c.key == "raw:" + selector && (!oldest || c.from < *oldest))
                oldest = c.from;
        }
        if (!oldest)
            continue;
        known = known ? std::max(*known, *oldest) : *oldest;
    }
    return known;
}

} // namespace

Keeper::Keeper(std::string cachePath, WriterThread& writer, const Clock& clock, std::function<void(const Error&)> failed)
    : m_path(std::move(cachePath)), m_writer(writer), m_clock(clock), m_failed(std::move(failed)), m_config(std::make_shared<Config>())
{
}

Keeper::~Keeper() { stop(); }

void Keeper::setConfig(std::shared_ptr<const Config> config)
{
    const std::lock_guard lock(m_mutex);
    m_config = std::move(config);
}

void Keeper::poke(bool backfilling)
{
    const std::lock_guard lock(m_mutex);
    m_due = true;
    m_backfilling = backfilling;
    m_wake.notify_one();
}

void Keeper::start()
{
    m_thread = std::thread([this] { run(); });
}

void Keeper::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void Keeper::run()
{
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        m_wake.wait(lock, [this] { return m_stop || m_due; });
        if (m_stop)
            return;
        m_due = false;
        const bool backfilling = m_backfilling;
        lock.unlock();
        if (const auto done = round(); !done.ok() && done.error().kind != ErrorKind::cancelled && m_failed)
            m_failed(done.error());
        lock.lock();
        m_wake.wait_for(lock, std::chrono::seconds{backfilling ? 5 : 2}, [this] { return m_stop; });
    }
}

Status Keeper::runOnce() { return round(); }

Status Keeper::round()
{
    std::shared_ptr<const Config> config;
    {
        const std::lock_guard lock(m_mutex);
        config = m_config;
    }
    if (!m_reader) {
        auto opened = CacheReader::open(m_path);
        if (!opened.ok())
            return opened.error();
        m_reader = std::move(opened).value();
    }
    const Time now = m_clock.now();

    const TimeRange looked{now - std::chrono::hours{24 * config->retentionDays}, now};
    m_reader->setServiceNames(config->serviceAliases);
    auto gaps = m_reader->telemetryGaps(looked, config->labels.service, config->leftOut);
    if (!gaps.ok())
        return gaps.error();
    for (std::size_t i = 0, told = gaps->size(); i < told; ++i) { // the cache holds its alerts under any of its names
        for (const auto& [their, our] : config->serviceAliases) {
            if ((*gaps)[i].service == our && !our.empty()) {
                auto same = (*gaps)[i];
                same.service = their;
                gaps->push_back(std::move(same));
            }
        }
    }
    m_writer.post([gaps = *gaps, looked](CacheWriter& writer) { (void)writer.settleDoubt(gaps, looked); });

    auto coverage = m_reader->allCoverage();
    if (!coverage.ok())
        return coverage.error();
    if (const auto knownFrom = countersKnownFrom(*coverage, sloSelectors(config->slos))) {
        // Older counters or another configuration: count again from the beginning; else only what is new.
        const bool again = m_countedFor != config || *knownFrom < m_countedFrom;
        const Time since = again ? *knownFrom : m_countedTo - kLookBack;
        auto counted = countSlos(*m_reader, *config, *knownFrom, since, now);
        if (!counted.ok())
            return counted.error();
        for (auto& bins : *counted)
            m_writer.post([bins = std::move(bins)](CacheWriter& writer) { (void)writer.putSloBins(bins); });
        m_countedFor = config;
        m_countedFrom = *knownFrom;
        m_countedTo = now;
    }

    auto updates = updateFlags(*m_reader, *config, now);
    if (!updates.ok())
        return updates.error();
    for (auto& update : *updates) {
        m_writer.post([update = std::move(update)](CacheWriter& writer) {
            (void)writer.putFlags(update.watch, update.series, update.from, update.flags, update.seenAt);
            for (const auto& [key, bytes] : update.states)
                (void)writer.putState(key, bytes);
        });
    }
    m_writer.post([now, config](CacheWriter& writer) {
        writer.setRetention(config->retentionDays + 1, config->retentionBytes); // a window's first bin needs the day before it
        for (int piece = 0; piece < 8; ++piece) {
            const auto done = writer.retire(now);
            if (!done.ok() || *done)
                return;
        }
    });
    return Done{};
}

} // namespace vedette
