#include "widgets/pages/number_tile.h"

#include "widgets/format.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QPainter>

#include <cmath>

namespace vedette {

NumberTile::NumberTile(QWidget* parent) : QAbstractButton(parent)
{
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void NumberTile::show(const Tile& tile, bool partly)
{
    m_tile = tile;
    m_partly = partly;
    setAccessibleName(titleWords() + QLatin1Char(' ') + valueWords());
    setAccessibleDescription(detailWords());
    update();
}

void NumberTile::setCompact(bool compact)
{
    m_compact = compact;
    update();
}

QString NumberTile::titleWords() const
{
    switch (m_tile.what) {
    case Tile::What::critical:
        return tr("critical");
    case Tile::What::warning:
        return tr("warning");
    case Tile::What::changes:
        return tr("recent changes");
    case Tile::What::burn:
        return tr("worst burn, 1 h");
    case Tile::What::budget:
        return tr("least budget");
    case Tile::What::anomalies:
        return tr("abnormal metrics");
    }
    return {};
}

QString NumberTile::valueWords() const
{
    if (!m_tile.value || std::isnan(*m_tile.value))
        return QStringLiteral("–");
    switch (m_tile.what) {
    case Tile::What::burn:
        return QString::number(*m_tile.value, 'f', *m_tile.value < 100 ? 1 : 0) + QStringLiteral("×");
    case Tile::What::budget:
        return percentText(m_tile.value, std::abs(*m_tile.value) < 1 ? 1 : 0);
    default:
        return countText(*m_tile.value);
    }
}

QString NumberTile::detailWords() const
{
    if (!m_tile.value)
        return tr("not known yet");
    QStringList parts;
    if (m_tile.what == Tile::What::changes && m_tile.extra > 0)
        parts << (m_partly ? tr("%1+ suspects").arg(m_tile.extra) : m_tile.extra == 1 ? tr("%n suspect", nullptr, 1) : tr("%n suspects", nullptr, m_tile.extra));
    if (m_tile.what == Tile::What::anomalies && m_tile.extra > 0)
        parts << tr("%1 going on").arg(m_tile.extra);
    if (m_tile.what == Tile::What::budget && m_tile.until)
        parts << tr("gone in %1").arg(durationText(*m_tile.until));
    for (const auto& name : {m_tile.detail, m_tile.detail2}) {
        if (!name.empty())
            parts << plain(name, 60);
    }
    if (parts.isEmpty())
        parts << (m_tile.what != Tile::What::changes || *m_tile.value <= 0 ? tr("none") : m_partly ? tr("not all judged") : tr("none suspected"));
    return parts.join(QStringLiteral(" · "));
}

QStringList NumberTile::detailLines(const QFontMetrics& metrics) const
{
    const QString words = detailWords();
    const int wide = width() - 24;
    if (metrics.horizontalAdvance(words) <= wide)
        return {words};
    // The first line ends at the last word that has room; the second is cut where it must be.
    qsizetype end = -1;
    for (qsizetype at = words.indexOf(QLatin1Char(' ')); at > 0 && metrics.horizontalAdvance(words.left(at)) <= wide; at = words.indexOf(QLatin1Char(' '), at + 1))
        end = at;
    if (end < 0)
        return {metrics.elidedText(words, Qt::ElideRight, wide)};
    QString first = words.left(end);
    if (first.endsWith(QStringLiteral(" ·")))
        first.chop(2);
    QString second = words.mid(end + 1);
    if (second.startsWith(QStringLiteral("· ")))
        second.remove(0, 2);
    return {first, metrics.elidedText(second, Qt::ElideRight, wide)};
}

void NumberTile::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(hasFocus() ? theme.focus : theme.border, 1));
    p.setBrush(underMouse() ? theme.raised : theme.panel);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
    p.setRenderHint(QPainter::Antialiasing, false);
    const bool known = m_tile.value.has_value();
    const bool isChange = m_tile.what == Tile::What::changes;
    // A calm number is quiet: colour only where something is abnormal.
    const bool calm = !known || m_tile.severity == Severity::ok || m_tile.severity == Severity::none;
    const QColor fill = !known ? theme.fill(Severity::unknown) : isChange ? theme.change : theme.fill(m_tile.severity);
    const QColor ink = !known ? theme.text3 : isChange ? theme.changeInk : theme.ink(m_tile.severity);
    if (!calm || isChange)
        p.fillRect(QRect(0, 8, 4, height() - 16), calm && isChange ? theme.border : fill);
    const QFont titleFont = Theme::font(12, 600);
    const int titleY = m_compact ? 6 : 9;
    const Glyph glyph = !known ? Glyph::unknown : isChange ? Glyph::change : severityGlyph(m_tile.severity);
    drawGlyph(p, glyph, QRectF(14, titleY + 4, 10, 10), calm && !isChange ? theme.text3 : ink);
    p.setFont(titleFont);
    p.setPen(calm && !isChange ? theme.text2 : ink);
    p.drawText(QRect(29, titleY, width() - 40, 18), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        p.fontMetrics().elidedText(titleWords(), Qt::ElideRight, width() - 40));
    p.setFont(Theme::font(m_compact ? 20 : 28, 600));
    p.setPen(known ? theme.text : theme.text3);
    p.drawText(QRect(14, titleY + 17, width() - 24, m_compact ? 26 : 34), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, valueWords());
    p.setFont(Theme::font(12));
    p.setPen(theme.text2);
    int y = titleY + (m_compact ? 45 : 52);
    for (const auto& line : detailLines(p.fontMetrics())) {
        p.drawText(QRect(14, y, width() - 22, 17), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, line);
        y += 16;
    }
}

} // namespace vedette
