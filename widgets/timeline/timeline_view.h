#pragma once

#include "widgets/pages/page.h"
#include "widgets/timeline/timeline_head.h"
#include "widgets/timeline/timeline_overlay.h"

#include <QAbstractScrollArea>
#include <QBasicTimer>
#include <QSet>

#include <memory>
#include <optional>
#include <vector>

namespace vedette {

class Board;
class CauseFocus;

/// The status timeline: minimap, axis, incidents and one lane a service, painted from bins, never an object per event.
/// Follows the Board's timeline and TimeState; what a person picks is told to the Board.
class TimelineView final : public QAbstractScrollArea {
    Q_OBJECT
public:
    explicit TimelineView(Board& board, QWidget* parent = nullptr);
    ~TimelineView() override;

    [[nodiscard]] std::vector<PageAction> actions();
    /// Stops hover and gestures; for pictures.
    void settle();
    /// Paints one frame as the viewport would show it at its present size.
    void paintFrame(QPainter& painter);

    // For tests and accessibility.
    [[nodiscard]] std::size_t laneCount() const { return m_order.size(); }
    [[nodiscard]] const Lane& laneAt(std::size_t place) const;
    [[nodiscard]] QRect laneRect(std::size_t place) const; ///< in the viewport
    [[nodiscard]] QString laneStateText(std::size_t place) const;
    [[nodiscard]] int currentLane() const { return m_current; }
    [[nodiscard]] TimeAxis axis() const;
    /// Under the mouse, else the dragged span, else selected, else the lane of the keyboard.
    [[nodiscard]] Subject subject() const;

Q_SIGNALS:
    /// Asks for another page, with the range and filter already set.
    void openPage(const QString& id);
    void menuAsked(const QPoint& global, const vedette::Subject& subject, const std::vector<vedette::PageAction>& own);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void timerEvent(QTimerEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    enum class Drag { none, select, pan, window, windowLeft, windowRight };
    enum class Order { grouped, worstFirst };
    /// Something under the mouse.
    struct Hit {
        enum class Kind { none, bar, change, flag, note, gap, incident, notJudged, mark, lane } kind = Kind::none;
        std::size_t place = 0;  ///< lane
        std::size_t index = 0;
        QString id;             ///< what a click selects; empty: nothing
        TimeRange span;
        bool crowd = false;     ///< too many to be told apart: a click goes nearer to `at`
        Time at{};
    };

    // timeline_view.cpp
    void takeTimeline();
    void arrange();
    void forgetHit();
    void placeLanes();
    [[nodiscard]] TimelineFrame frame() const;
    [[nodiscard]] TimeAxis minimapAxis() const;
    void refreshSelection();
    void paintLanes(QPainter& painter, const TimelineFrame& f);
    void paintOver(QPainter& painter, const TimelineFrame& f);
    [[nodiscard]] CauseLines causeLines(const TimelineFrame& f) const;
    [[nodiscard]] QString rowWords() const;
    [[nodiscard]] QColor rowInk() const;
    [[nodiscard]] std::vector<TimeRange> notJudged() const; ///< in view
    [[nodiscard]] QString sinceMark() const; ///< from the newest mark of this window to the crosshair
    void paintEmpty(QPainter& painter);

    // timeline_input.cpp, timeline_hit.cpp
    [[nodiscard]] Hit hitAt(QPointF position) const;
    [[nodiscard]] Hit hitInLane(const TimelineFrame& f, const PlacedLane& placed, QPointF position) const;
    void choose(const Hit& hit);
    void goNearer(const Hit& hit);
    void beginGesture();
    void zoom(double factor);
    void fit();
    void showAll();
    void stepEvent(int by);
    void stepLane(int by);
    void escape();
    void togglePin();
    void ensureSeen(std::size_t place);
    void dragMinimap(double x);
    [[nodiscard]] Time anchor() const;

    // timeline_subject.cpp
    [[nodiscard]] Subject subjectOf(const Hit& hit) const;
    [[nodiscard]] Subject subjectOfId(std::uint32_t id) const;
    [[nodiscard]] Subject subjectOfLane(std::size_t place) const;
    void showEvents(const Subject& subject);
    void askMenu(const QPoint& global, const Subject& subject);

    // timeline_hint.cpp
    [[nodiscard]] std::vector<HintLine> hintFor(const Hit& hit) const;
    [[nodiscard]] std::vector<HintLine> barHint(const Lane& lane, const AlertBar& bar) const;

    Board& m_board;
    CauseFocus& m_focus;
    std::shared_ptr<const Timeline> m_timeline;
    std::unique_ptr<LaneIndex> m_index;
    MergeMemory m_memory;
    std::unique_ptr<TimelineText> m_text;
    std::vector<std::size_t> m_order; ///< lane numbers from top to bottom
    std::vector<PlacedLane> m_placed; ///< seen in the newest frame
    QSet<QString> m_pinned;
    int m_lanes = 0;        ///< before any filter
    int m_hiddenFiring = 0; ///< lanes that the filter hides though they fire
    Order m_sort = Order::grouped;
    bool m_busyOnly = false;
    int m_current = -1; ///< lane with the keyboard, a place in m_order
    bool m_laneChosen = false; ///< the keyboard went to it after the newest selection
    QString m_selectedBefore;

    std::uint32_t m_selectedId = 0;
    std::uint32_t m_selectedChange = 0;
    std::unordered_set<std::uint32_t> m_causedIds; ///< id indexes of the report's alerts

    Drag m_drag = Drag::none;
    QPointF m_pressAt;
    TimeRange m_pressRange;
    bool m_moved = false;
    std::optional<TimeRange> m_area; ///< dragged or stepped-to span
    std::optional<QPointF> m_mouse;
    Hit m_hit;
    bool m_hitOld = false; ///< lanes moved under a mouse that stands still
    std::optional<Hit> m_nearer; ///< the newest click went nearer to it: a second one lists it
    bool m_hintShown = false;
    QBasicTimer m_hintTimer;
    QBasicTimer m_gestureTimer;
};

} // namespace vedette
