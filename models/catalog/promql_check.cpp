#include "models/catalog/promql_check.h"

namespace vedette {

std::string unbalancedIn(std::string_view promql)
{
    std::string open;
    for (std::size_t at = 0; at < promql.size(); ++at) {
        const char c = promql[at];
        if (c == '"' || c == '\'' || c == '`') {
            const auto start = at++;
            while (at < promql.size() && promql[at] != c)
                at += promql[at] == '\\' && c != '`' ? 2 : 1;
            if (at >= promql.size())
                return std::string("the quote ") + c + " at character " + std::to_string(start + 1) + " is not closed";
        } else if (c == '#') {
            while (at < promql.size() && promql[at] != '\n')
                ++at;
        } else if (c == '(' || c == '[' || c == '{') {
            open += c;
        } else if (c == ')' || c == ']' || c == '}') {
            const char wanted = c == ')' ? '(' : c == ']' ? '[' : '{';
            if (open.empty() || open.back() != wanted)
                return std::string("'") + c + "' at character " + std::to_string(at + 1) + " closes nothing";
            open.pop_back();
        }
    }
    return open.empty() ? std::string() : std::string("'") + open.back() + "' is not closed";
}

} // namespace vedette
