#pragma once

#include "models/feeds/feed_engine.h"
#include "models/feeds/interval_set.h"

#include <map>
#include <optional>
#include <vector>

namespace vedette {

/// Which spans of one series question are still to be asked, newest first, in pieces whose size follows the size of the answers.
/// A span that was handed out is reserved until answered() or returned() gives it back. Pure bookkeeping.
class SeriesPlan {
public:
    SeriesPlan(SeriesQuestion question, const std::vector<Coverage>& coverage);

    [[nodiscard]] const SeriesQuestion& question() const { return m_question; }
    /// The newest piece of `within` that is missing, at most the window long when `windowed`; nullopt: nothing to ask.
    [[nodiscard]] std::optional<TimeRange> peek(TimeRange within, bool windowed) const;
    void reserve(TimeRange piece) { m_reserved.add(piece); }
    [[nodiscard]] bool underWay() const { return !m_reserved.empty(); }
    /// The piece is known from `knownFrom` on. What is older is void: asked, nothing there, not asked again by itself
    /// (unless it is not to be remembered).
    void answered(TimeRange piece, Time knownFrom, bool rememberVoid, std::size_t bodyBytes);
    void askVoidAgain(Time from = Time::min()); ///< what is void from this moment on
    void reopen(TimeRange range) { m_covered.remove(range); } ///< is asked again though it was answered
    /// Not answered: to be asked again later; after three times it is given up for this run.
    void returned(TimeRange piece);
    void giveUp(TimeRange piece);
    /// The two halves of a piece that is too heavy (still reserved); empty when it cannot be cut further.
    [[nodiscard]] std::vector<TimeRange> halves(TimeRange piece);
    [[nodiscard]] Millis settledWithin(TimeRange range) const; ///< answered or given up
    [[nodiscard]] Millis askedWithin(TimeRange range) const;   ///< that, and what was ever found void

    /// First and last evaluation of a piece (form range); false when no step falls into it.
    [[nodiscard]] bool aligned(TimeRange piece, Time& first, Time& last) const;

private:
    [[nodiscard]] Millis longestWindow() const;
    SeriesQuestion m_question;
    IntervalSet m_covered;
    IntervalSet m_reserved;
    IntervalSet m_givenUp;
    IntervalSet m_void;
    IntervalSet m_asked;
    Millis m_window;
    std::map<Time, int> m_failures; ///< by the end of a piece
};

} // namespace vedette
