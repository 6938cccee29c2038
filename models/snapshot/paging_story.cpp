#include "models/snapshot/paging_story.h"

#include "models/base/text.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::size_t kMostSteps = 200;
constexpr Millis kBefore = std::chrono::minutes{2};  ///< clocks and evaluations are not in step
constexpr Millis kAfter = std::chrono::minutes{15};  ///< its end is told later
constexpr Millis kOverdue = std::chrono::minutes{1}; ///< beyond the group's wait
constexpr const char* kNotifiers = "0000000000000000"; ///< fingerprint of events that are about no alert

using SilenceLines = std::vector<std::string>; ///< author, end, comment

SilenceLines linesOf(const AlertEvent& e)
{
    auto lines = splitText(e.text, '\n');
    lines.resize(std::max<std::size_t>(lines.size(), 3));
    return lines;
}

Time endOf(const PagingFacts& f) { return std::min(f.alert.endsAt.value_or(f.now), f.now); }

const Silence* silenceOf(const PagingFacts& f, const std::string& id)
{
    const auto it = std::find_if(f.silences.begin(), f.silences.end(), [&](const Silence& s) { return s.id == id; });
    return it == f.silences.end() ? nullptr : &*it;
}

std::string silenceSentence(const PagingFacts& f, const std::string& id, const SilenceLines* told)
{
    std::string author;
    std::optional<Time> until;
    if (const auto* silence = silenceOf(f, id)) {
        author = silence->createdBy;
        until = silence->endsAt;
    } else if (told != nullptr) {
        author = (*told)[0];
        if (const auto end = parseRfc3339((*told)[1]); end.ok())
            until = *end;
    }
    author = visibleLine(truncateUtf8(author, 80));
    const auto name = visibleLine(truncateUtf8(id, 60));
    if (author.empty())
        return "held back by silence " + name + (until ? " until " + formatRfc3339(*until) : "");
    return "held back by silence " + name + " of " + author + (until ? " until " + formatRfc3339(*until) : "");
}

std::string inhibitorName(const PagingFacts& f, const std::vector<std::string>& fingerprints)
{
    for (const auto& fingerprint : fingerprints) {
        if (const auto it = f.names.find(fingerprint); it != f.names.end())
            return visibleLine(truncateUtf8(it->second, 120));
    }
    return fingerprints.empty() ? std::string() : visibleLine(truncateUtf8(fingerprints.front(), 20));
}

std::string inhibitedSentence(const std::string& by) { return by.empty() ? "inhibited by another alert" : "inhibited by " + by; }

std::vector<PagingStep> stepsOf(const PagingFacts& f)
{
    std::vector<PagingStep> out;
    for (const auto& e : f.events) {
        PagingStep step{e.at, e.kind, e.receiver, e.integration, {}, e.reason, e.resolved, 1, e.at};
        if (e.kind == AlertEventKind::silenced && !e.by.empty()) {
            const auto lines = linesOf(e);
            const auto* silence = silenceOf(f, e.by.front());
            const auto author = silence ? silence->createdBy : lines[0];
            const auto comment = silence ? silence->comment : lines[2];
            step.by = visibleLine(truncateUtf8(author + (author.empty() || comment.empty() ? "" : ": ") + comment, 200));
            step.by = step.by.empty() ? visibleLine(e.by.front()) : step.by;
        } else if (e.kind == AlertEventKind::inhibited) {
            step.by = inhibitorName(f, e.by);
        }
        auto same = std::find_if(out.rbegin(), out.rend(), [&](const PagingStep& s) {
            return s.kind == step.kind && s.receiver == step.receiver && s.integration == step.integration && s.by == step.by && s.resolved == step.resolved;
        });
        // What is done at every flush of the group is one step; a notification in between tells of more than its repetition.
        const bool goesOn = same != out.rend() && step.kind != AlertEventKind::created
            && std::all_of(out.rbegin(), same, [&](const PagingStep& s) { return s.kind == step.kind; });
        if (goesOn) {
            ++same->times;
            same->last = e.at;
        } else if (out.size() < kMostSteps) {
            out.push_back(std::move(step));
        }
    }
    return out;
}

/// Silenced, inhibited or muted, as last recorded or as the server's own list says; nothing where nothing held it back.
bool tellHeldBack(const PagingFacts& f, PagingStory& story)
{
    const AlertEvent* last = nullptr;
    for (const auto& e : f.events) {
        if (e.kind == AlertEventKind::silenced || e.kind == AlertEventKind::inhibited || (e.kind == AlertEventKind::muted && last == nullptr))
            last = &e; // "muted" says less than what muted it
    }
    if (last != nullptr && last->kind == AlertEventKind::silenced) {
        story.verdict = PagingVerdict::silenced;
        const auto lines = linesOf(*last);
        story.sentence = silenceSentence(f, last->by.empty() ? std::string() : last->by.front(), &lines);
        return true;
    }
    if (last != nullptr && last->kind == AlertEventKind::inhibited) {
        story.verdict = PagingVerdict::inhibited;
        story.sentence = inhibitedSentence(inhibitorName(f, last->by));
        return true;
    }
    constexpr std::string_view kMuted = "muted by ";
    for (const auto& id : f.alert.silencedBy) {
        const bool interval = id.rfind(kMuted, 0) == 0;
        story.verdict = interval ? PagingVerdict::muted : PagingVerdict::silenced;
        story.sentence = interval ? "muted by the time interval " + visibleLine(truncateUtf8(id.substr(kMuted.size()), 120)) : silenceSentence(f, id, nullptr);
        return true;
    }
    if (!f.alert.inhibitedBy.empty()) {
        story.verdict = PagingVerdict::inhibited;
        story.sentence = inhibitedSentence(inhibitorName(f, f.alert.inhibitedBy));
        return true;
    }
    if (last != nullptr) {
        story.verdict = PagingVerdict::muted;
        story.sentence = "muted in what was sent to " + visibleLine(truncateUtf8(last->receiver, 120));
        return true;
    }
    return false;
}

std::vector<TimeRange> clipped(const std::vector<TimeRange>& spans, TimeRange range)
{
    std::vector<TimeRange> out;
    for (const auto& s : spans) {
        const TimeRange part{std::max(s.from, range.from), std::min(s.to, range.to)};
        if (part.from < part.to)
            out.push_back(part);
    }
    return out;
}

} // namespace

PagingStory tellPaging(PagingFacts f)
{
    PagingStory story;
    std::erase_if(f.events, [&](const AlertEvent& e) { return e.at > f.now; });
    story.steps = stepsOf(f);
    story.recorder = f.recorder;
    story.configured = std::move(f.configured);
    const TimeRange fired{f.alert.startsAt, std::max(endOf(f), f.alert.startsAt + Millis{1})};
    const auto spans = clipped(f.covered, fired);
    for (const auto& s : spans) {
        if (!story.known || s.length() > story.known->length())
            story.known = s;
    }
    const auto told = std::find_if(f.events.begin(), f.events.end(), [](const AlertEvent& e) { return e.kind == AlertEventKind::notified && !e.resolved; });
    if (told != f.events.end()) {
        const auto after = std::chrono::floor<std::chrono::seconds>(std::max(told->at - f.alert.startsAt, Millis{0}));
        const auto whom = visibleLine(truncateUtf8(told->integration.empty() ? told->receiver : told->integration, 120));
        story.verdict = PagingVerdict::notified;
        story.sentence = "notified " + whom + ", " + formatDuration(after) + " after it fired";
        return story;
    }
    if (f.alert.state == AlertState::pending) {
        story.verdict = PagingVerdict::waiting;
        story.sentence = "not fired yet: nobody is told of what is pending";
        return story;
    }
    if (tellHeldBack(f, story))
        return story;
    const bool whole = spans.size() == 1 && spans.front() == fired;
    if (f.alert.open() && f.now < f.alert.startsAt + f.groupWait + kOverdue && (whole || !f.recorder)) {
        story.verdict = PagingVerdict::waiting;
        story.sentence = "not told of yet: its group waits " + formatDuration(f.groupWait);
    } else if (whole) {
        story.verdict = PagingVerdict::nothing;
        story.sentence = "no notification was recorded though the recorder covers this time: none was sent, or it failed";
    } else if (!spans.empty()) {
        story.verdict = PagingVerdict::partly;
        story.sentence = "no notification was recorded, but the recorder covers only a part of this time";
    } else if (f.recorder) {
        story.sentence = "not known: the recorder does not cover this time";
    } else {
        story.sentence = "not known: no event recorder is configured";
    }
    return story;
}

std::vector<TimeRange> recordedSpans(const std::map<std::string, std::vector<TimeRange>>& coverage, const std::vector<AlertEvent>& events,
    const std::function<Time(const AlertEvent& started)>& lastBefore, TimeRange range)
{
    std::vector<TimeRange> all{range};
    const auto without = [&](TimeRange gap) {
        std::vector<TimeRange> out;
        for (const auto& s : all) {
            if (s.from < std::min(gap.from, s.to))
                out.push_back({s.from, std::min(gap.from, s.to)});
            if (std::max(gap.to, s.from) < s.to)
                out.push_back({std::max(gap.to, s.from), s.to});
        }
        all = std::move(out);
    };
    for (const auto& [feed, spans] : coverage) {
        Time reached = range.from;
        for (const auto& s : spans) {
            if (s.from > reached)
                without({reached, s.from});
            reached = std::max(reached, s.to);
        }
        if (reached < range.to)
            without({reached, range.to});
        std::map<std::string, std::optional<Time>> down; // by instance: since when
        for (const auto& e : events) {
            if (e.feed != feed)
                continue;
            auto& since = down[e.instance];
            if (e.kind == AlertEventKind::stopped) {
                since = e.at;
            } else if (e.kind == AlertEventKind::started) {
                without({since ? *since : lastBefore(e), e.at});
                since.reset();
            }
        }
        for (const auto& [instance, since] : down) {
            if (since)
                without({*since, range.to});
        }
    }
    return all;
}

Result<PagingStory> readPaging(const CacheReader& reader, const Config& config, const AlertEpisode& alert, Time now, std::optional<Time> asOf,
    const std::vector<AlertEpisode>* around, const PagingRoutes& routes)
{
    PagingFacts f;
    f.alert = alert;
    f.now = now;
    const auto end = endOf(f);
    const TimeRange range{std::min(alert.pendingAt.value_or(alert.startsAt), alert.startsAt) - kBefore, std::min(end + kAfter, now + Millis{1})};
    auto events = reader.alertEvents(range, alert.fingerprint, asOf);
    if (!events.ok())
        return events.error();
    f.events = std::move(events).value();
    std::vector<AlertEpisode> read;
    if (around == nullptr) {
        auto alerts = reader.alerts(range, asOf);
        if (!alerts.ok())
            return alerts.error();
        read = std::move(alerts).value();
        around = &read;
    }
    std::vector<AlertEpisode> firing;
    for (const auto& other : *around) {
        if (other.state == AlertState::pending || other.startsAt > end || other.endsAt.value_or(Time::max()) < alert.startsAt)
            continue;
        f.names[other.fingerprint] = other.name + (other.service.empty() ? "" : " (" + other.service + ")");
        if (other.startsAt <= alert.startsAt && other.fingerprint != alert.fingerprint)
            firing.push_back(other);
    }
    // The next episode of the same alert has a story of its own.
    for (const auto& other : *around) {
        if (other.fingerprint == alert.fingerprint && other.startsAt > alert.startsAt)
            std::erase_if(f.events, [&](const AlertEvent& e) { return e.at >= other.startsAt; });
    }
    auto silences = reader.silences({range.from, range.to}, asOf);
    if (!silences.ok())
        return silences.error();
    f.silences = std::move(silences).value();
    std::map<std::string, std::vector<TimeRange>> coverage;
    for (const auto& feed : config.feeds) {
        if (feed.kind == FeedKind::alertEvents)
            coverage[feed.name];
    }
    for (const auto& e : f.events)
        coverage[e.feed];
    f.recorder = !coverage.empty();
    for (auto& [feed, spans] : coverage) {
        auto known = reader.coverage(feed, "events");
        if (!known.ok())
            return known.error();
        spans = std::move(known).value();
    }
    if (f.recorder) {
        auto notifiers = reader.alertEvents({range.from - std::chrono::hours{24 * 7}, range.to}, kNotifiers, asOf);
        if (!notifiers.ok())
            return notifiers.error();
        const auto lastBefore = [&](const AlertEvent& started) {
            Time last = started.at - std::chrono::hours{1};
            if (auto before = reader.alertEvents({last, started.at}, {}, asOf); before.ok()) {
                for (const auto& e : *before) {
                    if (e.feed == started.feed && e.instance == started.instance)
                        last = std::max(last, e.at);
                }
            }
            return last;
        };
        f.covered = recordedSpans(coverage, *notifiers, lastBefore, {range.from, std::max(end, alert.startsAt + Millis{1})});
    }
    for (const auto& routing : config.routings) {
        if (routes && !routing.root.receiver.empty())
            f.groupWait = std::max(f.groupWait, routing.root.groupWait);
    }
    if (routes)
        f.configured = routes(alert, alert.startsAt, firing);
    return tellPaging(std::move(f));
}

} // namespace vedette
