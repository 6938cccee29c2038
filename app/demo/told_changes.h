#pragma once

#include "app/demo/fleet_plan.h"
#include "app/demo/fleet_services.h"
#include "models/base/json_writer.h"
#include "models/base/text.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

// What the writers of the demo's change feeds share.

namespace vedette::demo {

inline const std::string& serviceName(const PlannedChange& c) { return fleetServices()[static_cast<std::size_t>(c.service)].name; }
inline bool tells(const PlannedChange& c, std::string_view feed) { return std::find(c.sources.begin(), c.sources.end(), feed) != c.sources.end(); }
/// A number that stands for the change in feeds that count.
inline std::string digits(const PlannedChange& c) { return std::to_string(fnv1a(c.id) % 900'000'000 + 100'000'000); }
/// The commit that a version of a service was built from: 40 hexadecimal digits.
inline std::string commitOf(const PlannedChange& c)
{
    const auto first = fnv1a(serviceName(c) + "@" + c.revision);
    return (hex64(first) + hex64(fnv1a(c.revision, first)) + hex64(first * 31)).substr(0, 40);
}
/// The moment from which the new version was everywhere (rolled-back ones included).
inline Time syncedAt(const PlannedStage& rollout) { return std::min(rollout.endsAt, rollout.startsAt + std::chrono::seconds{150}); }

/// Changes that `feed` tells of and whose rollout had begun by `now`, newest first.
inline std::vector<const PlannedChange*> rolloutsOf(const FleetPlan& plan, std::string_view feed, Time now)
{
    std::vector<const PlannedChange*> rows;
    for (auto c = plan.changes.rbegin(); c != plan.changes.rend(); ++c) {
        if (tells(*c, feed) && c->rollout()->startsAt <= now)
            rows.push_back(&*c);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return a->rollout()->startsAt > b->rollout()->startsAt; });
    return rows;
}

/// `t` where it has come, else null.
template <class T> void fieldOnce(JsonWriter& w, std::string_view name, Time t, Time now, T&& shown)
{
    w.key(name);
    if (t <= now)
        w.value(shown);
    else
        w.null();
}
inline void finishedField(JsonWriter& w, std::string_view name, Time endsAt, Time now) { fieldOnce(w, name, endsAt, now, endsAt); }

template <class Row> void cutRows(std::vector<Row>& rows, std::size_t first, std::size_t size)
{
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), first)));
    if (rows.size() > size)
        rows.resize(size);
}
/// Page from 1.
template <class Row> void pageOf(std::vector<Row>& rows, int page, int perPage)
{
    const auto size = static_cast<std::size_t>(std::clamp(perPage, 1, 100));
    cutRows(rows, static_cast<std::size_t>(std::max(page, 1) - 1) * size, size);
}

} // namespace vedette::demo
