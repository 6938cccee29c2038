#include "widgets/panels/glyph_key.h"

#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QPainter>

#include <functional>
#include <vector>

namespace vedette {

namespace {

constexpr int kRow = 21, kTop = 18, kMarks = 32;

struct Entry {
    QString words;
    std::function<void(QPainter&, int, int)> draw; ///< at x, around y
};

std::function<void(QPainter&, int, int)> bar(Qt::PenStyle style, const QColor& edge, const QColor& fill)
{
    return [=](QPainter& p, int x, int y) {
        p.setPen(QPen(edge, 1, style));
        p.setBrush(fill);
        p.drawRect(QRect(x, y - 4, 20, 7));
    };
}

std::function<void(QPainter&, int, int)> marks(std::vector<std::pair<Glyph, QColor>> glyphs)
{
    return [glyphs = std::move(glyphs)](QPainter& p, int x, int y) {
        qreal left = glyphs.size() == 1 ? x + 6 : x + 1;
        for (const auto& [glyph, ink] : glyphs) {
            drawGlyph(p, glyph, QRectF(left, y - 4.5, 9, 9), ink);
            left += 12;
        }
    };
}

std::vector<Entry> timelineEntries()
{
    const Theme& theme = Theme::instance();
    const QColor red = theme.fill(Severity::critical);
    const QColor grey = theme.fill(Severity::unknown);
    const auto merged = [red, one = bar(Qt::SolidLine, red, theme.tint(Severity::critical))](QPainter& p, int x, int y) {
        one(p, x, y);
        p.fillRect(QRect(x + 23, y - 2, 1, 8), red);
        p.fillRect(QRect(x + 2, y + 5, 22, 1), red);
    };
    const auto hatched = [grey](QPainter& p, int x, int y) {
        drawHatch(p, QRectF(x, y - 5, 22, 10), grey, 5);
        p.setPen(grey);
        p.setBrush(Qt::NoBrush);
        p.drawRect(QRect(x, y - 5, 21, 9));
    };
    return {{GlyphKey::tr("merged, worst kept"), merged}, {GlyphKey::tr("silenced"), bar(Qt::SolidLine, theme.silenced, theme.panel)},
        {GlyphKey::tr("no telemetry"), hatched}, {GlyphKey::tr("comes by the calendar"), bar(Qt::DashLine, theme.silenced, theme.panel)},
        {GlyphKey::tr("change, rollback"), marks({{Glyph::change, theme.change}, {Glyph::rollback, theme.change}})},
        {GlyphKey::tr("abnormal metric, note"), marks({{Glyph::ring, theme.ink(Severity::info)}, {Glyph::note, theme.text2}})}};
}

std::vector<Entry> allEntries()
{
    const Theme& theme = Theme::instance();
    const auto state = [&](Severity s) { return marks({{severityGlyph(s), theme.ink(s)}}); };
    const auto kind = [&](Glyph glyph) { return marks({{glyph, theme.change}}); };
    std::vector<Entry> out{{GlyphKey::tr("critical"), state(Severity::critical)}, {GlyphKey::tr("warning"), state(Severity::warning)},
        {GlyphKey::tr("info"), state(Severity::info)}, {GlyphKey::tr("ok"), state(Severity::ok)},
        {GlyphKey::tr("not known, stale"), state(Severity::unknown)}, {GlyphKey::tr("paused"), marks({{Glyph::paused, theme.text2}})}};
    for (auto& entry : timelineEntries())
        out.push_back(std::move(entry));
    const std::vector<Entry> kinds{{GlyphKey::tr("feature flag"), kind(Glyph::toggle)}, {GlyphKey::tr("configuration"), kind(Glyph::sliders)},
        {GlyphKey::tr("scaling"), kind(Glyph::scale)}, {GlyphKey::tr("schema change"), kind(Glyph::rows)}, {GlyphKey::tr("maintenance"), kind(Glyph::clock)},
        {GlyphKey::tr("pinned lane"), marks({{Glyph::pin, theme.text2}})}};
    out.insert(out.end(), kinds.begin(), kinds.end());
    return out;
}

} // namespace

GlyphKey::GlyphKey(QWidget* parent, Extent extent) : QWidget(parent), m_extent(extent)
{
    const auto entries = extent == Extent::all ? allEntries() : timelineEntries();
    setFixedHeight(kTop * 2 + kRow * (static_cast<int>(entries.size() + 1) / 2 - 1) + 6);
    QStringList words;
    for (const auto& entry : entries)
        words << entry.words;
    setAccessibleName(tr("What the marks mean"));
    setAccessibleDescription(words.join(QStringLiteral(", ")));
}

void GlyphKey::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    p.fillRect(QRect(0, 0, width(), 1), theme.border);
    const int column = width() / 2;
    int at = 0;
    for (const auto& entry : m_extent == Extent::all ? allEntries() : timelineEntries()) {
        const int x = at % 2 == 0 ? 12 : column + 4;
        const int y = kTop + at / 2 * kRow;
        entry.draw(p, x, y);
        p.setFont(Theme::font(11));
        p.setPen(theme.text2);
        p.drawText(QRect(x + kMarks, y - 8, column - 40, 16), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            p.fontMetrics().elidedText(entry.words, Qt::ElideRight, column - 44));
        ++at;
    }
}

} // namespace vedette
