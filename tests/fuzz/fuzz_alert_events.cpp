#include "models/feeds/sources/alert_events_parser.h"
#include "models/feeds/sources/grafana_alerts_fold.h"
#include "models/feeds/sources/grafana_alerts_parser.h"

#include <cstdint>
#include <cstdlib>

/// Any bytes as lines of Alertmanager's event recorder and as alert state history of Grafana.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace vedette;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto now = timeFromMs(1'787'407'500'000);
    FeedConfig feed;
    feed.name = "f";
    const auto answer = parseAlertEvents(body, feed, now);
    for (const auto& e : answer.events) {
        if (e.id.empty() || (!e.fingerprint.empty() && e.fingerprint.size() != 16) || e.at > now + Millis{86'400'000})
            std::abort();
    }
    (void)alertEventTime(body);
    for (const auto& told : {parseGrafanaHistory(body), parseGrafanaAnnotations(body)}) {
        if (!told.ok())
            continue;
        GrafanaBook book;
        for (const auto& t : told->transitions)
            (void)book.add(t);
        const TimeRange covered{now - Millis{86'400'000}, now};
        for (const auto& e : book.episodes(covered)) {
            if (e.startsAt < covered.from || e.startsAt >= covered.to || (e.endsAt && (*e.endsAt < e.startsAt || *e.endsAt >= covered.to)))
                std::abort();
        }
        book.forgetBefore(now);
    }
    return 0;
}
