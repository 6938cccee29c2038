#pragma once

#include "widgets/pages/page.h"

class QScrollArea;

namespace vedette {

class FeedsCache;
class FeedsConfig;
class FeedsCoverage;
class FeedsOutages;
class FeedsSide;
class FeedsTable;
class SwitchList;

/// Where everything comes from: feeds, cache, coverage, configuration; beside them the chosen feed.
class FeedsPage final : public Page {
    Q_OBJECT
public:
    explicit FeedsPage(Board& board, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] std::vector<PageAction> actions() override;
    void settle() override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void place();
    void choose();
    void placeOutages();
    void reveal(const QString& feed);
    QScrollArea* m_scroll;
    QWidget* m_body;
    FeedsTable* m_table;
    SwitchList* m_switches;
    QWidget* m_stores;
    FeedsCache* m_cache;
    FeedsCoverage* m_coverage;
    FeedsConfig* m_config;
    FeedsSide* m_side;
    FeedsOutages* m_outages;
    bool m_sideOpen = false; ///< where it lies over the page
};

} // namespace vedette
