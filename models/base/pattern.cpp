#include "models/base/pattern.h"

#include <re2/re2.h>

namespace vedette {

Result<Pattern> Pattern::anchored(std::string_view expression)
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_dot_nl(true);
    options.set_max_mem(1 << 20);
    // FullMatch anchors; wrapping the text in ^(?:...)$ would let "a)|(b" through.
    auto regex = std::make_shared<const re2::RE2>(re2::StringPiece(expression.data(), expression.size()), options);
    if (!regex->ok())
        return makeError(ErrorKind::usage, "\"" + std::string(expression.substr(0, 80))
                + "\" is not a regular expression: " + regex->error());
    Pattern pattern;
    pattern.m_regex = std::move(regex);
    return pattern;
}

bool Pattern::matches(std::string_view text) const
{
    return m_regex && re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *m_regex);
}

} // namespace vedette
