#include "tests/bench/sample_steady.h"

#include "models/store/cache.h"
#include "tests/bench/sample_fleet.h"

#include <malloc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <vector>

namespace vedette::bench {

namespace {

/// A poll asks `questions` one after the other; each answer is a commit.
struct Load {
    const char* name;
    int series;
    int questions;
    std::int64_t stepMs;
    int polls;
    int every; ///< polls between two lines of the table
};
constexpr Load kLoads[] = {
    {"12,500 series, one answer a minute", 12'500, 1, 60'000, 2'400, 300},
    {"400 series, 20 answers a second", 400, 20, 1'000, 10'800, 1'200},
    {"3,000 series, one answer each 50 ms", 3'000, 1, 50, 10'000, 1'000},
};

template <class T> T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "bench_samples: %s\n", result.error().text().c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

double anonymousMb()
{
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);) {
        if (line.rfind("RssAnon:", 0) == 0)
            return static_cast<double>(std::strtoll(line.c_str() + 8, nullptr, 10)) / 1024;
    }
    return 0;
}

double cpuMs()
{
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

void line(const char* what, std::int64_t commits, std::int64_t samples, double hours, double longestCommit, double longestPiece)
{
    const auto heap = mallinfo2();
    std::printf("  %-10s %9lld %11.2f %8.2f %12.1f %10.1f %10.1f %12.2f %12.2f\n", what, static_cast<long long>(commits), static_cast<double>(samples) / 1e6, hours, anonymousMb(),
        static_cast<double>(heap.uordblks + heap.hblkhd) / 1048576, static_cast<double>(heap.fordblks) / 1048576, longestCommit, longestPiece);
    std::fflush(stdout);
}

void run(const Load& load, const std::string& path, std::uint64_t seed)
{
    std::printf("%s, a writer and two readers\n  %-10s %9s %11s %8s %12s %10s %10s %12s %12s\n", load.name, "", "commits", "M samples", "hours", "RssAnon MiB", "in use", "free",
        "commit ms", "tend ms");
    const WriterOptions options{path, 4000, 0};
    auto writer = must(CacheWriter::open(options));
    std::vector<std::unique_ptr<CacheReader>> readers;
    auto fleet = makeFleet(seed, load.series);
    std::vector<Batch> batches(static_cast<std::size_t>(load.questions));
    for (std::size_t i = 0; i < fleet.size(); ++i)
        batches[i * batches.size() / fleet.size()].samples.push_back({fleet[i].labels(), {}, {}});
    std::int64_t commits = 0;
    std::int64_t samples = 0;
    double longestCommit = 0;
    double longestPiece = 0;
    for (int poll = 0; poll < load.polls; ++poll) {
        const auto time = timeFromMs(kFleetStart + poll * load.stepMs);
        std::size_t at = 0;
        for (auto& batch : batches) {
            for (auto& each : batch.samples) {
                double value = 0;
                const bool there = fleet[at++].next(value);
                each.times.assign(there ? 1 : 0, time);
                each.values.assign(there ? 1 : 0, value);
            }
            auto from = cpuMs();
            samples += must(writer->commit(batch)).newSamples;
            longestCommit = std::max(longestCommit, cpuMs() - from);
            ++commits;
            for (bool more = true; more;) {
                from = cpuMs();
                more = must(writer->tend());
                longestPiece = std::max(longestPiece, cpuMs() - from);
            }
        }
        if (readers.empty()) {
            readers.push_back(must(CacheReader::open(path)));
            readers.push_back(must(CacheReader::open(path)));
        }
        if (poll % 20 == 0) {
            for (const auto& reader : readers)
                must(reader->samples(1 + poll % load.series, {time - std::chrono::hours{1}, time}));
        }
        if ((poll + 1) % load.every == 0) {
            line("", commits, samples, static_cast<double>(poll * load.stepMs) / 3.6e6, longestCommit, longestPiece);
            longestCommit = longestPiece = 0;
        }
    }
    malloc_trim(0);
    line("trimmed", commits, samples, static_cast<double>(load.polls * load.stepMs) / 3.6e6, 0, 0);
}

} // namespace

void printSteady(const std::string& folder, std::uint64_t seed)
{
    int number = 0;
    for (const auto& load : kLoads)
        run(load, folder + "/steady-" + std::to_string(number++) + ".db", seed);
}

} // namespace vedette::bench
