#pragma once

#include "widgets/pages/page.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

namespace vedette {

/// Commands with their keys, filtered by words; the rows of palette and key sheet.
class CommandList final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { keyRole = Qt::UserRole + 1 };
    explicit CommandList(QObject* parent) : QAbstractListModel(parent) {}
    void setCommands(std::vector<PageAction> commands);
    void setFilter(const QString& words);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    void run(int row) const;

private:
    std::vector<PageAction> m_all;
    std::vector<std::size_t> m_shown;
    QString m_filter;
};

/// A row: words left, key cap right. Plain text.
class CommandDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace vedette
