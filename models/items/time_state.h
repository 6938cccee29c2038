#pragma once

#include "models/base/time.h"

#include <QObject>
#include <QTimeZone>

#include <optional>
#include <vector>

namespace vedette {

/// The one time state that every page shares: range, live or not, zone, crosshair. GUI thread only.
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

private:
    struct Step {
        TimeRange range;
        bool live;
    };
    void apply(TimeRange range, bool live);
    TimeRange m_range;
    Time m_now{};
    bool m_live = true;
    bool m_utc = false;
    QTimeZone m_zone;
    QTimeZone m_utcZone;
    std::optional<Time> m_crosshair;
    std::vector<Step> m_undo;
    std::vector<Step> m_redo;
};

} // namespace vedette
