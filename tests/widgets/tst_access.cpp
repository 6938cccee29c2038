#include "tests/widgets/driven_desk.h"

#include <QAbstractButton>
#include <QAccessible>

using namespace vedette;
using namespace vedette::test;

namespace {

const QList<QAccessible::Role> kControls{QAccessible::Button, QAccessible::PushButton, QAccessible::CheckBox, QAccessible::RadioButton, QAccessible::EditableText,
    QAccessible::ComboBox, QAccessible::List, QAccessible::Table, QAccessible::Tree, QAccessible::Link, QAccessible::MenuItem, QAccessible::Slider};

QString pathOf(QAccessibleInterface* node)
{
    QStringList parts;
    for (; node; node = node->parent())
        parts.prepend(QString::fromLatin1(node->object() ? node->object()->metaObject()->className() : "(part)") + QLatin1Char('"') + node->text(QAccessible::Name) + QLatin1Char('"'));
    return parts.join(QStringLiteral(" > "));
}

/// Every visible control below, with what is wrong with it.
void walk(QAccessibleInterface* node, QStringList& wrong, int& seen, int depth)
{
    if (!node || !node->isValid() || node->state().invisible || depth > 24)
        return;
    const auto* widget = qobject_cast<QWidget*>(node->object());
    const bool frame = widget && widget->focusProxy(); // the inside of a chart hands its focus to the chart
    const bool takesFocus = widget && widget->isVisible() && widget->focusPolicy() != Qt::NoFocus && !frame;
    if (kControls.contains(node->role()) || takesFocus) {
        ++seen;
        if (node->text(QAccessible::Name).trimmed().isEmpty())
            wrong << pathOf(node);
    }
    const bool rows = node->role() == QAccessible::Table || node->role() == QAccessible::Tree;
    for (int i = 0; !rows && i < std::min(node->childCount(), 200); ++i)
        walk(node->child(i), wrong, seen, depth + 1);
}

} // namespace

class AccessTest final : public QObject {
    Q_OBJECT
private:
    static void pagesAndSizes()
    {
        QTest::addColumn<QString>("page");
        QTest::addColumn<QSize>("size");
        for (const auto& page : kPages) {
            QTest::newRow(qPrintable(page)) << page << QSize(1440, 900);
            QTest::newRow(qPrintable(page + QStringLiteral(", small"))) << page << QSize(1024, 640);
        }
    }
private Q_SLOTS:
    void everyControlHasAName_data() { pagesAndSizes(); }
    void everyControlHasAName()
    {
        QFETCH(QString, page);
        QFETCH(QSize, size);
        Desk desk(page == QLatin1String("feeds") ? Scene::feed : Scene::badNight, size);
        desk.window.showPage(page);
        if (size.width() < 1280)
            desk.press(Qt::Key_Q, Qt::NoModifier, QStringLiteral("q"));
        QApplication::processEvents();
        QStringList wrong;
        int seen = 0;
        walk(QAccessible::queryAccessibleInterface(&desk.window), wrong, seen, 0);
        QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("\n") + wrong.join(QLatin1Char('\n'))));
        QVERIFY2(seen > 12, qPrintable(QString::number(seen)));
    }

    void overlaysHaveNames()
    {
        Desk desk;
        for (const auto& [key, modifiers] : {std::pair{Qt::Key_K, Qt::KeyboardModifiers(Qt::ControlModifier)}, {Qt::Key_T, Qt::KeyboardModifiers()}, {Qt::Key_Question, Qt::KeyboardModifiers(Qt::ShiftModifier)}, {Qt::Key_M, Qt::KeyboardModifiers(Qt::ShiftModifier)}}) {
            desk.press(key, modifiers, key == Qt::Key_Question ? QStringLiteral("?") : QString());
            QStringList wrong;
            int seen = 0;
            walk(QAccessible::queryAccessibleInterface(&desk.window), wrong, seen, 0);
            QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("\n") + wrong.join(QLatin1Char('\n'))));
            desk.press(Qt::Key_Escape);
        }
    }

    /// Tab comes by every control that takes it, and by none that is hidden.
    void tabGoesRound_data() { pagesAndSizes(); }
    void tabGoesRound()
    {
        QFETCH(QString, page);
        QFETCH(QSize, size);
        Desk desk(Scene::badNight, size);
        desk.window.showPage(page);
        QApplication::processEvents();
        const QWidget* start = QApplication::focusWidget();
        QVERIFY(start);
        QList<const QWidget*> met{start};
        for (int i = 0; i < 200; ++i) {
            desk.press(Qt::Key_Tab);
            const QWidget* now = QApplication::focusWidget();
            QVERIFY(now && now->isVisible());
            if (met.contains(now))
                break;
            met << now;
        }
        for (const auto* widget : desk.window.findChildren<QWidget*>()) {
            const bool takesTab = widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy();
            QVERIFY2(!takesTab || met.contains(widget), qPrintable(QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char(' ') + widget->accessibleName()));
        }
    }
};

VEDETTE_TEST(AccessTest)
#include "tst_access.moc"
