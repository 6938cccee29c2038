#pragma once

#include "models/core/anomaly.h"
#include "models/core/feed.h"
#include "models/core/slo.h"

#include <QAbstractListModel>

#include <vector>

namespace vedette {


/// SLOs, worst first.
class SlosModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { idRole = Qt::UserRole + 1, stateRole };
    explicit SlosModel(QObject* parent) : QAbstractListModel(parent) {}
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] const SloReport& item(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }
    void show(const std::vector<SloReport>& rows);

private:
    std::vector<SloReport> m_rows;
};

/// Flagged spans, highest score first.
class FlagsModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { idRole = Qt::UserRole + 1 };
    explicit FlagsModel(QObject* parent) : QAbstractListModel(parent) {}
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] const AnomalyFlag& item(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }
    [[nodiscard]] static QString idOf(const AnomalyFlag& flag);
    void show(const std::vector<AnomalyFlag>& rows);

private:
    std::vector<AnomalyFlag> m_rows;
};

/// Feeds in the order of the configuration.
class FeedsModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { nameRole = Qt::UserRole + 1, stateRole };
    explicit FeedsModel(QObject* parent) : QAbstractListModel(parent) {}
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] const FeedStatus& item(int row) const { return m_rows.at(static_cast<std::size_t>(row)); }
    void show(const std::vector<FeedStatus>& rows);

private:
    std::vector<FeedStatus> m_rows;
};

} // namespace vedette
