#pragma once

#include "models/core/change.h"
#include "models/core/silence.h"
#include "models/store/change_folder.h"
#include "models/store/fact_table.h"
#include "models/store/search_index.h"

#include <vector>

namespace vedette {

/// The writer's side of change records: tellings are kept as told, the row is their fold (see DESIGN.md, "Two times").
class ChangeStore {
public:
    explicit ChangeStore(Database& db) : m_db(&db), m_table(db, "changes"), m_index(db), m_folder(db) {}
    /// Answers how many records are new.
    Result<std::int64_t> apply(const std::vector<ChangeRecord>& records, bool byHand);
    /// Its change is folded anew with settle().
    Status remove(const FactRow& row);
    Status settle() { return m_folder.fold(false); }
    /// What goes with a record that stands in its table: its words, its run, its change (folded with settle(), or fold() of the folder).
    Status attach(std::int64_t key, const ChangeRecord& record);
    ChangeFolder& folder() { return m_folder; }

private:
    /// All that one batch tells of one record.
    Result<bool> tell(const std::vector<ChangeRecord>& records, bool byHand);
    Status detach(std::int64_t key, const ChangeRecord& record);
    Database* m_db;
    FactTable m_table;
    SearchIndex m_index;
    ChangeFolder m_folder;
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
/// A row of `table` (changes) as known at `asOf`; nullopt when it was not known.
Result<std::optional<ChangeRecord>> recordAt(const FactTable& table, const FactRow& row, std::int64_t asOf);

} // namespace vedette
