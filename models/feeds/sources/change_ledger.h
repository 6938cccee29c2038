#pragma once

#include "models/core/change.h"
#include "models/core/series.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Why a change record cannot be believed ("it ends before it starts"); empty when it can. Times before 2000 or more than a day
/// ahead of `now` are impossible.
[[nodiscard]] std::string changeFault(const ChangeRecord& record, Time now);

/// Whether two records of one id say the same; when they were seen, and by which feed, does not count.
[[nodiscard]] bool sameFacts(const ChangeRecord& a, const ChangeRecord& b);

/// What a feed of changes has told already: passes on only what is new or different, and says when it became known. The first
/// complete reading is history: its records were known to the source when they happened (reconstructed).
class ChangeLedger {
public:
    explicit ChangeLedger(std::string feed) : m_feed(std::move(feed)) {}
    /// Nothing when the same was told before; of a finished change read back from history first its start, then its end.
    [[nodiscard]] std::vector<ChangeRecord> news(ChangeRecord record, Time now) { return news(std::move(record), now, !m_live); }
    /// The same where the source itself knows whether the record is history.
    [[nodiscard]] std::vector<ChangeRecord> news(ChangeRecord record, Time now, bool history);
    [[nodiscard]] const ChangeRecord* find(const std::string& id) const;
    /// A complete list was read whose poll began at `at`: it is live from now on, and the span from the oldest record told (or the
    /// first such poll) to `at` is known; nullopt where that is empty.
    [[nodiscard]] std::optional<Coverage> pollRead(Time at);
    [[nodiscard]] bool live() const { return m_live; }

private:
    std::string m_feed;
    bool m_live = false;
    std::optional<Time> m_knownFrom;
    std::map<std::string, ChangeRecord> m_told;
};

/// The status a word means in common speech of pipelines ("succeeded", "FAILURE", "canceled", "in_progress").
[[nodiscard]] std::optional<ChangeStatus> statusOfWord(std::string_view word);

} // namespace vedette
