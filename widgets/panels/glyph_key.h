#pragma once

#include <QWidget>

namespace vedette {

/// What the marks of the desk mean. Short: those of the timeline (below the panel); whole: every mark (the key sheet).
class GlyphKey final : public QWidget {
    Q_OBJECT
public:
    enum class Extent { timeline, all };
    explicit GlyphKey(QWidget* parent, Extent extent = Extent::timeline);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Extent m_extent;
};

} // namespace vedette
