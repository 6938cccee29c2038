#include "models/store/search_reading.h"

#include "models/base/text.h"
#include "models/store/event_columns.h"
#include "models/store/event_labels.h"

#include <algorithm>

namespace vedette {

namespace {

/// A word that goes on is asked for as all words that begin so, where they are no more than these: merging their documents one by one lets the newest
/// come first, while a prefix is read whole before its first answer.
constexpr int kMostEndings = 48;

/// Fields that stand in no row's words.
bool isUntold(const std::string& field) { return field == "state" || field == "status" || field == "source" || field == "type"; }

/// The last character of a run of Hangul stands behind the run's pairs, for itself: a phrase goes on over it.
bool isLastOfRun(const std::vector<std::string>& words, std::size_t at)
{
    return at > 0 && words[at].size() == 3 && static_cast<unsigned char>(words[at][0]) >= 0xE0 && words[at - 1].size() == 6 && words[at - 1].ends_with(words[at]);
}

bool startsWithWords(const std::vector<std::string>& words, std::size_t at, const std::vector<std::string>& phrase, bool goesOn)
{
    for (std::size_t i = 0; i < phrase.size(); ++i, ++at) {
        const auto meets = [&] {
            return at < words.size() && (goesOn && i + 1 == phrase.size() ? words[at].starts_with(phrase[i]) : words[at] == phrase[i]);
        };
        if (!meets() && i > 0 && at < words.size() && isLastOfRun(words, at))
            ++at;
        if (!meets())
            return false;
    }
    return true;
}

} // namespace

Result<SearchReading> SearchReading::of(Database& db)
{
    SearchReading out;
    out.m_db = &db;
    auto tokens = SearchTokens::of(db);
    if (!tokens.ok())
        return tokens.error();
    out.m_tokens = std::move(tokens.value());
    out.m_ahead = SearchAhead(db);
    // A list of words lives in memory beside the file, which is not written.
    VEDETTE_TRY(db.exec("PRAGMA query_only=OFF"));
    auto made = db.exec("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab('main', 'search', 'instance')");
    VEDETTE_TRY(db.exec("PRAGMA query_only=ON"));
    if (!made.ok())
        return made.error();
    return out;
}

/// Words that begin so, one more than kMostEndings at most.
Result<std::vector<std::string>> SearchReading::endings(const std::string& token) const
{
    if (auto told = m_ahead.endings(token, static_cast<std::size_t>(kMostEndings) + 1))
        return std::move(*told);
    auto next = m_db->prepare("SELECT term FROM temp.search_words WHERE term>=?1 LIMIT 1");
    if (!next.ok())
        return next.error();
    std::vector<std::string> out;
    std::string from = token;
    while (out.size() <= static_cast<std::size_t>(kMostEndings)) {
        next->reset();
        auto there = next->bind(1, std::string_view(from)).step();
        if (!there.ok())
            return there.error();
        if (!*there || !next->text(0).starts_with(token))
            break;
        out.emplace_back(next->text(0));
        from = out.back() + '\x01'; // no word holds it: the next one
    }
    return out;
}

/// Of one word; empty where no row holds it.
Result<std::string> SearchReading::atom(const std::string& token, bool goesOn, SearchPlan& plan) const
{
    plan.words.push_back(token);
    if (!goesOn)
        return quotedToken(token);
    auto words = endings(token);
    if (!words.ok())
        return words.error();
    if (words->size() > static_cast<std::size_t>(kMostEndings))
        return quotedToken(token) + " *";
    std::string out;
    for (const auto& word : *words)
        out += (out.empty() ? "" : " OR ") + quotedToken(word);
    plan.words.insert(plan.words.end(), words->begin(), words->end());
    return out.empty() ? out : "(" + out + ")";
}

/// All of these words; empty where one is in no row.
Result<std::string> SearchReading::all(const std::vector<std::string>& tokens, bool goesOn, SearchPlan& plan) const
{
    std::string out;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        auto piece = atom(tokens[i], goesOn && i + 1 == tokens.size(), plan);
        if (!piece.ok() || piece->empty())
            return piece;
        out += (out.empty() ? "" : " AND ") + *piece;
    }
    return out;
}

Result<SearchPlan> SearchReading::plan(const std::string& text)
{
    SearchPlan out;
    std::string excluded;
    const auto terms = parseSearch(text);
    std::vector<std::string> ahead;
    for (const auto& term : terms) {
        const auto asked = wordsOf(term);
        for (const auto* words : {&asked.words, &asked.joined}) {
            for (auto& word : m_tokens.cut(*words))
                ahead.push_back(std::move(word));
        }
    }
    m_ahead.words(ahead);
    for (const auto& term : terms) {
        if (term.field == "type") {
            const auto kind = lowerAscii(term.text);
            for (auto [flag, name] : {std::pair{&out.alerts, "alert"}, {&out.changes, "change"}, {&out.notes, "note"}})
                *flag = *flag && std::string_view(name).starts_with(kind) != term.excluded;
            out.nothing = false;
            continue;
        }
        const auto asked = wordsOf(term);
        const bool untold = isUntold(term.field);
        const bool byMark = isMarked(term.field);
        auto words = m_tokens.cut(asked.words);
        auto joined = m_tokens.cut(asked.joined);
        if (words.empty() && joined.empty() && !untold)
            continue;
        out.nothing = false;
        const SearchPlan::Check check{term.excluded, term.field, lowerAscii(term.text), term.field.empty() ? asked.goesOn : !term.exact, byMark ? joined : words};
        out.all.push_back(check);
        // So many values begin so that the columns of the rows tell it sooner.
        bool byColumn = false;
        if (byMark && asked.goesOn && eventColumnOf(term.field)) {
            auto many = endings(joined.back());
            if (!many.ok())
                return many.error();
            byColumn = many->size() > static_cast<std::size_t>(kMostEndings);
        }
        if (byColumn) {
            out.checks.push_back(check);
            continue;
        }
        const bool looked = !byMark && (words.size() > 1 || !term.field.empty());
        if (looked)
            out.checks.push_back(check);
        if (untold || (looked && term.excluded))
            continue;
        const bool implied = asked.isJoined && !joined.empty(); // neighbours that are all of its words name no row without these
        for (const auto* list : {&words, &joined}) {
            if (list->empty() || (implied && list == &words))
                continue;
            auto piece = all(*list, asked.goesOn, out);
            if (!piece.ok())
                return piece.error();
            if (term.excluded) {
                if (!piece->empty())
                    excluded += (excluded.empty() ? "(" : " OR (") + *piece + ")";
                continue;
            }
            out.impossible = out.impossible || piece->empty();
            out.match += (out.match.empty() ? "" : " AND ") + *piece;
        }
    }
    if (out.match.empty()) // there is no "all but" in the index: every row is looked at
        out.checks = out.all;
    else if (!excluded.empty())
        out.match = "(" + out.match + ") NOT (" + excluded + ")";
    return out;
}

void SearchReading::announce(const std::vector<std::int64_t>& docs)
{
    if (docs.size() < 2 || !m_ahead.pages().isOfUse())
        return;
    std::vector<std::int64_t> alerts;
    std::vector<std::int64_t> changes;
    for (const auto doc : docs)
        (searchDocKind(doc) == SearchDoc::folded ? changes : alerts).push_back(searchDocKey(doc));
    m_ahead.pages().rows("episodes", std::move(alerts));
    m_ahead.pages().rows("folded", std::move(changes));
}

Status SearchReading::documents(const SearchPlan& plan, std::int64_t from, std::int64_t to, const std::function<Result<bool>(std::int64_t)>& each)
{
    m_ahead.words(plan.words);
    m_ahead.documents(plan.words);
    auto match = m_db->prepare("SELECT rowid FROM search WHERE search MATCH ?1 AND rowid>=?2 AND rowid<?3 ORDER BY rowid DESC");
    if (!match.ok())
        return match.error();
    match->bind(1, std::string_view(plan.match)).bind(2, from).bind(3, to);
    for (;;) {
        auto more = match->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return Done{};
        auto on = each(match->integer(0));
        if (!on.ok() || !*on)
            return on.ok() ? Status(Done{}) : on.error();
    }
}

Result<bool> SearchReading::names(const SearchPlan& plan, std::int64_t doc) const
{
    auto match = m_db->prepare("SELECT rowid FROM search WHERE search MATCH ?1 AND rowid=?2");
    if (!match.ok())
        return match.error();
    return match->bind(1, std::string_view(plan.match)).bind(2, doc).step();
}

bool SearchReading::holds(const std::vector<SearchPlan::Check>& checks, const SearchedRow& row) const
{
    std::optional<std::vector<std::string>> words;
    const auto inText = [&](const std::vector<std::string>& phrase, bool goesOn) {
        if (phrase.empty())
            return false;
        if (!words)
            words = m_tokens.cut(row.text());
        for (std::size_t i = 0; i < words->size(); ++i) {
            if (startsWithWords(*words, i, phrase, goesOn))
                return true;
        }
        return false;
    };
    return std::all_of(checks.begin(), checks.end(), [&](const SearchPlan::Check& check) {
        if (check.field.empty())
            return inText(check.phrase, check.goesOn) != check.excluded;
        bool found = valueHolds(check, row.field(check.field));
        if (!found && !isUntold(check.field) && !isMarked(check.field)) { // as it may have been written: "sha256:4f2e"
            auto written = m_tokens.cut(check.field);
            written.insert(written.end(), check.phrase.begin(), check.phrase.end());
            found = inText(written, check.goesOn);
        }
        return found != check.excluded;
    });
}

bool SearchReading::valueHolds(const SearchPlan::Check& check, const std::string& value) const
{
    if (!isMarked(check.field)) {
        const auto lower = lowerAscii(value);
        return !lower.empty() && (check.goesOn ? lower.starts_with(check.value) : lower == check.value);
    }
    const auto mark = m_tokens.cut(markOf(check.field, value)); // as the index would find it
    for (std::size_t i = 0; i < check.phrase.size(); ++i) {
        const bool goesOn = check.goesOn && i + 1 == check.phrase.size();
        if (std::none_of(mark.begin(), mark.end(), [&](const std::string& word) { return goesOn ? word.starts_with(check.phrase[i]) : word == check.phrase[i]; }))
            return false;
    }
    return true;
}

SearchedRow searchedRow(const AlertEpisode& episode)
{
    return {[&episode] { return searchText(episode); }, [&episode](const std::string& field) { return std::string(eventLabels(episode).value(field)); }};
}

SearchedRow searchedRow(const Change& change)
{
    return {[&change] { return searchText(change); }, [&change](const std::string& field) {
                if (field == "title")
                    return change.title;
                if (field == "previous")
                    return change.previous;
                return std::string(eventLabels(change).value(field));
            }};
}

SearchedRow searchedRow(const Note& note)
{
    return {[&note] { return searchText(note); },
        [&note](const std::string& field) { return field == "author" ? note.author : field == "service" ? note.service : std::string(); }};
}

} // namespace vedette
