#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/core/anomaly.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// A series read from CSV, rows in the order of the file (which need not be that of time). Parallel columns.
struct CsvSeries {
    std::vector<std::string> stamps; ///< timestamps as they were written
    std::vector<Time> times;
    std::vector<double> values;      ///< NaN where the cell is empty
    Millis step{60000};              ///< median distance of neighbours; a minute when fewer than two rows tell
};

/// Reads `timestamp,value[,...]`: a header with these two columns in any order and place, further columns ignored; timestamps
/// RFC 3339, `YYYY-MM-DD[ hh:mm[:ss]]` (UTC) or epoch seconds or milliseconds (from 1e11 on; a fraction of a second is kept);
/// an empty value is missing; cells may be quoted; LF or CRLF; empty lines are skipped. Error kind parse with the line (from 1).
[[nodiscard]] Result<CsvSeries> readCsvSeries(std::string_view text);

/// `timestamp,value,anomaly_score,is_anomaly,expected,lower,upper`, one row for each row read; what is not known is empty.
/// `points` has one element for each row of `series`. Numbers in the shortest form that reads back the same.
[[nodiscard]] std::string writeScores(const CsvSeries& series, const std::vector<ScoredPoint>& points);

} // namespace vedette
