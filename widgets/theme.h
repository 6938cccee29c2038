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
    QColor okQuiet, change, changeInk, silenced, grid, selection; ///< selection: row and range tint

    [[nodiscard]] QColor fill(Severity s) const; ///< bars, strips, glyph bodies
    [[nodiscard]] QColor ink(Severity s) const;  ///< text and glyphs on a panel
    [[nodiscard]] QColor onFill(Severity s) const;
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
