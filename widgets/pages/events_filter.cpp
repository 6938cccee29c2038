#include "widgets/pages/events_filter.h"

#include "models/core/matcher.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/glyphs.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QRegularExpression>
#include <QTimer>

namespace vedette {

namespace {

constexpr int kTypingPause = 180; ///< ms after the last key before the cache is asked

bool looksLikeMatcher(const QString& word)
{
    static const QRegularExpression s_form(QStringLiteral("^[A-Za-z_][A-Za-z0-9_]*(=~|!~|!=|=)"));
    return s_form.match(word).hasMatch();
}

/// One matcher with its ×. Painted, so that it is plain text; monospace without ligatures, or ">=" would become one sign.
class MatcherChip final : public QAbstractButton {
public:
    explicit MatcherChip(const QString& matcher, QWidget* parent) : QAbstractButton(parent)
    {
        setFixedHeight(24);
        setCursor(Qt::PointingHandCursor);
        setFocusPolicy(Qt::NoFocus); // Backspace in the line takes chips away
        const auto parsed = Matcher::parse(matcher.toStdString());
        if (parsed.ok()) {
            const QString whole = plain(parsed.value().text(), 200);
            m_name = plain(parsed.value().name(), 60);
            m_value = plain(parsed.value().value(), 120);
            static const char* const s_ops[] = {"=", "!=", "=~", "!~"};
            m_op = QLatin1String(s_ops[static_cast<int>(parsed.value().op())]);
            setAccessibleName(EventsFilter::tr("Filter %1, remove").arg(whole));
        } else {
            m_name = plain(matcher.toStdString(), 200);
        }
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        return {static_cast<int>(line().width()) + 36, 24};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {48, 24}; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const auto& theme = Theme::instance();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(underMouse() ? theme.strongBorder : theme.border, 1));
        painter.setBrush(theme.raised);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        line().draw(painter, QRectF(8, 0, width() - 30, height()));
        drawGlyph(painter, Glyph::close, QRectF(width() - 18, height() / 2.0 - 4, 8, 8), theme.text3);
    }

private:
    [[nodiscard]] InkLine line() const
    {
        const auto& theme = Theme::instance();
        QFont mono = Theme::mono(12);
        mono.setStyleStrategy(QFont::PreferNoShaping);
        InkLine out;
        out.text(m_name, mono, theme.text);
        if (!m_op.isEmpty())
            out.gap(5).text(m_op, mono, theme.accent).gap(5).text(m_value, mono, theme.text);
        return out;
    }
    QString m_name, m_op, m_value;
};

} // namespace

EventsFilter::EventsFilter(QWidget* parent) : QWidget(parent), m_chips(new QHBoxLayout), m_edit(new QLineEdit(this)), m_pause(new QTimer(this))
{
    setFixedHeight(32);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(34, 0, 34, 0);
    row->setSpacing(6);
    row->setSizeConstraint(QLayout::SetNoConstraint);
    m_chips->setSpacing(6);
    row->addLayout(m_chips);
    row->addWidget(m_edit, 1);
    m_edit->setFrame(false);
    m_edit->setStyleSheet(QStringLiteral("QLineEdit{background:transparent;border:none;padding:0}"));
    m_edit->setFont(Theme::font(13));
    m_edit->setPlaceholderText(tr("search names, labels, notes; service=checkout"));
    m_edit->setAccessibleName(tr("Search events"));
    m_edit->setMinimumWidth(120);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);
    m_pause->setSingleShot(true);
    m_pause->setInterval(kTypingPause);
    connect(m_pause, &QTimer::timeout, this, [this] { Q_EMIT textChanged(words()); });
    connect(m_edit, &QLineEdit::textEdited, this, [this](const QString& text) {
        setProblem({});
        if (text.endsWith(QLatin1Char(' ')))
            take(false);
        m_pause->start();
    });
    connect(m_edit, &QLineEdit::returnPressed, this, [this] {
        take(true);
        m_pause->stop();
        Q_EMIT textChanged(words());
    });
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void EventsFilter::setMatchers(const QStringList& matchers)
{
    if (matchers == m_matchers)
        return;
    m_matchers = matchers;
    rebuildChips();
}

void EventsFilter::setText(const QString& text)
{
    if (!m_edit->hasFocus() && words() != text)
        m_edit->setText(text);
}

void EventsFilter::toggleMatcher(const QString& matcher)
{
    if (!m_matchers.removeOne(matcher))
        m_matchers << matcher;
    rebuildChips();
    Q_EMIT matchersChanged(m_matchers);
}

void EventsFilter::clear()
{
    m_edit->clear();
    setProblem({});
    m_matchers.clear();
    rebuildChips();
    Q_EMIT matchersChanged(m_matchers);
    Q_EMIT textChanged({});
}

void EventsFilter::focusText()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void EventsFilter::rebuildChips()
{
    while (auto* item = m_chips->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (const auto& matcher : m_matchers) {
        auto* chip = new MatcherChip(matcher, this);
        connect(chip, &QAbstractButton::clicked, this, [this, matcher] { toggleMatcher(matcher); });
        m_chips->addWidget(chip);
        chip->show();
    }
}

/// Words that are matchers leave the text and become chips.
void EventsFilter::take(bool wholeLine)
{
    QStringList kept;
    QStringList fresh;
    const QStringList parts = m_edit->text().split(QLatin1Char(' '));
    for (const auto& part : parts) {
        if (!looksLikeMatcher(part)) {
            kept << part;
            continue;
        }
        const auto parsed = Matcher::parse(part.toStdString());
        if (!parsed.ok()) {
            kept << part;
            setProblem(engineText(parsed.error().detail, 160));
            continue;
        }
        const QString text = QString::fromStdString(parsed.value().text());
        if (!m_matchers.contains(text))
            fresh << text;
    }
    if (kept.size() != parts.size()) {
        m_edit->setText(kept.join(QLatin1Char(' ')).trimmed() + (wholeLine || kept.join(QString()).isEmpty() ? QString() : QStringLiteral(" ")));
    }
    if (!fresh.isEmpty()) {
        m_matchers << fresh;
        rebuildChips();
        Q_EMIT matchersChanged(m_matchers);
    }
}

QString EventsFilter::words() const
{
    QStringList kept;
    for (const auto& part : m_edit->text().split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
        if (!looksLikeMatcher(part))
            kept << part;
    }
    return kept.join(QLatin1Char(' '));
}

void EventsFilter::setProblem(const QString& problem)
{
    if (problem == m_problem)
        return;
    m_problem = problem;
    update();
    Q_EMIT problemChanged();
}

void EventsFilter::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::instance();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(!m_problem.isEmpty() ? theme.fill(Severity::warning) : m_edit->hasFocus() ? theme.focus : theme.strongBorder, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    drawGlyph(painter, Glyph::search, QRectF(12, height() / 2.0 - 7, 14, 14), theme.text3);
    if (!m_edit->hasFocus()) {
        const QRectF key(width() - 28, height() / 2.0 - 8, 16, 16);
        painter.setPen(QPen(theme.border, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        drawLine(painter, key, QStringLiteral("/"), Theme::mono(11), theme.text3, Qt::AlignHCenter);
    }
}

bool EventsFilter::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    if (event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Backspace && m_edit->text().isEmpty() && !m_matchers.isEmpty()) {
            toggleMatcher(m_matchers.last());
            return true;
        }
        if (key->key() == Qt::Key_Escape || key->key() == Qt::Key_Down) {
            Q_EMIT leave();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace vedette
