#include "widgets/timeline/timeline_frame.h"

#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/glyphs.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::Timeline)
};

constexpr int kMostLabel = 48;
constexpr double kCountReach = 40;
constexpr double kLeastLabel = 30; ///< four characters

/// Draws one lane; keeps what its labels may not touch.
class LanePainter {
public:
    LanePainter(QPainter& p, const TimelineFrame& frame, const PlacedLane& placed, const Lane* above, TimelineText& text)
        : m_p(p), m_f(frame), m_lane(frame.timeline.lanes[placed.number]), m_placed(placed), m_above(above), m_text(text),
          m_theme(Theme::instance()), m_y(placed.y), m_shape(frame.shape)
    {
    }

    void paint()
    {
        strip();
        for (const auto& gap : m_lane.gaps)
            gapBox(gap);
        for (const auto& bar : m_placed.scene.bars)
            barBox(bar);
        for (const auto& flag : m_lane.flags)
            metricFlag(flag);
        for (const auto& change : m_placed.scene.changes)
            changeMark(change);
        for (const auto& note : m_lane.notes)
            noteMark(note);
        labels();
    }

private:
    [[nodiscard]] bool seen(double x0, double x1) const { return x1 >= m_f.axis.left && x0 <= m_f.axis.right(); }
    [[nodiscard]] QString words(std::uint32_t index) const
    {
        return index < m_f.timeline.texts.size() ? plain(m_f.timeline.texts[index], kMostLabel) : QString();
    }
    [[nodiscard]] bool inIncident(double x) const
    {
        return m_f.incident && x >= m_f.axis.xOf(m_f.incident->from) - 1 && x <= m_f.axis.xOf(m_f.incident->to) + 12;
    }

    void strip()
    {
        const int quiet = m_shape.compact ? 3 : 4;
        for (const auto& run : m_placed.scene.strip) {
            const int h = run.state == Severity::ok ? quiet : 10;
            const QRect box(run.x0, m_y + m_shape.strip - h / 2, run.x1 - run.x0, h);
            if (run.state == Severity::ok)
                m_p.fillRect(box, m_theme.okQuiet);
            else if (run.state == Severity::warning || run.state == Severity::critical)
                m_p.fillRect(box, m_theme.fill(run.state));
        }
    }

    void gapBox(const LaneGap& gap)
    {
        const double x0 = std::max(m_f.axis.left, m_f.axis.xOf(gap.from));
        const double x1 = std::min(m_f.axis.right(), m_f.axis.xOf(std::min(gap.to, m_f.timeline.now)));
        if (x1 <= x0)
            return;
        const QRect box(static_cast<int>(x0), m_y + m_shape.strip - 7, std::max(3, static_cast<int>(x1) - static_cast<int>(x0)), 22);
        m_p.fillRect(box, m_theme.panel);
        drawHatch(m_p, box, m_theme.fill(Severity::unknown));
        m_p.setPen(QPen(m_theme.fill(Severity::unknown), 1));
        m_p.setBrush(Qt::NoBrush);
        m_p.drawRect(box.adjusted(0, 0, -1, -1));
        if (box.width() >= 20) {
            const QRect plate(box.center().x() - 6, box.center().y() - 7, 13, 15);
            m_p.fillRect(plate, m_theme.panel);
            drawGlyph(m_p, Glyph::unknown, QRectF(plate).adjusted(2, 2.5, -2, -2.5), m_theme.ink(Severity::unknown));
        }
        m_row.block(x0 - 2, x1 + 2);
    }

    void barBox(const AlertBar& bar)
    {
        if (!seen(bar.x0, bar.x1))
            return;
        const int x0 = static_cast<int>(std::lround(std::max(bar.x0, m_f.axis.left - 4)));
        const int x1 = std::max(x0 + 3, static_cast<int>(std::lround(std::min(bar.x1, m_f.axis.right() + 1))));
        const QRect box(x0, m_y + m_shape.alert, x1 - x0, m_shape.alertHeight);
        const bool merged = bar.count() > 1;
        const QColor edge = bar.silenced || bar.recurring ? m_theme.silenced : m_theme.fill(bar.worst);
        if (merged) {
            m_p.fillRect(QRect(box.right() + 2, box.top() + 2, 1, box.height()), edge);
            m_p.fillRect(QRect(box.left() + 2, box.bottom() + 2, box.width() + 1, 1), edge);
        }
        if (bar.silenced || bar.recurring || bar.pending) {
            QPen pen(edge, 1);
            pen.setCosmetic(true);
            if (bar.recurring || bar.pending)
                pen.setDashPattern({3, 2});
            m_p.setPen(pen);
            m_p.setBrush(m_theme.panel);
            m_p.drawRect(box.adjusted(0, 0, -1, -1));
        } else {
            m_p.fillRect(box, edge);
            if (box.width() > 2)
                m_p.fillRect(box.adjusted(1, 1, -1, -1), m_theme.tint(bar.worst));
        }
        if (bar.exact && m_f.selectedId != 0 && m_lane.alerts[bar.index].id == m_f.selectedId) {
            m_p.setPen(QPen(m_theme.focus, 1));
            m_p.setBrush(Qt::NoBrush);
            m_p.drawRect(box.adjusted(-2, -2, 1, 1));
        }
        m_row.block(x0 - 3, x1 + 3);
    }

    void metricFlag(const LaneFlag& flag)
    {
        const double x0 = m_f.axis.xOf(flag.from);
        const double x1 = m_f.axis.xOf(flag.to);
        if (!seen(x0, x1))
            return;
        const int y = m_y + 3;
        const int from = static_cast<int>(std::max(x0, m_f.axis.left));
        const int to = static_cast<int>(std::min(x1, m_f.axis.right()));
        m_p.fillRect(QRect(from, y, std::max(1, to - from), 1), m_theme.fill(Severity::info));
        if (x0 < m_f.axis.left)
            return;
        const QRectF ring(std::lround(x0) - 4, y - 3.5, 8, 8);
        stampGlyph(m_p, Glyph::info, ring, m_theme.panel);
        stampGlyph(m_p, Glyph::ring, ring, m_theme.ink(Severity::info));
    }

    void changeMark(const ChangeFlag& flag)
    {
        if (!seen(flag.x - 5, flag.x + 5))
            return;
        const bool selected = flag.exact && m_f.selectedChange != 0 && m_lane.changes[flag.first].id == m_f.selectedChange;
        const int x = static_cast<int>(std::lround(flag.x));
        const int half = selected ? 5 : 4;
        const int top = m_y + 1;
        const bool crowded = !selected && inIncident(flag.x);
        const bool rollback = flag.kind == ChangeKind::rollback;
        if (rollback)
            stampGlyph(m_p, Glyph::info, QRectF(x - 7.5, top - 3.5, 16, 16), m_theme.panel);
        else if (crowded)
            stampGlyph(m_p, Glyph::change, QRectF(x - 6.5, top - 2, 14, 14), m_theme.panel);
        else
            m_p.fillRect(QRect(x, top + 2 * half - 3, 1, (selected ? m_shape.alert : m_shape.strip + 5) - 2 * half + 2), m_theme.change);
        const QRectF box(x - half + 0.5, top, 2 * half, 2 * half);
        stampGlyph(m_p, changeGlyph(flag.kind), box, m_theme.change);
    }

    void noteMark(const LaneNote& note)
    {
        const double x = m_f.axis.xOf(note.at);
        if (!seen(x, x + 9))
            return;
        stampGlyph(m_p, Glyph::note, QRectF(x - 1, m_y + 2, 10, 13), m_theme.text2);
    }

    /// A label beside something: glyph (optional) and words, from x on. Bounded by the plot.
    bool put(double x, const QString& words, const QColor& ink, std::optional<Glyph> glyph, const QColor& glyphInk, TextCache& font,
        int baseline)
    {
        const double lead = glyph ? 13 : 0;
        const double w = lead + font.width(words);
        if (x < m_f.axis.left || x + w > m_f.axis.right() + kRightMargin - 2 || !row(baseline).take(x - 3, x + w + 3))
            return false;
        const QRectF ground(x - 3, m_y + baseline - 11, w + 6, 14);
        m_p.fillRect(ground, m_theme.panel);
        if (m_f.words)
            m_f.words->push_back(ground);
        if (glyph)
            stampGlyph(m_p, *glyph, QRectF(x, m_y + baseline - 8.5, 9, 9), glyphInk);
        font.draw(m_p, x + lead, m_y + baseline, words, ink);
        return true;
    }
    bool putLeft(double end, const QString& words, const QColor& ink, std::optional<Glyph> glyph, const QColor& glyphInk, TextCache& font,
        int baseline)
    {
        return put(end - (glyph ? 13 : 0) - font.width(words), words, ink, glyph, glyphInk, font, baseline);
    }
    LabelRow& row(int baseline) { return baseline == m_shape.baseline ? m_row : m_changeRow; }

    void labels()
    {
        selectedChangeLabel();
        for (const auto& bar : m_placed.scene.bars) {
            if (bar.count() > 1 && !bar.silenced && seen(bar.x0, bar.x1))
                countLabel(bar);
        }
        gapLabels();
        for (const auto& bar : m_placed.scene.bars) {
            if (bar.count() == 1 && !bar.silenced && bar.exact && seen(bar.x0, bar.x1))
                nameLabel(bar);
        }
        for (const auto& bar : m_placed.scene.bars) {
            if (bar.silenced && seen(bar.x0, bar.x1))
                silenceLabel(bar);
        }
        for (const auto& note : m_lane.notes) {
            const double x = m_f.axis.xOf(note.at);
            if (seen(x, x))
                put(x + 4, words(note.text), m_theme.text3, {}, {}, m_text.small, m_shape.changeBaseline);
        }
        for (const auto& flag : m_placed.scene.changes)
            changeLabel(flag);
    }

    void selectedChangeLabel()
    {
        for (const auto& flag : m_placed.scene.changes) {
            if (!flag.exact || m_f.selectedChange == 0 || m_lane.changes[flag.first].id != m_f.selectedChange)
                continue;
            QString label = words(m_lane.changes[flag.first].text);
            if (m_f.selectedProbability > 0)
                label += QStringLiteral(" · ") + probabilityText(m_f.selectedProbability);
            // Left of the trunk of the cause lines, which runs 16 px before the change.
            if (!putLeft(flag.x - 22, label, m_theme.changeInk, {}, {}, m_text.bold, m_shape.baseline))
                put(flag.x + 8, label, m_theme.changeInk, {}, {}, m_text.bold, m_shape.changeBaseline);
        }
    }

    void countLabel(const AlertBar& bar)
    {
        const QString words = bar.count() > 999 ? QStringLiteral("999+") : QString::number(bar.count());
        const QColor ink = m_theme.ink(bar.worst);
        const double w = m_text.bold.width(words);
        double x = bar.x1 + 7;
        if (m_f.incident) {
            const double column = m_f.axis.xOf(m_f.incident->to) + 18;
            if (inIncident(bar.x0) && column + 13 > bar.x1 + 5 && column - bar.x1 <= kCountReach)
                x = column;
            if (x == column) {
                // End-aligned: the digits of all lanes end in one column.
                const double number = column + 34 - w;
                if (number + w < m_f.axis.right() + kRightMargin && m_row.take(column - 3, column + 37)) {
                    const QRectF ground(column - 3, m_y + m_shape.baseline - 11, 40, 14);
                    m_p.fillRect(ground, m_theme.panel);
                    if (m_f.words)
                        m_f.words->push_back(ground);
                    stampGlyph(m_p, severityGlyph(bar.worst), QRectF(column, m_y + m_shape.baseline - 8.5, 9, 9), ink);
                    m_text.bold.draw(m_p, number, m_y + m_shape.baseline, words, ink);
                    return;
                }
            }
        }
        if (!put(x, words, ink, severityGlyph(bar.worst), ink, m_text.bold, m_shape.baseline))
            putLeft(bar.x0 - 5, words, ink, severityGlyph(bar.worst), ink, m_text.bold, m_shape.baseline);
    }

    void gapLabels()
    {
        for (const auto& gap : m_lane.gaps) {
            const double x0 = m_f.axis.xOf(gap.from);
            const double x1 = m_f.axis.xOf(std::min(gap.to, m_f.timeline.now));
            if (!seen(x0, x1) || x1 - x0 < 3 || repeated(gap))
                continue;
            const QString cause = gap.cause == 0 ? Words::tr("no telemetry") : engineText(m_f.timeline.texts[gap.cause], kMostLabel);
            const QString label = cause + QStringLiteral(" · ") + durationText(gap.to - gap.from);
            if (!put(x1 + 6, label, m_theme.text2, {}, {}, m_text.small, m_shape.baseline))
                putLeft(x0 - 6, label, m_theme.text2, {}, {}, m_text.small, m_shape.baseline);
        }
    }
    [[nodiscard]] bool repeated(const LaneGap& gap) const
    {
        return m_above && std::any_of(m_above->gaps.begin(), m_above->gaps.end(), [&](const LaneGap& g) {
            return g.from == gap.from && g.to == gap.to && g.cause == gap.cause;
        });
    }

    void nameLabel(const AlertBar& bar)
    {
        const LaneAlert& a = m_lane.alerts[bar.index];
        if (m_shape.compact && !m_row.free(bar.x1 + 4, bar.x1 + kLeastLabel) && !m_row.free(bar.x0 - kLeastLabel, bar.x0 - 4))
            return;
        QString label = words(a.name);
        if (a.doubtful)
            label += QStringLiteral(" · ") + Words::tr("end unknown");
        const Glyph glyph = bar.recurring ? Glyph::recurring : severityGlyph(bar.worst);
        const QColor glyphInk = bar.recurring ? m_theme.silencedInk : m_theme.ink(bar.worst);
        const QColor ink = bar.recurring ? m_theme.text3 : m_theme.text2;
        const double inside = std::min(bar.x1, m_f.axis.right()) - std::max(bar.x0, m_f.axis.left);
        if (!m_shape.compact && inside >= 90 && !bar.recurring) {
            nameInside(bar, label, inside);
            return;
        }
        const bool leftFirst = bar.open || bar.doubtful;
        const bool caused = m_f.selectedChange != 0 && inIncident(bar.x0); // its left is the way of the cause lines
        const auto right = [&] { return put(bar.x1 + 7, label, ink, glyph, glyphInk, m_text.small, m_shape.baseline); };
        const auto left = [&] { return !caused && putLeft(bar.x0 - 7, label, ink, glyph, glyphInk, m_text.small, m_shape.baseline); };
        if (leftFirst)
            (void)(left() || right());
        else
            (void)(right() || left());
    }
    void nameInside(const AlertBar& bar, const QString& label, double inside)
    {
        const double x = std::max(bar.x0, m_f.axis.left) + 5;
        const QColor ink = m_theme.ink(bar.worst);
        const int baseline = m_y + m_shape.baseline;
        stampGlyph(m_p, severityGlyph(bar.worst), QRectF(x, baseline - 8.5, 9, 9), ink);
        const QString fit = QFontMetrics(m_text.bold.font()).elidedText(label, Qt::ElideRight, static_cast<int>(inside) - 24);
        m_text.bold.draw(m_p, x + 13, baseline, fit, ink);
    }

    void silenceLabel(const AlertBar& bar)
    {
        const QString name = bar.exact ? words(m_lane.alerts[bar.index].name) : QString();
        const QString counted = bar.count() > 1 ? Words::tr("%n silenced", nullptr, bar.count()) : name;
        const QString full = bar.count() > 1 && bar.exact ? counted + QStringLiteral(", ") + name : counted;
        for (const auto& label : {full, counted}) {
            if (put(bar.x1 + 7, label, m_theme.text3, Glyph::silenced, m_theme.silencedInk, m_text.small, m_shape.baseline)
                || putLeft(bar.x0 - 7, label, m_theme.text3, Glyph::silenced, m_theme.silencedInk, m_text.small, m_shape.baseline))
                return;
        }
    }

    void changeLabel(const ChangeFlag& flag)
    {
        if (!flag.exact || !seen(flag.x, flag.x) || inIncident(flag.x))
            return;
        if (m_f.selectedChange != 0 && m_lane.changes[flag.first].id == m_f.selectedChange)
            return;
        // Words are shaped only where some could stand.
        if (!row(m_shape.changeBaseline).free(flag.x + 2, flag.x + kLeastLabel))
            return;
        QString label = words(m_lane.changes[flag.last].text);
        if (flag.count > 1)
            label = Words::tr("×%1 to %2").arg(flag.count).arg(label);
        put(flag.x + 5, label, m_theme.text3, {}, {}, m_text.small, m_shape.changeBaseline);
    }

    QPainter& m_p;
    const TimelineFrame& m_f;
    const Lane& m_lane;
    const PlacedLane& m_placed;
    const Lane* m_above;
    TimelineText& m_text;
    const Theme& m_theme;
    int m_y;
    LaneShape m_shape;
    LabelRow m_row;
    LabelRow m_changeRow;
};

} // namespace

void paintLane(QPainter& painter, const TimelineFrame& frame, const PlacedLane& placed, const Lane* above, TimelineText& text)
{
    LanePainter(painter, frame, placed, above, text).paint();
}

void paintLabel(QPainter& painter, TextCache& text, double x, double baseline, const QString& words, const QColor& ink)
{
    painter.fillRect(QRectF(x - 3, baseline - 11, text.width(words) + 6, 14), Theme::instance().panel);
    text.draw(painter, x, baseline, words, ink);
}

void paintLaneLabel(QPainter& painter, const TimelineFrame& frame, const PlacedLane& placed, TimelineText& text, bool current)
{
    const Theme& theme = Theme::instance();
    const Lane& lane = frame.timeline.lanes[placed.number];
    const int h = frame.shape.height;
    int count = 0;
    for (const auto& bar : placed.scene.bars)
        count += bar.count();
    const bool blind = std::any_of(lane.gaps.begin(), lane.gaps.end(),
        [&](const LaneGap& g) { return frame.axis.range.overlaps(g.from, g.to); });
    const bool silent = count == 0 && (blind || lane.now == Severity::unknown);
    const QString number = silent ? QStringLiteral("–") : countText(count);
    double right = kLabelColumn - 12;
    const int baseline = placed.y + (frame.shape.compact ? h / 2 + 5 : 19);
    text.small.draw(painter, right - text.small.width(number), baseline, number, count > 0 ? theme.text2 : theme.text3);
    right -= text.small.width(number) + 8;
    if (lane.now == Severity::critical || lane.now == Severity::warning || lane.now == Severity::unknown) {
        drawGlyph(painter, severityGlyph(lane.now), QRectF(right - 9, baseline - 9, 9, 9), theme.ink(lane.now));
        right -= 15;
    }
    if (placed.pinned) {
        drawGlyph(painter, Glyph::pin, QRectF(right - 8, baseline - 9, 8, 10), theme.text3);
        right -= 14;
    }
    TextCache& font = frame.shape.compact ? text.name : text.nameBold;
    const QFontMetrics metrics(font.font());
    const QString service = lane.service.empty() ? Words::tr("(no service)") : plain(lane.service, 60);
    const QString name = metrics.elidedText(service, Qt::ElideMiddle, static_cast<int>(right) - 16);
    font.draw(painter, 12, baseline, name, silent ? theme.text3 : theme.text);
    if (!frame.shape.compact && !lane.detail.empty()) {
        const QString detail = QFontMetrics(text.small.font()).elidedText(plain(lane.detail, 60), Qt::ElideRight, kLabelColumn - 24);
        text.small.draw(painter, 12, placed.y + 36, detail, theme.text3);
    }
    if (current)
        painter.fillRect(QRect(0, placed.y, 2, h), theme.accent);
}

} // namespace vedette
