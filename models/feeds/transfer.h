#pragma once

#include "models/feeds/transport.h"

#include <curl/curl.h>

#include <chrono>

namespace vedette {

/// What a transfer authenticates with, resolved from HttpConfig just before it starts.
struct ResolvedSecrets {
    std::string password;
    std::string credentials;
    std::string token; ///< of oauth2
    std::vector<std::pair<std::string, std::string>> headers;
};
[[nodiscard]] Result<ResolvedSecrets> resolveSecrets(const HttpConfig& http, const KeyringLookup& keyring);

/// One request on one easy handle. Internal to the transport.
class Transfer {
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    Transfer(HttpRequest request, Transport::Done done, const TransportOptions& options);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    /// Sets the easy handle up. Error: nothing can be sent (an unreadable secret or file).
    Status prepare(const ResolvedSecrets& secrets, bool freshConnection);
    /// A bare TLS handshake that sends nothing, to read the dates of a certificate that was refused.
    void prepareCertificateProbe();
    /// What became of it; kind cancelled with `again` set when it is to be sent once more.
    struct Outcome {
        std::variant<HttpAnswer, HttpFailure> result;
        bool again = false;
        bool freshConnection = false;
        bool probeCertificate = false;
    };
    [[nodiscard]] Outcome finish(CURLcode code, Time now);
    [[nodiscard]] HttpFailure finishProbe();

    CURL* easy() { return m_easy; }
    [[nodiscard]] const HttpRequest& request() const { return m_request; }
    [[nodiscard]] const std::string& originKey() const { return m_originKey; }
    Transport::Done done;
    bool probing = false;

private:
    static std::size_t onHeader(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t onBody(char* data, std::size_t size, std::size_t count, void* self);
    static int onProgress(void* self, curl_off_t, curl_off_t now, curl_off_t, curl_off_t);
    std::size_t header(std::string_view line);
    void setTls();
    void setProxy();
    [[nodiscard]] long proxyStatus() const;
    [[nodiscard]] std::string asConfigured(std::string url) const;
    [[nodiscard]] HttpFailure failure(CURLcode code);
    [[nodiscard]] std::string tlsSentence(long verify, const std::string& host) const;
    [[nodiscard]] std::string target() const;

    HttpRequest m_request;
    const TransportOptions& m_options;
    std::string m_url; ///< after redirects
    std::string m_originKey;
    CURL* m_easy = nullptr;
    curl_slist* m_headers = nullptr;
    curl_slist* m_connectTo = nullptr;
    char m_errorText[CURL_ERROR_SIZE] = {};
    HttpAnswer m_answer;
    std::string m_retryAfter;
    std::string m_limitLeft;
    std::string m_limitReset;
    std::string m_date;
    std::string m_refusal; ///< why we ended it ourselves
    bool m_tooLarge = false;
    bool m_encoded = false;
    int m_lengths = 0;
    int m_redirects = 0;
    bool m_repeated = false;
    HttpFailure m_probeCause;
    SteadyTime m_started;
};

} // namespace vedette
