#pragma once

#include "widgets/pages/page.h"

#include <QWidget>

namespace vedette {

/// The pages, left: icon and name, the present one marked; feeds at the bottom.
class Rail final : public QWidget {
    Q_OBJECT
public:
    explicit Rail(const std::vector<PageEntry>& entries, QWidget* parent = nullptr);
    void setCurrent(const QString& id);

Q_SIGNALS:
    void picked(const QString& id);
};

} // namespace vedette
