#include "models/base/text.h"
#include "models/feeds/interval_set.h"
#include "models/feeds/sources/alert_events_parser.h"
#include "models/feeds/sources/source.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr const char* kCoverage = "events";
constexpr std::size_t kBatchEvents = 2000;
constexpr Millis kDamageIsNews = std::chrono::hours{1};

/// Alertmanager's event recorder: one file that grows.
class AlertEventsFile final : public Source {
public:
    explicit AlertEventsFile(SourceContext context) : m_context(std::move(context)) {}

    std::vector<Ask> poll(Time) override { return {}; }

    std::optional<TailPlan> tailPlan(Time now) const override
    {
        IntervalSet known;
        for (const auto& span : m_context.coverage) {
            if (span.key == kCoverage)
                known.add({span.from, span.to});
        }
        TailPlan plan{alertEventTime, known.missing({now - m_context.backfill, now})};
        std::reverse(plan.past.begin(), plan.past.end());
        return plan;
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        Reading reading;
        const auto* piece = std::any_cast<TailPiece>(&ask.context);
        if (piece == nullptr)
            return reading;
        auto answer = parseAlertEvents(piece->lines, m_context.feed, told.at);
        for (auto& event : answer.events) {
            if (piece->live)
                event.seenAt = told.at;
            if (reading.batches.empty() || reading.batches.back().alertEvents.size() >= kBatchEvents)
                reading.batches.emplace_back();
            reading.batches.back().alertEvents.push_back(std::move(event));
            ++reading.records;
        }
        if (piece->covered.from < piece->covered.to) {
            if (reading.batches.empty())
                reading.batches.emplace_back();
            reading.batches.back().coverage.push_back({m_context.feed.name, kCoverage, piece->covered.from, piece->covered.to});
        }
        reading.newest = answer.newest;
        if (piece->live && !piece->unread.empty())
            m_unread = piece->unread;
        note(*piece, answer, told.at);
        reading.partials = said(told.at);
        return reading;
    }
    Reading refused(const Ask&, const Untold& why) override
    {
        Reading reading;
        reading.failed = why;
        return reading;
    }
    Ask probe() const override { return {}; }
    Result<std::string> describe(const Told&) override { return std::string(); }

private:
    void note(const TailPiece& piece, const AlertEventsAnswer& answer, Time now)
    {
        const auto damaged = answer.damaged + static_cast<std::size_t>(piece.tooLong);
        if (damaged > 0 && (m_damaged == 0 || now - m_damagedAt > kDamageIsNews)) {
            m_damaged = 0;
            const auto faultLine = piece.line + static_cast<std::int64_t>(answer.firstFaultLine);
            const auto faultByte = piece.offset + static_cast<std::int64_t>(answer.firstFaultByte);
            m_place = piece.path + (piece.line > 0 ? ":" + std::to_string(faultLine) : ", byte " + std::to_string(faultByte));
            m_fault = answer.damaged > 0 ? answer.firstFault : "it is longer than 4 MiB";
        }
        if (damaged > 0)
            m_damagedAt = now;
        m_damaged += damaged;
        if (answer.unknown > 0 && m_unknown == 0)
            m_firstUnknown = answer.firstUnknown;
        m_unknown += answer.unknown;
    }

    [[nodiscard]] std::vector<std::string> said(Time now) const
    {
        auto out = m_unread;
        if (m_damaged > 0 && now - m_damagedAt <= kDamageIsNews)
            out.push_back((m_damaged == 1 ? "a damaged line was left out" : std::to_string(m_damaged) + " damaged lines were left out") + std::string(", ")
                + (m_damaged == 1 ? "" : "the first ") + m_place + " (" + m_fault + ")");
        if (m_unknown > 0)
            out.push_back(std::to_string(m_unknown) + " events of kinds that are not known here were left out, the first " + m_firstUnknown);
        return out;
    }

    SourceContext m_context;
    std::vector<std::string> m_unread;
    std::size_t m_damaged = 0;
    Time m_damagedAt{};
    std::string m_place; ///< of the first, file:line
    std::string m_fault;
    std::size_t m_unknown = 0;
    std::string m_firstUnknown;
};

} // namespace

std::unique_ptr<Source> makeAlertEvents(SourceContext context) { return std::make_unique<AlertEventsFile>(std::move(context)); }

} // namespace vedette
