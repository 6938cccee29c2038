#pragma once

#include "models/base/json_reader.h"
#include "models/core/change.h"
#include "models/core/config.h"

#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// A row of the list with the list elements around it, nearest first.
struct MappedRow {
    JsonValue value;
    std::vector<JsonValue> around;
};

/// The rows at a mapping's `list`. "[*]" opens every element of a list on the way: "items[*].history[*]".
[[nodiscard]] std::vector<MappedRow> mappedRows(JsonValue root, const std::string& list);

/// The text at a path of a row: dotted with [0] (negative counts from the end), "$" the row itself, "^.path" the list element
/// around it, "last(path)" what stands behind the last slash, "a + b" both joined by a slash (empty when one is missing).
[[nodiscard]] std::string mappedText(const MappedRow& row, const std::string& path);

/// The change of a row; what is wrong with it is left to changeFault(). nullopt with a reason: a time that cannot be read.
struct MappedChange {
    std::optional<ChangeRecord> record;
    std::string fault;
};
[[nodiscard]] MappedChange mapRow(const MappedRow& row, const JsonMapping& mapping);

/// Details of one row (newest first) laid over it: for each field the first detail that says something known.
void mapDetail(JsonValue root, const JsonMapping& mapping, ChangeRecord& record);

/// `{path}` placeholders filled from the row; empty when one is missing.
[[nodiscard]] std::string filledUrl(const std::string& pattern, const MappedRow& row);

} // namespace vedette
