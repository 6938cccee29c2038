#pragma once

#include "models/core/change.h"
#include "models/store/fact_table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// How the one change of a service of which something was told since a moment stood at it. Where one feed tells of the service and nothing else of it
/// was near, the change's own records are all that told, and neither cuts nor what was remembered of a month need to be found. For one moment; inside
/// one read transaction.
class LoneChange {
public:
    /// `records` outlives it.
    LoneChange(const Database& db, const FactTable& records, std::int64_t asOf) : m_db(&db), m_records(&records), m_asOf(asOf) {}
    /// `from`: what was told of after the moment and may be of interest begins no earlier (ms); `told`: ids of its records that were told of after it.
    /// Nullopt: this cannot be said here, and the service is to be folded as it was known.
    Result<std::optional<Change>> of(const std::string& service, std::int64_t from, const std::vector<std::string>& told);

private:
    Result<std::optional<Change>> onlyOne(const std::string& service, std::int64_t from);
    Result<std::optional<std::vector<ChangeRecord>>> recordsThen(const std::string& service, const Change& now) const;
    Result<bool> isLongNear(const std::string& service, std::int64_t starts);
    const Database* m_db;
    const FactTable* m_records;
    std::int64_t m_asOf;
    Statement m_near;
    Statement m_long;
};

} // namespace vedette
