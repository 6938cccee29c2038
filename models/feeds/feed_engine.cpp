#include "models/feeds/feed_engine.h"

#include "models/base/text.h"
#include "models/feeds/feed_runner.h"
#include "models/feeds/matrix_parser.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

namespace vedette {

namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds kLongestWait{5}; // how late a sleep of the computer is noticed
constexpr std::chrono::seconds kJump{15};

/// A callback that is told of a cancellation when nothing else was told.
template <class T> class Promise {
public:
    explicit Promise(std::function<void(Result<T>)> callback) : m_callback(std::move(callback)) {}
    Promise(const Promise&) = delete;
    Promise& operator=(const Promise&) = delete;
    ~Promise() { keep(makeError(ErrorKind::cancelled, "stopped")); }
    void keep(Result<T> result)
    {
        if (auto callback = std::exchange(m_callback, nullptr))
            callback(std::move(result));
    }

private:
    std::function<void(Result<T>)> m_callback;
};

/// What a watch was answered is known for this query at this step only: an edited one is asked for anew.
std::string watchKey(const SeriesQuestion& question)
{
    return "watch:" + question.watch + "#" + watchRevision(question.query) + "/" + std::to_string(question.step.count());
}

std::vector<SeriesQuestion> questionsOf(const EngineOptions& options, const FeedConfig& feed)
{
    std::vector<SeriesQuestion> out;
    for (const auto& watch : options.config.watches) {
        if (!isAskedOf(watch, feed))
            continue;
        SeriesQuestion question;
        question.watch = watch.name;
        question.query = watch.query;
        question.step = std::max(watch.step.value_or(feed.step), Millis{1});
        question.service = watch.service;
        question.key = watchKey(question);
        out.push_back(std::move(question));
    }
    if (feed.kind == FeedKind::prometheus)
        out.insert(out.end(), options.extraQuestions.begin(), options.extraQuestions.end());
    return out;
}

TransportOptions transportOptions(const EngineOptions& options)
{
    TransportOptions out;
    if (options.keyring)
        out.keyring = options.keyring;
    return out;
}

Told toldBy(HttpAnswer& answer)
{
    Told told;
    told.status = answer.status;
    told.contentType = answer.contentType;
    told.body = std::move(answer.body);
    return told;
}

} // namespace

struct FeedEngine::Impl {
    EngineOptions options;
    Sink& sink;
    const Clock& clock;
    Transport transport;
    std::vector<std::unique_ptr<FeedRunner>> runners;

    mutable std::mutex mutex; ///< guards what follows
    std::condition_variable changed;
    std::vector<std::function<void()>> commands;
    std::vector<FeedStatus> statuses;
    bool stopping = false;
    bool finished = false;
    bool running = false; ///< the thread is there

    bool polling = false; ///< I/O thread only, as what follows
    std::optional<Time> lastWall;
    Steady::time_point lastSteady;
    std::thread thread;

    Impl(EngineOptions o, Sink& s, const Clock& c) : options(std::move(o)), sink(s), clock(c), transport(transportOptions(options), c)
    {
        auto seed = options.jitterSeed != 0 ? options.jitterSeed : static_cast<std::uint64_t>(Steady::now().time_since_epoch().count());
        for (const auto& feed : options.config.feeds) {
            SourceContext context;
            context.feed = feed;
            context.severity = options.config.severity;
            context.questions = questionsOf(options, feed);
            for (const auto& row : options.coverage) {
                if (row.feed == feed.name)
                    context.coverage.push_back(row);
            }
            context.once = options.once;
            context.survey = true;
            context.backfill = options.backfill.value_or(feed.backfill.value_or(std::chrono::hours(24) * options.config.retentionDays));
            auto source = makeSource(std::move(context));
            if (!source)
                continue;
            RunnerOptions how;
            how.interval = options.intervalOverride ? std::min(*options.intervalOverride, feed.pollInterval) : feed.pollInterval;
            seed = fnv1a(feed.name, seed);
            how.seed = seed;
            how.once = options.once;
            how.ignoreBackoff = options.ignoreBackoff;
            runners.push_back(std::make_unique<FeedRunner>(feed, std::move(source), how, transport, sink, clock));
            statuses.push_back(runners.back()->status());
            const auto index = statuses.size() - 1;
            runners.back()->onStatus = [this, index](const FeedStatus& status) { told(index, status); };
        }
    }

    /// Members of one cluster stand for each other: one that fails beside one that answers makes the cluster partial.
    void told(std::size_t index, FeedStatus status)
    {
        std::vector<FeedStatus> news;
        {
            const std::scoped_lock lock(mutex);
            statuses[index] = std::move(status);
            const auto& cluster = statuses[index].cluster;
            for (std::size_t i = 0; i < runners.size(); ++i) {
                if (i != index && (cluster.empty() || statuses[i].cluster != cluster || statuses[i].kind != FeedKind::alertmanager))
                    continue;
                const auto seen = effective(i);
                if (i == index || seen.state != statuses[i].state) {
                    statuses[i].state = seen.state;
                    news.push_back(statuses[i]);
                }
            }
        }
        for (const auto& one : news)
            sink.status(one);
    }
    FeedStatus effective(std::size_t index) const
    {
        auto status = statuses[index];
        const auto own = runners[index]->status().state;
        status.state = own;
        if (own != FeedState::failing || status.kind != FeedKind::alertmanager || status.cluster.empty())
            return status;
        for (std::size_t i = 0; i < runners.size(); ++i) {
            const auto state = runners[i]->status().state;
            const bool answers = state == FeedState::ok || state == FeedState::partial || state == FeedState::stale;
            if (i != index && statuses[i].cluster == status.cluster && statuses[i].kind == FeedKind::alertmanager && answers)
                status.state = FeedState::partial;
        }
        return status;
    }

    FeedRunner* find(const std::string& name)
    {
        const auto it = std::find_if(runners.begin(), runners.end(), [&](const auto& r) { return r->feed().name == name; });
        return it == runners.end() ? nullptr : it->get();
    }

    void post(std::function<void()> command)
    {
        {
            const std::scoped_lock lock(mutex);
            if (stopping)
                return; // the command's promise is broken by its end
            commands.push_back(std::move(command));
            if (!running) {
                running = true;
                thread = std::thread([this] { loop(); });
            }
        }
        transport.wake();
    }
    void loop()
    {
        while (true) {
            std::vector<std::function<void()>> todo;
            {
                const std::scoped_lock lock(mutex);
                if (stopping)
                    break;
                todo.swap(commands);
            }
            for (auto& command : todo)
                command();
            todo.clear();
            transport.run(waitNow());
        }
        transport.cancelAll();
        const std::scoped_lock lock(mutex);
        finished = true;
        changed.notify_all();
    }
    /// Does what is due and answers how long to wait for the network.
    Millis waitNow()
    {
        if (!polling)
            return std::chrono::seconds(60);
        const auto now = Steady::now();
        if (slept(now) && !options.once) {
            for (auto& runner : runners)
                runner->pollNow();
        }
        auto due = now + kLongestWait;
        bool done = options.once;
        for (auto& runner : runners) {
            runner->tick(now);
            due = std::min(due, runner->nextDue());
            done = done && runner->done();
        }
        if (done) {
            const std::scoped_lock lock(mutex);
            finished = true;
            changed.notify_all();
        }
        return due <= now ? Millis{1} : std::chrono::ceil<Millis>(due - now);
    }
    /// True when far more time passed on the wall than on the timers' clock: the computer slept, and what is due is long overdue.
    bool slept(Steady::time_point now)
    {
        const auto wall = clock.now();
        const bool jumped = lastWall && wall - *lastWall > std::chrono::duration_cast<Millis>(now - lastSteady) + kJump;
        lastWall = wall;
        lastSteady = now;
        return jumped;
    }
    void probe(FeedRunner& runner, const Ask& ask, std::shared_ptr<Promise<std::string>> promise, bool first)
    {
        transport.send(runner.requestFor(ask), [this, &runner, promise, first](std::variant<HttpAnswer, HttpFailure> outcome) {
            if (const auto* failure = std::get_if<HttpFailure>(&outcome))
                return promise->keep(failure->error);
            auto& answer = std::get<HttpAnswer>(outcome);
            if (const auto untold = runner.refusal(answer)) {
                if (const auto instead = first ? runner.source().probeInstead(*untold) : std::nullopt)
                    return probe(runner, *instead, promise, false);
                return promise->keep(untold->error);
            }
            auto who = runner.source().describe(toldBy(answer));
            if (!who.ok())
                return promise->keep(who.error());
            promise->keep("answers in " + std::to_string(answer.took.count()) + " ms" + (who->empty() ? "; it does not tell its version" : ": " + *who));
        });
    }
    void stop()
    {
        std::vector<std::function<void()>> dropped;
        {
            const std::scoped_lock lock(mutex);
            stopping = true;
            dropped.swap(commands);
        }
        transport.wake();
        if (thread.joinable())
            thread.join();
    }
};

FeedEngine::FeedEngine(EngineOptions options, Sink& sink, const Clock& clock) : m_impl(std::make_unique<Impl>(std::move(options), sink, clock)) {}
FeedEngine::~FeedEngine() { stop(); }

void FeedEngine::start()
{
    m_impl->post([impl = m_impl.get()] {
        impl->polling = !impl->options.queriesOnly;
        if (impl->polling)
            return;
        const std::scoped_lock lock(impl->mutex);
        impl->finished = true; // there is nothing to wait for
        impl->changed.notify_all();
    });
}

void FeedEngine::stop() { m_impl->stop(); }

bool FeedEngine::waitUntilDone(Millis atMost)
{
    std::unique_lock lock(m_impl->mutex);
    return m_impl->changed.wait_for(lock, atMost, [this] { return m_impl->finished; });
}

void FeedEngine::pollNow(const std::string& feed)
{
    m_impl->post([impl = m_impl.get(), feed] {
        for (auto& runner : impl->runners) {
            if (feed.empty() || runner->feed().name == feed)
                runner->pollNow();
        }
    });
}

void FeedEngine::setPaused(const std::string& feed, bool paused)
{
    m_impl->post([impl = m_impl.get(), feed, paused] {
        for (auto& runner : impl->runners) {
            if (feed.empty() || runner->feed().name == feed)
                runner->setPaused(paused);
        }
    });
}

void FeedEngine::cancelBackfill()
{
    m_impl->post([impl = m_impl.get()] {
        for (auto& runner : impl->runners)
            runner->cancelBackfill();
    });
}

std::vector<FeedStatus> FeedEngine::statuses() const
{
    const std::scoped_lock lock(m_impl->mutex);
    return m_impl->statuses;
}

void FeedEngine::query(const std::string& feed, const std::string& promql, TimeRange range, Millis step, std::function<void(Result<QueryAnswer>)> done)
{
    auto promise = std::make_shared<Promise<QueryAnswer>>(std::move(done));
    m_impl->post([impl = m_impl.get(), feed, promql, range, step, promise] {
        auto* runner = impl->find(feed);
        if (runner == nullptr || !tellsSeries(runner->feed().kind))
            return promise->keep(makeError(ErrorKind::notFound, "there is no feed of series named \"" + feed + "\""));
        const bool logs = runner->feed().kind == FeedKind::loki;
        const std::string api = logs ? "/loki/api/v1/" : "/api/v1/";
        const auto seconds = [logs](Time t) { return logs ? std::to_string(toMs(t)) + "000000" : formatNumber(static_cast<double>(toMs(t)) / 1000.0); };
        Ask ask;
        ask.post = promql.size() > 1800;
        if (range.from == range.to) {
            ask.path = api + "query";
            ask.params = {{"query", promql}, {"time", seconds(range.from)}};
        } else {
            ask.path = api + "query_range";
            ask.params = {{"query", promql}, {"start", seconds(range.from)}, {"end", seconds(range.to)}, {"step", formatNumber(toSeconds(std::max(step, Millis{1})))}};
        }
        impl->transport.send(runner->requestFor(ask), [runner, promise](std::variant<HttpAnswer, HttpFailure> outcome) {
            if (const auto* failure = std::get_if<HttpFailure>(&outcome))
                return promise->keep(failure->error);
            auto& answer = std::get<HttpAnswer>(outcome);
            runner->heed(answer);
            if (const auto untold = runner->refusal(answer))
                return promise->keep(untold->error);
            const auto told = toldBy(answer);
            if (const auto wrong = notJson(told, runner->feed().kind == FeedKind::loki ? "the Loki API" : "the Prometheus API"))
                return promise->keep(*wrong);
            auto matrix = parseMatrix(told.body);
            if (!matrix.ok())
                return promise->keep(matrix.error());
            if (matrix->resultType == "streams")
                return promise->keep(makeError(ErrorKind::parse, "the answer is a list of log lines; count them, e.g. count_over_time({...} [5m])"));
            promise->keep(QueryAnswer{std::move(matrix->series), std::move(matrix->warnings), matrix->resultType});
        });
    });
}

void FeedEngine::test(const std::string& feed, std::function<void(Result<std::string>)> done)
{
    auto promise = std::make_shared<Promise<std::string>>(std::move(done));
    m_impl->post([impl = m_impl.get(), feed, promise] {
        auto* runner = impl->find(feed);
        if (runner == nullptr)
            return promise->keep(makeError(ErrorKind::notFound, "there is no feed named \"" + feed + "\""));
        if (!runner->feed().path.empty() && runner->source().tailPlan({})) {
            std::error_code code;
            const auto& path = runner->feed().path;
            const bool there = std::filesystem::is_regular_file(path, code) && std::ifstream(path).is_open();
            return promise->keep(there ? Result<std::string>("can be read: 1 file") : makeError(ErrorKind::notFound, path + " cannot be read"));
        }
        if (!runner->feed().path.empty()) {
            FileReader reader;
            auto found = reader.changed(runner->feed().path, [runner](const std::string& name) { return runner->source().wantsFile(name); });
            if (!found.ok())
                return promise->keep(found.error());
            return promise->keep("can be read: " + std::to_string(found->size()) + (found->size() == 1 ? " file" : " files"));
        }
        impl->probe(*runner, runner->source().probe(), promise, true);
    });
}

} // namespace vedette
