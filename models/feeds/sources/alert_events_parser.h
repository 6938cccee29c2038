#pragma once

#include "models/core/alert_event.h"
#include "models/core/config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// What lines of an event recorder hold.
struct AlertEventsAnswer {
    std::vector<AlertEvent> events;  ///< in the order of the lines
    std::size_t damaged = 0;         ///< lines that are no event: cut off, without a time, about no alert
    std::string firstFault;          ///< what is wrong with the first of them
    std::size_t firstFaultLine = 0;  ///< counted from 0 within the text
    std::size_t firstFaultByte = 0;  ///< where it begins within the text
    std::size_t unknown = 0;         ///< events of a kind that is not known here
    std::string firstUnknown;        ///< its name, as told
    std::optional<Time> newest;
};

/// Lines of Alertmanager's event recorder (0.33 and later; eventrecorder/eventrecorderpb/eventrecorder.proto as JSON): lowerCamel or
/// snake case, zero values left out, fingerprints as decimal 64-bit numbers, label sets as lists of pairs. A notification is one event
/// for each alert in it; the recorder tells of notifications only when they were delivered. Empty lines are nothing. Ids are made from
/// what an event says, so that one told twice has one id. seenAt is the event's own time. Events more than a day after `now` are damaged.
/// The text of a silence's event is its author, its end (RFC 3339) and its comment, a line each.
[[nodiscard]] AlertEventsAnswer parseAlertEvents(std::string_view lines, const FeedConfig& feed, Time now);

/// The time of one line, without reading the rest of it; nullopt where none is seen.
[[nodiscard]] std::optional<Time> alertEventTime(std::string_view line);

} // namespace vedette
