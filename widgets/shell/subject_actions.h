#pragma once

#include "widgets/pages/page.h"

#include <QObject>

namespace vedette {

class NoteBox;

/// What can be done with whatever a person points at, the same on every page: keys, palette and context menus take it from here.
/// Owned by the window. GUI thread only.
class SubjectActions final : public QObject {
    Q_OBJECT
public:
    SubjectActions(Board& board, NoteBox& notes, QObject* parent);

    /// `page`: its id, for links. `canvas`: R is a key here. Ids begin with "subject.", "view." and "mark.".
    [[nodiscard]] std::vector<PageAction> actions(const Subject& subject, const QString& page, bool canvas);
    /// The same for a menu: in groups (an action without id is a line between), only what applies, `own` first.
    [[nodiscard]] std::vector<PageAction> menu(const Subject& subject, const QString& page, bool canvas, const std::vector<PageAction>& own);

private:
    void range(const Subject& subject);
    void openSource(const Subject& subject);
    void openPending();
    void copy(const QString& text, const QString& said);
    [[nodiscard]] QString linkOf(const Subject& subject, const QString& page) const;
    [[nodiscard]] QString markdownOf(const Subject& subject, const QString& page) const;
    [[nodiscard]] Time markTime(const Subject& subject) const;
    Board& m_board;
    NoteBox& m_notes;
    QString m_pending; ///< its source is opened when its details are here
};

/// Text without any meaning in Markdown.
[[nodiscard]] QString markdownText(const QString& plain);

} // namespace vedette
