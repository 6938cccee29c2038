#include "models/base/json_reader.h"
#include "models/base/pattern.h"
#include "models/base/text.h"
#include "models/feeds/matrix_parser.h"
#include "models/feeds/sources/series_plan.h"
#include "models/feeds/sources/series_reading.h"
#include "models/feeds/sources/source.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kBuildinfoEvery{3'600'000};
constexpr Millis kLiveReach{3'600'000}; // a longer missing tail is history
constexpr Millis kIngestion{60'000};    // lines come this late: what was evaluated sooner is asked once more
constexpr int kPiecesOfTail = 4;
constexpr std::size_t kMaxGetBytes = 1800;
const char* const kApi = "the Loki API";

struct LogPiece {
    std::size_t plan = 0;
    TimeRange range;
};
enum class LogEndpoint { buildinfo };

std::string nanoseconds(Time t) { return std::to_string(toMs(t)) + "000000"; }

/// Whether less at once may be answered. Loki says 400 or 500 with a sentence for whatever exceeds one of its limits.
bool isTooMuch(const Untold& why, bool backfill)
{
    static const auto s_words = Pattern::anchored(".*(exceed|too.large|too.many.bytes|too.many.samples|would.read|maximum.resolution|deadline).*");
    if (why.tooLarge || why.status == 413 || why.status == 422 || why.status == 504)
        return true;
    if (why.status == 0)
        return backfill && why.error.kind == ErrorKind::timeout;
    return (why.status == 400 || why.status == 500) && s_words->matches(lowerAscii(why.error.detail));
}

/// Metric queries of Loki. Silence is a fact here: a step without a line has no sample, so what was answered is known, whatever
/// came. There are no alerts, rules or targets to be asked for.
class Loki final : public Source {
public:
    explicit Loki(SourceContext context) : m_context(std::move(context))
    {
        for (auto& question : m_context.questions)
            m_plans.emplace_back(std::move(question), m_context.coverage);
        m_young.resize(m_plans.size());
    }

    std::vector<Ask> poll(Time now) override
    {
        std::vector<Ask> asks;
        for (std::size_t i = 0; i < m_plans.size(); ++i) {
            auto& plan = m_plans[i];
            const auto step = plan.question().step;
            const Time end = floorTo(now - std::min(step / 3, Millis{5000}), step) + Millis{1};
            const TimeRange within{now - std::min(kLiveReach, m_context.backfill), end};
            askYoungAgain(i, now, end);
            for (int n = 0; n < kPiecesOfTail && within.from < within.to; ++n) {
                const auto piece = plan.peek(within, false);
                if (!piece)
                    break;
                plan.reserve(*piece);
                asks.push_back(pieceAsk({i, *piece}, false));
            }
        }
        const bool due = !m_buildinfoAt || now - *m_buildinfoAt >= kBuildinfoEvery || now < *m_buildinfoAt;
        if ((due && !m_noBuildinfo) || asks.empty()) { // a poll that asks nothing knows nothing of the server
            auto who = m_noBuildinfo ? simplest() : probe();
            who.question = "version";
            who.alone = true;
            who.context = LogEndpoint::buildinfo;
            asks.insert(asks.begin(), std::move(who));
        }
        return asks;
    }

    std::vector<Ask> backfill(Time now, std::size_t atMost) override
    {
        std::vector<Ask> asks;
        const TimeRange within{now - m_context.backfill, now - kLiveReach};
        while (!m_cancelled && within.from < within.to && asks.size() < atMost) {
            std::optional<LogPiece> best;
            for (std::size_t i = 0; i < m_plans.size(); ++i) {
                const auto piece = m_plans[i].peek(within, true);
                if (piece && (!best || piece->to > best->range.to))
                    best = LogPiece{i, *piece};
            }
            if (!best)
                break;
            m_plans[best->plan].reserve(best->range);
            asks.push_back(pieceAsk(*best, true));
        }
        return asks;
    }
    void cancelBackfill() override { m_cancelled = true; }

    Progress progress(Time now) const override
    {
        Progress sum{0, 0};
        const TimeRange within{now - m_context.backfill, now - kLiveReach};
        for (const auto& plan : m_plans) {
            if (m_cancelled || within.from >= within.to)
                break;
            const auto settled = plan.settledWithin(within) + plan.question().step; // a part of a step is never asked
            sum.total += toSeconds(within.length());
            sum.done += toSeconds(std::min(settled, within.length()));
        }
        return sum.total > 0 ? sum : Progress{};
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        Reading reading;
        const auto* piece = std::any_cast<LogPiece>(&ask.context);
        const auto fail = [&](Error error) {
            if (piece != nullptr)
                m_plans[piece->plan].returned(piece->range);
            reading.failed = Untold{std::move(error), told.status, false};
            return std::move(reading);
        };
        if (piece == nullptr) {
            auto product = describe(told);
            if (!product.ok())
                return fail(product.error());
            m_product = product->empty() ? m_product : *product;
            m_buildinfoAt = told.at;
            return reading;
        }
        if (const auto wrong = notJson(told, kApi))
            return fail(*wrong);
        auto& plan = m_plans[piece->plan];
        MatrixLimits limits;
        limits.maxSeries = static_cast<std::size_t>(std::max(1, plan.question().maxSeries));
        auto answer = parseMatrix(told.body, limits);
        if (!answer.ok())
            return answer.error().kind == ErrorKind::http ? refused(ask, Untold{answer.error(), 422, false}) : fail(answer.error());
        if (answer->resultType == "streams")
            return fail(makeError(ErrorKind::parse, "the query lists log lines; a watch counts them, e.g. sum(count_over_time("
                    + visibleLine(truncateUtf8(plan.question().query, 80)) + " [5m]))"));
        if (answer->resultType != "matrix")
            return fail(makeError(ErrorKind::parse, "the answer is a " + visibleLine(answer->resultType) + ", not a matrix"));
        for (const auto& warning : answer->warnings)
            reading.partials.push_back("watch " + plan.question().watch + ": " + visibleLine(truncateUtf8(warning, 300)));
        plan.answered(piece->range, piece->range.from, false, told.body.size());
        noteYoung(*piece, told.at);
        Batch batch;
        addSamples(std::move(answer->series), plan.question(), m_context.feed, reading, batch);
        batch.coverage.push_back({m_context.feed.name, plan.question().key, piece->range.from, piece->range.to});
        reading.batches.push_back(std::move(batch));
        return reading;
    }

    Reading refused(const Ask& ask, const Untold& why) override
    {
        Reading reading;
        reading.failed = why;
        const auto* piece = std::any_cast<LogPiece>(&ask.context);
        if (piece == nullptr) {
            if (isMissing(why) && !m_noBuildinfo) {
                m_noBuildinfo = true;
                reading.failed.reset();
            }
            return reading;
        }
        auto& plan = m_plans[piece->plan];
        const bool tooMuch = isTooMuch(why, ask.backfill);
        if (tooMuch) {
            for (const auto& half : plan.halves(piece->range))
                reading.more.push_back(pieceAsk({piece->plan, half}, ask.backfill));
            if (!reading.more.empty()) {
                reading.failed.reset();
                return reading;
            }
        }
        if (ask.backfill && (tooMuch || why.status == 400))
            plan.giveUp(piece->range);
        else
            plan.returned(piece->range);
        return reading;
    }

    std::string product() const override { return m_product; }

    Ask probe() const override
    {
        if (m_noBuildinfo)
            return simplest();
        Ask ask;
        ask.question = "test";
        ask.path = "/loki/api/v1/status/buildinfo";
        return ask;
    }
    std::optional<Ask> probeInstead(const Untold& why) const override { return isMissing(why) ? std::optional(simplest()) : std::nullopt; }
    Result<std::string> describe(const Told& told) override
    {
        if (const auto wrong = notJson(told, kApi))
            return *wrong;
        auto document = JsonDocument::parse(told.body);
        if (!document.ok())
            return document.error();
        const auto version = visibleLine(boundedText(document->root()["version"].text()));
        if (version.empty() && document->root()["status"].text() != "success")
            return makeError(ErrorKind::parse, "the answer is not one of the Loki API");
        return version.empty() ? std::string{} : "Loki " + version;
    }

private:
    static bool isMissing(const Untold& why) { return why.status == 404 || why.status == 405 || why.status == 501; }
    static Ask simplest()
    {
        Ask ask;
        ask.question = "test";
        ask.path = "/loki/api/v1/labels";
        return ask;
    }
    Ask pieceAsk(const LogPiece& piece, bool backfill) const
    {
        const auto& plan = m_plans[piece.plan];
        const auto& question = plan.question();
        Time first;
        Time last;
        (void)plan.aligned(piece.range, first, last);
        Ask ask;
        ask.question = "watch " + question.watch;
        ask.path = "/loki/api/v1/query_range";
        ask.params = rangeParams(question.query, first, last, question.step, &nanoseconds);
        ask.post = question.query.size() > kMaxGetBytes;
        ask.backfill = backfill;
        ask.context = piece;
        return ask;
    }
    /// What was evaluated so soon that lines may still have been under way.
    void noteYoung(const LogPiece& piece, Time at)
    {
        auto& young = m_young[piece.plan];
        young.remove(piece.range);
        young.add({std::max(piece.range.from, at - kIngestion), piece.range.to});
    }
    /// Together with the next step, or by itself once the lines must be there.
    void askYoungAgain(std::size_t index, Time now, Time end)
    {
        const auto& young = m_young[index].ranges();
        if (young.empty() || (end <= young.back().to && now < young.back().to + kIngestion))
            return;
        for (const auto& range : young)
            m_plans[index].reopen(range);
        m_young[index] = {};
    }

    SourceContext m_context;
    std::vector<SeriesPlan> m_plans;
    std::vector<IntervalSet> m_young; ///< by plan
    std::string m_product;
    std::optional<Time> m_buildinfoAt;
    bool m_noBuildinfo = false;
    bool m_cancelled = false;
};

} // namespace

std::unique_ptr<Source> makeLoki(SourceContext context) { return std::make_unique<Loki>(std::move(context)); }

} // namespace vedette
