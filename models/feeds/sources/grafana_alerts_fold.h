#pragma once

#include "models/core/alert.h"
#include "models/feeds/sources/grafana_alerts_parser.h"

#include <map>
#include <string>
#include <vector>

namespace vedette {

/// What is known of the instances of Grafana's rules over one unbroken span of time, and the episodes in any part of it. Pure, but for what it
/// was told.
class GrafanaBook {
public:
    /// True when that was not known before.
    bool add(const GrafanaTransition& t);
    /// What fires now and began before all that was read (`readFrom`). True when nothing was known of that instance: it has fired since then.
    bool assume(const GrafanaTransition& t, Time readFrom);
    [[nodiscard]] std::size_t size() const { return m_size; }
    /// Drops what ended before; an instance keeps the state in which it entered the rest.
    void forgetBefore(Time t);

    /// Episodes within `covered`, those cut by its edges included (startsAt is then its beginning, endsAt null). Alerting is firing; Pending is
    /// pending, and nothing when it came to nothing. NoData and Error are episodes of their own (DatasourceNoData, DatasourceError, as Grafana's
    /// notifications name them, with the rule's name in `rulename`). What was alerting and then had no data, failed or vanished is doubtful, not resolved.
    /// Labels, annotations and times are filled in; what labels say is not. What was assumed to fire since before `knownFrom`, the beginning of
    /// all that is known, begins when it began.
    [[nodiscard]] std::vector<AlertEpisode> episodes(TimeRange covered, Time knownFrom = Time::min()) const;
    /// Instances that are not at rest at `t` and change nothing in [t, to): a reading that began at `t` did not know of them.
    [[nodiscard]] bool anyHiddenBehind(Time t, Time to, Time knownFrom) const;

private:
    struct Change {
        GrafanaState previous;
        GrafanaState current;
        std::string error;
    };
    struct Instance {
        GrafanaTransition first; ///< who it is
        std::map<Time, Change> changes;
        bool assumed = false; ///< its first change, by assume()
    };
    [[nodiscard]] static GrafanaState stateAt(const Instance& instance, Time t);
    static void fold(const Instance& instance, TimeRange covered, Time knownFrom, std::vector<AlertEpisode>& out);
    std::map<std::string, Instance> m_instances;
    std::size_t m_size = 0;
};

} // namespace vedette
