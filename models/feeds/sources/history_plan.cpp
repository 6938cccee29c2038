#include "models/feeds/sources/history_plan.h"

#include <algorithm>
#include <set>

namespace vedette {

namespace {

constexpr Millis kLiveReach{3'600'000};    // a longer missing tail is history
constexpr Millis kRawSettle{10'000};       // samples carry the time their scrape began; a scrape may take that long
constexpr Millis kShortestTail{1'000};     // raw samples come no faster: a tighter poll waits for more
constexpr Millis kSliver{300'000};         // no scrape interval is longer: less than this before the horizon is nothing
constexpr Millis kWarmUp{3'600'000};       // rates just behind the horizon lacked the samples before it
constexpr Millis kFirstPause{15'000};
constexpr Millis kLongestPause{3'600'000};
constexpr Millis kSilenceReach{86'400'000};
constexpr Millis kSilenceEvery{3'600'000};
constexpr int kPiecesOfTail = 4;
const char* const kProbeKey = "raw:up";

SeriesQuestion upQuestion()
{
    SeriesQuestion up;
    up.form = SeriesQuestion::Form::raw;
    up.key = kProbeKey;
    up.query = "up";
    up.maxSeries = 20'000;
    return up;
}

} // namespace

HistoryPlan::HistoryPlan(std::vector<SeriesQuestion> questions, const std::vector<Coverage>& coverage, Reach reach)
    : m_reach(reach), m_pause(kFirstPause)
{
    const auto up = std::find_if(questions.begin(), questions.end(), [](const SeriesQuestion& q) { return q.key == kProbeKey; });
    if (up == questions.end())
        questions.insert(questions.begin(), upQuestion());
    else
        std::rotate(questions.begin(), up, up + 1);
    for (auto& question : questions) {
        auto& oldest = m_oldest.emplace_back();
        for (const auto& row : coverage) {
            if (row.key == question.key && (!oldest || row.from < *oldest))
                oldest = row.from;
            if (row.key == question.key && m_plans.empty())
                m_heard.add({row.from, row.to});
        }
        m_plans.emplace_back(std::move(question), coverage);
    }
    m_held.resize(m_plans.size());
    if (!m_oldest[m_probe])
        chooseProbe();
    m_cutShort = m_oldest[m_probe].has_value();
}

std::optional<Time> HistoryPlan::horizon() const
{
    if (m_oldest[m_probe])
        return m_oldest[m_probe];
    std::optional<Time> oldest;
    for (const auto& one : m_oldest) {
        if (one && (!oldest || *one < *oldest))
            oldest = one;
    }
    return oldest;
}

/// A server without `up`: the question that reaches back farthest stands for it.
void HistoryPlan::chooseProbe()
{
    const auto farther = [](const auto& a, const auto& b) { return a && (!b || *a < *b); };
    m_probe = static_cast<std::size_t>(std::min_element(m_oldest.begin(), m_oldest.end(), farther) - m_oldest.begin());
}

Time HistoryPlan::settledEnd(const SeriesPlan& plan, Time now) const
{
    const auto& question = plan.question();
    if (question.form != SeriesQuestion::Form::range)
        return now - kRawSettle;
    return floorTo(now - std::min(question.step / 3, Millis{5000}), question.step) + Millis{1};
}

/// The probe is asked for all that is wanted, the others only for what the server is known to hold.
Time HistoryPlan::wantedFrom(std::size_t index, Time oldest) const
{
    return index == m_probe || !m_oldest[m_probe] ? oldest : std::max(oldest, *m_oldest[m_probe]);
}

std::vector<HistoryPlan::Piece> HistoryPlan::live(Time now)
{
    m_polledAt = now;
    m_liveAgain = false;
    std::vector<Piece> pieces;
    addLive(m_probe, now, pieces);
    for (std::size_t i = 0; i < m_plans.size(); ++i) {
        if (i != m_probe)
            addLive(i, now, pieces);
    }
    return pieces;
}

void HistoryPlan::addLive(std::size_t index, Time now, std::vector<Piece>& pieces)
{
    auto& plan = m_plans[index];
    const TimeRange within{wantedFrom(index, now - std::min(kLiveReach, m_reach.back)), settledEnd(plan, now)};
    for (int n = 0; n < kPiecesOfTail && within.from < within.to && !m_held[index]; ++n) {
        const auto piece = plan.peek(within, false);
        if (!piece || (plan.question().form != SeriesQuestion::Form::range && piece->length() < kShortestTail))
            break;
        plan.reserve(*piece);
        pieces.push_back({index, *piece});
    }
}

std::vector<HistoryPlan::Piece> HistoryPlan::release(std::size_t index)
{
    std::vector<Piece> pieces;
    if (m_held[index]) {
        m_held[index] = false;
        addLive(index, m_polledAt, pieces);
    }
    return pieces;
}

std::optional<HistoryPlan::Piece> HistoryPlan::nextOlder(Time now)
{
    const TimeRange within{now - m_reach.back, now - kLiveReach};
    if (within.from >= within.to)
        return std::nullopt;
    const auto known = m_oldest[m_probe];
    std::optional<Piece> best;
    const auto offer = [&](std::size_t i, TimeRange range) {
        if (range.from >= range.to || m_held[i])
            return false;
        const auto piece = m_plans[i].peek(range, true);
        if (piece && (!best || piece->to > best->range.to))
            best = Piece{i, *piece};
        return piece.has_value();
    };
    const auto hourEnd = settledEnd(m_plans[m_probe], m_polledAt);
    const auto probeTo = m_liveAgain ? hourEnd : known ? std::max(within.to, std::min(*known, hourEnd)) : within.to;
    bool probing = offer(m_probe, {within.from, probeTo});
    if (probing && known && best->range.to <= within.from + kSliver) {
        probing = false;
        best.reset();
    }
    // Before anything is known of the server only the probe is asked: what it does not find need not be asked at all.
    if (known || (!probing && !m_plans[m_probe].underWay())) {
        for (std::size_t i = 0; i < m_plans.size(); ++i) {
            if (i != m_probe)
                (void)offer(i, {wantedFrom(i, within.from), m_liveAgain ? settledEnd(m_plans[i], m_polledAt) : within.to});
        }
    }
    return best;
}

bool HistoryPlan::underWay() const
{
    return std::any_of(m_plans.begin(), m_plans.end(), [](const SeriesPlan& plan) { return plan.underWay(); });
}

std::vector<HistoryPlan::Piece> HistoryPlan::older(Time now, std::size_t atMost)
{
    std::vector<Piece> pieces;
    askSilenceAgain(now);
    while (pieces.size() < atMost) {
        auto piece = nextOlder(now);
        if (!piece && !underWay() && probeAgain(now))
            piece = nextOlder(now);
        if (!piece)
            break;
        m_askedSinceProbe = m_askedSinceProbe || !isProbe(*piece);
        m_plans[piece->plan].reserve(piece->range);
        pieces.push_back(*piece);
    }
    return pieces;
}

/// True when what is older than the horizon is to be asked again now.
bool HistoryPlan::probeAgain(Time now)
{
    if (!m_oldest[m_probe]) {
        const auto before = m_probe;
        chooseProbe();
        if (m_probe != before) {
            for (auto& plan : m_plans)
                plan.askVoidAgain(*m_oldest[m_probe]);
            return true;
        }
    }
    if (m_reach.once) {
        if (!m_askedSinceProbe)
            return false;
        m_askedSinceProbe = false;
    } else {
        const bool clockWentBack = m_probeAt && *m_probeAt > now + kLongestPause;
        if (!m_probeAt || clockWentBack) {
            m_probeAt = now + m_pause;
            return false;
        }
        if (now < *m_probeAt)
            return false;
        m_pause = std::min(2 * m_pause, kLongestPause);
        m_probeAt = now + m_pause;
    }
    m_plans[m_probe].askVoidAgain();
    return true;
}

/// A server's gap may be filled later: where it was silent within the last day it is asked once an hour.
void HistoryPlan::askSilenceAgain(Time now)
{
    const auto from = horizon();
    if (!from || m_reach.once || m_plans[m_probe].question().key != kProbeKey)
        return;
    if (!m_silenceAt || *m_silenceAt > now + kSilenceEvery)
        m_silenceAt = now + kSilenceEvery;
    if (now < *m_silenceAt)
        return;
    m_silenceAt = now + kSilenceEvery;
    const TimeRange within{std::max(*from, now - std::min(kSilenceReach, m_reach.back)), now - 2 * kSliver};
    if (within.from >= within.to)
        return;
    for (const auto& silent : m_heard.missing(within)) {
        if (silent.length() < kSliver)
            continue;
        // Its edges lie somewhere in the bins beside it.
        const TimeRange wide{std::max(within.from, silent.from - kSliver), std::min(within.to, silent.to + kSliver)};
        m_askedAgain.add(wide);
        m_plans[m_probe].reopen(wide);
    }
}

void HistoryPlan::hear(const Piece& piece, const std::vector<SeriesSamples>& series)
{
    std::set<Time> bins;
    for (const auto& one : series) {
        Time end{}; // of the bin that was seen last
        for (const auto t : one.times) {
            if (t < end)
                continue;
            end = *bins.insert(floorTo(t, kSliver)).first + kSliver;
        }
    }
    IntervalSet runs;
    for (const auto bin : bins)
        runs.add({bin, bin + kSliver});
    for (const auto& run : runs.ranges()) {
        for (const auto& news : m_heard.missing(run)) {
            for (const auto& silent : m_askedAgain.ranges()) {
                if (!silent.overlaps(news.from, news.to))
                    continue;
                for (std::size_t i = 0; i < m_plans.size(); ++i) {
                    if (i != m_probe)
                        m_plans[i].reopen({std::max(news.from, silent.from) - kSliver, std::min(news.to, silent.to) + kSliver});
                }
            }
        }
        m_heard.add(run);
    }
    m_askedAgain.remove(piece.range);
}

void HistoryPlan::horizonMoved(std::optional<Time> before, const Piece& by)
{
    const auto after = *horizon();
    for (std::size_t i = 0; i < m_plans.size(); ++i) {
        auto& plan = m_plans[i];
        if (i != m_probe)
            plan.askVoidAgain(after);
        else if (isProbe(by))
            plan.askVoidAgain();
        if (before && m_cutShort && plan.question().form == SeriesQuestion::Form::range)
            plan.reopen({*before, *before + kWarmUp});
    }
    // What of the newest hour was found void while less was known of the server is asked behind this poll.
    m_liveAgain = m_liveAgain || (before ? *before > m_polledAt - kLiveReach : by.range.to <= m_polledAt - kLiveReach);
    m_cutShort = after > by.range.from + kSliver;
    m_pause = kFirstPause;
    m_probeAt.reset();
}

TimeRange HistoryPlan::answered(const Piece& piece, const std::vector<SeriesSamples>& series, std::size_t bodyBytes)
{
    const auto before = horizon();
    auto& own = m_oldest[piece.plan];
    for (const auto& one : series) {
        if (!one.times.empty() && (!own || one.times.front() < *own))
            own = one.times.front();
    }
    if (isProbe(piece))
        hear(piece, series);
    const auto now = horizon();
    const bool moved = now && (!before || *now < *before);
    if (moved)
        horizonMoved(before, piece);
    const auto from = now ? std::clamp(*now, piece.range.from, piece.range.to) : piece.range.to;
    // What the probe just found the edge of is asked once more at once: the server may be filling it at this moment.
    const bool remember = !(moved && before && isProbe(piece));
    m_plans[piece.plan].answered(piece.range, from, remember, bodyBytes);
    return {from, piece.range.to};
}

HistoryPlan::Progress HistoryPlan::progress(Time now) const
{
    Progress sum;
    const TimeRange within{now - m_reach.back, now - kLiveReach};
    if (within.from >= within.to)
        return sum;
    const auto known = m_oldest[m_probe];
    const auto held = known ? std::clamp(*known, within.from, within.to) : within.from;
    for (std::size_t i = 0; i < m_plans.size(); ++i) {
        if (m_held[i])
            continue;
        const auto& plan = m_plans[i];
        const auto total = toSeconds(within.length());
        auto settled = known ? toSeconds(plan.settledWithin({held, within.to}) + m_plans[m_probe].askedWithin({within.from, held}))
                             : toSeconds(plan.askedWithin(within));
        // What no evaluation falls into is never asked: a step less than the whole counts as whole.
        if (total - settled <= toSeconds(std::max(plan.question().step, kSliver)))
            settled = total;
        sum.total += total;
        sum.done += settled;
    }
    return sum;
}

} // namespace vedette
