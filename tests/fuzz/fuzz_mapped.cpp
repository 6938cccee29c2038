#include "models/catalog/config_reader.h"
#include "models/feeds/sources/json_mapper.h"
#include "models/feeds/sources/source.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace vedette;

std::vector<FeedConfig> stockFeeds()
{
    std::string text = "changes:\n";
    for (const char* name : {"argocd", "bolt", "concourse", "github", "gitlab", "grafana", "harness", "jenkins", "pagerduty", "spinnaker"})
        text += std::string("  - {name: ") + name + ", kind: json, url: \"https://h.example/x\", mapping: " + name + "}\n";
    auto read = readConfigText(text, "fuzz.yaml");
    if (!read.usable() || read.config.feeds.size() != 10)
        std::abort(); // run from the root of the tree
    return read.config.feeds;
}

} // namespace

/// Any bytes as an answer of every API that a stock mapping reads; what is asked next stays at its host and is bounded.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto feeds = stockFeeds();
    const auto now = timeFromMs(1'787'407'500'000);
    for (const auto& feed : feeds) {
        SourceContext context;
        context.feed = feed;
        context.backfill = std::chrono::hours(24 * 30);
        const auto source = makeSource(context);
        auto asks = source->poll(now);
        for (int round = 0; round < 2 && !asks.empty(); ++round) {
            Told told;
            told.at = now;
            told.body.assign(reinterpret_cast<const char*>(data), size);
            auto reading = source->read(asks.front(), told);
            for (const auto& batch : reading.batches) {
                for (const auto& change : batch.changes) {
                    if (change.id.empty() || change.service.empty() || (change.endsAt && *change.endsAt < change.startsAt))
                        std::abort();
                }
            }
            if (reading.more.size() > 21)
                std::abort();
            for (const auto& ask : reading.more) {
                if (const auto origin = originOf(ask.path); origin && origin->host != "h.example")
                    std::abort();
            }
            asks = std::move(reading.more);
        }
        (void)source->pollRead(now);
    }
    return 0;
}
