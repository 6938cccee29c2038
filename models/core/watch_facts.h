#pragma once

#include "models/base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace vedette {

/// What a server says of the metric behind a watch. Foreign text, bounded.
struct WatchFacts {
    std::string feed;
    std::string watch;  ///< its name
    std::string metric; ///< the one metric it is made of
    std::string type;   ///< counter, gauge, histogram, summary, ...; empty: not told
    std::string help;   ///< one line; empty: not told
    std::string unit;   ///< of the watch, for where the configuration gives none; empty: cannot be said
    Time at{};          ///< when it was told
    friend bool operator==(const WatchFacts&, const WatchFacts&) = default;
};

/// Key under which the cache keeps the facts as an opaque state, and its bytes (JSON).
[[nodiscard]] std::string watchFactsKey(std::string_view feed, std::string_view watch);
[[nodiscard]] std::string watchFactsText(const WatchFacts& facts);
[[nodiscard]] std::optional<WatchFacts> watchFactsFrom(std::string_view text); ///< nullopt: damaged

} // namespace vedette
