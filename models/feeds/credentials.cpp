#include "models/feeds/credentials.h"

#include "models/base/text.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace vedette {

KeyringLookup noKeyring()
{
    return [](const std::string& entry) -> Result<std::string> {
        return makeError(ErrorKind::config, "the keyring entry \"" + entry + "\" cannot be read: no keyring in this build");
    };
}

Result<std::string> readSecret(const Secret& secret, const KeyringLookup& keyring)
{
    constexpr std::size_t kMaxBytes = 64 * 1024;
    std::string value = secret.inlineValue;
    if (!secret.keyring.empty()) {
        auto found = keyring(secret.keyring);
        if (!found.ok())
            return found.error();
        value = std::move(*found);
    } else if (!secret.file.empty()) {
        std::ifstream file(secret.file, std::ios::binary);
        if (!file)
            return makeError(ErrorKind::config, "the secret file " + secret.file + " cannot be read: " + std::strerror(errno));
        value.resize(kMaxBytes);
        file.read(value.data(), static_cast<std::streamsize>(kMaxBytes));
        value.resize(static_cast<std::size_t>(file.gcount()));
    }
    value = trimmed(value);
    // A line break inside would let a file's content add headers of its own.
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        return makeError(ErrorKind::config, secret.file.empty() ? "a secret has more than one line" : "the secret file " + secret.file + " has more than one line");
    return value;
}

} // namespace vedette
