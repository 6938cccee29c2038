// From the body of a `query_range` answer to committed samples, beside the naive way (QJsonDocument, one row a sample), in one run:
//     bench_ingest [--runs 7] [--dir FOLDER] [--capture FILE] [--naive no] [--only "300 series x 360"]
// Figures are CPU time of this process (getrusage), medians over the runs; each run begins with a fresh cache.
#include "models/feeds/matrix_parser.h"
#include "models/store/cache.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <sqlite3.h>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace vedette;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kStart = 1'760'000'000; // s
constexpr int kStep = 60;                      // s

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// One value of a series: the kinds a fleet has, in the shares in which it has them.
class Kind {
public:
    explicit Kind(int index) : m_kind(index % 8), m_dice(static_cast<unsigned>(index) + 1) { m_sum = static_cast<double>(m_dice() % 1'000'000); }
    double next(int i)
    {
        const double day = std::sin(i * 2 * M_PI / 1440);
        const double u = std::uniform_real_distribution<double>(0, 1)(m_dice);
        switch (m_kind) {
        case 0: return 1;                                                    // up
        case 1: return std::round(40 + 20 * day + 6 * u);                    // threads
        case 2: return 4096 * std::round(200000 + 50000 * day + 9000 * u);   // bytes
        case 3: return m_sum += std::round(300 + 200 * day + 50 * u);        // requests
        case 4: return m_sum += u < 0.2 ? 1 : 0;                             // errors
        case 5: return m_sum = std::round((m_sum + 30 * u) * 100) / 100;     // seconds spent
        case 6: return std::round((0.6 + 0.2 * day + 0.05 * u) * 1000) / 1000; // ratio, as exported
        default: return 0.2 + 0.1 * day + 0.02 * u;                          // a quantile: all digits
        }
    }

private:
    int m_kind;
    std::mt19937 m_dice;
    double m_sum = 0;
};

/// What a body is made of: a value of a series at a place.
using ValueAt = std::function<double(int series, int i)>;

struct Case {
    std::string name;
    std::string body;
    std::int64_t samples = 0;
};

Case matrixOf(const std::string& name, int series, int samples, const ValueAt& valueAt)
{
    std::string body = R"({"status":"success","data":{"resultType":"matrix","result":[)";
    char number[400];
    for (int s = 0; s < series; ++s) {
        body += (s == 0 ? "" : ",") + std::string(R"({"metric":{"__name__":"metric_)") + std::to_string(s % 24)
            + R"(","instance":"10.0.)" + std::to_string(s / 24) + ".7:9100\",\"job\":\"shop\",\"service\":\"service-"
            + std::to_string(s % 12) + R"("},"values":[)";
        for (int i = 0; i < samples; ++i) {
            const auto end = std::to_chars(number, number + sizeof number, valueAt(s, i), std::chars_format::fixed).ptr;
            body += (i == 0 ? "[" : ",[") + std::to_string(kStart + static_cast<std::int64_t>(i) * kStep) + ",\"";
            body.append(number, end);
            body += "\"]";
        }
        body += "]}";
    }
    const auto title = name + ", " + std::to_string(series) + " series x " + std::to_string(samples);
    return {title, body + "]}}", static_cast<std::int64_t>(series) * samples};
}

Case fleet(int samples)
{
    std::vector<Kind> kinds;
    for (int s = 0; s < 300; ++s)
        kinds.emplace_back(s);
    return matrixOf("fleet", 300, samples, [&](int s, int i) { return kinds[static_cast<std::size_t>(s)].next(i); });
}

/// Every value has all its digits.
Case randomDoubles()
{
    std::mt19937_64 dice(7);
    return matrixOf("random doubles", 300, 360, [&](int, int) { return std::uniform_real_distribution<double>(-1000, 1000)(dice); });
}

/// Series of a capture (lines "name{labels} TAB ms TAB value" in order of time), as many samples of each.
Case captured(const std::string& file)
{
    constexpr std::size_t kSamples = 720;
    std::map<std::string, std::vector<double>> all;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        const auto one = line.find('\t');
        const auto two = line.find('\t', one + 1);
        auto& values = all[line.substr(0, one)];
        if (two != std::string::npos && values.size() < kSamples)
            values.push_back(std::strtod(line.c_str() + two + 1, nullptr));
    }
    std::vector<const std::vector<double>*> whole;
    for (const auto& [name, values] : all) {
        if (values.size() == kSamples && std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); }))
            whole.push_back(&values);
    }
    return matrixOf("capture", static_cast<int>(whole.size()), kSamples, [&](int s, int i) { return (*whole[static_cast<std::size_t>(s)])[static_cast<std::size_t>(i)]; });
}

/// Minute by minute what a poll of a whole fleet answers.
std::string vectorOf(std::vector<Kind>& kinds, int minute)
{
    std::string body = R"({"status":"success","data":{"resultType":"vector","result":[)";
    char number[400];
    for (std::size_t s = 0; s < kinds.size(); ++s) {
        const auto end = std::to_chars(number, number + sizeof number, kinds[s].next(minute), std::chars_format::fixed).ptr;
        body += (s == 0 ? "" : ",") + std::string(R"({"metric":{"__name__":"metric_)") + std::to_string(s % 24) + R"(","instance":"10.0.)" + std::to_string(s / 24)
            + ".7:9100\",\"job\":\"shop\",\"service\":\"service-" + std::to_string(s % 12) + R"("},"value":[)" + std::to_string(kStart + static_cast<std::int64_t>(minute) * kStep) + ",\"";
        body.append(number, end);
        body += "\"]}";
    }
    return body + "]}}";
}

struct Cost {
    double parse = 0; ///< s
    double store = 0; ///< s, the commit included
    std::int64_t bytes = 0;
};

[[noreturn]] void stopWith(const std::string& why)
{
    std::fprintf(stderr, "bench_ingest: %s\n", why.c_str());
    std::exit(1);
}

std::int64_t folderBytes(const std::string& folder)
{
    std::int64_t sum = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        sum += entry.is_regular_file() ? static_cast<std::int64_t>(entry.file_size()) : 0;
    return sum;
}

Cost ours(const std::string& body, std::int64_t expected, const std::string& folder)
{
    WriterOptions options;
    options.path = folder + "/cache.db";
    options.retentionDays = 4000;
    auto writer = CacheWriter::open(options);
    if (!writer.ok())
        stopWith(writer.error().text());
    Cost cost;
    const double begin = cpuSeconds();
    auto answer = parseMatrix(body);
    if (!answer.ok())
        stopWith(answer.error().text());
    cost.parse = cpuSeconds() - begin;
    Batch batch;
    batch.samples = std::move(answer->series);
    const auto committed = (*writer)->commit(batch);
    if (!committed.ok())
        stopWith(committed.error().text());
    cost.store = cpuSeconds() - begin - cost.parse;
    if (committed->newSamples != expected)
        stopWith("committed " + std::to_string(committed->newSamples) + " samples of " + std::to_string(expected));
    if (const auto done = (*writer)->checkpoint(); !done.ok())
        stopWith(done.error().text());
    writer->reset();
    cost.bytes = folderBytes(folder);
    return cost;
}

void run(sqlite3* db, const char* sql)
{
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        stopWith(sqlite3_errmsg(db));
}

/// What one writes first: a document tree, and a table with a row a sample, in one transaction with one prepared statement.
Cost naive(const std::string& body, std::int64_t expected, const std::string& folder)
{
    sqlite3* db = nullptr;
    if (sqlite3_open((folder + "/rows.db").c_str(), &db) != SQLITE_OK)
        stopWith("sqlite3_open");
    run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE samples(series INTEGER, t INTEGER, v REAL, PRIMARY KEY(series, t)) WITHOUT ROWID");
    Cost cost;
    const double begin = cpuSeconds();
    const auto document = QJsonDocument::fromJson(QByteArray::fromRawData(body.data(), static_cast<int>(body.size())));
    cost.parse = cpuSeconds() - begin;
    sqlite3_stmt* insert = nullptr;
    run(db, "BEGIN IMMEDIATE");
    sqlite3_prepare_v2(db, "INSERT OR REPLACE INTO samples VALUES(?,?,?)", -1, &insert, nullptr);
    std::int64_t series = 0;
    std::int64_t rows = 0;
    for (const auto& one : document.object()[QLatin1String("data")].toObject()[QLatin1String("result")].toArray()) {
        ++series;
        for (const auto& pair : one.toObject()[QLatin1String("values")].toArray()) {
            const auto sample = pair.toArray();
            sqlite3_bind_int64(insert, 1, series);
            sqlite3_bind_int64(insert, 2, static_cast<std::int64_t>(sample[0].toDouble() * 1000));
            sqlite3_bind_double(insert, 3, sample[1].toString().toDouble());
            if (sqlite3_step(insert) != SQLITE_DONE)
                stopWith(sqlite3_errmsg(db));
            sqlite3_reset(insert);
            ++rows;
        }
    }
    sqlite3_finalize(insert);
    run(db, "COMMIT");
    cost.store = cpuSeconds() - begin - cost.parse;
    if (rows != expected)
        stopWith("inserted " + std::to_string(rows) + " samples of " + std::to_string(expected));
    run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    sqlite3_close(db);
    cost.bytes = folderBytes(folder);
    return cost;
}

/// Prints a row; the samples a second.
double measure(const char* name, Cost (*way)(const std::string&, std::int64_t, const std::string&), const Case& data, int runs, const std::string& dir)
{
    std::vector<double> parse;
    std::vector<double> store;
    std::vector<double> sum;
    double bytes = 0;
    for (int i = 0; i < runs; ++i) {
        const auto folder = dir + "/run";
        fs::remove_all(folder);
        fs::create_directories(folder);
        const auto cost = way(data.body, data.samples, folder);
        parse.push_back(cost.parse * 1000);
        store.push_back(cost.store * 1000);
        sum.push_back((cost.parse + cost.store) * 1000);
        bytes = static_cast<double>(cost.bytes) / static_cast<double>(data.samples);
        fs::remove_all(folder);
    }
    const double rate = static_cast<double>(data.samples) / median(sum) / 1000;
    std::printf("  %-40s %8.1f %10.1f %12.2f %14.2f\n", name, median(parse), median(store), rate, bytes);
    return rate;
}

/// 12,500 series x 1, poll after poll into one cache; the first poll, when all series are new, is told apart.
void live(const std::string& dir)
{
    constexpr int kPolls = 60;
    std::vector<Kind> kinds;
    for (int s = 0; s < 12'500; ++s)
        kinds.emplace_back(s);
    fs::create_directories(dir);
    WriterOptions options;
    options.path = dir + "/live.db";
    options.retentionDays = 4000;
    auto writer = CacheWriter::open(options);
    if (!writer.ok())
        stopWith(writer.error().text());
    std::vector<double> parse;
    std::vector<double> store;
    for (int minute = 0; minute < kPolls; ++minute) {
        const auto body = vectorOf(kinds, minute);
        const double begin = cpuSeconds();
        auto answer = parseMatrix(body, {.maxSeries = 20'000});
        if (!answer.ok())
            stopWith(answer.error().text());
        parse.push_back((cpuSeconds() - begin) * 1000);
        Batch batch;
        batch.samples = std::move(answer->series);
        if (const auto committed = (*writer)->commit(batch); !committed.ok() || committed->newSamples != static_cast<std::int64_t>(kinds.size()))
            stopWith("a poll was not committed");
        store.push_back((cpuSeconds() - begin) * 1000 - parse.back());
    }
    std::printf("\nlive, 12,500 series x 1, %d polls%31s %10s\n  %-40s %8.1f %10.1f\n", kPolls, "parse ms", "store ms", "the first poll, all series new", parse[0], store[0]);
    std::printf("  %-40s %8.1f %10.1f\n", "a poll, median", median(parse), median(store));
}

} // namespace

int main(int argc, char** argv)
{
    int runs = 7;
    bool beside = true;
    std::string dir;
    std::string capture;
    std::string only;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--runs") == 0)
            runs = std::max(5, std::atoi(argv[i + 1]));
        else if (std::strcmp(argv[i], "--dir") == 0)
            dir = argv[i + 1];
        else if (std::strcmp(argv[i], "--capture") == 0)
            capture = argv[i + 1];
        else if (std::strcmp(argv[i], "--only") == 0)
            only = argv[i + 1];
        else if (std::strcmp(argv[i], "--naive") == 0)
            beside = std::strcmp(argv[i + 1], "no") != 0;
    }
    if (dir.empty())
        dir = (fs::temp_directory_path() / ("bench_ingest." + std::to_string(getpid()))).string();
    std::printf("command: bench_ingest --runs %d    (CPU time, medians of %d runs; caches in %s)\n", runs, runs, dir.c_str());
    std::vector<Case> cases{fleet(360), fleet(1440), randomDoubles()};
    if (!capture.empty())
        cases.push_back(captured(capture));
    for (const auto& data : cases) {
        if (data.name.find(only) == std::string::npos)
            continue;
        std::printf("\n%s, body %.2f MB\n  %-40s %8s %10s %12s %14s\n", data.name.c_str(), static_cast<double>(data.body.size()) / 1e6, "", "parse ms", "store ms", "M samples/s",
            "bytes/sample");
        const double fast = measure("parseMatrix, CacheWriter::commit", ours, data, runs, dir);
        if (beside)
            std::printf("  %.1f times the naive way\n", fast / measure("QJsonDocument, INSERT a sample", naive, data, runs, dir));
    }
    if (only.empty() || only == "live")
        live(dir + "/live");
    fs::remove_all(dir);
    return 0;
}
