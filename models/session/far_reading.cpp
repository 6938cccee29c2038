#include "models/session/far_reading.h"

#include "models/core/feed_labels.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace vedette {

namespace {

constexpr Millis kFirstWait = std::chrono::minutes{1};
constexpr Millis kLongestWait = std::chrono::hours{1};
constexpr Millis kUsedAnew = std::chrono::minutes{15};
constexpr Millis kAnswered = std::chrono::minutes{50}; ///< what was asked in vain is asked again after an hour
constexpr std::size_t kRemembered = 256;
constexpr std::size_t kMaxSeries = 200; ///< as of a watch

/// The answer's labels as those of the cache's own samples are.
std::vector<SeriesSamples> dressed(std::vector<SeriesSamples> answer, const FeedConfig& feed, const WatchConfig& watch)
{
    std::vector<SeriesSamples> out;
    for (auto& series : answer) {
        if (out.size() >= kMaxSeries || series.times.empty())
            continue;
        if (!asTheFeedSays(feed, series.labels))
            continue;
        if (!watch.service.empty())
            series.labels.set("service", watch.service);
        out.push_back(std::move(series));
    }
    return out;
}

bool isSilent(const FeedStatus& status)
{
    return status.state == FeedState::starting || status.state == FeedState::failing || status.state == FeedState::paused;
}

/// Why a feed is not asked now; nullptr: it is.
const FeedStatus* closedBy(const FeedStatus& status, Time now)
{
    const bool spent = status.nextPoll && *status.nextPoll > now + status.interval * 2; // a spent rate limit
    return isSilent(status) || spent ? &status : nullptr;
}

} // namespace

void FarReading::setAsk(Ask ask)
{
    const std::lock_guard lock(m_askMutex);
    m_ask = std::move(ask);
}

bool FarReading::asks() const
{
    const std::lock_guard lock(m_askMutex);
    return static_cast<bool>(m_ask);
}

bool FarReading::Want::answers(const Want& other) const
{
    return feed == other.feed && key == other.key && step <= other.step && range.from <= other.range.from && range.to >= other.range.to;
}

bool FarReading::wasAnswered(const Want& want, Time now) const
{
    return std::any_of(m_done.begin(), m_done.end(), [&](const Done& done) { return now - done.at < kAnswered && done.want.answers(want); });
}

void FarReading::look(const Snapshot& picture, const Config& config)
{
    std::vector<std::string> open;
    std::vector<Want> used;
    bool altered = false; ///< what notes() tell
    {
        const Time now = m_clock.now();
        const std::lock_guard lock(m_mutex);
        for (auto& [name, desk] : m_desks)
            desk.waiting.clear();
        const auto add = [&](const ChartFrame& frame) {
            const auto feed = std::find_if(config.feeds.begin(), config.feeds.end(), [&](const FeedConfig& f) { return f.name == frame.source; });
            const auto watch = std::find_if(config.watches.begin(), config.watches.end(), [&](const WatchConfig& w) { return w.name == frame.watch; });
            if (!frame.far || feed == config.feeds.end() || watch == config.watches.end())
                return;
            Want want{feed->name, farKey(*watch), *watch, frame.far->missing, frame.far->missingStep};
            if (auto& at = m_used[want.feed + "/" + want.key]; !frame.far->line.empty() && now - at > kUsedAnew) {
                at = now;
                used.push_back(want);
                used.back().range = {frame.range.from, frame.far->ownFrom};
            }
            auto& desk = m_desks[want.feed];
            desk.feed = *feed;
            const auto same = [&](const Want& other) { return other.key == want.key; };
            const bool known = wasAnswered(want, now) || (desk.underWay && desk.underWay->answers(want));
            if (want.range.length() <= Millis{0} || picture.question.asOf || known || std::any_of(desk.waiting.begin(), desk.waiting.end(), same))
                return;
            desk.waiting.push_back(std::move(want));
        };
        if (picture.mainChart)
            add(*picture.mainChart);
        for (const auto& frame : picture.charts)
            add(frame);
        for (auto& [name, desk] : m_desks) {
            const auto status = std::find_if(picture.feeds.begin(), picture.feeds.end(), [&, &feed = name](const FeedStatus& f) { return f.name == feed; });
            const auto* closed = status == picture.feeds.end() ? nullptr : closedBy(*status, now);
            const auto before = std::tuple(desk.closed, desk.refusal, desk.again);
            if (closed != nullptr) {
                if (isSilent(*closed) || desk.refusal.empty()) // else what it answered to us stands
                    desk.refusal = closed->error;
                desk.again = closed->nextPoll;
            } else if (desk.closed) {
                desk.refusal.clear();
                desk.again.reset();
            }
            desk.closed = closed != nullptr;
            altered = altered || (!desk.waiting.empty() && before != std::tuple(desk.closed, desk.refusal, desk.again));
            open.push_back(name);
        }
    }
    if (const std::lock_guard asking(m_askMutex); m_ask) {
        for (const auto& want : used)
            m_doors.used(want.feed, want.key, want.range, m_clock.now());
    }
    for (const auto& feed : open)
        pump(feed);
    if (altered)
        m_doors.changed();
}

void FarReading::pump(const std::string& feed)
{
    const std::lock_guard asking(m_askMutex);
    if (!m_ask)
        return;
    Want want;
    {
        const std::lock_guard lock(m_mutex);
        auto& desk = m_desks[feed];
        if (desk.closed || desk.underWay || desk.waiting.empty() || (desk.again && m_clock.now() < *desk.again))
            return;
        want = std::move(desk.waiting.front());
        desk.waiting.pop_front();
        desk.underWay = want;
    }
    m_ask(want.feed, want.watch.query, {want.range.from, want.range.to - Millis{1}}, want.step,
        [this, want](Result<FeedEngine::QueryAnswer> result) { settle(want, std::move(result)); });
}

void FarReading::settle(const Want& want, Result<FeedEngine::QueryAnswer> result)
{
    const Time now = m_clock.now();
    if (!result.ok()) {
        const bool cancelled = result.error().kind == ErrorKind::cancelled;
        {
            const std::lock_guard lock(m_mutex);
            auto& desk = m_desks[want.feed];
            desk.underWay.reset();
            if (!cancelled) {
                desk.waiting.push_front(want);
                desk.refusal = result.error().detail;
                desk.again = now + std::min(kFirstWait * (1 << std::min(desk.failures++, 6)), kLongestWait);
            }
        }
        if (!cancelled) // which comes while the engine ends
            m_doors.changed();
        return;
    }
    FarSpan span;
    span.feed = want.feed;
    span.key = want.key;
    span.span = want.range;
    span.step = want.step;
    span.askedAt = now;
    {
        const std::lock_guard lock(m_mutex);
        auto& desk = m_desks[want.feed];
        span.series = dressed(std::move(result.value().series), desk.feed, want.watch);
        desk.underWay.reset();
        desk.refusal.clear();
        desk.again.reset();
        desk.failures = 0;
        m_done.push_back({want, now});
        if (m_done.size() > kRemembered)
            m_done.pop_front();
    }
    Batch batch;
    batch.farSpans.push_back(std::move(span));
    m_doors.keep(std::move(batch));
    pump(want.feed);
}

std::vector<FarNote> FarReading::notes() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<FarNote> out;
    for (const auto& [name, desk] : m_desks) {
        const bool refused = desk.closed || (desk.again && m_clock.now() < *desk.again);
        if (desk.underWay)
            out.push_back({name, desk.underWay->key, ChartFar::State::asking, {}, {}});
        for (const auto& want : desk.waiting)
            out.push_back({name, want.key, refused ? ChartFar::State::refused : ChartFar::State::asking, desk.refusal, desk.again});
    }
    return out;
}

} // namespace vedette
