#pragma once

#include "models/base/json_reader.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What is told of each text found; true ends the search.
using TextVisitor = std::function<bool(std::string)>;

/// Every text (scalars as text, at most 8 KiB each) at a path, in the order of the answer. Dotted names with [0] or [-1] as
/// JsonValue::path; beside them, of a list:
///   [*]         every element;
///   [name=ENV]  every element whose member `name` is ENV: parameters[name=ENV].value;
///   [env:*]     every text that begins with "env:", as what stands behind it: tags[env:*].
/// Looks at 10,000 elements at most. True when the visitor ended it.
bool eachTextAt(JsonValue from, std::string_view path, const TextVisitor& visit);

/// Every element where a list path ends, with the elements around it (nearest first): the list itself element by element, an
/// object alone. `visit` answers false to end it. [*] and [name=ENV] open the lists on the way.
bool eachElementAt(JsonValue from, std::string_view path, std::vector<JsonValue>& around, const std::function<bool(JsonValue)>& visit);

/// True when `text` fits a pattern whose * stands for anything, ASCII letters of either case.
[[nodiscard]] bool fitsPattern(std::string_view text, std::string_view pattern);

} // namespace vedette
