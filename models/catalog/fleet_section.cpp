#include "models/base/text.h"
#include "models/catalog/config_context.h"
#include "models/catalog/file_access.h"

#include <cmath>

namespace vedette {

namespace {

void joinInto(YamlMap& map, std::string_view key, LabelOverrides& into)
{
    const auto value = map.value(key);
    if (!value)
        return;
    auto& list = into.names[std::string(key)];
    for (auto& text : value->asTexts())
        list.push_back(std::move(text));
}

std::optional<std::int64_t> asBytes(const YamlValue& value)
{
    static const std::map<std::string, double> kUnits{{"B", 1.0}, {"KB", 1e3}, {"kB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
        {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}, {"TiB", 1099511627776.0}};
    const auto text = value.asText();
    if (!text)
        return std::nullopt;
    const auto unitAt = text->find_last_of("0123456789.");
    const auto unit = kUnits.find(unitAt == std::string::npos ? *text : trimmed(text->substr(unitAt + 1)));
    double number = 0;
    if (unitAt == std::string::npos || unit == kUnits.end() || !parseNumber(trimmed(text->substr(0, unitAt + 1)), number)) {
        value.error("size", "\"" + visibleLine(truncateUtf8(*text, 80)) + "\" is not a size. Write e.g. 500MB or 4GiB.");
        return std::nullopt;
    }
    const double bytes = number * unit->second;
    if (!(bytes >= 1e6 && bytes <= 1e15)) {
        value.error("range", "\"" + *text + "\" is not between 1MB and 1000TB");
        return std::nullopt;
    }
    return static_cast<std::int64_t>(bytes);
}

void readSeverity(YamlMap& map, LabelOverrides& into)
{
    std::map<std::string, std::string> levels;
    for (const auto* level : {"critical", "warning", "info"}) {
        joinInto(map, level, into);
        if (const auto it = into.names.find(level); it != into.names.end()) {
            for (const auto& word : it->second) {
                const auto [known, fresh] = levels.emplace(lowerAscii(word), level);
                if (!fresh && known->second != level)
                    map.self().findings().error(map.markOf(level), "severity",
                        "\"" + visibleLine(word) + "\" stands for " + known->second + " and for " + level);
            }
        }
    }
    map.finish();
}

} // namespace

void LabelOverrides::apply(LabelMapping& mapping) const
{
    const auto set = [&](const char* key, std::vector<std::string>& into) {
        if (const auto it = names.find(key); it != names.end() && !it->second.empty())
            into = it->second;
    };
    set("service", mapping.service);
    set("environment", mapping.environment);
    set("instance", mapping.instance);
    set("severity", mapping.severity);
}

void readLabelNames(YamlMap& map, LabelOverrides& into)
{
    for (const auto* key : {"service", "environment", "instance", "severity"})
        joinInto(map, key, into);
    map.finish();
}

void readFleet(YamlMap& root, ConfigPart& part)
{
    auto& config = part.context.config;
    if (const auto zone = root.value("zone")) {
        const auto name = zone->asText();
        if (name && isKnownZone(*name))
            config.zone = *name;
        else if (name)
            zone->error("zone", "\"" + visibleLine(truncateUtf8(*name, 80)) + "\" is not a time zone. Write an IANA name, e.g. Asia/Seoul or UTC.");
    }
    if (auto labels = root.map("labels"))
        readLabelNames(*labels, part.context.labels);
    if (auto severity = root.map("severity"))
        readSeverity(*severity, part.context.severity);
    if (auto retention = root.map("retention")) {
        if (const auto days = retention->value("days"))
            config.retentionDays = static_cast<int>(days->asInteger(1, 3650).value_or(config.retentionDays));
        if (const auto bytes = retention->value("bytes"))
            config.retentionBytes = asBytes(*bytes).value_or(config.retentionBytes);
        retention->finish();
    }
    if (auto ui = root.map("ui")) {
        if (const auto language = ui->value("language"))
            config.language = language->asOneOf({"en", "ko"}).value_or(std::string());
        if (const auto theme = ui->value("theme"))
            config.theme = theme->asOneOf({"dark", "light"}).value_or(std::string());
        ui->finish();
    }
}

} // namespace vedette
