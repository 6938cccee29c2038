#include "models/feeds/sources/alertmanager_parser.h"
#include "models/feeds/sources/cdevents_parser.h"
#include "models/feeds/sources/prometheus_rules.h"

#include <cstdint>
#include <cstdlib>

/// Any bytes as an answer of Alertmanager, as rules and alerts of Prometheus and as CDEvents.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace vedette;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto now = timeFromMs(1'787'407'500'000);
    FeedConfig feed;
    feed.name = "f";
    std::size_t rejected = 0;
    std::int64_t leftOut = 0;
    if (const auto poll = parseAlertmanagerAlerts(body, feed, {}, now, rejected, leftOut); poll.ok()) {
        for (const auto& alert : poll->alerts) {
            if (alert.fingerprint.size() != 16 || alert.endsAt)
                std::abort();
        }
    }
    if (const auto silences = parseSilences(body, "f", now, rejected); silences.ok()) {
        for (const auto& silence : *silences) {
            if (silence.id.empty() || silence.endsAt < silence.startsAt)
                std::abort();
        }
    }
    RuleBook rules;
    if (auto book = parseRules(body); book.ok())
        rules = std::move(*book);
    (void)parsePrometheusAlerts(body, rules, feed, {}, now, rejected, leftOut);
    (void)parseCdevents(body);
    return 0;
}
