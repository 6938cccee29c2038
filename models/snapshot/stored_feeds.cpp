#include "models/snapshot/stored_feeds.h"

#include "models/base/text.h"

#include <algorithm>
#include <chrono>
#include <map>

namespace vedette {

namespace {

constexpr int kPollsLookedAt = 200;

std::vector<FeedStatus> inConfiguredOrder(std::vector<FeedStatus> feeds, const Config& config)
{
    const auto place = [&](const FeedStatus& status) {
        const auto it = std::find_if(config.feeds.begin(), config.feeds.end(), [&](const FeedConfig& f) { return f.name == status.name; });
        return it - config.feeds.begin();
    };
    std::stable_sort(feeds.begin(), feeds.end(), [&](const FeedStatus& a, const FeedStatus& b) { return place(a) < place(b); });
    return feeds;
}

/// Feeds of the configuration that were never asked stand there as such.
void addUnasked(std::vector<FeedStatus>& feeds, const Config& config)
{
    for (const auto& feed : config.feeds) {
        if (std::any_of(feeds.begin(), feeds.end(), [&](const FeedStatus& f) { return f.name == feed.name; }))
            continue;
        FeedStatus status;
        status.name = feed.name;
        status.kind = feed.kind;
        status.cluster = feed.cluster;
        status.url = redactUrl(feed.url.empty() ? feed.path : feed.url);
        status.interval = feed.pollInterval;
        status.origin = feed.origin;
        feeds.push_back(std::move(status));
    }
}

/// What a feed's polls up to a time (newest first, a day of them) say of it: its questions may go differently.
void setBack(FeedStatus& status, const std::vector<FeedPoll>& polls, Time asOf)
{
    status.state = FeedState::stale;
    status.lastSuccess.reset();
    status.lastAttempt.reset();
    status.failingSince.reset();
    status.nextPoll.reset();
    status.latency.reset();
    if (status.newest && *status.newest > asOf)
        status.newest.reset();
    status.error.clear();
    status.hint.clear();
    std::map<std::string, const FeedPoll*> last; // of each question
    for (const auto& poll : polls) {
        if (poll.backfill)
            continue;
        last.try_emplace(poll.question, &poll);
        if (!status.lastAttempt)
            status.lastAttempt = poll.at;
        if (poll.ok && !status.lastSuccess)
            status.lastSuccess = poll.at;
        if (!poll.ok && !status.lastSuccess)
            status.failingSince = poll.at;
    }
    std::size_t refused = 0;
    for (const auto& [question, poll] : last) {
        if (poll->ok)
            continue;
        ++refused;
        status.error = poll->error;
    }
    if (!last.empty())
        status.state = refused == 0 ? FeedState::ok : refused < last.size() ? FeedState::partial : FeedState::failing;
    if (status.state != FeedState::failing)
        status.failingSince.reset();
}

} // namespace

Result<std::vector<FeedStatus>> storedFeeds(const CacheReader& reader, const Config& config, std::optional<Time> asOf)
{
    auto stored = reader.feedStatuses();
    if (!stored.ok())
        return stored;
    addUnasked(*stored, config);
    if (asOf) {
        for (auto& status : *stored) {
            auto polls = reader.polls(status.name, {*asOf - std::chrono::hours{24}, *asOf + Millis{1}}, kPollsLookedAt);
            if (!polls.ok())
                return polls.error();
            setBack(status, *polls, *asOf);
        }
    }
    return inConfiguredOrder(std::move(stored).value(), config);
}

Status fillLastSuccess(std::vector<FeedStatus>& feeds, const CacheReader& reader)
{
    if (std::all_of(feeds.begin(), feeds.end(), [](const FeedStatus& f) { return f.lastSuccess.has_value(); }))
        return Done{};
    auto stored = reader.feedStatuses();
    if (!stored.ok())
        return stored.error();
    for (auto& feed : feeds) {
        const auto before = std::find_if(stored->begin(), stored->end(), [&](const FeedStatus& f) { return f.name == feed.name; });
        if (!feed.lastSuccess && before != stored->end())
            feed.lastSuccess = before->lastSuccess;
    }
    return Done{};
}

} // namespace vedette
