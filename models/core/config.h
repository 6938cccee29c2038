#pragma once

#include "models/base/time.h"
#include "models/core/alerting.h"
#include "models/core/anomaly.h"
#include "models/core/feed.h"
#include "models/core/labels.h"
#include "models/core/matcher.h"
#include "models/core/relabel.h"
#include "models/core/service.h"
#include "models/core/severity.h"
#include "models/core/slo.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The words of the configuration (CONFIG.md): what a user wrote, checked, with defaults filled in. Read by catalog.

namespace vedette {

/// Where something was written, "file:line:column"; empty when it is a default.
using Origin = std::string;

/// A secret is never a plain string in the configuration's words: either a file that is read at each use, a keyring entry, or
/// an inline value. It is not printed by anything.
struct Secret {
    std::string inlineValue;
    std::string file;    ///< absolute path
    std::string keyring; ///< entry name
    [[nodiscard]] bool empty() const { return inlineValue.empty() && file.empty() && keyring.empty(); }
};

struct TlsConfig {
    std::string caFile;
    std::string certFile;
    std::string keyFile;
    std::string serverName;
    bool insecureSkipVerify = false; ///< read for compatibility; refused with an error by the checker
    std::string minVersion;          ///< TLS10 TLS11 TLS12 TLS13
};

struct OAuth2Config {
    std::string clientId;
    Secret clientSecret;
    std::vector<std::string> scopes;
    std::string tokenUrl;
    std::map<std::string, std::string> endpointParams;
    TlsConfig tls;
};

/// Prometheus' http_config (docs/configuration, <http_config>).
struct HttpConfig {
    std::string basicUser;
    Secret basicPassword;
    std::string authorizationType = "Bearer";
    Secret credentials;
    std::optional<OAuth2Config> oauth2;
    TlsConfig tls;
    std::string proxyUrl;
    std::string noProxy;
    bool proxyFromEnvironment = false;
    bool followRedirects = true;
    bool enableHttp2 = true;
    std::vector<std::pair<std::string, Secret>> headers; ///< one entry a value
};

/// Which label says what; the first that is present wins.
struct LabelMapping {
    std::vector<std::string> service{"service", "app_kubernetes_io_name", "app", "job"};
    std::vector<std::string> environment{"environment", "env", "namespace"};
    std::vector<std::string> instance{"instance", "pod"};
    std::vector<std::string> severity{"severity"};
};

/// The fleet's words on the console's scale (compared without case).
struct SeverityMapping {
    std::vector<std::string> critical{"critical", "page", "P1"};
    std::vector<std::string> warning{"warning", "ticket", "P2"};
    std::vector<std::string> info{"info", "none"};
    [[nodiscard]] Severity level(std::string_view word) const; ///< warning for a word that is not listed and for no word at all
};

/// How any JSON API is read as changes.
struct JsonMapping {
    std::string name; ///< stock name or file, for messages
    std::string list = "$"; ///< "a | b": the first that is there
    /// ours -> alternatives, each a dotted path or, with `constant`, a text
    struct Alternative {
        std::string path;
        bool constant = false;
    };
    std::map<std::string, std::vector<Alternative>> fields;
    /// field -> theirs -> ours. Theirs may hold *, which stands for anything; the exact word wins, then the longest that fits in
    /// either case. Ours may be empty: such a word says nothing.
    std::map<std::string, std::map<std::string, std::string>> values;
    /// path -> patterns: rows with no text there that fits are no changes.
    std::map<std::string, std::vector<std::string>> only;
    /// Parameters of every question; {from_ms} {from_s} {from_rfc3339} {to_ms} {to_s} {to_rfc3339} are the window that is asked for.
    std::vector<std::pair<std::string, std::string>> params;
    enum class TimeUnit { automatic, rfc3339, epochSeconds, epochMillis };
    TimeUnit time = TimeUnit::automatic;
    enum class Paging {
        none,
        linkHeader,
        pageParameter,
        cursor,
        offset,  ///< the parameter counts rows
        nextUrl, ///< the answer names the next page's address
        older,   ///< the window ends at the oldest row of the page before
    };
    Paging paging = Paging::none;
    std::string pageParameter; ///< page number, row number or cursor parameter
    std::string sizeParameter;
    int pageSize = 0;
    std::string cursorPath; ///< of the cursor or the next address in the answer
    /// Stages of one row: each is told as a record whose parent is the row's id; fields that it does not name are the row's.
    struct Stages {
        std::string list;
        std::map<std::string, std::vector<Alternative>> fields;
    };
    std::optional<Stages> stages;
    struct Detail {
        std::string url; ///< with {path} placeholders filled from the row
        std::string list = "$";
        std::map<std::string, std::vector<Alternative>> fields;
        int atMost = 20;
    };
    std::optional<Detail> detail;
};

/// What is inferred from the metrics of a prometheus feed (kind metrics).
struct InferenceConfig {
    bool kubernetes = true; ///< kube-state-metrics: new ReplicaSet, revision or image
    bool builds = true;     ///< version labels of *_build_info
    bool scale = true;      ///< replicas that were asked for
    std::vector<std::string> versionLabels{"version", "revision"}; ///< of build metrics; first that is present
    std::string buildMetrics = ".+_build_info"; ///< RE2 over metric names
    std::string selector;   ///< further matchers of each selector, as written between braces: namespace=~"shop|pay"
};

struct FeedConfig {
    std::string name;
    FeedKind kind = FeedKind::prometheus;
    std::string cluster; ///< alertmanager; default: the name
    std::string url;     ///< without a trailing slash; empty for a path
    std::string path;    ///< cdevents: file or folder
    Millis pollInterval{30000};
    Millis step{60000};
    Millis timeout{10000};
    std::optional<Millis> backfill; ///< default: retention
    Labels externalLabels;
    LabelMapping labels;
    HttpConfig http;
    JsonMapping mapping; ///< kind json
    InferenceConfig inference; ///< kind metrics
    std::string source;  ///< kind metrics: the prometheus feed it reads, whose url and http are its own
    RelabelSteps relabel; ///< metric_relabel_configs: over the labels of series and alerts as they are read
    RelabelSteps alertRelabel; ///< alert_relabel_configs of the server: what it does to alerts before it sends them on
    std::vector<std::pair<std::string, std::string>> params; ///< added to every question
    Millis lookback{std::chrono::hours{24}}; ///< zipkin, jaeger
    Origin origin;
    std::map<std::string, Origin> keyOrigins; ///< key -> file:line:column, for the Feeds page
};

struct WatchConfig {
    std::string name;
    std::string query;
    std::string source; ///< empty: every prometheus
    std::optional<Millis> step;
    std::string unit;
    std::string service; ///< empty: by label
    BadDirection badDirection = BadDirection::both;
    std::optional<double> lowerBound;
    std::optional<double> upperBound;
    bool steadyState = false;
    Origin origin;
};

/// Whether a `source` that a user wrote means this feed: its name, or that of the entry whose targets or tenants it is one of
/// ("mimir" means "mimir/shop").
[[nodiscard]] bool sourceMeans(std::string_view source, std::string_view feed);
/// Whether the watch is asked of this feed: one that names no source of every prometheus.
[[nodiscard]] bool isAskedOf(const WatchConfig& watch, const FeedConfig& feed);

/// An alert that must be present (Prometheus calls it Watchdog): its absence is a finding, its presence is no alarm.
struct DeadMansSwitch {
    std::string name;
    Matchers matchers;
    std::string source;  ///< feed that must tell of it; empty: any
    Millis absentAfter{std::chrono::minutes{5}};
    Origin origin;
};

struct Config {
    std::string zone;     ///< IANA name; empty: the system's
    std::string language; ///< "en", "ko"; empty: the system's
    std::string theme;    ///< "dark", "light"; empty: the system's
    LabelMapping labels;
    SeverityMapping severity;
    int retentionDays = 30;
    std::int64_t retentionBytes = 4LL << 30;
    std::vector<FeedConfig> feeds; ///< in the order of the file: prometheus, alertmanager, changes
    std::vector<WatchConfig> watches;
    std::vector<DeadMansSwitch> deadMansSwitches;
    std::vector<AlertRule> rules;          ///< of rule files
    std::vector<AlertRouting> routings;    ///< of Alertmanagers whose configuration file is named
    std::vector<Matchers> leftOut;         ///< instances that fit any of these are kept out of a service's sums
    std::map<std::string, std::string> serviceAliases; ///< another name -> the one of the catalogue
    std::vector<std::string> sloFiles;     ///< resolved, absolute
    std::vector<std::string> serviceFiles; ///< resolved, absolute
    std::vector<ServiceInfo> services;     ///< read from serviceFiles
    std::vector<SloSpec> slos;             ///< read from sloFiles
    [[nodiscard]] const std::string& serviceName(const std::string& told) const ///< the catalogue's name for it
    {
        const auto it = serviceAliases.find(told);
        return it == serviceAliases.end() ? told : it->second;
    }
    std::vector<std::string> files;        ///< every file that was read; watched for changes
    std::vector<std::string> globs;        ///< patterns that may gain files
};

} // namespace vedette
