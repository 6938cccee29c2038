#include "models/feeds/feeds_library.h"

#include <curl/curl.h>

namespace vedette {

CurlVersions curlVersions()
{
    const auto* info = curl_version_info(CURLVERSION_NOW);
    return {info->version, info->ssl_version == nullptr ? "none" : info->ssl_version};
}

} // namespace vedette
