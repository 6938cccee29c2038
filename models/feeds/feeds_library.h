#pragma once

#include <string>

namespace vedette {

/// Versions of libcurl and of its TLS library as loaded.
struct CurlVersions {
    std::string curl;
    std::string tls;
};
[[nodiscard]] CurlVersions curlVersions();

} // namespace vedette
