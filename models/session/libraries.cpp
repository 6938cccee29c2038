#include "models/session/libraries.h"

#include "models/feeds/feeds_library.h"
#include "models/store/store_library.h"

namespace vedette {

Libraries librariesLoaded()
{
    const auto curl = curlVersions();
    return {sqliteVersion(), curl.curl, curl.tls};
}

} // namespace vedette
