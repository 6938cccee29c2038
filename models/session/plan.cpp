#include "models/session/plan.h"

#include "models/snapshot/slo_keeper.h"

namespace vedette {

namespace {

constexpr Millis kBefore = std::chrono::minutes{30};

} // namespace

Config polledConfig(const Config& config)
{
    Config out = config;
    for (auto& feed : out.feeds)
        feed.backfill = feed.backfill.value_or(Millis{std::chrono::hours{24 * config.retentionDays}}) + kBefore;
    return out;
}

std::optional<Millis> polledBackfill(std::optional<Millis> asked)
{
    return asked ? std::optional<Millis>(*asked + kBefore) : std::nullopt;
}

std::vector<SeriesQuestion> extraQuestions(const Config& config)
{
    std::vector<SeriesQuestion> questions;
    const auto add = [&](const std::string& selector, int maxSeries) {
        SeriesQuestion q;
        q.form = SeriesQuestion::Form::raw;
        q.key = "raw:" + selector;
        q.query = selector;
        q.maxSeries = maxSeries;
        questions.push_back(std::move(q));
    };
    add("up", 20000);
    for (const auto& selector : sloSelectors(config.slos))
        add(selector, 5000);
    return questions;
}

std::vector<WatchFacts> keptFacts(const CacheReader& reader, const Config& config)
{
    std::vector<WatchFacts> facts;
    for (const auto& feed : config.feeds) {
        for (const auto& watch : config.watches) {
            if (!isAskedOf(watch, feed))
                continue;
            const auto kept = reader.state(watchFactsKey(feed.name, watch.name));
            if (!kept.ok() || !kept->has_value())
                continue;
            if (auto one = watchFactsFrom(**kept))
                facts.push_back(std::move(*one));
        }
    }
    return facts;
}

Config shownConfig(const Config& config, const std::vector<WatchFacts>& facts)
{
    Config out = config;
    for (auto& watch : out.watches) {
        for (const auto& told : facts) {
            if (watch.unit.empty() && told.watch == watch.name)
                watch.unit = told.unit;
        }
    }
    return out;
}

} // namespace vedette
