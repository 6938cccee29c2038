#pragma once

#include "models/core/change.h"
#include "models/core/silence.h"
#include "models/store/episode_merge.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What is indexed of a row: a pure function of what is stored, so that it can be taken out of the index again.
[[nodiscard]] std::string searchText(const AlertEpisode& episode);
[[nodiscard]] std::string searchText(const ChangeRecord& change);
[[nodiscard]] std::string searchText(const Note& note);

/// Runs of Hangul, Han and kana become overlapping pairs and the last character alone; all else is kept.
[[nodiscard]] std::string withPairs(std::string_view text);

/// A question of the search box as FTS5 text. Both empty: nothing was asked.
struct SearchQuery {
    std::string wanted;   ///< FTS5 expression; empty: everything
    std::string excluded; ///< FTS5 expression; empty: nothing
};
[[nodiscard]] SearchQuery parseSearch(std::string_view text);

} // namespace vedette
