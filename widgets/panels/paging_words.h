#pragma once

#include "models/core/paging.h"

#include <QString>
#include <QTimeZone>

#include <utility>
#include <vector>

namespace vedette {

/// The verdict in one or two words: "notified", "held back".
[[nodiscard]] QString pagingVerdictWord(PagingVerdict verdict);

/// The steps as rows, when and what; at most `most`: the first ones and the last, with a row between that says how many are not shown.
[[nodiscard]] std::vector<std::pair<QString, QString>> pagingRows(const PagingStory& story, const QTimeZone& zone, std::size_t most);

} // namespace vedette
