#include "models/session/session.h"

#include "models/catalog/config_reader.h"
#include "models/feeds/feed_engine.h"
#include "models/session/config_watch.h"
#include "models/session/far_reading.h"
#include "models/session/inbox.h"
#include "models/session/keeper.h"
#include "models/session/keyring.h"
#include "models/session/paging_routes.h"
#include "models/session/plan.h"
#include "models/session/question_thread.h"
#include "models/session/switch_notes.h"
#include "models/session/told_alerting.h"
#include "models/session/writer_thread.h"
#include "models/snapshot/analyst.h"

#include <QTimer>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

namespace vedette {

namespace {

std::string findingsText(const std::vector<Finding>& findings)
{
    std::string text;
    for (const auto& f : findings)
        text += f.text() + "\n";
    return text;
}

} // namespace

struct Session::Impl {
    SessionOptions options;
    const Clock* clock = nullptr;
    std::shared_ptr<const Config> config;
    ConfigState configState;
    bool readOnly = false;
    std::string reason;
    std::string setAside;
    std::map<std::string, std::string> goodTargets; ///< files of targets as they were last good

    std::unique_ptr<FarReading> far;
    std::unique_ptr<WriterThread> writer;
    std::unique_ptr<Keeper> keeper;
    std::unique_ptr<SwitchNotes> switchNotes;
    std::unique_ptr<FeedEngine> engine;
    std::unique_ptr<QuestionThread> questions;
    std::unique_ptr<ConfigWatch> watch;
    QTimer* configTimer = nullptr;

    mutable std::mutex mutex; ///< guards what follows: written on the I/O and writer threads
    std::vector<FeedStatus> statuses;
    std::string trouble;
    std::vector<WatchFacts> facts;
    ToldAlerting alerting;
    mutable std::shared_ptr<const Config> shown; ///< of `config` and `facts`; null: to be made
    std::atomic<bool> closing{false};

    AnalystContext context() const;
    std::shared_ptr<const Config> configNow() const; ///< any thread
    void startEngine();
    void stopEngine();
    void noteStatus(const FeedStatus& status);
    void loadFacts(const CacheReader& reader);
    void noteFacts(const WatchFacts& told);
    bool backfilling() const;
    void takeInbox();
};

AnalystContext Session::Impl::context() const
{
    AnalystContext c;
    c.now = clock->now();
    c.configState = configState;
    c.readOnly = readOnly;
    c.reason = reason;
    c.polls = far && far->asks();
    if (far)
        c.far = far->notes();
    c.config = configNow();
    c.routes = pagingRoutes(c.config);
    const std::lock_guard lock(mutex);
    c.feeds = statuses;
    c.work.message = trouble;
    double sum = 0;
    int count = 0;
    for (const auto& s : statuses) {
        if (!tellsSeries(s.kind))
            continue;
        sum += s.backfillRatio;
        ++count;
        if (s.backfillEta && (!c.work.backfillEta || *s.backfillEta > *c.work.backfillEta))
            c.work.backfillEta = s.backfillEta;
    }
    c.work.backfillRatio = count > 0 ? sum / count : 1;
    return c;
}

std::shared_ptr<const Config> Session::Impl::configNow() const
{
    const std::lock_guard lock(mutex);
    if (!shown) {
        auto whole = shownConfig(*config, facts);
        addTold(whole, alerting);
        shown = std::make_shared<const Config>(std::move(whole));
    }
    return shown;
}

void Session::Impl::noteStatus(const FeedStatus& status)
{
    const std::lock_guard lock(mutex);
    const auto it = std::find_if(statuses.begin(), statuses.end(), [&](const FeedStatus& s) { return s.name == status.name; });
    if (it == statuses.end())
        statuses.push_back(status);
    else
        *it = status;
}

void Session::Impl::loadFacts(const CacheReader& reader)
{
    auto kept = keptFacts(reader, *config);
    auto toldBefore = keptAlerting(reader, *config);
    const std::lock_guard lock(mutex);
    facts = std::move(kept);
    alerting = std::move(toldBefore);
    shown.reset();
}

void Session::Impl::noteFacts(const WatchFacts& told)
{
    const std::lock_guard lock(mutex);
    std::erase_if(facts, [&](const WatchFacts& f) { return f.feed == told.feed && f.watch == told.watch; });
    facts.push_back(told);
    shown.reset();
}

bool Session::Impl::backfilling() const
{
    const std::lock_guard lock(mutex);
    return std::any_of(statuses.begin(), statuses.end(), [](const FeedStatus& s) { return s.backfillRatio < 1; });
}

void Session::Impl::takeInbox()
{
    for (const auto& file : waitingInInbox(options.cachePath)) {
        writer->post([this, file, now = clock->now(), running = config](CacheWriter& cache) {
            if (const auto done = takeFromInbox(cache, *running, file, now); !done.ok()) {
                const std::lock_guard lock(mutex);
                trouble = done.error().text();
            }
            questions->cacheChanged();
        });
    }
}

void Session::Impl::startEngine()
{
    EngineOptions engineOptions;
    engineOptions.config = polledConfig(*config);
    engineOptions.extraQuestions = extraQuestions(*config);
    engineOptions.keyring = keyringFor(*config);
    if (auto reader = CacheReader::open(options.cachePath); reader.ok()) {
        if (auto coverage = (*reader)->allCoverage(); coverage.ok())
            engineOptions.coverage = std::move(coverage).value();
    }
    switchNotes = std::make_unique<SwitchNotes>(*writer, *config);
    engine = std::make_unique<FeedEngine>(std::move(engineOptions), *switchNotes, *clock);
    {
        const std::lock_guard lock(mutex);
        statuses = engine->statuses();
    }
    engine->start();
    far->setAsk([this](const std::string& feed, const std::string& query, TimeRange range, Millis step, FarReading::Answered done) {
        engine->query(feed, query, range, step, std::move(done));
    });
}

void Session::Impl::stopEngine()
{
    if (far)
        far->setAsk({});
    engine.reset();
}

Session::Session() : m_impl(std::make_unique<Impl>()) {}

Session::~Session()
{
    auto& d = *m_impl;
    d.closing = true;
    d.stopEngine();     // no more batches
    d.keeper.reset();   // no more derived writes
    d.writer.reset();   // writes what is queued
    d.questions.reset();
}

Result<std::unique_ptr<Session>> Session::open(SessionOptions options, const Clock& clock)
{
    std::unique_ptr<Session> session(new Session);
    auto& d = *session->m_impl;
    d.options = std::move(options);
    d.clock = &clock;
    ConfigReadOptions readOptions;
    readOptions.stockMappings = d.options.stockMappings;
    readOptions.goodTargets = &d.goodTargets;
    auto read = readConfig(d.options.configPath, readOptions);
    if (!read.usable())
        return makeError(ErrorKind::config, findingsText(read.findings));
    d.config = std::make_shared<const Config>(std::move(read.config));
    d.configState.file = d.options.configPath;
    d.configState.findings = std::move(read.findings);
    d.configState.loadedAt = clock.now();

    WriterOptions writerOptions{d.options.cachePath, d.config->retentionDays, d.config->retentionBytes};
    Session* self = session.get();
    if (d.options.poll) {
        auto writer = CacheWriter::open(writerOptions);
        if (writer.ok()) {
            if ((*writer)->info().readOnly) {
                d.readOnly = true;
                d.reason = (*writer)->info().reason;
            } else {
                d.setAside = (*writer)->info().setAside;
                WriterThread::Hooks hooks;
                hooks.committed = [self](const CommitInfo&) {
                    auto& impl = *self->m_impl;
                    {
                        const std::lock_guard lock(impl.mutex);
                        impl.trouble.clear();
                    }
                    if (impl.questions)
                        impl.questions->cacheChanged();
                    if (impl.keeper)
                        impl.keeper->poke(impl.backfilling());
                };
                hooks.failed = [self](const Error& error) {
                    const std::lock_guard lock(self->m_impl->mutex);
                    self->m_impl->trouble = error.text();
                };
                hooks.statusChanged = [self](const FeedStatus& status) {
                    self->m_impl->noteStatus(status);
                    if (self->m_impl->questions)
                        self->m_impl->questions->cacheChanged();
                };
                const auto noteTold = [self](auto told) {
                    const std::lock_guard lock(self->m_impl->mutex);
                    self->m_impl->alerting.take(std::move(told));
                    self->m_impl->shown.reset();
                };
                hooks.toldRules = noteTold;
                hooks.toldRouting = noteTold;
                hooks.learned = [self](const WatchFacts& told) { self->m_impl->noteFacts(told); };
                d.writer = std::make_unique<WriterThread>(std::move(writer).value(), std::move(hooks));
                d.keeper = std::make_unique<Keeper>(d.options.cachePath, *d.writer, clock, [self](const Error& error) {
                    const std::lock_guard lock(self->m_impl->mutex);
                    self->m_impl->trouble = error.text();
                });
                d.keeper->setConfig(d.config);
                FarReading::Doors doors;
                doors.keep = [self](Batch batch) { self->m_impl->writer->accept(std::move(batch)); };
                doors.used = [self](const std::string& feed, const std::string& key, TimeRange range, Time at) {
                    self->m_impl->writer->post([=](CacheWriter& cache) { (void)cache.touchFar(feed, key, range, at); });
                };
                doors.changed = [self] { self->m_impl->questions->cacheChanged(); };
                d.far = std::make_unique<FarReading>(clock, std::move(doors));
            }
        } else if (writer.error().detail.rfind("in use", 0) == 0) {
            d.readOnly = true;
            d.reason = writer.error().detail;
        } else {
            return writer.error();
        }
    }
    auto reader = CacheReader::open(d.options.cachePath);
    if (!reader.ok())
        return reader.error();
    d.loadFacts(**reader);
    d.questions = std::make_unique<QuestionThread>(std::move(reader).value(), [self] { return self->m_impl->context(); },
        [self](std::shared_ptr<const Snapshot> answer) {
            if (self->m_impl->far)
                self->m_impl->far->look(*answer, *self->m_impl->configNow());
            QMetaObject::invokeMethod(self, [self, answer] { Q_EMIT self->answered(answer); }, Qt::QueuedConnection);
        },
        [self](const Error& error) {
            const std::lock_guard lock(self->m_impl->mutex);
            self->m_impl->trouble = error.text();
        });
    return session;
}

void Session::start()
{
    auto& d = *m_impl;
    d.questions->start();
    if (!d.setAside.empty())
        Q_EMIT notice(tr("Cache"), tr("The cache was damaged. It was put aside as %1 and is being filled again.").arg(QString::fromStdString(d.setAside)), false);
    if (d.readOnly)
        Q_EMIT notice(tr("Cache"), tr("Read only: %1").arg(QString::fromStdString(d.reason)), false);
    if (!d.writer)
        return;
    d.startEngine();
    d.keeper->start();
    d.keeper->poke(false);
    d.watch = std::make_unique<ConfigWatch>(*d.config);
    d.configTimer = new QTimer(this);
    d.configTimer->setInterval(2000);
    connect(d.configTimer, &QTimer::timeout, this, [this] {
        if (m_impl->watch->changed())
            reload();
        m_impl->takeInbox();
    });
    d.configTimer->start();
}

void Session::ask(const Question& question) { m_impl->questions->ask(question); }

Result<std::shared_ptr<const Snapshot>> Session::answerNow(const Question& question)
{
    auto reader = CacheReader::open(m_impl->options.cachePath);
    if (!reader.ok())
        return reader.error();
    Analyst analyst(std::move(reader).value());
    return analyst.answer(question, m_impl->context(), [] { return false; });
}

std::shared_ptr<const Config> Session::config() const { return m_impl->config; }
bool Session::readOnly() const { return m_impl->readOnly; }

void Session::pollNow(const QString& feed)
{
    if (m_impl->engine)
        m_impl->engine->pollNow(feed.toStdString());
}

void Session::testFeed(const QString& feed)
{
    if (!m_impl->engine) {
        Q_EMIT notice(feed, tr("This console does not poll: %1").arg(QString::fromStdString(m_impl->reason)), false);
        return;
    }
    m_impl->engine->test(feed.toStdString(), [this, feed](Result<std::string> outcome) {
        const bool good = outcome.ok();
        const QString text = QString::fromStdString(good ? outcome.value() : outcome.error().text());
        QMetaObject::invokeMethod(this, [this, feed, text, good] { Q_EMIT notice(feed, text, good); }, Qt::QueuedConnection);
    });
}

void Session::setPaused(const QString& feed, bool paused)
{
    if (m_impl->engine)
        m_impl->engine->setPaused(feed.toStdString(), paused);
}

void Session::cancelBackfill()
{
    if (m_impl->engine)
        m_impl->engine->cancelBackfill();
}

void Session::reload()
{
    auto& d = *m_impl;
    ConfigReadOptions readOptions;
    readOptions.stockMappings = d.options.stockMappings;
    readOptions.goodTargets = &d.goodTargets;
    auto read = readConfig(d.options.configPath, readOptions);
    d.configState.findings = read.findings;
    if (!read.usable()) {
        d.configState.rejected = true;
        d.watch = std::make_unique<ConfigWatch>(*d.config);
        const auto errors = std::count_if(read.findings.begin(), read.findings.end(), [](const Finding& f) { return f.level == FindingLevel::error; });
        Q_EMIT notice(tr("Configuration"),
            tr("%n error(s) in the files: version %1 goes on running.", nullptr, static_cast<int>(errors)).arg(d.configState.version), false);
        d.questions->cacheChanged();
        return;
    }
    d.configState.rejected = false;
    ++d.configState.version;
    d.configState.loadedAt = d.clock->now();
    d.stopEngine();
    {
        const std::lock_guard lock(d.mutex);
        d.config = std::make_shared<const Config>(std::move(read.config));
        d.shown.reset();
    }
    if (const auto reader = CacheReader::open(d.options.cachePath); reader.ok())
        d.loadFacts(**reader);
    d.watch = std::make_unique<ConfigWatch>(*d.config);
    if (d.keeper)
        d.keeper->setConfig(d.config);
    if (d.writer)
        d.startEngine();
    Q_EMIT notice(tr("Configuration"), tr("Version %1 is running.").arg(d.configState.version), true);
    Q_EMIT configChanged();
    d.questions->cacheChanged();
}

void Session::addNote(Time at, const QString& text, const QString& service)
{
    auto& d = *m_impl;
    if (!d.writer) {
        Q_EMIT notice(tr("Note"), tr("Not kept: this console is read only."), false);
        return;
    }
    Batch batch;
    batch.byHand = true;
    Note note;
    note.at = at;
    note.text = text.toStdString();
    note.service = service.toStdString();
    note.author = qEnvironmentVariable("USER").toStdString();
    note.seenAt = d.clock->now();
    batch.notes.push_back(std::move(note));
    d.writer->post([this, batch](CacheWriter& writer) {
        const auto info = writer.commit(batch);
        const QString said = info.ok() ? tr("Note kept.") : QString::fromStdString(info.error().text());
        const bool good = info.ok();
        QMetaObject::invokeMethod(this, [this, said, good] { Q_EMIT notice(tr("Note"), said, good); }, Qt::QueuedConnection);
        m_impl->questions->cacheChanged();
    });
}

} // namespace vedette
