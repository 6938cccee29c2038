#include "models/core/series.h"

#include "models/base/text.h"

namespace vedette {

std::string watchRevision(std::string_view query) { return hex64(fnv1a(trimmed(query))).substr(0, 8); }

} // namespace vedette
