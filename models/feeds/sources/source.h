#pragma once

#include "models/core/batch.h"
#include "models/core/config.h"
#include "models/feeds/feed_engine.h"
#include "models/feeds/file_tail.h"
#include "models/feeds/http_words.h"

#include <any>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// One question to be carried to a feed. A plan, no I/O.
struct Ask {
    std::string question; ///< in words, for FeedPoll
    std::string path;     ///< behind the feed's url; absolute when it begins with http
    Params params;
    std::string ifNoneMatch; ///< the etag of an earlier answer to the same question: may be answered with status 304 and no body
    bool backfill = false;
    bool post = false;       ///< parameters in the body
    bool alone = false;      ///< later questions of the poll wait for its answer
    std::any context;        ///< the source's own
};

/// What a carried question brought.
struct Told {
    int status = 200; ///< 304 only where the question had an ifNoneMatch
    std::string body;
    std::string contentType;
    std::string link; ///< Link header
    std::string etag; ///< empty: none
    std::string url;  ///< that was asked, absolute (for relative next links)
    Time at{};        ///< when the answer was there
};

/// Why a question has no answer.
struct Untold {
    Error error;
    int status = 0; ///< 0: nothing came
    bool tooLarge = false;
};

/// What an answer amounts to.
struct Reading {
    std::vector<Batch> batches; ///< each is one commit
    std::int64_t records = 0;
    std::optional<Time> newest;        ///< newest fact
    std::vector<std::string> partials; ///< sentences: what was left out
    std::vector<Ask> more;             ///< follow-ups (next page, smaller pieces, details)
    std::optional<Untold> failed;      ///< the answer is not usable, nothing of it is used
    std::int64_t leftOut = 0;          ///< series and alerts that metric_relabel_configs dropped
};

/// Knows one kind of server: which questions to ask and what the bytes mean. Does no I/O, owns no thread; all calls on the I/O
/// thread. Every Ask given out comes back exactly once, by read() or refused().
class Source {
public:
    virtual ~Source() = default;
    [[nodiscard]] virtual std::vector<Ask> poll(Time now) = 0;
    /// Next pieces of history, newest first, at most `atMost`; empty: nothing to ask at present.
    [[nodiscard]] virtual std::vector<Ask> backfill(Time /*now*/, std::size_t /*atMost*/) { return {}; }
    /// How much history was desired and how much of it is there or given up (any unit).
    struct Progress {
        double done = 1;
        double total = 1;
    };
    [[nodiscard]] virtual Progress progress(Time /*now*/) const { return {}; }
    virtual void cancelBackfill() {}
    /// A whole poll was answered (all its questions, pages and files) that began at `at`: the span it makes known, beside what
    /// the readings told themselves.
    [[nodiscard]] virtual std::optional<Coverage> pollRead(Time /*at*/) { return std::nullopt; }
    [[nodiscard]] virtual Reading read(const Ask& ask, const Told& told) = 0;
    /// The question was not answered. A Reading without `failed` means that this is no error after all (a missing endpoint, a
    /// piece that is asked again in parts).
    [[nodiscard]] virtual Reading refused(const Ask& ask, const Untold& why) = 0;
    [[nodiscard]] virtual std::string product() const { return {}; }
    /// How old the newest fact may be before the feed counts as stale; nullopt: its facts are events, silence is normal.
    [[nodiscard]] virtual std::optional<Millis> staleAfter() const { return std::nullopt; }

    /// A cheap question for the test button, and what its answer says ("Prometheus 2.42.0"); empty: it
    /// answers, but not what it is.
    [[nodiscard]] virtual Ask probe() const = 0;
    /// What to ask in its place where the server does not know the question; nullopt: the refusal is the answer.
    [[nodiscard]] virtual std::optional<Ask> probeInstead(const Untold& /*why*/) const { return std::nullopt; }
    [[nodiscard]] virtual Result<std::string> describe(const Told& told) = 0;
    /// Feeds that are one growing file of lines: how it is read. Its pieces come to read() as the context of an Ask (TailPiece); nullopt:
    /// whole files are read.
    [[nodiscard]] virtual std::optional<TailPlan> tailPlan(Time /*now*/) const { return std::nullopt; }
    /// Paths of feeds that are files: true when this file name may hold records.
    [[nodiscard]] virtual bool wantsFile(const std::string& /*name*/) const { return false; }
};

/// Everything a source needs beside its own entry.
struct SourceContext {
    FeedConfig feed;
    SeverityMapping severity;
    std::vector<SeriesQuestion> questions; ///< prometheus: of this feed
    std::vector<Coverage> coverage;        ///< of this feed
    Millis backfill{0};                    ///< how far back
    bool once = false;                     ///< asked once, then ended
    bool survey = false;                   ///< prometheus: what the watches' metrics are is asked too, see MetricSurvey
};

[[nodiscard]] std::unique_ptr<Source> makePrometheus(SourceContext context);
[[nodiscard]] std::unique_ptr<Source> makeLoki(SourceContext context);
[[nodiscard]] std::unique_ptr<Source> makeAlertmanager(SourceContext context);
[[nodiscard]] std::unique_ptr<Source> makeCdevents(SourceContext context);
[[nodiscard]] std::unique_ptr<Source> makeMappedJson(SourceContext context);
[[nodiscard]] std::unique_ptr<Source> makeInferredChanges(SourceContext context);
[[nodiscard]] std::unique_ptr<Source> makeAlertEvents(SourceContext context);
[[nodiscard]] std::unique_ptr<Source> makeGrafanaAlerts(SourceContext context);
[[nodiscard]] std::unique_ptr<Source> makeDependencies(SourceContext context);
/// The source of a feed's kind; null for kinds that are not polled.
[[nodiscard]] std::unique_ptr<Source> makeSource(SourceContext context);

/// A sentence when the answer is a web page or something else that is not JSON; nullopt when it may be JSON. `what` is what was
/// expected, "the Prometheus API".
[[nodiscard]] std::optional<Error> notJson(const Told& told, const std::string& what);
/// An alert whose labels are the server's own and the external ones: fills fingerprint (where it is empty; of the labels before
/// metric_relabel_configs, so that feeds which rewrite differently still tell of one alert), rewrites the labels and fills
/// what the label mapping says of them: name, service, environment, severity, level. False: relabelling drops the alert.
[[nodiscard]] bool describeEpisode(AlertEpisode& episode, const FeedConfig& feed, const SeverityMapping& severity);
/// A sentence for Reading::partials: so many of the records of an answer were not used.
[[nodiscard]] std::string leftOutOf(std::size_t rejected, std::size_t records, const std::string& why);
/// Foreign text for the cache: at most 8 KiB, valid.
[[nodiscard]] std::string boundedText(std::string text);

} // namespace vedette
