#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/feeds/sources/alertmanager_parser.h"
#include "models/feeds/sources/source.h"

namespace vedette {

namespace {

constexpr Millis kStatusEvery{3'600'000};

enum class Endpoint { status, alerts, silences };

/// One member of an Alertmanager cluster, API v2. Members are polled each by itself; the cache joins what they tell.
class Alertmanager final : public Source {
public:
    explicit Alertmanager(SourceContext context) : m_context(std::move(context)) {}

    std::vector<Ask> poll(Time now) override
    {
        std::vector<Ask> asks;
        const auto ask = [&](Endpoint what, const char* name, const char* path) {
            Ask a;
            a.question = name;
            a.path = path;
            a.context = what;
            asks.push_back(std::move(a));
        };
        if (!m_statusAt || now - *m_statusAt >= kStatusEvery || now < *m_statusAt)
            ask(Endpoint::status, "status", "/api/v2/status");
        ask(Endpoint::alerts, "alerts", "/api/v2/alerts");
        ask(Endpoint::silences, "silences", "/api/v2/silences");
        return asks;
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        Reading reading;
        const auto fail = [&](const Error& error) {
            reading.failed = Untold{error, told.status, false};
            return reading;
        };
        if (const auto wrong = notJson(told, "the Alertmanager API"))
            return fail(*wrong);
        const auto what = std::any_cast<Endpoint>(ask.context);
        std::size_t rejected = 0;
        Batch batch;
        if (what == Endpoint::status) {
            auto product = describe(told);
            if (!product.ok())
                return fail(product.error());
            m_product = *product;
            m_statusAt = told.at;
            if (auto document = JsonDocument::parse(told.body); document.ok()) {
                AlertRouting routing;
                routing.feed = m_context.feed.name;
                routing.text = document->root().path("config.original").text();
                if (!routing.text.empty()) {
                    batch.routings.push_back(std::move(routing));
                    reading.batches.push_back(std::move(batch));
                }
            }
            return reading;
        }
        if (what == Endpoint::alerts) {
            auto poll = parseAlertmanagerAlerts(told.body, m_context.feed, m_context.severity, told.at, rejected, reading.leftOut);
            if (!poll.ok())
                return fail(poll.error());
            reading.records = static_cast<std::int64_t>(poll->alerts.size());
            batch.alertPolls.push_back(std::move(*poll));
        } else {
            auto silences = parseSilences(told.body, m_context.feed.name, told.at, rejected);
            if (!silences.ok())
                return fail(silences.error());
            reading.records = static_cast<std::int64_t>(silences->size());
            batch.silences = std::move(*silences);
            batch.silencesComplete = true;
            batch.silencesFeed = m_context.feed.name;
        }
        if (rejected > 0)
            reading.partials.push_back(std::to_string(rejected) + (what == Endpoint::alerts ? " alerts" : " silences") + " with missing or wrong fields were left out");
        reading.newest = told.at;
        reading.batches.push_back(std::move(batch));
        return reading;
    }
    Reading refused(const Ask& ask, const Untold& why) override
    {
        Reading reading;
        reading.failed = why;
        if (why.status == 404 && std::any_cast<Endpoint>(ask.context) == Endpoint::status)
            reading.failed.reset(); // a path prefix may hide it; what counts is whether alerts answer
        return reading;
    }
    std::string product() const override { return m_product; }

    Ask probe() const override
    {
        Ask ask;
        ask.question = "test";
        ask.path = "/api/v2/status";
        return ask;
    }
    Result<std::string> describe(const Told& told) override
    {
        if (const auto wrong = notJson(told, "the Alertmanager API"))
            return *wrong;
        auto document = JsonDocument::parse(told.body);
        if (!document.ok())
            return document.error();
        if (!document->root()["versionInfo"].isObject() && !document->root()["cluster"].isObject())
            return makeError(ErrorKind::parse, "the answer is not one of the Alertmanager API (v2)");
        const auto version = visibleLine(boundedText(document->root().path("versionInfo.version").text()));
        return version.empty() ? std::string("Alertmanager") : "Alertmanager " + version;
    }

private:
    SourceContext m_context;
    std::string m_product;
    std::optional<Time> m_statusAt;
};

} // namespace

std::unique_ptr<Source> makeAlertmanager(SourceContext context) { return std::make_unique<Alertmanager>(std::move(context)); }

} // namespace vedette
