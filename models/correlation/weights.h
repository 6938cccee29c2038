#pragma once

#include "models/correlation/explanation.h"

namespace vedette::correlation {

inline constexpr ReleaseParts kReleaseWeights{0.333, -0.085, 0.004, 2.020, 2.577, 0.924, 0.722, -0.782, 4.449, 4.206, 2.808, 1.643, 2.073, -1.159, 2.069, 0.201, 1.065, 0.722, 0.060, 0.690, 0.224, 0.606, -0.782, 0.272, -0.683, -0.065, 2.103, 1.596, -0.994, 0.087, -2.966, 1.653, 0.274, -2.205, -1.474};
inline constexpr NoneParts kNoneWeights{4.356, 0.213, 0.048, -0.021, 0.110, 1.702, 0.351, 0.278, 0.460, 0.598, 0.016, 0.388, 0.130, 0.048, -0.472, 0.898, -0.684};

} // namespace vedette::correlation
