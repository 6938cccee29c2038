#pragma once

#include "models/core/alert_event.h"
#include "models/store/sqlite_database.h"

#include <string_view>
#include <vector>

namespace vedette {

/// Stores what notifiers did; an event whose id its feed has told already is that one, as it was first told. Events without an
/// id, a feed or a readable fingerprint are refused by their reader, not here. Inside the caller's transaction.
Status storeAlertEvents(Database& db, const std::vector<AlertEvent>& events);

/// 16 hexadecimal digits as the number they are; empty is 0. False for anything else.
[[nodiscard]] bool fingerprintNumber(std::string_view digits, std::int64_t& out);

} // namespace vedette
