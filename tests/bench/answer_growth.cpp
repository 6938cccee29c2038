#include "tests/bench/answer_growth.h"

#include "models/snapshot/analyst.h"
#include "tests/bench/event_year.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

namespace vedette::bench {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr int kServices = 300;
constexpr int kPolls = 7;
const Time kNow = timeFromMs(EventYear::kEnd);

double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double residentMb()
{
    std::ifstream file("/proc/self/statm");
    double all = 0;
    double resident = 0;
    file >> all >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

template <class T> T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "bench_answer: %s\n", result.error().text().c_str());
        std::exit(1);
    }
    return std::move(result).value();
}

std::string build(std::int64_t alerts, const std::string& folder)
{
    const auto path = folder + "/" + std::to_string(alerts) + "/cache.db";
    if (fs::exists(path))
        return path;
    fs::create_directories(fs::path(path).parent_path());
    auto writer = must(CacheWriter::open({path, 400, 0}));
    EventYear year(1, alerts * 365 / 30);
    for (auto batch = year.next(2'000); !batch.empty(); batch = year.next(2'000)) {
        if (batch.importedAlerts.back().startsAt > kNow - 24h * 31)
            (void)must(writer->commit(batch));
    }
    while (must(writer->tend())) { }
    if (!writer->checkpoint().ok())
        std::exit(1);
    std::printf("built %s, %.0f MB\n", path.c_str(), static_cast<double>(fs::file_size(path)) / 1e6);
    std::fflush(stdout);
    return path;
}

std::shared_ptr<const Config> fleet()
{
    auto config = std::make_shared<Config>();
    static constexpr std::array<const char*, 12> kWords{"checkout", "payment", "cart", "search", "catalog", "login", "order", "stock", "mail", "ledger", "gateway", "profile"};
    const auto name = [](int i) { return std::string(kWords[static_cast<std::size_t>(i) % kWords.size()]) + "-" + std::to_string(i / 12); };
    for (int i = 0; i < kServices; ++i) {
        auto& service = config->services.emplace_back();
        service.name = name(i);
        service.owner = "team-" + std::to_string(i % 20);
        for (int d = 1; d <= 3 && i * 3 + d < kServices; ++d)
            service.dependsOn.push_back(name(i * 3 + d));
    }
    return config;
}

/// Fifteen alerts that just began, and one that ended.
Batch poll(int n, Time now)
{
    Batch batch;
    for (int i = 0; i < 15; ++i) {
        auto& a = batch.importedAlerts.emplace_back();
        a.name = "HighLatency" + std::to_string(i % 5);
        a.service = i % 2 == 0 ? "checkout-1" : "cart-" + std::to_string(i);
        a.severity = "page";
        a.level = Severity::warning;
        a.labels = Labels{{"alertname", a.name}, {"service", a.service}, {"severity", a.severity}, {"pod", "fresh-" + std::to_string(n) + "-" + std::to_string(i)}};
        a.annotations = Labels{{"summary", "99th percentile latency is above its objective"}};
        a.sources = {"prometheus-kr1"};
        a.startsAt = a.seenAt = now - Millis{1000 * (i + 1)};
    }
    return batch;
}

using Costs = std::vector<std::pair<std::string, double>>;

Costs measure(const std::string& path)
{
    Costs out;
    auto writer = must(CacheWriter::open({path, 400, 0}));
    const auto never = [] { return false; };
    AnalystContext context;
    context.config = fleet();
    context.now = kNow;
    context.patience = 250ms;
    double rows = 0;
    std::size_t incidents = 0;
    const auto ask = [&](Analyst& analyst, TimeRange range, std::optional<Time> asOf = {}) {
        Question question;
        question.range = range;
        question.asOf = asOf;
        const double begin = cpuMs();
        const auto shot = must(analyst.answer(question, context, never));
        const double took = cpuMs() - begin;
        rows = 0;
        for (const auto& lane : shot->timeline->lanes)
            rows += static_cast<double>(lane.alerts.size());
        incidents = shot->incidents.size();
        return took;
    };
    const auto settle = [&](Analyst& analyst) {
        const double begin = cpuMs();
        while (analyst.unsettled() && cpuMs() - begin < 60'000)
            analyst.settle(700ms, never);
        return cpuMs() - begin;
    };
    const double before = residentMb();
    Analyst analyst(must(CacheReader::open(path)));
    const auto view = [&](Millis length) { return TimeRange{context.now - length, context.now}; };
    out.emplace_back("first answer, 6 h", ask(analyst, view(6h)));
    out.emplace_back("  marks on its timeline", rows);
    out.emplace_back("  behind it, until all is judged", settle(analyst));
    out.emplace_back("nothing new, 6 h", ask(analyst, view(6h)));
    out.emplace_back("  groups judged", static_cast<double>(incidents));
    std::vector<double> again;
    std::vector<double> behind;
    for (int i = 0; i < kPolls; ++i) {
        context.now += 30s;
        (void)must(writer->commit(poll(static_cast<int>(toMs(context.now) / 1000), context.now)));
        again.push_back(ask(analyst, view(6h)));
        behind.push_back(settle(analyst));
    }
    std::sort(again.begin(), again.end());
    std::sort(behind.begin(), behind.end());
    out.emplace_back("after 15 new alerts, 6 h", again[kPolls / 2]);
    out.emplace_back("  behind it", behind[kPolls / 2]);
    out.emplace_back("12 h", ask(analyst, view(12h)));
    (void)settle(analyst);
    out.emplace_back("30 d", ask(analyst, view(24h * 30)));
    out.emplace_back("  marks on its timeline", rows);
    (void)settle(analyst);
    context.now += 30s;
    (void)must(writer->commit(poll(static_cast<int>(toMs(context.now) / 1000), context.now)));
    out.emplace_back("30 d, after 15 new alerts", ask(analyst, view(24h * 30)));
    const TimeRange old{kNow - 24h * 10, kNow - 24h * 10 + 6h};
    out.emplace_back("6 h, ten days back", ask(analyst, old));
    out.emplace_back("  groups judged", static_cast<double>(incidents));
    (void)settle(analyst);
    out.emplace_back("6 h, ten days back, as of then", ask(analyst, old, old.to));
    out.emplace_back("30 d, as of ten days back", ask(analyst, {old.to - 24h * 30, old.to}, old.to));
    out.emplace_back("memory, MB", residentMb() - before);
    return out;
}

} // namespace

void answerGrowth(const std::vector<std::int64_t>& sizes, const std::string& folder)
{
    std::vector<Costs> all;
    for (const auto size : sizes) {
        const auto path = build(size, folder);
        all.push_back(measure(path));
        const auto& costs = all.back();
        std::printf("%lld alerts in 30 days, CPU ms%s\n", static_cast<long long>(size), all.size() > 1 ? "                          growth" : "");
        for (std::size_t i = 0; i < costs.size(); ++i) {
            std::printf("  %-36s %10.1f", costs[i].first.c_str(), costs[i].second);
            if (all.size() > 1)
                std::printf(" %8.2f", std::log(costs[i].second / all[all.size() - 2][i].second) / std::log(static_cast<double>(size) / static_cast<double>(sizes[all.size() - 2])));
            std::printf("\n");
        }
        std::fflush(stdout);
    }
}

} // namespace vedette::bench
