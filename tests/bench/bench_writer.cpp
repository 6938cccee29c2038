// A writer that tells on standard output what it has committed, to be killed or to have its power cut (kills.sh, powercuts.sh):
//     bench_writer PHASE CACHE [--acks live|hand] [--commits N] [--old N] [--opens FILE]
// PHASE: ingest (ticks and backfill), checkpoint (ticks, each third followed by a checkpoint), retention (half an hour a commit with one day kept),
// migration (a cache of schema --old is made at CACHE, then brought up; one that is found there half way is brought up and counted first).
// --acks live: "ACK <sequence>" after each commit. hand: "ACK <notes>" after those of a person only. --opens: milliseconds of each opening, a line each.
#include "models/store/cache.h"
#include "models/store/schema.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

using namespace vedette;

namespace {

constexpr std::int64_t kStart = 1'787'000'400'000;
constexpr int kSeries = 300;
constexpr int kOldNotes = 50;
constexpr int kOldFacts = 6'000;
constexpr const char* kEnds[]{"", "-wal", "-shm", "-journal", ".people", ".lock", ".check"};

[[noreturn]] void fail(const std::string& why)
{
    std::fprintf(stderr, "bench_writer: %s\n", why.c_str());
    std::exit(1);
}

template <class T> T must(Result<T> result)
{
    if (!result.ok())
        fail(result.error().text());
    return std::move(result).value();
}

struct Options {
    std::string phase;
    std::string path;
    bool hand = false;
    std::int64_t commits = INT64_MAX;
    int old = 3;
    std::string opens;
};

Time timeOf(std::int64_t n, bool retires) { return timeFromMs(kStart + n * (retires ? 1'800'000 : 15'000)); }

/// Of every kind something: samples as they are polled, now and then in bulk, changes, alerts, polls, and what a person writes.
Batch tick(std::int64_t n, bool retires)
{
    Batch batch;
    const Time now = timeOf(n, retires);
    const bool bulk = n % 9 == 8;
    for (int s = 0; s < kSeries; ++s) {
        SeriesSamples samples{Labels{{"__name__", "load"}, {"instance", std::to_string(s)}}, {}, {}};
        for (int i = 0; i < (bulk ? 60 : 1); ++i) {
            samples.times.push_back(bulk ? now - std::chrono::seconds{3600 + i * 15} : now);
            samples.values.push_back(static_cast<double>((n * 37 + s * 11 + i) % 1000) / 8);
        }
        batch.samples.push_back(std::move(samples));
    }
    AlertEpisode alert;
    alert.name = "Load";
    alert.labels = Labels{{"alertname", "Load"}, {"instance", std::to_string(n % 50)}};
    alert.startsAt = now;
    AlertPoll poll{"am", now, {}, Millis{15'000}};
    for (int k = 0; k < 10; ++k) {
        alert.labels.set("instance", std::to_string((n + k) % 50));
        poll.alerts.push_back(alert);
    }
    batch.alertPolls.push_back(std::move(poll));
    ChangeRecord change;
    change.id = "c" + std::to_string(n);
    change.source = "cd";
    change.service = "cart";
    change.revision = std::to_string(n);
    change.startsAt = change.seenAt = now;
    batch.changes.push_back(change);
    FeedPoll asked;
    asked.feed = "am";
    asked.question = "alerts";
    asked.at = now;
    batch.polls.push_back(asked);
    if (n % 5 == 4) {
        Note note;
        note.at = note.seenAt = now;
        note.author = "on call";
        note.text = "note " + std::to_string(n);
        batch.notes.push_back(note);
        batch.byHand = true;
    }
    return batch;
}

std::int64_t notesIn(const std::string& path)
{
    auto db = must(Database::open(path, Database::Mode::read));
    return must(db.integer("SELECT count(*) FROM notes")).value_or(0);
}

/// A cache as the first `old` migrations make it, with facts and notes in it.
void makeOld(const std::string& path, int old)
{
    const auto source = std::filesystem::temp_directory_path() / ("bench-writer-" + std::to_string(::getpid()));
    const auto now = (source / "now").string();
    {
        auto writer = must(CacheWriter::open({now, 30, 0}));
        Batch batch;
        for (int i = 0; i < kOldFacts; ++i) {
            AlertEpisode alert;
            alert.id = "a" + std::to_string(i);
            alert.name = "Old";
            alert.labels = Labels{{"alertname", "Old"}, {"instance", std::to_string(i)}};
            alert.state = AlertState::resolved;
            alert.startsAt = timeOf(i, false);
            alert.endsAt = alert.seenAt = alert.startsAt + std::chrono::minutes{4};
            batch.importedAlerts.push_back(alert);
        }
        for (int i = 0; i < kOldNotes; ++i) {
            Note note;
            note.at = note.seenAt = timeOf(i, false);
            note.text = "old";
            batch.notes.push_back(note);
        }
        must(writer->commit(batch));
    }
    {
        auto db = must(Database::open(path, Database::Mode::write));
        must(db.exec("PRAGMA page_size=8192; PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"));
        const auto& steps = schemaMigrations();
        must(migrateSchema(db, path, {steps.begin(), steps.begin() + old}));
        must(db.exec("ATTACH '" + now + "' AS now"));
        for (const char* table : {"episodes", "episodes_versions", "notes"}) {
            auto names = must(db.prepare("SELECT group_concat(name) FROM pragma_table_info('" + std::string(table) + "')"));
            must(names.step());
            const std::string columns(names.text(0));
            names.reset();
            must(db.exec("INSERT INTO main." + std::string(table) + "(" + columns + ") SELECT " + columns + " FROM now." + table));
        }
    }
    std::filesystem::remove_all(source);
}

std::unique_ptr<CacheWriter> openTimed(const Options& o, int retentionDays)
{
    const auto started = std::chrono::steady_clock::now();
    auto writer = must(CacheWriter::open({o.path, retentionDays, 0}));
    if (!writer->info().setAside.empty())
        fail("the cache was set aside as damaged: " + writer->info().setAside);
    if (!o.opens.empty())
        std::ofstream(o.opens, std::ios::app) << std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started).count() << '\n';
    return writer;
}

void acknowledge(std::int64_t n)
{
    // One write of its own: what records the file's writes sees it in its place among them.
    const auto line = "ACK " + std::to_string(n) + "\n";
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
        fail("nobody listens");
}

/// What a kill left of the run before is brought up, and must hold what the old cache held; then there is a fresh old one.
void prepareOld(const Options& o)
{
    if (std::filesystem::exists(o.path)) {
        static_cast<void>(openTimed(o, 30));
        auto reader = must(CacheReader::open(o.path));
        const auto info = must(reader->info());
        if (notesIn(o.path) < kOldNotes || info.alerts < kOldFacts)
            fail("a migration that was stopped lost facts");
    }
    const std::string kept = o.path + "-kept" + std::to_string(o.old);
    if (!std::filesystem::exists(kept))
        makeOld(kept, o.old);
    for (const char* end : kEnds)
        std::filesystem::remove(o.path + end);
    // Written in one go under another name: a copy that is cut short is no cache of ours.
    std::filesystem::copy_file(kept, o.path + ".copy", std::filesystem::copy_options::overwrite_existing);
    std::filesystem::rename(o.path + ".copy", o.path);
}

Options parsed(int argc, char** argv)
{
    Options o;
    if (argc < 3)
        fail("usage: bench_writer ingest|checkpoint|retention|migration CACHE [--acks live|hand] [--commits N] [--old N] [--opens FILE]");
    o.phase = argv[1];
    o.path = argv[2];
    for (int i = 3; i + 1 < argc; i += 2) {
        const std::string name = argv[i];
        if (name == "--acks")
            o.hand = std::strcmp(argv[i + 1], "hand") == 0;
        else if (name == "--commits")
            o.commits = std::atoll(argv[i + 1]);
        else if (name == "--old")
            o.old = std::atoi(argv[i + 1]);
        else if (name == "--opens")
            o.opens = argv[i + 1];
        else
            fail("unknown option " + name);
    }
    return o;
}

} // namespace

int main(int argc, char** argv)
{
    const auto o = parsed(argc, argv);
    const bool retires = o.phase == "retention";
    const bool migrates = o.phase == "migration";
    std::int64_t notes = 0;
    if (migrates) {
        // A power cut is judged by a log that begins with the file: there the old cache is made in its place.
        if (std::getenv("POWERLOG_OUT") != nullptr)
            makeOld(o.path, o.old);
        else
            prepareOld(o);
        notes = kOldNotes;
        acknowledge(notes);
    }
    auto writer = openTimed(o, retires ? 1 : 30);
    if (!migrates)
        notes = notesIn(o.path);
    const std::int64_t first = must(must(CacheReader::open(o.path))->sequence());
    for (std::int64_t n = first; n - first < o.commits; ++n) {
        const auto batch = tick(n, retires);
        const auto done = must(writer->commit(batch));
        notes += static_cast<std::int64_t>(batch.notes.size());
        if (!o.hand && !migrates)
            acknowledge(done.sequence);
        else if (batch.byHand)
            acknowledge(notes);
        if (o.phase == "checkpoint" && n % 3 == 2)
            must(writer->checkpoint());
        for (int piece = 0; retires && piece < 3; ++piece) {
            if (must(writer->retire(timeOf(n, true))))
                break;
        }
        must(writer->tend());
    }
    return 0;
}
