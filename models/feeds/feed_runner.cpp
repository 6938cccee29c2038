#include "models/feeds/feed_runner.h"

#include "models/base/json_reader.h"
#include "models/base/pattern.h"
#include "models/base/text.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr int kLiveInFlight = 4;
constexpr int kHistoryInFlight = 2;
constexpr std::chrono::seconds kHistoryPause{10};
constexpr std::chrono::milliseconds kHistoryPauseOnce{500};
constexpr std::chrono::milliseconds kTailPause{150}; ///< so that the writer keeps up
constexpr const char* kLimit = "limit"; ///< among the partials

Millis since(FeedRunner::SteadyTime start)
{
    return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
}

/// How long the server asks not to be asked; nullopt: it does not.
std::optional<Millis> waitAsked(const HttpAnswer& answer)
{
    const bool heeded = answer.status == 403 || answer.status == 429 || answer.status == 503;
    const auto wait = std::max(answer.exhausted.value_or(Millis{0}), heeded ? answer.retryAfter.value_or(Millis{0}) : Millis{0});
    return wait > Millis{0} ? std::optional(wait) : std::nullopt;
}

/// Whether a refusal says until when; short waits do not, for failures of one cause are one row of the cache.
bool saysWhen(int status, Millis wait) { return status == 403 || (status == 429 && wait >= std::chrono::minutes(1)); }

/// What a server says about its refusal, from a JSON or a short plain body.
std::string saidBy(const std::string& body, const std::string& contentType)
{
    if (body.empty() || body.size() > 64 * 1024 || body.find('<') == body.find_first_not_of(" \t\r\n"))
        return {};
    if (const auto document = JsonDocument::parse(body); document.ok()) {
        const auto root = document->root();
        for (const auto* key : {"error", "message", "detail"}) {
            if (auto text = root[key].text(); !text.empty())
                return text;
        }
        return root.text();
    }
    return contentType.find("text/plain") != std::string::npos ? trimmed(body) : std::string{};
}

} // namespace

FeedRunner::FeedRunner(FeedConfig feed, std::unique_ptr<Source> source, RunnerOptions options, Transport& transport, Sink& sink, const Clock& clock)
    : m_feed(std::move(feed)), m_source(std::move(source)), m_options(options), m_transport(transport), m_sink(sink), m_clock(clock),
      m_schedule(options.interval, options.seed, options.ignoreBackoff)
{
    m_status.name = m_feed.name;
    m_status.kind = m_feed.kind;
    m_status.cluster = m_feed.cluster;
    m_status.url = m_feed.url.empty() ? m_feed.path : redactUrl(m_feed.url);
    m_status.interval = options.interval;
    m_status.origin = m_feed.origin;
    const auto progress = m_source->progress(clock.now());
    m_status.backfillRatio = progress.total > 0 ? progress.done / progress.total : 1;
}

HttpRequest FeedRunner::requestFor(const Ask& ask) const
{
    HttpRequest request;
    request.http = m_feed.http;
    request.timeout = m_feed.timeout;
    request.ifNoneMatch = ask.ifNoneMatch;
    const bool absolute = originOf(ask.path).has_value();
    const std::string base = absolute ? std::string{} : m_feed.url;
    auto params = ask.params;
    params.insert(params.end(), m_feed.params.begin(), m_feed.params.end());
    request.url = joinUrl(base, ask.path, ask.post ? Params{} : params);
    if (ask.post)
        request.form = formEncoded(params);
    return request;
}

std::optional<Untold> FeedRunner::refusal(const HttpAnswer& answer) const
{
    if (answer.status >= 200 && answer.status < 300)
        return std::nullopt;
    // What a server says about credentials may repeat them.
    const bool hush = answer.status == 401 || answer.status == 403 || answer.status == 407;
    const auto said = hush ? std::string{} : saidBy(answer.body, answer.contentType);
    auto sentence = statusSentence(answer.status, host(), said);
    static const auto s_noTenant = Pattern::anchored("\\s*no.org.id\\s*"); // Mimir, Loki, Tempo: no credentials are missing
    if (answer.status == 401 && s_noTenant->matches(answer.body.substr(0, 100)))
        sentence = host() + " asks for a tenant (HTTP 401). Name it under tenants.";
    if (const auto wait = waitAsked(answer); wait && saysWhen(answer.status, *wait))
        sentence = host() + " asks to wait until " + timeAfter(*wait) + " (HTTP " + std::to_string(answer.status) + ")";
    return Untold{makeError(ErrorKind::http, std::move(sentence)), answer.status, false};
}

void FeedRunner::heed(const HttpAnswer& answer)
{
    if (const auto wait = waitAsked(answer)) {
        holdBack(*wait, refusal(answer));
        if (auto said = partialSentence(); !said.empty())
            m_status.error = std::move(said);
        publish();
    }
}

void FeedRunner::tick(SteadyTime now)
{
    if (m_paused || m_done)
        return;
    if (!m_cycle && now >= m_due)
        begin(now);
    pump(now);
}

FeedRunner::SteadyTime FeedRunner::nextDue() const
{
    if (m_paused || m_done)
        return SteadyTime::max();
    auto due = m_cycle ? SteadyTime::max() : m_due;
    if (m_lastCycleOk && m_historyInFlight == 0 && (!m_historyDry || !m_history.empty()))
        due = std::min(due, m_historyNotBefore);
    return due;
}

void FeedRunner::begin(SteadyTime now)
{
    m_cycle = std::make_unique<Cycle>();
    m_cycle->at = m_clock.now();
    m_cycle->started = now;
    m_status.lastAttempt = m_cycle->at;
    m_partials.erase(kLimit);
    if (!m_feed.path.empty()) {
        if (auto plan = m_tail ? std::nullopt : m_source->tailPlan(m_cycle->at))
            m_tail = std::make_unique<FileTail>(std::move(*plan));
        if (m_tail)
            readTail();
        else
            readFiles();
        return;
    }
    for (auto& ask : m_source->poll(m_cycle->at))
        m_cycle->queue.push_back(std::move(ask));
}

void FeedRunner::pump(SteadyTime now)
{
    if (m_cycle) {
        // The first answer tells whether the server is there at all; only then the other questions are sent.
        const auto limit = m_cycle->answered + m_cycle->failed == 0 ? 1 : kLiveInFlight;
        while (!m_cycle->queue.empty() && m_cycle->inFlight < limit && !m_cycle->aloneInFlight) {
            if (m_cycle->queue.front().alone && m_cycle->inFlight > 0)
                break;
            auto ask = std::move(m_cycle->queue.front());
            m_cycle->queue.pop_front();
            ++m_cycle->inFlight;
            ++m_cycle->asked;
            m_cycle->aloneInFlight = ask.alone;
            launch(std::move(ask));
        }
        if (m_cycle->queue.empty() && m_cycle->inFlight == 0)
            endCycle(now);
    }
    pumpBackfill(now);
}

void FeedRunner::pumpBackfill(SteadyTime now)
{
    if (!m_lastCycleOk || m_paused || m_done)
        return;
    if (now >= m_historyNotBefore) {
        while (m_historyInFlight < kHistoryInFlight) {
            if (m_history.empty()) {
                for (auto& ask : m_source->backfill(m_clock.now(), static_cast<std::size_t>(kHistoryInFlight - m_historyInFlight)))
                    m_history.push_back(std::move(ask));
                m_historyDry = m_history.empty();
            }
            if (m_history.empty())
                break;
            if (!m_historySince) {
                m_historySince = now;
                m_historyRatioAtStart = m_status.backfillRatio;
            }
            auto ask = std::move(m_history.front());
            m_history.pop_front();
            ++m_historyInFlight;
            launch(std::move(ask));
        }
    }
    if (m_historyDry && m_history.empty() && m_historyInFlight == 0) {
        if (m_status.backfillRatio < 1 || m_status.backfillEta) {
            noteProgress(now);
            publish();
        }
        m_historySince.reset();
        m_done = m_options.once && !m_cycle && !m_tailGoesOn;
    }
}

void FeedRunner::launch(Ask ask)
{
    auto request = requestFor(ask);
    m_transport.send(std::move(request), [this, ask = std::move(ask)](std::variant<HttpAnswer, HttpFailure> outcome) { arrived(ask, std::move(outcome)); });
}

Reading FeedRunner::readingOf(const Ask& ask, std::variant<HttpAnswer, HttpFailure>& outcome, std::optional<Untold>& untold)
{
    if (const auto* failure = std::get_if<HttpFailure>(&outcome)) {
        untold = Untold{failure->error, 0, failure->tooLarge};
    } else {
        const auto& answer = std::get<HttpAnswer>(outcome);
        noteClock(answer);
        if (answer.status != 304 || ask.ifNoneMatch.empty())
            untold = refusal(answer);
    }
    if (untold)
        return m_source->refused(ask, *untold);
    auto& answer = std::get<HttpAnswer>(outcome);
    Told told;
    told.status = answer.status;
    told.body = std::move(answer.body);
    told.contentType = answer.contentType;
    told.link = answer.link;
    told.etag = answer.etag;
    told.url = requestFor(ask).url;
    told.at = m_clock.now();
    return m_source->read(ask, told);
}

void FeedRunner::arrived(const Ask& ask, std::variant<HttpAnswer, HttpFailure> outcome)
{
    ++m_status.requests;
    Millis took{0};
    std::int64_t bytes = 0;
    int httpStatus = 0;
    std::optional<Millis> wait;
    if (const auto* answer = std::get_if<HttpAnswer>(&outcome)) {
        took = answer->took;
        bytes = answer->wireBytes;
        httpStatus = answer->status;
        wait = waitAsked(*answer);
        m_status.latency = took;
        m_status.bytes += bytes;
    }
    if (auto seen = std::visit([](const auto& o) { return o.certificate; }, outcome))
        m_status.certificate = std::move(seen);
    std::optional<Untold> untold;
    auto reading = readingOf(ask, outcome, untold);
    if (ask.backfill) {
        --m_historyInFlight;
        if (wait)
            holdBack(*wait, untold);
        settleHistory(ask, reading, took, bytes);
        for (auto& more : reading.more)
            m_history.push_front(std::move(more));
        for (auto& batch : reading.batches)
            m_sink.accept(std::move(batch));
    } else if (m_cycle) {
        --m_cycle->inFlight;
        if (ask.alone)
            m_cycle->aloneInFlight = false;
        m_cycle->httpStatus = httpStatus;
        if (untold && !m_cycle->forgiven)
            m_cycle->forgiven = untold;
        settleAsk(ask, std::move(reading), bytes, !untold);
        if (wait)
            holdBack(*wait, untold);
    }
    pump(std::chrono::steady_clock::now());
}

void FeedRunner::settleAsk(const Ask& ask, Reading reading, std::int64_t bytes, bool told)
{
    auto& cycle = *m_cycle;
    cycle.bytes += bytes;
    cycle.records += reading.records;
    m_status.records += reading.records;
    if (reading.newest)
        m_status.newest = std::max(m_status.newest.value_or(*reading.newest), *reading.newest);
    for (auto more = reading.more.rbegin(); more != reading.more.rend(); ++more)
        cycle.queue.push_front(std::move(*more));
    for (auto& batch : reading.batches)
        m_sink.accept(std::move(batch));
    if (!reading.failed) {
        cycle.answered += told ? 1 : 0;
        if (told)
            m_leftOut[ask.question] = reading.leftOut;
        if (reading.partials.empty())
            m_partials.erase(ask.question);
        else
            m_partials[ask.question] = joinText(reading.partials, "; ");
        return;
    }
    ++cycle.failed;
    ++m_status.errors;
    m_partials[ask.question] = ask.question + ": " + reading.failed->error.text();
    if (!cycle.failure)
        cycle.failure = reading.failed;
    const auto status = reading.failed->status;
    const auto kind = reading.failed->error.kind;
    const bool refusedAll = status == 401 || status == 403 || status == 429;
    const bool unreachable = cycle.answered == 0
        && (kind == ErrorKind::network || kind == ErrorKind::timeout || kind == ErrorKind::config || status >= 500 || status == 407);
    if (refusedAll || unreachable)
        leaveQueue(); // nothing is gained by asking the rest of a server that does not answer
}

/// What was not asked yet goes back to the source, to be asked next time.
void FeedRunner::leaveQueue()
{
    for (const auto& left : m_cycle->queue)
        (void)m_source->refused(left, Untold{makeError(ErrorKind::cancelled, "not asked"), 0, false});
    m_cycle->queue.clear();
}

/// The server wants no question for so long; whatever answer said so, neither live nor history is asked before.
void FeedRunner::holdBack(Millis wait, const std::optional<Untold>& untold)
{
    const auto now = std::chrono::steady_clock::now();
    m_historyNotBefore = std::max(m_historyNotBefore, now + wait);
    const auto status = untold ? untold->status : 0;
    if (status != 403 && status != 429 && status != 503) // those say it themselves
        m_partials[kLimit] = host() + " allows no more requests until " + timeAfter(wait);
    if (m_cycle) {
        m_cycle->wait = std::max(m_cycle->wait.value_or(wait), wait);
        if (untold && m_cycle->failure)
            m_cycle->failure = untold; // it says more than the failure before
        m_cycle->failed += m_cycle->queue.empty() ? 0 : 1; // the poll is not whole
        leaveQueue();
    } else if (!m_options.once) {
        m_due = std::max(m_due, now + wait);
        m_status.nextPoll = m_clock.now() + wait;
    }
}

void FeedRunner::settleHistory(const Ask& ask, const Reading& reading, Millis took, std::int64_t bytes)
{
    m_status.records += reading.records;
    if (reading.newest)
        m_status.newest = std::max(m_status.newest.value_or(*reading.newest), *reading.newest);
    Batch note;
    FeedPoll poll;
    poll.feed = m_feed.name;
    poll.question = ask.question;
    poll.at = m_clock.now();
    poll.took = took;
    poll.bytes = bytes;
    poll.records = reading.records;
    poll.backfill = true;
    if (reading.failed) {
        ++m_status.errors;
        poll.ok = false;
        poll.errorKind = reading.failed->error.kind;
        poll.error = reading.failed->error.text();
        poll.httpStatus = reading.failed->status;
        m_partials[ask.question + " (history)"] = ask.question + ", history: " + poll.error;
        const auto now = std::chrono::steady_clock::now();
        m_historyNotBefore = std::max(m_historyNotBefore, m_options.once ? now + kHistoryPauseOnce : now + kHistoryPause);
    } else {
        m_partials.erase(ask.question + " (history)");
    }
    note.polls.push_back(std::move(poll));
    m_sink.accept(std::move(note));
    noteProgress(std::chrono::steady_clock::now());
    publish();
}

void FeedRunner::endCycle(SteadyTime now)
{
    const auto cycle = std::move(m_cycle);
    const bool ok = cycle->answered > 0 || cycle->asked == 0;
    if (!ok && !cycle->failure)
        cycle->failure = cycle->forgiven ? cycle->forgiven : Untold{makeError(ErrorKind::network, "nothing was answered"), 0, false};
    const auto at = m_clock.now();
    FeedPoll poll;
    poll.feed = m_feed.name;
    poll.question = "poll";
    poll.at = cycle->at;
    poll.took = since(cycle->started);
    poll.ok = ok;
    poll.bytes = cycle->bytes;
    poll.records = cycle->records;
    poll.httpStatus = cycle->httpStatus;
    Batch batch;
    Millis wait;
    if (cycle->failed == 0) {
        if (auto known = m_source->pollRead(cycle->at))
            batch.coverage.push_back(std::move(*known));
    }
    if (ok) {
        poll.error = partialSentence();
        wait = m_schedule.afterSuccess();
        m_status.lastSuccess = at;
        m_status.failingSince.reset();
        m_status.error = poll.error;
        m_status.hint = cycle->failure ? hintFor(cycle->failure->error, cycle->failure->status) : leftOutSentence();
        if (auto product = m_source->product(); !product.empty())
            m_status.product = std::move(product);
        m_historyDry = false;
    } else {
        poll.errorKind = cycle->failure->error.kind;
        poll.error = cycle->failure->error.text();
        poll.httpStatus = cycle->failure->status;
        if (const auto limit = m_partials.find(kLimit); limit != m_partials.end())
            poll.error += "; " + limit->second;
        wait = m_schedule.afterFailure(cycle->failure->status, cycle->wait);
        if (!m_status.failingSince)
            m_status.failingSince = cycle->at;
        m_status.error = poll.error;
        m_status.hint = hintFor(cycle->failure->error, cycle->failure->status);
    }
    if (cycle->wait) {
        wait = std::max(wait, *cycle->wait);
        m_status.hint = "The server asks to wait until " + formatRfc3339(at + *cycle->wait) + ".";
    }
    m_lastCycleOk = ok;
    m_lastStatus = poll.httpStatus;
    batch.polls.push_back(std::move(poll));
    m_sink.accept(std::move(batch));
    m_due = m_tailGoesOn ? now + kTailPause : m_options.once ? SteadyTime::max() : now + wait;
    m_status.nextPoll = m_options.once ? std::nullopt : std::optional<Time>(at + wait);
    if (m_options.once && !ok)
        m_done = true;
    noteProgress(now);
    publish();
}

void FeedRunner::pollNow()
{
    if (!m_cycle && !m_done)
        m_due = SteadyTime::min();
}

void FeedRunner::setPaused(bool paused)
{
    m_paused = paused;
    if (!paused)
        m_due = SteadyTime::min();
    m_status.nextPoll.reset();
    publish();
}

void FeedRunner::cancelBackfill()
{
    m_source->cancelBackfill();
    for (const auto& ask : m_history)
        (void)m_source->refused(ask, Untold{makeError(ErrorKind::cancelled, "cancelled"), 0, false});
    m_history.clear();
    m_historyDry = true;
    noteProgress(std::chrono::steady_clock::now());
    publish();
}

} // namespace vedette
