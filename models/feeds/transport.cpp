#include "models/feeds/transport.h"

#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/feeds/transfer.h"

#include <algorithm>
#include <deque>
#include <list>
#include <map>

namespace vedette {

namespace {

/// libcurl's own global state: made once, before any thread of ours uses it.
struct CurlGlobal {
    CurlGlobal() { (void)curl_global_init(CURL_GLOBAL_ALL); }
};

using Steady = std::chrono::steady_clock;

std::string tokenKey(const OAuth2Config& oauth)
{
    return oauth.tokenUrl + "\n" + oauth.clientId + "\n" + joinText(oauth.scopes, " ");
}

} // namespace

struct Transport::Impl {
    struct Token {
        std::string value;
        Steady::time_point expires;
    };
    TransportOptions options;
    const Clock& clock;
    CURLM* multi = nullptr;
    std::list<std::unique_ptr<Transfer>> active;
    std::map<std::string, int> perOrigin;
    std::deque<std::unique_ptr<Transfer>> waiting;
    std::deque<std::pair<Done, std::variant<HttpAnswer, HttpFailure>>> ready; ///< outcomes to be told by run()
    std::map<std::string, Token> tokens;

    Impl(TransportOptions o, const Clock& c) : options(std::move(o)), clock(c)
    {
        static const CurlGlobal s_global;
        multi = curl_multi_init();
        (void)curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 64L);
        (void)curl_multi_setopt(multi, CURLMOPT_PIPELINING, static_cast<long>(CURLPIPE_MULTIPLEX));
    }
    ~Impl()
    {
        clear();
        curl_multi_cleanup(multi);
    }
    void clear()
    {
        for (auto& transfer : active)
            (void)curl_multi_remove_handle(multi, transfer->easy());
        active.clear();
        waiting.clear();
        ready.clear();
        perOrigin.clear();
    }

    void fail(Transport::Done done, Error error) { ready.emplace_back(std::move(done), HttpFailure{std::move(error), false, std::nullopt}); }

    void admit()
    {
        for (auto it = waiting.begin(); it != waiting.end();) {
            if (perOrigin[(*it)->originKey()] >= options.perHost) {
                ++it;
                continue;
            }
            auto transfer = std::move(*it);
            waiting.erase(it);
            launch(std::move(transfer), false);
            it = waiting.begin(); // a launch may have queued a request for a token
        }
    }
    void launch(std::unique_ptr<Transfer> transfer, bool fresh)
    {
        auto secrets = resolveSecrets(transfer->request().http, options.keyring);
        if (!secrets.ok())
            return fail(std::move(transfer->done), secrets.error());
        if (const auto& oauth = transfer->request().http.oauth2) {
            const auto token = tokens.find(tokenKey(*oauth));
            if (token == tokens.end() || token->second.expires <= Steady::now())
                return fetchToken(std::move(transfer));
            secrets->token = token->second.value;
        }
        if (auto ok = transfer->prepare(*secrets, fresh); !ok.ok())
            return fail(std::move(transfer->done), ok.error());
        start(std::move(transfer));
    }
    void start(std::unique_ptr<Transfer> transfer)
    {
        ++perOrigin[transfer->originKey()];
        (void)curl_multi_add_handle(multi, transfer->easy());
        active.push_back(std::move(transfer));
    }

    /// OAuth 2.0 client credentials (RFC 6749, 4.4). The waiting transfer goes on when the token is there.
    void fetchToken(std::unique_ptr<Transfer> transfer)
    {
        const auto oauth = *transfer->request().http.oauth2;
        HttpRequest request;
        request.url = oauth.tokenUrl;
        request.timeout = transfer->request().timeout;
        request.http = transfer->request().http;
        request.http.oauth2.reset();
        request.http.headers.clear();
        request.http.credentials = {};
        request.http.basicUser = oauth.clientId;
        request.http.basicPassword = oauth.clientSecret;
        request.http.tls = oauth.tls;
        Params params{{"grant_type", "client_credentials"}};
        if (!oauth.scopes.empty())
            params.emplace_back("scope", joinText(oauth.scopes, " "));
        for (const auto& [key, value] : oauth.endpointParams)
            params.emplace_back(key, value);
        request.form = formEncoded(params);
        auto holder = std::make_shared<std::unique_ptr<Transfer>>(std::move(transfer));
        auto done = [this, holder, key = tokenKey(oauth)](std::variant<HttpAnswer, HttpFailure> outcome) {
            auto waitingTransfer = std::move(*holder);
            const auto refuse = [&](const std::string& why) {
                fail(std::move(waitingTransfer->done), makeError(ErrorKind::network, "no token for this feed: " + why));
            };
            if (const auto* failure = std::get_if<HttpFailure>(&outcome))
                return refuse(failure->error.detail);
            const auto& answer = std::get<HttpAnswer>(outcome);
            if (answer.status != 200)
                return refuse("the token address answers HTTP " + std::to_string(answer.status));
            const auto document = JsonDocument::parse(answer.body);
            const auto token = document.ok() ? document->root()["access_token"].text() : std::string{};
            if (token.empty() || token.find_first_of("\r\n") != std::string::npos)
                return refuse("the token address answers without a token");
            const auto seconds = std::clamp(document->root()["expires_in"].number().value_or(300.0), 1.0, 86400.0);
            tokens[key] = {token, Steady::now() + std::chrono::seconds(static_cast<int>(std::max(1.0, seconds - 10.0)))};
            launch(std::move(waitingTransfer), false);
        };
        auto tokenTransfer = std::make_unique<Transfer>(std::move(request), std::move(done), options);
        waiting.push_front(std::move(tokenTransfer));
        admit();
    }

    void collect()
    {
        int left = 0;
        while (const auto* message = curl_multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE)
                continue;
            const auto code = message->data.result;
            void* self = nullptr;
            (void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &self);
            const auto it = std::find_if(active.begin(), active.end(), [&](const auto& t) { return t.get() == self; });
            if (it == active.end())
                continue;
            auto transfer = std::move(*it);
            active.erase(it);
            --perOrigin[transfer->originKey()];
            (void)curl_multi_remove_handle(multi, transfer->easy());
            settle(std::move(transfer), code);
        }
    }
    void settle(std::unique_ptr<Transfer> transfer, CURLcode code)
    {
        if (transfer->probing) {
            auto failure = transfer->finishProbe();
            ready.emplace_back(std::move(transfer->done), std::move(failure));
            return;
        }
        auto outcome = transfer->finish(code, clock.now());
        if (outcome.again)
            return launch(std::move(transfer), outcome.freshConnection);
        if (outcome.probeCertificate) {
            transfer->prepareCertificateProbe();
            return start(std::move(transfer));
        }
        if (const auto* answer = std::get_if<HttpAnswer>(&outcome.result); answer != nullptr && answer->status == 401) {
            if (const auto& oauth = transfer->request().http.oauth2)
                tokens.erase(tokenKey(*oauth)); // revoked early: the next try fetches a new one
        }
        ready.emplace_back(std::move(transfer->done), std::move(outcome.result));
    }
    void tell()
    {
        while (!ready.empty()) {
            auto [done, outcome] = std::move(ready.front());
            ready.pop_front();
            done(std::move(outcome));
        }
    }
};

Transport::Transport(TransportOptions options, const Clock& clock) : m_impl(std::make_unique<Impl>(std::move(options), clock)) {}
Transport::~Transport() = default;

void Transport::send(HttpRequest request, Done done)
{
    m_impl->waiting.push_back(std::make_unique<Transfer>(std::move(request), std::move(done), m_impl->options));
    m_impl->admit();
}

void Transport::run(Millis atMost)
{
    if (!m_impl->ready.empty())
        atMost = Millis{0};
    int running = 0;
    (void)curl_multi_perform(m_impl->multi, &running);
    m_impl->collect();
    m_impl->admit();
    if (m_impl->ready.empty() && atMost > Millis{0}) {
        (void)curl_multi_poll(m_impl->multi, nullptr, 0, static_cast<int>(std::min<std::int64_t>(atMost.count(), 60'000)), nullptr);
        (void)curl_multi_perform(m_impl->multi, &running);
        m_impl->collect();
        m_impl->admit();
    }
    m_impl->tell();
}

void Transport::wake() { (void)curl_multi_wakeup(m_impl->multi); }
void Transport::cancelAll() { m_impl->clear(); }

} // namespace vedette
