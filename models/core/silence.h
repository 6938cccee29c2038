#pragma once

#include "models/base/time.h"

#include <optional>
#include <string>
#include <vector>

namespace vedette {

struct SilenceMatcher {
    std::string name;
    std::string value;
    bool isRegex = false;
    bool isEqual = true;
};

/// An Alertmanager silence as last seen.
struct Silence {
    std::string id;
    std::string source; ///< feed name
    std::string state;  ///< pending, active, expired
    std::vector<SilenceMatcher> matchers;
    Time startsAt{};
    Time endsAt{};
    Time updatedAt{};
    std::string createdBy;
    std::string comment;
    Time seenAt{};
};

/// A line that a person wrote; committed with full sync.
struct Note {
    std::int64_t id = 0; ///< 0: not yet stored
    Time at{};
    std::string author;
    std::string text;
    std::string service; ///< empty: of the whole fleet
    Time seenAt{};
};

} // namespace vedette
