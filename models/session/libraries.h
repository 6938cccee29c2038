#pragma once

#include <string>

namespace vedette {

/// Versions of the libraries as loaded, not as compiled against.
struct Libraries {
    std::string sqlite;
    std::string curl;
    std::string tls;
};
[[nodiscard]] Libraries librariesLoaded();

} // namespace vedette
