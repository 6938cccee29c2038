// Bytes per sample on disk: Prometheus' own blocks beside the cache, for the same raw samples of the same fleet:
//     vedette demo --days 2 --step 15s --no-window --dir FLEET          (in another terminal, until it says it is filled)
//     bench_size --prometheus http://127.0.0.1:PORT --data FLEET/prometheus [--dir FOLDER]
// Every series of the blocks is read over HTTP, newest day last, and committed as a feed would; then both folders are weighed.
#include "models/feeds/matrix_parser.h"
#include "models/store/cache.h"

#include <curl/curl.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace vedette;
namespace fs = std::filesystem;

namespace {

[[noreturn]] void stopWith(const std::string& why)
{
    std::fprintf(stderr, "bench_size: %s\n", why.c_str());
    std::exit(1);
}

std::int64_t folderBytes(const fs::path& folder)
{
    std::int64_t sum = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        sum += entry.is_regular_file() ? static_cast<std::int64_t>(entry.file_size()) : 0;
    return sum;
}

struct Blocks {
    std::int64_t count = 0;
    std::int64_t samples = 0; ///< staleness markers among them
    std::int64_t bytes = 0;
    std::int64_t chunkBytes = 0;
    std::int64_t from = INT64_MAX; ///< ms
    std::int64_t to = 0;           ///< ms, not included
};

/// The number behind "key": of a block's meta.json; 0 where it is not there.
std::int64_t numberAfter(const std::string& json, const std::string& key)
{
    const auto at = json.find("\"" + key + "\":");
    return at == std::string::npos ? 0 : std::strtoll(json.c_str() + at + key.size() + 3, nullptr, 10);
}

Blocks blocksOf(const std::string& data)
{
    Blocks sum;
    for (const auto& entry : fs::directory_iterator(data)) {
        std::ifstream file(entry.path() / "meta.json");
        if (!file)
            continue;
        const std::string json{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
        ++sum.count;
        sum.samples += numberAfter(json, "numSamples");
        sum.from = std::min(sum.from, numberAfter(json, "minTime"));
        sum.to = std::max(sum.to, numberAfter(json, "maxTime"));
        sum.bytes += folderBytes(entry.path());
        sum.chunkBytes += folderBytes(entry.path() / "chunks");
    }
    if (sum.count == 0)
        stopWith(data + " holds no blocks");
    return sum;
}

/// GET requests on one connection.
class Server {
public:
    explicit Server(std::string url) : m_url(std::move(url)), m_curl(curl_easy_init()) {}
    ~Server() { curl_easy_cleanup(m_curl); }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::string query(const std::string& promql, std::int64_t atMs) const
    {
        char* escaped = curl_easy_escape(m_curl, promql.c_str(), 0);
        const auto body = get("/api/v1/query?query=" + std::string(escaped) + "&time=" + std::to_string(atMs / 1000) + "."
            + std::to_string(1000 + atMs % 1000).substr(1));
        curl_free(escaped);
        return body;
    }
    std::string get(const std::string& path) const
    {
        std::string body;
        curl_easy_setopt(m_curl, CURLOPT_URL, (m_url + path).c_str());
        curl_easy_setopt(m_curl, CURLOPT_WRITEDATA, &body);
        curl_easy_setopt(m_curl, CURLOPT_WRITEFUNCTION, +[](char* bytes, std::size_t size, std::size_t count, void* out) {
            static_cast<std::string*>(out)->append(bytes, size * count);
            return size * count;
        });
        if (const auto code = curl_easy_perform(m_curl); code != CURLE_OK)
            stopWith(m_url + ": " + curl_easy_strerror(code));
        return body;
    }

private:
    std::string m_url;
    CURL* m_curl;
};

/// The quoted words of {"status":"success","data":["a","b"]}; metric names hold no escapes.
std::vector<std::string> namesIn(const std::string& json)
{
    std::vector<std::string> names;
    auto at = json.find('[');
    while (at != std::string::npos && (at = json.find('"', at)) != std::string::npos) {
        const auto end = json.find('"', at + 1);
        if (end == std::string::npos)
            break;
        names.push_back(json.substr(at + 1, end - at - 1));
        at = end + 1;
    }
    return names;
}

void report(const char* name, std::int64_t bytes, std::int64_t samples, double peer)
{
    const double each = static_cast<double>(bytes) / static_cast<double>(samples);
    std::printf("  %-44s %12lld %10.3f %8.2f\n", name, static_cast<long long>(bytes), each, each / peer);
}

} // namespace

int main(int argc, char** argv)
{
    std::string prometheus;
    std::string data;
    std::string dir;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string word = argv[i];
        (word == "--prometheus" ? prometheus : word == "--data" ? data : dir) = argv[i + 1];
    }
    if (prometheus.empty() || data.empty()) {
        std::fprintf(stderr, "usage: bench_size --prometheus URL --data FOLDER [--dir SCRATCH]\n");
        return 2;
    }
    if (dir.empty())
        dir = (fs::temp_directory_path() / ("bench_size." + std::to_string(getpid()))).string();
    fs::create_directories(dir);
    const auto blocks = blocksOf(data);
    const Server server(prometheus);
    const auto names = namesIn(server.get("/api/v1/label/__name__/values"));

    WriterOptions options;
    options.path = dir + "/cache.db";
    options.retentionDays = 4000;
    auto writer = CacheWriter::open(options);
    if (!writer.ok())
        stopWith(writer.error().text());
    std::int64_t committed = 0;
    constexpr std::int64_t window = 6 * 3600 * 1000;
    for (std::int64_t from = blocks.from; from < blocks.to; from += window) {
        const auto to = std::min(from + window, blocks.to);
        std::fprintf(stderr, "\r%3.0f %%", 100.0 * static_cast<double>(from - blocks.from) / static_cast<double>(blocks.to - blocks.from));
        for (const auto& name : names) {
            // A range selector holds both its ends: one millisecond less at the start.
            auto answer = parseMatrix(server.query(name + "[" + std::to_string(std::max<std::int64_t>(1, to - from - 1)) + "ms]", to - 1), MatrixLimits{.maxSeries = 100000});
            if (!answer.ok())
                stopWith(name + ": " + answer.error().text());
            Batch batch;
            batch.samples = std::move(answer->series);
            if (batch.empty())
                continue;
            const auto done = (*writer)->commit(batch);
            if (!done.ok())
                stopWith(done.error().text());
            committed += done->newSamples;
        }
    }
    std::fprintf(stderr, "\r100 %%\n");
    if (const auto done = (*writer)->checkpoint(); !done.ok())
        stopWith(done.error().text());
    writer->reset();
    const auto reader = CacheReader::open(options.path);
    if (!reader.ok())
        stopWith(reader.error().text());
    const auto info = (*reader)->info();
    if (!info.ok())
        stopWith(info.error().text());

    const double peer = static_cast<double>(blocks.bytes) / static_cast<double>(blocks.samples);
    std::printf("command: bench_size --prometheus %s --data %s\n", prometheus.c_str(), data.c_str());
    std::printf("%lld blocks with %lld samples (staleness markers among them), %lld samples in the cache, %lld series\n",
        static_cast<long long>(blocks.count), static_cast<long long>(blocks.samples), static_cast<long long>(committed),
        static_cast<long long>(info->series));
    std::printf("  %-44s %12s %10s %8s\n", "", "bytes", "a sample", "ratio");
    report("Prometheus' blocks", blocks.bytes, blocks.samples, peer);
    report("  their chunks alone", blocks.chunkBytes, blocks.samples, peer);
    report("cache, whole file", info->bytes, committed, peer);
    report("  its samples alone", info->sampleBytes, committed, peer);
    fs::remove_all(dir);
    return 0;
}
