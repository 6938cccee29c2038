#include "models/items/list_models.h"

namespace vedette {

namespace {

/// Replaces the rows; keeps them as they are (one dataChanged) where the ids did not move, so that selections stay.
template <class Row, class Id, class Begin, class End>
bool showRows(std::vector<Row>& mine, const std::vector<Row>& rows, Id id, Begin begin, End end)
{
    bool sameIds = mine.size() == rows.size();
    for (std::size_t i = 0; sameIds && i < rows.size(); ++i)
        sameIds = id(mine[i]) == id(rows[i]);
    if (!sameIds)
        begin();
    mine = rows;
    if (!sameIds)
        end();
    return sameIds;
}

} // namespace

int SlosModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant SlosModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& r = item(index.row());
    if (role == Qt::DisplayRole || role == idRole)
        return QString::fromStdString(r.spec.id);
    if (role == stateRole)
        return static_cast<int>(r.state);
    return {};
}

void SlosModel::show(const std::vector<SloReport>& rows)
{
    const bool same = showRows(m_rows, rows, [](const SloReport& r) { return r.spec.id; }, [this] { beginResetModel(); },
        [this] { endResetModel(); });
    if (same && !m_rows.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
}

int FlagsModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QString FlagsModel::idOf(const AnomalyFlag& flag)
{
    return QStringLiteral("flag:") + QString::fromStdString(flag.watch) + QLatin1Char('|')
        + QString::fromStdString(flag.series) + QLatin1Char('|') + QString::number(toMs(flag.from));
}

QVariant FlagsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& r = item(index.row());
    if (role == Qt::DisplayRole)
        return QString::fromStdString(r.watch);
    if (role == idRole)
        return idOf(r);
    return {};
}

void FlagsModel::show(const std::vector<AnomalyFlag>& rows)
{
    const bool same = showRows(m_rows, rows, [](const AnomalyFlag& r) { return idOf(r); }, [this] { beginResetModel(); },
        [this] { endResetModel(); });
    if (same && !m_rows.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
}

int FeedsModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant FeedsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& r = item(index.row());
    if (role == Qt::DisplayRole || role == nameRole)
        return QString::fromStdString(r.name);
    if (role == stateRole)
        return static_cast<int>(r.state);
    return {};
}

void FeedsModel::show(const std::vector<FeedStatus>& rows)
{
    const bool same = showRows(m_rows, rows, [](const FeedStatus& r) { return r.name; }, [this] { beginResetModel(); },
        [this] { endResetModel(); });
    if (same && !m_rows.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
}

} // namespace vedette
