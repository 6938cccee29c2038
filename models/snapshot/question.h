#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// What the desk asks: the only thing that flows back. A value; equal questions have equal answers on equal caches.
struct Question {
    TimeRange range;               ///< what is seen
    std::optional<Time> asOf;      ///< nullopt: now
    std::string search;            ///< free text of the Events page
    std::vector<std::string> matchers; ///< service=..., severity=~..., type=..., state=..., kind=...
    std::string selectedId;        ///< alert, change, incident, flag, silence, "feed:NAME" or a MarkId; empty: none
    std::string selectedSlo;       ///< id; empty: the worst
    std::string selectedWatch;     ///< "watch" or "watch|series"; empty: the first flagged
    int chartColumns = 800;        ///< pixels of the widest chart
    bool compareWeek = true;
    std::uint64_t serial = 0;      ///< grows; the newest wins
    friend bool operator==(const Question&, const Question&) = default;
};

} // namespace vedette
