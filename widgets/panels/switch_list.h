#pragma once

#include "models/core/overview.h"
#include "widgets/pages/paint_kit.h"

#include <vector>

namespace vedette {

class Board;

/// "missing for 12 min", "present for 3 d", "never seen": how it stands with a dead man's switch.
[[nodiscard]] QString switchStateWord(const SwitchReport& report, Time now);
/// The switches that are missing in one line, for the status bar; empty: none is.
[[nodiscard]] QString missingSwitchesWord(const std::vector<SwitchReport>& reports, Time now);

/// Dead man's switches: on the Feeds page all of them, on others only those that are missing, with what that means.
class SwitchList final : public PanelBox {
    Q_OBJECT
public:
    enum class Which { all, missing };
    SwitchList(Board& board, Which which, QWidget* parent = nullptr);
    /// Takes what the board knows and its height; 0: nothing to show, the widget hides.
    void refresh();
    [[nodiscard]] bool anyMissing() const;
    [[nodiscard]] int wantedHeight() const;

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    Board& m_board;
    Which m_which;
    std::vector<SwitchReport> m_reports; ///< shown
};

} // namespace vedette
