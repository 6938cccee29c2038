#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// metrics: changes inferred from the series of a prometheus feed. alertEvents: Alertmanager's event recorder. grafana: alert state
/// history of Grafana-managed rules. loki: log metrics. zipkin, jaeger: who calls whom.
enum class FeedKind { prometheus, alertmanager, cdevents, json, metrics, alertEvents, grafana, loki, zipkin, jaeger, byHand };
[[nodiscard]] std::string_view feedKindName(FeedKind k);
/// What a feed of this kind tells of, in the sections of the configuration.
[[nodiscard]] bool tellsAlerts(FeedKind k);
[[nodiscard]] bool tellsChanges(FeedKind k);
[[nodiscard]] bool tellsSeries(FeedKind k); ///< watches may have it as their source

/// starting: never asked. ok: last poll answered. stale: answers, but its newest fact is old. failing: last poll failed.
/// paused: by a person. partial: some members or questions failed.
enum class FeedState { starting, ok, partial, stale, failing, paused };
[[nodiscard]] std::string_view feedStateName(FeedState s);

/// One poll as it was: stored, shown, replayed.
struct FeedPoll {
    std::string feed;
    std::string question; ///< what was asked: "alerts", "watch orders", ...
    Time at{};
    Millis took{0};
    bool ok = true;
    ErrorKind errorKind = ErrorKind::network; ///< where !ok
    std::string error;    ///< a sentence, redacted; empty when ok
    int httpStatus = 0;
    std::int64_t bytes = 0;   ///< on the wire
    std::int64_t records = 0; ///< samples, alerts or change records read
    bool backfill = false;
};

/// What a server showed of itself at the last TLS handshake, also one that was refused. Foreign text, bounded.
struct FeedCertificate {
    std::string subject; ///< its common name, else the whole name
    std::string issuer;  ///< the same of who signed it
    std::optional<Time> from;
    Time until{};
    std::string names; ///< alternative names, "DNS:a, DNS:b"; may be empty
    friend bool operator==(const FeedCertificate&, const FeedCertificate&) = default;
};

/// What the console knows about a feed now.
struct FeedStatus {
    std::string name;
    FeedKind kind = FeedKind::prometheus;
    std::string cluster;   ///< Alertmanager: members of one cluster share it
    std::string product;   ///< what the server says it is, e.g. "Prometheus 2.42.0"
    std::string url;       ///< redacted
    FeedState state = FeedState::starting;
    std::optional<Time> lastSuccess;
    std::optional<Time> lastAttempt;
    std::optional<Time> failingSince;
    std::optional<Time> newest; ///< newest fact it told of
    std::optional<Millis> latency;
    std::optional<Millis> clockSkew; ///< server's clock minus ours
    Millis interval{30000};
    std::optional<Time> nextPoll;
    std::string error;  ///< newest error, a sentence; empty when ok
    std::string hint;   ///< what a person can do about it
    std::int64_t requests = 0;
    std::int64_t errors = 0;
    std::int64_t records = 0;
    std::int64_t bytes = 0;
    double backfillRatio = 1; ///< 0 to 1; 1: nothing left to fetch
    std::optional<Millis> backfillEta;
    std::string origin; ///< file:line of its entry in the configuration
    std::optional<FeedCertificate> certificate; ///< null: plain http, or not seen yet
};

/// A span in which a feed did not answer (from its polls): a blind spot.
struct FeedOutage {
    std::string feed;
    Time from{};
    std::optional<Time> to; ///< null: goes on
    std::string cause;
};

} // namespace vedette
