#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>

namespace vedette {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length of the valid UTF-8 character at `at`, 0 when there is none. `point` receives the code point.
std::size_t decodeAt(std::string_view s, std::size_t at, char32_t& point)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
    const unsigned char b = byte(at);
    if (b < 0x80) {
        point = b;
        return 1;
    }
    std::size_t length = 0;
    char32_t value = 0;
    if (b >= 0xC2 && b <= 0xDF) {
        length = 2;
        value = b & 0x1FU;
    } else if (b >= 0xE0 && b <= 0xEF) {
        length = 3;
        value = b & 0x0FU;
    } else if (b >= 0xF0 && b <= 0xF4) {
        length = 4;
        value = b & 0x07U;
    } else {
        return 0;
    }
    if (at + length > s.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0U) != 0x80)
            return 0;
        value = (value << 6U) | (byte(at + i) & 0x3FU);
    }
    if ((length == 3 && (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF)))
        || (length == 4 && (value < 0x10000 || value > 0x10FFFF)))
        return 0;
    point = value;
    return length;
}

bool isHiddenOrBidi(char32_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || (c >= 0x200B && c <= 0x200F) || c == 0x061C
        || c == 0xFEFF || c == 0x2060 || (c >= 0xE0000 && c <= 0xE007F);
}

} // namespace

std::string cleanUtf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    std::size_t at = 0;
    while (at < bytes.size()) {
        char32_t point = 0;
        const auto length = decodeAt(bytes, at, point);
        if (length == 0 || point == 0) {
            out += kReplacement;
            ++at;
        } else {
            out.append(bytes.substr(at, length));
            at += length;
        }
    }
    return out;
}

std::string truncateUtf8(std::string_view text, std::size_t maxBytes)
{
    if (text.size() <= maxBytes)
        return std::string(text);
    std::size_t end = maxBytes >= 3 ? maxBytes - 3 : 0;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80)
        --end;
    return std::string(text.substr(0, end)) + "\xE2\x80\xA6";
}

std::string visibleLine(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        char32_t point = 0;
        const auto length = decodeAt(text, at, point);
        if (length == 0) {
            out += kReplacement;
            ++at;
            continue;
        }
        if (point == '\n' || point == '\r' || point == 0x2028 || point == 0x2029)
            out += "\xE2\x86\xB5"; // ↵
        else if (point == '\t')
            out += ' ';
        else if (point < 0x20 || (point >= 0x7F && point < 0xA0))
            out += kReplacement;
        else if (isHiddenOrBidi(point))
            out += "\xC2\xB7"; // ·
        else
            out.append(text.substr(at, length));
        at += length;
    }
    return out;
}

std::string trimmed(std::string_view text)
{
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0)
        text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0)
        text.remove_suffix(1);
    return std::string(text);
}

std::vector<std::string> splitText(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    std::size_t at = 0;
    while (true) {
        const auto end = text.find(separator, at);
        parts.emplace_back(text.substr(at, end == std::string_view::npos ? end : end - at));
        if (end == std::string_view::npos)
            return parts;
        at = end + 1;
    }
}

std::string lowerAscii(std::string_view text)
{
    std::string out(text);
    for (auto& c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c + ('a' - 'A'));
    }
    return out;
}

std::string joinText(const std::vector<std::string>& parts, std::string_view separator)
{
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            out += separator;
        out += parts[i];
    }
    return out;
}

std::string nearestName(std::string_view name, const std::vector<std::string>& candidates)
{
    std::string best;
    std::size_t bestDistance = 4;
    for (const auto& candidate : candidates) {
        std::vector<std::size_t> row(candidate.size() + 1);
        for (std::size_t j = 0; j <= candidate.size(); ++j)
            row[j] = j;
        for (std::size_t i = 1; i <= name.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j <= candidate.size(); ++j) {
                const auto up = row[j];
                const bool same = name[i - 1] == candidate[j - 1];
                row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (same ? 0U : 1U)});
                diagonal = up;
            }
        }
        const auto distance = row[candidate.size()];
        if (distance < bestDistance && distance * 2 < std::max(candidate.size(), name.size())) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

std::uint64_t fnv1a(std::string_view bytes, std::uint64_t seed)
{
    for (const char c : bytes) {
        seed ^= static_cast<unsigned char>(c);
        seed *= 1099511628211ULL;
    }
    return seed;
}

std::string hex64(std::uint64_t value)
{
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out(16, '0');
    for (std::size_t i = 16; i-- > 0; value >>= 4U)
        out[i] = kDigits[value & 15U];
    return out;
}

std::string formatNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 40> buffer{};
    const auto [end, ec] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return ec == std::errc{} ? std::string(buffer.data(), end) : std::string("0");
}

bool parseNumber(std::string_view text, double& out)
{
    if (text == "NaN" || text == "nan") {
        out = std::numeric_limits<double>::quiet_NaN();
        return true;
    }
    if (text == "+Inf" || text == "Inf" || text == "inf" || text == "+inf") {
        out = std::numeric_limits<double>::infinity();
        return true;
    }
    if (text == "-Inf" || text == "-inf") {
        out = -std::numeric_limits<double>::infinity();
        return true;
    }
    if (text.size() > 1 && text[0] == '+' && text[1] != '-')
        text.remove_prefix(1);
    if (text.empty() || text.find_first_not_of("0123456789+-.eE") != std::string_view::npos)
        return false;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (end != text.data() + text.size())
        return false;
    if (ec == std::errc::result_out_of_range) { // 1e999 and 1e-999: say what a double would hold
        const auto exponent = text.find_first_of("eE");
        const bool tiny = exponent != std::string_view::npos && exponent + 1 < text.size() && text[exponent + 1] == '-';
        out = tiny ? 0.0 : std::numeric_limits<double>::infinity();
        if (text.front() == '-')
            out = -out;
        return true;
    }
    return ec == std::errc{};
}

bool isWebLink(std::string_view url)
{
    const auto lower = lowerAscii(url.substr(0, 8));
    std::size_t start = 0;
    if (lower.rfind("https://", 0) == 0)
        start = 8;
    else if (lower.rfind("http://", 0) == 0)
        start = 7;
    else
        return false;
    for (const char c : url) {
        if (static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '<' || c == '>' || c == '\\' || c == '`')
            return false;
    }
    const auto rest = url.substr(start);
    const auto host = rest.substr(0, rest.find_first_of("/?#"));
    // A name in other letters may look like a known one; its plain form ("xn--...") cannot.
    const bool plain = std::all_of(host.begin(), host.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return !host.empty() && plain && host.find('@') == std::string_view::npos && host.front() != ':';
}

std::string redactUrl(std::string_view url)
{
    std::string head(url.substr(0, url.find_first_of("?#")));
    auto rest = url.substr(head.size());
    if (const auto scheme = head.find("://"); scheme != std::string::npos) {
        const auto start = scheme + 3;
        const auto end = std::min(head.find('/', start), head.size());
        auto at = head.rfind('@', end);
        // A "port" that is no number is the beginning of a password with a slash in it.
        const auto colon = head.rfind(':', end);
        if ((at == std::string::npos || at < start) && colon != std::string::npos && colon >= start && head[start] != '['
            && head.substr(colon + 1, end - colon - 1).find_first_not_of("0123456789") != std::string::npos)
            at = head.rfind('@');
        if (at != std::string::npos && at >= start)
            head.replace(start, at - start, "***");
    }
    while (!rest.empty()) { // each part begins with its ? # or &
        const auto part = rest.substr(0, rest.find_first_of("?#&", 1));
        rest.remove_prefix(part.size());
        const auto equals = part.find('=');
        const auto key = lowerAscii(part.substr(0, equals));
        bool secret = false;
        for (const auto* word : {"token", "secret", "password", "passwd", "key", "auth", "signature", "credential"})
            secret = secret || key.find(word) != std::string::npos;
        head += secret && equals != std::string_view::npos ? std::string(part.substr(0, equals + 1)) + "***" : std::string(part);
    }
    return head;
}

} // namespace vedette
