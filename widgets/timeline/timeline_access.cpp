#include "widgets/timeline/timeline_access.h"

#include "widgets/format.h"
#include "widgets/timeline/timeline_view.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QPointer>

#include <vector>

namespace vedette {

namespace {

/// One lane; it has no object of its own, only a place in the view.
class LaneAccess final : public QAccessibleInterface {
public:
    LaneAccess(TimelineView* view, int place) : m_view(view), m_place(place) {}

    [[nodiscard]] bool isValid() const override { return m_view && m_place < static_cast<int>(m_view->laneCount()); }
    [[nodiscard]] QObject* object() const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* parent() const override { return m_view ? QAccessible::queryAccessibleInterface(m_view) : nullptr; }
    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }
    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    [[nodiscard]] int childCount() const override { return 0; }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::ListItem; }
    [[nodiscard]] QString text(QAccessible::Text kind) const override
    {
        if (!isValid())
            return {};
        const auto place = static_cast<std::size_t>(m_place);
        if (kind == QAccessible::Name)
            return QStringLiteral("lane:") + plain(m_view->laneAt(place).service, 120);
        if (kind == QAccessible::Description || kind == QAccessible::Value)
            return m_view->laneStateText(place);
        return {};
    }
    void setText(QAccessible::Text, const QString&) override {}
    [[nodiscard]] QRect rect() const override
    {
        if (!isValid())
            return {};
        const QRect box = m_view->laneRect(static_cast<std::size_t>(m_place));
        return {m_view->viewport()->mapToGlobal(box.topLeft()), box.size()};
    }
    [[nodiscard]] QAccessible::State state() const override
    {
        QAccessible::State s;
        s.focusable = true;
        s.focused = isValid() && m_view->hasFocus() && m_view->currentLane() == m_place;
        s.invalid = !isValid();
        return s;
    }

private:
    QPointer<TimelineView> m_view;
    int m_place;
};

class TimelineAccess final : public QAccessibleWidget {
public:
    explicit TimelineAccess(TimelineView* view) : QAccessibleWidget(view, QAccessible::List, QStringLiteral("timeline")), m_view(view) {}
    ~TimelineAccess() override
    {
        for (const auto id : m_ids)
            QAccessible::deleteAccessibleInterface(id);
    }

    [[nodiscard]] int childCount() const override { return m_view ? static_cast<int>(m_view->laneCount()) : 0; }
    [[nodiscard]] QAccessibleInterface* child(int index) const override
    {
        if (index < 0 || index >= childCount())
            return nullptr;
        while (static_cast<int>(m_ids.size()) <= index)
            m_ids.push_back(QAccessible::registerAccessibleInterface(new LaneAccess(m_view, static_cast<int>(m_ids.size()))));
        return QAccessible::accessibleInterface(m_ids[static_cast<std::size_t>(index)]);
    }
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override
    {
        for (std::size_t i = 0; i < m_ids.size(); ++i) {
            if (QAccessible::accessibleInterface(m_ids[i]) == child)
                return static_cast<int>(i);
        }
        return -1;
    }
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override
    {
        for (int i = 0; i < childCount(); ++i) {
            if (auto* lane = child(i); lane && lane->rect().contains(x, y))
                return lane;
        }
        return nullptr;
    }

private:
    QPointer<TimelineView> m_view;
    mutable std::vector<QAccessible::Id> m_ids;
};

QAccessibleInterface* make(const QString&, QObject* object)
{
    auto* view = qobject_cast<TimelineView*>(object);
    return view ? new TimelineAccess(view) : nullptr;
}

} // namespace

void installTimelineAccess()
{
    static const bool s_once = [] {
        QAccessible::installFactory(&make);
        return true;
    }();
    static_cast<void>(s_once);
}

} // namespace vedette
