#include "models/feeds/certificate.h"

#include "models/base/text.h"

#include <array>
#include <cstdio>

namespace vedette {

namespace {

constexpr std::size_t kLongest = 200;

std::string bounded(std::string_view text) { return visibleLine(truncateUtf8(trimmed(text), kLongest)); }

/// "CN = prom.internal" of a distinguished name, else all of it.
std::string commonName(std::string_view name)
{
    for (const std::string_view mark : {"CN = ", "CN="}) {
        const auto at = name.find(mark);
        if (at == std::string_view::npos || (at > 0 && name[at - 1] != ' ' && name[at - 1] != ',' && name[at - 1] != '/'))
            continue;
        const auto rest = name.substr(at + mark.size());
        return bounded(rest.substr(0, rest.find_first_of(",/")));
    }
    return bounded(name);
}

} // namespace

std::optional<Time> certificateTime(std::string_view text)
{
    static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::string line = trimmed(text);
    std::array<char, 4> month{};
    int year = 0, day = 0, hour = 0, minute = 0, second = 0, number = 0;
    if (std::sscanf(line.c_str(), "%3s %2d %2d:%2d:%2d %4d GMT", month.data(), &day, &hour, &minute, &second, &year) == 6) {
        for (std::size_t i = 0; i < kMonths.size(); ++i) {
            if (kMonths[i] == month.data())
                number = static_cast<int>(i) + 1;
        }
    } else if (std::sscanf(line.c_str(), "%4d-%2d-%2d %2d:%2d:%2d GMT", &year, &number, &day, &hour, &minute, &second) != 6) {
        return std::nullopt;
    }
    std::array<char, 96> out{};
    std::snprintf(out.data(), out.size(), "%04d-%02d-%02dT%02d:%02d:%02dZ", year, number, day, hour, minute, second);
    const auto at = parseRfc3339(out.data());
    return at.ok() ? std::optional<Time>(*at) : std::nullopt;
}

std::optional<FeedCertificate> certificateFrom(const std::vector<std::string_view>& lines)
{
    FeedCertificate out;
    std::optional<Time> until;
    for (const auto line : lines) {
        const auto after = [&](std::string_view field) -> std::optional<std::string_view> {
            return line.substr(0, field.size()) == field ? std::optional(line.substr(field.size())) : std::nullopt;
        };
        if (const auto subject = after("Subject:"))
            out.subject = commonName(*subject);
        else if (const auto issuer = after("Issuer:"))
            out.issuer = commonName(*issuer);
        else if (const auto start = after("Start date:"))
            out.from = certificateTime(*start);
        else if (const auto end = after("Expire date:"))
            until = certificateTime(*end);
        else if (const auto names = after("X509v3 Subject Alternative Name:"))
            out.names = bounded(*names);
    }
    if (!until || (out.subject.empty() && out.names.empty()))
        return std::nullopt;
    out.until = *until;
    return out;
}

} // namespace vedette
