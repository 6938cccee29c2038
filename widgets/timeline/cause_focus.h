#pragma once

#include <QObject>
#include <QString>

namespace vedette {

class Board;
struct SuspectReport;
struct Suspect;

/// Which suspect of the present report is looked at: shared by the timeline (cause lines) and the selection panel.
/// One a Board, owned by it. GUI thread only.
class CauseFocus final : public QObject {
    Q_OBJECT
public:
    static CauseFocus& of(Board& board);

    /// The report that the present selection is explained by; null when there is none.
    [[nodiscard]] const SuspectReport* report() const;
    [[nodiscard]] const Suspect* suspect() const; ///< null: "no change", or no report
    [[nodiscard]] int index() const { return m_index; }
    void setIndex(int index);
    void step(int by); ///< to the next or previous suspect, without wrapping

Q_SIGNALS:
    void changed();

private:
    explicit CauseFocus(Board& board);
    Board& m_board;
    int m_index = 0;
    QString m_reportId;
};

} // namespace vedette
