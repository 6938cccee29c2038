// What an answer of the analyst costs over 30 days, the former way beside the present one, in one run (CPU time, medians):
//     bench_answer [--series 20] [--alerts 7700] [--runs 5] [--dir FOLDER]
// The band of a chart: by replaying samples, and out of what is kept. Groups of alerts: all judged, and what the first answer waits for.
// Whole answers over caches of so many alerts in 30 days, which stay in FOLDER for the next run (answer_growth.h):
//     bench_answer --events 8000,80000,820000 --dir FOLDER
#include "models/snapshot/chart_frames.h"
#include "models/snapshot/flag_keeper.h"
#include "models/snapshot/incident_judge.h"
#include "tests/bench/answer_growth.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>

using namespace vedette;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr int kDays = 30;
constexpr int kColumns = 800;
const Time kEnd = timeFromMs(1'787'011'200'000);
const TimeRange kMonth{kEnd - 24h * kDays, kEnd};

double cpuMs()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto ms = [](const timeval& t) { return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3; };
    return ms(usage.ru_utime) + ms(usage.ru_stime);
}

template <class Work> double median(int runs, Work work)
{
    std::vector<double> times;
    for (int i = 0; i < runs; ++i) {
        const double begin = cpuMs();
        work();
        times.push_back(cpuMs() - begin);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

template <class T> T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "bench_answer: %s\n", result.error().text().c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

void charts(int count, int runs, const std::string& folder)
{
    auto writer = must(CacheWriter::open({folder + "/cache.db", kDays + 2, 4LL << 30}));
    Config config;
    auto& watch = config.watches.emplace_back();
    watch.name = "orders";
    watch.query = "orders";
    watch.step = 1min;
    std::mt19937 dice(1);
    for (int s = 0; s < count; ++s) {
        Batch batch;
        auto& series = batch.samples.emplace_back();
        series.labels = Labels{{kWatchLabel, "orders"}, {kFeedLabel, "p"}, {"instance", std::to_string(s)}};
        for (Time t = kMonth.from; t < kMonth.to; t += 1min) {
            series.times.push_back(t);
            series.values.push_back(100 + 30 * std::sin(static_cast<double>(toMs(t) % 86'400'000) / 13.75e6) + static_cast<double>(dice() % 1000) / 100);
        }
        (void)must(writer->commit(batch));
    }
    while (must(writer->tend())) { }
    auto reader = must(CacheReader::open(folder + "/cache.db"));
    std::size_t bytes = 0;
    const double keeping = median(1, [&] {
        for (const auto& update : must(updateFlags(*reader, config, kEnd))) {
            for (const auto& [key, state] : update.states) {
                bytes += key.find("/band/") != std::string::npos ? state.size() : 0;
                if (!writer->putState(key, state).ok())
                    std::exit(1);
            }
        }
    });
    const auto all = must(watchSeries(*reader, watch));
    double days = 0;
    const double line = median(runs, [&] {
        for (const auto& series : all)
            (void)reduceLine(must(reader->rollup(series.id, kMonth, kColumns)), kMonth, 1min, kColumns, kEnd, series.last);
    });
    const double replayed = median(runs, [&] {
        for (const auto& series : all)
            (void)reduceBand(must(scoredPoints(*reader, config, watch, series, kMonth, &days)), kMonth, kColumns);
    });
    const double kept = median(runs, [&] {
        for (const auto& series : all)
            (void)reduceBand(*must(keptBand(*reader, config, watch, series, kMonth, &days)), kMonth, kColumns);
    });
    std::printf("%d charts of 30 days, a sample a minute, %d columns (first learning of all: %.0f ms, %.1f kB of bands a series)\n", count, kColumns, keeping,
        static_cast<double>(bytes) / count / 1000);
    std::printf("  %-34s %9.2f ms a chart\n  %-34s %9.2f ms a chart\n  %-34s %9.2f ms a chart, %.0f times\n", "line, out of rollups", line / count,
        "band, samples replayed", replayed / count, "band, out of what is kept", kept / count, replayed / kept);
}

CorrelationInput month(int alerts)
{
    CorrelationInput input;
    std::mt19937 dice(2);
    constexpr int kServices = 40;
    for (int i = 0; i < kServices; ++i) {
        auto& service = input.services.emplace_back();
        service.name = "service-" + std::to_string(i);
        for (int d = 1; d <= 3 && i * 3 + d < kServices; ++d)
            service.dependsOn.push_back("service-" + std::to_string(i * 3 + d));
    }
    for (int i = 0; i < alerts; ++i) {
        auto& a = input.alerts.emplace_back();
        const auto service = dice() % kServices;
        a.id = "a" + std::to_string(i);
        a.service = "service-" + std::to_string(service);
        a.name = "Alert" + std::to_string(dice() % 6);
        a.state = AlertState::resolved;
        a.startsAt = a.seenAt = kMonth.from + Millis{static_cast<std::int64_t>(static_cast<double>(dice()) * static_cast<double>(kMonth.length().count()) / 4294967296.0)};
        a.endsAt = a.startsAt + Millis{static_cast<std::int64_t>(dice() % 1'800'000 + 60'000)};
        if (i % 12 == 0) {
            auto& c = input.changes.emplace_back();
            c.id = "c" + std::to_string(i);
            c.service = a.service;
            c.status = ChangeStatus::success;
            c.startsAt = a.startsAt - 6min;
            c.endsAt = c.seenAt = a.startsAt - 3min;
        }
    }
    input.asOf = kEnd;
    return input;
}

void incidents(int alerts, int runs)
{
    auto input = month(alerts);
    const auto correlator = std::make_shared<const Correlator>(input);
    const TimeRange all{kEnd - 24h * 31, kEnd + 1ms};
    std::size_t groups = 0;
    const double whole = median(1, [&] { groups = correlator->judgeAll(all).size(); });
    const auto never = [] { return false; };
    const double first = median(runs, [&] {
        IncidentJudge judge;
        judge.learn(input, correlator, kEnd, false);
        (void)judge.judge({{kEnd - 24h, kEnd}, {}, 250ms}, never);
    });
    IncidentJudge judge;
    judge.learn(input, correlator, kEnd, false);
    (void)judge.judge({}, never);
    const auto before = judge.judgements();
    input.asOf = kEnd + 1min;
    auto& fresh = input.alerts.emplace_back(input.alerts.front());
    fresh.id = "new";
    fresh.state = AlertState::firing;
    fresh.startsAt = fresh.seenAt = kEnd;
    fresh.endsAt.reset();
    const auto later = std::make_shared<const Correlator>(input);
    const double again = median(1, [&] {
        judge.learn(input, later, input.asOf, false);
        (void)judge.judge({}, never);
    });
    std::printf("\n%d alerts of 30 days, %zu groups\n  %-34s %9.1f ms\n  %-34s %9.1f ms (6 hours in view; the rest follows in pieces)\n  %-34s %9.1f ms, %zu judged\n", alerts,
        groups, "all judged", whole, "before the first answer", first, "after one more alert", again, judge.judgements() - before);
}

} // namespace

int main(int argc, char** argv)
{
    int series = 20;
    int alerts = 7700;
    int runs = 5;
    std::string dir;
    std::vector<std::int64_t> events;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--series") == 0)
            series = std::max(1, std::atoi(argv[i + 1]));
        else if (std::strcmp(argv[i], "--alerts") == 0)
            alerts = std::max(1, std::atoi(argv[i + 1]));
        else if (std::strcmp(argv[i], "--runs") == 0)
            runs = std::max(1, std::atoi(argv[i + 1]));
        else if (std::strcmp(argv[i], "--dir") == 0)
            dir = argv[i + 1];
        else if (std::strcmp(argv[i], "--events") == 0)
            for (const char* at = argv[i + 1]; *at != '\0'; at += *at == ',' ? 1 : 0)
                events.push_back(std::strtoll(at, const_cast<char**>(&at), 10));
    }
    if (dir.empty())
        dir = (fs::temp_directory_path() / ("bench_answer." + std::to_string(getpid()))).string();
    fs::create_directories(dir);
    if (!events.empty()) {
        bench::answerGrowth(events, dir);
        return 0;
    }
    std::printf("command: bench_answer --series %d --alerts %d --runs %d\n", series, alerts, runs);
    charts(series, runs, dir);
    incidents(alerts, runs);
    fs::remove_all(dir);
    return 0;
}
