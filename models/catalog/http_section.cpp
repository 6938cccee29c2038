#include "models/base/text.h"
#include "models/catalog/config_context.h"
#include "models/catalog/file_access.h"

#include <algorithm>
#include <cctype>

namespace vedette {

namespace {

std::string readableFile(const YamlValue& value, ConfigPart& part)
{
    const auto path = value.asText();
    if (!path || path->empty())
        return {};
    const auto given = below(part.folder, *path);
    if (part.context.touchFiles) {
        if (const auto text = readWholeFile(given); !text.ok())
            value.warning("file", text.error().detail + "; it is read again at each use");
    }
    return absolutePath(given);
}

void warnInline(const YamlValue& value)
{
    value.warning("inline-secret", "a secret written into the configuration. Keep it in a file (..._file) or in the keyring (keyring: NAME).");
}

/// A secret's value: inline, or {keyring: NAME}.
Secret secretFrom(const YamlValue& value)
{
    Secret secret;
    if (value.isMapping()) {
        auto map = *YamlMap::of(value);
        secret.keyring = map.requiredText("keyring").value_or(std::string());
        map.finish();
    } else if (const auto text = value.asText(); text && !text->empty()) {
        secret.inlineValue = *text;
        warnInline(value);
    }
    return secret;
}

/// `key`, `key_file` or, where `keyring` is set, a sibling `keyring`; at most one of them.
Secret readSecret(YamlMap& map, const std::string& key, ConfigPart& part, bool keyring = true)
{
    Secret secret;
    int given = 0;
    if (const auto value = map.value(key)) {
        secret = secretFrom(*value);
        ++given;
    }
    if (const auto value = map.value(key + "_file")) {
        secret.file = readableFile(*value, part);
        ++given;
    }
    if (const auto value = keyring ? map.value("keyring") : std::nullopt) {
        secret.keyring = value->asText().value_or(std::string());
        ++given;
    }
    if (given > 1)
        map.self().error("secret", "only one of " + key + ", " + key + "_file" + (keyring ? " and keyring" : ""));
    return secret;
}

void readTls(YamlMap& map, ConfigPart& part, TlsConfig& tls)
{
    const auto file = [&](const char* key, std::string& into) {
        if (const auto value = map.value(key))
            into = readableFile(*value, part);
    };
    file("ca_file", tls.caFile);
    file("cert_file", tls.certFile);
    file("key_file", tls.keyFile);
    map.read("server_name", tls.serverName);
    if (tls.certFile.empty() != tls.keyFile.empty())
        map.self().error("tls", "cert_file and key_file belong together");
    if (const auto value = map.value("insecure_skip_verify")) {
        tls.insecureSkipVerify = value->asFlag().value_or(false);
        if (tls.insecureSkipVerify)
            value->error("insecure", "certificates are always checked. Name the server's authority with ca_file instead.");
    }
    if (const auto value = map.value("min_version"))
        tls.minVersion = value->asOneOf({"TLS10", "TLS11", "TLS12", "TLS13"}).value_or(std::string());
    map.finish();
}

void readOAuth2(YamlMap& map, ConfigPart& part, OAuth2Config& oauth2)
{
    oauth2.clientId = map.requiredText("client_id").value_or(std::string());
    oauth2.clientSecret = readSecret(map, "client_secret", part);
    oauth2.scopes = map.texts("scopes");
    if (const auto url = map.requiredText("token_url")) {
        oauth2.tokenUrl = *url;
        if (!isWebLink(*url))
            map.self().findings().error(map.markOf("token_url"), "url", "token_url must be an http or https address");
        else if (lowerAscii(*url).rfind("http://", 0) == 0)
            map.self().findings().warning(map.markOf("token_url"), "plain-http", "the client secret is sent unencrypted. Use https.");
    }
    if (auto params = map.map("endpoint_params")) {
        for (const auto& entry : params->entries())
            oauth2.endpointParams[entry.key] = params->valueOf(entry).asText().value_or(std::string());
    }
    if (auto tls = map.map("tls_config"))
        readTls(*tls, part, oauth2.tls);
    map.finish();
}

bool isHeaderName(const std::string& name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    });
}

void readHeaders(YamlMap& headers, ConfigPart& part, HttpConfig& http)
{
    for (const auto& entry : headers.entries()) {
        const auto value = headers.valueOf(entry);
        if (!isHeaderName(entry.key)) {
            value.error("header", "\"" + visibleLine(entry.key) + "\" is not a header's name");
            continue;
        }
        auto map = YamlMap::of(value);
        if (!map)
            continue;
        for (const auto& item : map->list("values")) {
            if (auto text = item.asText()) {
                if (text->find_first_of("\r\n") != std::string::npos)
                    item.error("header", "a header's value is one line");
                http.headers.emplace_back(entry.key, Secret{*text, {}, {}});
            }
        }
        for (const auto& item : map->list("secrets"))
            http.headers.emplace_back(entry.key, secretFrom(item));
        for (const auto& item : map->list("files"))
            http.headers.emplace_back(entry.key, Secret{{}, readableFile(item, part), {}});
        map->finish();
    }
}

void readUser(YamlMap& basic, ConfigPart& part, std::string& user)
{
    basic.read("username", user);
    const auto file = basic.value("username_file");
    if (!file)
        return;
    if (!user.empty())
        file->error("secret", "only one of username and username_file");
    const auto path = file->asText();
    if (!path || !part.context.touchFiles)
        return;
    if (const auto text = readWholeFile(below(part.folder, *path)); text.ok())
        user = trimmed(*text);
    else
        file->error("file", text.error().detail);
}

} // namespace

void readHttp(YamlMap& feed, ConfigPart& part, HttpConfig& http)
{
    int ways = 0;
    if (auto basic = feed.map("basic_auth")) {
        ++ways;
        readUser(*basic, part, http.basicUser);
        http.basicPassword = readSecret(*basic, "password", part);
        if (http.basicUser.empty() && !basic->has("username_file"))
            basic->self().error("missing-key", "the key \"username\" is missing");
        basic->finish();
    }
    if (auto authorization = feed.map("authorization")) {
        ++ways;
        authorization->read("type", http.authorizationType);
        http.credentials = readSecret(*authorization, "credentials", part);
        if (lowerAscii(http.authorizationType) == "basic")
            authorization->self().error("authorization", "for type Basic use basic_auth");
        if (http.credentials.empty())
            authorization->self().error("missing-key", "one of credentials, credentials_file and keyring is missing");
        authorization->finish();
    }
    if (feed.has("bearer_token") || feed.has("bearer_token_file")) {
        ++ways;
        http.credentials = readSecret(feed, "bearer_token", part, false);
    }
    feed.know("bearer_token");
    feed.know("bearer_token_file");
    if (auto oauth2 = feed.map("oauth2")) {
        ++ways;
        readOAuth2(*oauth2, part, http.oauth2.emplace());
    }
    if (ways > 1)
        feed.self().error("authorization", "only one of basic_auth, authorization, oauth2 and bearer_token");
    if (auto tls = feed.map("tls_config"))
        readTls(*tls, part, http.tls);
    feed.read("proxy_url", http.proxyUrl);
    feed.read("no_proxy", http.noProxy);
    http.proxyFromEnvironment = feed.flag("proxy_from_environment", false);
    if (http.proxyFromEnvironment && !http.proxyUrl.empty())
        feed.self().findings().error(feed.markOf("proxy_from_environment"), "proxy", "only one of proxy_url and proxy_from_environment");
    http.followRedirects = feed.flag("follow_redirects", true);
    http.enableHttp2 = feed.flag("enable_http2", true);
    if (auto headers = feed.map("http_headers"))
        readHeaders(*headers, part, http);
}

} // namespace vedette
