#include "models/snapshot/feed_uses.h"

#include "models/core/matcher.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace vedette {

namespace {

constexpr Millis kDay = std::chrono::hours{24};
constexpr std::size_t kParts = 20;
constexpr std::string_view kRaw = "raw:";
constexpr Millis kCatchUp = std::chrono::minutes{1};   ///< what is read first is not what a day takes
constexpr Millis kMeasured = std::chrono::minutes{10}; ///< less of polling says nothing of a day

/// A question of a feed: a watch of the configuration, or a selector whose raw samples are kept.
struct Asked {
    FeedUse::Part part;
    Matchers matchers; ///< of a selector
    std::string coverageKey;
    std::int64_t live = 0;
    double length = 0; ///< of all its series, days
};

std::string watchCoverageKey(const WatchConfig& watch, Millis step)
{
    return "watch:" + watch.name + "#" + watchRevision(watch.query) + "/" + std::to_string(step.count());
}

std::vector<Asked> questionsOf(const FeedConfig& feed, const FeedUsesInput& in)
{
    std::vector<Asked> out;
    for (const auto& watch : in.config->watches) {
        if (!isAskedOf(watch, feed))
            continue;
        Asked asked;
        asked.part.key = "watch " + watch.name;
        asked.part.limit = kWatchSeries;
        asked.part.step = std::max(watch.step.value_or(feed.step), Millis{1});
        asked.part.origin = watch.origin;
        asked.coverageKey = watchCoverageKey(watch, asked.part.step);
        out.push_back(std::move(asked));
    }
    std::string last;
    for (const auto& c : *in.coverage) {
        if (c.feed != feed.name || !c.key.starts_with(kRaw) || c.key == last)
            continue;
        last = c.key;
        Asked asked;
        asked.part.key = c.key.substr(kRaw.size());
        asked.part.limit = kSelectorSeries;
        asked.coverageKey = c.key;
        if (auto matchers = parseSelector(asked.part.key); matchers.ok())
            asked.matchers = std::move(matchers).value();
        out.push_back(std::move(asked));
    }
    return out;
}

double share(const std::vector<TimeRange>& spans, TimeRange wanted)
{
    Millis sum{0};
    for (const auto& span : spans)
        sum += std::max(Millis{0}, std::min(span.to, wanted.to) - std::max(span.from, wanted.from));
    return std::min(1.0, toSeconds(sum) / std::max(1.0, toSeconds(wanted.length())));
}

/// Mean over the questions; of a feed that has none, over the keys that it told of.
double coveredShare(const std::string& feed, const std::vector<Asked>& asked, const FeedUsesInput& in)
{
    std::map<std::string, std::vector<TimeRange>> keys;
    for (const auto& c : *in.coverage) {
        if (c.feed == feed && !c.key.starts_with("metadata:"))
            keys[c.key].push_back({c.from, c.to});
    }
    const TimeRange wanted{in.now - kDay * in.config->retentionDays, in.now};
    double sum = 0;
    for (const auto& question : asked)
        sum += share(keys[question.coverageKey], wanted);
    if (!asked.empty())
        return sum / static_cast<double>(asked.size());
    for (const auto& [key, spans] : keys)
        sum += share(spans, wanted);
    return keys.empty() ? 1 : sum / static_cast<double>(keys.size());
}

struct Costs {
    std::int64_t polls = 0;
    std::int64_t bytes = 0;
    std::int64_t records = 0;
    Millis busy{0};
    Time first = Time::max();
};

std::map<std::string, Costs> costsOf(const std::vector<FeedPoll>& polls)
{
    std::map<std::string, Time> begun;
    for (const auto& poll : polls) {
        const auto [at, fresh] = begun.emplace(poll.feed, poll.at);
        at->second = std::min(at->second, poll.at);
    }
    std::map<std::string, Costs> out;
    for (const auto& poll : polls) {
        if (poll.backfill || poll.at < begun[poll.feed] + kCatchUp)
            continue;
        auto& costs = out[poll.feed];
        costs.polls += 1;
        costs.bytes += poll.bytes;
        costs.records += poll.records;
        costs.busy += poll.took;
        costs.first = std::min(costs.first, poll.at);
    }
    return out;
}

std::int64_t whole(double value) { return std::llround(value); }

} // namespace

std::vector<FeedUse> feedUses(const FeedUsesInput& in)
{
    std::map<std::string, std::vector<const UsedSeries*>> byFeed;
    for (const auto& series : in.series)
        byFeed[series.feed].push_back(&series);
    auto costs = costsOf(in.polls);
    std::vector<FeedUse> out;
    std::vector<double> samples; ///< in the cache, as they should be
    for (const auto& status : *in.feeds) {
        FeedUse use;
        use.feed = status.name;
        const auto config = std::find_if(in.config->feeds.begin(), in.config->feeds.end(), [&](const FeedConfig& f) { return f.name == status.name; });
        std::vector<Asked> asked;
        if (config != in.config->feeds.end())
            asked = questionsOf(*config, in);
        use.covered = coveredShare(status.name, asked, in);

        std::map<std::string, Asked*> watches;
        for (auto& question : asked)
            watches.emplace(question.part.key, &question);
        const auto& series = byFeed[status.name];
        use.series = static_cast<std::int64_t>(series.size());
        Time oldest = in.now;
        for (const auto* each : series)
            oldest = std::min(oldest, each->first);
        double rawLength = 0;
        std::int64_t rawLive = 0;
        double watched = 0;
        for (const auto* each : series) {
            // Where the feed itself is known for no longer, everything is new and nothing churns.
            use.newSeries += each->first > in.now - kDay && oldest < in.now - kDay - std::chrono::hours{1} ? 1 : 0;
            const double days = toSeconds(each->last - each->first) / 86'400;
            Asked* question = nullptr;
            if (!each->watch.empty()) {
                const auto found = watches.find("watch " + each->watch);
                question = found == watches.end() ? nullptr : found->second;
            } else {
                rawLength += days;
                const auto found = std::find_if(asked.begin(), asked.end(), [&](const Asked& a) { return !a.matchers.empty() && matchesAll(a.matchers, each->labels); });
                question = found == asked.end() ? nullptr : &*found;
            }
            const Millis quiet = std::max<Millis>(std::chrono::hours{1}, question != nullptr ? 10 * question->part.step : Millis{0});
            const bool live = in.now - each->last <= quiet;
            rawLive += each->watch.empty() && live ? 1 : 0;
            if (question == nullptr)
                continue;
            question->part.series += 1;
            question->live += live ? 1 : 0;
            question->length += days;
        }
        const auto& cost = costs[status.name];
        const Millis measured = in.now - std::max(cost.first, in.since);
        const double perDay = cost.polls > 0 && measured >= kMeasured ? 86'400 / toSeconds(measured) : 0;
        const double polls = static_cast<double>(cost.polls) * perDay;
        use.wireBytesADay = whole(static_cast<double>(cost.bytes) * perDay);
        use.busyADay = Millis{whole(static_cast<double>(cost.busy.count()) * perDay)};
        double requests = asked.empty() ? polls : 0;
        double kept = 0;
        for (auto& question : asked) {
            const double steps = question.part.step > Millis{0} ? 86'400 / toSeconds(question.part.step) : polls;
            requests += std::min(polls, steps);
            if (question.part.step > Millis{0}) {
                question.part.samplesADay = whole(static_cast<double>(question.live) * steps);
                watched += static_cast<double>(question.part.samplesADay);
                kept += question.length * steps;
            }
        }
        use.requestsADay = whole(requests);
        // Raw samples come as their server has them: what the polls read beyond the watches.
        const double raw = rawLive > 0 ? std::max(0.0, static_cast<double>(cost.records) * perDay - watched) : 0;
        for (auto& question : asked) {
            if (question.part.step == Millis{0} && rawLive > 0)
                question.part.samplesADay = whole(raw * static_cast<double>(question.live) / static_cast<double>(rawLive));
        }
        const bool known = rawLive == 0 || perDay > 0;
        use.samplesADay = tellsSeries(status.kind) && known ? whole(watched + raw) : 0;
        kept += rawLive > 0 ? rawLength * raw / static_cast<double>(rawLive) : 0;
        samples.push_back(kept);
        for (auto& question : asked)
            use.parts.push_back(std::move(question.part));
        std::stable_sort(use.parts.begin(), use.parts.end(), [](const FeedUse::Part& a, const FeedUse::Part& b) {
            return a.samplesADay != b.samplesADay ? a.samplesADay > b.samplesADay : a.series > b.series;
        });
        if (use.parts.size() > kParts)
            use.parts.resize(kParts);
        out.push_back(std::move(use));
    }
    double all = 0;
    for (const auto each : samples)
        all += each;
    for (std::size_t i = 0; i < out.size() && all > 0; ++i)
        out[i].cacheBytes = whole(static_cast<double>(in.sampleBytes) * samples[i] / all);
    return out;
}

} // namespace vedette
