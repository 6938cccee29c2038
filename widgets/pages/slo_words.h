#pragma once

#include "models/core/slo.h"
#include "widgets/glyphs.h"

#include <QPainter>
#include <QString>

namespace vedette {

/// How an SLO is told: exhausted and fast burn (a page window fires) are critical, slow burn a warning, no data unknown.
struct SloLook {
    Severity severity = Severity::ok;
    Glyph glyph = Glyph::ok;
    QString word;
    QString detail; ///< second line, only where it says more; may be empty
    bool abnormal = false;
};
[[nodiscard]] SloLook sloLook(const SloReport& report);

/// "16 m 30 s", negative kept; "–" when not known.
[[nodiscard]] QString budgetMinutesText(std::optional<double> minutes);
/// As it was written: "99.9 %", "99.95 %", "99.0 %".
[[nodiscard]] QString objectiveText(double ratio);
/// "38.2 %", "−12.4 %", "–"
[[nodiscard]] QString remainingText(const SloReport& report);
/// Coverage in days of the window, "29.8 of 30 d".
[[nodiscard]] QString coverageText(const SloReport& report);
/// True when the engine could not count it at all (a ratio, a query of another form): `why` is then its sentence in the user's language.
[[nodiscard]] bool isUncounted(const SloReport& report, QString* why = nullptr);
/// What would be left if nothing failed in the time that has no samples; null where all was seen or nothing is known.
[[nodiscard]] std::optional<double> remainingAtBest(const SloReport& report);
/// "in 9 d 17 h", "already spent", "never at this rate", "–".
[[nodiscard]] QString forecastText(const SloReport& report);

/// Fill = remaining; exhausted: empty critical outline; no data: hatch; no traffic: dashed outline.
void drawBudgetBar(QPainter& painter, const QRectF& box, const SloReport& report);

} // namespace vedette
