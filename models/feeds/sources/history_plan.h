#pragma once

#include "models/feeds/sources/series_plan.h"

#include <optional>
#include <vector>

namespace vedette {

/// What is to be asked of one Prometheus-compatible server: the newest hour and, behind it, the past as far as the server holds
/// it. A server may not hold its past yet (a backfill goes on in it), so an empty answer is worth something only where the server
/// is known to have been there: from its horizon on, the oldest sample of `raw:up`. What is older is remembered as asked, and the
/// cheap question for `up` is asked again with growing pauses; the other questions follow when it finds something. A server
/// without any `up` is measured by the question that reaches back farthest. Pure bookkeeping; no thread of its own.
class HistoryPlan {
public:
    struct Piece {
        std::size_t plan = 0;
        TimeRange range;
    };
    struct Reach {
        Millis back{0};    ///< how far back history is wanted
        bool once = false; ///< older than the horizon is asked once more at the end instead of with pauses
    };
    /// A question "raw:up" is added when there is none; `coverage` is what the cache holds of this feed.
    HistoryPlan(std::vector<SeriesQuestion> questions, const std::vector<Coverage>& coverage, Reach reach);

    [[nodiscard]] SeriesPlan& plan(std::size_t index) { return m_plans[index]; }
    [[nodiscard]] const std::vector<SeriesPlan>& plans() const { return m_plans; }
    [[nodiscard]] bool isProbe(const Piece& piece) const { return piece.plan == m_probe; }

    void hold(std::size_t index) { m_held[index] = true; } ///< is not asked until it is released
    /// The held question's part of the newest hour; it takes part from now on. Nothing when it was not held.
    [[nodiscard]] std::vector<Piece> release(std::size_t index);
    /// The newest hour as far as it is not known, the probe first.
    [[nodiscard]] std::vector<Piece> live(Time now);
    /// Pieces of what is older, newest first; empty: nothing at present.
    [[nodiscard]] std::vector<Piece> older(Time now, std::size_t atMost);
    /// An answer came: the part of the piece that counts as known from now on (may be empty). `series` are its samples.
    [[nodiscard]] TimeRange answered(const Piece& piece, const std::vector<SeriesSamples>& series, std::size_t bodyBytes);

    [[nodiscard]] std::optional<Time> horizon() const; ///< oldest time the server is known to hold samples of
    /// Seconds of history wanted and seconds known, given up or found not to be there, over all questions but those that are held.
    struct Progress {
        double done = 0;
        double total = 0;
    };
    [[nodiscard]] Progress progress(Time now) const;

private:
    [[nodiscard]] Time settledEnd(const SeriesPlan& plan, Time now) const;
    [[nodiscard]] Time wantedFrom(std::size_t index, Time oldest) const;
    [[nodiscard]] std::optional<Piece> nextOlder(Time now);
    [[nodiscard]] bool underWay() const;
    void addLive(std::size_t index, Time now, std::vector<Piece>& pieces);
    void chooseProbe();
    bool probeAgain(Time now);
    void askSilenceAgain(Time now);
    void horizonMoved(std::optional<Time> before, const Piece& by);
    void hear(const Piece& piece, const std::vector<SeriesSamples>& series);

    std::vector<SeriesPlan> m_plans;
    std::vector<std::optional<Time>> m_oldest; ///< sample of each question
    std::vector<bool> m_held;
    Reach m_reach;
    std::size_t m_probe = 0;
    Time m_polledAt{};
    bool m_liveAgain = false; ///< the horizon moved within the newest hour after it was asked
    bool m_cutShort = false;  ///< the horizon lies inside the piece that found it, not at its edge
    Millis m_pause;
    std::optional<Time> m_probeAt;
    bool m_askedSinceProbe = false;
    IntervalSet m_heard;       ///< where `up` has samples, in whole bins
    IntervalSet m_askedAgain;  ///< silent spans that are being asked again
    std::optional<Time> m_silenceAt;
};

} // namespace vedette
