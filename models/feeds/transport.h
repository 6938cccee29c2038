#pragma once

#include "models/base/result.h"
#include "models/base/time.h"
#include "models/core/config.h"
#include "models/core/feed.h"
#include "models/feeds/credentials.h"
#include "models/feeds/http_words.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace vedette {

struct HttpRequest {
    std::string url;  ///< absolute
    std::string ifNoneMatch; ///< an ETag of the same url: 304 where nothing changed since; empty: none
    std::string form; ///< not empty: POST as a form (a question too long for a URL); such requests are questions and may be repeated
    HttpConfig http;  ///< credentials, TLS, proxy; they go to the origin of `url` only
    Millis timeout{10000}; ///< in all, redirects and repeats included
};

struct HttpAnswer {
    int status = 0;
    std::string body; ///< decoded
    std::string contentType;
    std::string link;
    std::string etag; ///< entity tag as it came, to be sent back; empty: none, or none of HTTP's form
    std::optional<Millis> retryAfter;
    std::optional<Millis> exhausted; ///< no request is left of those allowed, for so long (above 0, kMaxRateWait at most)
    std::optional<Time> date; ///< of the server, whole seconds
    std::int64_t wireBytes = 0;
    Millis took{0};
    std::optional<FeedCertificate> certificate; ///< of a new connection; null where one was used again
};

/// Why nothing usable came.
struct HttpFailure {
    Error error;
    bool tooLarge = false; ///< over a limit of size: a smaller question may be answered
    std::optional<FeedCertificate> certificate; ///< the one that was refused, where it could be read
};

struct TransportOptions {
    std::int64_t maxWireBytes = 16LL << 20;
    std::int64_t maxDecodedBytes = 64LL << 20;
    Millis connectTimeout{5000};
    int perHost = 4; ///< requests under way to one origin; further ones wait
    KeyringLookup keyring = noKeyring();
    std::string userAgent = "vedette/" VEDETTE_VERSION;
};

/// Carries requests over one libcurl multi handle with one pool of connections. All calls but wake() on one thread. Callbacks
/// come from run(). http and https only; certificates are always checked; redirects are followed within the origin only (at
/// most 3); one repeat on a fresh connection when a connection died before the first byte; one layer of gzip.
class Transport {
public:
    using Done = std::function<void(std::variant<HttpAnswer, HttpFailure>)>;

    Transport(TransportOptions options, const Clock& clock);
    ~Transport(); ///< drops what is under way without callbacks
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;

    void send(HttpRequest request, Done done);
    void run(Millis atMost); ///< waits for something to happen, at most so long, and does it
    void wake();             ///< any thread: ends the wait of run()
    void cancelAll();        ///< drops everything without callbacks

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace vedette
