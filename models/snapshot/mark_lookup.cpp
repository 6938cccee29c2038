#include "models/snapshot/mark_lookup.h"

#include "models/core/lane.h"

#include <chrono>
#include <optional>

namespace vedette {

namespace {

constexpr Millis kAbout = std::chrono::seconds{1}; ///< where what was told later moved its beginning a little

/// How far a beginning is from the mark's; null: it is another's.
std::optional<Millis> away(const MarkId& mark, std::optional<Time> begins)
{
    if (!begins || std::chrono::abs(*begins - mark.at) > kAbout)
        return std::nullopt;
    return std::chrono::abs(*begins - mark.at);
}

} // namespace

Result<Question> withoutMark(const CacheReader& reader, Question question)
{
    const auto mark = MarkId::parse(question.selectedId);
    if (!mark)
        return question;
    const TimeRange moment{mark->at - kAbout, mark->at + kAbout + Millis{1}};
    std::optional<Millis> nearest;
    const auto isNearer = [&](std::optional<Time> begins) {
        const auto now = away(*mark, begins);
        if (!now || (nearest && *now >= *nearest))
            return false;
        nearest = now;
        return true;
    };
    if (mark->change) {
        auto changes = reader.changes(moment, question.asOf);
        if (!changes.ok())
            return changes.error();
        for (const auto& change : *changes) {
            if (change.service == mark->service && (isNearer(change.startsAt) || isNearer(change.liveAt())))
                question.selectedId = change.id;
        }
        return question;
    }
    auto alerts = reader.alerts(moment, question.asOf);
    if (!alerts.ok())
        return alerts.error();
    for (const auto& alert : *alerts) {
        if (alert.service == mark->service && (isNearer(alert.startsAt) || isNearer(alert.pendingAt)))
            question.selectedId = alert.id;
    }
    return question;
}

} // namespace vedette
