#pragma once

#include "models/base/result.h"
#include "models/core/matcher.h"

#include <string_view>

namespace vedette {

/// One entry of Alertmanager's `matchers`: one or several conditions, in braces or not, in its classic syntax (foo = bar, bar=~"a|b") and the
/// one for any label name ("a name"="b"). Single quotes are characters of the value, as they are there. Error kind usage with a sentence.
[[nodiscard]] Result<Matchers> parseAlertMatchers(std::string_view text);

} // namespace vedette
