#pragma once

#include "models/base/time.h"
#include "models/items/view_filter.h"

#include <QObject>
#include <QTimeZone>

#include <optional>
#include <vector>

namespace vedette {

/// A moment that a person marked. `id` names the note it is kept as ("note:12"); empty: it stands until the window closes.
struct TimeMark {
    Time at{};
    QString text; ///< foreign text when kept
    QString id;
    friend bool operator==(const TimeMark&, const TimeMark&) = default;
};

/// The one time state that every page shares: range, live or not, zone, crosshair, filter, marks. GUI thread only.
class TimeState final : public QObject {
    Q_OBJECT
public:
    explicit TimeState(QObject* parent = nullptr);

    [[nodiscard]] TimeRange range() const { return m_range; }
    [[nodiscard]] bool live() const { return m_live; }
    [[nodiscard]] std::optional<Time> crosshair() const { return m_crosshair; }
    [[nodiscard]] const QTimeZone& zone() const { return m_utc ? m_utcZone : m_zone; }
    [[nodiscard]] const QTimeZone& siteZone() const { return m_zone; }
    [[nodiscard]] bool utc() const { return m_utc; }
    [[nodiscard]] Time now() const { return m_now; }

    /// A range a person chose: leaves live unless it ends at now; kept for undo. At least 1 s, at most 400 days long.
    void setRange(TimeRange range, bool live = false);
    /// The same while a drag or wheel goes on: no undo step.
    void moveRange(TimeRange range);
    /// One undo step back to the present range; call before the first moveRange() of a gesture.
    void remember();
    void zoomAt(Time anchor, double factor);
    void pan(double widths);
    void goLive();
    void setLast(Millis length);
    /// The clock's tick: follows live.
    void tick(Time now);
    void setCrosshair(std::optional<Time> at);
    void setZone(const QTimeZone& zone);
    void toggleUtc();

    [[nodiscard]] const ViewFilter& filter() const { return m_filter; }
    /// Kept for undo; words that grow letter by letter are one step.
    void setFilter(const ViewFilter& filter);
    /// Range and filter at once, one step of undo.
    void setView(TimeRange range, bool live, const ViewFilter& filter);

    /// Kept ones first, then those of this window.
    [[nodiscard]] const std::vector<TimeMark>& marks() const { return m_marks; }
    /// Sets a mark; within 1/200 of the range of one that is not kept: takes that away.
    void toggleMark(Time at);
    /// The marks that are notes; one of this window at the time of a kept one goes.
    void setKeptMarks(std::vector<TimeMark> kept);

    [[nodiscard]] bool canUndo() const { return !m_undo.empty(); }
    [[nodiscard]] bool canRedo() const { return !m_redo.empty(); }
    void undo();
    void redo();

Q_SIGNALS:
    void rangeChanged();
    void liveChanged();
    void crosshairChanged();
    void zoneChanged();
    void nowChanged();
    void filterChanged();
    void marksChanged();

private:
    struct Step {
        TimeRange range;
        bool live;
        ViewFilter filter;
    };
    void apply(TimeRange range, bool live);
    void applyFilter(const ViewFilter& filter);
    void restore(std::vector<Step>& from, std::vector<Step>& to);
    TimeRange m_range;
    Time m_now{};
    bool m_live = true;
    bool m_utc = false;
    QTimeZone m_zone;
    QTimeZone m_utcZone;
    std::optional<Time> m_crosshair;
    ViewFilter m_filter;
    bool m_typing = false; ///< the newest step is words being typed
    std::vector<TimeMark> m_marks;
    std::vector<Step> m_undo;
    std::vector<Step> m_redo;
};

} // namespace vedette
