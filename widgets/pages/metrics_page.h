#pragma once

#include "widgets/pages/page.h"

namespace vedette {

class MetricsFlags;
class MetricsGrid;
class MetricsMain;

/// Watched metrics: what is abnormal, one chart enlarged, all as small multiples on the same time axis.
class MetricsPage final : public Page {
    Q_OBJECT
public:
    explicit MetricsPage(Board& board, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] std::vector<PageAction> actions() override;
    [[nodiscard]] bool timeCanvas() const override { return true; }
    [[nodiscard]] Subject subject() const override;
    void settle() override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    MetricsFlags* m_flags;
    MetricsMain* m_main;
    MetricsGrid* m_grid;
};

} // namespace vedette
