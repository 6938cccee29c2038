#include "models/anomaly/detector_engine.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr std::int64_t kDayMs = 86400000;
constexpr std::int64_t kBlockMs = 6 * 3600000;
constexpr std::int64_t kBlockPoints = 6; ///< fewer say little about a worst case
constexpr std::int64_t kMostMs = std::int64_t{1} << 52; ///< no clock means a later time
constexpr std::int64_t kRangePoints = 24;
constexpr int kWarmUp = 10;            ///< samples before anything is judged
constexpr double kLargest = 1e30;      ///< larger values are treated as missing
constexpr double kLevelPoints = 60;    ///< faster hides slow incidents, slower stays wrong after a shift
constexpr double kLatelyPoints = 120;
constexpr double kBinDays = 5;
constexpr double kWholeShare = 0.4;    ///< of the scale; the rest is by time of day
constexpr double kPlainShare = 0.25;   ///< of the plain deviation: a floor for series with rare large excursions
constexpr double kLatelyShare = 0.6;   ///< of the recent deviation: a floor after a change of regime
constexpr double kRangeShare = 0.015;  ///< of the usual range: a floor for series that are seldom in motion
constexpr double kFewJumps = 10;       ///< fewer are no habit
constexpr double kPlainMost = 25;      ///< plain deviations one sample may teach
constexpr double kBandRatio = 1.25;    ///< usual worst cases the band reaches: one minute in a thousand is outside, one hour in forty
constexpr double kLeaves = 8;          ///< own scales from its level that make an excursion, and the return to it
constexpr int kReturns = 3;            ///< samples
constexpr double kLongestAway = 360;   ///< samples, and about a day: then the new level is the usual one
constexpr double kChangesADay = 10;    ///< from here on a mostly constant series has a usual jump
constexpr double kLookWeight[] = {0.6, 1.0, 0.6};
constexpr double kOutOfRange = 1.6;
constexpr double kOutOfBounds = 1.5;
constexpr double kScorePower = 5;      ///< puts 2.5 usual worst cases at 0.99
constexpr double kFar = 4;             ///< ratio from which the score follows its square

/// A running mean weighs its first samples equally and then follows with 1/points.
double rate(std::int64_t seen, double points) { return 1.0 / std::min(static_cast<double>(seen) + 1.0, points); }

/// 1/2 at one usual worst case; powers, the smaller far out, so that far tails stay apart in a double.
double scoreOf(double ratio)
{
    const double r = std::min(ratio, 1e6);
    const double p = r < kFar ? std::pow(r, kScorePower) : std::pow(kFar, kScorePower - 2) * r * r;
    return 1 - 1 / (1 + p);
}

} // namespace

DetectorEngine::DetectorEngine(DetectorOptions options)
    : m_options(options), m_stepMs(std::max<std::int64_t>(options.step.count(), 1)), m_season(options.step)
{
    const double perDay = static_cast<double>(kDayMs) / static_cast<double>(m_stepMs);
    m_dayPoints = std::clamp(perDay, 48.0, 5760.0);
    m_errorPoints = std::clamp(perDay, 60.0, 1440.0);
    m_scalePoints = std::clamp(2 * perDay, 120.0, 2880.0);
    m_blockMs = std::max(kBlockMs, kBlockPoints * m_stepMs);
    m_longestAway = std::clamp(perDay, 2.0 * kReturns, kLongestAway);
    m_rangeMs = std::max(kDayMs, kRangePoints * m_stepMs);
    m_binPoints = std::max(4.0, kBinDays * perDay / m_season.bins());
}

double DetectorEngine::daysNeeded() const { return m_season.bins() < 2 ? 0.0 : 1.0 - m_season.knownRatio(); }

DetectorEngine::Expectation DetectorEngine::expect(Time at) const
{
    Expectation e;
    e.at = at;
    e.moment = m_season.at(at);
    e.pick = m_chosen == 2 && !e.moment.weekKnown ? 1 : m_chosen;
    if (!e.moment.dayKnown)
        e.pick = 0;
    e.shape = e.pick == 0 ? 0.0 : e.moment.day + (e.pick == 2 ? e.moment.week : 0.0);
    e.value = e.shape + m_offset[e.pick];
    e.widen = e.pick > 0 ? 0.5 * e.moment.slope : 0.0;
    return e;
}

/// The usual deviation, without what the last samples did: an incident must not teach how much may be learnt from it.
double DetectorEngine::ownScale(int look, int bin) const
{
    const double whole = m_deviation[kResidual];
    const double here = m_binSeen[bin] > 3 ? m_binDeviation[bin] : whole;
    const double share = whole > 0 ? std::clamp(here / whole, 0.05, 20.0) : 1.0;
    double s = 1.2533 * m_deviation[look] * (kWholeShare + (1 - kWholeShare) * share);
    s = std::max(s, kPlainShare * std::sqrt(m_variance[look]));
    // What a series seldom does is not its usual jump.
    double usual = 1;
    if (m_sameRatio > 0.5) {
        usual = std::min(1.0, (1 - m_sameRatio) * m_dayPoints / kChangesADay)
            * std::min(1.0, static_cast<double>(m_jumps) / kFewJumps);
        s = std::max({s, usual * m_jump, 1e-3 * std::abs(m_previous)});
    }
    return std::max({s, usual * kRangeShare * m_range.width(), 1e-5 * std::abs(m_previous) + 1e-9});
}

double DetectorEngine::scaleOf(int look, int bin) const
{
    return std::max(ownScale(look, bin), kLatelyShare * m_lately * (look == kJump ? 1.4 : 1.0));
}

/// A deviation in the good direction counts half.
double DetectorEngine::weightOf(double direction) const
{
    if (m_options.badDirection == BadDirection::both)
        return 1;
    return (direction > 0) == (m_options.badDirection == BadDirection::up) ? 1.0 : 0.5;
}

/// Where the series stays in an ordinary six hours, by its own worst cases on either side; cut at what it can be. Only a deviation
/// well beyond the band is flagged.
void DetectorEngine::fillBand(const Expectation& e, ScoredPoint& point) const
{
    if (m_seen <= kWarmUp)
        return;
    const double scale = scaleOf(kResidual, e.moment.bin);
    point.expected = m_base + e.value;
    point.upper = point.expected + e.widen + scale * m_sides[0].deviationAt(kBandRatio);
    point.lower = point.expected - e.widen - scale * m_sides[1].deviationAt(kBandRatio);
    point.upper = std::min(point.upper, std::max(m_options.upperBound, point.expected));
    point.lower = std::max(point.lower, std::min(m_options.lowerBound, point.expected));
}

double DetectorEngine::strength(const Expectation& e, double x, const Looks& looks)
{
    double strongest = 0;
    for (int i = 0; i < kLooks; ++i) {
        const double z = std::max(0.0, std::abs(looks[i]) - e.widen) / scaleOf(i, e.moment.bin);
        strongest = std::max(strongest, kLookWeight[i] * m_worst[i].ratio(z) * weightOf(looks[i]));
        m_worst[i].add(z);
        if (i == kResidual)
            m_sides[looks[i] < 0 ? 1 : 0].add(z);
    }
    if (strongest <= 1)
        return strongest;
    const double over = std::max(x - m_range.high(), m_range.low() - x) - 0.05 * m_range.width();
    if (m_seen > 300 && over > 0 && m_away <= kLevelPoints) // later the level has followed
        strongest *= kOutOfRange;
    const double value = x + m_base;
    if (value > m_options.upperBound || value < m_options.lowerBound)
        strongest *= kOutOfBounds;
    const double habit = m_habit.before(e.at);
    m_habit.note(e.at, strongest);
    return std::max(1.0, strongest / habit);
}

ScoredPoint DetectorEngine::push(Time at, double value)
{
    ScoredPoint point;
    point.at = at;
    point.value = value;
    const std::int64_t ms = toMs(at);
    if ((m_seen > 0 && ms <= m_lastMs) || std::abs(ms) >= kMostMs)
        return point;
    const Expectation e = expect(at);
    fillBand(e, point);
    if (!std::isfinite(value) || std::abs(value) > kLargest) {
        if (m_seen > 0)
            m_lastMs = ms;
        return point;
    }
    if (m_seen == 0) {
        m_base = value;
        m_block = ms / m_blockMs;
    }
    if (ms / m_blockMs != m_block) {
        m_block = ms / m_blockMs;
        for (auto& w : m_worst)
            w.endBlock();
        for (auto& w : m_sides)
            w.endBlock();
    }
    const double x = value - m_base;
    const double residual = x - e.value;
    const int slow = e.pick == 0 ? 0 : 1;
    const double seasonal = m_slowSeen[slow] > 0 ? x - e.shape - m_slow[slow] : 0;
    const bool fresh = m_seen > 0 && ms - m_valueMs <= 5 * m_stepMs; // after a gap a jump says nothing
    const Looks looks = {fresh ? residual - m_residuals[0] : 0.0, residual, seasonal};
    if (m_seen > kWarmUp) {
        point.score = scoreOf(strength(e, x, looks));
        point.anomalous = point.score >= m_options.threshold;
    }
    learn(e, x, looks, fresh);
    m_previous = value;
    m_lastMs = m_valueMs = ms;
    ++m_seen;
    return point;
}

void DetectorEngine::learn(const Expectation& e, double x, const Looks& looks, bool fresh)
{
    const double residual = looks[kResidual];
    const double least = m_seen > kWarmUp ? 0.0 : std::abs(residual);
    const double own = std::max(ownScale(kResidual, e.moment.bin), least);
    const double scale = std::max(scaleOf(kResidual, e.moment.bin), least);
    const double lately = m_lately;
    double offsets[kExpectations];
    std::copy(std::begin(m_offset), std::end(m_offset), offsets);
    learnScales(e, x, looks, fresh, own);
    learnLevels(e, x, residual, scale);
    if (m_seen > 20)
        leaveOrComeHome(e, x, residual, own, offsets, lately);
    m_season.learn(e.moment, x, m_slowSeen[1] > 0 ? m_slow[1] : 0.0, own);
    m_range.note(toMs(e.at) / m_rangeMs, x, m_away > 0);
}

/// A series that comes back from an excursion is at once where it was, and as quiet: the level that followed it away, and what
/// it did there, say nothing about what comes.
void DetectorEngine::leaveOrComeHome(
    const Expectation& e, double x, double residual, double own, const double (&offsets)[kExpectations], double lately)
{
    const double far = kLeaves * own;
    if (m_away == 0) {
        if (std::abs(residual) <= far)
            return;
        m_away = 1;
        m_back = 0;
        m_homeLately = lately;
        std::copy(std::begin(offsets), std::end(offsets), m_home);
        return;
    }
    ++m_away;
    const double there = std::abs(x - e.shape - m_home[e.pick]);
    m_back = there <= std::min(far, std::abs(residual)) ? m_back + 1 : 0;
    if (m_back == kReturns) {
        const double moved = m_offset[e.pick] - m_home[e.pick];
        for (double& r : m_residuals)
            r += moved;
        for (int i = 0; i < kExpectations; ++i)
            if (m_expectationSeen[i] > m_away)
                m_offset[i] = m_home[i];
        m_lately = std::min(m_lately, m_homeLately);
        m_away = m_back = 0;
    } else if (m_away > m_longestAway) {
        m_away = m_back = 0;
        m_range.accept(x);
    }
}

void DetectorEngine::learnScales(const Expectation& e, double x, const Looks& looks, bool fresh, double scale)
{
    const bool settled = m_seen > 20;
    for (int i = fresh ? 0 : 1; i < kLooks; ++i) {
        const double size = std::abs(looks[i]);
        auto& mean = m_deviation[i];
        auto& square = m_variance[i];
        const double clipped = settled ? std::min(size, 5 * std::max(mean, scale * 0.2)) : size;
        mean += rate(m_seen, m_scalePoints) * (clipped - mean);
        const double plain = settled ? std::min(size, kPlainMost * (std::sqrt(square) + mean)) : size;
        square += rate(m_seen, 7 * m_dayPoints) * (plain * plain - square);
    }
    const double size = std::abs(looks[kResidual]);
    m_lately += rate(m_seen, kLatelyPoints) * (size - m_lately);
    if (e.moment.dayKnown) {
        auto& n = m_binSeen[e.moment.bin];
        auto& mean = m_binDeviation[e.moment.bin];
        const double clipped = std::min(size, 5 * std::max<double>(n > 3 ? mean : 0.0, scale * 0.5));
        mean += static_cast<float>(rate(n, m_binPoints) * (clipped - mean));
        n = static_cast<std::uint16_t>(std::min(n + 1, 60000));
    }
    if (m_seen == 0)
        return;
    const double change = std::abs(x + m_base - m_previous);
    m_sameRatio += rate(m_seen, m_dayPoints) * ((change == 0 ? 1.0 : 0.0) - m_sameRatio);
    if (change > 0) {
        m_jump += rate(m_jumps, 50) * ((m_jumps > 2 ? std::min(change, 5 * m_jump) : change) - m_jump);
        ++m_jumps;
    }
}

void DetectorEngine::learnLevels(const Expectation& e, double x, double residual, double scale)
{
    // One wild sample moves the level little; from the third in a row on the same side it follows fully.
    double limit = 4 * scale;
    if (residual > 0)
        limit = std::max(limit, std::min({residual, m_residuals[0], m_residuals[1]}));
    else
        limit = std::max(limit, -std::max({residual, m_residuals[0], m_residuals[1]}));
    m_residuals[1] = m_residuals[0];
    m_residuals[0] = residual;
    const bool usable[kExpectations] = {true, e.moment.dayKnown, e.moment.weekKnown};
    const double shapes[kExpectations] = {0, e.moment.day, e.moment.day + e.moment.week};
    for (int i = 0; i < kExpectations; ++i) {
        if (!usable[i])
            continue;
        auto& n = m_expectationSeen[i];
        const double off = x - shapes[i] - m_offset[i];
        m_error[i] += rate(n, m_errorPoints) * (std::min(std::abs(off), 8 * scale) - m_error[i]);
        m_offset[i] += rate(n, kLevelPoints) * (n < 3 ? off : std::clamp(off, -limit, limit));
        ++n;
    }
    const double slowLimit = 8 * std::max(scale, std::sqrt(m_variance[kSeasonal]));
    for (int i = 0; i < 2; ++i) {
        if (!usable[i])
            continue;
        const double off = x - shapes[i] - m_slow[i];
        m_slow[i] += rate(m_slowSeen[i], m_dayPoints) * (m_slowSeen[i] < 10 ? off : std::clamp(off, -slowLimit, slowLimit));
        ++m_slowSeen[i];
    }
    // Change over only to what has been watched for a while and is clearly better.
    for (int i = 0; i < kExpectations; ++i)
        if (usable[i] && m_expectationSeen[i] > m_errorPoints / 4 && m_error[i] < 0.95 * m_error[m_chosen])
            m_chosen = i;
}

bool DetectorEngine::valid() const
{
    const auto count = [](std::int64_t n) { return n >= 0 && n < kMostMs; };
    bool ok = m_season.valid() && m_chosen >= 0 && m_chosen < kExpectations && count(m_seen) && count(m_jumps)
        && std::abs(m_lastMs) < kMostMs && std::abs(m_valueMs) < kMostMs && std::abs(m_base) <= kLargest && m_sameRatio >= 0
        && m_jump >= 0 && m_lately >= 0 && m_away >= 0 && m_away <= m_longestAway && m_back >= 0
        && m_back < kReturns && m_homeLately >= 0 && m_range.valid();
    const auto level = [](double v) { return std::abs(v) <= 100 * kLargest; };
    ok = ok && level(m_previous) && level(m_residuals[0]) && level(m_residuals[1]) && level(m_slow[0]) && level(m_slow[1])
        && level(m_lately) && level(m_jump) && level(m_homeLately);
    for (int i = 0; i < kExpectations; ++i)
        ok = ok && level(m_offset[i]) && level(m_error[i]) && level(m_home[i]);
    for (const auto& w : m_worst)
        ok = ok && w.valid();
    for (const auto& w : m_sides)
        ok = ok && w.valid();
    for (const auto n : m_expectationSeen)
        ok = ok && count(n);
    for (const auto n : m_slowSeen)
        ok = ok && count(n);
    for (int i = 0; i < kLooks; ++i)
        ok = ok && m_deviation[i] >= 0 && level(m_deviation[i]) && m_variance[i] >= 0;
    for (const float d : m_binDeviation)
        ok = ok && d >= 0;
    return ok;
}

} // namespace vedette
