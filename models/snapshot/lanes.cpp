#include "models/snapshot/lanes.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace vedette {

namespace {

/// Interns texts and ids of one timeline.
class Table {
public:
    explicit Table(std::vector<std::string>& out) : m_out(out) { m_index.emplace(std::string(), 0U); }

    std::uint32_t put(const std::string& text)
    {
        const auto [it, added] = m_index.emplace(text, static_cast<std::uint32_t>(m_out.size()));
        if (added)
            m_out.push_back(text);
        return it->second;
    }

private:
    std::vector<std::string>& m_out;
    std::unordered_map<std::string, std::uint32_t> m_index;
};

std::vector<Lane> emptyLanes(const TimelineInput& in, std::unordered_map<std::string, std::size_t>& laneOf)
{
    std::set<std::string> named;
    for (const auto& a : in.alerts)
        named.insert(a.service);
    for (const auto& c : in.changes)
        named.insert(c.service);
    for (const auto& f : in.flags)
        named.insert(f.service);
    for (const auto& n : in.notes)
        named.insert(n.service);
    for (std::size_t i = 0; i < in.marks.services.size(); ++i) {
        if ((i < in.marks.alerts.size() && !in.marks.alerts[i].empty()) || (i < in.marks.changes.size() && !in.marks.changes[i].empty()))
            named.insert(in.marks.services[i]);
    }

    std::vector<Lane> lanes;
    const auto add = [&](const std::string& service, const std::string& group, const std::string& detail) {
        if (!laneOf.emplace(service, lanes.size()).second)
            return;
        Lane lane;
        lane.service = service;
        lane.group = group;
        lane.detail = detail;
        lanes.push_back(std::move(lane));
    };
    std::vector<std::string> owners;
    for (const auto& s : in.services) {
        if (std::find(owners.begin(), owners.end(), s.owner) == owners.end())
            owners.push_back(s.owner);
    }
    for (const auto& owner : owners) {
        for (const auto& s : in.services) {
            if (s.owner == owner)
                add(s.name, s.owner, s.tier > 0 ? s.owner + " \xC2\xB7 " + std::to_string(s.tier) : s.owner);
        }
    }
    for (const auto& service : named) {
        if (!service.empty())
            add(service, {}, {});
    }
    if (named.count({}) > 0)
        add({}, {}, {});
    return lanes;
}

std::vector<MinimapBin> minimapOf(const TimelineInput& in)
{
    std::vector<MinimapBin> bins;
    const auto length = in.minimapRange.length().count();
    if (length <= 0 || in.minimapBins <= 0)
        return bins;
    const auto width = std::max<std::int64_t>(1, length / in.minimapBins);
    bins.resize(static_cast<std::size_t>((length + width - 1) / width));
    for (std::size_t i = 0; i < bins.size(); ++i)
        bins[i].from = in.minimapRange.from + Millis{static_cast<std::int64_t>(i) * width};
    const auto binAt = [&](Time t) -> MinimapBin* {
        if (!in.minimapRange.contains(t))
            return nullptr;
        return &bins[static_cast<std::size_t>((t - in.minimapRange.from).count() / width)];
    };
    const auto countAlert = [&](Time at, Severity level, bool pending) {
        auto* bin = pending ? nullptr : binAt(at);
        if (bin == nullptr)
            return;
        if (level == Severity::critical)
            ++bin->critical;
        else if (level == Severity::warning)
            ++bin->warning;
        else
            ++bin->other;
    };
    const auto countChange = [&](Time at) {
        if (auto* bin = binAt(at))
            ++bin->changes;
    };
    for (const auto& a : in.alerts)
        countAlert(a.startsAt, a.level, a.state == AlertState::pending);
    for (const auto& ofService : in.marks.alerts) {
        for (const auto& a : ofService)
            countAlert(a.from, a.severity, a.pending);
    }
    for (const auto& c : in.changes)
        countChange(c.liveAt());
    for (const auto& ofService : in.marks.changes) {
        for (const auto& c : ofService)
            countChange(c.at);
    }
    return bins;
}

std::vector<LaneGap> mergedGaps(std::vector<LaneGap> gaps)
{
    std::sort(gaps.begin(), gaps.end(), [](const LaneGap& a, const LaneGap& b) { return a.from < b.from; });
    std::vector<LaneGap> out;
    for (const auto& g : gaps) {
        if (!out.empty() && g.from <= out.back().to)
            out.back().to = std::max(out.back().to, g.to);
        else
            out.push_back(g);
    }
    return out;
}

/// What a lane says now: the worst open alert that is not held back; unknown where its telemetry is missing.
Severity stateOf(const Lane& lane, Time now)
{
    Severity state = Severity::ok;
    for (const auto& gap : lane.gaps) {
        if (gap.from <= now && gap.to >= now)
            state = Severity::unknown;
    }
    for (const auto& a : lane.alerts) {
        if (a.open && !a.silenced && !a.pending && (a.severity == Severity::warning || a.severity == Severity::critical))
            state = worse(state, a.severity);
    }
    return state;
}

} // namespace

std::vector<IncidentSpan> incidentSpans(const std::vector<SuspectReport>& reports, const std::vector<AlertEpisode>& alerts,
    const std::vector<Change>& changes, Time now)
{
    std::unordered_map<std::string, const AlertEpisode*> byId;
    for (const auto& a : alerts)
        byId.emplace(a.id, &a);
    std::vector<Time> live;
    for (const auto& c : changes)
        live.push_back(c.liveAt());
    std::sort(live.begin(), live.end());
    std::vector<IncidentSpan> spans;
    for (const auto& report : reports) {
        IncidentSpan span;
        span.id = report.id;
        span.range = report.range;
        span.severity = Severity::info;
        span.over = true;
        std::set<std::string> services;
        const AlertEpisode* lead = nullptr;
        for (const auto& id : report.alertIds) {
            const auto it = byId.find(id);
            if (it == byId.end())
                continue;
            const auto& a = *it->second;
            ++span.alerts;
            services.insert(a.service);
            if (a.open())
                span.over = false;
            const bool better = lead == nullptr || severityRank(a.level) > severityRank(lead->level)
                || (a.level == lead->level && a.startsAt < lead->startsAt);
            if (better)
                lead = &a;
            span.severity = worse(span.severity, a.level);
        }
        if (lead == nullptr)
            continue;
        span.services = static_cast<int>(services.size());
        const auto summary = lead->annotations.value("summary");
        span.title = summary.empty() ? (lead->service.empty() ? lead->name : lead->name + " \xC2\xB7 " + lead->service) : std::string(summary);
        const Time end = span.over ? report.range.to : now;
        span.range.to = std::max(span.range.to, end);
        const auto first = std::lower_bound(live.begin(), live.end(), report.range.from - std::chrono::minutes{10});
        span.changes = static_cast<int>(std::max<std::ptrdiff_t>(0, std::lower_bound(live.begin(), live.end(), end) - first));
        spans.push_back(std::move(span));
    }
    std::sort(spans.begin(), spans.end(), [](const IncidentSpan& a, const IncidentSpan& b) {
        return a.range.from != b.range.from ? a.range.from < b.range.from : a.id < b.id;
    });
    return spans;
}

std::shared_ptr<const Timeline> buildTimeline(TimelineInput in)
{
    auto out = std::make_shared<Timeline>();
    out->loaded = in.loaded;
    out->now = in.now;
    out->outages = in.outages;
    out->covered = in.covered;
    Table texts(out->texts);
    Table ids(out->ids);
    std::unordered_map<std::string, std::size_t> laneOf;
    out->lanes = emptyLanes(in, laneOf);
    const std::unordered_set<std::string> recurring(in.recurringIds.begin(), in.recurringIds.end());
    const auto laneFor = [&](const std::string& service) -> Lane& { return out->lanes[laneOf.at(service)]; };

    out->minimapRange = in.minimapRange;
    out->minimap = minimapOf(in);
    const auto give = [&](auto& marks, auto Lane::*part) {
        for (std::size_t i = 0; i < marks.size(); ++i) {
            if (marks[i].empty())
                continue;
            auto& there = laneFor(in.marks.services[i]).*part;
            if (there.empty())
                there = std::move(marks[i]);
            else // two names of one service
                there.insert(there.end(), marks[i].begin(), marks[i].end());
        }
    };
    give(in.marks.alerts, &Lane::alerts);
    give(in.marks.changes, &Lane::changes);
    for (const auto& a : in.alerts) {
        LaneAlert bar;
        bar.from = a.state == AlertState::pending && a.pendingAt ? *a.pendingAt : a.startsAt;
        bar.to = a.endsAt.value_or(in.now);
        bar.to = std::max(bar.to, bar.from);
        bar.name = texts.put(a.name);
        bar.id = ids.put(a.id);
        bar.severity = a.level;
        bar.open = a.open();
        bar.pending = a.state == AlertState::pending;
        bar.silenced = a.suppressed();
        bar.doubtful = a.state == AlertState::doubtful;
        bar.recurring = recurring.count(a.id) > 0;
        laneFor(a.service).alerts.push_back(bar);
    }
    std::unordered_map<std::string, float> suspicion;
    for (const auto& report : in.incidents) {
        for (const auto& s : report.suspects) {
            auto& best = suspicion[s.change.id];
            best = std::max(best, static_cast<float>(s.probability));
        }
    }
    for (const auto& c : in.changes) {
        LaneChange flag;
        flag.at = c.liveAt();
        flag.to = c.endsAt.value_or(in.now);
        flag.text = texts.put(c.label());
        flag.id = ids.put(c.id);
        flag.kind = c.kind;
        flag.status = c.status;
        if (const auto it = suspicion.find(c.id); it != suspicion.end())
            flag.suspicion = it->second;
        laneFor(c.service).changes.push_back(flag);
    }
    for (const auto& f : in.flags) {
        LaneFlag flag;
        flag.from = f.from;
        flag.to = f.to;
        flag.text = texts.put(f.watch);
        flag.id = ids.put("flag:" + f.watch + "|" + f.series + "|" + std::to_string(toMs(f.from)));
        flag.score = static_cast<float>(f.score);
        laneFor(f.service).flags.push_back(flag);
    }
    for (const auto& n : in.notes)
        laneFor(n.service).notes.push_back({n.at, texts.put(n.text), ids.put("note:" + std::to_string(n.id))});
    for (const auto& g : in.gaps) {
        const LaneGap gap{g.from, g.to, texts.put(g.cause)};
        if (g.service.empty()) {
            for (auto& lane : out->lanes)
                lane.gaps.push_back(gap);
        } else if (const auto it = laneOf.find(g.service); it != laneOf.end()) {
            out->lanes[it->second].gaps.push_back(gap);
        }
    }
    for (auto& lane : out->lanes) {
        const auto byFrom = [](const auto& a, const auto& b) { return a.from < b.from; };
        if (!std::is_sorted(lane.alerts.begin(), lane.alerts.end(), byFrom))
            std::stable_sort(lane.alerts.begin(), lane.alerts.end(), byFrom);
        std::stable_sort(lane.flags.begin(), lane.flags.end(), byFrom);
        std::stable_sort(lane.changes.begin(), lane.changes.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        std::stable_sort(lane.notes.begin(), lane.notes.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        lane.gaps = mergedGaps(std::move(lane.gaps));
        lane.now = stateOf(lane, in.now);
    }
    if (in.unjudged.empty()) {
        out->incidents = incidentSpans(in.incidents, in.alerts, in.changes, in.now);
    } else {
        auto all = in.unjudged;
        for (const auto& report : in.incidents) {
            auto& copy = all.emplace_back();
            copy.id = report.id;
            copy.range = report.range;
            copy.alertIds = report.alertIds;
        }
        out->incidents = incidentSpans(all, in.alerts, in.changes, in.now);
    }
    return out;
}

} // namespace vedette
