#include "models/store/search_text.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>
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

constexpr std::string_view kField = "\xEE\x80\x80";     // U+E000: unicode61 takes private characters for letters
constexpr std::string_view kInValue = "\xEE\x80\x81";   // U+E001
constexpr std::string_view kNeighbour = "\xEE\x80\x82"; // U+E002

bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool isWordByte(char c) { return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Pieces between other ASCII characters than letters and digits.
std::vector<std::string_view> partsOf(std::string_view text)
{
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at < text.size();) {
        auto end = at;
        while (end < text.size() && isWordByte(text[end]))
            ++end;
        if (end > at)
            out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

/// Such runs are written as pairs.
bool hasPairs(std::string_view clean)
{
    for (std::size_t at = 0; at < clean.size();) {
        const auto c = characterAt(clean, at);
        if (isPaired(c))
            return true;
        at += c.size();
    }
    return false;
}

void addNeighbours(std::string& out, std::string_view clean)
{
    for (std::size_t at = 0; at < clean.size();) {
        auto end = at;
        while (end < clean.size() && !isSpace(clean[end]))
            ++end;
        const auto parts = partsOf(clean.substr(at, end - at));
        for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
            if (hasPairs(parts[i]) || hasPairs(parts[i + 1]))
                continue;
            out += ' ';
            out += kNeighbour; // no word that goes on comes upon it
            out += parts[i];
            out += kNeighbour;
            out += parts[i + 1];
        }
        at = end + 1;
    }
}

void addMark(std::string& out, std::string_view field, std::string_view value)
{
    const auto clean = cleanUtf8(value);
    const auto parts = partsOf(clean);
    if (parts.empty())
        return;
    out += ' ';
    out += kField;
    out += field;
    out += kField;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            out += kInValue;
        out += parts[i];
    }
}

std::string finished(const std::string& text) { return withPairs(truncateUtf8(text, kMaxText)); }

std::string marked(const std::string& text, const std::vector<std::pair<std::string_view, std::string_view>>& fields)
{
    const auto clean = cleanUtf8(truncateUtf8(text, kMaxText));
    auto out = withPairs(clean);
    addNeighbours(out, clean);
    for (const auto& [field, value] : fields)
        addMark(out, field, value);
    return out;
}

std::string plainText(const AlertEpisode& e)
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
    return out;
}

std::string plainText(const ChangeRecord& c)
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
    return out;
}

std::string plainText(const Change& c)
{
    std::string out;
    add(out, c.service);
    add(out, changeKindName(c.kind));
    add(out, c.environment);
    add(out, c.revision);
    add(out, c.previous);
    for (const auto& stage : c.stages) {
        add(out, stage.stage);
        if (stage.environment != c.environment)
            add(out, stage.environment);
    }
    add(out, c.actor);
    add(out, c.title);
    add(out, c.id);
    for (const auto& id : c.recordIds) {
        if (id != c.id)
            add(out, id);
    }
    for (const auto& [name, value] : c.attributes)
        add(out, value);
    return out;
}

std::string plainText(const Note& n)
{
    std::string out;
    add(out, n.author);
    add(out, n.service);
    add(out, n.text);
    return out;
}

} // namespace

std::string withPairs(std::string_view text) { return paired(text, true); }

std::string searchText(const AlertEpisode& e) { return finished(plainText(e)); }
std::string searchText(const ChangeRecord& c) { return finished(plainText(c)); }
std::string searchText(const Change& c) { return finished(plainText(c)); }
std::string searchText(const Note& n) { return finished(plainText(n)); }

std::string indexedText(const AlertEpisode& e)
{
    const auto severity = e.severity.empty() ? severityName(e.level) : std::string_view(e.severity);
    return marked(plainText(e), {{"service", e.service}, {"environment", e.environment}, {"severity", severity}, {"alertname", e.name}});
}
std::string indexedText(const ChangeRecord& c) { return finished(plainText(c)); } // never asked for by field: the folded change is
std::string indexedText(const Change& c)
{
    return marked(plainText(c), {{"service", c.service}, {"environment", c.environment}, {"kind", changeKindName(c.kind)}, {"actor", c.actor}});
}
std::string indexedText(const Note& n) { return marked(plainText(n), {{"service", n.service}, {"author", n.author}}); }

std::string fieldName(std::string_view field)
{
    auto name = lowerAscii(field);
    return name == "env" ? "environment" : name == "name" ? "alertname" : name;
}

std::string markOf(std::string_view field, std::string_view value)
{
    std::string out;
    addMark(out, field, value);
    return out;
}

bool isMarked(std::string_view field)
{
    static constexpr std::array<std::string_view, 7> kMarked{"service", "environment", "severity", "alertname", "kind", "actor", "author"};
    return std::find(kMarked.begin(), kMarked.end(), field) != kMarked.end();
}

SearchWords wordsOf(const SearchTerm& term)
{
    SearchWords out;
    const auto clean = cleanUtf8(term.text);
    if (!term.field.empty() && isMarked(term.field)) {
        addMark(out.joined, term.field, clean);
        out.goesOn = !term.exact;
        return out;
    }
    out.words = paired(clean, false);
    const auto bare = trimmed(out.words);
    if (std::none_of(bare.begin(), bare.end(), isWordByte))
        return {};
    const bool single = isPaired(characterAt(bare, 0)) && characterAt(bare, 0).size() == bare.size();
    const bool endsInPair = bare.size() >= 3 && isPaired(std::string_view(bare).substr(bare.size() - 3));
    out.goesOn = single || (!term.exact && !endsInPair);
    addNeighbours(out.joined, clean);
    out.isJoined = !hasPairs(clean) && std::none_of(clean.begin(), clean.end(), isSpace);
    return out;
}

std::vector<SearchTerm> parseSearch(std::string_view text)
{
    std::vector<SearchTerm> out;
    const auto quotedFrom = [&](std::size_t& at) { // text[at] is the opening quote
        const auto end = text.find('"', at + 1);
        const auto inside = text.substr(at + 1, end == std::string_view::npos ? std::string_view::npos : end - at - 1);
        at = end == std::string_view::npos ? text.size() : end + 1;
        return inside;
    };
    for (std::size_t at = 0; at < text.size();) {
        if (isSpace(text[at])) {
            ++at;
            continue;
        }
        SearchTerm term;
        term.excluded = text[at] == '-' && at + 1 < text.size() && !isSpace(text[at + 1]);
        if (term.excluded)
            ++at;
        if (text[at] == '"') {
            term.exact = true;
            term.text = quotedFrom(at);
        } else {
            auto end = at;
            while (end < text.size() && !isSpace(text[end]) && text[end] != ':')
                ++end;
            const auto name = text.substr(at, end - at);
            const bool named = end + 1 < text.size() && text[end] == ':' && !isSpace(text[end + 1]) && text[end + 1] != '/' && !name.empty()
                && std::isalpha(static_cast<unsigned char>(name[0])) != 0
                && std::all_of(name.begin(), name.end(), [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; });
            if (named) {
                term.field = fieldName(name);
                at = end + 1;
            }
            if (named && text[at] == '"') {
                term.exact = true;
                term.text = quotedFrom(at);
            } else {
                end = at;
                while (end < text.size() && !isSpace(text[end]))
                    ++end;
                term.text = text.substr(at, end - at);
                at = end;
            }
        }
        if (!term.text.empty())
            out.push_back(std::move(term));
    }
    return out;
}

} // namespace vedette
