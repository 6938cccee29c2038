#include "models/feeds/transfer.h"

#include "models/base/text.h"
#include "models/feeds/certificate.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace vedette {

namespace {

constexpr int kMaxRedirects = 3;

// OpenSSL's X509_V_ERR_*: libcurl hands them through as numbers.
enum VerifyResult : long {
    kUnknownIssuer = 2,
    kNotYetValid = 9,
    kExpired = 10,
    kSelfSigned = 18,
    kSelfSignedInChain = 19,
    kUnknownIssuerLocally = 20,
    kUnverifiableLeaf = 21,
    kWrongHost = 62,
    kWrongAddress = 64,
};

template <class V> void set(CURL* easy, CURLoption option, V value) { (void)curl_easy_setopt(easy, option, value); }
void set(CURL* easy, CURLoption option, const std::string& value)
{
    if (!value.empty())
        (void)curl_easy_setopt(easy, option, value.c_str());
}

long tlsVersion(const std::string& name)
{
    if (name == "TLS10")
        return CURL_SSLVERSION_TLSv1_0;
    if (name == "TLS11")
        return CURL_SSLVERSION_TLSv1_1;
    return name == "TLS13" ? CURL_SSLVERSION_TLSv1_3 : CURL_SSLVERSION_TLSv1_2;
}

/// The lines of the server's own certificate; empty when no handshake was made.
std::vector<std::string_view> certificateLines(CURL* easy)
{
    curl_certinfo* info = nullptr;
    std::vector<std::string_view> lines;
    if (curl_easy_getinfo(easy, CURLINFO_CERTINFO, &info) != CURLE_OK || info == nullptr || info->num_of_certs < 1)
        return lines;
    for (const auto* line = info->certinfo[0]; line != nullptr; line = line->next)
        lines.emplace_back(line->data);
    return lines;
}

/// "2026-01-01 00:00:00 GMT" behind "Expire date:"; empty when there is none.
std::string certificateField(CURL* easy, std::string_view field)
{
    for (const auto line : certificateLines(easy)) {
        if (line.substr(0, field.size()) == field)
            return std::string(line.substr(field.size()));
    }
    return {};
}

} // namespace

Result<ResolvedSecrets> resolveSecrets(const HttpConfig& http, const KeyringLookup& keyring)
{
    ResolvedSecrets out;
    const auto read = [&](const Secret& secret, std::string& into) -> Status {
        if (secret.empty())
            return Done{};
        auto value = readSecret(secret, keyring);
        if (!value.ok())
            return value.error();
        into = std::move(*value);
        return Done{};
    };
    if (auto ok = read(http.basicPassword, out.password); !ok.ok())
        return ok.error();
    if (auto ok = read(http.credentials, out.credentials); !ok.ok())
        return ok.error();
    for (const auto& [name, secret] : http.headers) {
        out.headers.emplace_back(name, std::string{});
        if (auto ok = read(secret, out.headers.back().second); !ok.ok())
            return ok.error();
    }
    return out;
}

Transfer::Transfer(HttpRequest request, Transport::Done whenDone, const TransportOptions& options)
    : done(std::move(whenDone)), m_request(std::move(request)), m_options(options), m_url(m_request.url),
      m_started(std::chrono::steady_clock::now())
{
    const auto origin = originOf(m_url);
    m_originKey = origin ? origin->scheme + "://" + origin->hostPort() : m_url;
}

Transfer::~Transfer()
{
    curl_easy_cleanup(m_easy);
    curl_slist_free_all(m_headers);
    curl_slist_free_all(m_connectTo);
}

void Transfer::setTls()
{
    const auto& tls = m_request.http.tls;
    set(m_easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(m_easy, CURLOPT_SSL_VERIFYHOST, 2L);
    set(m_easy, CURLOPT_CERTINFO, 1L);
    set(m_easy, CURLOPT_SSLVERSION, tlsVersion(tls.minVersion));
    set(m_easy, CURLOPT_CAINFO, tls.caFile);
    set(m_easy, CURLOPT_SSLCERT, tls.certFile);
    set(m_easy, CURLOPT_SSLKEY, tls.keyFile);
}

Status Transfer::prepare(const ResolvedSecrets& secrets, bool freshConnection)
{
    const auto& http = m_request.http;
    const auto left = m_request.timeout
        - std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - m_started);
    if (left <= Millis{0} && (m_redirects > 0 || m_repeated))
        return makeError(ErrorKind::timeout, "no answer from " + target() + " within " + formatDuration(m_request.timeout));
    const auto origin = originOf(m_url);
    if (!origin)
        return makeError(ErrorKind::config, "\"" + redactUrl(m_url) + "\" is not an http or https address");
    curl_easy_cleanup(m_easy);
    curl_slist_free_all(m_headers);
    curl_slist_free_all(m_connectTo);
    m_headers = nullptr;
    m_connectTo = nullptr;
    m_easy = curl_easy_init();
    if (m_easy == nullptr)
        return makeError(ErrorKind::network, "no memory for a transfer");
    m_answer = {};
    m_lengths = 0;
    m_encoded = false;

    set(m_easy, CURLOPT_PRIVATE, static_cast<void*>(this));
    set(m_easy, CURLOPT_URL, m_url);
    set(m_easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(m_easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(m_easy, CURLOPT_NOSIGNAL, 1L);
    set(m_easy, CURLOPT_QUICK_EXIT, 1L); // else the end of a transfer waits for a resolver that hangs
    set(m_easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(m_easy, CURLOPT_USERAGENT, m_options.userAgent);
    set(m_easy, CURLOPT_ACCEPT_ENCODING, "gzip");
    set(m_easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(m_options.connectTimeout, left).count()));
    set(m_easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max(left, Millis{1}).count()));
    set(m_easy, CURLOPT_LOW_SPEED_LIMIT, 100L);
    set(m_easy, CURLOPT_LOW_SPEED_TIME, 10L);
    set(m_easy, CURLOPT_ERRORBUFFER, &m_errorText[0]);
    set(m_easy, CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    set(m_easy, CURLOPT_HEADERDATA, static_cast<void*>(this));
    set(m_easy, CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    set(m_easy, CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(m_easy, CURLOPT_NOPROGRESS, 0L);
    set(m_easy, CURLOPT_XFERINFOFUNCTION, &Transfer::onProgress);
    set(m_easy, CURLOPT_XFERINFODATA, static_cast<void*>(this));
    set(m_easy, CURLOPT_HTTP09_ALLOWED, 0L);
    set(m_easy, CURLOPT_HTTP_VERSION, static_cast<long>(http.enableHttp2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    set(m_easy, CURLOPT_FRESH_CONNECT, freshConnection ? 1L : 0L);
    set(m_easy, CURLOPT_BUFFERSIZE, 256L * 1024L);
    setTls();

    setProxy();

    const auto header = [&](const std::string& line) { m_headers = curl_slist_append(m_headers, line.c_str()); };
    header("Accept: application/json");
    header("Expect:");
    if (!m_request.ifNoneMatch.empty())
        header("If-None-Match: " + m_request.ifNoneMatch);
    if (!secrets.token.empty()) {
        header("Authorization: Bearer " + secrets.token);
    } else if (!http.basicUser.empty()) {
        set(m_easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        set(m_easy, CURLOPT_USERNAME, http.basicUser);
        set(m_easy, CURLOPT_PASSWORD, secrets.password);
    } else if (!secrets.credentials.empty()) {
        header("Authorization: " + (http.authorizationType.empty() ? std::string("Bearer") : http.authorizationType) + " " + secrets.credentials);
    }
    for (const auto& [name, value] : secrets.headers)
        header(name + ": " + value);
    if (const auto& name = http.tls.serverName; !name.empty() && origin->scheme == "https") {
        // libcurl takes the name to verify from the URL: ask under that name, connect to the address that was configured.
        std::string asked = m_url;
        const auto start = asked.find("://") + 3;
        const auto end = asked.find_first_of("/?#", start);
        asked.replace(start, (end == std::string::npos ? asked.size() : end) - start, name + ":" + origin->port);
        set(m_easy, CURLOPT_URL, asked);
        m_connectTo = curl_slist_append(nullptr, (name + ":" + origin->port + ":" + origin->hostPort()).c_str());
        set(m_easy, CURLOPT_CONNECT_TO, m_connectTo);
        header("Host: " + origin->hostPort());
    }
    set(m_easy, CURLOPT_HTTPHEADER, m_headers);
    if (!m_request.form.empty()) {
        set(m_easy, CURLOPT_POSTFIELDSIZE, static_cast<long>(m_request.form.size()));
        set(m_easy, CURLOPT_POSTFIELDS, m_request.form.c_str());
    }
    return Done{};
}

void Transfer::prepareCertificateProbe()
{
    probing = true;
    curl_easy_cleanup(m_easy);
    m_easy = curl_easy_init();
    set(m_easy, CURLOPT_PRIVATE, static_cast<void*>(this));
    set(m_easy, CURLOPT_URL, m_url);
    set(m_easy, CURLOPT_PROTOCOLS_STR, "https");
    set(m_easy, CURLOPT_CONNECT_ONLY, 1L);
    set(m_easy, CURLOPT_CERTINFO, 1L);
    set(m_easy, CURLOPT_SSL_VERIFYPEER, 0L);
    set(m_easy, CURLOPT_SSL_VERIFYHOST, 0L);
    set(m_easy, CURLOPT_NOSIGNAL, 1L);
    set(m_easy, CURLOPT_QUICK_EXIT, 1L);
    set(m_easy, CURLOPT_FRESH_CONNECT, 1L);
    set(m_easy, CURLOPT_FORBID_REUSE, 1L);
    set(m_easy, CURLOPT_TIMEOUT_MS, static_cast<long>(std::min(m_request.timeout, Millis{3000}).count()));
    setProxy();
}

/// Prometheus' rules: proxy_url with its no_proxy alone; the environment's only on demand, and then never for this computer itself.
void Transfer::setProxy()
{
    const auto& http = m_request.http;
    const auto origin = originOf(m_url);
    const bool loopback = origin && (origin->host == "localhost" || origin->host == "::1" || origin->host.rfind("127.", 0) == 0);
    if (http.proxyFromEnvironment && http.proxyUrl.empty() && !loopback)
        return;
    (void)curl_easy_setopt(m_easy, CURLOPT_PROXY, http.proxyUrl.c_str()); // empty: none
    (void)curl_easy_setopt(m_easy, CURLOPT_NOPROXY, http.noProxy.c_str()); // empty: not the environment's either
}

HttpFailure Transfer::finishProbe()
{
    auto failure = std::move(m_probeCause);
    const bool expired = failure.error.detail.find("expired") != std::string::npos;
    const auto date = certificateField(m_easy, expired ? "Expire date:" : "Start date:");
    if (!date.empty())
        failure.error.detail += (expired ? " on " : " until ") + visibleLine(date);
    failure.certificate = certificateFrom(certificateLines(m_easy));
    return failure;
}

std::size_t Transfer::onHeader(char* data, std::size_t size, std::size_t count, void* self)
{
    return static_cast<Transfer*>(self)->header({data, size * count});
}

std::size_t Transfer::header(std::string_view line)
{
    if (line.substr(0, 5) == "HTTP/") { // a new head: 100 Continue or a proxy's answer came before
        m_lengths = 0;
        m_encoded = false;
        return line.size();
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos)
        return line.size();
    const auto name = lowerAscii(line.substr(0, colon));
    const auto value = trimmed(line.substr(colon + 1));
    if (name == "content-length") {
        if (++m_lengths > 1 || value.find(',') != std::string::npos) {
            m_refusal = "the answer states its length twice";
            return 0;
        }
    } else if (name == "content-encoding") {
        if (m_encoded || value.find(',') != std::string::npos) {
            m_refusal = "the answer is compressed more than once";
            return 0;
        }
        m_encoded = true;
    } else if (name == "content-type") {
        m_answer.contentType = truncateUtf8(cleanUtf8(value), 100);
    } else if (name == "link") {
        m_answer.link = truncateUtf8(cleanUtf8(value), 8192);
    } else if (name == "etag") {
        m_answer.etag = entityTag(value);
    } else if (name == "retry-after") {
        m_retryAfter = value;
    } else if (name == "x-ratelimit-remaining" || name == "ratelimit-remaining") {
        m_limitLeft = value;
    } else if (name == "x-ratelimit-reset" || name == "ratelimit-reset") {
        m_limitReset = value;
    } else if (name == "date") {
        m_date = value;
    }
    return line.size();
}

std::size_t Transfer::onBody(char* data, std::size_t size, std::size_t count, void* self)
{
    auto& t = *static_cast<Transfer*>(self);
    const auto bytes = size * count;
    const auto limit = t.m_encoded ? t.m_options.maxDecodedBytes : t.m_options.maxWireBytes;
    if (static_cast<std::int64_t>(t.m_answer.body.size() + bytes) > limit) {
        t.m_refusal = "the answer is larger than " + std::to_string(limit >> 20) + " MiB";
        t.m_tooLarge = true;
        return 0;
    }
    t.m_answer.body.append(data, bytes);
    return bytes;
}

int Transfer::onProgress(void* self, curl_off_t, curl_off_t now, curl_off_t, curl_off_t)
{
    auto& t = *static_cast<Transfer*>(self);
    if (now <= t.m_options.maxWireBytes)
        return 0;
    t.m_refusal = "the answer is larger than " + std::to_string(t.m_options.maxWireBytes >> 20) + " MiB";
    t.m_tooLarge = true;
    return 1;
}

/// With server_name the question carries that name: what a relative redirect makes of it leads to the address configured.
std::string Transfer::asConfigured(std::string url) const
{
    const auto origin = originOf(url);
    const auto own = originOf(m_url);
    const auto& name = m_request.http.tls.serverName;
    if (name.empty() || !origin || !own || origin->scheme != own->scheme || origin->port != own->port || origin->host != lowerAscii(name))
        return url;
    const auto start = url.find("://") + 3;
    const auto end = std::min(url.find_first_of("/?#", start), url.size());
    return url.replace(start, end - start, own->hostPort());
}

std::string Transfer::target() const
{
    const auto origin = originOf(m_url);
    return origin ? origin->hostPort() : redactUrl(m_url);
}

std::string Transfer::tlsSentence(long verify, const std::string& host) const
{
    const std::string_view said(&m_errorText[0]);
    const auto says = [&](const char* word) { return said.find(word) != std::string_view::npos; };
    if (verify == kExpired || says("expired"))
        return "the certificate of " + host + " expired";
    if (verify == kNotYetValid || says("not yet valid"))
        return "the certificate of " + host + " is not yet valid";
    if (verify == kSelfSigned)
        return "the certificate of " + host + " is self-signed and not trusted";
    if (verify == kSelfSignedInChain || verify == kUnknownIssuer || verify == kUnknownIssuerLocally || verify == kUnverifiableLeaf)
        return "the certificate of " + host + " is signed by an unknown authority";
    if (verify == kWrongHost || verify == kWrongAddress || says("no alternative certificate subject name") || says("does not match"))
        return "the certificate of " + host + " is for another name";
    return "the certificate of " + host + " was refused: " + visibleLine(truncateUtf8(said, 200));
}

HttpFailure Transfer::failure(CURLcode code)
{
    const auto host = target();
    const auto fail = [&](ErrorKind kind, std::string text) { return HttpFailure{makeError(kind, std::move(text)), m_tooLarge, std::nullopt}; };
    if (!m_refusal.empty())
        return fail(ErrorKind::parse, m_refusal + " (from " + host + ")");
    long systemError = 0;
    long verify = 0;
    (void)curl_easy_getinfo(m_easy, CURLINFO_OS_ERRNO, &systemError);
    (void)curl_easy_getinfo(m_easy, CURLINFO_SSL_VERIFYRESULT, &verify);
    const std::string_view said(&m_errorText[0]);
    const auto says = [&](const char* word) { return said.find(word) != std::string_view::npos; };
    if (const auto connect = proxyStatus(); connect == 407)
        return fail(ErrorKind::network, "the proxy asks for a login (HTTP 407)");
    else if (connect >= 300)
        return fail(ErrorKind::network, "the proxy refuses the way to " + host + " (HTTP " + std::to_string(connect) + ")");
    if (says("certificate required") || (says("handshake failure") && m_request.http.tls.certFile.empty()))
        return fail(ErrorKind::network, host + " asks for a client certificate: name cert_file and key_file in tls_config");
    if (says(" alert ") && !m_request.http.tls.certFile.empty() && (says("unknown ca") || says("certificate") || says("access denied") || says("decrypt error")))
        return fail(ErrorKind::network, host + " refuses the client certificate " + m_request.http.tls.certFile);
    switch (code) {
    case CURLE_COULDNT_CONNECT:
        if (!m_request.http.proxyUrl.empty() || m_request.http.proxyFromEnvironment)
            return fail(ErrorKind::network, "cannot connect to " + host + " or its proxy: " + std::strerror(static_cast<int>(systemError)));
        if (systemError == ECONNREFUSED)
            return fail(ErrorKind::network, "connection refused by " + host);
        return fail(ErrorKind::network, "cannot connect to " + host + (systemError != 0 ? std::string(": ") + std::strerror(static_cast<int>(systemError)) : std::string{}));
    case CURLE_COULDNT_RESOLVE_HOST:
        return fail(ErrorKind::network, "the host name of " + host + " was not found");
    case CURLE_COULDNT_RESOLVE_PROXY:
        return fail(ErrorKind::network, "the host name of the proxy was not found");
    case CURLE_OPERATION_TIMEDOUT: {
        double connected = 0;
        (void)curl_easy_getinfo(m_easy, CURLINFO_CONNECT_TIME, &connected);
        if (connected <= 0)
            return fail(ErrorKind::timeout, "no connection to " + host + " within " + formatDuration(std::min(m_options.connectTimeout, m_request.timeout)));
        return fail(ErrorKind::timeout, m_answer.body.empty() ? "no answer from " + host + " within " + formatDuration(m_request.timeout)
                                                              : "slow: the answer of " + host + " did not end within " + formatDuration(m_request.timeout));
    }
    case CURLE_PEER_FAILED_VERIFICATION:
        return fail(ErrorKind::network, tlsSentence(verify, host));
    case CURLE_SSL_CONNECT_ERROR:
        return fail(ErrorKind::network, says("wrong version number")
                ? host + " does not speak TLS: is its url http, not https?"
                : "no TLS with " + host + ": " + visibleLine(truncateUtf8(said, 200)));
    case CURLE_SSL_CACERT_BADFILE:
        return fail(ErrorKind::config, "the ca_file " + m_request.http.tls.caFile + " cannot be read");
    case CURLE_SSL_CERTPROBLEM:
        return fail(ErrorKind::config, "the client certificate " + m_request.http.tls.certFile + " or its key cannot be used");
    case CURLE_UNSUPPORTED_PROTOCOL:
        return fail(ErrorKind::network, said.find("HTTP/0.9") != std::string_view::npos ? "what answers at " + host + " does not speak HTTP (is it a TLS port?)"
                                                                                        : "the address is neither http nor https");
    case CURLE_WEIRD_SERVER_REPLY:
        return fail(ErrorKind::network, "what answers at " + host + " does not speak HTTP");
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP2:
        return fail(ErrorKind::network, "the answer of " + host + " ended early");
    case CURLE_GOT_NOTHING:
        return fail(ErrorKind::network, host + " closed the connection without an answer");
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR: {
        curl_off_t shaken = 0; // TLS 1.3 tells what a server misses behind the handshake, and a reset may overtake it
        (void)curl_easy_getinfo(m_easy, CURLINFO_APPCONNECT_TIME_T, &shaken);
        if (shaken > 0 && m_date.empty() && m_answer.body.empty())
            return fail(ErrorKind::network, host + " reset the connection after the TLS handshake: "
                    + (m_request.http.tls.certFile.empty() ? "does it ask for a client certificate?" : "does it refuse the client certificate?"));
        return fail(ErrorKind::network, host + " reset the connection");
    }
    case CURLE_BAD_CONTENT_ENCODING:
        return fail(ErrorKind::parse, "the compressed answer of " + host + " is damaged");
    default:
        return fail(ErrorKind::network, std::string("no usable answer from ") + host + ": " + curl_easy_strerror(code));
    }
}

/// What the proxy answered to CONNECT; 0: nothing, or no tunnel was asked for.
long Transfer::proxyStatus() const
{
    long status = 0;
    (void)curl_easy_getinfo(m_easy, CURLINFO_HTTP_CONNECTCODE, &status);
    return status;
}

Transfer::Outcome Transfer::finish(CURLcode code, Time now)
{
    const auto took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - m_started);
    long status = 0;
    curl_off_t wire = 0;
    (void)curl_easy_getinfo(m_easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(m_easy, CURLINFO_SIZE_DOWNLOAD_T, &wire);
    if (code != CURLE_OK) {
        const bool diedEarly = (code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING || code == CURLE_HTTP2
                                   || code == CURLE_HTTP2_STREAM)
            && status == 0 && proxyStatus() < 300
            && std::string_view(&m_errorText[0]).find(" alert ") == std::string_view::npos; // TLS says why
        if (diedEarly && !m_repeated && took < m_request.timeout) {
            m_repeated = true;
            return {HttpFailure{}, true, true, false};
        }
        auto cause = failure(code);
        const bool dated = cause.error.detail.find(" expired") != std::string::npos || cause.error.detail.find("not yet valid") != std::string::npos;
        if (code == CURLE_PEER_FAILED_VERIFICATION && dated) {
            m_probeCause = cause;
            return {cause, false, false, true};
        }
        return {std::move(cause), false, false, false};
    }
    if (status >= 300 && status < 400 && status != 304) {
        char* location = nullptr;
        (void)curl_easy_getinfo(m_easy, CURLINFO_REDIRECT_URL, &location);
        const std::string next = asConfigured(location != nullptr ? location : "");
        const auto refuse = [&](const std::string& why) {
            return Outcome{HttpFailure{makeError(ErrorKind::http, "the redirect from " + target() + why), false, std::nullopt}, false, false, false};
        };
        const auto origin = originOf(next);
        if (!m_request.http.followRedirects)
            return refuse(" was not followed: follow_redirects is off");
        if (!origin)
            return refuse(" was not followed: it leads to something that is not an http address");
        if (origin != originOf(m_url))
            return refuse(" to " + origin->hostPort() + " was not followed: another host would see the credentials");
        if (++m_redirects > kMaxRedirects)
            return refuse(" goes round in circles");
        m_url = next;
        return {HttpFailure{}, true, false, false};
    }
    m_answer.status = static_cast<int>(status);
    m_answer.wireBytes = wire;
    m_answer.took = took;
    m_answer.certificate = certificateFrom(certificateLines(m_easy));
    m_answer.date = parseHttpDate(m_date);
    if (!m_retryAfter.empty())
        m_answer.retryAfter = parseRetryAfter(m_retryAfter, now);
    m_answer.exhausted = parseRateLimit(m_limitLeft, m_limitReset, m_answer.date.value_or(now));
    return {std::move(m_answer), false, false, false};
}

} // namespace vedette
