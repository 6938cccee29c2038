#include "models/feeds/sources/series_plan.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::int64_t kMaxPoints = 10900; // servers refuse more than 11,000 points per series
constexpr Millis kHour{3'600'000};
constexpr std::size_t kSmallBody = 1U << 20U;
constexpr std::size_t kLargeBody = 4U << 20U;
constexpr int kMaxFailures = 3;

} // namespace

SeriesPlan::SeriesPlan(SeriesQuestion question, const std::vector<Coverage>& coverage) : m_question(std::move(question))
{
    for (const auto& row : coverage) {
        if (row.key == m_question.key)
            m_covered.add({row.from, row.to});
    }
    m_window = std::min(longestWindow(), m_question.form == SeriesQuestion::Form::raw ? 6 * kHour : 24 * kHour);
}

Millis SeriesPlan::longestWindow() const
{
    return m_question.form == SeriesQuestion::Form::range ? m_question.step * kMaxPoints : 7 * 24 * kHour;
}

bool SeriesPlan::aligned(TimeRange piece, Time& first, Time& last) const
{
    const auto step = m_question.step;
    first = floorTo(piece.from + step - Millis{1}, step);
    last = floorTo(piece.to - Millis{1}, step);
    return first <= last;
}

std::optional<TimeRange> SeriesPlan::peek(TimeRange within, bool windowed) const
{
    const auto gaps = m_covered.missing(within);
    for (auto gap = gaps.rbegin(); gap != gaps.rend(); ++gap) {
        IntervalSet taken = m_reserved;
        for (const auto* set : {&m_givenUp, &m_void}) {
            for (const auto& r : set->ranges())
                taken.add(r);
        }
        const auto parts = taken.missing(*gap);
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
            auto piece = *part;
            const auto window = windowed ? m_window : longestWindow();
            if (piece.length() > window)
                piece.from = piece.to - window;
            Time first;
            Time last;
            if (m_question.form == SeriesQuestion::Form::range && !aligned(piece, first, last))
                continue;
            return piece;
        }
    }
    return std::nullopt;
}

void SeriesPlan::answered(TimeRange piece, Time knownFrom, bool rememberVoid, std::size_t bodyBytes)
{
    m_reserved.remove(piece);
    m_covered.add({knownFrom, piece.to});
    if (rememberVoid)
        m_void.add({piece.from, knownFrom});
    m_asked.add(piece);
    m_failures.erase(piece.to);
    if (bodyBytes > kLargeBody)
        m_window = std::max(m_window / 2, std::max(m_question.step, Millis{600'000}));
    else if (bodyBytes < kSmallBody && piece.length() >= m_window)
        m_window = std::min(m_window * 4, longestWindow());
}

void SeriesPlan::askVoidAgain(Time from)
{
    m_void.remove({from, Time::max()});
}

void SeriesPlan::returned(TimeRange piece)
{
    m_reserved.remove(piece);
    if (++m_failures[piece.to] >= kMaxFailures)
        m_givenUp.add(piece);
}

void SeriesPlan::giveUp(TimeRange piece)
{
    m_reserved.remove(piece);
    m_givenUp.add(piece);
}

std::vector<TimeRange> SeriesPlan::halves(TimeRange piece)
{
    const auto middle = piece.from + piece.length() / 2;
    const TimeRange older{piece.from, middle};
    const TimeRange newer{middle, piece.to};
    Time first;
    Time last;
    const bool range = m_question.form == SeriesQuestion::Form::range;
    if (piece.length() < Millis{60'000} || (range && (!aligned(older, first, last) || !aligned(newer, first, last))))
        return {};
    m_window = std::max(std::min(m_window, piece.length() / 2), Millis{60'000});
    return {newer, older};
}

Millis SeriesPlan::settledWithin(TimeRange range) const
{
    IntervalSet all = m_covered;
    for (const auto& r : m_givenUp.ranges())
        all.add(r);
    return all.lengthWithin(range);
}

Millis SeriesPlan::askedWithin(TimeRange range) const
{
    IntervalSet all = m_asked;
    for (const auto* set : {&m_covered, &m_givenUp}) {
        for (const auto& r : set->ranges())
            all.add(r);
    }
    return all.lengthWithin(range);
}

} // namespace vedette
