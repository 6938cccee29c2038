#pragma once

#include "models/core/change.h"
#include "models/core/severity.h"

#include <QColor>
#include <QIcon>
#include <QPainter>
#include <QRectF>

namespace vedette {

/// Small marks drawn as paths, never as font characters: 8-9 px beside text, sharp at every scale factor.
enum class Glyph { critical, warning, info, ring, ok, unknown, silenced, change, rollback, recurring, note, paused, open, up, down,
    search, clock, live, close, external, expand, flag, pin, toggle, sliders, scale, rows };

void drawGlyph(QPainter& painter, Glyph glyph, const QRectF& box, const QColor& color);
/// The same from a picture kept per size, colour and scale factor, put on the nearest half pixel: for marks drawn by the thousand.
/// GUI thread only.
void stampGlyph(QPainter& painter, Glyph glyph, const QRectF& box, const QColor& color);
[[nodiscard]] Glyph severityGlyph(Severity s);
[[nodiscard]] Glyph changeGlyph(ChangeKind kind); ///< on time axes every change is one mark; rollback has its own
[[nodiscard]] Glyph changeKindGlyph(ChangeKind kind); ///< beside a change's name: each kind has its own
/// 45 degree hatch for what is not known, clipped to the box, in the colour given (no fill below it).
void drawHatch(QPainter& painter, const QRectF& box, const QColor& color, qreal spacing = 6);

/// Icons of the rail and the buttons, stroke 2, in the colour given.
enum class IconName { now, events, slo, metrics, feeds, settings };
[[nodiscard]] QPixmap iconPixmap(IconName icon, int px, const QColor& color, qreal devicePixelRatio);

} // namespace vedette
