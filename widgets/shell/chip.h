#pragma once

#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QAbstractButton>

#include <optional>

namespace vedette {

/// A button of the top bar: mark, strong words, plain words, key cap; 28 px high. Text is plain, always.
class Chip final : public QAbstractButton {
    Q_OBJECT
public:
    explicit Chip(QWidget* parent = nullptr);

    void setGlyph(std::optional<Glyph> glyph, const QColor& ink);
    void setWords(const QString& strong, const QString& plainWords = QString());
    void setKeyCap(const QString& key);
    void setSeverity(Severity severity); ///< edge and ink; ok and none are calm
    void setAlert(bool on);              ///< filled edge for what needs a look

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    std::optional<Glyph> m_glyph;
    QColor m_glyphInk;
    QString m_strong;
    QString m_plain;
    QString m_key;
    Severity m_severity = Severity::none;
    bool m_alert = false;
    bool m_hover = false;
};

/// A key as a small outlined cap, baseline aligned; answers its width.
double drawKeyCap(QPainter& painter, double x, double centreY, const QString& key);
[[nodiscard]] double keyCapWidth(const QString& key);

} // namespace vedette
