#include "models/store/store_library.h"

#include <sqlite3.h>

namespace vedette {

std::string sqliteVersion() { return sqlite3_libversion(); }

} // namespace vedette
