#include "models/catalog/backstage_reader.h"

#include "models/base/text.h"

#include <algorithm>
#include <cctype>

namespace vedette {

namespace {

constexpr std::size_t kMostEntities = 20'000;
constexpr std::size_t kMostNameBytes = 63;
constexpr std::size_t kMostTextBytes = 8192;

std::string quoted(std::string_view text) { return "\"" + visibleLine(truncateUtf8(text, 120)) + "\""; }

bool isLetterOrDigit(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

bool isName(std::string_view text)
{
    return !text.empty() && text.size() <= kMostNameBytes && isLetterOrDigit(text.front()) && isLetterOrDigit(text.back())
        && std::all_of(text.begin(), text.end(), [](char c) { return isLetterOrDigit(c) || c == '-' || c == '_' || c == '.'; });
}

/// The word behind the prefix of an annotation's key: "channel" of "slack.com/channel".
std::string_view lastPart(std::string_view key)
{
    const auto slash = key.rfind('/');
    return slash == std::string_view::npos ? key : key.substr(slash + 1);
}

bool namesChannel(std::string_view key)
{
    const auto word = lastPart(key);
    return word == "channel" || word == "channel-name" || word == "slack-channel" || word == "slack-channel-name" || word == "chat-channel";
}

bool isChat(std::string_view url)
{
    const auto from = url.find("://");
    const auto rest = lowerAscii(url.substr(from == std::string_view::npos ? 0 : from + 3));
    const auto host = rest.substr(0, rest.find_first_of("/:?#"));
    for (const std::string_view chat : {"slack.com", "teams.microsoft.com", "discord.com", "discord.gg", "chat.google.com"}) {
        if (host == chat || (host.size() > chat.size() && host.compare(host.size() - chat.size() - 1, std::string::npos, "." + std::string(chat)) == 0))
            return true;
    }
    return false;
}

/// The keys of its telemetry's names, the strongest first.
constexpr std::string_view kTelemetryKeys[] = {"prometheus.io/service", "backstage.io/kubernetes-id", "app.kubernetes.io/name"};

FilePlace placeOf(const YamlValue& value) { return {value.findings().file(), value.where()}; }

} // namespace

std::string EntityRef::key() const { return lowerAscii(kind + ":" + space + "/" + name); }

std::optional<EntityRef> parseEntityRef(std::string_view text, const std::string& space)
{
    EntityRef ref;
    ref.space = space;
    if (const auto colon = text.find(':'); colon != std::string_view::npos) {
        ref.kind = lowerAscii(text.substr(0, colon));
        if (!isName(ref.kind))
            return std::nullopt;
        text.remove_prefix(colon + 1);
    }
    if (const auto slash = text.find('/'); slash != std::string_view::npos) {
        ref.space = lowerAscii(text.substr(0, slash));
        if (!isName(ref.space))
            return std::nullopt;
        text.remove_prefix(slash + 1);
    }
    ref.name = text;
    if (!isName(ref.name))
        return std::nullopt;
    return ref;
}

bool BackstageEntities::isEntity(const YamlMap& document) { return document.has("apiVersion") && document.has("kind"); }

void BackstageEntities::warnOnce(const std::string& what, const FilePlace& place, std::string rule, std::string message)
{
    if (m_told.insert(what).second)
        FileFindings(place.file, m_context.findings).warning(place.at, std::move(rule), std::move(message));
}

std::string BackstageEntities::textOf(const YamlValue& value)
{
    if (value.isMapping()) {
        const auto& entries = value.node().entries;
        if (entries.size() == 1 && entries[0].key.rfind('$', 0) == 0) {
            value.warning("placeholder", "a placeholder (" + visibleLine(entries[0].key) + ") is not followed");
            return {};
        }
    }
    return truncateUtf8(value.asText().value_or(std::string()), kMostTextBytes);
}

std::string BackstageEntities::text(YamlMap& map, std::string_view key)
{
    const auto value = map.value(key);
    return value ? textOf(*value) : std::string();
}

std::optional<BackstageEntities::PlacedRef> BackstageEntities::ref(const YamlValue& value, const char* kind, const Entity& entity)
{
    const auto text = trimmed(textOf(value));
    if (text.empty())
        return std::nullopt;
    auto ref = parseEntityRef(text, entity.self.space);
    if (!ref) {
        value.error("entity-ref", quoted(text) + " is not an entity reference. Write [kind:][namespace/]name, e.g. component:default/cart.");
        return std::nullopt;
    }
    if (ref->kind.empty())
        ref->kind = kind;
    return PlacedRef{std::move(*ref), placeOf(value)};
}

std::vector<BackstageEntities::PlacedRef> BackstageEntities::refs(YamlMap& map, std::string_view key, const char* kind, const Entity& entity)
{
    std::vector<PlacedRef> out;
    for (const auto& item : map.list(key)) {
        if (auto one = ref(item, kind, entity))
            out.push_back(std::move(*one));
    }
    return out;
}

void BackstageEntities::readMetadata(YamlMap& metadata, Entity& entity)
{
    auto& info = entity.info;
    info.title = text(metadata, "title");
    info.description = text(metadata, "description");
    std::map<std::string, std::string> words;
    for (const char* key : {"labels", "annotations"}) {
        auto map = metadata.map(key);
        if (!map)
            continue;
        for (const auto& entry : map->entries()) {
            const auto value = textOf(map->valueOf(entry));
            if (*key == 'l')
                info.labels.set(entry.key, value);
            if (!value.empty())
                words[entry.key] = value;
        }
    }
    for (const auto& [key, value] : words) {
        if (info.channel.empty() && namesChannel(key))
            info.channel = value;
        const auto word = lastPart(key);
        if (word == "deputy")
            info.deputy = value;
        else if (word == "lead" || word == "leader" || word == "team-lead")
            entity.lead = value;
        if (word == "tier" && value.size() == 1 && value[0] >= '1' && value[0] <= '9')
            info.tier = value[0] - '0';
    }
    for (const auto key : kTelemetryKeys) {
        if (const auto it = words.find(std::string(key)); it != words.end())
            entity.telemetryNames.push_back(it->second);
    }
    for (const auto& tag : metadata.list("tags")) {
        if (auto word = textOf(tag); !word.empty())
            info.tags.push_back(std::move(word));
    }
    for (const auto& link : metadata.list("links")) {
        auto map = YamlMap::of(link);
        if (!map)
            continue;
        const auto url = map->required("url");
        const auto address = url ? textOf(*url) : std::string();
        if (address.empty())
            continue;
        if (!isWebLink(address)) {
            url->error("link", quoted(redactUrl(address)) + " is not an http or https address");
            continue;
        }
        const auto title = text(*map, "title");
        info.links.emplace_back(title.empty() ? address : title, address);
        if (info.channel.empty() && isChat(address))
            info.channel = address;
    }
}

void BackstageEntities::readSpec(YamlMap& spec, Entity& entity)
{
    const auto& kind = entity.self.kind;
    entity.info.type = text(spec, "type");
    entity.info.lifecycle = text(spec, "lifecycle");
    if (kind == "group" || kind == "user") {
        if (auto profile = spec.map("profile"))
            entity.displayName = text(*profile, "displayName");
        entity.people = kind == "group" ? refs(spec, "members", "user", entity) : refs(spec, "memberOf", "group", entity);
        return;
    }
    if (const auto owner = spec.value("owner"))
        entity.owner = ref(*owner, "group", entity);
    if (const auto system = spec.value("system"))
        entity.system = ref(*system, "system", entity);
    entity.uses = refs(spec, "dependsOn", "", entity);
    entity.usedBy = refs(spec, "dependencyOf", "", entity);
    if (const auto whole = spec.value("subcomponentOf")) {
        // The whole stands on its parts.
        if (auto one = ref(*whole, "component", entity))
            entity.usedBy.push_back(std::move(*one));
    }
    for (const auto& api : refs(spec, "providesApis", "api", entity))
        entity.provides.push_back(api.ref.key());
    for (const auto& api : refs(spec, "consumesApis", "api", entity))
        entity.consumes.push_back(api.ref.key());
}

void BackstageEntities::read(YamlMap& document)
{
    const auto place = placeOf(document.self());
    const auto version = text(document, "apiVersion");
    const auto maker = lowerAscii(version.substr(0, version.find('/')));
    if (maker != "backstage.io" && (maker.size() < 13 || maker.compare(maker.size() - 13, 13, ".backstage.io") != 0)) {
        warnOnce("version " + version, {place.file, document.markOf("apiVersion")}, "not-read",
            "entities of apiVersion " + quoted(version) + " are not read. Write backstage.io/v1alpha1.");
        return;
    }
    Entity entity;
    entity.place = place;
    const auto kind = text(document, "kind");
    entity.self.kind = lowerAscii(kind);
    static const std::set<std::string> s_kinds{"component", "system", "group", "user", "resource"};
    if (s_kinds.count(entity.self.kind) == 0) {
        warnOnce("kind " + entity.self.kind, {place.file, document.markOf("kind")}, "not-read",
            "entities of kind " + quoted(kind) + " are not read; Component, System, Group, User and Resource are");
        return;
    }
    if (m_entities.size() >= kMostEntities) {
        warnOnce("entities", place, "too-many", "more than " + std::to_string(kMostEntities) + " entities; the rest is not read");
        return;
    }
    const auto given = document.required("metadata");
    auto metadata = given ? YamlMap::of(*given) : std::nullopt;
    if (!metadata)
        return;
    const auto name = metadata->required("name");
    if (!name)
        return;
    entity.place.at = name->where();
    entity.self.name = textOf(*name);
    const auto space = lowerAscii(text(*metadata, "namespace"));
    entity.self.space = space.empty() ? "default" : space;
    for (const auto& word : {entity.self.name, entity.self.space}) {
        if (!isName(word)) {
            name->error("name", quoted(word) + " is not an entity's name. Write at most 63 letters, digits, - _ . with a letter or digit at both ends.");
            return;
        }
    }
    entity.info.name = entity.self.name;
    readMetadata(*metadata, entity);
    if (auto spec = document.map("spec"))
        readSpec(*spec, entity);
    const auto [known, fresh] = m_byKey.emplace(entity.self.key(), m_entities.size());
    if (!fresh) {
        const auto& first = m_entities[known->second].place;
        name->error("duplicate-name", "the entity " + quoted(entity.self.key()) + " is already at "
                + FileFindings(first.file, m_context.findings).origin(first.at));
        return;
    }
    m_entities.push_back(std::move(entity));
}

} // namespace vedette
