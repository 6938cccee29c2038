#include "models/base/text.h"
#include "models/feeds/feed_runner.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kSkewNoise{1500}; // Date has whole seconds

} // namespace

void FeedRunner::noteClock(const HttpAnswer& answer)
{
    if (!answer.date)
        return;
    const auto local = m_clock.now() - answer.took / 2;
    const auto skew = *answer.date + Millis{500} - local;
    m_status.clockSkew = std::chrono::abs(skew) <= kSkewNoise ? Millis{0} : skew;
}

void FeedRunner::noteProgress(SteadyTime now)
{
    const auto progress = m_source->progress(m_clock.now());
    const auto ratio = progress.total > 0 ? std::clamp(progress.done / progress.total, 0.0, 1.0) : 1.0;
    const bool over = m_historyDry && m_history.empty() && m_historyInFlight == 0;
    m_status.backfillRatio = over ? 1.0 : ratio;
    m_status.backfillEta.reset();
    const auto gained = ratio - m_historyRatioAtStart;
    if (!over && m_historySince && gained > 0.001) {
        const auto spent = std::chrono::duration_cast<Millis>(now - *m_historySince);
        m_status.backfillEta = Millis{static_cast<std::int64_t>(static_cast<double>(spent.count()) * (1 - ratio) / gained)};
    }
}

std::string FeedRunner::partialSentence() const
{
    std::vector<std::string> sentences;
    for (const auto& [question, sentence] : m_partials)
        sentences.push_back(sentence);
    return truncateUtf8(joinText(sentences, "; "), 1000);
}

std::string FeedRunner::leftOutSentence() const
{
    std::int64_t sum = 0;
    for (const auto& [question, count] : m_leftOut)
        sum += count;
    return sum == 0 ? std::string{} : std::to_string(sum) + " series and alerts are left out by metric_relabel_configs.";
}

FeedState FeedRunner::stateNow(Time now) const
{
    if (m_paused)
        return FeedState::paused;
    if (!m_status.lastAttempt || (!m_status.lastSuccess && !m_status.failingSince))
        return FeedState::starting;
    if (m_status.failingSince) {
        // One lost poll of a feed that answered is tried again within seconds before it is called failing: no flapping.
        const bool sure = !m_status.lastSuccess || m_schedule.failures() >= 2 || m_lastStatus == 401 || m_lastStatus == 403 || m_options.once;
        return sure ? FeedState::failing : FeedState::partial;
    }
    if (const auto limit = m_source->staleAfter(); limit && m_status.newest && now - *m_status.newest > *limit)
        return FeedState::stale;
    return m_partials.empty() ? FeedState::ok : FeedState::partial;
}

void FeedRunner::publish()
{
    m_status.state = stateNow(m_clock.now());
    if (m_status.state == FeedState::stale && m_status.error.empty())
        m_status.hint = "It answers, but the newest sample is old: does it still scrape?";
    if (onStatus)
        onStatus(m_status);
}

std::string FeedRunner::host() const
{
    const auto origin = originOf(m_feed.url);
    return origin ? origin->hostPort() : m_feed.name;
}

std::string FeedRunner::timeAfter(Millis wait) const
{
    return formatRfc3339(std::chrono::ceil<std::chrono::seconds>(m_clock.now() + wait));
}

} // namespace vedette
