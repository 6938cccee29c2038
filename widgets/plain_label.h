#pragma once

#include "widgets/theme.h"

#include <QLabel>

#include <string>

namespace vedette {

/// A line of text that is never read as markup, in a font and colour of the theme; elided at its end where it does not fit.
/// Foreign text goes in through setForeign(), which makes controls and line breaks visible and bounds its length.
class PlainLabel final : public QLabel {
    Q_OBJECT
public:
    using Ink = QColor Theme::*;
    explicit PlainLabel(int px = 12, int weight = 400, Ink ink = &Theme::text, QWidget* parent = nullptr);

    void setForeign(const std::string& text, int most = 2000);
    void setInk(Ink ink);
    void setInk(Severity severity); ///< the theme's ink of this severity
    /// Several lines, broken at words; at most `lines` of them (0: as many as it takes).
    void setWrapped(int lines = 0);

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QColor color() const;
    Ink m_ink;
    Severity m_severity = Severity::none;
    bool m_bySeverity = false;
    int m_lines = 1;
};

} // namespace vedette
