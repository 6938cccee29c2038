#pragma once

#include "models/base/time.h"
#include "widgets/glyphs.h"

#include <QKeySequence>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

class Board;

/// Something a person can do, with its key: listed in the palette, the key sheet and menus. Keys are physical positions
/// (a letter means the key that carries it on a QWERTY board, whatever the input method makes of it).
struct PageAction {
    QString id;   ///< unique, "timeline.fit"
    QString text; ///< translated
    QString key;  ///< "F", "Shift+M", "Ctrl+K", "."; empty: no key
    std::function<void()> run;
};

/// What a person points at: under the mouse, else selected, else where the keyboard stands. Commands and menus are about it.
struct Subject {
    QString id;    ///< what Board::select takes; empty: nothing to select
    QString words; ///< plain, bounded: "pricing-api · HighErrors"
    std::optional<TimeRange> span;
    std::optional<Time> at;  ///< where on the axis
    std::string label;       ///< what filtering in and out is about: "service"; empty: nothing
    std::string value;
    bool source = false;     ///< may have a page of its own (an alert, a change)
};

/// One page of the desk. Pages subscribe to the Board and its TimeState and never to each other.
class Page : public QWidget {
    Q_OBJECT
public:
    explicit Page(Board& board, QWidget* parent = nullptr) : QWidget(parent), m_board(board) {}
    /// Title of the top bar.
    [[nodiscard]] virtual QString title() const = 0;
    /// Local actions; keys act while the page (not a text field) has focus.
    [[nodiscard]] virtual std::vector<PageAction> actions() { return {}; }
    /// `/`: put the cursor into this page's filter, if it has one.
    virtual void focusFilter() {}
    /// True when the page brings its own side panel content (else the shell shows none).
    [[nodiscard]] virtual bool usesSelectionPanel() const { return false; }
    /// What the commands that need something to be about are about.
    [[nodiscard]] virtual Subject subject() const { return {}; }
    /// True where R belongs to the page: it has a time axis to lay over the subject.
    [[nodiscard]] virtual bool timeCanvas() const { return false; }
    /// Pictures: lay out for a page of this size without animation.
    virtual void settle() {}

protected:
    [[nodiscard]] Board& board() const { return m_board; }

Q_SIGNALS:
    /// Asks the shell to go to another page ("events", "now", ...).
    void openPage(const QString& id);
    /// A person asked what can be done with `subject`: `own` (this page's) come first, then what every page has.
    void menuAsked(const QPoint& global, const vedette::Subject& subject, const std::vector<vedette::PageAction>& own);

private:
    Board& m_board;
};

/// A page of the rail.
struct PageEntry {
    QString id;   ///< now, timeline, events, slo, metrics, feeds
    QString rail; ///< translated short name; empty: not on the rail (reached by other ways, e.g. `picture timeline`)
    IconName icon;
    std::function<Page*(Board&, QWidget*)> make;
};

/// All pages there are, in the order of the rail; one line each in pages.cpp.
[[nodiscard]] std::vector<PageEntry> pageEntries();

} // namespace vedette
