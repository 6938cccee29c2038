#include "models/base/text.h"
#include "models/feeds/matrix_parser.h"
#include "models/feeds/sources/change_ledger.h"
#include "models/feeds/sources/history_plan.h"
#include "models/feeds/sources/inference_reader.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace vedette {

namespace {

using Piece = HistoryPlan::Piece;

constexpr const char* kHorizonKey = "up"; ///< in the cache; "raw:up" is what prometheus feeds ask
constexpr const char* kProbeKey = "raw:up";
constexpr Millis kSettle{20'000}; ///< a scrape of a large page may take so long, and what was not there in time is not seen again
constexpr Millis kShortestStep{15'000};
constexpr Millis kLongestStep{60'000};
constexpr Millis kProbeStep{300'000};
constexpr Millis kAgain{24 * 3600'000}; ///< of the newest past is read again at the start: what was under way then may be over
constexpr Millis kEdge{10 * 60'000};    ///< what begins so close behind what is not known yet may be a part of something older
constexpr Millis kHour{3600'000};
constexpr std::size_t kMaxGetBytes = 1800;
constexpr std::size_t kMaxSeries = 50'000;
constexpr std::size_t kSteadyBytes = 2U << 20U; ///< pieces grow no longer than a day, however little is in them

std::string apiTime(Time t)
{
    std::array<char, 32> buffer{};
    const auto ms = toMs(t);
    std::snprintf(buffer.data(), buffer.size(), "%lld.%03d", static_cast<long long>(ms / 1000), static_cast<int>(ms % 1000));
    return buffer.data();
}

/// Changes inferred from the metrics of a Prometheus server. History is planned as of any series (HistoryPlan); a piece of it is a
/// job: a look at what moved in it, then questions about that alone, then what it amounts to is told. A piece is asked whole or not
/// at all; the questions of one job follow each other. What is told is a function of all that is known, so pieces may come in any
/// order and more than once.
class InferredChanges final : public Source {
public:
    explicit InferredChanges(SourceContext context)
        : m_context(std::move(context)), m_step(std::clamp(m_context.feed.pollInterval, kShortestStep, kLongestStep)),
          m_history(questions(m_step), known(m_context.coverage), {m_context.backfill, m_context.once}),
          m_reader(m_context.feed, m_step, m_context.backfill + kAgain), m_ledger(m_context.feed.name)
    {
    }

    std::vector<Ask> poll(Time now) override
    {
        m_since = m_since.value_or(now);
        std::vector<Ask> asks;
        for (const auto& piece : m_history.live(now - kSettle))
            begin(piece, now, false, asks);
        if (asks.empty()) { // a poll says whether the server is there
            asks.push_back(probe());
            asks.back().context = Hello{};
        }
        return asks;
    }

    std::vector<Ask> backfill(Time now, std::size_t atMost) override
    {
        std::vector<Ask> asks;
        if (m_cancelled)
            return asks;
        for (const auto& piece : m_history.older(now - kSettle, atMost))
            begin(piece, now, true, asks);
        return asks;
    }
    void cancelBackfill() override { m_cancelled = true; }
    Progress progress(Time now) const override
    {
        const auto sum = m_history.progress(now - kSettle);
        return m_cancelled || sum.total <= 0 ? Progress{} : Progress{sum.done, sum.total};
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        if (std::any_cast<Hello>(&ask.context) != nullptr) {
            auto answer = answerOf(told);
            Reading reading;
            if (!answer.ok())
                reading.failed = Untold{answer.error(), told.status, false};
            return reading;
        }
        const auto at = m_jobs.find(std::any_cast<int>(ask.context));
        auto& job = at->second;
        auto answer = answerOf(told);
        if (!answer.ok()) {
            if (answer.error().kind == ErrorKind::http)
                return refused(ask, Untold{answer.error(), 422, false});
            Reading reading;
            reading.failed = Untold{answer.error(), told.status, false};
            giveBack(at);
            return reading;
        }
        Reading reading;
        for (const auto& warning : answer->warnings)
            reading.partials.push_back(visibleLine(truncateUtf8(warning, 300)));
        job.bytes += told.body.size();
        if (m_history.isProbe(job.piece)) {
            const auto range = m_history.answered(job.piece, answer->series, told.body.size());
            if (range.from < range.to)
                cover(kHorizonKey, range, reading);
            m_jobs.erase(at);
            return reading;
        }
        m_reader.read(job.reading, *answer, reading.partials);
        proceed(at, ask.backfill, told.at, reading);
        return reading;
    }

    Reading refused(const Ask& ask, const Untold& why) override
    {
        Reading reading;
        reading.failed = why;
        if (std::any_cast<Hello>(&ask.context) != nullptr)
            return reading;
        const auto at = m_jobs.find(std::any_cast<int>(ask.context));
        const auto piece = at->second.piece;
        auto& plan = m_history.plan(piece.plan);
        const bool heavy = why.tooLarge || why.status == 422 || (why.status == 503 && ask.backfill)
            || (why.error.kind == ErrorKind::timeout && piece.range.length() > kHour);
        if (heavy && !m_history.isProbe(piece)) {
            const auto now = at->second.now;
            std::vector<Ask> halves;
            for (const auto& half : plan.halves(piece.range))
                begin({piece.plan, half}, now, ask.backfill, halves);
            if (!halves.empty()) {
                m_jobs.erase(at);
                reading.more = std::move(halves);
                reading.failed.reset();
                return reading;
            }
        }
        if (ask.backfill && (heavy || why.status == 400)) {
            plan.giveUp(piece.range);
            m_jobs.erase(at);
        } else {
            giveBack(at);
        }
        return reading;
    }

    std::string product() const override { return m_reader.product(); }

    Ask probe() const override
    {
        Ask ask;
        ask.question = "test";
        ask.path = "/api/v1/query";
        ask.params = {{"query", R"(count(kube_deployment_spec_replicas) or vector(0))"}};
        return ask;
    }
    Result<std::string> describe(const Told& told) override
    {
        auto answer = answerOf(told);
        if (!answer.ok())
            return answer.error();
        const bool here = !answer->series.empty() && !answer->series.front().values.empty() && answer->series.front().values.front() > 0;
        return here ? std::string("kube-state-metrics") : std::string{};
    }

private:
    struct Hello {};
    struct Job {
        Piece piece;
        Time now{}; ///< when it was planned
        std::size_t bytes = 0;
        InferenceReader::Job reading;
    };
    using Jobs = std::map<int, Job>;

    static std::vector<SeriesQuestion> questions(Millis step)
    {
        SeriesQuestion probe;
        probe.key = kProbeKey;
        probe.query = R"(count({__name__=~"up|kube_deployment_spec_replicas"}))";
        probe.step = kProbeStep;
        SeriesQuestion changes;
        changes.key = "changes";
        changes.step = step;
        return {probe, changes};
    }
    static std::vector<Coverage> known(const std::vector<Coverage>& coverage)
    {
        std::vector<Coverage> out;
        Time end{};
        for (const auto& row : coverage)
            end = row.key == "changes" ? std::max(end, row.to) : end;
        for (auto row : coverage) {
            if (row.key == kHorizonKey)
                row.key = kProbeKey;
            else
                row.to = std::min(row.to, end - kAgain);
            if (row.from < row.to)
                out.push_back(std::move(row));
        }
        return out;
    }
    static Result<MatrixAnswer> answerOf(const Told& told)
    {
        if (const auto wrong = notJson(told, "the Prometheus API"))
            return *wrong;
        MatrixLimits limits;
        limits.maxSeries = kMaxSeries;
        return parseMatrix(told.body, limits);
    }

    void begin(const Piece& piece, Time now, bool backfill, std::vector<Ask>& asks)
    {
        const int id = ++m_lastJob;
        const auto at = m_jobs.emplace(id, Job{piece, now, 0, {}}).first;
        if (m_history.isProbe(piece)) {
            asks.push_back(probeOf(at, backfill));
            return;
        }
        m_reader.begin(at->second.reading, piece.range, now - kSettle, backfill);
        asks.push_back(askOf(at, backfill));
    }
    /// The question of the horizon.
    Ask probeOf(Jobs::iterator job, bool backfill)
    {
        const auto& piece = job->second.piece;
        Ask ask;
        ask.question = "history";
        ask.backfill = backfill;
        ask.alone = !backfill;
        ask.context = job->first;
        Time first;
        Time last;
        (void)m_history.plan(piece.plan).aligned(piece.range, first, last);
        range(ask, questions(m_step).front().query, first, last, m_history.plan(piece.plan).question().step);
        return ask;
    }
    Ask askOf(Jobs::iterator job, bool backfill)
    {
        auto& reading = job->second.reading;
        reading.current = std::move(reading.todo.front());
        reading.todo.pop_front();
        const auto& question = reading.current;
        Ask ask;
        ask.question = question.name;
        ask.backfill = backfill;
        ask.context = job->first;
        if (question.instant) {
            ask.path = "/api/v1/query";
            ask.params = {{"query", question.query}, {"time", apiTime(question.span.to)}};
        } else {
            range(ask, question.query, question.span.from, question.span.to, m_step);
        }
        ask.post = question.query.size() > kMaxGetBytes;
        return ask;
    }
    static void range(Ask& ask, const std::string& query, Time first, Time last, Millis step)
    {
        ask.path = "/api/v1/query_range";
        std::array<char, 32> seconds{};
        std::snprintf(seconds.data(), seconds.size(), "%.3f", toSeconds(step));
        ask.params = {{"query", query}, {"start", apiTime(first)}, {"end", apiTime(last)}, {"step", seconds.data()}};
    }

    void giveBack(Jobs::iterator job)
    {
        m_history.plan(job->second.piece.plan).returned(job->second.piece.range);
        m_jobs.erase(job);
    }

    /// The job's next question, or its end.
    void proceed(Jobs::iterator at, bool backfill, Time now, Reading& reading)
    {
        auto& job = at->second;
        if (m_reader.advance(job.reading)) {
            reading.more.push_back(askOf(at, backfill));
            return;
        }
        const auto piece = job.piece;
        const auto range = m_history.answered(piece, {}, std::max(job.bytes, kSteadyBytes));
        m_asked.add(piece.range);
        if (const auto missed = m_reader.missed())
            m_history.plan(piece.plan).reopen(*missed);
        m_reader.end(job.reading);
        m_jobs.erase(at);
        tell(now, reading);
        if (range.from < range.to)
            cover("changes", range, reading);
    }

    /// What begins before is not told yet.
    Time heldBefore(Time now) const
    {
        if (m_cancelled || m_asked.empty())
            return Time::min();
        const auto edge = m_asked.ranges().back().from;
        const auto horizon = m_history.horizon();
        const bool oldest = edge <= now - kSettle - m_context.backfill + kEdge || (horizon && edge <= *horizon + kEdge);
        return oldest ? Time::min() : edge + kEdge;
    }

    void tell(Time now, Reading& reading)
    {
        Batch batch;
        for (auto& record : m_reader.records(heldBefore(now))) {
            if (!changeFault(record, now).empty())
                continue;
            const auto newest = record.endsAt.value_or(record.startsAt);
            reading.newest = std::max(reading.newest.value_or(newest), newest);
            // What began before the console looked was known to the cluster then.
            const bool past = record.startsAt < m_since.value_or(now) && m_ledger.find(record.id) == nullptr;
            for (auto& one : m_ledger.news(std::move(record), now, past))
                batch.changes.push_back(std::move(one));
        }
        reading.records += static_cast<std::int64_t>(batch.changes.size());
        if (!batch.changes.empty())
            reading.batches.push_back(std::move(batch));
    }
    /// Behind what was told: what a crash loses of a piece is asked again.
    void cover(const char* key, TimeRange range, Reading& reading) const
    {
        if (reading.batches.empty())
            reading.batches.emplace_back();
        reading.batches.back().coverage.push_back({m_context.feed.name, key, range.from, range.to});
    }

    SourceContext m_context;
    Millis m_step;
    HistoryPlan m_history;
    InferenceReader m_reader;
    ChangeLedger m_ledger;
    Jobs m_jobs;
    int m_lastJob = 0;
    IntervalSet m_asked;
    std::optional<Time> m_since; ///< the first poll
    bool m_cancelled = false;
};

} // namespace

std::unique_ptr<Source> makeInferredChanges(SourceContext context) { return std::make_unique<InferredChanges>(std::move(context)); }

} // namespace vedette
