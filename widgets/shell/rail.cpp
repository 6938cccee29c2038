#include "widgets/shell/rail.h"

#include "widgets/theme.h"

#include <QAbstractButton>
#include <QPainter>
#include <QVBoxLayout>

namespace vedette {

namespace {

class RailButton final : public QAbstractButton {
public:
    RailButton(const PageEntry& entry, QWidget* parent) : QAbstractButton(parent), m_icon(entry.icon)
    {
        setText(entry.rail);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setCursor(Qt::PointingHandCursor);
        setFixedSize(metrics::kRail, 52);
        setObjectName(entry.id);
        setAccessibleName(QStringLiteral("page:") + entry.id);
        setAccessibleDescription(entry.rail);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme& theme = Theme::instance();
        QPainter p(this);
        const bool on = isChecked();
        if (on) {
            p.fillRect(rect().adjusted(0, 0, -1, 0), theme.selection);
            p.fillRect(QRect(0, 0, 3, height()), theme.accent);
        } else if (underMouse()) {
            p.fillRect(rect().adjusted(0, 0, -1, 0), theme.raised);
        }
        const QPixmap icon = iconPixmap(m_icon, 20, on ? theme.accent : theme.text2, devicePixelRatioF());
        p.drawPixmap(QPointF((width() - 20) / 2.0, 8), icon);
        p.setFont(Theme::font(11, on ? 600 : 400));
        p.setPen(on ? theme.text : theme.text2);
        p.drawText(QRect(0, 29, width() - 1, 18), Qt::AlignHCenter | Qt::AlignVCenter | Qt::TextSingleLine,
            p.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 4));
        if (hasFocus()) {
            p.setPen(QPen(theme.focus, 1));
            p.drawRect(rect().adjusted(2, 2, -4, -3));
        }
    }
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    IconName m_icon;
};

} // namespace

Rail::Rail(const std::vector<PageEntry>& entries, QWidget* parent) : QWidget(parent)
{
    setFixedWidth(metrics::kRail);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    const auto add = [&](const PageEntry& entry) {
        auto* button = new RailButton(entry, this);
        column->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, [this, id = entry.id] { Q_EMIT picked(id); });
    };
    for (const auto& entry : entries) {
        if (!entry.rail.isEmpty() && entry.id != QLatin1String("feeds"))
            add(entry);
    }
    column->addStretch(1);
    for (const auto& entry : entries) {
        if (entry.id == QLatin1String("feeds"))
            add(entry);
    }
}

void Rail::setCurrent(const QString& id)
{
    // The tall timeline is the Now page in another size.
    const QString shown = id == QLatin1String("timeline") ? QStringLiteral("now") : id;
    for (auto* button : findChildren<QAbstractButton*>())
        button->setChecked(button->objectName() == shown);
}

} // namespace vedette
