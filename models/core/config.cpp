#include "models/core/config.h"

#include "models/base/text.h"

namespace vedette {

Severity SeverityMapping::level(std::string_view word) const
{
    const auto lower = lowerAscii(word);
    const auto in = [&](const std::vector<std::string>& words) {
        for (const auto& known : words) {
            if (lowerAscii(known) == lower)
                return true;
        }
        return false;
    };
    if (in(critical))
        return Severity::critical;
    if (in(warning))
        return Severity::warning;
    if (in(info))
        return Severity::info;
    return Severity::warning;
}

bool sourceMeans(std::string_view source, std::string_view feed)
{
    return feed.starts_with(source) && (feed.size() == source.size() || (!source.empty() && feed[source.size()] == '/'));
}

bool isAskedOf(const WatchConfig& watch, const FeedConfig& feed)
{
    return watch.source.empty() ? feed.kind == FeedKind::prometheus : tellsSeries(feed.kind) && sourceMeans(watch.source, feed.name);
}

} // namespace vedette
