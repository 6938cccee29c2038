#include "tests/bench/sample_growth.h"

#include "models/store/cache.h"
#include "tests/bench/sample_fleet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace vedette::bench {

namespace {

constexpr std::array<int, 3> kSizes{200, 2'000, 20'000};
constexpr std::int64_t kMinutes = 3'600;
constexpr std::int64_t kEpisodesASeries = 2;

template <class T> T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "bench_samples: %s\n", result.error().text().c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

double cpuMs()
{
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

template <class Work> double timed(int runs, Work work)
{
    std::vector<double> all;
    for (int i = 0; i < runs; ++i) {
        const auto begin = cpuMs();
        work();
        all.push_back(cpuMs() - begin);
    }
    return median(all);
}

enum Row { kTick, kBackground, kWriterOpen, kReaderOpen, kPicture, kSixHours, kInfo, kRetire, kLongest, kTickBetween, kRows };
constexpr std::array<const char*, kRows> kNames{"a tick (one commit), ms", "background work of a tick, ms", "opening to write, ms", "opening to read and the list of series, ms",
    "first picture: 72 lines of 6 h, 400 columns, ms", "100 series x 6 h raw, warm, ms", "cache info, ms", "a day retired, all pieces, ms", "a day retired, longest piece, ms",
    "longest tick between its pieces, ms"};

void addEpisodes(Batch& batch, std::int64_t first, std::int64_t count, std::int64_t all)
{
    for (auto i = first; i < first + count; ++i) {
        AlertEpisode episode;
        episode.id = "e" + std::to_string(i);
        episode.name = "Alert" + std::to_string(i % 40);
        episode.labels = Labels{{"alertname", episode.name}, {"instance", std::to_string(i % 400)}};
        episode.startsAt = timeFromMs(kFleetStart + kMinutes * kFleetStep / all * i);
        episode.endsAt = episode.seenAt = episode.startsAt + std::chrono::minutes{5};
        episode.state = AlertState::resolved;
        batch.importedAlerts.push_back(std::move(episode));
    }
}

std::array<double, kRows> measure(const std::string& path, std::uint64_t seed, int series)
{
    std::array<double, kRows> out{};
    const WriterOptions options{path, 4000, 0};
    Time newest{};
    auto fleet = makeFleet(seed, series);
    Batch batch;
    batch.samples.resize(fleet.size());
    for (std::size_t i = 0; i < fleet.size(); ++i)
        batch.samples[i].labels = fleet[i].labels();
    const auto nextMinute = [&] {
        for (std::size_t i = 0; i < fleet.size(); ++i) {
            double value = 0;
            const bool there = fleet[i].next(value);
            batch.samples[i].times.assign(there ? 1 : 0, newest);
            batch.samples[i].values.assign(there ? 1 : 0, value);
        }
    };
    {
        auto writer = must(CacheWriter::open(options));
        std::vector<double> ticks;
        double background = 0;
        for (std::int64_t minute = 0; minute < kMinutes; ++minute) {
            newest = timeFromMs(kFleetStart + minute * kFleetStep);
            nextMinute();
            auto from = cpuMs();
            must(writer->commit(batch));
            ticks.push_back(cpuMs() - from);
            from = cpuMs();
            while (must(writer->tend())) { }
            background += cpuMs() - from;
        }
        const auto episodes = kEpisodesASeries * series;
        for (std::int64_t first = 0; first < episodes; first += 2'000) {
            Batch facts;
            addEpisodes(facts, first, std::min<std::int64_t>(2'000, episodes - first), episodes);
            must(writer->commit(facts));
        }
        out[kTick] = median({ticks.end() - 60, ticks.end()});
        out[kBackground] = background / static_cast<double>(kMinutes);
        must(writer->checkpoint());
    }
    const auto end = newest + Millis{1};
    const TimeRange hours{end - std::chrono::hours{6}, end};
    std::unique_ptr<CacheReader> reader;
    std::vector<StoredSeries> known;
    out[kReaderOpen] = timed(3, [&] {
        reader = must(CacheReader::open(path));
        known = must(reader->series({}));
    });
    const auto step = std::max<std::size_t>(1, known.size() / 100);
    const auto begin = cpuMs();
    for (std::size_t i = 0; i < 72; ++i)
        must(reader->rollup(known[i * step % known.size()].id, hours, 400));
    out[kPicture] = cpuMs() - begin;
    out[kSixHours] = timed(7, [&] {
        for (std::size_t i = 0; i < 100; ++i)
            must(reader->samples(known[i * step % known.size()].id, hours));
    });
    out[kInfo] = timed(5, [&] { must(reader->info()); });
    reader.reset();
    std::unique_ptr<CacheWriter> writer;
    out[kWriterOpen] = timed(3, [&] {
        writer.reset();
        writer = must(CacheWriter::open(options));
    });
    writer->setRetention(1, 0);
    for (bool done = false; !done;) {
        const auto from = cpuMs();
        done = must(writer->retire(newest));
        const auto took = cpuMs() - from;
        out[kRetire] += took;
        out[kLongest] = std::max(out[kLongest], took);
        // Ingest goes on: a tick after each piece, and what ticks leave for the background.
        newest += Millis{kFleetStep};
        nextMinute();
        const auto tick = cpuMs();
        must(writer->commit(batch));
        out[kTickBetween] = std::max(out[kTickBetween], cpuMs() - tick);
        while (must(writer->tend())) { }
    }
    return out;
}

/// Least squares of log cost over log size.
double exponent(const std::array<double, 3>& costs)
{
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (std::size_t i = 0; i < costs.size(); ++i) {
        const double size = std::log(kSizes[i]);
        const double cost = std::log(std::max(costs[i], 1e-4));
        x += size;
        y += cost;
        xx += size * size;
        xy += size * cost;
    }
    const double n = static_cast<double>(costs.size());
    return (n * xy - x * y) / (n * xx - x * x);
}

} // namespace

void printGrowth(const std::string& folder, std::uint64_t seed)
{
    std::array<std::array<double, kRows>, 3> all{};
    for (std::size_t i = 0; i < kSizes.size(); ++i)
        all[i] = measure(folder + "/growth-" + std::to_string(kSizes[i]) + ".db", seed, kSizes[i]);
    std::printf("growth: two and a half days, a sample a minute, %lld episodes a series\n  %-52s", static_cast<long long>(kEpisodesASeries), "series");
    for (const auto size : kSizes)
        std::printf(" %11d", size);
    std::printf("    exponent\n");
    for (std::size_t row = 0; row < kRows; ++row) {
        const std::array<double, 3> costs{all[0][row], all[1][row], all[2][row]};
        std::printf("  %-52s %11.3f %11.3f %11.3f %11.2f\n", kNames[row], costs[0], costs[1], costs[2], exponent(costs));
    }
}

} // namespace vedette::bench
