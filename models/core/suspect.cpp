#include "models/core/suspect.h"

#include <algorithm>

namespace vedette {

std::vector<TimeRange> JudgedSpans::notGrouped(TimeRange range) const
{
    std::vector<TimeRange> out;
    if (all)
        return out;
    for (const auto& span : grouped) {
        if (range.from < std::min(span.from, range.to))
            out.push_back({range.from, std::min(span.from, range.to)});
        range.from = std::max(range.from, span.to);
    }
    if (range.from < range.to)
        out.push_back(range);
    return out;
}

} // namespace vedette
