#pragma once

#include "models/store/cache.h"

#include <QTemporaryDir>
#include <QTest>

namespace vedette::test {

/// A folder of its own with a cache in it.
class CacheFolder {
public:
    [[nodiscard]] std::string path(const char* name = "cache.db") const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    [[nodiscard]] std::unique_ptr<CacheWriter> writer(WriterOptions options = {}) const
    {
        options.path = path();
        auto opened = CacheWriter::open(options);
        if (!opened.ok())
            qWarning("%s", opened.error().text().c_str());
        return opened.ok() ? std::move(opened.value()) : nullptr;
    }
    [[nodiscard]] std::unique_ptr<CacheReader> reader() const
    {
        auto opened = CacheReader::open(path());
        if (!opened.ok())
            qWarning("%s", opened.error().text().c_str());
        return opened.ok() ? std::move(opened.value()) : nullptr;
    }

private:
    QTemporaryDir m_folder;
};

inline constexpr std::int64_t kT0 = 1'787'000'400'000; ///< a whole hour in August 2026
[[nodiscard]] inline Time at(double minutes) { return timeFromMs(kT0 + static_cast<std::int64_t>(minutes * 60'000)); }
[[nodiscard]] inline TimeRange span(double from, double to) { return {at(from), at(to)}; }
inline const TimeRange kAllTime{timeFromMs(0), timeFromMs(4'000'000'000'000)};

} // namespace vedette::test

/// Fails the test with the sentence of a Result or Status that failed.
#define VERIFY_OK(expression) \
    do { \
        const auto& ok_ = (expression); \
        QVERIFY2(ok_.ok(), ok_.ok() ? "" : ok_.error().text().c_str()); \
    } while (false)
