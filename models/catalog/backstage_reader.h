#pragma once

#include "models/catalog/service_catalogue.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// `[kind:][namespace/]name`, all parts lower case but the name as written.
struct EntityRef {
    std::string kind; ///< empty: not said
    std::string space;
    std::string name;
    /// "component:default/cart", lower case.
    [[nodiscard]] std::string key() const;
};

/// Nothing when `text` is no reference. `space` stands in where it names no namespace.
[[nodiscard]] std::optional<EntityRef> parseEntityRef(std::string_view text, const std::string& space);

/// The entities of Backstage's catalog-info files (its descriptor format), gathered over all files and then told as services:
/// components and resources, except libraries and documentation, which only may be depended on. At most 20,000.
class BackstageEntities {
public:
    explicit BackstageEntities(ConfigContext& context) : m_context(context) {}
    /// Whether a document is one of an entity: it says apiVersion and kind.
    [[nodiscard]] static bool isEntity(const YamlMap& document);
    void read(YamlMap& document);
    /// After the last file: adds the services; the same name in the plain form is joined with them.
    void settle(ServiceCatalogue& catalogue);

private:
    struct PlacedRef {
        EntityRef ref;
        FilePlace place;
    };
    struct Entity {
        EntityRef self;
        FilePlace place;
        ServiceInfo info; ///< name: as in metadata
        std::string displayName; ///< of people
        std::string lead;        ///< of a group
        std::optional<PlacedRef> owner;
        std::optional<PlacedRef> system;
        std::vector<PlacedRef> uses;
        std::vector<PlacedRef> usedBy;
        std::vector<PlacedRef> people; ///< spec.members of a group, spec.memberOf of a user
        std::vector<std::string> provides; ///< keys of APIs
        std::vector<std::string> consumes;
        std::vector<std::string> telemetryNames; ///< the first is the service's id
    };

    void warnOnce(const std::string& what, const FilePlace& place, std::string rule, std::string message);
    void readMetadata(YamlMap& metadata, Entity& entity);
    void readSpec(YamlMap& spec, Entity& entity);
    [[nodiscard]] std::vector<PlacedRef> refs(YamlMap& map, std::string_view key, const char* kind, const Entity& entity);
    [[nodiscard]] std::optional<PlacedRef> ref(const YamlValue& value, const char* kind, const Entity& entity);
    [[nodiscard]] std::string text(YamlMap& map, std::string_view key);
    [[nodiscard]] std::string textOf(const YamlValue& value);
    [[nodiscard]] const Entity* find(const EntityRef& ref) const;
    void settlePeople();
    void settleOwner(Entity& entity);
    void settleApis();
    [[nodiscard]] std::string serviceName(const EntityRef& ref) const;
    void addService(const Entity& entity, ServiceCatalogue& catalogue, std::map<std::string, std::size_t>& ids);

    ConfigContext& m_context;
    std::vector<Entity> m_entities;
    std::map<std::string, std::size_t> m_byKey;
    std::set<std::string> m_told;
    std::map<std::string, std::vector<std::string>> m_members; ///< key of a group -> people
    std::vector<std::string> m_owners; ///< keys of groups and users
};

} // namespace vedette
