// A year of alerts and changes (event_year.h) in a cache, as large as asked for, beside the same rows in a plain table with an index on time:
//     bench_events [--episodes 100000] [--dir FOLDER] [--keep] [--naive 0] [--seed 1] [--batch 20000] [--only TEXT] [--times 7]
// Builds the cache unless --keep finds one; prints what building costs, bytes a row, and medians in ms of CPU (warm; "first": on a connection just opened).
// "cold": wall time on a connection just opened after the system's page cache was told to drop the file (posix_fadvise DONTNEED), and what was read of the disk.
// Growth: bench_events with 1, 10 and 100 times the rows, or --sizes 100000,1000000,10000000 for a table with exponents.
#include "models/store/cache.h"
#include "models/store/event_labels.h"
#include "models/store/event_query.h"
#include "models/store/sqlite_database.h"
#include "tests/bench/event_year.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

using namespace vedette;
using vedette::bench::EventYear;

namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;

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

/// CPU time of this thread: others share the machine.
double cpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Options {
    std::vector<std::int64_t> sizes{100'000};
    std::string folder = (std::filesystem::temp_directory_path() / "bench_events").string();
    bool keep = false;
    bool naive = true;
    std::uint64_t seed = 1;
    std::int64_t batch = 20'000; ///< episodes a commit
    std::string only;            ///< lines whose name holds it
    int times = 7;               ///< a warm question is asked
};

/// The plain table: what a first version would do.
class Naive {
public:
    explicit Naive(const std::string& path, bool fresh) : m_db(must(Database::open(path, Database::Mode::write)))
    {
        if (!fresh)
            return;
        mustBe(m_db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                         "CREATE TABLE events(id INTEGER PRIMARY KEY, starts INTEGER, ends INTEGER, type TEXT, service TEXT, severity TEXT, state TEXT, source TEXT, text TEXT);"
                         "CREATE INDEX events_starts ON events(starts);"));
    }
    void add(const Batch& batch)
    {
        auto transaction = must(Transaction::begin(m_db, true));
        auto insert = must(m_db.prepare("INSERT INTO events(starts, ends, type, service, severity, state, source, text) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)"));
        for (const auto& e : batch.importedAlerts) {
            insert.bind(1, toMs(*e.pendingAt)).bind(2, e.endsAt ? toMs(*e.endsAt) : INT64_MAX).bind(3, std::string_view("alert")).bind(4, std::string_view(e.service));
            insert.bind(5, std::string_view(e.severity)).bind(6, alertStateName(e.state)).bind(7, std::string_view(e.sources.front()));
            mustBe(insert.bind(8, std::string_view(e.name + " " + std::string(e.annotations.value("summary")) + " " + std::string(e.labels.value("pod")))).run());
        }
        for (const auto& c : batch.changes) {
            insert.bind(1, toMs(c.startsAt)).bind(2, toMs(*c.endsAt)).bind(3, std::string_view("change")).bind(4, std::string_view(c.service)).bind(5, std::string_view(""));
            insert.bind(6, changeStatusName(c.status)).bind(7, std::string_view(c.source));
            mustBe(insert.bind(8, std::string_view(c.revision + " " + c.title + " " + c.actor)).run());
        }
        mustBe(transaction.commit());
    }
    std::size_t rows(const std::string& sql, std::int64_t from, std::int64_t to)
    {
        auto select = must(m_db.prepare(sql));
        select.bind(1, from).bind(2, to);
        std::size_t out = 0;
        while (must(select.step()))
            ++out;
        return out;
    }

private:
    Database m_db;
};

struct Line {
    std::string name;
    double goal = 0; ///< ms; 0: none
    double ms = 0;
    double first = 0;
    double cold = 0;      ///< ms of wall time
    double coldBytes = 0; ///< read of the disk
    double naive = 0;
    std::size_t rows = 0;
};

/// The page cache holds nothing of the file behind it; needs it written back, as after a checkpoint.
void dropFromPageCache(const std::string& path)
{
    const int file = ::open(path.c_str(), O_RDONLY);
    if (file < 0)
        return;
    ::fdatasync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
}

double bytesRead()
{
    std::ifstream io("/proc/self/io");
    std::string name;
    for (double value = 0; io >> name >> value;) {
        if (name == "read_bytes:")
            return value;
    }
    return 0;
}

double median(int times, const std::function<std::size_t()>& work, std::size_t& rows)
{
    std::vector<double> all;
    for (int i = 0; i < times; ++i) {
        const auto before = cpuMs();
        rows = work();
        all.push_back(cpuMs() - before);
    }
    std::sort(all.begin(), all.end());
    return all[all.size() / 2];
}

void build(const Options& options, std::int64_t episodes, const std::string& path, const std::string& plain)
{
    auto writer = must(CacheWriter::open({path, 400, 0}));
    std::unique_ptr<Naive> naive = options.naive ? std::make_unique<Naive>(plain, true) : nullptr;
    EventYear year(options.seed, episodes);
    double stored = 0;
    double plainMs = 0;
    std::int64_t changes = 0;
    for (auto batch = year.next(options.batch); !batch.empty(); batch = year.next(options.batch)) {
        const auto before = cpuMs();
        changes += must(writer->commit(batch)).newChanges;
        stored += cpuMs() - before;
        if (naive) {
            const auto at = cpuMs();
            naive->add(batch);
            plainMs += cpuMs() - at;
        }
    }
    const auto before = cpuMs();
    int pieces = 0;
    double longest = 0;
    for (;; ++pieces) {
        const auto at = cpuMs();
        if (!must(writer->tend()))
            break;
        longest = std::max(longest, cpuMs() - at);
    }
    const auto tended = cpuMs() - before;
    mustBe(writer->checkpoint());
    const auto bytes = static_cast<double>(std::filesystem::file_size(path));
    std::printf("%lld episodes, %lld tellings of changes: %.1f s CPU to commit (%.1f us a row), columns of days %.1f s (%d pieces, the longest %.1f ms), %.0f MB = %.0f bytes a row",
        static_cast<long long>(episodes), static_cast<long long>(changes), stored / 1e3, stored * 1e3 / static_cast<double>(episodes + changes), tended / 1e3, pieces, longest, bytes / 1e6,
        bytes / static_cast<double>(episodes + changes));
    if (naive)
        std::printf("; plain table %.1f s, %.0f MB", plainMs / 1e3, static_cast<double>(std::filesystem::file_size(plain)) / 1e6);
    std::printf("\n");
    auto db = must(Database::open(path, Database::Mode::read));
    auto parts = must(db.prepare("SELECT name, sum(pgsize) FROM dbstat WHERE aggregate=TRUE GROUP BY name ORDER BY 2 DESC LIMIT 12"));
    if (episodes <= 1'000'000) {
        while (must(parts.step()))
            std::printf("    %-28s %6.1f bytes an episode\n", std::string(parts.text(0)).c_str(), static_cast<double>(parts.integer(1)) / static_cast<double>(episodes));
    }
}

std::vector<Line> measure(const Options& options, std::int64_t episodes)
{
    const auto folder = options.folder + "/" + std::to_string(episodes);
    const auto path = folder + "/cache.db";
    const auto plain = folder + "/plain.db";
    if (!options.keep || !std::filesystem::exists(path)) {
        std::filesystem::remove_all(folder);
        std::filesystem::create_directories(folder);
        build(options, episodes, path, plain);
    } else { // what a newer writer keeps beside the rows
        auto writer = must(CacheWriter::open({path, 400, 0}));
        while (must(writer->tend())) {
        }
        mustBe(writer->checkpoint());
    }
    auto reader = must(CacheReader::open(path));
    const bool naive = options.naive && std::filesystem::exists(plain);
    std::unique_ptr<Naive> table = naive ? std::make_unique<Naive>(plain, false) : nullptr;
    std::vector<Line> lines;
    const auto add = [&](const std::string& name, double goal, const std::function<std::size_t(const CacheReader&)>& work, const std::string& sql = {}, TimeRange range = {}) {
        if (name.find(options.only) == std::string::npos)
            return;
        Line line{name, goal, 0, 0, 0, 0, 0, 0};
        {
            auto fresh = must(CacheReader::open(path));
            line.first = median(1, [&] { return work(*fresh); }, line.rows);
        }
        std::vector<double> colds;
        for (int i = 0; i < 3; ++i) {
            dropFromPageCache(path);
            const auto bytes = bytesRead();
            const auto before = std::chrono::steady_clock::now();
            auto fresh = must(CacheReader::open(path));
            static_cast<void>(work(*fresh));
            colds.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count());
            line.coldBytes = bytesRead() - bytes;
        }
        std::sort(colds.begin(), colds.end());
        line.cold = colds[1];
        static_cast<void>(work(*reader));
        line.ms = median(options.times, [&] { return work(*reader); }, line.rows);
        if (table && !sql.empty()) {
            std::size_t rows = 0;
            line.naive = median(episodes > 2'000'000 ? 1 : 3, [&] { return table->rows(sql, toMs(range.from), toMs(range.to)); }, rows);
        }
        lines.push_back(line);
    };
    const auto end = timeFromMs(EventYear::kEnd);
    const auto back = [&](double days) { return end - Millis{static_cast<std::int64_t>(days * static_cast<double>(kDay))}; };
    const auto matchers = [](std::initializer_list<const char*> texts) {
        Matchers out;
        for (const char* text : texts)
            out.push_back(must(Matcher::parse(text)));
        return out;
    };
    const TimeRange newest{back(0.25), end};
    const TimeRange middle{back(180.25), back(180)};
    const TimeRange month{back(30), end};
    const TimeRange year{back(365), end};
    const auto page = [](const CacheReader& r, TimeRange range, Matchers m, std::string text, int atMost) {
        EventQuery q;
        q.range = range;
        q.matchers = std::move(m);
        q.text = std::move(text);
        q.atMost = atMost;
        return must(r.events(q)).rows.size();
    };
    const auto count = [](const CacheReader& r, TimeRange range, Matchers m, std::string text) {
        EventQuery q;
        q.range = range;
        q.matchers = std::move(m);
        q.text = std::move(text);
        q.binWidth = Millis{12 * kHour};
        const auto counts = must(r.eventCounts(q));
        return static_cast<std::size_t>(counts.alerts + counts.pending + counts.deployments + counts.rollbacks + counts.others);
    };
    const std::string window = "SELECT * FROM events WHERE starts<?2 AND ends>?1 AND starts>?1-5*86400000";
    add("6 h, alerts", 20, [&](const auto& r) { return must(r.alerts(newest)).size(); }, window, newest);
    add("6 h of 180 days ago, alerts", 20, [&](const auto& r) { return must(r.alerts(middle)).size(); }, window, middle);
    add("so, as of its middle", 0, [&](const auto& r) { return must(r.alerts(middle, middle.from + Millis{3 * kHour})).size(); });
    add("6 h of 180 days ago, changes", 20, [&](const auto& r) { return must(r.changes(middle)).size(); });
    add("so, as of its middle", 0, [&](const auto& r) { return must(r.changes(middle, middle.from + Millis{3 * kHour})).size(); });
    add("6 h, changes, as of 3 h behind it", 0, [&](const auto& r) { return must(r.changes(middle, middle.to + Millis{3 * kHour})).size(); });
    add("6 h, alerts, as of 3 h behind it", 0, [&](const auto& r) { return must(r.alerts(middle, middle.to + Millis{3 * kHour})).size(); });
    add("6 h, service, severity, state", 20, [&](const auto& r) { return page(r, middle, matchers({"service=~checkout-.*", "severity=critical", "state=resolved"}), {}, 10'000); },
        window + " AND service LIKE 'checkout-%' AND severity='critical' AND state='resolved'", middle);
    add("6 h, kind, environment, source", 20, [&](const auto& r) { return page(r, middle, matchers({"kind=deployment", "environment=prod", "source=cd"}), {}, 10'000); });
    add("6 h, text", 20, [&](const auto& r) { return page(r, middle, {}, "latency checkout", 10'000); }, window + " AND text LIKE '%latency%' AND service LIKE '%checkout%'", middle);
    add("6 h, everything", 20, [&](const auto& r) { return page(r, middle, {}, {}, 100'000); }, window, middle);
    add("30 d facets and bins", 5, [&](const auto& r) { return count(r, month, {}, {}); },
        "SELECT type, service, severity, state, source, count(*) FROM events WHERE starts<?2 AND ends>?1 AND starts>?1-5*86400000 GROUP BY 1,2,3,4,5", month);
    add("30 d facets, two filters", 5, [&](const auto& r) { return count(r, month, matchers({"severity=critical", "service=~checkout-.*"}), {}); },
        "SELECT type, service, severity, state, source, count(*) FROM events WHERE starts<?2 AND ends>?1 AND starts>?1-5*86400000 AND severity='critical' AND service LIKE 'checkout-%' GROUP BY 1,2,3,4,5",
        month);
    add("30 d newest 500, two filters", 0, [&](const auto& r) { return page(r, month, matchers({"severity=critical", "service=~checkout-.*"}), {}, 500); });
    const auto search = [&](const std::string& text) { return [&, text](const CacheReader& r) { return must(r.search(text, year, 100)).size(); }; };
    const std::string like = "SELECT * FROM events WHERE starts>?1 AND starts<?2 AND text LIKE ";
    add("year, newest 100: latency", 5, search("latency"), like + "'%latency%' ORDER BY starts DESC LIMIT 100", year);
    add("year: latency -checkout", 5, search("latency -checkout"), like + "'%latency%' AND service NOT LIKE '%checkout%' ORDER BY starts DESC LIMIT 100", year);
    add("year: \"close to the limit\"", 5, search("\"close to the limit\""), like + "'%close to the limit%' ORDER BY starts DESC LIMIT 100", year);
    add("year: two fields", 5, search("service:checkout-3 severity:critical"));
    add("year: kind:deployment actor:kim", 5, search("kind:deployment actor:kim"));
    add("year: \xEC\x9D\x91\xEB\x8B\xB5 (two syllables)", 5, search("\xEC\x9D\x91\xEB\x8B\xB5"), like + "'%\xEC\x9D\x91\xEB\x8B\xB5%' ORDER BY starts DESC LIMIT 100", year);
    add("year: one pod", 5, search("pod:checkout-3-11"), like + "'%checkout-3-11%' ORDER BY starts DESC LIMIT 100", year);
    add("year: no such word", 5, search("nosuchword"), like + "'%nosuchword%' ORDER BY starts DESC LIMIT 100", year);
    add("year: service:c (50 endings)", 5, search("service:c"));
    add("year: service:s -service:search-1", 5, search("service:s -service:search-1"));
    add("year: state:doubtful", 5, search("state:doubtful"));
    add("year: source:prometheus-kr2 latency", 5, search("source:prometheus-kr2 latency"));
    add("year: ch (a word that goes on)", 5, search("ch"));
    add("30 d, how many are state:doubtful", 200, [&](const auto& r) { return count(r, month, {}, "state:doubtful"); });
    add("cache info", 1'000, [&](const auto& r) { return must(r.info()).tables.size(); });
    add("30 d, how many hold a text", 200, [&](const auto& r) { return count(r, month, {}, "latency"); },
        "SELECT count(*) FROM events WHERE starts>?1 AND starts<?2 AND text LIKE '%latency%'", month);
    auto db = must(Database::open(path, Database::Mode::read));
    add("year, how many hold a word", 200, [&](const auto&) { return static_cast<std::size_t>(must(db.integer("SELECT count(*) FROM search WHERE search MATCH '\"checkout\" AND \"pod\" OR \"limit\"'")).value_or(0)); },
        "SELECT count(*) FROM events WHERE starts>?1 AND starts<?2 AND text LIKE '%limit%'", year);
    return lines;
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        const char* value = i + 1 < argc ? argv[i + 1] : "";
        if (name == "--keep") {
            options.keep = true;
            continue;
        }
        ++i;
        if (name == "--episodes" || name == "--sizes") {
            options.sizes.clear();
            for (const char* at = value; *at != '\0'; at += *at == ',' ? 1 : 0)
                options.sizes.push_back(std::strtoll(at, const_cast<char**>(&at), 10));
        } else if (name == "--dir") {
            options.folder = value;
        } else if (name == "--naive") {
            options.naive = std::atoi(value) != 0;
        } else if (name == "--only") {
            options.only = value;
        } else if (name == "--times") {
            options.times = std::max(1, std::atoi(value));
        } else if (name == "--batch") {
            options.batch = std::max(1LL, std::strtoll(value, nullptr, 10));
        } else if (name == "--seed") {
            options.seed = std::strtoull(value, nullptr, 10);
        }
    }
    std::map<std::size_t, std::vector<Line>> bySize;
    for (std::size_t i = 0; i < options.sizes.size(); ++i) {
        auto lines = measure(options, options.sizes[i]);
        std::printf("%-34s %8s %9s %9s %9s %8s %9s %8s%s\n", (std::to_string(options.sizes[i]) + " episodes, CPU ms").c_str(), "rows", "warm", "first", "cold wall", "MB", "plain", "goal", i > 0 ? "   growth" : "");
        for (std::size_t n = 0; n < lines.size(); ++n) {
            const auto& l = lines[n];
            std::printf("%-34s %8zu %9.2f %9.2f %9.2f %8.2f %9s %8s", l.name.c_str(), l.rows, l.ms, l.first, l.cold, l.coldBytes / 1e6, l.naive > 0 ? std::to_string(static_cast<long long>(std::llround(l.naive))).c_str() : "-",
                l.goal > 0 ? std::to_string(static_cast<int>(l.goal)).c_str() : "-");
            if (i > 0)
                std::printf(" %8.2f", std::log(l.ms / bySize[i - 1][n].ms) / std::log(static_cast<double>(options.sizes[i]) / static_cast<double>(options.sizes[i - 1])));
            std::printf("\n");
        }
        std::fflush(stdout);
        bySize[i] = std::move(lines);
    }
    return 0;
}
