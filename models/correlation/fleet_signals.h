#pragma once

#include "models/base/time.h"
#include "models/core/alert.h"
#include "models/core/anomaly.h"
#include "models/core/change.h"
#include "models/core/slo.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vedette {
struct CorrelationInput;
}

namespace vedette::correlation {

/// Where an alert is: numbers of names, -1 where nothing is said.
struct Place {
    int environment = -1;
    int cluster = -1;
};

/// Where a change went live; empty: nothing is said.
struct Places {
    std::vector<int> environments;
    std::vector<int> clusters;
};

/// The names of environments and clusters. Feeds spell them as they like: two names tell two places apart only where
/// both are used by alerts, or where the change's is one before production.
class PlaceNames {
public:
    void learn(const CorrelationInput& input);
    [[nodiscard]] Place of(const AlertEpisode& alert) const;
    [[nodiscard]] Places of(const Change& change) const;
    [[nodiscard]] const std::string& name(int place) const { return m_names[static_cast<std::size_t>(place)]; }
    /// The change did not touch the alert's place.
    [[nodiscard]] bool apart(const Places& change, const Place& alert) const;

private:
    enum Kind : std::size_t { environment, cluster, kKinds };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    int number(Kind kind, std::string_view name);
    [[nodiscard]] int find(Kind kind, std::string_view name) const;

    std::array<std::unordered_map<std::string, int, Hash, std::equal_to<>>, kKinds> m_numbers;
    std::vector<std::string> m_names;
    std::vector<bool> m_ofAlerts;
    std::vector<bool> m_ofChanges;
};

/// A span in which a watched metric was abnormal.
struct Moved {
    Time from{};
    Time to{};
    int flag = 0; ///< index in CorrelationInput::anomalies
};

/// Errors of a service that rose as something went live.
struct ErrorStep {
    double before = 0; ///< share of events
    double after = 0;
    double strength = 0; ///< 0 to 1: 4 standard errors give 0, 12 give 1
};

/// What metrics tell beside the alerts, by service.
class FleetSignals {
public:
    void resize(std::size_t services);
    void addFlag(int service, const AnomalyFlag& flag, int index);
    void addErrors(int service, const SloBins& bins);
    void settle();

    /// By from.
    [[nodiscard]] const std::vector<Moved>& moved(int service) const { return m_moved[static_cast<std::size_t>(service)]; }
    [[nodiscard]] std::size_t movedBefore(int service, Time asOf) const; ///< how many had begun by then
    /// The earliest abnormal span that led into the trouble that showed at `began`, as known at `asOf`; nullptr: none.
    [[nodiscard]] const Moved* leadingTo(int service, Time began, Time asOf) const;
    /// The first that began as something of the service went live at `live` (a step before to 20 min after), where none
    /// was on before; nullptr: none.
    [[nodiscard]] const Moved* followingOn(int service, Time live, Time asOf) const;
    /// Any was on between the two.
    [[nodiscard]] bool anyWithin(int service, Time from, Time to) const;
    /// The share of errors stepped up at `live`, not before, and had not come back at `until`. Counts only bins that end
    /// by `until`.
    [[nodiscard]] std::optional<ErrorStep> errorStep(int service, Time live, Time until) const;

private:
    std::vector<std::vector<Moved>> m_moved;
    std::vector<std::vector<const SloBins*>> m_errors;
};

} // namespace vedette::correlation
