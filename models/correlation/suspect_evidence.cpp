#include "models/correlation/suspect_evidence.h"

#include "models/correlation/weights.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vedette::correlation {

namespace {

constexpr Millis kMinute = std::chrono::minutes{1};

/// "14:32:20Z", of the day that the reader looks at.
std::string clockText(Time t)
{
    return formatRfc3339(t).substr(11, 8) + "Z";
}

/// "3 m 12 s", "2 h 5 m", "4 s": two units at most.
std::string lengthText(Millis d)
{
    const auto s = std::max<std::int64_t>(0, d.count() / 1000);
    if (s < 60)
        return std::to_string(s) + " s";
    if (s < 3600)
        return std::to_string(s / 60) + " m " + std::to_string(s % 60) + " s";
    if (s < 86400)
        return std::to_string(s / 3600) + " h " + std::to_string(s / 60 % 60) + " m";
    return std::to_string(s / 86400) + " d " + std::to_string(s / 3600 % 24) + " h";
}

std::string changeText(const Change& change)
{
    const std::string kind
        = change.kind == ChangeKind::deployment ? "" : " (" + std::string(changeKindName(change.kind)) + ")";
    return change.service + (change.revision.empty() ? "" : " " + change.revision) + kind;
}

void strongestFirst(std::vector<Evidence>& list)
{
    std::stable_sort(list.begin(), list.end(),
        [](const Evidence& a, const Evidence& b) { return std::abs(a.weight) > std::abs(b.weight); });
}

/// Sum of what the named parts weigh.
template <class Weights, class Parts>
double weightOf(const Weights& weights, const Parts& parts, std::initializer_list<std::size_t> which)
{
    double sum = 0;
    for (const auto i : which)
        sum += weights[i] * parts[i];
    return sum;
}

std::string hopsText(int hops)
{
    return hops == 1 ? "directly (1 hop)" : "over " + std::to_string(hops) + " hops";
}

/// "0.42 %"
std::string shareText(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, share < 0.1 ? "%.2f %%" : "%.0f %%", share * 100);
    return text;
}

/// Log of a chance that says nothing either way: one moment in five.
constexpr double kUsualChance = -1.6;

/// What watched metrics and counted errors tell of a change.
template <class Add> void tellMetrics(const FleetFacts& facts, const Change& change, const Candidate& c, const Add& add)
{
    const auto& flags = facts.input().anomalies;
    if (c.movedBefore) {
        const auto& flag = flags[static_cast<std::size_t>(c.movedBefore->flag)];
        add("metric", kReleaseWeights[rpMovedBefore],
            flag.watch + " of " + flag.service + " was abnormal since " + clockText(flag.from)
                + ", before the change went live",
            {flag.watch, flag.service, clockText(flag.from)});
    }
    if (c.ownMoved) {
        const auto& flag = flags[static_cast<std::size_t>(c.ownMoved->flag)];
        add("metric", kReleaseWeights[rpOwnMoved] * c.parts[rpOwnMoved],
            flag.watch + " of " + flag.service + " became abnormal at " + clockText(flag.from) + ", as the change went live",
            {flag.watch, flag.service, clockText(flag.from)});
    } else if (c.parts[rpOwnQuiet] > 0) {
        add("metric", kReleaseWeights[rpOwnQuiet],
            "no watched metric of " + change.service + " has become abnormal since the change went live", {change.service});
    }
    if (c.errorStep && c.errorStep->strength > 0) {
        const auto before = shareText(c.errorStep->before);
        const auto after = shareText(c.errorStep->after);
        add("errors", kErrorStepWeight * c.errorStep->strength,
            "errors of " + change.service + " rose from " + before + " to " + after + " of its requests as it went live, and stayed",
            {change.service, before, after});
    }
}

/// The names of the place that the change touched and of the alert's.
std::pair<std::string, std::string> placesOf(const FleetFacts& facts, const Release& release, const Onset& onset)
{
    const auto& names = facts.placeNames();
    const auto& place = onset.places.front();
    const auto& environments = release.places->environments;
    const bool byEnvironment = place.environment >= 0 && !environments.empty()
        && std::find(environments.begin(), environments.end(), place.environment) == environments.end();
    const auto join = [&](const std::vector<int>& all) {
        std::string out;
        for (const int p : all)
            out += (out.empty() ? "" : ", ") + names.name(p);
        return out;
    };
    return byEnvironment ? std::pair(join(environments), names.name(place.environment))
                         : std::pair(join(release.places->clusters), names.name(std::max(0, place.cluster)));
}

} // namespace

std::vector<Evidence> evidenceFor(const KnownFleet& fleet, const Explanation& explanation, const Candidate& c)
{
    std::vector<Evidence> list;
    const auto& facts = fleet.facts();
    const auto& release = fleet.releases()[static_cast<std::size_t>(c.release)];
    const auto& change = facts.input().changes[static_cast<std::size_t>(release.change)];
    const auto& first = fleet.onsets()[static_cast<std::size_t>(explanation.first)];
    const auto& alerting = facts.serviceName(first.service);
    const auto weigh
        = [&](std::initializer_list<std::size_t> which) { return weightOf(kReleaseWeights, c.parts, which); };
    const auto add = [&](const char* kind, double weight, std::string text, std::vector<std::string> args) {
        list.push_back({kind, weight, std::move(text), std::move(args)});
    };

    const auto lag = lengthText(c.lag);
    const auto live = clockText(first.began - c.lag);
    if (c.parts[rpTooLate] > 0)
        add("onset", weigh({rpTooLate}),
            "what " + alerting + " alerts about held already since " + clockText(first.began) + ", " + lengthText(-c.lag)
                + " before " + changeText(change) + " went live",
            {alerting, clockText(first.began), lengthText(-c.lag)});
    else if (c.lag >= Millis{0})
        add("lag", weigh({rpLag5, rpLag15, rpLag60, rpLag240, rpCanaryOnly}),
            changeText(change) + " went live at " + live + ", " + lag + " before the first alert",
            {change.service, change.revision, live, lag});
    else
        add("lag", weigh({rpLag5, rpLag15, rpLag60, rpLag240, rpCanaryOnly}),
            changeText(change) + " went live at " + live + ", as the first alert began",
            {change.service, change.revision, live, "0 s"});

    switch (c.distance.relation) {
    case Relation::same:
        add("sameService", weigh({rpSame}), "the change and the first alert are both of " + alerting, {alerting});
        break;
    case Relation::caller:
        add("dependency", weigh({rpCaller1, rpCaller2, rpCallerFar, rpChained}),
            alerting + " calls " + change.service + " " + hopsText(c.distance.hops),
            {alerting, change.service, std::to_string(c.distance.hops)});
        break;
    case Relation::callee:
        add("dependency", weigh({rpCallee}),
            change.service + " calls " + alerting + " " + hopsText(c.distance.hops) + ": more load at most",
            {change.service, alerting, std::to_string(c.distance.hops)});
        break;
    case Relation::neighbour:
        add("dependency", weigh({rpNeighbour}),
            alerting + " and " + change.service + " only share a service that both call", {alerting, change.service});
        break;
    case Relation::none:
        add("noPath", std::min(-1.0, -kReleaseWeights[rpCaller1]),
            "no path from " + alerting + " to " + change.service + " in the dependency list",
            {alerting, change.service});
        break;
    case Relation::unknown:
        if (c.together >= 0.05)
            add("dependency", weigh({rpUnknown, rpTogether}),
                alerting + " alerted together with " + change.service + " in "
                    + std::to_string(static_cast<int>(std::lround(c.together * 100))) + " % of its past cases",
                {alerting, change.service});
        else
            add("noPath", weigh({rpUnknown, rpTogether}),
                "the dependency list does not say how " + alerting + " stands to " + change.service,
                {alerting, change.service});
        break;
    }
    tellMetrics(facts, change, c, add);
    if (c.parts[rpElsewhere] > 0) {
        const auto [there, here] = placesOf(facts, release, first);
        add("place", weigh({rpElsewhere}), "it went live in " + there + ", the alert is of " + here, {there, here});
    }
    if (c.parts[rpTooLate] <= 0) {
        const auto share = std::to_string(std::max(1, static_cast<int>(std::lround(c.byChance * 100))));
        add("chance", weigh({rpChance}) - kReleaseWeights[rpChance] * kUsualChance,
            "by chance alone a change this near goes live this close before in " + share + " of 100 moments like this",
            {share});
    }
    if (release.kind != ChangeKind::deployment)
        add("changeKind", weigh({rpConfig, rpIsRollback, rpScale}),
            "it is a " + std::string(changeKindName(release.kind)) + " change",
            {std::string(changeKindName(release.kind))});
    if (release.status == ChangeStatus::failed || release.status == ChangeStatus::aborted)
        add("outcome", weigh({rpFailed}), "it ended as " + std::string(changeStatusName(release.status)),
            {std::string(changeStatusName(release.status))});
    if (c.rolledBackAfter) {
        const auto at = clockText(c.rollbackAt);
        if (c.endedAfterRollback)
            add("rollback", weigh({rpRolledBack, rpEndedBack}),
                "rolled back at " + at + ", the alert ended " + lengthText(*c.endedAfterRollback) + " later",
                {at, lengthText(*c.endedAfterRollback)});
        else
            add("rollback", weigh({rpRolledBack, rpStillOn}),
                "rolled back at " + at + ", the alert has not ended " + lengthText(fleet.asOf() - c.rollbackAt)
                    + " later",
                {at, lengthText(fleet.asOf() - c.rollbackAt)});
    } else if (c.endedAlone) {
        add("rollback", weigh({rpEndedAlone}),
            "the alert ended at " + clockText(*first.end) + " and the change is still live", {clockText(*first.end)});
    }
    if (explanation.alertingServices > 1) {
        const auto n = std::to_string(c.explained);
        const auto all = std::to_string(explanation.alertingServices);
        add("dependency", weigh({rpCovered, rpRootAdvantage, rpOwnAlert, rpOwnFirst}),
            n + " of the " + all + " services that alert are within its reach", {n, all});
    }
    if (c.parts[rpOwnBefore] > 0)
        add("silence", weigh({rpOwnBefore}), change.service + " already alerted before the change went live",
            {change.service});
    if (c.parts[rpNewerSame] > 0)
        add("competition", weigh({rpNewerSame}), "a later change of " + change.service + " went live before the alert",
            {change.service});
    strongestFirst(list);
    return list;
}

std::vector<Evidence> evidenceForNone(const KnownFleet& fleet, const Explanation& explanation)
{
    std::vector<Evidence> list;
    const auto& first = fleet.onsets()[static_cast<std::size_t>(explanation.first)];
    const auto& facts = fleet.facts();
    const auto& habit = explanation.habit;
    const auto& alert
        = facts.input()
              .alerts[static_cast<std::size_t>(facts.episodes()[static_cast<std::size_t>(first.episode)].alert)];
    const auto weigh
        = [&](std::initializer_list<std::size_t> which) { return weightOf(kNoneWeights, explanation.none, which); };
    const auto add = [&](const char* kind, double weight, std::string text, std::vector<std::string> args) {
        list.push_back({kind, weight, std::move(text), std::move(args)});
    };
    const auto days = std::to_string(static_cast<int>(std::lround(std::max(1.0, habit.days))));
    const auto times = std::to_string(habit.onsets);
    const auto before = days == "1" ? std::string(" in the day before") : " in the " + days + " days before";
    const auto came = habit.onsets == 0 ? std::string(" did not come") : habit.onsets == 1 ? std::string(" came once") : " came " + times + " times";
    add("background", weigh({npRate}), alert.name + " of " + alert.service + came + before, {alert.name, alert.service, times, days});
    if (habit.calendar()) {
        const auto at = clockText(first.at).substr(0, 5) + "Z";
        const auto kind = habit.slot.kind;
        const auto every = kind == CalendarSlot::Kind::hourly ? "hourly at minute " + at.substr(3, 2)
            : kind == CalendarSlot::Kind::daily               ? "daily at " + at
            : kind == CalendarSlot::Kind::weekly              ? "weekly at " + at
                                                              : "monthly at " + at;
        const auto minutes = std::to_string(std::max<std::int64_t>(1, (habit.slot.spread + kMinute / 2) / kMinute));
        const auto hits = std::to_string(habit.slot.hits);
        const auto slots = std::to_string(habit.slot.slots);
        add("recurrence", weigh({npCalendar}),
            "comes " + every + " \xC2\xB1" + minutes + " min: " + hits + " of the last " + slots + " times",
            {every, hits, slots, minutes});
    }
    if (habit.flapping)
        add("recurrence", weigh({npFlapping}), "flaps: three or more times within the three hours before", {});
    if (explanation.candidates.empty())
        add("silence", weigh({npRelatives}), "no change went live in the 8 hours before the alert", {});
    else if (std::all_of(explanation.candidates.begin(), explanation.candidates.end(),
                 [](const Candidate& c) { return c.distance.relation == Relation::none; }))
        add("noPath", std::abs(weigh({npBestCover})) + 0.1,
            (explanation.candidates.size() == 1 ? std::string("the one change of the 8 hours before has no path to ")
                                                : "none of the " + std::to_string(explanation.candidates.size()) + " changes of the 8 hours before has a path to ")
                + alert.service + " in the dependency list",
            {std::to_string(explanation.candidates.size()), alert.service});
    strongestFirst(list);
    return list;
}

} // namespace vedette::correlation
