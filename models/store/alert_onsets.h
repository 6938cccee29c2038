#pragma once

#include "models/base/time.h"
#include "models/core/alert.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What of very many alerts and changes is read without reading them all: CacheReader::alertOnsets(), eventMarks(), eventNews(). Values.

namespace vedette {

/// When alerts of a span fired: what a long past teaches.
struct AlertOnsets {
    struct Row {
        Time at{}; ///< when it fired
        std::uint32_t name = 0;    ///< in `names`
        std::uint32_t service = 0; ///< in `services`
    };
    std::vector<std::string> names;
    std::vector<std::string> services; ///< as the reader tells them
    std::vector<Row> rows;             ///< ascending; without pending ones
};

/// An alert or a folded change as far as it has columns. The numbers are of the names that come with it.
struct EventMark {
    std::int64_t key = 0; ///< of the cache; ascends with `begins` within a day
    bool change = false;
    Time begins{};             ///< when its condition began
    Time fires{};
    std::optional<Time> ends;  ///< nullopt: open
    std::uint16_t service = 0;
    std::uint16_t severity = 0; ///< the fleet's own word
    std::uint16_t state = 0;    ///< eventState(), of changes the status
    std::uint16_t kind = 0;
};
struct EventMarkNames {
    const std::vector<std::string>* services = nullptr; ///< as they stand in the cache
    const std::vector<std::string>* severities = nullptr;
    const std::vector<std::string>* states = nullptr;
    const std::vector<std::string>* kinds = nullptr;
};

struct KeyedAlert {
    std::int64_t key = 0;
    AlertEpisode alert;
};

/// What was written since a state of the log of events.
struct EventNews {
    std::int64_t mark = 0; ///< the state now; ask with it next time
    bool tooMuch = false;  ///< or a day was made anew: what was read before is read again
    std::vector<std::int64_t> touched; ///< keys of alerts that were made, altered or removed
    std::vector<KeyedAlert> alerts;    ///< those of them that are there
    bool changes = false;  ///< a folded change was touched
};

} // namespace vedette
