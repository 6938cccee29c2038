#pragma once

#include "models/correlation/explanation.h"

namespace vedette::correlation {

inline constexpr ReleaseParts kReleaseWeights{0.284, 0.011, 0.092, 0.052, 1.484, 4.715, 4.383, 2.909, 1.734, 2.339, -1.049, 2.339, 0.220, 1.590, 1.158, 0.280, -0.593, -0.512, 0.020, 2.051, 1.211, -0.966, -3.671, 1.643, 0.360, -2.142, -1.352};
inline constexpr NoneParts kNoneWeights{3.667, 0.064, 0.032, -0.038, 0.091, 1.588, 0.325, 0.326, 0.176, 0.749, 0.053, 0.495, 0.556, 0.205};

} // namespace vedette::correlation
