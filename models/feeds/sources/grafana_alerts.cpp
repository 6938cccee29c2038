#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/core/feed_labels.h"
#include "models/feeds/sources/grafana_alerts_fold.h"
#include "models/feeds/sources/grafana_alerts_parser.h"
#include "models/feeds/sources/source.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::size_t kRows = 5000; ///< of one answer
constexpr std::size_t kMostTransitions = 300'000;
constexpr int kMostParts = 200; ///< of one piece
constexpr Millis kPieceLength = std::chrono::hours{24};
constexpr Millis kLate = std::chrono::minutes{2}; ///< transitions are written after they happened
constexpr Millis kResolution = std::chrono::seconds{10}; ///< Grafana's rules are evaluated at multiples of it
constexpr Millis kSecond{1000};
constexpr Millis kHealthEvery = std::chrono::hours{1};
constexpr Millis kFiringEvery = std::chrono::hours{1}; ///< what began before the history that was read changes only by what history tells

/// A span of history, asked in parts where it holds too many rows.
struct GrafanaPiece {
    TimeRange whole;
    TimeRange part;
    int parts = 1;
};

/// What fires now.
struct GrafanaFiring {};

/// Alert state history of Grafana-managed rules: the history API, or the annotations API where Grafana keeps it there; and what fires now, for
/// history does not tell what began before it.
class GrafanaAlerts final : public Source {
public:
    explicit GrafanaAlerts(SourceContext context) : m_context(std::move(context)) {}

    std::vector<Ask> poll(Time now) override
    {
        m_askedAt = now;
        const auto to = floorTo(now, kSecond) + kSecond;
        const auto from = m_known ? m_known->to - kLate : floorTo(now, kSecond) - std::min(m_context.backfill, kPieceLength);
        m_wantedFrom = floorTo(now - m_context.backfill, kSecond);
        m_book.forgetBefore(m_wantedFrom - kPieceLength);
        std::vector<Ask> asks;
        if (!m_firingAt || now - *m_firingAt >= kFiringEvery)
            asks.push_back(firing());
        asks.push_back(askFor({{from, to}, {from, to}, 1}, false));
        if (!m_healthAt || now - *m_healthAt >= kHealthEvery)
            asks.push_back(probe());
        return asks;
    }

    std::vector<Ask> backfill(Time, std::size_t) override
    {
        if (!m_known || !m_firingAt || m_reading || m_full || m_known->from <= m_wantedFrom) // one at a time: each must touch what is known
            return {};
        m_reading = true;
        const TimeRange next{std::max(m_known->from - kPieceLength, m_wantedFrom), m_known->from};
        return {askFor({next, next, 1}, true)};
    }
    void cancelBackfill() override { m_full = true; }
    Progress progress(Time now) const override
    {
        const auto total = toSeconds(m_context.backfill);
        const auto done = !m_known ? 0.0 : m_full || m_known->from <= m_wantedFrom ? total : toSeconds(now - m_known->from);
        return {std::min(done, total), total};
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        const auto* piece = std::any_cast<GrafanaPiece>(&ask.context);
        Reading reading;
        if (std::any_cast<GrafanaFiring>(&ask.context) != nullptr) {
            takeFiring(told, reading);
            return reading;
        }
        if (piece == nullptr) {
            m_healthAt = told.at;
            if (auto product = describe(told); product.ok())
                m_product = *product;
            return reading;
        }
        auto answer = m_annotations ? parseGrafanaAnnotations(told.body) : parseGrafanaHistory(told.body);
        if (const auto wrong = notJson(told, "Grafana's alert state history"))
            answer = *wrong;
        if (!answer.ok()) {
            m_reading = m_reading && !ask.backfill;
            reading.failed = Untold{answer.error(), told.status, false};
            return reading;
        }
        m_answered = true;
        for (const auto& t : answer->transitions) {
            if (t.at <= told.at + kPieceLength) {
                m_book.add(t);
                reading.newest = std::max(reading.newest.value_or(t.at), t.at);
            }
        }
        reading.records = static_cast<std::int64_t>(answer->transitions.size());
        if (answer->rejected > 0)
            reading.partials.push_back(leftOutOf(answer->rejected, answer->rows, "a state is unknown or a field is missing"));
        if (answer->rows >= kRows && answer->oldest) {
            const auto next = floorTo(*answer->oldest, kSecond) + kSecond;
            if (next < piece->part.to && next > piece->part.from && piece->parts < kMostParts) {
                reading.more.push_back(askFor({piece->whole, {piece->part.from, next}, piece->parts + 1}, ask.backfill));
                return reading;
            }
            reading.partials.push_back("only the first " + std::to_string(kRows) + " rows of an answer were read");
        }
        tell(piece->whole, ask.backfill, told.at, reading);
        return reading;
    }
    Reading refused(const Ask& ask, const Untold& why) override
    {
        Reading reading;
        const auto* piece = std::any_cast<GrafanaPiece>(&ask.context);
        if (std::any_cast<GrafanaFiring>(&ask.context) != nullptr)
            withoutFiring(why.error.detail);
        if (piece == nullptr)
            return reading; // what it is does not matter, what counts is whether it tells
        const bool notThere = why.status == 404 || why.status == 400 || why.status == 500 || why.status == 501;
        if (notThere && !m_annotations && !m_answered) { // where history is kept as annotations it answers for one rule only
            m_annotations = true;
            reading.more.push_back(askFor(*piece, ask.backfill));
            return reading;
        }
        if (why.status != 0 && !m_answered)
            m_annotations = false; // neither is there: the next poll begins anew
        m_reading = m_reading && !ask.backfill;
        reading.failed = why;
        return reading;
    }
    std::string product() const override { return m_product; }

    Ask probe() const override
    {
        Ask ask;
        ask.question = "health";
        ask.path = "/api/health";
        return ask;
    }
    Result<std::string> describe(const Told& told) override
    {
        if (const auto wrong = notJson(told, "the Grafana API"))
            return *wrong;
        const auto document = JsonDocument::parse(told.body);
        if (!document.ok())
            return document.error();
        const auto version = document->root()["version"].text();
        return version.empty() ? std::string("Grafana") : "Grafana " + truncateUtf8(visibleLine(version), 60);
    }

private:
    static Ask firing()
    {
        Ask ask;
        ask.question = "alerts that fire";
        ask.path = "/api/alertmanager/grafana/api/v2/alerts";
        ask.context = GrafanaFiring{};
        ask.alone = true; // history that does not know of them would end what still fires
        return ask;
    }

    /// The history stands without it, but for what it cannot know.
    void withoutFiring(const std::string& why)
    {
        m_firingAt = m_askedAt;
        m_unseen = "alerts that fire since before the history that was read are not known: " + why;
    }

    void takeFiring(const Told& told, Reading& reading)
    {
        m_firingAt = m_askedAt;
        auto answer = parseGrafanaFiring(told.body);
        if (const auto wrong = notJson(told, "Grafana's alerts"))
            answer = *wrong;
        if (!answer.ok()) {
            withoutFiring(answer.error().detail);
            return;
        }
        m_unseen.clear();
        m_firing = std::move(answer->transitions);
        reading.records = static_cast<std::int64_t>(m_firing->size());
        if (answer->rejected > 0)
            reading.partials.push_back(leftOutOf(answer->rejected, answer->rows, "labels, start or rule are missing"));
        if (m_known && takeAssumed()) // else the first piece of history tells
            report({std::max(m_bookFrom, m_known->from), m_known->to}, reading);
    }

    /// What fires since before all that was read joins the book; and where the cache kept what an earlier run read, that is not read again.
    bool takeAssumed()
    {
        if (!m_firing)
            return false;
        bool any = false;
        for (const auto& t : *m_firing)
            any = m_book.assume(t, m_bookFrom) || any;
        m_firing.reset();
        if (!m_resumed) {
            for (const auto& c : m_context.coverage) {
                if (c.key == "alerts" && c.from < m_known->from && c.to >= m_known->from)
                    m_known->from = std::max(c.from, m_wantedFrom);
            }
        }
        m_resumed = true;
        return any;
    }

    [[nodiscard]] Ask askFor(const GrafanaPiece& piece, bool history) const
    {
        Ask ask;
        ask.question = "alerts";
        ask.backfill = history;
        ask.context = piece;
        ask.path = m_annotations ? "/api/annotations" : "/api/v1/rules/history";
        const auto unit = m_annotations ? 1 : 1000;
        if (m_annotations)
            ask.params.emplace_back("type", "alert");
        ask.params.emplace_back("from", std::to_string(toMs(piece.part.from) / unit));
        ask.params.emplace_back("to", std::to_string(toMs(piece.part.to) / unit));
        ask.params.emplace_back("limit", std::to_string(kRows));
        return ask;
    }

    /// A piece was read whole: what it and, where it shows what reaches into the known, the known amount to.
    void tell(TimeRange piece, bool history, Time now, Reading& reading)
    {
        TimeRange covered = piece;
        if (history) {
            m_reading = false;
            if (m_book.anyHiddenBehind(piece.to, m_known->to, piece.from))
                covered.to = m_known->to;
            m_known->from = m_bookFrom = piece.from;
            if (m_book.size() > kMostTransitions) {
                m_full = true;
                reading.partials.push_back("more than " + std::to_string(kMostTransitions) + " changes of state; older ones were not read");
            }
        } else {
            if (!m_known)
                m_bookFrom = piece.from;
            m_known = TimeRange{m_known ? m_known->from : piece.from, std::min(piece.to, now)};
            covered = {std::max(piece.from, m_known->from), m_known->to};
            static_cast<void>(takeAssumed());
            if (!m_unseen.empty())
                reading.partials.push_back(m_unseen);
        }
        report(covered, reading);
    }

    void report(TimeRange covered, Reading& reading)
    {
        if (covered.to <= covered.from)
            return;
        AlertHistory out;
        out.feed = m_context.feed.name;
        out.resolution = kResolution;
        out.covered = covered;
        for (auto& e : m_book.episodes(out.covered, m_known->from)) {
            addExternalLabels(m_context.feed, e.labels);
            if (!describeEpisode(e, m_context.feed, m_context.severity)) {
                ++reading.leftOut;
                continue;
            }
            if (const auto rule = e.annotations.value("grafana_rule"); !rule.empty() && !m_annotations)
                e.link = m_context.feed.url + "/alerting/grafana/" + std::string(rule) + "/view";
            out.episodes.push_back(std::move(e));
        }
        Batch batch;
        batch.coverage.push_back({out.feed, "alerts", out.covered.from, out.covered.to});
        batch.alertHistories.push_back(std::move(out));
        reading.batches.push_back(std::move(batch));
    }

    SourceContext m_context;
    GrafanaBook m_book;
    std::optional<TimeRange> m_known; ///< without a gap, in the cache or here
    Time m_bookFrom{};                ///< what was read in this run begins here
    std::optional<std::vector<GrafanaTransition>> m_firing; ///< told and not yet taken
    std::optional<Time> m_firingAt;   ///< when that was asked for last and answered or refused
    Time m_askedAt{};
    std::string m_unseen;             ///< why it is not known what fires; empty: it is
    bool m_resumed = false;           ///< what the cache had was looked at
    Time m_wantedFrom{};
    bool m_reading = false;     ///< a piece of history is under way
    bool m_full = false;
    bool m_annotations = false;
    bool m_answered = false;
    std::optional<Time> m_healthAt;
    std::string m_product;
};

} // namespace

std::unique_ptr<Source> makeGrafanaAlerts(SourceContext context) { return std::make_unique<GrafanaAlerts>(std::move(context)); }

} // namespace vedette
