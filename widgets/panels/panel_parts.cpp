#include "widgets/panels/panel_parts.h"

#include "widgets/format.h"

#include <QMouseEvent>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace vedette {

namespace {

constexpr int kLine = 17;
constexpr int kFolded = 2;
constexpr std::array<Millis, 17> kBins{std::chrono::seconds{10}, std::chrono::seconds{30}, std::chrono::minutes{1}, std::chrono::minutes{2},
    std::chrono::minutes{5}, std::chrono::minutes{10}, std::chrono::minutes{15}, std::chrono::minutes{30}, std::chrono::hours{1}, std::chrono::hours{2},
    std::chrono::hours{3}, std::chrono::hours{6}, std::chrono::hours{12}, std::chrono::hours{24}, std::chrono::hours{48}, std::chrono::hours{168},
    std::chrono::hours{720}};

} // namespace

SuspectRow::SuspectRow(Content content, bool focused, bool unfolded, QWidget* parent)
    : QAbstractButton(parent), m_content(std::move(content)), m_focused(focused), m_unfolded(unfolded)
{
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum); // Fixed: no higher than at the width of the hint
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(m_content.name + QLatin1Char(' ') + probabilityText(m_content.probability));
    setAccessibleDescription((QStringList{m_content.about} + m_content.sentences).join(QLatin1Char(' ')).trimmed());
}

QStringList SuspectRow::lines(int width) const
{
    QStringList out;
    const QFont font = Theme::font(11);
    const QFontMetrics metrics(font);
    for (const auto& sentence : m_content.sentences) {
        if (!m_unfolded) {
            out << metrics.elidedText(sentence, Qt::ElideRight, width);
            if (out.size() == kFolded)
                break;
            continue;
        }
        QTextLayout layout(sentence, font);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid() && out.size() < 24; line = layout.createLine()) {
            line.setLineWidth(width);
            out << sentence.mid(line.textStart(), line.textLength()).trimmed();
        }
        layout.endLayout();
    }
    return out;
}

int SuspectRow::heightForWidth(int width) const
{
    return 36 + (static_cast<int>(lines(width - 24).size()) + (m_content.about.isEmpty() ? 0 : 1)) * kLine + 8;
}

QSize SuspectRow::sizeHint() const { return {metrics::kSidePanel, heightForWidth(metrics::kSidePanel)}; }

void SuspectRow::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    if (m_focused) {
        p.fillRect(rect(), Theme::mix(theme.change, theme.panel, theme.dark() ? 0.14 : 0.1));
        p.fillRect(QRect(0, 0, 2, height()), theme.change);
    } else if (underMouse()) {
        p.fillRect(rect(), theme.raised);
    }
    const int left = 12;
    const int right = width() - 12;
    const Glyph glyph = m_content.noChange ? Glyph::ring : m_content.glyph;
    const QColor fill = m_content.noChange ? theme.fill(Severity::unknown) : m_content.ink.isValid() ? m_content.ink : theme.change;
    drawGlyph(p, glyph, QRectF(left, 11, 10, 10), fill);
    const QString share = probabilityText(m_content.probability);
    p.setFont(Theme::font(13, 600));
    const int shareWidth = p.fontMetrics().horizontalAdvance(share);
    p.setPen(theme.text);
    p.drawText(QRect(right - shareWidth, 6, shareWidth, 20), Qt::AlignRight | Qt::AlignVCenter, share);
    const QFontMetrics meta(Theme::font(11));
    const int atWidth = m_content.at.isEmpty() ? 0 : meta.horizontalAdvance(m_content.at) + 8;
    const QString name = p.fontMetrics().elidedText(m_content.name, Qt::ElideRight, right - shareWidth - atWidth - left - 26);
    p.drawText(QRect(left + 18, 6, right - left, 20), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
    const int nameWidth = p.fontMetrics().horizontalAdvance(name);
    p.setFont(Theme::font(11));
    p.setPen(theme.text3);
    p.drawText(QRect(left + 18 + nameWidth + 8, 6, atWidth + 8, 20), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, m_content.at);
    const int full = right - left;
    p.fillRect(QRect(left, 29, full, 3), theme.dark() ? theme.raised : theme.sunk);
    p.fillRect(QRect(left, 29, std::max(2, static_cast<int>(std::lround(full * m_content.probability))), 3), fill);
    int y = 36;
    if (!m_content.about.isEmpty()) {
        p.drawText(QRect(left, y, full, kLine), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, p.fontMetrics().elidedText(m_content.about, Qt::ElideRight, full));
        y += kLine;
    }
    p.setPen(theme.text2);
    for (const auto& line : lines(full)) {
        p.drawText(QRect(left, y, full, kLine), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, line);
        y += kLine;
    }
    if (hasFocus()) {
        p.setPen(QPen(theme.focus, 1));
        p.drawRect(rect().adjusted(1, 1, -2, -2));
    } else if (!m_focused) {
        p.fillRect(QRect(left, height() - 1, full, 1), theme.grid);
    }
}

IncidentHistogram::IncidentHistogram(const SuspectReport& report, std::vector<AlertEpisode> alerts, const QTimeZone& zone, const QString& focusId, QWidget* parent)
    : QWidget(parent), m_alerts(std::move(alerts)), m_focusId(focusId), m_zone(zone)
{
    setFixedHeight(112);
    const Millis room = std::max<Millis>(std::chrono::minutes{1}, report.range.length() / 6);
    // Bins of a round length, at most 40 of them, on round times.
    m_step = kBins.back();
    for (const Millis nice : kBins) {
        m_step = nice;
        if ((report.range.length() + 2 * room) / nice < 40)
            break;
    }
    m_range = {floorTo(report.range.from - room, m_step), floorTo(report.range.to + room, m_step) + m_step};
    for (const auto& s : report.suspects) {
        if (!m_range.contains(s.change.startsAt))
            continue;
        m_changes.emplace_back(s.change.startsAt, QString::fromStdString(s.change.id));
        if (m_changes.back().second == focusId)
            m_focusLabel = plain(s.change.label(), 20);
    }
}

void IncidentHistogram::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    const int left = 12;
    const int w = width() - 24;
    const int base = 84;
    const int bins = static_cast<int>(m_range.length() / m_step);
    std::vector<int> hot(static_cast<std::size_t>(bins), 0);
    std::vector<int> rest(hot);
    int greatest = 1;
    for (const auto& a : m_alerts) {
        const auto i = (a.startsAt - m_range.from) / m_step;
        if (a.startsAt < m_range.from || i >= bins)
            continue;
        auto& bin = a.level == Severity::critical ? hot : rest;
        ++bin[static_cast<std::size_t>(i)];
        greatest = std::max(greatest, hot[static_cast<std::size_t>(i)] + rest[static_cast<std::size_t>(i)]);
    }
    const auto xOf = [&](Time t) { return left + static_cast<int>(toSeconds(t - m_range.from) / toSeconds(m_range.length()) * w); };
    for (int i = 0; i < bins; ++i) {
        const int x0 = left + i * w / bins;
        const int x1 = left + (i + 1) * w / bins - 1;
        const int h1 = hot[static_cast<std::size_t>(i)] * 52 / greatest;
        const int h2 = rest[static_cast<std::size_t>(i)] * 52 / greatest;
        p.fillRect(QRect(x0, base - h1, x1 - x0, h1), theme.fill(Severity::critical));
        p.fillRect(QRect(x0, base - h1 - h2, x1 - x0, h2), Theme::mix(theme.fill(Severity::warning), theme.panel, theme.dark() ? 0.6 : 0.55));
    }
    p.fillRect(QRect(left, base, w, 1), theme.strongBorder);
    p.setFont(Theme::font(11));
    p.setPen(theme.text2);
    // Beside the words of the change in focus, never over them.
    const auto focus = std::find_if(m_changes.begin(), m_changes.end(), [&](const auto& change) { return change.second == m_focusId; });
    const Qt::Alignment side = focus == m_changes.end() ? Qt::AlignHCenter : xOf(focus->first) > left + w / 2 ? Qt::AlignLeft : Qt::AlignRight;
    p.drawText(QRect(left, 12, w, 14), side, tr("%1 per %2").arg(greatest).arg(durationText(m_step)));
    for (const auto& [at, id] : m_changes) {
        const int x = xOf(at);
        const bool focused = id == m_focusId;
        if (focused)
            p.fillRect(QRect(x, 8, 1, base - 8), theme.change);
        drawGlyph(p, Glyph::change, QRectF(x - 3.5, 2, 8, 8), theme.change);
        if (focused) {
            p.setFont(Theme::font(11, 600));
            p.setPen(theme.changeInk);
            const int tw = p.fontMetrics().horizontalAdvance(m_focusLabel);
            const bool fits = x - tw - 4 >= left;
            p.drawText(fits ? x - tw - 4 : x + 5, 26, m_focusLabel);
        }
    }
    p.setFont(Theme::font(11));
    p.setPen(theme.text3);
    const auto label = [&](Time t, Qt::Alignment place) { p.drawText(QRect(left, base + 6, w, 16), place, clockText(t, m_zone, false)); };
    label(m_range.from, Qt::AlignLeft);
    label(m_range.from + m_range.length() / 2, Qt::AlignHCenter);
    label(m_range.to, Qt::AlignRight);
}

DailyBars::DailyBars(std::vector<std::int64_t> counts, Severity severity, QWidget* parent)
    : QWidget(parent), m_counts(std::move(counts)), m_severity(severity)
{
    setFixedHeight(30);
}

void DailyBars::paintEvent(QPaintEvent*)
{
    if (m_counts.empty())
        return;
    const Theme& theme = Theme::instance();
    QPainter p(this);
    const int w = width() - 24;
    const auto n = static_cast<int>(m_counts.size());
    const auto greatest = std::max<std::int64_t>(1, *std::max_element(m_counts.begin(), m_counts.end()));
    for (int i = 0; i < n; ++i) {
        const int x0 = 12 + i * w / n;
        const int x1 = 12 + (i + 1) * w / n - 2;
        const auto count = m_counts[static_cast<std::size_t>(i)];
        const int h = count == 0 ? 3 : 6 + static_cast<int>(count * 18 / greatest);
        p.fillRect(QRect(x0, 28 - h, std::max(1, x1 - x0), h), count == 0 ? theme.okQuiet : theme.fill(m_severity));
    }
}

LabelChips::LabelChips(const Labels& labels, QWidget* parent) : QWidget(parent)
{
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    for (const auto& [name, value] : labels) {
        m_labels.emplace_back(plain(name, 32), plain(value, 48));
        m_matchers.push_back(QString::fromStdString(name) + QLatin1Char('=') + QString::fromStdString(value));
        if (m_labels.size() == 40)
            break;
    }
}

std::vector<LabelChips::Box> LabelChips::boxes(int width) const
{
    std::vector<Box> out;
    const QFontMetrics metrics(Theme::mono(11));
    int x = 12;
    int y = 0;
    for (std::size_t i = 0; i < m_labels.size(); ++i) {
        const int w = std::min(width - 24, metrics.horizontalAdvance(m_labels[i].first + QLatin1Char('=') + m_labels[i].second) + 14);
        if (x + w > width - 12 && x > 12) {
            x = 12;
            y += 26;
        }
        out.push_back({QRect(x, y, w, 22), i});
        x += w + 6;
    }
    return out;
}

int LabelChips::heightForWidth(int width) const
{
    const auto all = boxes(std::max(120, width));
    return all.empty() ? 0 : all.back().rect.bottom() + 4;
}

void LabelChips::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    const QFont font = Theme::mono(11);
    p.setFont(font);
    for (const auto& box : boxes(width())) {
        p.setPen(QPen(theme.border, 1));
        p.setBrush(theme.raised);
        p.drawRoundedRect(QRectF(box.rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
        const QString name = m_labels[box.index].first + QLatin1Char('=');
        const int nameWidth = p.fontMetrics().horizontalAdvance(name);
        p.setPen(theme.text3);
        p.drawText(box.rect.adjusted(7, 0, -7, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, name);
        p.setPen(theme.text);
        p.drawText(box.rect.adjusted(7 + nameWidth, 0, -7, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
            p.fontMetrics().elidedText(m_labels[box.index].second, Qt::ElideRight, box.rect.width() - 10 - nameWidth));
    }
}

void LabelChips::mouseReleaseEvent(QMouseEvent* event)
{
    for (const auto& box : boxes(width())) {
        if (box.rect.contains(event->pos())) {
            Q_EMIT picked(m_matchers[box.index]);
            return;
        }
    }
}

} // namespace vedette
