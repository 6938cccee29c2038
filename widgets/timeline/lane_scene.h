#pragma once

#include "models/core/lane.h"
#include "widgets/timeline/lane_index.h"
#include "widgets/timeline/time_axis.h"

#include <vector>

namespace vedette {

/// A run of pixel columns of one strip state. ok: quiet; none: nothing is known to be asked there.
struct StripRun {
    int x0 = 0;
    int x1 = 0; ///< exclusive
    Severity state = Severity::ok;
};

/// One bar: an alert, or several that lie too close together to be told apart.
struct AlertBar {
    double x0 = 0;
    double x1 = 0;
    Time from{};
    Time to{};
    Severity worst = Severity::info;
    int critical = 0;
    int warning = 0;
    int info = 0;
    int silencedCount = 0;
    std::size_t index = 0;    ///< of the worst alert of the bar (first of these) in Lane::alerts
    bool exact = true;        ///< false: made of bins, `index` means nothing
    bool silenced = false;    ///< outline only
    bool recurring = false;
    bool doubtful = false;
    bool pending = false;
    bool open = false;
    [[nodiscard]] int count() const { return critical + warning + info + silencedCount; }
};

/// One ▼ or ↩: a change, or several that touch.
struct ChangeFlag {
    double x = 0;
    std::size_t first = 0; ///< indexes into Lane::changes
    std::size_t last = 0;
    int count = 1;
    bool exact = true;
    float suspicion = 0;
    ChangeKind kind = ChangeKind::deployment;
};

/// What one lane shows over one axis.
struct LaneScene {
    std::vector<StripRun> strip;
    std::vector<AlertBar> bars; ///< by x0; silenced ones first
    std::vector<ChangeFlag> changes;
};

/// Which neighbours are drawn as one, kept from frame to frame so that nothing flickers: bars join when less than 4 px apart and
/// part again at 6.
class MergeMemory {
public:
    void reset() { m_joined.clear(); }
    [[nodiscard]] bool joined(std::size_t lane, std::size_t item) const
    {
        return lane < m_joined.size() && item < m_joined[lane].size() && m_joined[lane][item];
    }
    void set(std::size_t lane, std::size_t item, bool on)
    {
        if (on && lane >= m_joined.size())
            m_joined.resize(lane + 1);
        if (on && item >= m_joined[lane].size())
            m_joined[lane].resize(item + 1);
        if (lane < m_joined.size() && item < m_joined[lane].size())
            m_joined[lane][item] = on;
    }

private:
    std::vector<std::vector<bool>> m_joined; ///< by lane and item
};

inline constexpr double kJoinBelow = 4;
inline constexpr double kPartFrom = 6;
inline constexpr double kLeastBar = 3;
inline constexpr double kChangeJoin = 8;

/// Lays out one lane. `keepAlone`: id index of a change that is never merged (the selected one; 0: none).
[[nodiscard]] LaneScene layOutLane(const LaneIndex& index, std::size_t lane, const TimeAxis& axis, MergeMemory& memory, std::uint32_t keepAlone);

} // namespace vedette
