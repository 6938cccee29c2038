#pragma once

#include <QFont>
#include <QHash>
#include <QPainter>
#include <QStaticText>

#include <utility>
#include <vector>

namespace vedette {

/// Shaped one-line texts of one font, kept between frames. Always plain text. GUI thread only.
class TextCache {
public:
    explicit TextCache(const QFont& font);

    [[nodiscard]] double width(const QString& text) { return piece(text).width; }
    /// `baseline` is the y of the text's base line.
    void draw(QPainter& painter, double x, double baseline, const QString& text, const QColor& color);
    [[nodiscard]] const QFont& font() const { return m_font; }

private:
    struct Piece {
        QStaticText text;
        double width = 0;
    };
    Piece& piece(const QString& text);
    QFont m_font;
    double m_ascent;
    QHash<QString, Piece> m_pieces;
};

/// Which stretches of one row are taken; first come keeps the room.
class LabelRow {
public:
    void block(double x0, double x1) { m_taken.push_back({x0, x1}); }
    [[nodiscard]] bool free(double x0, double x1) const
    {
        for (const auto& t : m_taken) {
            if (x0 < t.second && t.first < x1)
                return false;
        }
        return true;
    }
    bool take(double x0, double x1)
    {
        if (!free(x0, x1))
            return false;
        block(x0, x1);
        return true;
    }

private:
    std::vector<std::pair<double, double>> m_taken;
};

} // namespace vedette
