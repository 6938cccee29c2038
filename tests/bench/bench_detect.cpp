// Scores one CSV series as `vedette detect` does, with nothing but the anomaly room:
//     bench_detect [detect] --csv FILE [-o csv] [--time]
// --time prints the cost of a sample and the size of the state instead of the scores.
#include "models/anomaly/csv_series.h"
#include "models/anomaly/detector.h"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>

using namespace vedette;

namespace {

std::vector<ScoredPoint> scored(const CsvSeries& series, std::string* state)
{
    DetectorOptions options;
    options.step = series.step;
    Detector detector(options);
    std::vector<ScoredPoint> points;
    points.reserve(series.times.size());
    for (std::size_t i = 0; i < series.times.size(); ++i)
        points.push_back(detector.push(series.times[i], series.values[i]));
    if (state != nullptr)
        *state = detector.save();
    return points;
}

int printTime(const CsvSeries& series)
{
    std::string state;
    double best = 1e300;
    for (int i = 0; i < 5; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const auto points = scored(series, &state);
        const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - start;
        best = std::min(best, spent.count() / static_cast<double>(std::max<std::size_t>(1, points.size())));
    }
    std::printf("%zu samples, %.3f us a sample (best of 5), state %zu bytes\n", series.times.size(), best, state.size());
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    const char* path = nullptr;
    bool timeOnly = false;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--csv") == 0 && i + 1 < argc)
            path = argv[++i];
        else if (std::strcmp(argv[i], "--time") == 0)
            timeOnly = true;
    }
    if (path == nullptr) {
        std::fprintf(stderr, "usage: bench_detect --csv FILE [--time]\n");
        return 2;
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        std::fprintf(stderr, "%s: cannot be read\n", path);
        return 5;
    }
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const auto series = readCsvSeries(text);
    if (!series.ok()) {
        std::fprintf(stderr, "%s: %s\n", path, series.error().text().c_str());
        return 5;
    }
    if (timeOnly)
        return printTime(series.value());
    const std::string out = writeScores(series.value(), scored(series.value(), nullptr));
    std::fwrite(out.data(), 1, out.size(), stdout);
    return 0;
}
