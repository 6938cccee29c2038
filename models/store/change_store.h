#pragma once

#include "models/core/change.h"
#include "models/core/silence.h"
#include "models/store/fact_table.h"

#include <vector>

namespace vedette {

/// The writer's side of change records: tellings are kept as told, the row is their fold (see DESIGN.md, "Two times").
class ChangeStore {
public:
    explicit ChangeStore(Database& db) : m_db(&db), m_table(db, "changes") {}
    /// Answers how many records are new.
    Result<std::int64_t> apply(const std::vector<ChangeRecord>& records, bool byHand);
    Status remove(const FactRow& row);

private:
    Result<bool> tell(const ChangeRecord& record, bool byHand);
    Database* m_db;
    FactTable m_table;
};

/// The writer's side of silences.
class SilenceStore {
public:
    explicit SilenceStore(Database& db) : m_table(db, "silences") {}
    Status apply(const std::vector<Silence>& silences);
    /// `listed` is all that `feed` holds: what it does not list any more is expired.
    Status expireOthers(const std::string& feed, const std::vector<Silence>& listed, Time at);

private:
    Status tell(const Silence& silence);
    FactTable m_table;
};

/// The fold of tellings up to `asOf`; nullopt when there is none.
Result<std::optional<ChangeRecord>> foldTellings(const std::vector<FactVersion>& tellings, std::int64_t asOf);

} // namespace vedette
