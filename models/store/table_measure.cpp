#include "models/store/table_measure.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr std::int64_t kCountBelow = 200'000;
constexpr std::int64_t kWindows = 64;
constexpr std::int64_t kLeastWindow = 64; ///< keys
constexpr std::int64_t kShare = 256;      ///< of the span one part is read
constexpr std::int64_t kSampleRows = 8192;

struct KeySpan {
    std::int64_t least = 0;
    std::int64_t greatest = -1; ///< less than `least`: no rows
    [[nodiscard]] std::int64_t length() const { return greatest - least + 1; }
};

Result<KeySpan> spanOf(const Database& db, const std::string& table, const std::string& key)
{
    KeySpan span;
    // Two questions: min and max together would scan.
    auto least = db.integer("SELECT min(" + key + ") FROM " + table);
    auto greatest = db.integer("SELECT max(" + key + ") FROM " + table);
    if (!least.ok() || !greatest.ok())
        return least.ok() ? greatest.error() : least.error();
    if (*least && *greatest)
        span = {**least, **greatest};
    return span;
}

/// By counting within windows of the keys; 0 where so few keys are there that all may be counted.
Result<std::int64_t> guessRows(const Database& db, const std::string& table, const std::string& key)
{
    auto span = spanOf(db, table, key);
    if (!span.ok())
        return span.error();
    if (span->length() <= kCountBelow)
        return std::int64_t{0};
    // Keys may be dense (numbers) or sparse (they follow time): the windows are a share of the span, not a number of rows.
    const auto width = std::max(kLeastWindow, span->length() / (kWindows * kShare));
    auto window = db.prepare("SELECT count(*) FROM " + table + " WHERE " + key + " BETWEEN ?1 AND ?2");
    if (!window.ok())
        return window.error();
    std::int64_t found = 0;
    for (std::int64_t i = 0; i < kWindows; ++i) {
        const auto from = span->least + static_cast<std::int64_t>(static_cast<double>(span->length() - width) * static_cast<double>(i) / static_cast<double>(kWindows - 1));
        window->bind(1, from).bind(2, from + width - 1);
        auto row = window->step();
        if (!row.ok())
            return row.error();
        found += window->integer(0);
        window->reset();
    }
    return std::llround(static_cast<double>(span->length()) / static_cast<double>(kWindows * width) * static_cast<double>(found));
}

} // namespace

Result<TableMeasure> measureRows(const Database& db, const std::string& table, const std::string& key)
{
    TableMeasure out;
    std::int64_t guess = 0;
    if (!key.empty()) {
        auto guessed = guessRows(db, table, key);
        if (!guessed.ok())
            return guessed.error();
        guess = *guessed;
    }
    if (guess > 4 * kCountBelow) { // far too many to read so many of them only to see that there are more
        out.rows = guess;
        out.estimated = true;
        return out;
    }
    auto counted = db.integer("SELECT count(*) FROM (SELECT 1 FROM " + table + " LIMIT " + std::to_string(kCountBelow + 1) + ")");
    if (!counted.ok())
        return counted.error();
    out.rows = counted->value_or(0);
    out.estimated = out.rows > kCountBelow;
    if (out.estimated)
        out.rows = std::max(out.rows, guess);
    return out;
}

Result<TableMeasure> measureSampleRows(const Database& db, const std::string& table, std::int64_t perSpan)
{
    TableMeasure out;
    auto rows = db.prepare("SELECT id, length(bytes) FROM " + table + " ORDER BY id LIMIT " + std::to_string(kSampleRows + 1));
    if (!rows.ok())
        return rows.error();
    std::int64_t last = 0;
    for (;;) {
        auto more = rows->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            break;
        if (out.rows == kSampleRows) {
            out.estimated = true;
            break;
        }
        last = rows->integer(0);
        out.rows += 1;
        out.bytes += rows->integer(1) + 24;
    }
    rows->reset();
    if (out.estimated) {
        auto span = spanOf(db, table, "id");
        if (!span.ok())
            return span.error();
        const auto first = span->least / perSpan;
        // The last span that was read counts by how far it was read: its places are taken to be as many as those of the spans before.
        const auto read = std::max<double>(static_cast<double>(last / perSpan - first), 1);
        const double share = std::max(static_cast<double>(span->greatest / perSpan - first + 1) / read, 1.0);
        out.rows = std::llround(static_cast<double>(out.rows) * share);
        out.bytes = std::llround(static_cast<double>(out.bytes) * share);
    }
    return out;
}

} // namespace vedette
