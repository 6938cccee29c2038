#pragma once

#include "models/core/suspect.h"

#include <QString>
#include <QTimeZone>

namespace vedette {

/// The sentence of one piece of evidence in the user's language, made from its kind and arguments, with its clock times (UTC) told in
/// `zone`; `near`: the first alert, whose day a clock time lies nearest to. A kind that is not known comes as the engine said it,
/// in English. Plain text.
[[nodiscard]] QString evidenceText(const Evidence& evidence, Time near, const QTimeZone& zone);

} // namespace vedette
