#pragma once

#include <QStringList>
#include <QWidget>

class QHBoxLayout;
class QLineEdit;
class QTimer;

namespace vedette {

/// The search line: matchers as chips (service=checkout, severity=~"critical|warning"), free words behind them. A word that is a
/// matcher becomes a chip at the next space or Enter; Backspace on empty text takes the last chip away.
class EventsFilter final : public QWidget {
    Q_OBJECT
public:
    explicit EventsFilter(QWidget* parent = nullptr);

    void setMatchers(const QStringList& matchers);
    void setText(const QString& text);
    [[nodiscard]] const QStringList& matchers() const { return m_matchers; }
    /// Adds, or takes away when it is there.
    void toggleMatcher(const QString& matcher);
    void clear();
    void focusText();
    /// What is wrong with what was typed; empty: nothing.
    [[nodiscard]] const QString& problem() const { return m_problem; }

Q_SIGNALS:
    void matchersChanged(const QStringList& matchers);
    void textChanged(const QString& words);
    void problemChanged();
    void leave(); ///< Esc or Down: to the table

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void rebuildChips();
    void take(bool wholeLine);
    void setProblem(const QString& problem);
    [[nodiscard]] QString words() const;

    QStringList m_matchers;
    QString m_problem;
    QHBoxLayout* m_chips;
    QLineEdit* m_edit;
    QTimer* m_pause;
};

} // namespace vedette
