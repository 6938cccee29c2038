#pragma once

#include "models/core/batch.h"
#include "models/core/config.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What reading a file of lines amounts to.
struct LinesRead {
    std::int64_t lines = 0; ///< that were used
    std::map<std::string, std::int64_t> counts;        ///< by type
    std::map<std::string, std::int64_t> unknownTypes;  ///< kept count of, never fatal
    std::map<std::string, std::int64_t> unknownFields; ///< "alert.foo"
    std::vector<std::string> broken; ///< "FILE:12: what is wrong", the first 100
    std::int64_t brokenLines = 0;
};

/// Reads the lines of CLI.md ("Lines of import and export") into batches of a few thousand facts, each handed to `take`; an error of
/// `take` ends the reading. A line without `seenAt` was known at its own time: a fact with an end becomes two, its beginning known
/// at the beginning and its end known at the end.
[[nodiscard]] Result<LinesRead> readLines(std::string_view text, const std::string& file, const Config& config, Time now,
    const std::function<Status(Batch)>& take);

/// A line of `suspects --questions`.
struct SuspectQuestion {
    std::string id;
    std::string alert;
    Time asOf{};
};
/// Error kind parse with FILE:LINE.
[[nodiscard]] Result<std::vector<SuspectQuestion>> parseQuestions(std::string_view text, const std::string& file);

// The same facts as lines, each with its line break.
[[nodiscard]] std::string alertLine(const AlertEpisode& alert);
[[nodiscard]] std::string changeLine(const ChangeRecord& record);
[[nodiscard]] std::string serviceLine(const ServiceInfo& service);
[[nodiscard]] std::string noteLine(const Note& note);
[[nodiscard]] std::string sampleLines(const SeriesSamples& series);

} // namespace vedette
