#pragma once

#include "models/base/result.h"
#include "models/core/config.h"

#include <functional>
#include <string>

namespace vedette {

/// Looks an entry of the desktop's keyring up; an error says why it cannot.
using KeyringLookup = std::function<Result<std::string>(const std::string& entry)>;
/// What a build without a keyring answers.
[[nodiscard]] KeyringLookup noKeyring();

/// The secret itself, read anew at each use: files may be rotated while the console runs. One line break at its end is dropped,
/// as Prometheus does. Errors (kind config) name the file or entry, never a part of the secret.
[[nodiscard]] Result<std::string> readSecret(const Secret& secret, const KeyringLookup& keyring);

} // namespace vedette
