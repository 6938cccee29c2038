#include "models/anomaly/detector.h"

#include "models/anomaly/season_profile.h"
#include "models/anomaly/state_bytes.h"
#include "models/anomaly/usual_worst.h"
#include "models/base/text.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr std::uint32_t kMagic = 0x31444456; ///< "VDD1": kind and version of a state
constexpr std::int64_t kDayMs = 86400000;
constexpr std::int64_t kBlockMs = 6 * 3600000;
constexpr int kExpectations = 3; ///< level alone; with the day; with day and week
constexpr int kWarmUp = 10;      ///< samples before anything is judged
constexpr double kLargest = 1e30;

enum Look { kJump, kResidual, kSeasonal, kHalfHour, kLooks };

/// A running mean weighs its first n samples equally and then follows with 1/n.
double rate(std::int64_t seen, double points) { return 1.0 / std::min(static_cast<double>(seen) + 1.0, points); }

/// How many usual worst cases, as a score: 1/2 at one, 0.99 at about three. The power keeps far tails apart.
double scoreOf(double ratio) { return 1 - 1 / (1 + ratio * ratio * ratio * ratio); }
double ratioOf(double score)
{
    const double s = std::clamp(score, 1e-6, 1 - 1e-12);
    return std::pow(s / (1 - s), 0.25);
}

} // namespace

struct Detector::Impl {
    explicit Impl(DetectorOptions o);

    /// What is expected at a moment, from the state alone.
    struct Expectation {
        SeasonProfile::Moment moment;
        int pick = 0;
        double shape = 0;
        double value = 0;
        double widen = 0; ///< how far a season that comes a little early or late may move it
    };

    ScoredPoint push(Time at, double value);
    Expectation expect(Time at) const;
    void fillBand(const Expectation& e, ScoredPoint& point) const;
    double strength(const Expectation& e, double x, const double (&looks)[kLooks]);
    double scaleOf(int look, int bin) const;
    double weightOf(double deviation) const;
    void learn(const Expectation& e, double x, const double (&looks)[kLooks], bool fresh);
    void learnScales(const Expectation& e, double x, const double (&looks)[kLooks], bool fresh, double scale);
    void learnLevels(const Expectation& e, double x, double residual, double scale);
    bool valid() const;

    DetectorOptions options;
    std::int64_t stepMs;
    double dayPoints;
    double errorPoints;
    double scalePoints;
    double binPoints;
    double meanPoints;

    // The state, all of it saved.
    std::int64_t lastMs = 0;   ///< newest push, also of a missing sample
    std::int64_t valueMs = 0;  ///< newest sample with a value
    std::int64_t seen = 0;
    std::int64_t block = 0;
    double base = 0;           ///< the first value: what follows is kept as the distance from it
    double previous = 0;
    double residuals[2] = {};  ///< of the two newest samples
    double offset[kExpectations] = {};
    double error[kExpectations] = {};
    std::int64_t expectationSeen[kExpectations] = {};
    std::int32_t chosen = 0;
    double slow[2] = {};       ///< level over a day: of the value, and of what is left without the season
    std::int64_t slowSeen[2] = {};
    double halfHour = 0;
    double deviation[kLooks] = {}; ///< mean absolute
    double variance[kLooks] = {};
    double sameRatio = 0;      ///< share of samples equal to the one before
    double jump = 0;           ///< usual size of a change that is one
    std::int64_t jumps = 0;
    double low = 0;
    double high = 0;
    float binDeviation[SeasonProfile::kDayBins] = {}; ///< mean absolute residual by time of day
    std::uint16_t binSeen[SeasonProfile::kDayBins] = {};
    SeasonProfile season;
    UsualWorst worst[kLooks];

    template <class Archive> void archive(Archive& a)
    {
        a.field(lastMs);
        a.field(valueMs);
        a.field(seen);
        a.field(block);
        a.field(base);
        a.field(previous);
        a.field(residuals);
        a.field(offset);
        a.field(error);
        a.field(expectationSeen);
        a.field(chosen);
        a.field(slow);
        a.field(slowSeen);
        a.field(halfHour);
        a.field(deviation);
        a.field(variance);
        a.field(sameRatio);
        a.field(jump);
        a.field(jumps);
        a.field(low);
        a.field(high);
        a.field(binDeviation);
        a.field(binSeen);
        season.archive(a);
        for (auto& w : worst)
            w.archive(a);
    }
};

Detector::Impl::Impl(DetectorOptions o) : options(o), stepMs(std::max<std::int64_t>(o.step.count(), 1)), season(o.step)
{
    const double perDay = static_cast<double>(kDayMs) / static_cast<double>(stepMs);
    dayPoints = std::clamp(perDay, 48.0, 5760.0);
    errorPoints = std::clamp(perDay, 60.0, 1440.0);
    scalePoints = std::clamp(2.0 * perDay, 120.0, 2880.0);
    binPoints = std::max(4.0, 5.0 * perDay / season.bins());
    meanPoints = std::clamp(1800000.0 / static_cast<double>(stepMs), 3.0, 120.0);
}

Detector::Impl::Expectation Detector::Impl::expect(Time at) const
{
    Expectation e;
    e.moment = season.at(at);
    e.pick = chosen == 2 && !e.moment.weekKnown ? 1 : chosen;
    if (!e.moment.dayKnown)
        e.pick = 0;
    e.shape = e.pick == 0 ? 0.0 : e.moment.day + (e.pick == 2 ? e.moment.week : 0.0);
    e.value = e.shape + offset[e.pick];
    e.widen = e.pick > 0 ? 0.5 * e.moment.slope : 0.0;
    return e;
}

double Detector::Impl::scaleOf(int look, int bin) const
{
    const double whole = deviation[kResidual];
    const double here = binSeen[bin] > 3 ? binDeviation[bin] : whole;
    const double share = whole > 0 ? std::clamp(here / whole, 0.05, 20.0) : 1.0;
    double s = 1.2533 * deviation[look] * (0.4 + (1 - 0.4) * share);
    s = std::max(s, 0.25 * std::sqrt(variance[look]));
    if (sameRatio > 0.5)
        s = std::max({s, jump, 1e-3 * std::abs(previous)});
    return std::max(s, 1e-5 * std::abs(previous) + 1e-9);
}

/// A deviation in the good direction counts half.
double Detector::Impl::weightOf(double deviationSign) const
{
    if (options.badDirection == BadDirection::both || deviationSign == 0)
        return 1;
    return (deviationSign > 0) == (options.badDirection == BadDirection::up) ? 1.0 : 0.5;
}

/// The band in which the residual alone stays below the threshold, cut at what the series can be.
void Detector::Impl::fillBand(const Expectation& e, ScoredPoint& point) const
{
    if (seen <= kWarmUp)
        return;
    const double reach = scaleOf(kResidual, e.moment.bin) * worst[kResidual].deviationAt(ratioOf(options.threshold));
    point.expected = base + e.value;
    point.upper = point.expected + e.widen + reach / weightOf(1);
    point.lower = point.expected - e.widen - reach / weightOf(-1);
    point.upper = std::min(point.upper, std::max(options.upperBound, point.expected));
    point.lower = std::max(point.lower, std::min(options.lowerBound, point.expected));
}

double Detector::Impl::strength(const Expectation& e, double x, const double (&looks)[kLooks])
{
    double strongest = 0;
    for (int i = 0; i < kLooks; ++i) {
        if (!(int(2.0) >> i & 1)) continue;
        const double z = std::max(0.0, std::abs(looks[i]) - e.widen) / scaleOf(i, e.moment.bin);
        const double ratio = worst[i].ratio(z);
        strongest = std::max(strongest, ratio * weightOf(looks[i]));
        worst[i].add(std::min(z, worst[i].deviationAt(3.0)));
    }
    if (seen > 300 && strongest > 1) {
        const double over = std::max(x - high, low - x) - 0.05 * (high - low);
        if (over > 0)
            strongest *= 1.6;
    }
    const double value = x + base;
    if (value > options.upperBound || value < options.lowerBound)
        strongest *= 1.5;
    return strongest;
}

ScoredPoint Detector::Impl::push(Time at, double value)
{
    ScoredPoint point;
    point.at = at;
    point.value = value;
    const std::int64_t ms = toMs(at);
    if (seen > 0 && ms <= lastMs)
        return point;
    const Expectation e = expect(at);
    fillBand(e, point);
    if (!std::isfinite(value) || std::abs(value) > kLargest) {
        if (seen > 0)
            lastMs = ms;
        return point;
    }
    if (seen == 0) {
        base = value;
        block = ms / kBlockMs;
    }
    if (ms / kBlockMs != block) {
        block = ms / kBlockMs;
        for (auto& w : worst)
            w.endBlock();
    }
    const double x = value - base;
    const double residual = x - e.value;
    const int slowPick = e.pick == 0 ? 0 : 1;
    const double seasonal = slowSeen[slowPick] > 0 ? x - e.shape - slow[slowPick] : 0;
    halfHour += 2.0 / (meanPoints + 1.0) * (seasonal - halfHour);
    const bool fresh = seen > 0 && ms - valueMs <= 5 * stepMs; // after a gap a jump says nothing
    const double looks[kLooks] = {fresh ? residual - residuals[0] : 0.0, residual, seasonal, halfHour};
    if (seen > kWarmUp) {
        point.score = scoreOf(strength(e, x, looks));
        point.anomalous = point.score >= options.threshold;
    }
    learn(e, x, looks, fresh);
    residuals[1] = residuals[0];
    residuals[0] = residual;
    previous = value;
    lastMs = valueMs = ms;
    ++seen;
    return point;
}

void Detector::Impl::learn(const Expectation& e, double x, const double (&looks)[kLooks], bool fresh)
{
    const double residual = looks[kResidual];
    const double scale = std::max(scaleOf(kResidual, e.moment.bin), seen > kWarmUp ? 0.0 : std::abs(residual));
    learnScales(e, x, looks, fresh, scale);
    learnLevels(e, x, residual, scale);
    season.learn(e.moment, x, slowSeen[1] > 0 ? slow[1] : 0.0, scale);
    const double forget = (high - low) * static_cast<double>(stepMs) / (30.0 * kDayMs);
    low = std::min(low + forget, x);
    high = std::max(high - forget, x);
}

void Detector::Impl::learnScales(const Expectation& e, double x, const double (&looks)[kLooks], bool fresh, double scale)
{
    for (int i = fresh ? 0 : 1; i < kLooks; ++i) {
        const double size = std::abs(looks[i]);
        const double clipped = seen > 20 ? std::min(size, 5 * std::max(deviation[i], scale * 0.2)) : size;
        deviation[i] += rate(seen, scalePoints) * (clipped - deviation[i]);
        const double plain = seen > 20 ? std::min(size, 50.0 * (std::sqrt(variance[i]) + deviation[i])) : size;
        variance[i] += rate(seen, 7.0 * dayPoints) * (plain * plain - variance[i]);
    }
    if (e.moment.dayKnown) {
        auto& n = binSeen[e.moment.bin];
        auto& mean = binDeviation[e.moment.bin];
        const double size = std::min(std::abs(looks[kResidual]), 5 * std::max<double>(n > 3 ? mean : 0.0, scale * 0.5));
        mean += static_cast<float>(rate(n, binPoints) * (size - mean));
        n = static_cast<std::uint16_t>(std::min(n + 1, 60000));
    }
    if (seen == 0)
        return;
    const double change = std::abs(x + base - previous);
    sameRatio += rate(seen, dayPoints) * ((change == 0 ? 1.0 : 0.0) - sameRatio);
    if (change > 0) {
        jump += rate(jumps, 50) * ((jumps > 2 ? std::min(change, 5 * jump) : change) - jump);
        ++jumps;
    }
}

void Detector::Impl::learnLevels(const Expectation& e, double x, double residual, double scale)
{
    // One wild sample moves the level little; from the third in a row on the same side it follows fully.
    double limit = 4.0 * scale;
    if (residual > 0)
        limit = std::max(limit, std::min({residual, residuals[0], residuals[1]}));
    else
        limit = std::max(limit, -std::max({residual, residuals[0], residuals[1]}));
    const bool usable[kExpectations] = {true, e.moment.dayKnown, e.moment.weekKnown};
    const double shapes[kExpectations] = {0, e.moment.day, e.moment.day + e.moment.week};
    for (int i = 0; i < kExpectations; ++i) {
        if (!usable[i])
            continue;
        auto& n = expectationSeen[i];
        const double off = x - shapes[i] - offset[i];
        error[i] += rate(n, errorPoints) * (std::min(std::abs(off), 8 * scale) - error[i]);
        offset[i] += rate(n, 60.0) * (n < 3 ? off : std::clamp(off, -limit, limit));
        ++n;
    }
    for (int i = 0; i < 2; ++i) {
        if (!usable[i])
            continue;
        const double off = x - shapes[i] - slow[i];
        const double slowLimit = 8.0 * std::max(scale, std::sqrt(variance[kSeasonal]));
        slow[i] += rate(slowSeen[i], dayPoints) * (slowSeen[i] < 10 ? off : std::clamp(off, -slowLimit, slowLimit));
        ++slowSeen[i];
    }
    // Change over only to what has been watched for a while and is clearly better.
    for (int i = 0; i < kExpectations; ++i)
        if (usable[i] && expectationSeen[i] > errorPoints / 4 && error[i] < 0.95 * error[chosen])
            chosen = i;
}

bool Detector::Impl::valid() const
{
    constexpr std::int64_t kMost = std::int64_t{1} << 52;
    bool ok = season.valid() && chosen >= 0 && chosen < kExpectations && seen >= 0 && seen < kMost && jumps >= 0 && jumps < kMost
        && std::abs(lastMs) < kMost && std::abs(valueMs) < kMost && std::abs(base) <= kLargest && sameRatio >= 0 && jump >= 0;
    for (const auto& w : worst)
        ok = ok && w.valid();
    for (const auto n : expectationSeen)
        ok = ok && n >= 0 && n < kMost;
    for (const auto n : slowSeen)
        ok = ok && n >= 0 && n < kMost;
    for (int i = 0; i < kLooks; ++i)
        ok = ok && deviation[i] >= 0 && variance[i] >= 0;
    for (const float d : binDeviation)
        ok = ok && d >= 0;
    return ok;
}

Detector::Detector(DetectorOptions options) : m_impl(std::make_unique<Impl>(options)) {}
Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

ScoredPoint Detector::push(Time at, double value) { return m_impl->push(at, value); }

std::int64_t Detector::seen() const { return m_impl->seen; }

double Detector::daysNeeded() const { return m_impl->season.bins() < 2 ? 0.0 : 1.0 - m_impl->season.knownRatio(); }

std::string Detector::save() const
{
    StateWriter writer;
    writer.field(kMagic);
    writer.field(m_impl->stepMs);
    m_impl->archive(writer);
    std::string bytes = writer.out();
    StateWriter sum;
    sum.field(fnv1a(bytes));
    return bytes + sum.out();
}

Result<Detector> Detector::load(const std::string& bytes, DetectorOptions options)
{
    const auto refuse = [](const char* why) { return makeError(ErrorKind::parse, std::string("saved detector: ") + why); };
    if (bytes.size() < 20)
        return refuse("too short");
    const std::string body = bytes.substr(0, bytes.size() - 8);
    const std::string tail = bytes.substr(bytes.size() - 8);
    std::uint64_t sum = 0;
    StateReader(tail).field(sum);
    std::uint32_t magic = 0;
    std::int64_t step = 0;
    StateReader reader(body);
    reader.field(magic);
    reader.field(step);
    if (magic != kMagic)
        return refuse("not a state of this version");
    if (sum != fnv1a(body))
        return refuse("checksum differs");
    Detector detector(options);
    if (step != detector.m_impl->stepMs)
        return refuse("made for another step");
    detector.m_impl->archive(reader);
    if (!reader.ok() || !reader.atEnd() || !detector.m_impl->valid())
        return refuse("impossible values");
    return detector;
}

} // namespace vedette
