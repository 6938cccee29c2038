#pragma once

#include "widgets/pages/page.h"

namespace vedette {

class SloDetail;
class SloList;

/// Error budgets: all SLOs worst first, and one in detail.
class SloPage final : public Page {
    Q_OBJECT
public:
    explicit SloPage(Board& board, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] std::vector<PageAction> actions() override;
    void focusFilter() override;
    void settle() override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void refresh();
    SloList* m_list;
    SloDetail* m_detail;
};

} // namespace vedette
