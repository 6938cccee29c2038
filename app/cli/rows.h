#pragma once

#include "app/cli/environment.h"
#include "models/base/json_writer.h"
#include "models/core/alert.h"
#include "models/core/change.h"
#include "models/core/feed.h"
#include "models/core/silence.h"
#include "models/core/slo.h"
#include "models/core/suspect.h"

#include <string>
#include <vector>

namespace vedette {

// Rows of CLI.md as JSON objects.
void writeAlert(JsonWriter& json, const AlertEpisode& alert, const char* type = nullptr);
void writeChange(JsonWriter& json, const Change& change, const char* type = nullptr);
void writeSlo(JsonWriter& json, const SloReport& slo, bool inDepth);
void writeSuspects(JsonWriter& json, const SuspectReport& report);
void writeFeed(JsonWriter& json, const FeedStatus& feed, Time now);
void writeSilence(JsonWriter& json, const Silence& silence, const char* type = nullptr);
void writeOutage(JsonWriter& json, const FeedOutage& outage, const char* type = nullptr);
void writeNote(JsonWriter& json, const Note& note, const char* type = nullptr);
void writeLabels(JsonWriter& json, const Labels& labels);

/// {"asOf","range","stale", ... }: the head that every answer has. The caller writes its rows and ends the object.
void beginAnswer(JsonWriter& json, Time asOf, TimeRange range, const std::vector<std::string>& stale);

/// A table for text and CSV. Text columns are padded to their widest cell (by code points); numbers right-aligned where `right`.
struct TextTable {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
    [[nodiscard]] std::string text() const;
    /// RFC 4180; a cell that a spreadsheet would run (= + - @ tab) gets a leading '.
    [[nodiscard]] std::string csv() const;
};

/// "2026-11-20 14:32:08" in the zone.
[[nodiscard]] std::string localTime(Time t, const ZoneOffset& zone);
/// Seconds and minutes as people say them: "4m 12s".
[[nodiscard]] std::string spokenDuration(Millis d);
/// "99.938 %"; "-" for null.
[[nodiscard]] std::string percent(std::optional<double> ratio, int decimals);

} // namespace vedette
