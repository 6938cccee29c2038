#pragma once

#include "models/core/suspect.h"

#include <QString>

namespace vedette {

/// The sentence of one piece of evidence in the user's language, made from its kind and arguments; where the kind is not known
/// the engine's own English. Plain text.
[[nodiscard]] QString evidenceText(const Evidence& evidence);

} // namespace vedette
