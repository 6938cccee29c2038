#pragma once

#include "widgets/pages/paint_kit.h"

class QPushButton;

namespace vedette {

class Board;

/// What the cache holds, by table, to the scale of its limit.
class FeedsCache final : public QWidget {
    Q_OBJECT
public:
    explicit FeedsCache(Board& board, QWidget* parent = nullptr);
    [[nodiscard]] int wantedHeight() const; ///< with every table on a row of its own
    [[nodiscard]] QString trouble() const;  ///< what keeps the cache from being written, in words; empty: nothing

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Board& m_board;
};

/// Which days are here, being fetched, waiting or lost; the backfill with its end and a way to stop it.
class FeedsCoverage final : public QWidget {
    Q_OBJECT
public:
    explicit FeedsCoverage(Board& board, QWidget* parent = nullptr);
    void refresh();
    [[nodiscard]] int wantedHeight() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Board& m_board;
    QPushButton* m_cancel;
};

/// The configuration that runs, and what is wrong with the files on disk.
class FeedsConfig final : public PanelBox {
    Q_OBJECT
public:
    explicit FeedsConfig(Board& board, QWidget* parent = nullptr);
    void refresh();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Board& m_board;
    QPushButton* m_reload;
};

} // namespace vedette
