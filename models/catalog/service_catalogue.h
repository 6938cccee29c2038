#pragma once

#include "models/catalog/config_context.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

// Inside the room only: the services of all files while they are put together.

namespace vedette {

/// Where something stands in a file that is closed by now.
struct FilePlace {
    std::string file;
    YamlMark at;
};

/// A name with the place that says it.
struct PlacedName {
    std::string name;
    FilePlace place;
};

struct CatalogueService {
    ServiceInfo info; ///< dependsOn is filled by settleDependencies()
    FilePlace place;
    std::vector<PlacedName> uses; ///< what it depends on, as named
    bool ownerJudged = false; ///< its form has judged its owner itself
};

/// The services of a fleet, plain ones and Backstage's.
struct ServiceCatalogue {
    std::vector<CatalogueService> services;
    std::map<std::string, std::string> origins; ///< plain name -> where it was first used
    std::set<std::string> things; ///< lower case: known names that are no services (libraries)
};

/// Names and aliases of all services, lower case, each with the place of its service in the list.
[[nodiscard]] std::map<std::string, std::size_t> serviceNames(const ServiceCatalogue& catalogue);
/// Warns of services that do not say whose they are.
void settleOwners(const ServiceCatalogue& catalogue, ConfigContext& context);
/// Turns uses into dependsOn, names of services, each once; warns of names that nothing has and of circles, and of services that neither call nor
/// are called where no traces can tell.
void settleDependencies(ServiceCatalogue& catalogue, ConfigContext& context);

} // namespace vedette
