#pragma once

#include "models/core/far_span.h"
#include "models/store/sqlite_database.h"

#include <string>
#include <vector>

namespace vedette {

/// Keeps spans from beyond the hot range (table `far`; DESIGN.md, "The cache"), at most `maxBytes` of bodies: those that nobody looked at
/// for longest go first, and one that is larger than all that is not kept. What lies within a new span in steps no finer goes; a span that
/// was asked in vain takes only its like away. Inside the caller's transaction, as touchFarSpans.
Status storeFarSpans(Database& db, const std::vector<FarSpan>& spans, std::int64_t maxBytes);
/// Notes that what overlaps the range was looked at; written once in ten minutes at most.
Status touchFarSpans(Database& db, const std::string& feed, const std::string& key, TimeRange range, Time at);
/// Those that overlap the range, ascending, coarser first where they begin together.
Result<std::vector<FarSpan>> loadFarSpans(const Database& db, const std::string& feed, const std::string& key, TimeRange range);

} // namespace vedette
