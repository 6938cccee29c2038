#include "widgets/pages/paint_kit.h"

#include "widgets/theme.h"

#include <QFontMetricsF>
#include <QTextLayout>

#include <algorithm>

namespace vedette {

PanelBox::PanelBox(QWidget* parent) : QWidget(parent)
{
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PanelBox::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
}

qreal drawLine(QPainter& painter, const QRectF& box, const QString& text, const QFont& font, const QColor& color,
    Qt::Alignment alignment)
{
    if (box.width() <= 2 || text.isEmpty())
        return 0;
    const QFontMetricsF measure(font);
    const qreal natural = measure.horizontalAdvance(text);
    const QString shown = natural <= box.width() + 0.5 ? text : measure.elidedText(text, Qt::ElideRight, box.width());
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(box, static_cast<int>(alignment | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip), shown);
    return std::min(natural, box.width());
}

namespace {

/// Lays the text out in lines of this width and calls `line(layoutLine, y, isLast)`; height of all lines.
template <class Draw> qreal layOut(const QString& text, const QFont& font, qreal width, qreal limit, Draw draw)
{
    const QFontMetricsF measure(font);
    const qreal height = std::ceil(font.pixelSize() * 1.5);
    qreal y = 0;
    for (const QString& part : text.split(QLatin1Char('\n'))) {
        QTextLayout layout(part, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        while (true) {
            QTextLine line = layout.createLine();
            if (!line.isValid())
                break;
            line.setLineWidth(std::max(20.0, width));
            if (limit > 0 && y + height > limit + 0.5) {
                layout.endLayout();
                return y;
            }
            const bool last = limit > 0 && y + 2 * height > limit + 0.5;
            const QString words = last ? measure.elidedText(part.mid(line.textStart()), Qt::ElideRight, width)
                                       : part.mid(line.textStart(), line.textLength());
            draw(words, y, height);
            y += height;
        }
        layout.endLayout();
    }
    return y;
}

} // namespace

qreal drawParagraph(QPainter& painter, const QRectF& box, const QString& text, const QFont& font, const QColor& color)
{
    painter.setFont(font);
    painter.setPen(color);
    return layOut(text, font, box.width(), box.height(), [&](const QString& words, qreal y, qreal height) {
        painter.drawText(QRectF(box.left(), box.top() + y, box.width(), height),
            static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip), words);
    });
}

qreal paragraphHeight(const QString& text, const QFont& font, qreal width)
{
    return layOut(text, font, width, 0, [](const QString&, qreal, qreal) {});
}

InkLine& InkLine::text(const QString& words, const QFont& font, const QColor& color)
{
    if (!words.isEmpty())
        m_pieces.push_back({words, font, color, Glyph::critical, QFontMetricsF(font).horizontalAdvance(words), false});
    return *this;
}

InkLine& InkLine::glyph(Glyph glyph, const QColor& color, qreal size)
{
    m_pieces.push_back({{}, {}, color, glyph, size, true});
    return gap(6);
}

InkLine& InkLine::gap(qreal pixels)
{
    m_pieces.push_back({{}, {}, {}, Glyph::critical, pixels, false});
    return *this;
}

qreal InkLine::width() const
{
    qreal sum = 0;
    for (const auto& piece : m_pieces)
        sum += piece.width;
    return sum;
}

void InkLine::draw(QPainter& painter, const QRectF& box, Qt::Alignment alignment) const
{
    const qreal whole = width();
    qreal x = alignment.testFlag(Qt::AlignRight) ? std::max(box.left(), box.right() - whole) : box.left();
    for (const auto& piece : m_pieces) {
        if (x >= box.right() - 4)
            return;
        if (piece.isGlyph) {
            if (x + piece.width > box.right())
                return;
            drawGlyph(painter, piece.glyph, QRectF(x, box.center().y() - piece.width / 2, piece.width, piece.width), piece.color);
        } else if (!piece.words.isEmpty()) {
            drawLine(painter, QRectF(x, box.top(), std::min(piece.width + 1, box.right() - x), box.height()), piece.words,
                piece.font, piece.color);
        }
        x += piece.width;
    }
}

void drawRule(QPainter& painter, qreal left, qreal right, qreal y)
{
    painter.fillRect(QRectF(left, y, right - left, 1), Theme::instance().border);
}

void drawFocusFrame(QPainter& painter, const QRectF& box)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(Theme::instance().focus, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
    painter.restore();
}

void drawSkeleton(QPainter& painter, const QRectF& page, const std::vector<qreal>& columns)
{
    const auto& theme = Theme::instance();
    const QColor pale = Theme::mix(theme.text3, theme.panel, 0.14);
    qreal left = page.left();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    for (const qreal share : columns) {
        const qreal right = page.left() + page.width() * share;
        const QRectF box = QRectF(left, page.top(), right - left, page.height()).adjusted(0, 0, share < 1 ? -metrics::kGap : 0, 0);
        painter.setPen(QPen(theme.border, 1));
        painter.setBrush(theme.panel);
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
        painter.setPen(Qt::NoPen);
        painter.setBrush(pale);
        painter.drawRoundedRect(QRectF(box.left() + 12, box.top() + 14, std::min(120.0, box.width() / 3), 12), 3, 3);
        int row = 0;
        for (qreal y = box.top() + 52; y + 20 < box.bottom() && row < 12; y += 36, ++row) {
            const qreal wide = (box.width() - 24) * (row % 3 == 0 ? 0.82 : row % 3 == 1 ? 0.64 : 0.73);
            painter.drawRoundedRect(QRectF(box.left() + 12, y, wide, 10), 3, 3);
        }
        left = right;
    }
    painter.restore();
}

void drawEmptyPage(QPainter& painter, const QRectF& page, const QString& title, const QString& help, const QStringList& lines)
{
    const auto& theme = Theme::instance();
    const qreal wide = std::min(page.width() - 48, 620.0);
    const qreal left = page.left() + (page.width() - wide) / 2;
    const QFont small = Theme::font(12);
    const qreal tall = paragraphHeight(help, small, wide);
    qreal y = page.top() + std::max(24.0, (page.height() - 60 - tall - 18.0 * static_cast<qreal>(lines.size())) / 2);
    drawLine(painter, QRectF(left, y, wide, 26), title, Theme::font(15, 600), theme.text);
    y += 32;
    drawParagraph(painter, QRectF(left, y, wide, tall + 2), help, small, theme.text2);
    y += tall + 14;
    if (lines.isEmpty())
        return;
    const QRectF box(left, y, wide, 18.0 * static_cast<qreal>(lines.size()) + 16);
    painter.fillRect(box, theme.dark() ? theme.raised : theme.sunk);
    for (qsizetype i = 0; i < lines.size(); ++i)
        drawLine(painter, QRectF(left + 12, y + 8 + 18.0 * static_cast<qreal>(i), wide - 24, 18), lines[i], Theme::mono(12), theme.text);
}

} // namespace vedette
