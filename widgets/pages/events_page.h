#pragma once

#include "widgets/pages/page.h"

class QPushButton;

namespace vedette {

class EventsFacets;
class EventsFilter;
class EventsHistogram;
class EventsTable;

/// Everything that happened in the range in one table: alerts, changes, silences, feed outages, notes.
class EventsPage final : public Page {
    Q_OBJECT
public:
    explicit EventsPage(Board& board, QWidget* parent = nullptr);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] std::vector<PageAction> actions() override;
    void focusFilter() override;
    [[nodiscard]] bool usesSelectionPanel() const override { return true; }
    [[nodiscard]] Subject subject() const override;
    void settle() override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    class CountLine;
    class EmptyNote;
    void refresh();
    void placeFacets();
    void openOnTimeline(const QString& id);
    [[nodiscard]] QString pointedId() const { return subject().id; }
    void exportRows();
    void leaveFacets();

    EventsFilter* m_filter;
    CountLine* m_counts;
    QPushButton* m_export;
    EventsHistogram* m_histogram;
    QWidget* m_facetPanel;
    EventsFacets* m_facets;
    QPushButton* m_facetStrip;
    EventsTable* m_table;
    EmptyNote* m_empty;
    QPushButton* m_clear;
    bool m_facetsOpen = true;
    bool m_facetsChosen = false; ///< a person folded or opened them
};

} // namespace vedette
