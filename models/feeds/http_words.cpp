#include "models/feeds/http_words.h"

#include "models/base/text.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>

namespace vedette {

std::string WebOrigin::hostPort() const
{
    const bool bracketed = host.find(':') != std::string::npos;
    return (bracketed ? "[" + host + "]" : host) + ":" + port;
}

std::optional<WebOrigin> originOf(std::string_view url)
{
    WebOrigin origin;
    const auto mark = url.find("://");
    if (mark == std::string_view::npos)
        return std::nullopt;
    origin.scheme = lowerAscii(url.substr(0, mark));
    if (origin.scheme != "http" && origin.scheme != "https")
        return std::nullopt;
    auto authority = url.substr(mark + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    if (const auto at = authority.rfind('@'); at != std::string_view::npos)
        authority.remove_prefix(at + 1);
    std::size_t colon = authority.rfind(':');
    if (!authority.empty() && authority.front() == '[') {
        const auto close = authority.find(']');
        if (close == std::string_view::npos)
            return std::nullopt;
        origin.host = lowerAscii(authority.substr(1, close - 1));
        colon = close + 1 < authority.size() && authority[close + 1] == ':' ? close + 1 : std::string_view::npos;
    } else {
        origin.host = lowerAscii(authority.substr(0, colon));
    }
    if (colon != std::string_view::npos)
        origin.port = std::string(authority.substr(colon + 1));
    if (origin.port.empty())
        origin.port = origin.scheme == "https" ? "443" : "80";
    return origin.host.empty() ? std::nullopt : std::optional<WebOrigin>(origin);
}

std::string percentEncoded(std::string_view text)
{
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto b = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~') {
            out += c;
        } else {
            out += '%';
            out += kDigits[b >> 4U];
            out += kDigits[b & 15U];
        }
    }
    return out;
}

std::string formEncoded(const Params& params)
{
    std::string out;
    for (const auto& [key, value] : params) {
        if (!out.empty())
            out += '&';
        out += percentEncoded(key) + '=' + percentEncoded(value);
    }
    return out;
}

std::string joinUrl(std::string_view base, std::string_view path, const Params& params)
{
    auto url = std::string(base) + std::string(path);
    if (!params.empty())
        url += (url.find('?') == std::string::npos ? '?' : '&') + formEncoded(params);
    return url;
}

std::string nextLink(std::string_view header)
{
    for (const auto& part : splitText(header, ',')) {
        const auto open = part.find('<');
        const auto close = part.find('>', open == std::string::npos ? 0 : open);
        if (open == std::string::npos || close == std::string::npos)
            continue;
        const auto rest = lowerAscii(std::string_view(part).substr(close + 1));
        if (rest.find("rel=\"next\"") != std::string::npos || rest.find("rel=next") != std::string::npos)
            return part.substr(open + 1, close - open - 1);
    }
    return {};
}

std::string entityTag(std::string_view text)
{
    const auto tag = trimmed(text);
    const auto open = tag.starts_with("W/") ? 2U : 0U;
    if (tag.size() < open + 2 || tag.size() > 256 || tag[open] != '"' || tag.back() != '"')
        return {};
    const auto inside = std::string_view(tag).substr(open + 1, tag.size() - open - 2);
    const bool sound = std::all_of(inside.begin(), inside.end(), [](char c) {
        const auto b = static_cast<unsigned char>(c);
        return b > 0x20 && b != '"' && b != 0x7f;
    });
    return sound ? tag : std::string{};
}

std::optional<Time> parseHttpDate(std::string_view text)
{
    const auto seconds = curl_getdate(std::string(text).c_str(), nullptr);
    return seconds <= 0 ? std::nullopt : std::optional<Time>(timeFromMs(static_cast<std::int64_t>(seconds) * 1000));
}

std::optional<Millis> parseRetryAfter(std::string_view text, Time now)
{
    const auto word = trimmed(text);
    std::int64_t seconds = 0;
    const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), seconds);
    std::optional<Millis> wait;
    if (!word.empty() && end == word.data() + word.size() && seconds >= 0)
        wait = ec == std::errc{} ? Millis{std::min<std::int64_t>(seconds, 1'000'000) * 1000} : kMaxRetryAfter;
    else if (const auto date = parseHttpDate(word))
        wait = *date - now;
    if (wait)
        wait = std::clamp(*wait, Millis{0}, kMaxRetryAfter);
    return wait;
}

std::optional<Millis> parseRateLimit(std::string_view remaining, std::string_view reset, Time serverNow)
{
    const auto word = trimmed(reset);
    std::int64_t number = 0;
    const auto [end, ec] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (trimmed(remaining) != "0" || word.empty() || ec != std::errc{} || end != word.data() + word.size() || number <= 0)
        return std::nullopt;
    constexpr std::int64_t kEpochs = 1'000'000'000;
    const auto wait = number < kEpochs ? Millis{number * 1000} : timeFromMs(number < 100 * kEpochs ? number * 1000 : number) - serverNow;
    return wait <= Millis{0} ? std::nullopt : std::optional<Millis>(std::min<Millis>(wait, kMaxRateWait));
}

std::string statusSentence(int status, std::string_view host, std::string_view said)
{
    const std::string who(host);
    std::string sentence;
    switch (status) {
    case 304:
        sentence = who + " answers that nothing changed, but was not asked that (HTTP 304)";
        break;
    case 401:
        sentence = "credentials refused by " + who + " (HTTP 401)";
        break;
    case 403:
        sentence = "credentials refused by " + who + ": not allowed to read this (HTTP 403)";
        break;
    case 404:
        sentence = who + " has nothing at this address (HTTP 404)";
        break;
    case 407:
        sentence = "the proxy asks for a login (HTTP 407)";
        break;
    case 429:
        sentence = who + " asks to be polled less often (HTTP 429)";
        break;
    case 503:
        sentence = who + " is starting or overloaded (HTTP 503)";
        break;
    default:
        sentence = who + (status >= 500 ? " failed to answer (HTTP " : " refused the question (HTTP ") + std::to_string(status) + ")";
    }
    return said.empty() ? sentence : sentence + ": " + visibleLine(truncateUtf8(said, 300));
}

std::string hintFor(const Error& error, int httpStatus)
{
    const auto says = [&](const char* word) { return error.detail.find(word) != std::string::npos; };
    if (httpStatus == 401 || httpStatus == 403)
        return "Check the user, token or key of this feed; it is tried again once a minute.";
    if (httpStatus == 404)
        return "Check the path in the feed's url.";
    if (httpStatus == 429)
        return "A longer poll_interval asks less of this server.";
    if (says("not yet valid"))
        return "Check the clock of this computer.";
    if (says("self-signed") || says("unknown authority"))
        return "Name the authority's certificate in tls_config.ca_file of this feed.";
    if (says("certificate of"))
        return "The server's certificate has to be renewed or its name corrected.";
    if (says("refused by"))
        return "Is the server running, and is the port right?";
    if (says("not found"))
        return "Check the host name and this computer's network.";
    if (says("keyring"))
        return "Unlock the keyring, or store the entry: secret-tool store --label=vedette server vedette user NAME type plaintext";
    if (says("web page"))
        return "A login page or another program may answer at this url.";
    if (says("was not followed"))
        return "Use the address that the server redirects to as url, if it is meant.";
    if (error.kind == ErrorKind::timeout)
        return "The server or the network is slow; a longer timeout can be set.";
    return {};
}

} // namespace vedette
