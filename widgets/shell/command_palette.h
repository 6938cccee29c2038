#pragma once

#include "widgets/pages/page.h"
#include "widgets/shell/overlay.h"

#include <functional>
#include <vector>

class QLineEdit;
class QListView;

namespace vedette {

class Board;
class CommandList;
class GlyphKey;
class PlainLabel;

/// Ctrl+K: commands (`>`), services (`@`), times (`t `); anything else searches all of them and the events.
class CommandPalette final : public Overlay {
    Q_OBJECT
public:
    CommandPalette(Board& board, QWidget* window);
    void openWith(std::vector<PageAction> commands, const QString& start = QString());

Q_SIGNALS:
    void openPage(const QString& id);

protected:
    [[nodiscard]] QRect boxRect() const override;
    void layOut(const QRect& box) override;
    void opened() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& text);
    void take();
    [[nodiscard]] std::vector<PageAction> services();
    Board& m_board;
    QLineEdit* m_edit;
    QListView* m_view;
    PlainLabel* m_foot;
    CommandList* m_list;
    std::vector<PageAction> m_commands;
    QString m_start;
};

/// `?`: every key of the shell and the page, filtered by words, and below them what the marks mean.
class KeySheet final : public Overlay {
    Q_OBJECT
public:
    explicit KeySheet(QWidget* window);
    void openWith(std::vector<PageAction> commands);

protected:
    [[nodiscard]] QRect boxRect() const override;
    void layOut(const QRect& box) override;
    void opened() override;

private:
    QLineEdit* m_edit;
    QListView* m_view;
    CommandList* m_list;
    GlyphKey* m_marks;
};

} // namespace vedette
