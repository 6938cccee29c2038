#pragma once

#include "models/core/chart.h"
#include "models/core/event_row.h"
#include "models/core/lane.h"
#include "models/core/overview.h"
#include "models/core/slo.h"
#include "models/core/suspect.h"
#include "models/items/time_state.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace vedette {

struct Snapshot;
struct Question;
class EventsModel;
class SlosModel;
class FlagsModel;
class FeedsModel;

/// The desk's side of the session: holds the newest snapshot, hands its parts to the item models, and turns what a person does
/// into questions and actions. GUI thread only. Widgets read parts by const reference: valid until the next changed().
class Board final : public QObject {
    Q_OBJECT
public:
    explicit Board(QObject* parent = nullptr);
    ~Board() override;

    [[nodiscard]] TimeState& time() { return *m_time; }

    /// Called by the composition root with each new answer.
    void show(std::shared_ptr<const Snapshot> snapshot);
    /// The clock's tick, once a second: ages and live ranges move.
    void tick(Time now);
    [[nodiscard]] bool hasSnapshot() const { return m_hasSnapshot; }
    [[nodiscard]] Time asOf() const;
    [[nodiscard]] bool showsThePast() const; ///< the answer leaves out what became known after asOf()

    [[nodiscard]] const std::vector<Tile>& tiles() const;
    [[nodiscard]] const OverallState& overall() const;
    [[nodiscard]] std::shared_ptr<const Timeline> timeline() const;
    [[nodiscard]] const EventTable& events() const;
    [[nodiscard]] const std::vector<SuspectReport>& incidents() const;
    [[nodiscard]] const JudgedSpans& judged() const;
    [[nodiscard]] const std::vector<SloReport>& slos() const;
    [[nodiscard]] const std::vector<ChartFrame>& charts() const;
    [[nodiscard]] std::shared_ptr<const ChartFrame> mainChart() const;
    [[nodiscard]] const std::vector<AnomalyFlag>& flags() const;
    [[nodiscard]] const std::vector<FeedStatus>& feeds() const;
    [[nodiscard]] const Selection& selection() const;
    [[nodiscard]] const CacheUse& cache() const;
    [[nodiscard]] const std::vector<FeedUse>& uses() const; ///< in the order of the feeds; empty: not known yet
    [[nodiscard]] const std::vector<CoverageRow>& coverage() const;
    [[nodiscard]] const ConfigState& config() const;
    [[nodiscard]] const BackgroundWork& work() const;

    [[nodiscard]] EventsModel& eventsModel() { return *m_events; }
    [[nodiscard]] SlosModel& slosModel() { return *m_slos; }
    [[nodiscard]] FlagsModel& flagsModel() { return *m_flags; }
    [[nodiscard]] FeedsModel& feedsModel() { return *m_feeds; }

    // What a person does. Each that changes the question emits questionChanged (coalesced to one an event loop turn).
    void select(const QString& id);
    void selectSlo(const QString& id);
    void selectWatch(const QString& watch);
    void setSearch(const QString& text);
    void setMatchers(const QStringList& matchers);
    void setChartColumns(int columns);
    void setCompareWeek(bool on); ///< a week ago behind the charts
    [[nodiscard]] QString selectedId() const;
    [[nodiscard]] QString selectedSlo() const;
    [[nodiscard]] QString selectedWatch() const;
    [[nodiscard]] QString search() const;
    [[nodiscard]] QStringList matchers() const;
    [[nodiscard]] bool compareWeek() const;
    [[nodiscard]] Question question() const;

    /// Feed actions and others; the session answers through `notice`.
    void pollNow(const QString& feed) { Q_EMIT pollRequested(feed); }
    void testFeed(const QString& feed) { Q_EMIT testRequested(feed); }
    void pauseFeed(const QString& feed, bool paused) { Q_EMIT pauseRequested(feed, paused); }
    void cancelBackfill() { Q_EMIT cancelBackfillRequested(); }
    void reloadConfig() { Q_EMIT reloadRequested(); }
    void addNote(Time at, const QString& text, const QString& service) { Q_EMIT noteRequested(at, text, service); }
    /// A sentence for the person, from the session (outcome of a test, a reload, a note).
    void postNotice(const QString& subject, const QString& text, bool good) { Q_EMIT notice(subject, text, good); }

Q_SIGNALS:
    void changed();         ///< a new snapshot is here
    void ticked();          ///< ages moved on
    void questionChanged();
    void selectionChanged(); ///< what is selected (the details follow with changed())
    void pollRequested(const QString& feed);
    void testRequested(const QString& feed);
    void pauseRequested(const QString& feed, bool paused);
    void cancelBackfillRequested();
    void reloadRequested();
    void noteRequested(vedette::Time at, const QString& text, const QString& service);
    void notice(const QString& subject, const QString& text, bool good);

private:
    void ask();
    TimeState* m_time;
    std::shared_ptr<const Snapshot> m_snapshot;
    std::unique_ptr<Question> m_question;
    bool m_hasSnapshot = false;
    bool m_asking = false;
    bool m_quiet = false; ///< the clock moves the range, nobody asked
    Time m_askedAt{};
    EventsModel* m_events;
    SlosModel* m_slos;
    FlagsModel* m_flags;
    FeedsModel* m_feeds;
};

} // namespace vedette
