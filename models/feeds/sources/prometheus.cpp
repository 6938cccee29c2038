#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/feeds/matrix_parser.h"
#include "models/feeds/sources/alert_fold.h"
#include "models/feeds/sources/prometheus_rules.h"
#include "models/feeds/sources/series_plan.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace vedette {

namespace {

constexpr Millis kLiveReach{3'600'000};     // a longer missing tail is history
constexpr Millis kRawSettle{10'000};        // samples carry the time their scrape began; a scrape may take that long
constexpr Millis kRulesEvery{300'000};
constexpr Millis kBuildinfoEvery{3'600'000};
constexpr std::size_t kMaxGetBytes = 1800;
constexpr std::size_t kMaxSeries = 5000;
constexpr std::size_t kSamplesPerBatch = 250'000;

struct PieceOf {
    std::size_t plan = 0;
    TimeRange range;
};
enum class Endpoint { buildinfo, rules, alerts };

std::string apiTime(Time t)
{
    std::array<char, 32> buffer{};
    const auto ms = toMs(t);
    std::snprintf(buffer.data(), buffer.size(), "%lld.%03d", static_cast<long long>(ms / 1000), static_cast<int>(ms % 1000));
    return buffer.data();
}

class Prometheus final : public Source {
public:
    explicit Prometheus(SourceContext context) : m_context(std::move(context))
    {
        bool history = false;
        for (const auto& question : m_context.questions) {
            history = history || question.form == SeriesQuestion::Form::alerts;
            m_plans.emplace_back(question, m_context.coverage);
        }
        if (!history) {
            SeriesQuestion alerts;
            alerts.form = SeriesQuestion::Form::alerts;
            alerts.key = "alerts";
            alerts.query = "{__name__=~\"ALERTS|ALERTS_FOR_STATE\"}";
            alerts.maxSeries = static_cast<int>(kMaxSeries);
            m_plans.emplace_back(alerts, m_context.coverage);
        }
    }

    std::vector<Ask> poll(Time now) override
    {
        m_now = now;
        std::vector<Ask> asks;
        const auto ask = [&](Endpoint what, const char* name, const char* path) {
            Ask a;
            a.question = name;
            a.path = path;
            a.alone = true;
            a.context = what;
            asks.push_back(std::move(a));
        };
        if (!m_noBuildinfo && (!m_buildinfoAt || now - *m_buildinfoAt >= kBuildinfoEvery || now < *m_buildinfoAt))
            ask(Endpoint::buildinfo, "version", "/api/v1/status/buildinfo");
        if (!m_noRules && (!m_rulesAt || now - *m_rulesAt >= kRulesEvery || now < *m_rulesAt))
            ask(Endpoint::rules, "rules", "/api/v1/rules");
        if (!m_noAlerts)
            ask(Endpoint::alerts, "alerts", "/api/v1/alerts");
        for (std::size_t i = 0; i < m_plans.size(); ++i) {
            const auto to = settledEnd(i, now);
            if (const auto piece = m_plans[i].next({std::max(now - kLiveReach, desired(now).from), to}, false))
                asks.push_back(pieceAsk(i, *piece, false));
        }
        return asks;
    }

    std::vector<Ask> backfill(Time now, std::size_t atMost) override
    {
        std::vector<Ask> asks;
        while (!m_cancelled && asks.size() < atMost) {
            const TimeRange within{desired(now).from, now - kLiveReach};
            std::optional<std::pair<std::size_t, TimeRange>> best;
            for (std::size_t i = 0; within.from < within.to && i < m_plans.size(); ++i) {
                auto copy = m_plans[i];
                const auto piece = copy.next(within, true);
                if (piece && (!best || piece->to > best->second.to))
                    best = {i, *piece};
            }
            if (!best)
                break;
            (void)m_plans[best->first].next(within, true);
            asks.push_back(pieceAsk(best->first, best->second, true));
        }
        return asks;
    }
    void cancelBackfill() override { m_cancelled = true; }

    Progress progress(Time now) const override
    {
        if (m_cancelled || m_plans.empty())
            return {};
        Progress sum{0, 0};
        const TimeRange within{desired(now).from, now - kLiveReach};
        for (const auto& plan : m_plans) {
            if (within.from >= within.to)
                break;
            // What no evaluation falls into is never asked: a step less than the whole counts as whole.
            const auto total = toSeconds(within.length());
            const auto settled = toSeconds(plan.settledWithin(within));
            sum.total += total;
            sum.done += total - settled < toSeconds(plan.question().step) ? total : settled;
        }
        return sum.total > 0 ? sum : Progress{};
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        const auto fail = [&](Error error) {
            giveBack(ask);
            Reading reading;
            reading.failed = Untold{std::move(error), told.status, false};
            return reading;
        };
        if (const auto wrong = notJson(told, "the Prometheus API"))
            return fail(*wrong);
        if (const auto* piece = std::any_cast<PieceOf>(&ask.context)) {
            auto& plan = m_plans[piece->plan];
            MatrixLimits limits;
            limits.maxSeries = std::min<std::size_t>(kMaxSeries, static_cast<std::size_t>(std::max(1, plan.question().maxSeries)));
            auto answer = parseMatrix(told.body, limits);
            if (!answer.ok())
                return answer.error().kind == ErrorKind::http ? refused(ask, Untold{answer.error(), 422, false}) : fail(answer.error());
            if (answer->resultType != "matrix")
                return fail(makeError(ErrorKind::parse, "the answer is a " + visibleLine(answer->resultType) + ", not a matrix"));
            return readPiece(*piece, std::move(*answer), told.body.size());
        }
        const auto what = std::any_cast<Endpoint>(ask.context);
        Reading reading;
        if (what == Endpoint::buildinfo) {
            auto product = describe(told);
            if (!product.ok())
                return fail(product.error());
            m_product = *product;
            m_buildinfoAt = told.at;
        } else if (what == Endpoint::rules) {
            auto rules = parseRules(told.body);
            if (!rules.ok())
                return fail(rules.error());
            m_rules = std::move(*rules);
            m_rulesAt = told.at;
        } else {
            std::size_t rejected = 0;
            auto poll = parsePrometheusAlerts(told.body, m_rules, m_context.feed, m_context.severity, told.at, rejected);
            if (!poll.ok())
                return fail(poll.error());
            if (rejected > 0)
                reading.partials.push_back(std::to_string(rejected) + " alerts without a name, state or time were left out");
            reading.records = static_cast<std::int64_t>(poll->alerts.size());
            // A server that evaluates no alerting rule knows nothing of alerts: its empty list must not end those it stores.
            if (!poll->alerts.empty() || !m_rules.known || !m_rules.rules.empty()) {
                Batch batch;
                batch.alertPolls.push_back(std::move(*poll));
                reading.batches.push_back(std::move(batch));
            }
        }
        reading.partials.insert(reading.partials.end(), m_rules.unhealthy.begin(), what == Endpoint::rules ? m_rules.unhealthy.end() : m_rules.unhealthy.begin());
        return reading;
    }

    Reading refused(const Ask& ask, const Untold& why) override
    {
        Reading reading;
        reading.failed = why;
        const bool missing = why.status == 404 || why.status == 405 || why.status == 501;
        if (const auto* what = std::any_cast<Endpoint>(&ask.context)) {
            // VictoriaMetrics answers 400 "unsupported path" where Prometheus has an endpoint.
            if (missing || (why.status == 400 && *what != Endpoint::alerts)) {
                (*what == Endpoint::buildinfo ? m_noBuildinfo : *what == Endpoint::rules ? m_noRules : m_noAlerts) = true;
                reading.failed.reset();
            }
            return reading;
        }
        const auto& piece = std::any_cast<const PieceOf&>(ask.context);
        auto& plan = m_plans[piece.plan];
        const bool heavy = why.tooLarge || why.status == 422;
        if (plan.question().form == SeriesQuestion::Form::alerts && !m_alertsByRange && (why.status == 400 || missing)) {
            m_alertsByRange = true;
            reading.more.push_back(pieceAsk(piece.plan, piece.range, ask.backfill));
            reading.failed.reset();
            return reading;
        }
        if (heavy) {
            for (const auto& half : plan.halves(piece.range))
                reading.more.push_back(pieceAsk(piece.plan, half, ask.backfill));
            if (!reading.more.empty()) {
                reading.failed.reset();
                return reading;
            }
        }
        if (ask.backfill && (heavy || why.status == 400))
            plan.giveUp(piece.range);
        else
            plan.returned(piece.range);
        return reading;
    }

    std::string product() const override { return m_product; }
    std::optional<Millis> staleAfter() const override
    {
        Millis longest = std::max(m_context.feed.pollInterval, Millis{15'000});
        for (const auto& plan : m_plans)
            longest = std::max(longest, plan.question().form == SeriesQuestion::Form::range ? plan.question().step : Millis{60'000});
        return 3 * longest;
    }

    Ask probe() const override
    {
        Ask ask;
        ask.question = "test";
        ask.path = m_noBuildinfo ? "/api/v1/query" : "/api/v1/status/buildinfo";
        if (m_noBuildinfo)
            ask.params = {{"query", "vector(1)"}};
        return ask;
    }
    Result<std::string> describe(const Told& told) override
    {
        if (const auto wrong = notJson(told, "the Prometheus API"))
            return *wrong;
        auto document = JsonDocument::parse(told.body);
        if (!document.ok())
            return document.error();
        const auto data = document->root()["data"];
        if (document->root()["status"].text() != "success")
            return makeError(ErrorKind::parse, "the answer is not one of the Prometheus API");
        const auto version = visibleLine(boundedText(data["version"].text()));
        const auto application = visibleLine(boundedText(data["application"].text()));
        // Only Prometheus itself (and what is built of it) tells its revision; others answer the version they are compatible with.
        const std::string name = !application.empty() ? application : data["revision"].text().empty() ? "Prometheus-compatible" : "Prometheus";
        return version.empty() ? name + " server" : name + " " + version;
    }

private:
    TimeRange desired(Time now) const { return {now - m_context.backfill, now}; }
    Time settledEnd(std::size_t plan, Time now) const
    {
        const auto& question = m_plans[plan].question();
        if (question.form != SeriesQuestion::Form::range)
            return now - kRawSettle;
        return floorTo(now - std::min(question.step / 3, Millis{5000}), question.step) + Millis{1};
    }

    Ask pieceAsk(std::size_t index, TimeRange piece, bool backfill)
    {
        const auto& plan = m_plans[index];
        const auto& question = plan.question();
        Ask ask;
        ask.backfill = backfill;
        ask.context = PieceOf{index, piece};
        using Form = SeriesQuestion::Form;
        ask.question = question.form == Form::range ? "watch " + question.watch : question.form == Form::raw ? question.query : "alert history";
        if (question.form == Form::range) {
            Time first;
            Time last;
            (void)plan.aligned(piece, first, last);
            rangeQuery(ask, question.query, first, last, question.step);
        } else if (question.form == Form::alerts && m_alertsByRange) {
            const auto step = std::max({m_rules.longestInterval(), Millis{15'000}, piece.length() / 10'900 + Millis{1}});
            rangeQuery(ask, question.query, piece.from, piece.to - Millis{1}, step);
        } else {
            ask.path = "/api/v1/query";
            ask.params = {{"query", question.query + "[" + std::to_string(piece.length().count()) + "ms]"}, {"time", apiTime(piece.to - Millis{1})}};
        }
        ask.post = ask.params.front().second.size() > kMaxGetBytes;
        return ask;
    }
    static void rangeQuery(Ask& ask, const std::string& query, Time first, Time last, Millis step)
    {
        ask.path = "/api/v1/query_range";
        std::array<char, 32> seconds{};
        std::snprintf(seconds.data(), seconds.size(), "%.3f", toSeconds(step));
        ask.params = {{"query", query}, {"start", apiTime(first)}, {"end", apiTime(last)}, {"step", seconds.data()}};
    }
    void giveBack(const Ask& ask)
    {
        if (const auto* piece = std::any_cast<PieceOf>(&ask.context))
            m_plans[piece->plan].returned(piece->range);
    }

    Reading readPiece(const PieceOf& piece, MatrixAnswer answer, std::size_t bodyBytes)
    {
        auto& plan = m_plans[piece.plan];
        const auto& question = plan.question();
        Reading reading;
        for (const auto& warning : answer.warnings)
            reading.partials.push_back((question.watch.empty() ? question.key : "watch " + question.watch) + ": " + visibleLine(truncateUtf8(warning, 300)));
        Batch batch;
        if (question.form == SeriesQuestion::Form::alerts) {
            AlertHistory history;
            history.feed = m_context.feed.name;
            history.covered = piece.range;
            history.episodes = foldAlerts(answer, piece.range, m_context.feed.externalLabels, [this](const Labels& alert) {
                const auto* rule = m_rules.find(alert);
                return rule == nullptr ? std::nullopt : std::optional<Millis>(rule->interval);
            }, history.resolution);
            for (auto& episode : history.episodes)
                describeEpisode(episode, m_context.feed, m_context.severity);
            if (history.resolution == Millis{0})
                history.resolution = m_rules.longestInterval() > Millis{0} ? m_rules.longestInterval() : Millis{60'000};
            reading.records = static_cast<std::int64_t>(history.episodes.size());
            batch.alertHistories.push_back(std::move(history));
        } else {
            std::size_t inBatch = 0;
            for (auto& series : answer.series) {
                keepWithin(series, piece.range, question.form);
                if (series.times.empty())
                    continue;
                reading.newest = std::max(reading.newest.value_or(series.times.back()), series.times.back());
                reading.records += static_cast<std::int64_t>(series.times.size());
                inBatch += series.times.size();
                dress(series.labels, question);
                batch.samples.push_back(std::move(series));
                if (inBatch >= kSamplesPerBatch) {
                    reading.batches.push_back(std::move(batch));
                    batch = {};
                    inBatch = 0;
                }
            }
        }
        batch.coverage.push_back({m_context.feed.name, question.key, piece.range.from, piece.range.to});
        reading.batches.push_back(std::move(batch)); // coverage last: what a crash loses of this piece is asked again
        plan.answered(piece.range, bodyBytes);
        return reading;
    }
    static void keepWithin(SeriesSamples& series, TimeRange range, SeriesQuestion::Form form)
    {
        if (form != SeriesQuestion::Form::raw)
            return;
        const auto first = std::lower_bound(series.times.begin(), series.times.end(), range.from) - series.times.begin();
        const auto last = std::lower_bound(series.times.begin(), series.times.end(), range.to) - series.times.begin();
        series.times.erase(series.times.begin() + last, series.times.end());
        series.values.erase(series.values.begin() + last, series.values.end());
        series.times.erase(series.times.begin(), series.times.begin() + first);
        series.values.erase(series.values.begin(), series.values.begin() + first);
    }
    void dress(Labels& labels, const SeriesQuestion& question) const
    {
        for (const auto& [name, value] : m_context.feed.externalLabels) {
            if (!labels.has(name))
                labels.set(name, value);
        }
        labels.set(kFeedLabel, m_context.feed.name);
        if (!question.watch.empty())
            labels.set(kWatchLabel, question.watch);
        if (!question.service.empty())
            labels.set("service", question.service);
    }

    SourceContext m_context;
    std::vector<SeriesPlan> m_plans;
    RuleBook m_rules;
    std::string m_product;
    Time m_now{};
    std::optional<Time> m_buildinfoAt;
    std::optional<Time> m_rulesAt;
    bool m_noBuildinfo = false;
    bool m_noRules = false;
    bool m_noAlerts = false;
    bool m_alertsByRange = false;
    bool m_cancelled = false;
};

} // namespace

std::unique_ptr<Source> makePrometheus(SourceContext context) { return std::make_unique<Prometheus>(std::move(context)); }

} // namespace vedette
