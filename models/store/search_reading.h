#pragma once

#include "models/core/silence.h"
#include "models/store/search_ahead.h"
#include "models/store/search_index.h"
#include "models/store/search_text.h"

#include <functional>
#include <optional>

namespace vedette {

/// A question as the index is asked, and what is looked up in the rows it names: the index knows words, not their order.
struct SearchPlan {
    bool nothing = true;     ///< no word was asked for: nothing is found
    bool impossible = false; ///< a word that no row holds is wanted
    std::string match;       ///< FTS5 expression; empty: every row is looked at
    std::vector<std::string> words; ///< of it
    bool alerts = true; ///< kinds that are wanted
    bool changes = true;
    bool notes = true;
    struct Check {
        bool excluded = false;
        std::string field; ///< empty: anywhere
        std::string value; ///< of a field, lower case
        bool goesOn = false;
        std::vector<std::string> phrase; ///< words one after the other; of a field with marks its mark
    };
    std::vector<Check> checks; ///< each is looked up in the row
    std::vector<Check> all;    ///< so too, where the index was not asked
};

/// A row that a check looks at.
struct SearchedRow {
    std::function<std::string()> text;              ///< searchText()
    std::function<std::string(const std::string&)> field; ///< its value; empty: it has none
};

/// Full text of one connection, newest first. Makes no change to the file.
class SearchReading {
public:
    static Result<SearchReading> of(Database& db);
    Result<SearchPlan> plan(const std::string& text);
    /// Documents from `from` to `to` (not) that the plan's expression names, newest first, until `each` answers false.
    Status documents(const SearchPlan& plan, std::int64_t from, std::int64_t to, const std::function<Result<bool>(std::int64_t)>& each);
    /// The rows of these documents are going to be read.
    void announce(const std::vector<std::int64_t>& docs);
    [[nodiscard]] PageAhead& pages() { return m_ahead.pages(); }
    /// Whether the expression names this one.
    Result<bool> names(const SearchPlan& plan, std::int64_t doc) const;
    [[nodiscard]] bool holds(const std::vector<SearchPlan::Check>& checks, const SearchedRow& row) const;
    /// Of a check on a field: whether its value is what is asked for (or would exclude the row).
    [[nodiscard]] bool valueHolds(const SearchPlan::Check& check, const std::string& value) const;

private:
    Result<std::vector<std::string>> endings(const std::string& token) const;
    Result<std::string> atom(const std::string& token, bool goesOn, SearchPlan& plan) const;
    Result<std::string> all(const std::vector<std::string>& tokens, bool goesOn, SearchPlan& plan) const;
    Database* m_db = nullptr;
    SearchTokens m_tokens;
    SearchAhead m_ahead;
};

[[nodiscard]] SearchedRow searchedRow(const AlertEpisode& episode);
[[nodiscard]] SearchedRow searchedRow(const Change& change);
[[nodiscard]] SearchedRow searchedRow(const Note& note);

} // namespace vedette
