#pragma once

#include "models/core/labels.h"

#include <string>
#include <vector>

namespace vedette {

/// One service of the catalogue.
struct ServiceInfo {
    std::string name;
    std::string owner;
    int tier = 0; ///< 1 is the most important; 0: not said
    std::vector<std::string> dependsOn; ///< names of the services it calls
    Labels labels;
    std::vector<std::pair<std::string, std::string>> links; ///< title, URL
    // What a Backstage entity says beside.
    std::string title{};
    std::string description{};
    std::string type{};      ///< e.g. "service", of a resource "database"
    std::string lifecycle{}; ///< e.g. "production"
    std::string system{};
    std::string channel{};   ///< where its people are spoken to: a channel's name, or the address of a chat
    std::vector<std::string> members{}; ///< people of the owner
    std::string deputy{};    ///< who answers where the owner does not
    std::string team{};      ///< where it is not the owner
    std::string environment{};
    std::vector<std::string> tags{};
    std::vector<std::string> aliases{}; ///< its other names; `name` is the one of its telemetry
    std::string origin{};    ///< where it is written, "file:line:column"; not kept in the cache
};

} // namespace vedette
