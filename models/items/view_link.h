#pragma once

#include "models/base/result.h"
#include "models/items/time_state.h"

#include <QString>

#include <optional>

namespace vedette {

class Board;

/// One view of the desk as a link that a colleague can open: vedette://PAGE?from=...&to=...&filter=...&search=...&select=...
/// Times are RFC 3339 UTC, so that the link shows the same later on. Foreign text in it is bounded and never more than a filter.
struct ViewLink {
    QString page; ///< "timeline"; lower case letters
    std::optional<TimeRange> range;
    ViewFilter filter;
    QString selectedId;
    QString slo;
    QString watch;
};

[[nodiscard]] QString viewLinkText(const ViewLink& link);
/// Error kind usage, in words: no link of this console, a time or a filter that cannot be read, a range without length.
/// Parameters that are not known are passed over.
[[nodiscard]] Result<ViewLink> parseViewLink(const QString& text);

/// What the board shows now.
[[nodiscard]] ViewLink viewOf(Board& board, const QString& page);
/// Sets range, filter and selection; the page is the shell's.
void showView(Board& board, const ViewLink& link);

} // namespace vedette
