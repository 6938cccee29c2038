#pragma once

#include "models/base/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Scheme, host and port of an absolute http or https URL. Two URLs have the same origin when all three agree.
struct WebOrigin {
    std::string scheme;
    std::string host; ///< lower case, without brackets
    std::string port;
    [[nodiscard]] std::string hostPort() const;
    friend bool operator==(const WebOrigin&, const WebOrigin&) = default;
};
[[nodiscard]] std::optional<WebOrigin> originOf(std::string_view url); ///< nullopt: not http or https, or no host

/// Percent-encodes everything but unreserved characters (RFC 3986).
[[nodiscard]] std::string percentEncoded(std::string_view text);
using Params = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] std::string formEncoded(const Params& params);
/// `base` (no trailing slash) + `path`, with the parameters behind.
[[nodiscard]] std::string joinUrl(std::string_view base, std::string_view path, const Params& params);
/// The target of `rel="next"` in a Link header, empty when there is none.
[[nodiscard]] std::string nextLink(std::string_view header);
/// An entity tag (RFC 9110, 8.8.3) of at most 256 bytes; empty when it is none.
[[nodiscard]] std::string entityTag(std::string_view text);
/// Date of HTTP (RFC 9110, 5.6.7: the IMF form).
[[nodiscard]] std::optional<Time> parseHttpDate(std::string_view text);
/// Retry-After in seconds or as a date, 0 to 15 min.
[[nodiscard]] std::optional<Millis> parseRetryAfter(std::string_view text, Time now);
inline constexpr Millis kMaxRetryAfter{15 * 60 * 1000};
/// The wait that (x-)ratelimit-remaining and -reset tell: nullopt while requests are left, where it is over or was not told.
/// `reset` is a time since 1970 in s (GitHub, GitLab) or ms by the server's clock, below 10^9 seconds from `serverNow` on.
[[nodiscard]] std::optional<Millis> parseRateLimit(std::string_view remaining, std::string_view reset, Time serverNow);
inline constexpr Millis kMaxRateWait{2 * 3600 * 1000};

/// "HTTP 503" as a sentence about `host`; `said` is what the answer's body says about it, plain, may be empty.
[[nodiscard]] std::string statusSentence(int status, std::string_view host, std::string_view said);
/// What a person can do about a failure; empty when nothing is known.
[[nodiscard]] std::string hintFor(const Error& error, int httpStatus);

} // namespace vedette
