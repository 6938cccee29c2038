#pragma once

#include "models/core/alerting.h"
#include "widgets/glyphs.h"

#include <QScrollArea>
#include <QVBoxLayout>

#include <string>

namespace vedette {

class Board;
class CauseFocus;
class GlyphKey;
struct AlertEpisode;
struct PagingStory;
struct SuspectReport;

/// What is selected: its facts, and which change most probably did it. Foreign text is shown literally; links open only when they
/// are web links, on a click, with their host shown.
class SelectionPanel final : public QWidget {
    Q_OBJECT
public:
    explicit SelectionPanel(Board& board, QWidget* parent = nullptr);

Q_SIGNALS:
    void openPage(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void rebuild();
    void head(const std::string& title, Severity severity, const QString& right, const QString& below);
    void head(const std::string& title, Glyph glyph, const QColor& ink, const QString& right, const QString& below);
    void section(const QString& title, const QString& right = QString());
    void line(const QString& left, const QString& right);
    void note(const QString& words);
    void text(const std::string& words, int lines);
    void link(const QString& title, const std::string& url);
    [[nodiscard]] QString stateText(const QString& state) const; ///< with a word where it is left out of the sums
    void showNothing();
    void showAlert();
    void showChange();
    void showIncident();
    void showSilence();
    void showFlag();
    void showNote();
    void showSuspects(const SuspectReport& report);
    void showPaging(const PagingStory& story); ///< who was told of an alert, or why nobody
    void showRule(const AlertRule& rule); ///< what made the selected alert, or all of the incident
    void showPeople(const std::string& service); ///< whose the selected is, and who stands around it
    Board& m_board;
    CauseFocus& m_focus;
    QScrollArea* m_scroll;
    GlyphKey* m_key;
    QWidget* m_body = nullptr;
    QVBoxLayout* m_column = nullptr;
    int m_unfolded = -1;
};

} // namespace vedette
