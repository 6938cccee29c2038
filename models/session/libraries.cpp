#include "models/session/libraries.h"

#include <curl/curl.h>
#include <sqlite3.h>

namespace vedette {

Libraries librariesLoaded()
{
    const auto* curl = curl_version_info(CURLVERSION_NOW);
    return {sqlite3_libversion(), curl->version, curl->ssl_version == nullptr ? "none" : curl->ssl_version};
}

} // namespace vedette
