#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/feeds/matrix_parser.h"
#include "models/feeds/sources/alert_fold.h"
#include "models/feeds/sources/history_plan.h"
#include "models/feeds/sources/metric_survey.h"
#include "models/feeds/sources/prometheus_rules.h"
#include "models/feeds/sources/series_reading.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace vedette {

namespace {

constexpr Millis kRulesEvery{300'000};
constexpr Millis kBuildinfoEvery{3'600'000};
constexpr std::size_t kMaxGetBytes = 1800;
constexpr std::size_t kMaxSeries = 5000;

using Piece = HistoryPlan::Piece;
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
    explicit Prometheus(SourceContext context)
        : m_context(std::move(context)),
          m_history(withAlerts(m_context.questions), m_context.coverage, {m_context.backfill, m_context.once}),
          m_survey(m_context.feed.name, surveyed(), m_context.coverage)
    {
        for (std::size_t i = 0; i < m_history.plans().size(); ++i) {
            if (m_survey.held(i))
                m_history.hold(i);
        }
    }

    std::vector<Ask> poll(Time now) override
    {
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
        for (const auto& piece : m_history.live(now))
            asks.push_back(pieceAsk(piece, false));
        for (auto& topic : m_survey.due(now)) // behind the probe: what a count sets free is judged by its answer
            asks.push_back(std::move(topic));
        return asks;
    }

    std::vector<Ask> backfill(Time now, std::size_t atMost) override
    {
        std::vector<Ask> asks;
        if (m_cancelled)
            return asks;
        for (const auto& piece : m_history.older(now, atMost))
            asks.push_back(pieceAsk(piece, true));
        return asks;
    }
    void cancelBackfill() override { m_cancelled = true; }

    Progress progress(Time now) const override
    {
        const auto sum = m_history.progress(now);
        return m_cancelled || sum.total <= 0 ? Progress{} : Progress{sum.done, sum.total};
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        const auto fail = [&](Error error) {
            giveBack(ask);
            Reading reading;
            reading.failed = Untold{std::move(error), told.status, false};
            return reading;
        };
        const auto wrong = notJson(told, "the Prometheus API");
        if (const auto* topic = std::any_cast<MetricSurvey::Topic>(&ask.context))
            return released(*topic, wrong ? m_survey.unreadable(*topic, *wrong) : m_survey.read(*topic, told));
        if (wrong)
            return fail(*wrong);
        if (const auto* piece = std::any_cast<Piece>(&ask.context)) {
            const auto& plan = m_history.plan(piece->plan);
            MatrixLimits limits;
            limits.maxSeries = std::min<std::size_t>(kMaxSeries, static_cast<std::size_t>(std::max(1, plan.question().maxSeries)));
            auto answer = parseMatrix(told.body, limits);
            if (!answer.ok())
                return answer.error().kind == ErrorKind::http ? refused(ask, Untold{answer.error(), 422, false}) : fail(answer.error());
            if (answer->resultType != "matrix")
                return fail(makeError(ErrorKind::parse, "the answer is a " + visibleLine(answer->resultType) + ", not a matrix"));
            return readPiece(*piece, std::move(*answer), told.body.size(), ask.backfill);
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
            ToldRules rulesTold{m_context.feed.name, std::exchange(m_rules.told, {})};
            for (auto& rule : rulesTold.rules)
                rule.feed = rule.origin = rulesTold.feed;
            Batch batch;
            batch.rules.push_back(std::move(rulesTold));
            reading.batches.push_back(std::move(batch));
        } else {
            std::size_t rejected = 0;
            auto poll = parsePrometheusAlerts(told.body, m_rules, m_context.feed, m_context.severity, told.at, rejected, reading.leftOut);
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
        const bool missing = isMissing(why);
        if (const auto* what = std::any_cast<Endpoint>(&ask.context)) {
            // VictoriaMetrics answers 400 "unsupported path" where Prometheus has an endpoint.
            if (missing || (why.status == 400 && *what != Endpoint::alerts)) {
                (*what == Endpoint::buildinfo ? m_noBuildinfo : *what == Endpoint::rules ? m_noRules : m_noAlerts) = true;
                reading.failed.reset();
            }
            return reading;
        }
        if (const auto* topic = std::any_cast<MetricSurvey::Topic>(&ask.context))
            return released(*topic, m_survey.refused(*topic, why));
        const auto& piece = std::any_cast<const Piece&>(ask.context);
        auto& plan = m_history.plan(piece.plan);
        const bool heavy = why.tooLarge || why.status == 422;
        if (plan.question().form == SeriesQuestion::Form::alerts && !m_alertsByRange && (why.status == 400 || missing)) {
            m_alertsByRange = true;
            reading.more.push_back(pieceAsk(piece, ask.backfill));
            reading.failed.reset();
            return reading;
        }
        if (heavy) {
            for (const auto& half : plan.halves(piece.range))
                reading.more.push_back(pieceAsk({piece.plan, half}, ask.backfill));
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
        for (const auto& plan : m_history.plans())
            longest = std::max(longest, plan.question().form == SeriesQuestion::Form::range ? plan.question().step : Millis{60'000});
        return 3 * longest;
    }

    Ask probe() const override
    {
        Ask ask;
        ask.question = "test";
        ask.path = "/api/v1/status/buildinfo";
        return m_noBuildinfo ? simplest() : ask;
    }
    std::optional<Ask> probeInstead(const Untold& why) const override
    {
        return isMissing(why) || why.status == 400 ? std::optional(simplest()) : std::nullopt;
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
        if (data["resultType"].present())
            return std::string{};
        const auto version = visibleLine(boundedText(data["version"].text()));
        const auto application = visibleLine(boundedText(data["application"].text()));
        // Only Prometheus itself (and what is built of it) tells its revision; others answer the version they are compatible with.
        const std::string name = !application.empty() ? application : data["revision"].text().empty() ? "Prometheus-compatible" : "Prometheus";
        return version.empty() ? name + " server" : name + " " + version;
    }

private:
    static bool isMissing(const Untold& why) { return why.status == 404 || why.status == 405 || why.status == 501; }
    static Ask simplest()
    {
        Ask ask;
        ask.question = "test";
        ask.path = "/api/v1/query";
        ask.params = {{"query", "vector(1)"}};
        return ask;
    }
    static std::vector<SeriesQuestion> withAlerts(std::vector<SeriesQuestion> questions)
    {
        const auto isHistory = [](const SeriesQuestion& q) { return q.form == SeriesQuestion::Form::alerts; };
        if (std::any_of(questions.begin(), questions.end(), isHistory))
            return questions;
        SeriesQuestion alerts;
        alerts.form = SeriesQuestion::Form::alerts;
        alerts.key = "alerts";
        alerts.query = "{__name__=~\"ALERTS|ALERTS_FOR_STATE\"}";
        alerts.maxSeries = static_cast<int>(kMaxSeries);
        questions.push_back(std::move(alerts));
        return questions;
    }

    /// The questions of the history plan in its order, where a survey is wanted.
    [[nodiscard]] std::vector<SeriesQuestion> surveyed() const
    {
        std::vector<SeriesQuestion> questions;
        for (const auto& plan : m_history.plans()) {
            if (m_context.survey)
                questions.push_back(plan.question());
        }
        return questions;
    }
    Reading released(const MetricSurvey::Topic& topic, Reading reading)
    {
        if (topic.kind == MetricSurvey::Topic::Kind::count && !m_survey.held(topic.watch)) {
            for (const auto& piece : m_history.release(topic.watch))
                reading.more.push_back(pieceAsk(piece, false));
        }
        return reading;
    }

    Ask pieceAsk(const Piece& whole, bool backfill)
    {
        const auto& plan = m_history.plan(whole.plan);
        const auto& question = plan.question();
        const auto piece = whole.range;
        Ask ask;
        ask.backfill = backfill;
        ask.alone = !backfill && m_history.isProbe(whole); // what the others bring is judged by its answer
        ask.context = whole;
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
        ask.params = rangeParams(query, first, last, step, &apiTime);
    }
    void giveBack(const Ask& ask)
    {
        if (const auto* piece = std::any_cast<Piece>(&ask.context))
            m_history.plan(piece->plan).returned(piece->range);
    }

    Reading readPiece(const Piece& piece, MatrixAnswer answer, std::size_t bodyBytes, bool backfill)
    {
        auto& plan = m_history.plan(piece.plan);
        const auto& question = plan.question();
        Reading reading;
        for (const auto& warning : answer.warnings)
            reading.partials.push_back((question.watch.empty() ? question.key : "watch " + question.watch) + ": " + visibleLine(truncateUtf8(warning, 300)));
        for (auto& series : answer.series)
            keepWithin(series, piece.range, question.form);
        if (auto fault = backfill ? std::string{} : m_survey.answered(piece.plan, !answer.series.empty()); !fault.empty())
            reading.partials.push_back(std::move(fault));
        auto known = m_history.answered(piece, answer.series, bodyBytes);
        Batch batch;
        if (question.form == SeriesQuestion::Form::alerts) {
            for (const auto& series : answer.series)
                known.from = series.times.empty() ? known.from : std::min(known.from, std::max(piece.range.from, series.times.front()));
            if (auto history = alertHistory(answer, known, reading.leftOut); known.from < known.to) {
                reading.records = static_cast<std::int64_t>(history.episodes.size());
                batch.alertHistories.push_back(std::move(history));
            }
        } else {
            addSamples(std::move(answer.series), question, m_context.feed, reading, batch);
        }
        if (known.from < known.to)
            batch.coverage.push_back({m_context.feed.name, question.key, known.from, known.to});
        if (!batch.empty())
            reading.batches.push_back(std::move(batch)); // coverage last: what a crash loses of this piece is asked again
        return reading;
    }
    AlertHistory alertHistory(const MatrixAnswer& answer, TimeRange covered, std::int64_t& leftOut)
    {
        AlertHistory history;
        history.feed = m_context.feed.name;
        history.covered = covered;
        history.episodes = foldAlerts(answer, covered, m_context.feed.externalLabels, [this](const Labels& alert) {
            const auto* rule = m_rules.find(alert);
            return rule == nullptr ? std::nullopt : std::optional<Millis>(rule->interval);
        }, history.resolution);
        leftOut += static_cast<std::int64_t>(
            std::erase_if(history.episodes, [this](AlertEpisode& episode) { return !describeEpisode(episode, m_context.feed, m_context.severity); }));
        if (history.resolution == Millis{0})
            history.resolution = m_rules.longestInterval() > Millis{0} ? m_rules.longestInterval() : Millis{60'000};
        return history;
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

    SourceContext m_context;
    HistoryPlan m_history;
    MetricSurvey m_survey; ///< indexes as in m_history
    RuleBook m_rules;
    std::string m_product;
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
