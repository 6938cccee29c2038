#include "widgets/timeline/timeline_view.h"

#include "models/items/board.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/timeline/cause_focus.h"

#include <algorithm>

namespace vedette {

std::vector<HintLine> TimelineView::barHint(const Lane& lane, const AlertBar& bar) const
{
    const Theme& theme = Theme::instance();
    const QTimeZone& zone = m_board.time().zone();
    std::vector<HintLine> lines;
    const int n = bar.count();
    lines.push_back({plain(lane.service, 40), n > 1 ? tr("%n merged", nullptr, n) : severityWord(bar.worst), theme.text, {}, {}, true});
    const bool row = bar.exact && lane.alerts[bar.index].id != 0;
    if (n == 1 && row)
        lines.push_back({plain(m_timeline->texts[lane.alerts[bar.index].name], 60), {}, theme.text, severityGlyph(bar.worst), theme.ink(bar.worst), false});
    const QString end = bar.open ? tr("now") : clockText(bar.to, zone, false);
    lines.push_back({clockText(bar.from, zone, false) + QStringLiteral("–") + end, durationText(bar.to - bar.from), theme.text2, {}, {}, false});
    if (n > 1) {
        if (bar.critical > 0)
            lines.push_back({tr("%1 critical").arg(bar.critical), {}, theme.text, Glyph::critical, theme.ink(Severity::critical), false});
        if (bar.warning > 0)
            lines.push_back({tr("%1 warning").arg(bar.warning), {}, theme.text, Glyph::warning, theme.ink(Severity::warning), false});
        if (bar.info > 0)
            lines.push_back({tr("%1 info").arg(bar.info), {}, theme.text, Glyph::info, theme.ink(Severity::info), false});
        if (bar.silencedCount > 0)
            lines.push_back({tr("%1 silenced").arg(bar.silencedCount), {}, theme.text2, Glyph::silenced, theme.silencedInk, false});
    }
    if (bar.silenced && n == 1)
        lines.push_back({tr("silenced"), {}, theme.text2, Glyph::silenced, theme.silencedInk, false});
    if (bar.recurring)
        lines.push_back({tr("comes by the calendar"), {}, theme.text2, Glyph::recurring, theme.silencedInk, false});
    if (bar.doubtful)
        lines.push_back({tr("end unknown: its telemetry stopped"), {}, theme.text2, Glyph::unknown, theme.ink(Severity::unknown), false});
    const auto* suspect = m_focus.suspect();
    if (suspect && row && m_causedIds.count(lane.alerts[bar.index].id) > 0) {
        const Millis after = lane.alerts[bar.index].from - suspect->change.liveAt();
        if (after.count() > 0)
            lines.push_back({tr("%1 after %2").arg(durationText(after), plain(suspect->change.label(), 24)), {}, theme.changeInk, {}, {}, false});
    }
    lines.push_back({bar.exact ? tr("Enter lists · W zooms in") : tr("A click goes nearer · Enter lists"), {}, theme.text3, {}, {}, false});
    return lines;
}

std::vector<HintLine> TimelineView::hintFor(const Hit& hit) const
{
    const Theme& theme = Theme::instance();
    const QTimeZone& zone = m_board.time().zone();
    std::vector<HintLine> lines;
    if (hit.kind == Hit::Kind::incident) {
        const auto& incident = m_timeline->incidents[hit.index];
        lines.push_back({plain(incident.title, 60), {}, theme.text, severityGlyph(incident.severity), theme.ink(incident.severity), true});
        lines.push_back({rangeText(incident.range, zone), durationText(incident.range.length()), theme.text2, {}, {}, false});
        return lines;
    }
    if (hit.kind == Hit::Kind::notJudged) {
        lines.push_back({tr("Not judged here"), {}, theme.text, Glyph::unknown, theme.ink(Severity::unknown), true});
        lines.push_back({tr("Very many alerts: they are judged near now and around what is looked at."), {}, theme.text2, {}, {}, false});
        lines.push_back({tr("A click goes nearer · Enter lists"), {}, theme.text3, {}, {}, false});
        return lines;
    }
    if (hit.kind == Hit::Kind::mark) {
        const auto& mark = m_board.time().marks().at(hit.index);
        const bool kept = !mark.id.isEmpty();
        const QString when = dateClockText(mark.at, zone, true) + QLatin1Char(' ') + zoneText(zone, mark.at);
        lines.push_back({kept ? plain(mark.text.toStdString(), 120) : tr("Mark"), {}, theme.text, kept ? std::optional<Glyph>(Glyph::note) : std::nullopt, theme.text2, true});
        lines.push_back({when, {}, theme.text2, {}, {}, false});
        if (!kept)
            lines.push_back({tr("M takes it away · Shift+M keeps it"), {}, theme.text3, {}, {}, false});
        return lines;
    }
    if (hit.place >= m_order.size())
        return lines;
    const Lane& lane = laneAt(hit.place);
    const auto placed = std::find_if(m_placed.begin(), m_placed.end(), [&](const PlacedLane& p) { return p.number == m_order[hit.place]; });
    if (placed == m_placed.end())
        return lines;
    const auto text = [&](std::uint32_t i) { return plain(m_timeline->texts[i], 60); };
    switch (hit.kind) {
    case Hit::Kind::bar:
        if (hit.index < placed->scene.bars.size())
            return barHint(lane, placed->scene.bars[hit.index]);
        break;
    case Hit::Kind::change: {
        if (hit.index >= placed->scene.changes.size())
            break;
        const auto& flag = placed->scene.changes[hit.index];
        lines.push_back({plain(lane.service, 40), flag.count > 1 ? tr("%n changes", nullptr, flag.count) : changeKindWord(flag.kind), theme.text, {}, {}, true});
        for (std::size_t i = flag.first; flag.exact && i <= flag.last && lines.size() < 7; ++i) {
            const auto& c = lane.changes[i];
            if (c.id == 0 && c.text == 0)
                lines.push_back({changeKindWord(c.kind), clockText(c.at, zone), theme.changeInk, changeGlyph(c.kind), theme.change, false});
            else
                lines.push_back({text(c.text), clockText(c.at, zone), theme.changeInk, changeGlyph(c.kind), theme.change, false});
        }
        if (flag.suspicion > 0)
            lines.push_back({tr("suspect, %1").arg(probabilityText(flag.suspicion)), {}, theme.text2, {}, {}, false});
        break;
    }
    case Hit::Kind::flag: {
        const auto& flag = lane.flags[hit.index];
        lines.push_back({text(flag.text), tr("abnormal"), theme.text, Glyph::ring, theme.ink(Severity::info), true});
        lines.push_back({clockText(flag.from, zone) + QStringLiteral("–") + clockText(flag.to, zone), durationText(flag.to - flag.from), theme.text2, {}, {}, false});
        break;
    }
    case Hit::Kind::note: {
        const auto& note = lane.notes[hit.index];
        lines.push_back({text(note.text), clockText(note.at, zone, false), theme.text, Glyph::note, theme.text2, false});
        break;
    }
    case Hit::Kind::gap: {
        const auto& gap = lane.gaps[hit.index];
        lines.push_back({gap.cause == 0 ? tr("no telemetry") : engineText(m_timeline->texts[gap.cause], 60), durationText(gap.to - gap.from), theme.text, Glyph::unknown, theme.ink(Severity::unknown), true});
        lines.push_back({clockText(gap.from, zone) + QStringLiteral("–") + clockText(gap.to, zone), {}, theme.text2, {}, {}, false});
        break;
    }
    default:
        break;
    }
    return lines;
}

} // namespace vedette
