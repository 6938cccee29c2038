#include "models/session/query_run.h"

#include "models/feeds/feed_engine.h"
#include "models/session/keyring.h"
#include "models/snapshot/far_line.h"
#include "models/store/cache.h"

#include <algorithm>
#include <future>
#include <map>

namespace vedette {

namespace {

constexpr Millis kHotStep = std::chrono::minutes{1};
constexpr std::int64_t kStepsAQuestion = 10'900; ///< servers refuse more than 11,000 points a series
constexpr std::int64_t kQuestions = 50;
constexpr std::size_t kLongestKept = 1024; ///< a longer question is answered, not kept
constexpr const char* kQueryLabel = "vedette_query";

/// For a question that leaves nothing by itself.
class NoSink final : public Sink {
public:
    void accept(Batch) override {}
    void status(const FeedStatus&) override {}
};

bool outOfReach(const Error& error)
{
    return error.kind == ErrorKind::network || error.kind == ErrorKind::timeout || error.kind == ErrorKind::http;
}

/// A part of the answer with its samples.
struct Told {
    QueryPart part;
    std::vector<SeriesSamples> series;
};

class Asking {
public:
    Asking(const Config& config, const QueryRun& run, const FeedConfig& feed, const std::string& cachePath, const Clock& clock)
        : m_config(config), m_run(run), m_feed(feed), m_cachePath(cachePath), m_now(clock.now()), m_engine(optionsOf(config), m_nowhere, clock)
    {
        m_out.feed = feed.name;
        m_engine.start();
    }

    Result<QueryResult> moment()
    {
        auto series = ask(m_run.range, kHotStep);
        if (!series.ok())
            return series.error();
        m_out.series = std::move(series).value();
        return std::move(m_out);
    }

    Result<QueryResult> range()
    {
        const Time boundary = floorTo(m_now - std::chrono::hours{24} * m_config.retentionDays, kHotStep);
        const TimeRange far{m_run.range.from, std::min(m_run.range.to, boundary)};
        const TimeRange hot{std::max(m_run.range.from, boundary), m_run.range.to};
        const bool reachesBack = far.length() > Millis{0};
        const Millis hotStep = m_run.step.value_or(kHotStep);
        const Millis step = m_run.step.value_or(farStep(m_run.range, kHotStep));
        if (hotStep <= Millis{0} || (reachesBack ? far.length() / step : 0) + std::max(hot.length(), Millis{0}) / hotStep > kQuestions * kStepsAQuestion)
            return makeError(ErrorKind::usage, "--step is too short for so long a range");
        m_out.resultType = "matrix";
        auto done = hot.length() > Millis{0} ? readHot(hot, hotStep) : Status(Done{});
        if (done.ok() && reachesBack) {
            m_out.boundary = boundary;
            done = readFar(far, step);
        }
        if (!done.ok())
            return done.error();
        if (m_failure && m_told.empty())
            return *m_failure;
        join();
        keep(far);
        return std::move(m_out);
    }

private:
    static EngineOptions optionsOf(const Config& config)
    {
        EngineOptions options;
        options.config = config;
        options.config.watches.clear();
        options.keyring = keyringFor(config);
        options.backfill = Millis{0};
        options.queriesOnly = true;
        return options;
    }

    Result<std::vector<SeriesSamples>> ask(TimeRange range, Millis step)
    {
        auto promise = std::make_shared<std::promise<Result<FeedEngine::QueryAnswer>>>();
        auto future = promise->get_future();
        m_engine.query(m_feed.name, m_run.promql, range, step, [promise](Result<FeedEngine::QueryAnswer> result) { promise->set_value(std::move(result)); });
        if (future.wait_for(m_feed.timeout * 4) != std::future_status::ready)
            return makeError(ErrorKind::timeout, m_feed.name + " did not answer");
        auto result = future.get();
        if (!result.ok())
            return result.error();
        for (auto& warning : result->warnings) {
            if (std::find(m_out.warnings.begin(), m_out.warnings.end(), warning) == m_out.warnings.end())
                m_out.warnings.push_back(std::move(warning));
        }
        m_out.resultType = result->resultType;
        return std::move(result->series);
    }

    /// First moment at or after `t` on the step's grid, which begins with the range where a step was given.
    [[nodiscard]] Time onGrid(Time t, Millis step) const
    {
        const Millis shift = m_run.step ? m_run.range.from - floorTo(m_run.range.from, step) : Millis{0};
        const Time below = floorTo(t - shift, step) + shift;
        return below < t ? below + step : below;
    }

    /// What lies at the end of the whole range belongs to it, as servers have it.
    [[nodiscard]] TimeRange withEnd(TimeRange range) const { return {range.from, range.to == m_run.range.to ? range.to + Millis{1} : range.to}; }

    /// Asks in pieces that a server answers; `told(range, series)` gets each. Answers up to where the source could be reached (else m_failure).
    template <class Tell> Result<Time> askInPieces(TimeRange range, Millis step, Tell tell)
    {
        for (Time from = range.from; from < range.to;) {
            const Time first = onGrid(from, step);
            const TimeRange piece{from, std::min(range.to, first + step * kStepsAQuestion)};
            const Time last = withEnd(piece).to - Millis{1};
            std::vector<SeriesSamples> series;
            if (first <= last) {
                if (m_failure)
                    return from;
                auto answer = ask({first, std::max(last, first + Millis{1})}, step);
                if (!answer.ok()) {
                    if (!outOfReach(answer.error()))
                        return answer.error();
                    m_failure = answer.error();
                    return from;
                }
                series = std::move(answer).value();
            }
            tell(piece, std::move(series));
            from = piece.to;
        }
        return range.to;
    }

    Status readHot(TimeRange hot, Millis step)
    {
        auto upTo = askInPieces(hot, step, [&](TimeRange piece, std::vector<SeriesSamples> series) {
            m_batch.samples.insert(m_batch.samples.end(), series.begin(), series.end());
            m_told.push_back({{piece, step, false, m_now}, std::move(series)});
        });
        if (!upTo.ok())
            return upTo.error();
        if (*upTo < hot.to) {
            m_out.unread.push_back({{*upTo, hot.to}, *m_failure});
            readKeptHot(withEnd({*upTo, hot.to}), step);
        }
        return Done{};
    }

    /// What earlier questions left among the cache's samples.
    void readKeptHot(TimeRange range, Millis step)
    {
        auto reader = CacheReader::open(m_cachePath);
        auto source = Matcher::make(kFeedLabel, MatchOp::equal, m_feed.name);
        auto question = Matcher::make(kQueryLabel, MatchOp::equal, m_run.promql);
        if (!reader.ok() || !source.ok() || !question.ok())
            return;
        const auto known = (*reader)->series({*source, *question});
        Told told{{range, step, true, std::nullopt}, {}};
        Time first = range.to;
        Time last = range.from;
        for (const auto& each : known.ok() ? *known : std::vector<StoredSeries>{}) {
            auto samples = (*reader)->samples(each.id, range);
            if (!samples.ok() || samples->times.empty())
                continue;
            samples->labels = each.labels;
            samples->labels.set(kFeedLabel, "");
            samples->labels.set(kQueryLabel, "");
            first = std::min(first, samples->times.front());
            last = std::max(last, samples->times.back());
            told.series.push_back(std::move(samples).value());
        }
        if (told.series.empty())
            return;
        told.part.range = {first, last + Millis{1}};
        m_told.push_back(std::move(told));
    }

    [[nodiscard]] std::string key() const { return "query:" + m_run.promql; }

    Status readFar(TimeRange far, Millis step)
    {
        std::vector<FarSpan> spans;
        if (auto reader = CacheReader::open(m_cachePath); reader.ok()) {
            if (auto kept = (*reader)->farSpans(m_feed.name, key(), far); kept.ok())
                spans = std::move(kept).value();
        }
        const auto pointers = [&spans] {
            std::vector<const FarSpan*> out;
            for (const auto& span : spans)
                out.push_back(&span);
            return out;
        };
        for (const auto& range : missingFar(pointers(), far, step, m_now)) {
            const auto upTo = askInPieces(range, step, [&](TimeRange piece, std::vector<SeriesSamples> series) {
                m_batch.farSpans.push_back({m_feed.name, key(), piece, step, std::move(series), m_now});
            });
            if (!upTo.ok())
                return upTo.error();
        }
        const auto kept = spans.size();
        spans.insert(spans.end(), m_batch.farSpans.begin(), m_batch.farSpans.end());
        auto newestFirst = pointers(); // of equal ones what was asked last
        std::stable_sort(newestFirst.begin(), newestFirst.end(), [](const FarSpan* a, const FarSpan* b) { return a->askedAt > b->askedAt; });
        const auto best = bestFarPieces(std::move(newestFirst), far, step);
        for (const auto& [range, span] : best.told)
            m_told.push_back({{range, span->step, span < spans.data() + kept, span->askedAt}, span->series});
        if (m_failure) {
            for (const auto& r : best.left)
                m_out.unread.push_back({r, *m_failure});
        }
        return Done{};
    }

    void join()
    {
        std::sort(m_told.begin(), m_told.end(), [](const Told& a, const Told& b) { return a.part.range.from < b.part.range.from; });
        std::sort(m_out.unread.begin(), m_out.unread.end(), [](const QueryGap& a, const QueryGap& b) { return a.range.from < b.range.from; });
        std::map<Labels, std::size_t> known;
        for (const auto& told : m_told) {
            const auto range = withEnd(told.part.range);
            for (const auto& series : told.series) {
                const auto from = std::lower_bound(series.times.begin(), series.times.end(), range.from) - series.times.begin();
                const auto to = std::lower_bound(series.times.begin(), series.times.end(), range.to) - series.times.begin();
                if (from >= to)
                    continue;
                const auto [at, isNew] = known.try_emplace(series.labels, m_out.series.size());
                if (isNew)
                    m_out.series.emplace_back().labels = series.labels;
                auto& out = m_out.series[at->second];
                out.times.insert(out.times.end(), series.times.begin() + from, series.times.begin() + to);
                out.values.insert(out.values.end(), series.values.begin() + from, series.values.begin() + to);
            }
            auto& parts = m_out.parts;
            const auto& part = told.part;
            if (!parts.empty() && parts.back().range.to == part.range.from && parts.back().step == part.step && parts.back().kept == part.kept && parts.back().askedAt == part.askedAt)
                parts.back().range.to = part.range.to;
            else
                parts.push_back(part);
        }
    }

    /// Where this process may write; a question is answered without it.
    void keep(TimeRange far)
    {
        const bool looked = std::any_of(m_out.parts.begin(), m_out.parts.end(), [&](const QueryPart& p) { return p.kept && p.range.from < far.to; });
        if (m_batch.empty() && !looked)
            return;
        if (m_run.promql.size() > kLongestKept) {
            m_out.notKept = "so long a question is not kept";
            return;
        }
        for (auto& series : m_batch.samples) {
            series.labels.set(kFeedLabel, m_feed.name);
            series.labels.set(kQueryLabel, m_run.promql);
        }
        auto writer = CacheWriter::open({m_cachePath, m_config.retentionDays, m_config.retentionBytes});
        Status done = writer.ok() ? Status(Done{}) : Status(writer.error());
        if (done.ok() && looked)
            done = (*writer)->touchFar(m_feed.name, key(), far, m_now);
        if (done.ok() && !m_batch.empty()) {
            if (auto committed = (*writer)->commit(m_batch); !committed.ok())
                done = committed.error();
        }
        if (!done.ok() && !m_batch.empty())
            m_out.notKept = done.error().detail;
    }

    const Config& m_config;
    const QueryRun& m_run;
    const FeedConfig& m_feed;
    const std::string& m_cachePath;
    const Time m_now;
    NoSink m_nowhere;
    FeedEngine m_engine;
    QueryResult m_out;
    std::vector<Told> m_told;
    std::optional<Error> m_failure; ///< the source cannot be reached: it is not asked again
    Batch m_batch;                  ///< to keep
};

} // namespace

Result<QueryResult> runQuery(const Config& config, const QueryRun& run, const std::string& cachePath, const Clock& clock)
{
    const auto feed = std::find_if(config.feeds.begin(), config.feeds.end(), [&](const FeedConfig& each) {
        return run.feed.empty() ? each.kind == FeedKind::prometheus : tellsSeries(each.kind) && run.feed == each.name;
    });
    if (feed == config.feeds.end())
        return makeError(ErrorKind::config, run.feed.empty() ? "the configuration names no prometheus"
                                                             : "there is no prometheus or loki feed named \"" + run.feed + "\"");
    Asking asking(config, run, *feed, cachePath, clock);
    return run.range.from == run.range.to ? asking.moment() : asking.range();
}

} // namespace vedette
