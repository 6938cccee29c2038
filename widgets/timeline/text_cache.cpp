#include "widgets/timeline/text_cache.h"

#include <QFontMetricsF>

namespace vedette {

namespace {

constexpr qsizetype kMost = 6000;

} // namespace

TextCache::TextCache(const QFont& font) : m_font(font), m_ascent(QFontMetricsF(font).ascent()) {}

TextCache::Piece& TextCache::piece(const QString& text)
{
    const auto found = m_pieces.find(text);
    if (found != m_pieces.end())
        return *found;
    if (m_pieces.size() > kMost)
        m_pieces.clear();
    Piece made;
    made.text.setTextFormat(Qt::PlainText);
    made.text.setText(text);
    made.text.setPerformanceHint(QStaticText::AggressiveCaching);
    made.text.prepare(QTransform(), m_font);
    made.width = QFontMetricsF(m_font).horizontalAdvance(text);
    return *m_pieces.insert(text, made);
}

void TextCache::draw(QPainter& painter, double x, double baseline, const QString& text, const QColor& color)
{
    painter.setFont(m_font);
    painter.setPen(color);
    painter.drawStaticText(QPointF(x, baseline - m_ascent), piece(text).text);
}

} // namespace vedette
