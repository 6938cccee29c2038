// Samples of a seeded fleet (sample_fleet.h) or of a capture, live, minute by minute, into a cache; what that costs, and what reading costs:
//     bench_samples live [--series 12500] [--days 1] [--seed 1] --dir FOLDER     one commit a minute, background work between commits
//     bench_samples capture FILE --dir FOLDER                                    lines "name{labels} TAB ms TAB value", in order of time
//     bench_samples open --dir FOLDER                                            a fresh reader: first picture, memory, warm reads
//     bench_samples retire --dir FOLDER                                          takes the oldest day out while ticks of 12,500 series go on
//     bench_samples churn [--series 10000] --dir FOLDER                          a day of so many new series an hour, a sample a minute
//     bench_samples growth --dir FOLDER                                          1, 10 and 100 times the demo's size: exponents (sample_growth.h)
//     bench_samples steady --dir FOLDER                                          memory of writer and readers, poll after poll (sample_steady.h)
//     bench_samples export [--series 300] [--days 7] [--seed 1] [--capture FILE] [--text no] --dir FOLDER     samples.om, samples.jsonl for the peers
// Times are CPU time of the thread. tests/bench/samples.sh runs it beside Prometheus and VictoriaMetrics.
#include "models/store/cache.h"
#include "tests/bench/sample_fleet.h"
#include "tests/bench/sample_growth.h"
#include "tests/bench/sample_steady.h"

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

using namespace vedette;
using namespace vedette::bench;
namespace fs = std::filesystem;

namespace {

[[noreturn]] void stopWith(const std::string& why)
{
    std::fprintf(stderr, "bench_samples: %s\n", why.c_str());
    std::exit(1);
}

template <class T> T taken(Result<T> result)
{
    if (!result.ok())
        stopWith(result.error().text());
    return std::move(result).value();
}

double cpuMs()
{
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
}

double quantile(std::vector<double> values, double q)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1, static_cast<std::size_t>(q * static_cast<double>(values.size())))];
}

/// A figure of /proc/self/FILE.
std::int64_t own(const char* file, const std::string& key)
{
    std::ifstream in(std::string("/proc/self/") + file);
    for (std::string line; std::getline(in, line);) {
        if (line.rfind(key + ":", 0) == 0)
            return std::strtoll(line.c_str() + key.size() + 1, nullptr, 10);
    }
    return 0;
}

struct Arguments {
    std::string verb;
    std::string dir;
    std::string capture;
    int series = 12500;
    double days = 1;
    bool text = true; ///< of Prometheus, besides JSON lines
    std::uint64_t seed = 1;
};

/// Samples in order of time, a batch a minute, or whole series.
class Source {
public:
    explicit Source(const Arguments& a)
    {
        if (a.capture.empty()) {
            m_fleet = makeFleet(a.seed, a.series);
            m_minutes = static_cast<std::int64_t>(a.days * 1440);
            m_batch.samples.resize(m_fleet.size());
            for (std::size_t i = 0; i < m_fleet.size(); ++i)
                m_batch.samples[i].labels = m_fleet[i].labels();
            return;
        }
        std::ifstream in(a.capture);
        if (!in)
            stopWith("cannot read " + a.capture);
        for (std::string line; std::getline(in, line);) {
            const auto one = line.find('\t');
            const auto two = line.find('\t', one + 1);
            if (two == std::string::npos)
                continue;
            auto& series = m_captured[line.substr(0, one)];
            series.emplace_back(std::strtoll(line.c_str() + one + 1, nullptr, 10), std::strtod(line.c_str() + two + 1, nullptr));
        }
        for (const auto& [name, samples] : m_captured) {
            m_minutes = std::max(m_minutes, static_cast<std::int64_t>(samples.size()));
            m_batch.samples.push_back({Labels{{"__name__", name.substr(0, name.find('{'))}, {"labels", name}}, {}, {}});
        }
    }
    [[nodiscard]] std::int64_t minutes() const { return m_minutes; }
    /// The samples of one minute; reused: valid until the next call.
    const Batch& minute(std::int64_t i)
    {
        std::size_t at = 0;
        if (m_captured.empty()) {
            for (auto& series : m_fleet) {
                double v = 0;
                auto& out = m_batch.samples[at++];
                const bool there = series.next(v);
                out.times.assign(there ? 1 : 0, timeFromMs(kFleetStart + i * kFleetStep));
                out.values.assign(there ? 1 : 0, v);
            }
            return m_batch;
        }
        for (const auto& [name, samples] : m_captured) {
            auto& out = m_batch.samples[at++];
            const bool there = static_cast<std::size_t>(i) < samples.size();
            out.times.assign(there ? 1 : 0, timeFromMs(there ? samples[static_cast<std::size_t>(i)].first : 0));
            out.values.assign(there ? 1 : 0, there ? samples[static_cast<std::size_t>(i)].second : 0);
        }
        return m_batch;
    }

private:
    std::vector<FleetSeries> m_fleet;
    std::map<std::string, std::vector<std::pair<std::int64_t, double>>> m_captured;
    std::int64_t m_minutes = 0;
    Batch m_batch;
};

std::string cacheIn(const Arguments& a) { return a.dir + "/cache.db"; }

void tell(const char* what, double value, const char* unit) { std::printf("  %-58s %12.3f %s\n", what, value, unit); }

void live(const Arguments& a)
{
    Source source(a);
    WriterOptions options;
    options.path = cacheIn(a);
    options.retentionDays = 4000;
    options.retentionBytes = 0;
    auto writer = taken(CacheWriter::open(options));
    const auto written = own("io", "wchar");
    const auto toDisk = own("io", "write_bytes");
    std::vector<double> ticks;
    std::vector<double> pieces;
    std::int64_t samples = 0;
    for (std::int64_t i = 0; i < source.minutes(); ++i) {
        const auto& batch = source.minute(i);
        const auto begin = cpuMs();
        samples += taken(writer->commit(batch)).newSamples;
        ticks.push_back(cpuMs() - begin);
        for (bool more = true; more;) {
            const auto from = cpuMs();
            more = taken(writer->tend());
            pieces.push_back(cpuMs() - from);
        }
    }
    if (const auto done = writer->checkpoint(); !done.ok())
        stopWith(done.error().text());
    const auto all = static_cast<double>(samples);
    std::printf("%s: %lld commits, %lld samples\n", a.capture.empty() ? "live" : "capture", static_cast<long long>(ticks.size()), static_cast<long long>(samples));
    tell("a commit, median", quantile(ticks, 0.5), "ms");
    tell("a commit, 99 %", quantile(ticks, 0.99), "ms");
    double background = 0;
    for (const auto ms : pieces)
        background += ms;
    tell("background work, longest piece", quantile(pieces, 1), "ms");
    tell("background work, 99 %", quantile(pieces, 0.99), "ms");
    tell("background work, a million samples", background / all * 1e6, "ms");
    tell("bytes written (write calls), a sample", static_cast<double>(own("io", "wchar") - written) / all, "B");
    tell("bytes written (to the disk), a sample", static_cast<double>(own("io", "write_bytes") - toDisk) / all, "B");
    tell("memory, greatest", static_cast<double>(own("status", "VmHWM")) / 1024, "MB");
    writer.reset();
    const auto info = taken(taken(CacheReader::open(options.path))->info());
    tell("file", static_cast<double>(info.bytes) / 1e6, "MB");
    tell("file, a sample", static_cast<double>(info.bytes) / all, "B");
    tell("samples with their keys, a sample", static_cast<double>(info.sampleBytes) / all, "B");
    for (const auto& table : info.tables) {
        if (table.bytes > 65536)
            std::printf("    %-20s %12lld rows %12lld bytes\n", table.name.c_str(), static_cast<long long>(table.rows), static_cast<long long>(table.bytes));
    }
}

/// CPU time of `work`, the median of several runs.
template <class Work> double medianMs(int runs, Work work)
{
    std::vector<double> all;
    for (int i = 0; i < runs; ++i) {
        const auto begin = cpuMs();
        work();
        all.push_back(cpuMs() - begin);
    }
    return quantile(all, 0.5);
}

void openAndRead(const Arguments& a)
{
    timespec wallBegin{};
    clock_gettime(CLOCK_MONOTONIC, &wallBegin);
    const auto begin = cpuMs();
    const auto reader = taken(CacheReader::open(cacheIn(a)));
    const auto known = taken(reader->series({}));
    if (known.empty())
        stopWith("the cache is empty");
    Time newest{};
    for (const auto& s : known)
        newest = std::max(newest, s.last);
    const auto end = newest + Millis{1};
    const TimeRange hours{end - std::chrono::hours{6}, end};
    std::size_t points = 0;
    for (std::size_t i = 0; i < 72 && i < known.size(); ++i)
        points += taken(reader->rollup(known[i * 37 % known.size()].id, hours, 400)).bins.size();
    timespec wallEnd{};
    clock_gettime(CLOCK_MONOTONIC, &wallEnd);
    std::printf("open: %zu series\n", known.size());
    tell("open, list of series, first 72 lines of 6 h: CPU", cpuMs() - begin, "ms");
    tell("the same: wall", static_cast<double>(wallEnd.tv_sec - wallBegin.tv_sec) * 1e3 + static_cast<double>(wallEnd.tv_nsec - wallBegin.tv_nsec) / 1e6, "ms");
    const auto many = std::min<std::size_t>(300, known.size());
    points = 0;
    tell("300 series, 6 h, raw", medianMs(15, [&] {
        points = 0;
        for (std::size_t i = 0; i < many; ++i)
            points += taken(reader->samples(known[i].id, hours)).times.size();
    }), "ms");
    std::printf("    %zu points\n", points);
    const TimeRange yesterday{hours.from - std::chrono::hours{36}, hours.to - std::chrono::hours{36}};
    tell("300 series, 6 h the day before yesterday, raw", medianMs(9, [&] {
        for (std::size_t i = 0; i < many; ++i)
            points += taken(reader->samples(known[i].id, yesterday)).times.size();
    }), "ms");
    const TimeRange month{end - std::chrono::hours{24 * 30}, end};
    std::map<int, double> raw;
    std::vector<double> perKind;
    std::vector<double> coarse;
    for (std::size_t i = 0; i < 25 && i < known.size(); ++i) {
        const auto id = known[i * 41 % known.size()].id;
        points = taken(reader->samples(id, month)).times.size();
        perKind.push_back(medianMs(5, [&] { points = taken(reader->samples(id, month)).times.size(); }));
        coarse.push_back(medianMs(5, [&] { points = taken(reader->rollup(id, month, 800)).bins.size(); }));
    }
    tell("one series, 30 d, raw, median of 25 series", quantile(perKind, 0.5), "ms");
    tell("one series, 30 d, raw, worst", quantile(perKind, 1), "ms");
    tell("one series, 30 d, 800 columns", quantile(coarse, 0.5), "ms");
    tell("memory, greatest", static_cast<double>(own("status", "VmHWM")) / 1024, "MB");
}

void retire(const Arguments& a)
{
    WriterOptions options;
    options.path = cacheIn(a);
    options.retentionDays = 4000;
    options.retentionBytes = 0;
    auto writer = taken(CacheWriter::open(options));
    const auto before = taken(taken(CacheReader::open(options.path))->info());
    const auto days = std::chrono::duration_cast<std::chrono::days>(*before.newest - *before.oldest).count();
    writer->setRetention(static_cast<int>(days) - 1, 0);
    Source source(a);
    std::vector<double> ticks;
    std::vector<double> pieces;
    const auto minute = static_cast<std::int64_t>((toMs(*before.newest) - kFleetStart) / kFleetStep);
    for (bool done = false; !done;) {
        auto batch = source.minute(minute + 1 + static_cast<std::int64_t>(ticks.size()));
        auto from = cpuMs();
        taken(writer->commit(batch));
        ticks.push_back(cpuMs() - from);
        from = cpuMs();
        done = taken(writer->retire(*before.newest));
        pieces.push_back(cpuMs() - from);
    }
    double sum = 0;
    for (const auto ms : pieces)
        sum += ms;
    std::printf("retire: %lld days before, %zu pieces\n", static_cast<long long>(days), pieces.size());
    tell("all pieces", sum, "ms");
    tell("longest piece", quantile(pieces, 1), "ms");
    tell("a commit between them, median", quantile(ticks, 0.5), "ms");
    const auto after = taken(taken(CacheReader::open(options.path))->info());
    tell("samples gone", static_cast<double>(before.samples - after.samples) / 1e6, "M");
}

void churn(const Arguments& a)
{
    WriterOptions options;
    options.path = cacheIn(a);
    options.retentionBytes = 0;
    auto writer = taken(CacheWriter::open(options));
    const auto perHour = a.series == 12500 ? 10000 : a.series;
    std::vector<double> ticks;
    std::vector<double> pieces;
    std::vector<FleetSeries> living;
    Batch batch;
    std::int64_t samples = 0;
    for (std::int64_t i = 0; i < 34 * 60; ++i) {
        const auto hour = i / 60;
        if (i % 60 == 0) {
            living.clear();
            batch.samples.clear();
            for (int s = 0; s < perHour; ++s) {
                living.emplace_back(a.seed, static_cast<int>(hour) * perHour + s);
                batch.samples.push_back({living.back().labels(), {}, {}});
                batch.samples.back().labels.set("pod", "pod-" + std::to_string(hour * perHour + s));
            }
        }
        for (std::size_t s = 0; s < living.size(); ++s) {
            double v = 0;
            living[s].next(v);
            batch.samples[s].times = {timeFromMs(kFleetStart + i * kFleetStep)};
            batch.samples[s].values = {v};
        }
        const auto begin = cpuMs();
        samples += taken(writer->commit(batch)).newSamples;
        ticks.push_back(cpuMs() - begin);
        for (bool more = true; more;) {
            const auto from = cpuMs();
            more = taken(writer->tend());
            pieces.push_back(cpuMs() - from);
        }
    }
    std::printf("churn: %d new series an hour, 34 hours, %lld samples\n", perHour, static_cast<long long>(samples));
    tell("a commit, median", quantile(ticks, 0.5), "ms");
    tell("a commit, longest (all series new)", quantile(ticks, 1), "ms");
    tell("background work, longest piece", quantile(pieces, 1), "ms");
    tell("memory, greatest", static_cast<double>(own("status", "VmHWM")) / 1024, "MB");
    const auto reader = taken(CacheReader::open(options.path));
    const auto begin = cpuMs();
    const auto known = taken(reader->series({taken(Matcher::parse("pod=pod-77"))}));
    tell("a reader finds one of them", cpuMs() - begin, "ms");
    const auto info = taken(reader->info());
    tell("file", static_cast<double>(info.bytes) / 1e6, "MB");
    tell("file, a sample", static_cast<double>(info.bytes) / static_cast<double>(samples), "B");
    tell("memory, the reader's too, greatest", static_cast<double>(own("status", "VmHWM")) / 1024, "MB");
    if (known.size() != 1)
        stopWith("the series is not found");
}

void exportText(const Arguments& a)
{
    Source source(a);
    std::ofstream om;
    if (a.text)
        om.open(a.dir + "/samples.om");
    std::ofstream json(a.dir + "/samples.jsonl");
    std::vector<std::string> times;
    std::vector<std::string> values;
    std::vector<SeriesSamples> all;
    for (std::int64_t i = 0; i < source.minutes(); ++i) {
        const auto& batch = source.minute(i);
        all.resize(batch.samples.size());
        for (std::size_t s = 0; s < all.size(); ++s) {
            all[s].labels = batch.samples[s].labels;
            all[s].times.insert(all[s].times.end(), batch.samples[s].times.begin(), batch.samples[s].times.end());
            all[s].values.insert(all[s].values.end(), batch.samples[s].values.begin(), batch.samples[s].values.end());
        }
    }
    std::sort(all.begin(), all.end(), [](const auto& x, const auto& y) { return x.labels < y.labels; });
    const auto escaped = [](const std::string& text) {
        std::string out;
        for (const char c : text)
            out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        return out;
    };
    char number[64];
    std::size_t samples = 0;
    for (const auto& series : all) {
        samples += series.times.size();
        std::string name;
        std::string head = "{\"metric\":{";
        for (const auto& [key, value] : series.labels) {
            head += (head.back() == '{' ? "\"" : ",\"") + key + "\":\"" + escaped(value) + "\"";
            if (key != "__name__")
                name += (name.empty() ? "{" : ",") + key + "=\"" + escaped(value) + "\"";
        }
        name = std::string(series.labels.value("__name__")) + name + "}";
        std::string points = head + "},\"values\":[";
        std::string stamps = "],\"timestamps\":[";
        for (std::size_t i = 0; i < series.times.size(); ++i) {
            const std::string text(number, std::to_chars(number, number + sizeof number, series.values[i]).ptr);
            if (a.text)
                om << name << ' ' << text << ' ' << toMs(series.times[i]) / 1000 << '\n';
            if (!std::isfinite(series.values[i]))
                continue;
            points += (points.back() == '[' ? "" : ",") + text;
            stamps += (stamps.back() == '[' ? "" : ",") + std::to_string(toMs(series.times[i]));
        }
        json << points << stamps << "]}\n";
    }
    om << "# EOF\n";
    std::printf("%zu\n", samples);
}

} // namespace

int main(int argc, char** argv)
{
    Arguments a;
    int at = 1;
    if (argc > at)
        a.verb = argv[at++];
    if (a.verb == "capture" && argc > at)
        a.capture = argv[at++];
    for (; at + 1 < argc; at += 2) {
        const std::string word = argv[at];
        const char* value = argv[at + 1];
        if (word == "--series")
            a.series = std::atoi(value);
        else if (word == "--days")
            a.days = std::atof(value);
        else if (word == "--seed")
            a.seed = std::strtoull(value, nullptr, 10);
        else if (word == "--text")
            a.text = std::strcmp(value, "no") != 0;
        else if (word == "--capture")
            a.capture = value;
        else if (word == "--dir")
            a.dir = value;
    }
    if (a.dir.empty() || at < argc || a.series < 1) {
        std::fprintf(stderr, "usage: bench_samples live|capture FILE|open|retire|churn|growth|steady|export [--series N] [--days D] [--seed S] [--capture FILE] --dir FOLDER\n");
        return 2;
    }
    fs::create_directories(a.dir);
    if (a.verb == "live" || a.verb == "capture")
        live(a);
    else if (a.verb == "open")
        openAndRead(a);
    else if (a.verb == "retire")
        retire(a);
    else if (a.verb == "churn")
        churn(a);
    else if (a.verb == "growth")
        printGrowth(a.dir, a.seed);
    else if (a.verb == "steady")
        printSteady(a.dir, a.seed);
    else if (a.verb == "export")
        exportText(a);
    else
        stopWith("no verb " + a.verb);
    return 0;
}
