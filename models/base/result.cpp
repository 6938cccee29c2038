#include "models/base/result.h"

namespace vedette {

std::string Error::text() const
{
    if (trail.empty())
        return detail;
    std::string places;
    for (const auto& place : trail) {
        if (!places.empty())
            places += ", ";
        places += place;
    }
    return detail + " (in: " + places + ")";
}

Error Error::in(std::string place) const
{
    Error copy = *this;
    copy.trail.push_back(std::move(place));
    return copy;
}

} // namespace vedette
