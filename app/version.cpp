#include "app/version.h"

#include "models/base/json_writer.h"
#include "models/session/libraries.h"

#include <QtGlobal>

#ifndef VEDETTE_COMMIT
#define VEDETTE_COMMIT "unknown"
#endif

namespace vedette {

std::string versionText()
{
    const auto lib = librariesLoaded();
    return std::string("vedette " VEDETTE_VERSION " (" VEDETTE_COMMIT ")\nSQLite ") + lib.sqlite + "\nlibcurl " + lib.curl + "\nTLS " + lib.tls + "\nQt " + qVersion();
}

std::string versionJson()
{
    const auto lib = librariesLoaded();
    JsonWriter json;
    json.beginObject().field("product", "vedette").field("version", VEDETTE_VERSION).field("commit", VEDETTE_COMMIT);
    json.field("sqlite", lib.sqlite).field("libcurl", lib.curl).field("tls", lib.tls).field("qt", qVersion()).endObject();
    return json.take();
}

} // namespace vedette
