#include "models/core/watch_facts.h"

#include "models/base/json_reader.h"
#include "models/base/json_writer.h"

namespace vedette {

std::string watchFactsKey(std::string_view feed, std::string_view watch) { return "facts/" + std::string(feed) + "/" + std::string(watch); }

std::string watchFactsText(const WatchFacts& facts)
{
    JsonWriter json;
    json.beginObject().field("feed", facts.feed).field("watch", facts.watch).field("metric", facts.metric).field("type", facts.type);
    json.field("help", facts.help).field("unit", facts.unit).field("at", facts.at).endObject();
    return json.take();
}

std::optional<WatchFacts> watchFactsFrom(std::string_view text)
{
    const auto document = JsonDocument::parse(text);
    if (!document.ok())
        return std::nullopt;
    const auto root = document->root();
    const auto at = parseRfc3339(root["at"].text());
    WatchFacts facts{root["feed"].text(), root["watch"].text(), root["metric"].text(), root["type"].text(), root["help"].text(),
        root["unit"].text(), at.ok() ? *at : Time{}};
    if (facts.feed.empty() || facts.watch.empty() || !at.ok())
        return std::nullopt;
    return facts;
}

} // namespace vedette
