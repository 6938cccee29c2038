#pragma once

#include "models/core/event_row.h"
#include "widgets/pages/page.h"

#include <QListView>
#include <QStringList>

class QStandardItemModel;

namespace vedette {

/// Type, severity, service, state and source with their counts. A click adds the matcher (or takes it away), Alt+click excludes.
class EventsFacets final : public QListView {
    Q_OBJECT
public:
    enum Role { groupRole = Qt::UserRole + 1, valueRole, countRole, shareRole, headerRole };
    explicit EventsFacets(QWidget* parent = nullptr);

    void show(const EventTable& table, const QStringList& matchers);
    using QWidget::show;

Q_SIGNALS:
    void matcherToggled(const QString& matcher);
    void menuAsked(const QPoint& global, const vedette::Subject& subject);

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void choose(const QModelIndex& index, bool exclude);
    void fill();

    QStandardItemModel* m_model;
    std::vector<EventTable::Facet> m_facets;
    QStringList m_matchers;
    bool m_allServices = false;
};

/// "service=checkout" or "service!=checkout", quoted where it must be.
[[nodiscard]] QString facetMatcher(const std::string& group, const std::string& value, bool exclude);

} // namespace vedette
