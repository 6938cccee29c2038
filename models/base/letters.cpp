#include "models/base/letters.h"

#include <clocale>
#include <cwctype>

namespace vedette {

namespace {

/// The C library's table of characters, whatever the locale of the process; null where the system has none.
locale_t unicodeTable()
{
    static const locale_t table = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return table;
}

/// The character that `text` begins with and its length in bytes; 0 at the end and where the bytes are no character.
std::size_t decode(std::string_view text, char32_t& out)
{
    if (text.empty())
        return 0;
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : (first & 0xE0U) == 0xC0 ? 2 : (first & 0xF0U) == 0xE0 ? 3 : (first & 0xF8U) == 0xF0 ? 4 : 0;
    if (length == 0 || text.size() < length)
        return 0;
    out = length == 1 ? first : first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xC0U) != 0x80)
            return 0;
        out = (out << 6U) | (next & 0x3FU);
    }
    return length;
}

void append(std::string& out, char32_t c)
{
    if (c < 0x80) {
        out += static_cast<char>(c);
        return;
    }
    const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out += static_cast<char>((more == 1 ? 0xC0U : more == 2 ? 0xE0U : 0xF0U) | (c >> static_cast<unsigned>(6 * more)));
    for (int i = more - 1; i >= 0; --i)
        out += static_cast<char>(0x80U | ((c >> static_cast<unsigned>(6 * i)) & 0x3FU));
}

template <class Change> std::string changed(std::string_view text, Change change)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        char32_t c = 0;
        const auto length = decode(text, c);
        if (length == 0)
            out += text.front();
        else
            append(out, static_cast<char32_t>(change(static_cast<std::wint_t>(c))));
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

} // namespace

std::string lowerUtf8(std::string_view text)
{
    const auto table = unicodeTable();
    return changed(text, [table](std::wint_t c) { return table != nullptr ? ::towlower_l(c, table) : c >= 'A' && c <= 'Z' ? c + 32 : c; });
}

std::string upperUtf8(std::string_view text)
{
    const auto table = unicodeTable();
    return changed(text, [table](std::wint_t c) { return table != nullptr ? ::towupper_l(c, table) : c >= 'a' && c <= 'z' ? c - 32 : c; });
}

std::size_t wordCharacterAt(std::string_view text)
{
    char32_t c = 0;
    const auto length = decode(text, c);
    const bool ascii = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool other = c >= 0x80 && unicodeTable() != nullptr && ::iswalnum_l(static_cast<std::wint_t>(c), unicodeTable()) != 0;
    return length > 0 && (ascii || other) ? length : 0;
}

} // namespace vedette
