#pragma once

#include <QString>
#include <QTimeZone>

#include <string>

namespace vedette {

/// A sentence of the engine (what a feed failed of, what helps, why the cache is read only, a finding of the configuration) in the
/// user's language, found by its known form; another sentence comes as the engine said it, in English. What stands after a known
/// form behind ": " or " (" is kept. Plain text of at most `most` characters. GUI thread.
[[nodiscard]] QString engineText(const std::string& sentence, int most);

/// The same for the short names that the engine gives: what a poll asked ("watch orders"), rows of the coverage ("metrics kr1").
[[nodiscard]] QString engineName(const std::string& name, int most);

/// The zone that the moments within such sentences are told in, from now on; UTC until it is set. GUI thread.
void showEngineMomentsIn(const QTimeZone& zone);

} // namespace vedette
