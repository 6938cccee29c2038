#pragma once

#include "models/base/time.h"
#include "models/core/config.h"
#include "models/snapshot/snapshot.h"

#include <QObject>
#include <QString>

#include <memory>
#include <string>
#include <vector>

namespace vedette {

struct SessionOptions {
    std::string configPath;
    std::string stockMappings; ///< folder of resources/feeds; empty: beside the program
    std::string cachePath;
    bool poll = true;          ///< false: the cache alone, no network (pictures, review)
};

/// Joins clock, configuration, feeds, cache and analyst. Lives on the thread that made it; everything slow happens elsewhere and
/// comes back by signals.
class Session final : public QObject {
    Q_OBJECT
public:
    /// Errors: config (all findings in the detail, one a line), store (the cache).
    static Result<std::unique_ptr<Session>> open(SessionOptions options, const Clock& clock);
    ~Session() override;

    void start();
    /// Newest question wins; the answer comes by answered().
    void ask(const Question& question);
    /// The same on this thread, waiting; for pictures.
    Result<std::shared_ptr<const Snapshot>> answerNow(const Question& question);

    [[nodiscard]] std::shared_ptr<const Config> config() const;
    [[nodiscard]] bool readOnly() const;

    void pollNow(const QString& feed);
    void testFeed(const QString& feed);
    void setPaused(const QString& feed, bool paused);
    void cancelBackfill();
    /// Reads the configuration again; a bad one is refused with its findings and the running one stays.
    void reload();
    void addNote(Time at, const QString& text, const QString& service);

Q_SIGNALS:
    void answered(std::shared_ptr<const vedette::Snapshot> snapshot);
    void notice(const QString& subject, const QString& text, bool good);
    void configChanged();

private:
    Session();
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace vedette
