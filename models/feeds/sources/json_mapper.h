#pragma once

#include "models/base/json_reader.h"
#include "models/core/change.h"
#include "models/core/config.h"
#include "models/feeds/http_words.h"

#include <optional>
#include <string>
#include <vector>

namespace vedette {

// The language of a mapping (models/core/config.h, JsonMapping). Where a text is asked for, an expression is one of
//   path             dotted with [0], [-1], [*], [name=ENV] and [env:*] (json_path.h); "$" the row itself; of several texts the
//                    first that says something
//   ^.path           the same below the list element around the row (in a stage: the row); ^.^.path around that
//   last(path)       what stands behind the last slash
//   part(path, -2)   the part between slashes counted from the end, or from 0 at the start; slashes at the end do not count
//   a + b + 'text'   joined by slashes, nothing when one is missing; of a time a sum: b is a length in a's unit, or "5m"
//   a | b | 'text'   alternatives: the first that says something
// A text that the mapping's `values` turn into nothing says nothing, nor does a word that is no kind or no status where one is
// asked for, nor a time of 0 or of the year 1.

/// A row of the list with the list elements around it, nearest first.
struct MappedRow {
    JsonValue value;
    std::vector<JsonValue> around;
};

inline constexpr std::size_t kMaxMappedRows = 10'000;
inline constexpr std::size_t kMaxMappedStages = 50; ///< of one row

/// The rows at a mapping's `list`, at most kMaxMappedRows. "[*]" opens every element of a list on the way:
/// "items[*].history[*]"; "a | b" is the first that is there.
[[nodiscard]] std::vector<MappedRow> mappedRows(JsonValue root, const std::string& list);
/// False: nothing is there, not even an empty list.
[[nodiscard]] bool listPresent(JsonValue root, const std::string& list);

/// The text of an expression without alternatives; empty when there is none.
[[nodiscard]] std::string mappedText(const MappedRow& row, const std::string& expression);

/// What a row tells; what is wrong with it is left to changeFault().
struct MappedChange {
    std::optional<ChangeRecord> record;  ///< the change as a whole; with stages its parent is its own id
    std::vector<ChangeRecord> stages;    ///< those that had begun
    std::string fault;                   ///< why there is no record; empty when the row is none of the mapping's business
    std::optional<Time> at;              ///< start of any row, also of one that is no change
    bool cut = false;                    ///< it had more than kMaxMappedStages
};
[[nodiscard]] MappedChange mapRow(const MappedRow& row, const JsonMapping& mapping);

/// Details of one row (newest first) laid over it: for each field the first detail that says something known.
void mapDetail(JsonValue root, const JsonMapping& mapping, ChangeRecord& record);

/// `{expression}` placeholders filled from the row; empty when one is missing. At its beginning an address or a path that starts
/// with a slash is taken as it is, everything else percent-encoded.
[[nodiscard]] std::string filledUrl(const std::string& pattern, const MappedRow& row);

/// The mapping's parameters for the window that is asked for.
[[nodiscard]] Params filledParams(const JsonMapping& mapping, TimeRange window);

} // namespace vedette
