#include "models/core/alert_event.h"

#include <array>
#include <utility>

namespace vedette {

namespace {

constexpr std::array<std::pair<AlertEventKind, std::string_view>, 11> kKinds{{
    {AlertEventKind::created, "created"},
    {AlertEventKind::grouped, "grouped"},
    {AlertEventKind::resolved, "resolved"},
    {AlertEventKind::notified, "notified"},
    {AlertEventKind::silenced, "silenced"},
    {AlertEventKind::inhibited, "inhibited"},
    {AlertEventKind::muted, "muted"},
    {AlertEventKind::silenceCreated, "silenceCreated"},
    {AlertEventKind::silenceUpdated, "silenceUpdated"},
    {AlertEventKind::started, "started"},
    {AlertEventKind::stopped, "stopped"},
}};

} // namespace

std::string_view alertEventKindName(AlertEventKind k)
{
    for (const auto& [kind, name] : kKinds) {
        if (kind == k)
            return name;
    }
    return "created";
}

std::optional<AlertEventKind> alertEventKindFrom(std::string_view name)
{
    for (const auto& [kind, known] : kKinds) {
        if (known == name)
            return kind;
    }
    return std::nullopt;
}

} // namespace vedette
