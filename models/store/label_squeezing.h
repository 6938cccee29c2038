#pragma once

#include "models/store/sqlite_database.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Label sets of series as rows: most of each is what the others say too. Once there are some hundred series, those that follow are zstd frames with
/// some of them as dictionary (table `states`), a quarter of the size. One thread.
class LabelSqueezing {
public:
    LabelSqueezing();
    ~LabelSqueezing();
    LabelSqueezing(LabelSqueezing&&) noexcept;
    LabelSqueezing& operator=(LabelSqueezing&&) noexcept;

    /// Reads the dictionary, if there is one and it is not known.
    Status load(const Database& db);
    [[nodiscard]] bool hasDictionary() const { return m_parts != nullptr; }
    /// Makes it of these packed label sets. Inside the caller's transaction.
    Status make(Database& db, const std::vector<std::string_view>& packed);
    /// What is stored for a packed label set.
    [[nodiscard]] std::string stored(const std::string& packed) const;
    /// The packed label set of a row; false: the bytes are none. `room` holds it where it is not `row` itself.
    [[nodiscard]] bool unpack(std::string_view row, std::string& room, std::string_view& packed) const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace vedette
