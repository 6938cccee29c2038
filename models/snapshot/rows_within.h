#pragma once

#include "models/base/time.h"

#include <vector>

namespace vedette {

/// Rows with a begin and perhaps an end that overlap the range; what is open goes on until `now`.
template <class T> std::vector<T> within(const std::vector<T>& all, TimeRange range, Time now)
{
    std::vector<T> out;
    for (const auto& row : all) {
        const Time end = row.endsAt.value_or(now);
        if (row.startsAt < range.to && end >= range.from)
            out.push_back(row);
    }
    return out;
}

} // namespace vedette
