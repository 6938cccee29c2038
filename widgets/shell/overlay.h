#pragma once

#include <QPointer>
#include <QWidget>

namespace vedette {

/// A box over the window that takes the keyboard until it is left with Esc or a click outside. Base of palette, key sheet, time box.
class Overlay : public QWidget {
    Q_OBJECT
public:
    explicit Overlay(QWidget* window);
    void open();
    void closeOverlay();

protected:
    /// Where the box stands in the window; the rest is dimmed.
    [[nodiscard]] virtual QRect boxRect() const = 0;
    virtual void opened() {}
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    /// Lays out children inside the box; called after each change of size.
    virtual void layOut(const QRect& box) = 0;

private:
    QPointer<QWidget> m_focusBefore;
};

} // namespace vedette
