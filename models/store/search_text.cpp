#include "models/store/search_text.h"

#include "models/base/text.h"

#include <cctype>

namespace vedette {

namespace {

constexpr std::size_t kMaxText = 16 * 1024;

/// The character at `at` of clean UTF-8.
std::string_view characterAt(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return text.substr(at, length);
}

bool isPaired(std::string_view character)
{
    if (character.size() != 3 || static_cast<unsigned char>(character[0]) < 0xE0)
        return false;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(character[i])); };
    const unsigned point = (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    return (point >= 0xAC00 && point <= 0xD7A3) || (point >= 0x4E00 && point <= 0x9FFF) || (point >= 0x3041 && point <= 0x30FF);
}

void addPairs(std::string& out, const std::vector<std::string_view>& run, bool withLast)
{
    for (std::size_t i = 0; i + 1 < run.size(); ++i) {
        out += ' ';
        out += run[i];
        out += run[i + 1];
    }
    if (withLast || run.size() == 1) {
        out += ' ';
        out += run.back();
    }
    out += ' ';
}

std::string paired(std::string_view dirty, bool withLast)
{
    const auto text = cleanUtf8(dirty);
    std::string out;
    out.reserve(text.size() + text.size() / 2);
    std::vector<std::string_view> run;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = characterAt(text, at);
        at += c.size();
        if (isPaired(c)) {
            run.push_back(c);
            continue;
        }
        if (!run.empty())
            addPairs(out, run, withLast);
        run.clear();
        out += c;
    }
    if (!run.empty())
        addPairs(out, run, withLast);
    return out;
}

void add(std::string& out, std::string_view more)
{
    if (more.empty())
        return;
    out += more;
    out += '\n';
}

std::string finished(const std::string& text) { return withPairs(truncateUtf8(text, kMaxText)); }

/// One term as an FTS5 phrase; empty where it holds nothing that is a word.
std::string phrase(std::string_view term, bool asPrefix)
{
    const auto spaced = paired(term, false);
    bool word = false;
    bool single = false;
    std::string inside;
    for (const char c : spaced) {
        const auto u = static_cast<unsigned char>(c);
        word = word || u >= 0x80 || std::isalnum(u) != 0;
        inside += c == '"' ? ' ' : c;
    }
    if (!word)
        return {};
    const auto bare = trimmed(spaced);
    single = !bare.empty() && isPaired(characterAt(bare, 0)) && characterAt(bare, 0).size() == bare.size();
    const bool endsInPair = bare.size() >= 3 && isPaired(std::string_view(bare).substr(bare.size() - 3));
    return "\"" + inside + "\"" + (single || (asPrefix && !endsInPair) ? " *" : "");
}

} // namespace

std::string withPairs(std::string_view text) { return paired(text, true); }

std::string searchText(const AlertEpisode& e)
{
    std::string out;
    add(out, e.name);
    add(out, e.service);
    add(out, e.environment);
    add(out, e.severity);
    for (const auto& [name, value] : e.labels)
        add(out, value);
    for (const auto& [name, value] : e.annotations)
        add(out, value);
    return finished(out);
}

std::string searchText(const ChangeRecord& c)
{
    std::string out;
    add(out, c.service);
    add(out, changeKindName(c.kind));
    add(out, c.environment);
    add(out, c.revision);
    add(out, c.previous);
    add(out, c.stage);
    add(out, c.actor);
    add(out, c.title);
    add(out, c.id);
    add(out, c.parent);
    for (const auto& [name, value] : c.attributes)
        add(out, value);
    return finished(out);
}

std::string searchText(const Note& n)
{
    std::string out;
    add(out, n.author);
    add(out, n.service);
    add(out, n.text);
    return finished(out);
}

SearchQuery parseSearch(std::string_view text)
{
    SearchQuery out;
    std::size_t at = 0;
    while (at < text.size()) {
        if (std::isspace(static_cast<unsigned char>(text[at])) != 0) {
            ++at;
            continue;
        }
        const bool exclude = text[at] == '-' && at + 1 < text.size() && std::isspace(static_cast<unsigned char>(text[at + 1])) == 0;
        if (exclude)
            ++at;
        std::string_view term;
        bool quoted = false;
        if (text[at] == '"') {
            quoted = true;
            const auto end = text.find('"', at + 1);
            term = text.substr(at + 1, end == std::string_view::npos ? std::string_view::npos : end - at - 1);
            at = end == std::string_view::npos ? text.size() : end + 1;
        } else {
            auto end = at;
            while (end < text.size() && std::isspace(static_cast<unsigned char>(text[end])) == 0)
                ++end;
            term = text.substr(at, end - at);
            at = end;
        }
        const auto piece = phrase(term, !quoted);
        if (piece.empty())
            continue;
        auto& to = exclude ? out.excluded : out.wanted;
        if (!to.empty())
            to += exclude ? " OR " : " AND ";
        to += piece;
    }
    return out;
}

} // namespace vedette
