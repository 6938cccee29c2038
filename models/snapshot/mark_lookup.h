#pragma once

#include "models/snapshot/question.h"
#include "models/store/cache.h"

namespace vedette {

/// The question with the id of what its selected mark stands for; unchanged where nothing is there, or none is selected.
[[nodiscard]] Result<Question> withoutMark(const CacheReader& reader, Question question);

} // namespace vedette
