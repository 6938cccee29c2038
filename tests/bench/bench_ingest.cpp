// From the body of a `query_range` answer to committed samples, beside the naive way (QJsonDocument, one row a sample), in one run:
//     bench_ingest [--runs 7] [--dir FOLDER]
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

std::string bodyOf(int series, int samples)
{
    std::string body = R"({"status":"success","data":{"resultType":"matrix","result":[)";
    char number[400];
    for (int s = 0; s < series; ++s) {
        Kind kind(s);
        body += (s == 0 ? "" : ",") + std::string(R"({"metric":{"__name__":"metric_)") + std::to_string(s % 24)
            + R"(","instance":"10.0.)" + std::to_string(s / 24) + ".7:9100\",\"job\":\"shop\",\"service\":\"service-"
            + std::to_string(s % 12) + R"("},"values":[)";
        for (int i = 0; i < samples; ++i) {
            const auto end = std::to_chars(number, number + sizeof number, kind.next(i), std::chars_format::fixed).ptr;
            body += (i == 0 ? "[" : ",[") + std::to_string(kStart + static_cast<std::int64_t>(i) * kStep) + ",\"";
            body.append(number, end);
            body += "\"]";
        }
        body += "]}";
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
double measure(const char* name, Cost (*way)(const std::string&, std::int64_t, const std::string&), const std::string& body,
    std::int64_t samples, int runs, const std::string& dir)
{
    std::vector<double> parse;
    std::vector<double> store;
    std::vector<double> sum;
    double bytes = 0;
    for (int i = 0; i < runs; ++i) {
        const auto folder = dir + "/run";
        fs::remove_all(folder);
        fs::create_directories(folder);
        const auto cost = way(body, samples, folder);
        parse.push_back(cost.parse * 1000);
        store.push_back(cost.store * 1000);
        sum.push_back((cost.parse + cost.store) * 1000);
        bytes = static_cast<double>(cost.bytes) / static_cast<double>(samples);
        fs::remove_all(folder);
    }
    const double rate = static_cast<double>(samples) / median(sum) / 1000;
    std::printf("  %-40s %8.1f %10.1f %12.2f %14.2f\n", name, median(parse), median(store), rate, bytes);
    return rate;
}

} // namespace

int main(int argc, char** argv)
{
    int runs = 7;
    std::string dir;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--runs") == 0)
            runs = std::max(5, std::atoi(argv[i + 1]));
        else if (std::strcmp(argv[i], "--dir") == 0)
            dir = argv[i + 1];
    }
    if (dir.empty())
        dir = (fs::temp_directory_path() / ("bench_ingest." + std::to_string(getpid()))).string();
    std::printf("command: bench_ingest --runs %d    (CPU time, medians of %d runs; caches in %s)\n", runs, runs, dir.c_str());
    for (const int samples : {360, 1440}) {
        const int series = 300;
        const auto body = bodyOf(series, samples);
        const std::int64_t all = static_cast<std::int64_t>(series) * samples;
        std::printf("\n%d series x %d samples, body %.2f MB\n  %-40s %8s %10s %12s %14s\n", series, samples,
            static_cast<double>(body.size()) / 1e6, "", "parse ms", "store ms", "M samples/s", "bytes/sample");
        const double fast = measure("parseMatrix, CacheWriter::commit", ours, body, all, runs, dir);
        const double slow = measure("QJsonDocument, INSERT a sample", naive, body, all, runs, dir);
        std::printf("  %.0f times the naive way\n", fast / slow);
    }
    fs::remove_all(dir);
    return 0;
}
