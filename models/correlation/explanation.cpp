#include "models/correlation/explanation.h"

#include "models/correlation/hypotheses.h"
#include "models/correlation/weights.h"

#include <algorithm>
#include <cmath>

namespace vedette::correlation {

namespace {

double seconds(Millis d)
{
    return static_cast<double>(d.count()) / 1000.0;
}

/// Reads the parts of the weighing off the fitted picture.
class Weighing {
public:
    Weighing(const KnownFleet& fleet, Explanation& out)
        : m_fleet(fleet)
        , m_out(out)
        , m_picture(fleet, out.first)
    {
        m_out.habit = m_picture.habit();
        m_out.alertingServices = static_cast<int>(m_picture.alerting().size());
        m_changeRates = fleet.changeRates(asked().service, asked().began);
        for (std::size_t i = 1; i < m_changeRates.size(); ++i)
            m_changeRates[i] += m_changeRates[i - 1];
        fillCandidates();
        fillNone();
    }

private:
    [[nodiscard]] const Onset& asked() const { return m_picture.asked(); }
    void fillCandidates();
    void judgeRollback(const Release& release, Candidate& c) const;
    void readMetrics(const Release& release, Candidate& c) const;
    void fillParts(const Hypothesis& h, Candidate& c);
    void fillNone();

    const KnownFleet& m_fleet;
    Explanation& m_out;
    Picture m_picture;
    double m_rootCover = 0; ///< best share of the alerting services that one service without a change reaches
    double m_bestFit = 0; ///< best existence x share of a release
    std::array<double, 6> m_changeRates{}; ///< at least so near, a second
    int m_rolledBack = 0; ///< releases rolled back after the alert began
};

void Weighing::judgeRollback(const Release& release, Candidate& c) const
{
    const auto& changes = m_fleet.facts().input().changes;
    const auto& mine = changes[static_cast<std::size_t>(release.change)];
    const Time begin = asked().at;
    const auto& releases = m_fleet.releases();
    for (auto i = static_cast<std::size_t>(c.release) + 1; i < releases.size(); ++i) { // by live: what undoes it is later
        const auto& later = releases[i];
        const auto& change = changes[static_cast<std::size_t>(later.change)];
        const bool undoes
            = later.kind == ChangeKind::rollback || (!mine.previous.empty() && change.revision == mine.previous);
        if (later.service != release.service || !undoes
            || change.startsAt <= release.live || change.startsAt < begin - kMinute)
            continue;
        c.rollbackAt = change.startsAt;
        c.rolledBackAfter = change.startsAt - begin;
        break;
    }
    const auto ended = asked().end;
    if (ended && c.rolledBackAfter && *ended >= c.rollbackAt)
        c.endedAfterRollback = *ended - c.rollbackAt;
    c.endedAlone = ended && (!c.rolledBackAfter || *ended < c.rollbackAt);
}

void Weighing::readMetrics(const Release& release, Candidate& c) const
{
    const auto& signals = m_fleet.facts().signals();
    const Time asOf = m_fleet.asOf();
    const auto* leading = signals.leadingTo(asked().service, asked().began, asOf);
    if (leading != nullptr && leading->from < release.live - kMinute)
        c.movedBefore = *leading;
    const auto* following = release.live > asked().began + kSlack
        ? nullptr
        : signals.followingOn(release.service, release.live, asOf);
    if (following != nullptr) {
        c.ownMoved = *following;
        const double days = std::max(1.0, m_out.habit.days);
        const auto perDay = static_cast<double>(signals.movedBefore(release.service, asOf)) / days;
        c.parts[rpOwnMoved] = std::exp(-perDay * 21 / 1440);
    }
    c.parts[rpMovedBefore] = c.movedBefore ? 1 : 0;
    c.parts[rpOwnQuiet] = signals.movedBefore(release.service, asOf) > 0 && asOf - release.live >= 5 * kMinute
            && !signals.anyWithin(release.service, release.live - kMinute, asOf)
        ? 1
        : 0;
}

void Weighing::fillCandidates()
{
    for (const auto& h : m_picture.hypotheses()) {
        const int covered = m_picture.covered(h.service);
        const double cover = static_cast<double>(covered) / m_out.alertingServices;
        if (h.release < 0) {
            if (h.service >= 0)
                m_rootCover = std::max(m_rootCover, cover);
            continue;
        }
        const auto& release = m_fleet.releases()[static_cast<std::size_t>(h.release)];
        Candidate c;
        c.release = h.release;
        c.distance = m_fleet.facts().distance(release.service, asked().service);
        c.together = c.distance.relation == Relation::same
            ? 0
            : m_fleet.together(release.service, asked().service, asked().at);
        c.exists = h.exists;
        c.share = m_picture.shareOfAsked(h);
        c.lag = asked().began - release.live;
        c.canaryOnly = true;
        for (const auto& step : release.steps) {
            if (step.at <= asked().began + kSlack) {
                c.lag = asked().began - step.at;
                c.canaryOnly = c.canaryOnly && step.share < 1;
            }
        }
        const double close = std::max(0.0, seconds(c.lag)) + seconds(kMinute);
        c.byChance = 1 - std::exp(-m_changeRates[KnownFleet::closeness(c.distance)] * close);
        c.errorStep = h.step;
        readMetrics(release, c);
        c.explained = covered;
        m_bestFit = std::max(m_bestFit, c.exists * c.share);
        judgeRollback(release, c);
        m_rolledBack += c.rolledBackAfter ? 1 : 0;
        m_out.candidates.push_back(std::move(c));
    }
    std::size_t next = 0;
    for (const auto& h : m_picture.hypotheses()) {
        if (h.release >= 0)
            fillParts(h, m_out.candidates[next++]);
    }
}

void Weighing::fillParts(const Hypothesis& h, Candidate& c)
{
    const auto& release = m_fleet.releases()[static_cast<std::size_t>(h.release)];
    const auto& far = m_picture.reaches(release.service);
    const auto relation = c.distance.relation;
    const auto yes = [](bool b) { return b ? 1.0 : 0.0; };
    const double lag = seconds(c.lag);
    auto& p = c.parts;

    Time earliest = Time::max();
    std::vector<int> when(m_picture.places().size(), 0); // 1: first alerted before it went live, 2: after
    for (const auto& sign : m_picture.signs()) {
        const bool own = sign.service == release.service;
        if (sign.at < release.live - kSlack) {
            if (sign.at < release.live - 30 * kMinute || far[sign.place] < kWithinReach)
                continue;
            p[own ? rpOwnBefore : rpReachBefore] = 1;
            if (sign.at >= release.live - 20 * kMinute)
                when[sign.place] = 1;
            continue;
        }
        if (far[sign.place] < kWithinReach)
            continue;
        if (when[sign.place] == 0)
            when[sign.place] = 2;
        p[rpOwnAlert] = std::max(p[rpOwnAlert], yes(own));
        if (sign.at <= earliest) {
            p[rpOwnFirst] = sign.at < earliest ? yes(own) : std::max(p[rpOwnFirst], yes(own));
            earliest = sign.at;
        }
    }
    const auto before = static_cast<double>(std::count(when.begin(), when.end(), 1));
    const auto after = static_cast<double>(std::count(when.begin(), when.end(), 2));
    p[rpBeforeShare] = before / std::max(1.0, before + after);
    int rivals = 0;
    const auto& releases = m_fleet.releases();
    for (auto i = static_cast<std::size_t>(c.release) + 1; i < releases.size(); ++i) {
        const auto& other = releases[i];
        if (other.live > asked().at + kSlack)
            break;
        if (other.live == release.live)
            continue;
        if (other.service == release.service)
            p[rpNewerSame] = 1;
        if (other.live >= asked().at - std::chrono::hours{1}
            && m_picture.reaches(other.service)[m_picture.askedPlace()] >= kWithinReach)
            ++rivals;
    }
    p[rpExplains] = std::log(c.exists * c.share + 1e-5);
    p[rpExists] = std::clamp(std::log(c.exists / std::max(1e-9, 1 - c.exists)), -8.0, 6.0);
    p[rpScore] = std::clamp(h.score, -12.0, 60.0);
    p[rpScoreRoot] = std::sqrt(p[rpScore] + 12);
    p[rpShare] = std::log(c.share + 1e-4);
    p[rpLag5] = yes(lag <= 300 && c.lag >= -kSlack);
    p[rpLag15] = yes(lag > 300 && lag <= 900);
    p[rpLag60] = yes(lag > 900 && lag <= 3600);
    p[rpLag240] = yes(lag > 3600 && lag <= 4 * 3600);
    p[rpChance] = std::log(c.byChance + 3e-3);
    p[rpTooLate] = yes(c.lag < -kSlack);
    p[rpElsewhere] = yes(h.elsewhere);
    p[rpCanaryOnly] = yes(c.canaryOnly);
    p[rpSame] = yes(relation == Relation::same);
    p[rpCaller1] = yes(relation == Relation::caller && c.distance.hops == 1);
    p[rpCaller2] = yes(relation == Relation::caller && c.distance.hops == 2);
    p[rpCallerFar] = yes(relation == Relation::caller && c.distance.hops >= 3);
    p[rpChained] = yes(relation == Relation::caller && c.distance.hops >= 2 && far[m_picture.askedPlace()] >= kChained);
    p[rpCallee] = yes(relation == Relation::callee);
    p[rpNeighbour] = yes(relation == Relation::neighbour);
    p[rpUnknown] = yes(relation == Relation::unknown);
    p[rpTogether] = c.together;
    p[rpCovered] = static_cast<double>(c.explained) / m_out.alertingServices;
    p[rpRootAdvantage] = p[rpCovered] - m_rootCover;
    p[rpBestFit] = yes(c.exists * c.share >= m_bestFit && m_bestFit > 0);
    p[rpSilence] = h.silent;
    p[rpRivals] = std::log1p(rivals);
    p[rpRolledBack] = yes(c.rolledBackAfter.has_value());
    p[rpEndedBack] = yes(c.endedAfterRollback && *c.endedAfterRollback <= 10 * kMinute);
    p[rpStillOn] = yes(c.rolledBackAfter && !asked().end && m_fleet.asOf() - c.rollbackAt > 12 * kMinute);
    p[rpOtherBack] = yes(!c.rolledBackAfter && m_rolledBack > 0);
    p[rpEndedAlone] = yes(c.endedAlone);
    p[rpFailed] = yes(release.status == ChangeStatus::failed || release.status == ChangeStatus::aborted);
    p[rpConfig] = yes(release.kind == ChangeKind::config || release.kind == ChangeKind::flag);
    p[rpIsRollback] = yes(release.kind == ChangeKind::rollback);
    p[rpScale] = yes(release.kind == ChangeKind::scale || release.kind == ChangeKind::maintenance);
}

void Weighing::fillNone()
{
    const auto yes = [](bool b) { return b ? 1.0 : 0.0; };
    double fault = 0;
    double shared = 0;
    double score = -12;
    for (const auto& h : m_picture.hypotheses()) {
        if (h.release < 0) {
            auto& most = h.service >= 0 ? fault : shared;
            most = std::max(most, h.exists * m_picture.shareOfAsked(h));
            score = std::max(score, h.score);
        }
    }
    auto& n = m_out.none;
    double relatives = 0;
    for (const auto& c : m_out.candidates) {
        const int service = m_fleet.releases()[static_cast<std::size_t>(c.release)].service;
        const bool reached = m_picture.reaches(service)[m_picture.askedPlace()] >= kWithinReach;
        relatives += reached ? 1 : 0;
        n[npBestCover] = std::max(n[npBestCover], c.parts[rpCovered]);
        n[npEndedBack] = std::max(n[npEndedBack], reached ? c.parts[rpEndedBack] : 0);
    }
    const auto& habit = m_out.habit;
    n[npBase] = 1;
    n[npScore] = std::clamp(score, -12.0, 60.0);
    n[npScoreRoot] = std::sqrt(n[npScore] + 12);
    n[npNoRelease] = std::log(1 - m_bestFit + 1e-3);
    n[npFault] = std::log(fault + 1e-3);
    n[npShared] = std::log(shared + 1e-3);
    n[npRate] = std::log(habit.perSecond * 86400);
    n[npCalendar] = yes(habit.calendar());
    n[npFlapping] = yes(habit.flapping);
    n[npServices] = std::log(m_out.alertingServices);
    n[npInformative] = m_fleet.informativeness(asked().name);
    n[npCompany] = m_fleet.company(asked().name);
    n[npRelatives] = std::log1p(relatives);
    n[npAlone] = yes(m_out.alertingServices == 1);
    n[npGraph] = yes(m_fleet.facts().hasGraph());
    n[npCommonRoot] = m_out.alertingServices > 1 ? m_rootCover : 0;
    n[npEnded] = yes(asked().end.has_value());
    if (habit.calendar())
        m_out.habitShare = m_picture.habitShare();
}

} // namespace

Explanation explain(const KnownFleet& fleet, const std::vector<int>& askedOnsets)
{
    Explanation out;
    out.asked = askedOnsets;
    std::sort(out.asked.begin(), out.asked.end());
    out.asked.erase(std::unique(out.asked.begin(), out.asked.end()), out.asked.end());
    if (out.asked.empty())
        return out;
    const auto began = [&fleet](int i) { return fleet.onsets()[static_cast<std::size_t>(i)].began; };
    out.first = *std::min_element(
        out.asked.begin(), out.asked.end(), [&](int a, int b) { return began(a) < began(b); });
    Weighing(fleet, out);
    return out;
}

void weigh(Explanation& explanation)
{
    const auto dot = [](const auto& weights, const auto& parts) {
        double sum = 0;
        for (std::size_t i = 0; i < parts.size(); ++i)
            sum += weights[i] * parts[i];
        return sum;
    };
    const double none = dot(kNoneWeights, explanation.none);
    std::vector<double> scores;
    double top = none;
    for (const auto& c : explanation.candidates) {
        scores.push_back(dot(kReleaseWeights, c.parts) + (c.errorStep ? kErrorStepWeight * c.errorStep->strength : 0));
        top = std::max(top, scores.back());
    }
    double sum = std::exp(none - top);
    for (auto& s : scores) {
        s = std::exp(s - top);
        sum += s;
    }
    // What the calendar explains is taken off every release alike: the logit sees the company an alert is in, and a
    // nightly job that runs into an incident is still the nightly job.
    const double open = 1 - explanation.habitShare;
    for (auto& s : scores)
        s *= open / sum;
    explanation.noChange = explanation.habitShare + open * std::exp(none - top) / sum;
    explanation.probability = std::move(scores);
}

} // namespace vedette::correlation
