#include "models/catalog/alert_matchers.h"

#include "models/base/text.h"

#include <optional>
#include <string>

namespace vedette {

namespace {

struct MatcherText {
    std::string_view text;
    std::size_t at = 0;

    [[nodiscard]] bool done() const { return at >= text.size(); }
    [[nodiscard]] char here() const { return text[at]; }
    void skipSpace()
    {
        while (!done() && (here() == ' ' || here() == '\t' || here() == '\n' || here() == '\r'))
            ++at;
    }

    /// Text in double quotes that begins here; nothing when they do not close.
    std::optional<std::string> quoted()
    {
        std::string out;
        for (++at; !done() && here() != '"'; ++at) {
            if (here() != '\\' || at + 1 >= text.size()) {
                out += here();
                continue;
            }
            const char c = text[++at];
            if (c == 'n' || c == 't' || c == 'r')
                out += c == 'n' ? '\n' : c == 't' ? '\t' : '\r';
            else if (c == '"' || c == '\\')
                out += c;
            else
                out += std::string("\\") + c;
        }
        if (done())
            return std::nullopt;
        ++at;
        return out;
    }

    std::string until(std::string_view stops)
    {
        const auto start = at;
        while (!done() && stops.find(here()) == std::string_view::npos)
            ++at;
        return trimmed(text.substr(start, at - start));
    }

    std::optional<MatchOp> op()
    {
        static constexpr std::pair<std::string_view, MatchOp> kOps[] = {
            {"=~", MatchOp::regex}, {"!~", MatchOp::notRegex}, {"!=", MatchOp::notEqual}, {"=", MatchOp::equal}};
        for (const auto& [word, op] : kOps) {
            if (text.substr(at, word.size()) == word) {
                at += word.size();
                return op;
            }
        }
        return std::nullopt;
    }
};

Error notMatchers(std::string_view text, const std::string& why)
{
    return makeError(ErrorKind::usage, "\"" + truncateUtf8(cleanUtf8(text), 120) + "\" is no list of matchers: " + why);
}

} // namespace

Result<Matchers> parseAlertMatchers(std::string_view whole)
{
    const std::string bare = trimmed(whole);
    std::string_view inner = bare;
    if (inner.starts_with('{'))
        inner.remove_prefix(1);
    if (inner.ends_with('}'))
        inner.remove_suffix(1);
    MatcherText in{inner};
    Matchers matchers;
    for (in.skipSpace(); !in.done(); in.skipSpace()) {
        const auto name = in.here() == '"' ? in.quoted() : std::optional(in.until("=!~,\""));
        in.skipSpace();
        const auto op = name && !name->empty() ? in.op() : std::nullopt;
        if (!op)
            return notMatchers(whole, "expected name=value, name!=value, name=~regex or name!~regex");
        in.skipSpace();
        const auto value = !in.done() && in.here() == '"' ? in.quoted() : std::optional(in.until(",\""));
        in.skipSpace();
        if (!value || (!in.done() && in.here() != ','))
            return notMatchers(whole, "a quote does not close, or something follows it");
        auto matcher = Matcher::make(*name, *op, *value);
        if (!matcher.ok())
            return matcher.error();
        matchers.push_back(std::move(matcher).value());
        if (!in.done())
            ++in.at;
    }
    return matchers;
}

} // namespace vedette
