#pragma once

#include "models/core/overview.h"

#include <QAbstractButton>

namespace vedette {

/// One number of the Now page: what, how much, where. "–" while it is not known, never 0.
class NumberTile final : public QAbstractButton {
    Q_OBJECT
public:
    explicit NumberTile(QWidget* parent = nullptr);
    /// `partly`: not every group of alerts in view is judged.
    void show(const Tile& tile, bool partly = false);
    using QWidget::show;
    [[nodiscard]] Tile::What what() const { return m_tile.what; }
    [[nodiscard]] QString valueWords() const;
    void setCompact(bool compact); ///< one line less, for low windows

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    [[nodiscard]] QString titleWords() const;
    [[nodiscard]] QString detailWords() const;
    /// One or two lines of this width.
    [[nodiscard]] QStringList detailLines(const QFontMetrics& metrics) const;
    Tile m_tile;
    bool m_partly = false;
    bool m_compact = false;
};

} // namespace vedette
