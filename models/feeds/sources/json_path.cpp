#include "models/feeds/sources/json_path.h"

#include "models/base/text.h"
#include "models/feeds/sources/source.h"

namespace vedette {

namespace {

constexpr int kMaxElements = 10'000;

/// The first bracket of a path that is no index: what stands before, inside and behind it.
struct Opened {
    std::string_view before;
    std::string_view filter; ///< empty: there is none, `before` is the whole path
    std::string_view behind;
};

Opened openAt(std::string_view path)
{
    for (auto open = path.find('['); open != std::string_view::npos; open = path.find('[', open + 1)) {
        const auto close = path.find(']', open);
        if (close == std::string_view::npos)
            break;
        const auto inside = path.substr(open + 1, close - open - 1);
        if (inside.find_first_not_of("-0123456789") == std::string_view::npos)
            continue;
        auto behind = path.substr(close + 1);
        if (!behind.empty() && behind.front() == '.')
            behind.remove_prefix(1);
        return {path.substr(0, open), inside, behind};
    }
    return {path, {}, {}};
}

bool isPrefix(std::string_view filter) { return filter.size() > 1 && filter.back() == '*'; }

bool fits(JsonValue element, std::string_view filter)
{
    if (filter == "*")
        return true;
    const auto equals = filter.find('=');
    return equals != std::string_view::npos && element.path(filter.substr(0, equals)).scalarText() == filter.substr(equals + 1);
}

class TextSearch {
public:
    explicit TextSearch(const TextVisitor& visit) : m_visit(visit) {}

    bool search(JsonValue from, std::string_view path)
    {
        const auto part = openAt(path);
        const auto value = from.path(part.before);
        if (part.filter.empty())
            return tell(value.scalarText());
        bool ended = false;
        value.eachElement([&](JsonValue element) {
            if (ended || m_left-- <= 0)
                return;
            if (!isPrefix(part.filter)) {
                ended = fits(element, part.filter) && search(element, part.behind);
                return;
            }
            const auto prefix = part.filter.substr(0, part.filter.size() - 1);
            const auto text = element.scalarText();
            ended = text.starts_with(prefix) && tell(trimmed(std::string_view(text).substr(prefix.size())));
        });
        return ended;
    }

private:
    bool tell(std::string text) { return !text.empty() && m_visit(boundedText(std::move(text))); }
    const TextVisitor& m_visit;
    int m_left = kMaxElements;
};

} // namespace

bool eachTextAt(JsonValue from, std::string_view path, const TextVisitor& visit)
{
    return TextSearch(visit).search(from, path);
}

bool eachElementAt(JsonValue from, std::string_view path, std::vector<JsonValue>& around, const std::function<bool(JsonValue)>& visit)
{
    const auto part = openAt(path);
    const auto value = from.path(part.before);
    bool going = true;
    if (part.filter.empty()) {
        if (value.isObject())
            return visit(value);
        value.eachElement([&](JsonValue element) { going = going && visit(element); });
        return going;
    }
    value.eachElement([&](JsonValue element) {
        if (!going || !fits(element, part.filter))
            return;
        if (part.behind.empty()) {
            going = visit(element);
            return;
        }
        around.insert(around.begin(), element);
        going = eachElementAt(element, part.behind, around, visit);
        around.erase(around.begin());
    });
    return going;
}

bool fitsPattern(std::string_view text, std::string_view pattern)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t star = std::string_view::npos; // the last star, and how far the text was when it was met
    std::size_t met = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            met = t;
        } else if (p < pattern.size() && lower(pattern[p]) == lower(text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++met;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace vedette
