#pragma once

#include "models/core/event_row.h"

#include <QAbstractTableModel>

#include <memory>

namespace vedette {

class Board;

/// The rows of the Events page, pinned ones first. Virtual: it answers from the snapshot's table, nothing is copied.
class EventsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { timeColumn, typeColumn, serviceColumn, textColumn, stateColumn, lengthColumn, noteColumn, columnCountValue };
    enum Role { idRole = Qt::UserRole + 1, typeRole, severityRole, fromRole, toRole, stateRole, pinnedRole, suspicionRole, kindRole };
    explicit EventsModel(Board& board);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    /// DisplayRole is plain text without zone-dependent times: the delegate writes times (fromRole, toRole).
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] const EventRow& row(int row) const;
    [[nodiscard]] bool pinned(int row) const;
    [[nodiscard]] int rowOf(const QString& id) const; ///< -1: not here

    void show(std::shared_ptr<const EventTable> table);

private:
    std::shared_ptr<const EventTable> m_table;
};

} // namespace vedette
