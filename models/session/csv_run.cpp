#include "models/session/csv_run.h"

#include "models/snapshot/csv_scores.h"

namespace vedette {

Result<std::string> scoreCsv(std::string_view text) { return scoreCsvText(text); }

} // namespace vedette
