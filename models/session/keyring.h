#pragma once

#include "models/base/result.h"
#include "models/core/config.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace vedette {

/// Asks a keyring for one entry and tells the answer once, from any thread, at once or much later (a person may have to unlock it).
using KeyringAsk = std::function<void(const std::string& entry, std::function<void(Result<std::string>)> tell)>;

/// The desktop's keyring through QtKeychain (service "vedette"), on a thread of its own that lives as long as the process; where the
/// build has none it answers with a sentence. Nothing is ever written in plain text instead.
[[nodiscard]] KeyringAsk desktopKeyring();

/// Names of all keyring entries that a configuration refers to, each once.
[[nodiscard]] std::vector<std::string> keyringEntries(const Config& config);

/// Keyring entries held in memory for the I/O thread, which must not wait for a person. All entries are asked for at once; the first
/// lookups wait at most `patience` in all. A value older than a minute, and an error older than ten seconds, is asked for again
/// behind the answer, so that a rotated secret or an unlocked keyring is noticed without a restart. Thread-safe; copies share.
class Keyring {
public:
    Keyring(KeyringAsk ask, const std::vector<std::string>& entries, Millis patience = Millis{2000});
    /// Errors (kind config) name the entry, never a part of the secret.
    [[nodiscard]] Result<std::string> lookup(const std::string& entry) const;

private:
    struct Shelf;
    std::shared_ptr<Shelf> m_shelf;
};

/// EngineOptions::keyring for a configuration: the desktop's keyring, empty where no entry is named.
[[nodiscard]] std::function<Result<std::string>(const std::string&)> keyringFor(const Config& config);

} // namespace vedette
