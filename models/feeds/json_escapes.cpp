#include "models/feeds/json_escapes.h"

#include "models/base/text.h"

#include <charconv>

namespace vedette {

namespace {

constexpr unsigned kReplacement = 0xFFFD;

void appendPoint(std::string& out, unsigned point)
{
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((point >> shift) & 0x3FU)); };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0U | (point >> 12U));
        tail(6);
        tail(0);
    } else {
        out += static_cast<char>(0xF0U | (point >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool hexAt(std::string_view raw, std::size_t at, unsigned& value)
{
    if (at + 4 > raw.size())
        return false;
    const auto* last = raw.data() + at + 4;
    const auto [end, ec] = std::from_chars(raw.data() + at, last, value, 16);
    return ec == std::errc{} && end == last;
}

/// Every byte means itself.
bool isPlain(std::string_view raw)
{
    unsigned odd = 0;
    for (const char c : raw)
        odd |= static_cast<unsigned>(static_cast<signed char>(c) <= 0) | static_cast<unsigned>(c == '\\');
    return odd == 0;
}

} // namespace

bool decodeJsonText(std::string_view raw, std::string& out)
{
    if (isPlain(raw)) {
        out.assign(raw);
        return true;
    }
    out.clear();
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\') {
            out += raw[i];
            continue;
        }
        if (++i == raw.size())
            return false;
        static constexpr std::string_view kEscapes = "\"\\/bfnrt";
        static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        if (const auto known = kEscapes.find(raw[i]); known != std::string_view::npos) {
            out += kMeanings[known];
            continue;
        }
        unsigned point = 0;
        if (raw[i] != 'u' || !hexAt(raw, i + 1, point))
            return false;
        i += 4;
        unsigned low = 0;
        if (point >= 0xD800 && point <= 0xDBFF && i + 2 < raw.size() && raw[i + 1] == '\\' && raw[i + 2] == 'u' && hexAt(raw, i + 3, low)
            && low >= 0xDC00 && low <= 0xDFFF) {
            point = 0x10000U + ((point - 0xD800U) << 10U) + (low - 0xDC00U);
            i += 6;
        }
        appendPoint(out, point >= 0xD800 && point <= 0xDFFF ? kReplacement : point);
    }
    out = cleanUtf8(out);
    return true;
}

} // namespace vedette
