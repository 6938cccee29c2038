#pragma once

#include "models/correlation/explanation.h"

namespace vedette::correlation {

inline constexpr ReleaseParts kReleaseWeights{1, 0.1, 0.2, 0.3, 0.2, 0.5, 0.2, 0, 0, 0, 0, 0, 1, 0.5, 0.3, 0.3, -1, -0.3, -0.3,
    1.5, 2, -1.5, -0.5, 0.7, 0, -1.5, -0.5};
inline constexpr NoneParts kNoneWeights{-1, 0.8, 0.2, 0.3, 0.3, 2, 1, 0, -2, -1, 0, -0.5, 0.3, 0};

} // namespace vedette::correlation
