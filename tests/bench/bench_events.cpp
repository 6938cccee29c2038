// Reads of alert episodes as known now and as of a time, beside one query a changed fact, a piece of history put into a cache of that size,
// and changes of 300 services with 313 releases a day, of two stages each:
//     bench_events [--episodes 100000] [--dir FOLDER]
// Three of four episodes ended (three versions each), the cache spans 30 days. Medians of several runs, in ms.
#include "models/store/cache.h"
#include "models/store/fact_table.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <tuple>
#include <vector>

using namespace vedette;

namespace {

constexpr std::int64_t kStart = 1'787'000'400'000;
constexpr std::int64_t kDay = 86'400'000;
constexpr std::int64_t kSpan = 30 * kDay;
constexpr int kAlerts = 400; ///< label sets: each fires again and again

template <class T> T must(Result<T> result)
{
    if (!result.ok()) {
        std::fprintf(stderr, "bench_events: %s\n", result.error().text().c_str());
        std::exit(1);
    }
    return std::move(result.value());
}

void mustBe(const Status& status)
{
    if (status.ok())
        return;
    std::fprintf(stderr, "bench_events: %s\n", status.error().text().c_str());
    std::exit(1);
}

AlertEpisode episode(std::int64_t i, std::int64_t count)
{
    AlertEpisode e;
    e.name = "Alert" + std::to_string(i % kAlerts % 40);
    e.service = "service-" + std::to_string(i % kAlerts % 23);
    e.severity = "page";
    e.labels = Labels{{"alertname", e.name}, {"service", e.service}, {"instance", std::to_string(i % kAlerts)}};
    e.annotations = Labels{{"summary", "it is slower than it was since the last release of its service"}};
    e.pendingAt = timeFromMs(kStart + kSpan / count * i);
    e.startsAt = *e.pendingAt + Millis{120'000};
    e.endsAt = e.startsAt + Millis{kSpan / count * kAlerts / 2};
    e.state = AlertState::resolved;
    return e;
}

void fill(CacheWriter& writer, std::int64_t count)
{
    constexpr std::int64_t kPiece = 2'000;
    for (std::int64_t from = 0; from < count; from += kPiece) {
        Batch batch;
        AlertHistory history{"prom", {timeFromMs(kStart + kSpan / count * from), timeFromMs(kStart + kSpan / count * (from + kPiece))}, Millis{60'000}, {}};
        for (auto i = from; i < std::min(from + kPiece, count); ++i)
            history.episodes.push_back(episode(i, count));
        batch.alertHistories.push_back(std::move(history));
        must(writer.commit(batch));
    }
    mustBe(writer.checkpoint());
}

void fillChanges(CacheWriter& writer)
{
    constexpr std::int64_t kReleases = 313 * 30;
    constexpr int kServices = 300;
    Batch batch;
    for (std::int64_t i = 0; i < kReleases; ++i) {
        ChangeRecord r;
        r.source = "cd";
        r.parent = "run-" + std::to_string(i);
        r.service = "service-" + std::to_string(i * 7 % kServices);
        r.revision = "1." + std::to_string(i / kServices) + "." + std::to_string(i % 11 == 0 ? 0 : i % 3);
        r.actor = "kim";
        r.environment = "prod";
        r.attributes = Labels{{"commit", "a84d88e" + std::to_string(1'000'000 + i)}, {"pipeline", "release"}};
        r.status = ChangeStatus::success;
        auto from = timeFromMs(kStart + kSpan / kReleases * i);
        for (const auto* stage : {"CANARY", "DEPLOY_ALL"}) {
            r.id = r.parent + "/" + stage;
            r.stage = stage;
            r.startsAt = from;
            r.endsAt = from + Millis{300'000};
            r.seenAt = *r.endsAt;
            from = *r.endsAt;
            batch.changes.push_back(r);
        }
        if (batch.changes.size() >= 2'000 || i + 1 == kReleases) {
            must(writer.commit(batch));
            batch = {};
        }
    }
}

double median(int times, const std::function<std::size_t()>& work, std::size_t& rows)
{
    std::vector<double> all;
    for (int i = 0; i < times; ++i) {
        const auto before = std::chrono::steady_clock::now();
        rows = work();
        all.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
    }
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

/// One query a changed fact, over the whole table.
std::size_t naive(Database& db, TimeRange range, Time asOf)
{
    const FactTable table(db, "episodes");
    std::size_t rows = 0;
    mustBe(table.select("first_seen<=?3 AND starts<?2 AND (ends>?1 OR last_seen>?3)", {toMs(range.from), toMs(range.to), toMs(asOf)}, [&](const FactRow& row) -> Status {
        if (row.lastSeen > toMs(asOf))
            static_cast<void>(must(table.versions(row.key)));
        ++rows;
        return Done{};
    }));
    return rows;
}

} // namespace

int main(int argc, char** argv)
{
    std::int64_t count = 100'000;
    std::string folder = std::filesystem::temp_directory_path() / "bench_events";
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--episodes") == 0)
            count = std::atoll(argv[i + 1]);
        else if (std::strcmp(argv[i], "--dir") == 0)
            folder = argv[i + 1];
    }
    std::filesystem::remove_all(folder);
    const auto path = folder + "/cache.db";
    auto writer = must(CacheWriter::open({path, 60, 0}));
    const auto before = std::chrono::steady_clock::now();
    fill(*writer, count);
    std::printf("%lld episodes in %.1f s\n", static_cast<long long>(count), std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count());
    fillChanges(*writer);
    auto reader = must(CacheReader::open(path));
    auto db = must(Database::open(path, Database::Mode::read));
    std::printf("%-28s %8s %10s %10s %10s %8s\n", "window", "rows", "now", "as of", "one each", "ratio");
    const auto end = timeFromMs(kStart + kSpan);
    const auto middle = end - Millis{15 * kDay};
    const std::vector<std::tuple<const char*, TimeRange, Time>> windows{
        {"newest 6 h, as of its middle", {end - Millis{kDay / 4}, end}, end - Millis{kDay / 8}},
        {"6 h of 15 days ago, then", {middle, middle + Millis{kDay / 4}}, middle + Millis{kDay / 8}},
        {"30 days, as of 15 days ago", {timeFromMs(kStart), end}, middle},
    };
    for (const auto& [name, range, asOf] : windows) {
        std::size_t rows = 0;
        std::size_t then = 0;
        const double now = median(7, [&] { return must(reader->alerts(range)).size(); }, rows);
        const double asOfMs = median(7, [&] { return must(reader->alerts(range, asOf)).size(); }, then);
        const double each = median(3, [&] { return naive(db, range, asOf); }, then);
        std::printf("%-28s %8zu %10.2f %10.2f %10.2f %8.2f\n", name, rows, now, asOfMs, each, asOfMs / now);
    }
    std::printf("%-28s %8s %10s %10s %30s\n", "window", "changes", "now", "as of", "ratio");
    for (const auto& [name, range, asOf] : windows) {
        std::size_t rows = 0;
        std::size_t then = 0;
        const double now = median(7, [&] { return must(reader->changes(range)).size(); }, rows);
        const double asOfMs = median(7, [&] { return must(reader->changes(range, asOf)).size(); }, then);
        std::printf("%-28s %8zu %10.2f %10.2f %30.2f\n", name, rows, now, asOfMs, asOfMs / now);
    }
    // A piece of ten minutes in the middle, with four of its alerts.
    std::size_t rows = 0;
    const double piece = median(9, [&] {
        Batch batch;
        const auto first = count / 2;
        AlertHistory history{"prom", {timeFromMs(kStart + kSpan / 2), timeFromMs(kStart + kSpan / 2 + 600'000)}, Millis{60'000}, {}};
        for (auto i = first; i < first + 4; ++i)
            history.episodes.push_back(episode(i, count));
        batch.alertHistories.push_back(std::move(history));
        return static_cast<std::size_t>(must(writer->commit(batch)).newAlerts);
    }, rows);
    std::printf("a piece of history committed: %.2f ms\n", piece);
    return 0;
}
