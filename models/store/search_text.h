#pragma once

#include "models/core/change.h"
#include "models/core/silence.h"
#include "models/store/episode_merge.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// The words of a row: a pure function of what is stored. Phrases are found in it.
[[nodiscard]] std::string searchText(const AlertEpisode& episode);
[[nodiscard]] std::string searchText(const ChangeRecord& change);
[[nodiscard]] std::string searchText(const Change& change);
[[nodiscard]] std::string searchText(const Note& note);
/// What is indexed of it, to the byte, so that it can be taken out of the index again: its words, neighbours within what is written without a blank
/// (U+E002 "checkout" U+E002 "7f9c") and marks of some fields (U+E000 "service" U+E000 "checkout" U+E001 "api").
[[nodiscard]] std::string indexedText(const AlertEpisode& episode);
[[nodiscard]] std::string indexedText(const ChangeRecord& change);
[[nodiscard]] std::string indexedText(const Change& change);
[[nodiscard]] std::string indexedText(const Note& note);

/// Runs of Hangul, Han and kana become overlapping pairs and the last character alone; all else is kept.
[[nodiscard]] std::string withPairs(std::string_view text);

/// One thing that is asked for: a word, a "phrase", field:value or field:"value".
struct SearchTerm {
    bool excluded = false;
    bool exact = false; ///< quoted; else its last word may go on
    std::string field;  ///< lower case; empty: anywhere
    std::string text;   ///< never empty
};
[[nodiscard]] std::vector<SearchTerm> parseSearch(std::string_view text);

/// What of a term the index can be asked for, as text to cut into words, each a word of its own.
struct SearchWords {
    std::string words; ///< all must be there, the last one may go on where `goesOn`
    std::string joined; ///< neighbours and marks: so too
    bool goesOn = false;
    bool isJoined = false; ///< each of the words is in one of the neighbours
};
[[nodiscard]] SearchWords wordsOf(const SearchTerm& term);
/// The mark of a field's value as it is indexed; empty where the value has no letter or digit.
[[nodiscard]] std::string markOf(std::string_view field, std::string_view value);
/// The index has marks for it.
[[nodiscard]] bool isMarked(std::string_view field);
/// "env" is "environment", "name" is "alertname".
[[nodiscard]] std::string fieldName(std::string_view field);

} // namespace vedette
