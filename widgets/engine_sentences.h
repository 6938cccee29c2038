#pragma once

#include <span>

namespace vedette {

/// Every sentence that the engine can say to the window, as it says it in English, with %1, %2, ... in this order for what it puts in.
/// A test reads the engine's sources and refuses words that stand in none of them. Of two that fit the longer is meant.
[[nodiscard]] std::span<const char* const> engineSentences();
/// Those of them that are findings in files.
[[nodiscard]] std::span<const char* const> findingSentences();

/// The same for the short names of the engine: what a poll asked, rows of the coverage.
[[nodiscard]] std::span<const char* const> engineNames();

} // namespace vedette
