#pragma once

#include "widgets/glyphs.h"

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QString>
#include <QWidget>

#include <vector>

namespace vedette {

/// A surface of a page: panel colour, 1 px border, radius 6. Everything in it that came from outside is painted as plain text.
class PanelBox : public QWidget {
    Q_OBJECT
public:
    explicit PanelBox(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// One line of plain text in a box, cut with "…" at its end. Returns the width that was used.
qreal drawLine(QPainter& painter, const QRectF& box, const QString& text, const QFont& font, const QColor& color,
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter);
/// Lines of plain text, broken at words, at most as many as fit the box (the last one cut). Returns the height that was used.
qreal drawParagraph(QPainter& painter, const QRectF& box, const QString& text, const QFont& font, const QColor& color);
/// Height of the same text without a limit.
[[nodiscard]] qreal paragraphHeight(const QString& text, const QFont& font, qreal width);

/// A line built of pieces in several inks, with small glyphs between; knows its width before it is drawn.
class InkLine {
public:
    InkLine& text(const QString& words, const QFont& font, const QColor& color);
    InkLine& glyph(Glyph glyph, const QColor& color, qreal size = 9);
    InkLine& gap(qreal pixels);
    [[nodiscard]] qreal width() const;
    [[nodiscard]] bool empty() const { return m_pieces.empty(); }
    /// Within the box, left or right aligned, vertically centred; what does not fit is cut with "…" or left out.
    void draw(QPainter& painter, const QRectF& box, Qt::Alignment alignment = Qt::AlignLeft) const;

private:
    struct Piece {
        QString words;
        QFont font;
        QColor color;
        Glyph glyph = Glyph::critical;
        qreal width = 0;
        bool isGlyph = false;
    };
    std::vector<Piece> m_pieces;
};

/// A quiet hairline across a panel.
void drawRule(QPainter& painter, qreal left, qreal right, qreal y);
/// The frame of the keyboard focus.
void drawFocusFrame(QPainter& painter, const QRectF& box);
/// A page that waits for its first answer: panels with pale rows where the words will stand. Still, no spinner.
void drawSkeleton(QPainter& painter, const QRectF& page, const std::vector<qreal>& columns);
/// A page without anything to show, in the middle: what would be here, what fills it, and the lines to write for it.
void drawEmptyPage(QPainter& painter, const QRectF& page, const QString& title, const QString& help, const QStringList& lines = {});

} // namespace vedette
