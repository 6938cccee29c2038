#include "models/core/change.h"

#include <algorithm>
#include <array>

namespace vedette {

static constexpr std::array<std::pair<ChangeKind, std::string_view>, 7> kKinds{{{ChangeKind::deployment, "deployment"},
    {ChangeKind::rollback, "rollback"}, {ChangeKind::config, "config"}, {ChangeKind::flag, "flag"},
    {ChangeKind::scale, "scale"}, {ChangeKind::schema, "schema"}, {ChangeKind::maintenance, "maintenance"}}};

static constexpr std::array<std::pair<ChangeStatus, std::string_view>, 4> kStatuses{{{ChangeStatus::started, "started"},
    {ChangeStatus::success, "success"}, {ChangeStatus::failed, "failed"}, {ChangeStatus::aborted, "aborted"}}};

template <class Table, class E> static std::string_view nameIn(const Table& table, E value)
{
    for (const auto& [known, name] : table) {
        if (known == value)
            return name;
    }
    return {};
}

template <class E, class Table> static std::optional<E> valueIn(const Table& table, std::string_view name)
{
    for (const auto& [value, known] : table) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

std::string_view changeKindName(ChangeKind k) { return nameIn(kKinds, k); }
std::optional<ChangeKind> changeKindFrom(std::string_view name) { return valueIn<ChangeKind>(kKinds, name); }
std::string_view changeStatusName(ChangeStatus s) { return nameIn(kStatuses, s); }
std::optional<ChangeStatus> changeStatusFrom(std::string_view name) { return valueIn<ChangeStatus>(kStatuses, name); }

std::string Change::label() const
{
    const bool titled = kind != ChangeKind::deployment && kind != ChangeKind::rollback;
    const std::string& first = titled ? title : revision;
    const std::string& second = titled ? revision : title;
    return !first.empty() ? first : !second.empty() ? second : std::string(changeKindName(kind));
}

Time Change::liveAt() const
{
    for (const auto& s : stages) {
        if (s.stage == "CANARY" || s.stage == "DEPLOY_ALL")
            return s.startsAt;
    }
    return startsAt;
}

} // namespace vedette
