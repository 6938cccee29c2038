#include "widgets/glyphs.h"

#include <QHash>
#include <QPainterPath>
#include <QPixmap>

#include <cmath>

namespace vedette {

namespace {

/// Draws in a unit square that is fitted into a box.
class Pencil {
public:
    Pencil(QPainter& painter, const QRectF& box, const QColor& color) : m_p(painter), m_color(color)
    {
        m_side = std::min(box.width(), box.height());
        m_origin = {box.center().x() - m_side / 2, box.center().y() - m_side / 2};
        m_p.save();
        m_p.setRenderHint(QPainter::Antialiasing);
    }
    ~Pencil() { m_p.restore(); }
    Pencil(const Pencil&) = delete;
    Pencil& operator=(const Pencil&) = delete;

    [[nodiscard]] QPointF at(double x, double y) const { return {m_origin.x() + x * m_side, m_origin.y() + y * m_side}; }
    [[nodiscard]] QRectF rect(double x, double y, double w, double h) const { return {at(x, y), QSizeF(w * m_side, h * m_side)}; }
    [[nodiscard]] double side() const { return m_side; }
    void fill(std::initializer_list<QPointF> unit)
    {
        QPolygonF polygon;
        for (const auto& u : unit)
            polygon << at(u.x(), u.y());
        m_p.setPen(Qt::NoPen);
        m_p.setBrush(m_color);
        m_p.drawPolygon(polygon);
    }
    void disc(double x, double y, double r)
    {
        m_p.setPen(Qt::NoPen);
        m_p.setBrush(m_color);
        m_p.drawEllipse(at(x, y), r * m_side, r * m_side);
    }
    void stroke(const QPainterPath& path, double width)
    {
        m_p.setPen(QPen(m_color, std::max(1.0, width * m_side), Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_p.setBrush(Qt::NoBrush);
        m_p.drawPath(path);
    }
    void lines(std::initializer_list<QPointF> unit, double width)
    {
        QPainterPath path;
        for (const auto& u : unit)
            path.elementCount() == 0 ? path.moveTo(at(u.x(), u.y())) : path.lineTo(at(u.x(), u.y()));
        stroke(path, width);
    }
    void ring(double x, double y, double r, double width)
    {
        QPainterPath path;
        path.addEllipse(at(x, y), r * m_side, r * m_side);
        stroke(path, width);
    }
    /// Part of a circle, degrees counter-clockwise from three o'clock.
    void arc(double x, double y, double r, double from, double span, double width)
    {
        QPainterPath path;
        const QRectF box(at(x - r, y - r), at(x + r, y + r));
        path.arcMoveTo(box, from);
        path.arcTo(box, from, span);
        stroke(path, width);
    }

private:
    QPainter& m_p;
    QColor m_color;
    QPointF m_origin;
    double m_side;
};

void drawState(Pencil& pen, Glyph glyph)
{
    switch (glyph) {
    case Glyph::critical:
        pen.fill({{0.5, 0.06}, {1.0, 0.94}, {0.0, 0.94}});
        break;
    case Glyph::warning:
        pen.fill({{0.5, 0.0}, {1.0, 0.5}, {0.5, 1.0}, {0.0, 0.5}});
        break;
    case Glyph::info:
        pen.disc(0.5, 0.5, 0.42);
        break;
    case Glyph::ring:
        pen.ring(0.5, 0.5, 0.36, 0.16);
        break;
    case Glyph::ok:
        pen.lines({{0.08, 0.55}, {0.38, 0.85}, {0.94, 0.16}}, 0.18);
        break;
    case Glyph::unknown: {
        QPainterPath hook;
        hook.moveTo(pen.at(0.26, 0.28));
        hook.cubicTo(pen.at(0.30, -0.04), pen.at(0.78, -0.02), pen.at(0.76, 0.30));
        hook.cubicTo(pen.at(0.75, 0.48), pen.at(0.50, 0.44), pen.at(0.50, 0.68));
        pen.stroke(hook, 0.16);
        pen.disc(0.5, 0.93, 0.10);
        break;
    }
    case Glyph::silenced:
        pen.ring(0.5, 0.5, 0.42, 0.12);
        pen.lines({{0.22, 0.78}, {0.78, 0.22}}, 0.12);
        break;
    case Glyph::paused:
        pen.lines({{0.3, 0.15}, {0.3, 0.85}}, 0.2);
        pen.lines({{0.7, 0.15}, {0.7, 0.85}}, 0.2);
        break;
    default:
        break;
    }
}

void drawFact(Pencil& pen, Glyph glyph)
{
    switch (glyph) {
    case Glyph::change:
        pen.fill({{0.0, 0.06}, {1.0, 0.06}, {0.5, 0.94}});
        break;
    case Glyph::rollback: {
        QPainterPath path;
        path.moveTo(pen.at(0.08, 0.40));
        path.lineTo(pen.at(0.62, 0.40));
        path.cubicTo(pen.at(1.02, 0.40), pen.at(1.02, 0.92), pen.at(0.62, 0.92));
        path.lineTo(pen.at(0.40, 0.92));
        pen.stroke(path, 0.17);
        pen.lines({{0.36, 0.10}, {0.06, 0.40}, {0.36, 0.70}}, 0.17);
        break;
    }
    case Glyph::recurring:
        pen.arc(0.5, 0.52, 0.38, 60, 290, 0.13);
        pen.fill({{0.52, -0.02}, {0.98, 0.14}, {0.62, 0.42}});
        break;
    case Glyph::note:
    case Glyph::flag:
        pen.lines({{0.14, 1.0}, {0.14, 0.06}, {0.96, 0.06}, {0.74, 0.32}, {0.96, 0.58}, {0.14, 0.58}}, 0.11);
        break;
    case Glyph::toggle: {
        QPainterPath path;
        path.addRoundedRect(pen.rect(0.02, 0.22, 0.96, 0.56), 0.28 * pen.side(), 0.28 * pen.side());
        pen.stroke(path, 0.12);
        pen.disc(0.70, 0.5, 0.20);
        break;
    }
    case Glyph::sliders:
        pen.lines({{0.04, 0.28}, {0.96, 0.28}}, 0.12);
        pen.lines({{0.04, 0.76}, {0.96, 0.76}}, 0.12);
        pen.disc(0.68, 0.28, 0.18);
        pen.disc(0.32, 0.76, 0.18);
        break;
    case Glyph::scale:
        pen.lines({{0.08, 0.92}, {0.92, 0.08}}, 0.13);
        pen.lines({{0.50, 0.08}, {0.92, 0.08}, {0.92, 0.50}}, 0.13);
        pen.lines({{0.08, 0.50}, {0.08, 0.92}, {0.50, 0.92}}, 0.13);
        break;
    case Glyph::rows:
        for (const double y : {0.14, 0.5, 0.86})
            pen.lines({{0.06, y}, {0.94, y}}, 0.15);
        break;
    case Glyph::pin:
        pen.lines({{0.5, 0.62}, {0.5, 1.0}}, 0.12);
        pen.fill({{0.26, 0.04}, {0.74, 0.04}, {0.68, 0.40}, {0.92, 0.64}, {0.08, 0.64}, {0.32, 0.40}});
        break;
    default:
        break;
    }
}

void drawControl(Pencil& pen, Glyph glyph)
{
    switch (glyph) {
    case Glyph::open:
        pen.lines({{0.32, 0.12}, {0.72, 0.5}, {0.32, 0.88}}, 0.15);
        break;
    case Glyph::up:
        pen.lines({{0.12, 0.68}, {0.5, 0.30}, {0.88, 0.68}}, 0.15);
        break;
    case Glyph::down:
    case Glyph::expand:
        pen.lines({{0.12, 0.32}, {0.5, 0.70}, {0.88, 0.32}}, 0.15);
        break;
    case Glyph::search:
        pen.ring(0.42, 0.42, 0.32, 0.13);
        pen.lines({{0.67, 0.67}, {0.95, 0.95}}, 0.13);
        break;
    case Glyph::clock:
        pen.ring(0.5, 0.5, 0.43, 0.11);
        pen.lines({{0.5, 0.24}, {0.5, 0.52}, {0.68, 0.62}}, 0.11);
        break;
    case Glyph::live:
        pen.disc(0.5, 0.5, 0.46);
        break;
    case Glyph::close:
        pen.lines({{0.16, 0.16}, {0.84, 0.84}}, 0.14);
        pen.lines({{0.84, 0.16}, {0.16, 0.84}}, 0.14);
        break;
    case Glyph::external:
        pen.lines({{0.42, 0.14}, {0.10, 0.14}, {0.10, 0.90}, {0.86, 0.90}, {0.86, 0.58}}, 0.12);
        pen.lines({{0.42, 0.58}, {0.92, 0.08}}, 0.12);
        pen.lines({{0.60, 0.08}, {0.92, 0.08}, {0.92, 0.40}}, 0.12);
        break;
    default:
        break;
    }
}

} // namespace

void drawGlyph(QPainter& painter, Glyph glyph, const QRectF& box, const QColor& color)
{
    Pencil pen(painter, box, color);
    drawState(pen, glyph);
    drawFact(pen, glyph);
    drawControl(pen, glyph);
}

void stampGlyph(QPainter& painter, Glyph glyph, const QRectF& box, const QColor& color)
{
    static QHash<quint64, QPixmap> kept;
    const qreal ratio = painter.device()->devicePixelRatioF();
    const auto halves = [](qreal v) { return static_cast<int>(std::lround(v * 2)); };
    const int side = halves(std::min(box.width(), box.height()));
    const int x = halves(box.center().x() - side / 4.0);
    const int y = halves(box.center().y() - side / 4.0);
    const quint64 key = (static_cast<quint64>(color.rgba()) << 32) | (static_cast<quint64>(glyph) << 24) | (static_cast<quint64>(side & 255) << 16)
        | (static_cast<quint64>(std::lround(ratio * 64) & 4095) << 2) | static_cast<quint64>((x & 1) << 1) | static_cast<quint64>(y & 1);
    constexpr int kEdge = 2; // round caps and smoothing reach beyond the box
    auto found = kept.find(key);
    if (found == kept.end()) {
        if (kept.size() > 512)
            kept.clear();
        const int whole = (side + 1) / 2 + 1 + 2 * kEdge;
        QPixmap picture((QSizeF(whole, whole) * ratio).toSize());
        picture.setDevicePixelRatio(ratio);
        picture.fill(Qt::transparent);
        QPainter into(&picture);
        drawGlyph(into, glyph, QRectF(kEdge + (x & 1) / 2.0, kEdge + (y & 1) / 2.0, side / 2.0, side / 2.0), color);
        into.end();
        found = kept.insert(key, picture);
    }
    painter.drawPixmap(QPointF((x >> 1) - kEdge, (y >> 1) - kEdge), *found);
}

Glyph severityGlyph(Severity s)
{
    switch (s) {
    case Severity::critical:
        return Glyph::critical;
    case Severity::warning:
        return Glyph::warning;
    case Severity::info:
        return Glyph::info;
    case Severity::ok:
        return Glyph::ok;
    case Severity::unknown:
        return Glyph::unknown;
    case Severity::none:
        break;
    }
    return Glyph::ring;
}

Glyph changeGlyph(ChangeKind kind) { return kind == ChangeKind::rollback ? Glyph::rollback : Glyph::change; }

Glyph changeKindGlyph(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::rollback:
        return Glyph::rollback;
    case ChangeKind::config:
        return Glyph::sliders;
    case ChangeKind::flag:
        return Glyph::toggle;
    case ChangeKind::scale:
        return Glyph::scale;
    case ChangeKind::schema:
        return Glyph::rows;
    case ChangeKind::maintenance:
        return Glyph::clock;
    case ChangeKind::deployment:
        break;
    }
    return Glyph::change;
}

void drawHatch(QPainter& painter, const QRectF& box, const QColor& color, qreal spacing)
{
    if (box.isEmpty() || spacing <= 0)
        return;
    painter.save();
    painter.setClipRect(box, Qt::IntersectClip);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color, 1));
    // Lines are fixed to the device, not to the box: neighbouring boxes share one pattern and panning does not shimmer.
    const qreal h = box.height();
    const qreal sum = box.left() + box.bottom();
    const qreal first = std::floor(sum / spacing) * spacing - h;
    QList<QLineF> lines;
    for (qreal s = first; s < box.right() + box.bottom() + spacing; s += spacing)
        lines.append(QLineF(s - box.bottom(), box.bottom(), s - box.top(), box.top()));
    painter.drawLines(lines);
    painter.restore();
}

QPixmap iconPixmap(IconName icon, int px, const QColor& color, qreal devicePixelRatio)
{
    QPixmap pixmap(QSize(px, px) * devicePixelRatio);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    Pencil pen(painter, QRectF(0, 0, px, px), color);
    constexpr double kWide = 0.085; // 2 px of 24
    switch (icon) {
    case IconName::now:
        pen.lines({{0.06, 0.52}, {0.26, 0.52}, {0.42, 0.12}, {0.60, 0.88}, {0.74, 0.52}, {0.94, 0.52}}, kWide);
        break;
    case IconName::events:
        for (const double y : {0.2, 0.5, 0.8}) {
            pen.disc(0.12, y, 0.06);
            pen.lines({{0.32, y}, {0.92, y}}, kWide);
        }
        break;
    case IconName::slo:
        pen.ring(0.5, 0.5, 0.42, kWide);
        pen.ring(0.5, 0.5, 0.23, kWide);
        pen.disc(0.5, 0.5, 0.07);
        break;
    case IconName::metrics:
        pen.lines({{0.10, 0.08}, {0.10, 0.90}, {0.94, 0.90}}, kWide);
        pen.lines({{0.24, 0.68}, {0.44, 0.42}, {0.60, 0.56}, {0.90, 0.20}}, kWide);
        break;
    case IconName::feeds:
        pen.ring(0.5, 0.5, 0.16, kWide);
        for (int i = 0; i < 8; ++i) {
            const double a = i * M_PI / 4;
            pen.lines({{0.5 + 0.28 * std::cos(a), 0.5 + 0.28 * std::sin(a)}, {0.5 + 0.43 * std::cos(a), 0.5 + 0.43 * std::sin(a)}}, kWide);
        }
        break;
    case IconName::settings:
        for (const double y : {0.22, 0.5, 0.78})
            pen.lines({{0.08, y}, {0.92, y}}, kWide);
        pen.disc(0.34, 0.22, 0.11);
        pen.disc(0.66, 0.5, 0.11);
        pen.disc(0.28, 0.78, 0.11);
        break;
    }
    return pixmap;
}

} // namespace vedette
