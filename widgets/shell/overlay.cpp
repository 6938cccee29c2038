#include "widgets/shell/overlay.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

namespace vedette {

Overlay::Overlay(QWidget* window) : QWidget(window)
{
    hide();
    window->installEventFilter(this);
}

void Overlay::open()
{
    m_focusBefore = QApplication::focusWidget();
    setGeometry(parentWidget()->rect());
    raise();
    show();
    layOut(boxRect());
    opened();
}

void Overlay::closeOverlay()
{
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus();
}

void Overlay::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    QColor dim = theme.dark() ? QColor(0, 0, 0) : theme.text;
    dim.setAlphaF(theme.dark() ? 0.45F : 0.18F);
    p.fillRect(rect(), dim);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme.strongBorder, 1));
    p.setBrush(theme.panel);
    p.drawRoundedRect(QRectF(boxRect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
}

void Overlay::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layOut(boxRect());
}

void Overlay::mousePressEvent(QMouseEvent* event)
{
    if (!boxRect().contains(event->pos()))
        closeOverlay();
}

void Overlay::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        closeOverlay();
    else
        event->accept();
}

bool Overlay::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace vedette
