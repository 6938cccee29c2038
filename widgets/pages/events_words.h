#pragma once

#include "models/core/event_row.h"
#include "widgets/glyphs.h"

#include <QColor>
#include <QString>

namespace vedette {

// Rows of the Events page in words, glyphs and inks; used by the table, the facets and the export.

/// "alert", "deployment", "silence", "feed outage", "note".
[[nodiscard]] QString eventTypeWord(EventType type);
/// A change says its kind.
[[nodiscard]] QString eventKindWord(const EventRow& row);
[[nodiscard]] Glyph eventGlyph(const EventRow& row);
[[nodiscard]] QColor eventInk(const EventRow& row);
[[nodiscard]] QString eventStateWord(const std::string& state);
[[nodiscard]] Glyph eventStateGlyph(const std::string& state);
[[nodiscard]] QColor eventStateInk(const std::string& state);
/// "3 m late", "first critical", "suspect 81 %"; empty: nothing to say.
[[nodiscard]] QString eventNote(const EventRow& row, bool pinned);
/// "alert", "change", ...: the value of the label `type`.
[[nodiscard]] const char* eventTypeName(EventType type);
/// "alert" of a facet value of the group "type"; false when it is none.
[[nodiscard]] bool eventTypeFrom(const std::string& name, EventType& out);

/// Comma separated values of these rows (RFC 4180, UTF-8, times RFC 3339 UTC), a header first. A cell that a spreadsheet would
/// take for a formula (= + - @, tab or return at its start) gets a leading apostrophe.
[[nodiscard]] QByteArray eventsCsv(const EventTable& table);
[[nodiscard]] QByteArray csvCell(const std::string& text);

} // namespace vedette
