#pragma once

#include "models/core/lane.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace vedette {

/// What happened in one bin of time on one lane. Counts are of episodes that began in it; `worst` and `here` are over the whole
/// bin, so that a long outage does not vanish when zoomed out.
struct LaneBin {
    std::uint16_t critical = 0;
    std::uint16_t warning = 0;
    std::uint16_t info = 0;
    std::uint16_t silenced = 0;
    std::uint16_t changes = 0;
    std::uint8_t worst = 0; ///< severityRank of what colours the strip: warning, critical; 0: nothing
    bool here = false;      ///< an alert that is not silenced covers some of it
    bool silencedHere = false;
};

/// Level of detail of one timeline: severity bins of 5 min x 8^k a lane, made once and kept while the timeline is shown.
/// Lanes with few items get none: they are walked directly. Not thread-safe.
class LaneIndex {
public:
    explicit LaneIndex(std::shared_ptr<const Timeline> timeline);

    struct Slice {
        std::size_t first = 0;
        std::size_t end = 0;
        [[nodiscard]] std::size_t size() const { return end - first; }
    };
    /// Alerts of a lane that may overlap the range (some before it may have ended).
    [[nodiscard]] Slice alerts(std::size_t lane, TimeRange range) const;
    [[nodiscard]] Slice changes(std::size_t lane, TimeRange range) const;

    struct Level {
        Millis width{0};
        std::vector<LaneBin> bins; ///< from origin()
    };
    /// The coarsest level whose bins are at most `width` wide; null when there is none.
    [[nodiscard]] const Level* level(std::size_t lane, Millis width) const;
    [[nodiscard]] Time origin() const { return m_origin; }
    [[nodiscard]] const std::shared_ptr<const Timeline>& timeline() const { return m_timeline; }

private:
    struct LaneData {
        std::vector<Time> latestEnd; ///< running maximum of `to`
        std::vector<Level> levels;
    };
    void build(std::size_t lane);
    std::shared_ptr<const Timeline> m_timeline;
    Time m_origin{};
    std::vector<LaneData> m_lanes;
};

} // namespace vedette
