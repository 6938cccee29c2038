#include "models/items/event_models.h"

#include "models/items/board.h"

namespace vedette {

EventsModel::EventsModel(Board& board) : QAbstractTableModel(&board), m_table(std::make_shared<EventTable>()) {}

int EventsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table->rows.size() + m_table->pinned.size());
}

int EventsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columnCountValue; }

bool EventsModel::pinned(int row) const { return static_cast<std::size_t>(row) < m_table->pinned.size(); }

const EventRow& EventsModel::row(int row) const
{
    const auto i = static_cast<std::size_t>(row);
    const auto pins = m_table->pinned.size();
    return i < pins ? m_table->pinned[i] : m_table->rows.at(i - pins);
}

int EventsModel::rowOf(const QString& id) const
{
    const auto wanted = id.toStdString();
    for (int i = 0, n = rowCount(); i < n; ++i) {
        if (row(i).id == wanted)
            return i;
    }
    return -1;
}

QVariant EventsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const EventRow& r = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case serviceColumn:
            return QString::fromStdString(r.service);
        case textColumn:
            return QString::fromStdString(r.text);
        case stateColumn:
            return QString::fromStdString(r.state);
        default:
            return {};
        }
    case idRole:
        return QString::fromStdString(r.id);
    case typeRole:
        return static_cast<int>(r.type);
    case severityRole:
        return static_cast<int>(r.severity);
    case fromRole:
        return static_cast<qlonglong>(toMs(r.from));
    case toRole:
        return r.to ? QVariant(static_cast<qlonglong>(toMs(*r.to))) : QVariant();
    case stateRole:
        return QString::fromStdString(r.state);
    case kindRole:
        return QString::fromStdString(r.kind);
    case pinnedRole:
        return pinned(index.row());
    case suspicionRole:
        return static_cast<double>(r.suspicion);
    default:
        return {};
    }
}

void EventsModel::show(std::shared_ptr<const EventTable> table)
{
    beginResetModel();
    m_table = std::move(table);
    endResetModel();
}

} // namespace vedette
