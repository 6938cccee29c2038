#include "models/feeds/matrix_parser.h"
#include "models/feeds/sources/alert_fold.h"

#include <cstdlib>

/// Any bytes as an answer of Prometheus: no crash, no read beyond the end, and what is accepted keeps its promises.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace vedette;
    const auto answer = parseMatrix({reinterpret_cast<const char*>(data), size});
    if (!answer.ok())
        return 0;
    for (const auto& series : answer->series) {
        if (series.times.size() != series.values.size())
            std::abort();
        for (std::size_t i = 1; i < series.times.size(); ++i) {
            if (series.times[i - 1] >= series.times[i])
                std::abort();
        }
    }
    Millis resolution{0};
    const TimeRange covered{timeFromMs(0), timeFromMs(4'000'000'000'000)};
    for (const auto& episode : foldAlerts(*answer, covered, {}, [](const Labels&) { return std::nullopt; }, resolution)) {
        if (episode.endsAt && *episode.endsAt < episode.startsAt)
            std::abort();
    }
    return 0;
}
