#include "widgets/plain_label.h"

#include "widgets/format.h"

#include <QPainter>
#include <QTextLayout>

namespace vedette {

PlainLabel::PlainLabel(int px, int weight, Ink ink, QWidget* parent) : QLabel(parent), m_ink(ink)
{
    setTextFormat(Qt::PlainText);
    setFont(Theme::font(px, weight));
    setOpenExternalLinks(false);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PlainLabel::setForeign(const std::string& text, int most) { setText(plain(text, most)); }

void PlainLabel::setInk(Ink ink)
{
    m_ink = ink;
    m_bySeverity = false;
    update();
}

void PlainLabel::setInk(Severity severity)
{
    m_severity = severity;
    m_bySeverity = true;
    update();
}

void PlainLabel::setWrapped(int lines)
{
    m_lines = lines;
    setWordWrap(true);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    if (lines > 0)
        setMaximumHeight(lines * fontMetrics().lineSpacing() + 2);
}

QColor PlainLabel::color() const
{
    const Theme& theme = Theme::instance();
    return m_bySeverity ? theme.ink(m_severity) : theme.*m_ink;
}

QSize PlainLabel::minimumSizeHint() const
{
    const QSize full = QLabel::minimumSizeHint();
    return wordWrap() ? full : QSize(std::min(full.width(), fontMetrics().averageCharWidth() * 4), full.height());
}

void PlainLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setPen(color());
    const QFontMetrics metrics = fontMetrics();
    if (!wordWrap()) {
        painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine,
            metrics.elidedText(text(), Qt::ElideRight, contentsRect().width()));
        return;
    }
    QTextLayout layout(text(), font());
    layout.beginLayout();
    const int most = m_lines > 0 ? m_lines : 400;
    qreal y = contentsRect().top();
    for (int i = 0; i < most; ++i) {
        QTextLine line = layout.createLine();
        if (!line.isValid())
            break;
        line.setLineWidth(contentsRect().width());
        const bool cut = i + 1 == most && line.textStart() + line.textLength() < text().size();
        const QString piece = cut ? metrics.elidedText(text().mid(line.textStart()), Qt::ElideRight, contentsRect().width())
                                  : text().mid(line.textStart(), line.textLength());
        painter.drawText(QRectF(contentsRect().left(), y, contentsRect().width(), metrics.lineSpacing()),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, piece.trimmed());
        y += metrics.lineSpacing();
    }
    layout.endLayout();
}

} // namespace vedette
