#include "models/base/pattern.h"

#include "models/base/letters.h"

#include <re2/re2.h>

#include <charconv>
#include <vector>

namespace vedette {

namespace {

/// The name behind a "$" and what follows it; false: it is no reference and the "$" means itself.
bool takeReference(std::string_view& rest, std::string_view& name)
{
    const bool brace = !rest.empty() && rest.front() == '{';
    const auto from = rest.substr(brace ? 1 : 0);
    std::size_t length = 0;
    while (const auto more = wordCharacterAt(from.substr(length)))
        length += more;
    if (length == 0 || (brace && (length >= from.size() || from[length] != '}')))
        return false;
    name = from.substr(0, length);
    rest = from.substr(length + (brace ? 1 : 0));
    return true;
}

} // namespace

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

std::optional<std::string> Pattern::expanded(std::string_view text, std::string_view form) const
{
    if (!m_regex)
        return std::nullopt;
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(m_regex->NumberOfCapturingGroups()) + 1);
    const re2::StringPiece whole(text.data(), text.size());
    if (!m_regex->Match(whole, 0, whole.size(), re2::RE2::ANCHOR_BOTH, groups.data(), static_cast<int>(groups.size())))
        return std::nullopt;
    std::string out;
    while (true) {
        const auto sign = form.find('$');
        out += form.substr(0, sign);
        if (sign == std::string_view::npos)
            return out;
        form.remove_prefix(sign + 1);
        std::string_view name;
        if (form.starts_with('$')) {
            out += '$';
            form.remove_prefix(1);
        } else if (!takeReference(form, name)) {
            out += '$';
        } else {
            std::size_t group = groups.size();
            const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), group);
            const bool number = error == std::errc{} && end == name.data() + name.size() && (name.front() != '0' || name.size() == 1);
            if (const auto& named = m_regex->NamedCapturingGroups(); !number) {
                const auto it = named.find(std::string(name));
                group = it == named.end() ? groups.size() : static_cast<std::size_t>(it->second);
            }
            if (group < groups.size())
                out.append(groups[group].data() == nullptr ? "" : groups[group].data(), groups[group].size());
        }
    }
}

} // namespace vedette
