#pragma once

#include "models/core/severity.h"

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

#include <array>

namespace vedette {

/// The tokens of PAGES.md 3.2: the only place where a severity becomes a colour. GUI thread only.
class Theme final : public QObject {
    Q_OBJECT
public:
    enum class Mode { dark, light };
    static Theme& instance();

    void setMode(Mode mode); ///< applies palette and style sheet to the application, emits changed()
    [[nodiscard]] Mode mode() const { return m_mode; }
    [[nodiscard]] bool dark() const { return m_mode == Mode::dark; }

    QColor background, panel, sunk, raised, border, strongBorder, text, text2, text3, accent, onAccent, focus;
    QColor okQuiet, change, changeInk, onChange, silenced, silencedInk, grid, selection; ///< selection: opaque row tint
    QColor axisText; ///< text on chart axes

    [[nodiscard]] QColor fill(Severity s) const; ///< bars, strips, glyph bodies
    [[nodiscard]] QColor ink(Severity s) const;  ///< text and glyphs on a panel
    [[nodiscard]] QColor onFill(Severity s) const;
    [[nodiscard]] QColor tint(Severity s) const; ///< alert bars: 34 % of the fill on the panel, opaque
    /// `over` laid on `under` with this share (0 to 1); opaque.
    [[nodiscard]] static QColor mix(const QColor& over, const QColor& under, double share);
    /// WCAG 2.2 contrast ratio, 1 to 21.
    [[nodiscard]] static double contrast(const QColor& a, const QColor& b);
    [[nodiscard]] QColor series(int index) const; ///< 7 hues, then grey
    [[nodiscard]] QColor band(int index) const;   ///< 18 % or 24 % of the series colour

    /// UI font in pixels; the family list of PAGES.md. Weight as in CSS (400, 500, 600).
    [[nodiscard]] static QFont font(int px, int weight = 400);
    [[nodiscard]] static QFont mono(int px, int weight = 400);

Q_SIGNALS:
    void changed();

private:
    Theme();
    void load();
    [[nodiscard]] QPalette palette() const;
    [[nodiscard]] QString styleSheet() const;
    Mode m_mode = Mode::dark;
    std::array<QColor, 6> m_fill;
    std::array<QColor, 6> m_ink;
    std::array<QColor, 6> m_onFill;
    std::array<QColor, 7> m_series;
};

/// Sizes of PAGES.md 3.2, in device-independent pixels.
namespace metrics {
inline constexpr int kRail = 56, kTopBar = 44, kStatusBar = 24, kSidePanel = 340, kGap = 12, kRowDense = 24, kRow = 28, kRadius = 4, kPanelRadius = 6;
} // namespace metrics

} // namespace vedette
