#pragma once

#include "models/core/alert.h"
#include "models/core/suspect.h"
#include "widgets/glyphs.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QTimeZone>

#include <utility>
#include <vector>

namespace vedette {

/// One hypothesis: mark, name, time, probability, its bar and the strongest sentences. Click focuses; a second click unfolds.
class SuspectRow final : public QAbstractButton {
    Q_OBJECT
public:
    struct Content {
        QString name;
        QString at;
        double probability = 0;
        QStringList sentences;
        bool noChange = false;
        Glyph glyph = Glyph::change;
        QColor ink; ///< of the glyph and the bar; invalid: that of changes
        QString about; ///< kind and environment, a line of its own; empty: none
    };
    SuspectRow(Content content, bool focused, bool unfolded, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QStringList lines(int width) const;
    Content m_content;
    bool m_focused;
    bool m_unfolded;
};

/// Alerts of an incident over time, worst below, with the changes above.
class IncidentHistogram final : public QWidget {
    Q_OBJECT
public:
    IncidentHistogram(const SuspectReport& report, std::vector<AlertEpisode> alerts, const QTimeZone& zone, const QString& focusId, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    TimeRange m_range;
    Millis m_step{0};
    std::vector<AlertEpisode> m_alerts;
    std::vector<std::pair<Time, QString>> m_changes; ///< when, id
    QString m_focusLabel;
    QString m_focusId;
    QTimeZone m_zone;
};

/// Episodes a day over the last 30 days.
class DailyBars final : public QWidget {
    Q_OBJECT
public:
    DailyBars(std::vector<std::int64_t> counts, Severity severity, QWidget* parent);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<std::int64_t> m_counts;
    Severity m_severity;
};

/// Label chips, name=value, as many rows as they take; a click tells the matcher.
class LabelChips final : public QWidget {
    Q_OBJECT
public:
    LabelChips(const Labels& labels, QWidget* parent);
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override { return {200, heightForWidth(width())}; }

Q_SIGNALS:
    void picked(const QString& matcher);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    struct Box {
        QRect rect;
        std::size_t index;
    };
    [[nodiscard]] std::vector<Box> boxes(int width) const;
    std::vector<std::pair<QString, QString>> m_labels; ///< shown
    std::vector<QString> m_matchers;
};

} // namespace vedette
