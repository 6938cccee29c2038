#include "models/base/text.h"
#include "models/catalog/backstage_reader.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr std::size_t kMostMembers = 200;
constexpr std::size_t kMostJoined = 200; ///< links, tags, aliases of services that are one
constexpr int kMostCompared = 100; ///< unknown owners that are compared with the known ones

std::string quoted(std::string_view text) { return "\"" + visibleLine(truncateUtf8(text, 120)) + "\""; }

void addNew(std::vector<std::string>& into, const std::string& word)
{
    if (std::find(into.begin(), into.end(), word) == into.end())
        into.push_back(word);
}

/// What runs; the rest of the components only may be depended on.
bool runs(const std::string& kind, const std::string& type)
{
    return kind == "resource" || (kind == "component" && type != "library" && type != "documentation");
}

/// `into` keeps what it says itself.
void join(ServiceInfo& into, const ServiceInfo& more)
{
    for (const auto field : {&ServiceInfo::owner, &ServiceInfo::title, &ServiceInfo::description, &ServiceInfo::type, &ServiceInfo::lifecycle,
             &ServiceInfo::system, &ServiceInfo::channel, &ServiceInfo::deputy, &ServiceInfo::team, &ServiceInfo::environment}) {
        if ((into.*field).empty())
            into.*field = more.*field;
    }
    if (into.tier == 0)
        into.tier = more.tier;
    for (const auto& [name, value] : more.labels) {
        if (!into.labels.has(name))
            into.labels.set(name, value);
    }
    for (const auto& link : more.links) {
        if (into.links.size() < kMostJoined && std::find(into.links.begin(), into.links.end(), link) == into.links.end())
            into.links.push_back(link);
    }
    for (const auto field : {&ServiceInfo::members, &ServiceInfo::tags, &ServiceInfo::aliases}) {
        for (const auto& word : more.*field) {
            if ((into.*field).size() < kMostJoined)
                addNew(into.*field, word);
        }
    }
}

} // namespace

const BackstageEntities::Entity* BackstageEntities::find(const EntityRef& ref) const
{
    for (const char* kind : {"component", "resource"}) {
        auto full = ref;
        if (full.kind.empty())
            full.kind = kind;
        if (const auto it = m_byKey.find(full.key()); it != m_byKey.end())
            return &m_entities[it->second];
    }
    return nullptr;
}

std::string BackstageEntities::serviceName(const EntityRef& ref) const
{
    const auto* entity = find(ref);
    if (!entity)
        return ref.name;
    return entity->telemetryNames.empty() ? entity->self.name : entity->telemetryNames.front();
}

void BackstageEntities::settlePeople()
{
    const auto shown = [](const Entity& user) {
        return !user.displayName.empty() ? user.displayName : user.info.title.empty() ? user.self.name : user.info.title;
    };
    const auto add = [&](const std::string& group, const std::string& person) {
        auto& members = m_members[group];
        if (members.size() < kMostMembers)
            addNew(members, person);
    };
    const auto nameOf = [&](const std::string& named, const Entity& by) {
        auto ref = parseEntityRef(named, by.self.space);
        if (!ref)
            return named; // a name as people write it
        if (ref->kind.empty())
            ref->kind = "user";
        const auto* known = find(*ref);
        return known ? shown(*known) : ref->name;
    };
    for (auto& entity : m_entities) {
        if (!entity.info.deputy.empty())
            entity.info.deputy = nameOf(entity.info.deputy, entity);
        if (entity.self.kind != "group" && entity.self.kind != "user")
            continue;
        m_owners.push_back(entity.self.name);
        for (const auto& person : entity.people) {
            const auto* known = find(person.ref);
            if (entity.self.kind == "user")
                add(person.ref.key(), shown(entity));
            else
                add(entity.self.key(), known ? shown(*known) : person.ref.name);
        }
        if (entity.self.kind == "user")
            add(entity.self.key(), shown(entity));
    }
    for (const auto& entity : m_entities) { // who leads a group stands first
        if (entity.self.kind != "group" || entity.lead.empty())
            continue;
        auto& members = m_members[entity.self.key()];
        const auto lead = nameOf(entity.lead, entity);
        std::erase(members, lead);
        members.insert(members.begin(), lead);
    }
}

void BackstageEntities::settleOwner(Entity& entity)
{
    const auto* system = entity.system ? find(entity.system->ref) : nullptr;
    if (entity.system)
        entity.info.system = entity.system->ref.name;
    const auto& owner = entity.owner || !system ? entity.owner : system->owner;
    if (system && entity.info.channel.empty())
        entity.info.channel = system->info.channel;
    if (!owner) {
        FileFindings(entity.place.file, m_context.findings).warning(entity.place.at, "unknown-owner",
            "the owner of " + quoted(entity.self.name) + " is not said. Write spec.owner, e.g. group:default/shop.");
        return;
    }
    entity.info.owner = owner->ref.name;
    if (const auto* team = find(owner->ref)) {
        entity.info.owner = team->self.name;
        if (entity.info.channel.empty())
            entity.info.channel = team->info.channel;
        if (entity.info.deputy.empty())
            entity.info.deputy = team->info.deputy;
        if (team->self.kind == "user" && !team->people.empty())
            entity.info.team = team->people.front().ref.name;
        if (const auto it = m_members.find(owner->ref.key()); it != m_members.end())
            entity.info.members = it->second;
        return;
    }
    const auto shown = quoted(owner->ref.name);
    if (m_owners.empty()) {
        warnOnce("owners", owner->place, "unknown-owner", "the owner " + shown + " is not known: no Group or User is among the service files");
        return;
    }
    const auto key = "owner " + owner->ref.key();
    const bool compared = m_told.count(key) == 0 && m_told.size() < kMostCompared;
    const auto nearest = compared ? nearestName(owner->ref.name, m_owners) : std::string();
    m_told.insert(key);
    FileFindings(owner->place.file, m_context.findings).warning(owner->place.at, "unknown-owner",
        "the owner " + shown + " is not known." + (nearest.empty() ? "" : " Did you mean \"" + nearest + "\"?"));
}

/// Who consumes an API depends on who provides it.
void BackstageEntities::settleApis()
{
    std::map<std::string, std::size_t> providers;
    for (std::size_t i = 0; i < m_entities.size(); ++i) {
        for (const auto& api : m_entities[i].provides)
            providers.emplace(api, i);
    }
    for (auto& entity : m_entities) {
        for (const auto& api : entity.consumes) {
            if (const auto it = providers.find(api); it != providers.end() && &m_entities[it->second] != &entity)
                entity.uses.push_back({m_entities[it->second].self, entity.place});
        }
    }
}

void BackstageEntities::addService(const Entity& entity, ServiceCatalogue& catalogue, std::map<std::string, std::size_t>& ids)
{
    CatalogueService service{entity.info, entity.place, {}, true};
    service.info.name = serviceName(entity.self);
    FileFindings findings(entity.place.file, m_context.findings);
    auto names = entity.telemetryNames;
    names.push_back(entity.self.name);
    for (const auto& name : names) {
        if (name == service.info.name || std::find(service.info.aliases.begin(), service.info.aliases.end(), name) != service.info.aliases.end())
            continue;
        service.info.aliases.push_back(name);
        findings.warning(entity.place.at, "two-names", quoted(name) + " and " + quoted(service.info.name) + " are two names for one service; it is "
                + quoted(service.info.name) + " here");
    }
    for (const auto& use : entity.uses)
        service.uses.push_back({serviceName(use.ref), use.place});
    const auto [known, fresh] = ids.emplace(lowerAscii(service.info.name), catalogue.services.size());
    if (fresh) {
        catalogue.services.push_back(std::move(service));
        return;
    }
    auto& first = catalogue.services[known->second];
    findings.warning(entity.place.at, "two-names", quoted(entity.self.name) + " is the service " + quoted(first.info.name) + ", which is also at "
            + FileFindings(first.place.file, m_context.findings).origin(first.place.at) + "; they are joined");
    join(first.info, service.info);
    first.uses.insert(first.uses.end(), service.uses.begin(), service.uses.end());
}

void BackstageEntities::settle(ServiceCatalogue& catalogue)
{
    settlePeople();
    settleApis();
    auto ids = serviceNames(catalogue);
    for (std::size_t i = 0; i < m_entities.size(); ++i) {
        for (const auto& user : m_entities[i].usedBy) {
            const auto plain = ids.find(lowerAscii(user.ref.name));
            if (const auto* whole = find(user.ref))
                m_entities[m_byKey.at(whole->self.key())].uses.push_back({m_entities[i].self, m_entities[i].place});
            else if (plain != ids.end())
                catalogue.services[plain->second].uses.push_back({serviceName(m_entities[i].self), user.place});
            else
                FileFindings(user.place.file, m_context.findings).warning(user.place.at, "unknown-service",
                    quoted(m_entities[i].self.name) + " is used by " + quoted(user.ref.name) + ", which is not among the services.");
        }
    }
    for (auto& entity : m_entities) {
        const auto& kind = entity.self.kind;
        if (kind != "component" && kind != "resource")
            continue;
        settleOwner(entity);
        if (runs(kind, lowerAscii(entity.info.type)))
            addService(entity, catalogue, ids);
        else
            catalogue.things.insert(lowerAscii(serviceName(entity.self)));
    }
}

} // namespace vedette
