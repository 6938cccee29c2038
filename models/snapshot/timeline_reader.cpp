#include "models/snapshot/timeline_reader.h"

#include "models/snapshot/history.h"
#include "models/snapshot/rows_within.h"
#include "models/store/alert_onsets.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace vedette {

namespace {

constexpr Millis kMonth = std::chrono::hours{24 * 30}; ///< that a picture of very many keeps beside its view

/// What is not held as rows, by its columns. As of a moment: what was true then as it is known today.
Result<int> readMarks(const TimelineSource& in, TimelineInput& out)
{
    auto& marks = out.marks;
    const TimeRange wanted{out.loaded.from, std::min(out.loaded.to, in.asOf + Millis{1})};
    const auto& held = in.large->held();
    const auto& heldChanges = in.large->heldChanges();
    std::vector<Severity> levels;
    enum class Word : std::uint8_t { none, pending, silenced, doubtful };
    std::vector<Word> words;
    std::vector<ChangeKind> kinds;
    std::vector<ChangeStatus> statuses;
    int begun = 0;
    std::vector<std::vector<std::size_t>> days; // by service: where each begins; within one they ascend, and days come from the newest back
    std::vector<int> dayOf;                     // of the newest of a service
    std::int64_t last = INT64_MAX;
    int day = 0;
    const auto name = [&](const EventMarkNames& names) {
        while (marks.services.size() < names.services->size())
            marks.services.push_back(in.config->serviceName((*names.services)[marks.services.size()]));
        if (const auto known = marks.services.size(); marks.alerts.size() < known) {
            marks.alerts.resize(known);
            marks.changes.resize(known);
            days.resize(known);
            dayOf.resize(known, 0);
        }
        while (levels.size() < names.severities->size())
            levels.push_back(in.large->levelOf((*names.severities)[levels.size()]));
        while (words.size() < names.states->size()) {
            const auto& word = (*names.states)[words.size()];
            words.push_back(word == "pending" ? Word::pending : word == "silenced" ? Word::silenced : word == "doubtful" ? Word::doubtful : Word::none);
            statuses.push_back(changeStatusFrom(word).value_or(ChangeStatus::success));
        }
        while (kinds.size() < names.kinds->size())
            kinds.push_back(changeKindFrom((*names.kinds)[kinds.size()]).value_or(ChangeKind::deployment));
    };
    auto whole = in.reader->eventMarks(wanted, [&](const EventMark& mark, const EventMarkNames& names) {
        name(names);
        if (mark.fires > in.asOf)
            return;
        const Time end = mark.ends.value_or(Time::max());
        const bool over = end <= in.asOf;
        const auto isRow = [&](TimeRange rows) { return rows.overlaps(mark.fires, over ? end : Time::max()) || rows.contains(mark.fires); };
        if (mark.change) {
            if (in.question->range.contains(mark.begins))
                ++begun;
            if (std::any_of(heldChanges.begin(), heldChanges.end(), isRow))
                return;
            LaneChange flag;
            flag.at = mark.begins;
            flag.to = over ? end : in.asOf;
            flag.kind = kinds[mark.kind];
            flag.status = statuses[mark.state];
            marks.changes[mark.service].push_back(flag);
            return;
        }
        if (std::any_of(held.begin(), held.end(), isRow))
            return;
        day += mark.key < last ? 1 : 0;
        last = mark.key;
        LaneAlert bar;
        bar.pending = words[mark.state] == Word::pending;
        bar.from = bar.pending ? mark.begins : mark.fires;
        bar.to = std::max(bar.from, over ? end : in.asOf);
        bar.severity = levels[mark.severity];
        bar.open = !over;
        bar.silenced = words[mark.state] == Word::silenced;
        bar.doubtful = words[mark.state] == Word::doubtful;
        auto& bars = marks.alerts[mark.service];
        if (std::exchange(dayOf[mark.service], day) != day)
            days[mark.service].push_back(bars.size());
        bars.push_back(bar);
    });
    if (!whole.ok())
        return whole.error();
    // The oldest first: all turned round, then each day.
    for (std::size_t service = 0; service < days.size(); ++service) {
        auto& bars = marks.alerts[service];
        std::reverse(bars.begin(), bars.end());
        auto end = bars.size();
        for (auto begin = days[service].rbegin(); begin != days[service].rend(); ++begin) {
            const auto size = bars.size();
            std::reverse(bars.begin() + static_cast<std::ptrdiff_t>(size - end), bars.begin() + static_cast<std::ptrdiff_t>(size - *begin));
            end = *begin;
        }
        if (bars.capacity() > bars.size() + bars.size() / 4)
            bars.shrink_to_fit(); // pictures of a month are kept
    }
    return begun;
}

} // namespace

TimeRange widened(TimeRange range, double factor, Time now)
{
    const auto extra = Millis{static_cast<std::int64_t>(static_cast<double>(range.length().count()) * (factor - 1) / 2)};
    TimeRange wide{range.from - extra, range.to + extra};
    if (wide.to > now) {
        wide.from -= wide.to - now;
        wide.to = std::max(now, range.to);
    }
    return wide;
}

Result<ReadTimeline> readTimeline(const TimelineSource& source)
{
    const auto& q = *source.question;
    const Time asOf = source.asOf;
    const TimeRange loaded = widened(q.range, 3, asOf);
    TimelineInput in;
    ReadTimeline out;
    in.minimapRange = widened(q.range, static_cast<double>(kMinimapFactor.count()), asOf);
    // What is not read is not shown as calm.
    Time first = asOf - historySpan(*source.config);
    if (source.large != nullptr)
        first = std::max(first, std::min(q.range.from, asOf - kMonth));
    in.loaded.to = std::max(loaded.to, in.minimapRange.to);
    in.loaded.from = std::min(in.loaded.to, std::max(first, std::min(loaded.from, in.minimapRange.from)));
    in.now = asOf;
    in.alerts = within(source.history->alerts, in.loaded, asOf);
    in.changes = within(source.history->changes, in.loaded, asOf);
    in.services = source.beside->map.services; // what only traces name has a lane once an event names it
    if (source.large != nullptr) {
        auto begun = readMarks(source, in);
        if (!begun.ok())
            return begun.error();
        out.changesBegun = *begun;
    }
    in.unjudged = source.judge->unjudged(in.loaded);
    for (const auto& report : source.judge->incidents()) {
        if (report.range.from < in.loaded.to && report.range.to >= in.loaded.from)
            in.incidents.push_back(report);
        for (const auto& e : report.noChangeEvidence) {
            if (e.kind == "recurrence" && report.noChange > 0.5)
                in.recurringIds.insert(in.recurringIds.end(), report.alertIds.begin(), report.alertIds.end());
        }
    }
    for (const auto& f : source.history->anomalies) {
        if (f.from < in.loaded.to && f.to >= in.loaded.from)
            in.flags.push_back(f);
    }
    auto notes = source.reader->notes(in.loaded, q.asOf);
    if (!notes.ok())
        return notes.error();
    in.notes = std::move(notes).value();
    auto gaps = source.reader->telemetryGaps(in.loaded, source.config->labels.service, source.config->leftOut);
    if (!gaps.ok())
        return gaps.error();
    for (const auto& g : *gaps)
        in.gaps.push_back({g.service, g.from, g.to, g.service.empty() ? "no telemetry at all" : "no telemetry"});
    auto outages = source.reader->outages(in.loaded, q.asOf);
    if (!outages.ok())
        return outages.error();
    in.outages = std::move(outages).value();
    for (const auto& feed : *source.feeds) {
        if (feed.kind != FeedKind::prometheus)
            continue;
        auto spans = source.reader->coverage(feed.name, "alerts");
        if (!spans.ok())
            return spans.error();
        in.covered.insert(in.covered.end(), spans->begin(), spans->end());
    }
    out.timeline = buildTimeline(std::move(in));
    return out;
}

} // namespace vedette
