#include "widgets/shell/chip.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr double kPad = 10;

} // namespace

double keyCapWidth(const QString& key) { return std::max(16.0, QFontMetricsF(Theme::mono(11)).horizontalAdvance(key) + 8); }

double drawKeyCap(QPainter& p, double x, double centreY, const QString& key)
{
    const Theme& theme = Theme::instance();
    const double w = keyCapWidth(key);
    const QRectF box(x + 0.5, centreY - 7.5, w - 1, 15);
    p.save();
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme.border, 1));
    p.setBrush(Qt::NoBrush);
    p.drawRoundedRect(box, 3, 3);
    p.setFont(Theme::mono(11));
    p.setPen(theme.text3);
    p.drawText(box, Qt::AlignCenter | Qt::TextSingleLine, key);
    p.restore();
    return w;
}

Chip::Chip(QWidget* parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setFixedHeight(26);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Chip::setGlyph(std::optional<Glyph> glyph, const QColor& ink)
{
    m_glyph = glyph;
    m_glyphInk = ink;
    update();
}

void Chip::setWords(const QString& strong, const QString& plainWords)
{
    // Its words are its name until somebody gives it another.
    const auto name = [this] { return (m_strong + QLatin1Char(' ') + m_plain).trimmed(); };
    const bool unnamed = accessibleName().isEmpty() || accessibleName() == name();
    if (strong == m_strong && plainWords == m_plain)
        return;
    const int before = sizeHint().width();
    m_strong = strong;
    m_plain = plainWords;
    if (sizeHint().width() != before)
        updateGeometry();
    update();
    if (unnamed)
        setAccessibleName(name());
    else
        setAccessibleDescription(name());
}

void Chip::setKeyCap(const QString& key)
{
    m_key = key;
    updateGeometry();
}

void Chip::setSeverity(Severity severity)
{
    m_severity = severity;
    update();
}

void Chip::setAlert(bool on)
{
    m_alert = on;
    update();
}

QSize Chip::sizeHint() const
{
    double w = 2 * kPad;
    if (m_glyph)
        w += 15;
    if (!m_strong.isEmpty())
        w += QFontMetricsF(Theme::font(12, 600)).horizontalAdvance(m_strong);
    if (!m_plain.isEmpty())
        w += QFontMetricsF(Theme::font(12)).horizontalAdvance(m_plain) + (m_strong.isEmpty() ? 0 : 7);
    if (!m_key.isEmpty())
        w += keyCapWidth(m_key) + 8;
    return {static_cast<int>(std::ceil(w)), 26};
}

void Chip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor edge = theme.border;
    if (m_alert)
        edge = theme.fill(m_severity);
    if (hasFocus())
        edge = theme.focus;
    p.setPen(QPen(edge, 1));
    p.setBrush(m_hover ? theme.selection : theme.raised);
    p.drawRoundedRect(box, 4, 4);
    const bool calm = m_severity == Severity::none;
    const QColor ink = calm ? theme.text2 : theme.ink(m_severity);
    double x = kPad;
    if (m_glyph) {
        drawGlyph(p, *m_glyph, QRectF(x, height() / 2.0 - 5, 10, 10), m_glyphInk.isValid() ? m_glyphInk : ink);
        x += 15;
    }
    const auto words = [&](const QString& text, const QFont& font, const QColor& color) {
        p.setFont(font);
        p.setPen(color);
        p.drawText(QRectF(x, 0, width() - x, height()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
        x += QFontMetricsF(font).horizontalAdvance(text) + 7;
    };
    if (!m_strong.isEmpty())
        words(m_strong, Theme::font(12, 600), calm ? theme.text : ink);
    if (!m_plain.isEmpty())
        words(m_plain, Theme::font(12), ink);
    if (!m_key.isEmpty())
        drawKeyCap(p, width() - kPad - keyCapWidth(m_key), height() / 2.0, m_key);
}

void Chip::enterEvent(QEnterEvent*)
{
    m_hover = true;
    update();
}

void Chip::leaveEvent(QEvent*)
{
    m_hover = false;
    update();
}

} // namespace vedette
