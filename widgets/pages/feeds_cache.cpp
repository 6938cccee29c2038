#include "widgets/pages/feeds_cache.h"

#include "models/items/board.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <QPushButton>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr qreal kPad = 12, kHead = 38, kRow = 20, kTrouble = 40;
constexpr std::size_t kLeastParts = 6;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::FeedsCache)
};

/// What a table is a part of, for a person.
QString partWord(const std::string& table)
{
    const std::string name = table.substr(0, table.find('_'));
    if (name == "samples" || name == "segments" || name == "blocks" || name == "chunks" || name == "tail" || name == "far")
        return Words::tr("Samples, compressed");
    if (name == "search")
        return Words::tr("Text search");
    if (name == "series" || name == "spans")
        return Words::tr("Series and labels");
    if (name == "episodes" || name == "changes" || name == "change" || name == "folded" || name == "event" || name == "silences" || name == "notes" || table == "alert_events")
        return Words::tr("Alerts and changes");
    if (name == "polls" || name == "outages" || name == "coverage" || name == "alert")
        return Words::tr("Polls and errors");
    if (name == "slo")
        return Words::tr("Error budgets");
    if (name == "states" || name == "flags")
        return Words::tr("Expected ranges");
    if (name == "free")
        return Words::tr("Free pages, used again");
    return Words::tr("Other tables");
}

/// Largest first, what is free last.
std::vector<CacheUse::Part> partsOf(const CacheUse& cache)
{
    std::vector<CacheUse::Part> parts;
    for (const auto& table : cache.parts) {
        const std::string word = partWord(table.name).toStdString();
        auto found = std::find_if(parts.begin(), parts.end(), [&](const auto& p) { return p.name == word; });
        if (found == parts.end())
            found = parts.insert(parts.end(), {word, 0, 0});
        found->bytes += table.bytes;
        if (table.name.find("_versions") == std::string::npos)
            found->rows += table.rows;
    }
    const std::string free = partWord("free").toStdString();
    std::stable_sort(parts.begin(), parts.end(), [&](const auto& a, const auto& b) {
        return (a.name == free) != (b.name == free) ? b.name == free : a.bytes > b.bytes;
    });
    return parts;
}

} // namespace

FeedsCache::FeedsCache(Board& board, QWidget* parent) : QWidget(parent), m_board(board) { setAccessibleName(tr("Cache")); }

void FeedsCache::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::instance();
    const auto& cache = m_board.cache();
    QPainter painter(this);
    const qreal right = width() - kPad;
    const qreal used = drawLine(painter, QRectF(kPad, 0, 120, kHead), tr("Cache"), Theme::font(14, 600), theme.text);
    InkLine sum;
    sum.text(bytesText(cache.bytes), Theme::font(12, 600), theme.text).gap(4);
    if (cache.limitBytes > 0)
        sum.text(tr("of %1").arg(bytesText(cache.limitBytes)), Theme::font(12), theme.text2).gap(8);
    if (cache.bytesPerSample > 0)
        sum.text(QString::number(cache.bytesPerSample, 'f', 2), Theme::font(12, 600), theme.text).gap(4).text(tr("bytes a sample"), Theme::font(12), theme.text2);
    sum.draw(painter, QRectF(kPad + used + 12, 0, right - kPad - used - 12, kHead), Qt::AlignRight);
    auto parts = partsOf(cache);
    const auto room = std::max(kLeastParts, static_cast<std::size_t>(std::max(0.0, (height() - kHead - 24 - (trouble().isEmpty() ? 4 : kTrouble + 4)) / kRow)));
    if (parts.size() > room) {
        CacheUse::Part rest{Words::tr("Other tables").toStdString(), 0, 0};
        const auto other = std::find_if(parts.begin(), parts.end(), [&](const auto& p) { return p.name == rest.name; });
        if (other != parts.end())
            std::rotate(other, other + 1, parts.end());
        for (std::size_t i = room - 1; i < parts.size(); ++i) {
            rest.rows += parts[i].rows;
            rest.bytes += parts[i].bytes;
        }
        parts.resize(room - 1);
        parts.push_back(rest);
    }
    const QRectF bar(kPad, kHead, right - kPad, 14);
    const double whole = static_cast<double>(std::max({cache.limitBytes, cache.bytes, std::int64_t{1}}));
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme.strongBorder, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar.adjusted(0, 0, -1, -1));
    qreal x = bar.left();
    qreal y = kHead + 24;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& part = parts[i];
        const bool free = part.name == partWord("free").toStdString();
        const QColor fill = Theme::mix(theme.series(0), theme.panel, std::max(0.2, 1.0 - 0.16 * static_cast<double>(i)));
        const qreal wide = bar.width() * static_cast<double>(part.bytes) / whole;
        const QRectF box(kPad, y + 6, 9, 9);
        if (free) {
            painter.setPen(QPen(theme.strongBorder, 1));
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        } else {
            painter.fillRect(QRectF(x, bar.top(), std::max(1.0, wide), bar.height()), fill);
            painter.fillRect(QRectF(x + wide - 1, bar.top(), 1, bar.height()), theme.panel);
            x += wide;
            painter.fillRect(box, fill);
        }
        drawLine(painter, QRectF(kPad + 18, y, right - 220 - kPad, kRow), QString::fromStdString(part.name), Theme::font(12), theme.text2);
        if (part.rows > 0)
            drawLine(painter, QRectF(right - 190, y, 104, kRow), countText(static_cast<double>(part.rows)), Theme::font(12), theme.text3, Qt::AlignRight);
        drawLine(painter, QRectF(right - 80, y, 80, kRow), bytesText(part.bytes), Theme::font(12), theme.text, Qt::AlignRight);
        y += kRow;
    }
    if (const QString words = trouble(); !words.isEmpty()) {
        const Severity s = m_board.work().message.empty() ? Severity::warning : Severity::critical;
        drawGlyph(painter, severityGlyph(s), QRectF(kPad, y + 8, 9, 9), theme.ink(s));
        drawParagraph(painter, QRectF(kPad + 18, y + 3, right - kPad - 18, kTrouble), words, Theme::font(12), theme.ink(s));
    }
}

QString FeedsCache::trouble() const
{
    const auto& cache = m_board.cache();
    if (!m_board.work().message.empty())
        return engineText(m_board.work().message, 300);
    if (cache.reason.empty())
        return {};
    return cache.readOnly ? tr("read only: %1").arg(engineText(cache.reason, 300)) : engineText(cache.reason, 300);
}

int FeedsCache::wantedHeight() const
{
    return static_cast<int>(kHead + 24 + kRow * static_cast<double>(partsOf(m_board.cache()).size()) + (trouble().isEmpty() ? 0 : kTrouble) + 10);
}

FeedsCoverage::FeedsCoverage(Board& board, QWidget* parent) : QWidget(parent), m_board(board), m_cancel(new QPushButton(tr("Stop"), this))
{
    setAccessibleName(tr("Coverage by day"));
    m_cancel->setAccessibleName(tr("Stop fetching older days"));
    m_cancel->hide();
    connect(m_cancel, &QPushButton::clicked, &m_board, &Board::cancelBackfill);
}

void FeedsCoverage::refresh()
{
    m_cancel->setVisible(m_board.work().backfillRatio < 1);
    update();
}

int FeedsCoverage::wantedHeight() const { return static_cast<int>(kHead + kRow * static_cast<double>(m_board.coverage().size()) + 64); }

void FeedsCoverage::resizeEvent(QResizeEvent*)
{
    m_cancel->adjustSize();
    m_cancel->setGeometry(width() - static_cast<int>(kPad) - m_cancel->width(), 7, m_cancel->width(), 24);
}

void FeedsCoverage::paintEvent(QPaintEvent*)
{
    const auto& theme = Theme::instance();
    QPainter painter(this);
    const qreal right = width() - kPad;
    const auto& rows = m_board.coverage();
    const auto& work = m_board.work();
    std::size_t days = 0;
    for (const auto& row : rows)
        days = std::max(days, row.days.size());
    InkLine head;
    head.text(tr("Coverage"), Theme::font(14, 600), theme.text).gap(10).text(tr("%n days", "", static_cast<int>(days)), Theme::font(12), theme.text2);
    head.draw(painter, QRectF(kPad, 0, right - kPad, kHead));
    if (m_cancel->isVisible()) {
        QString eta = tr("backfill %1 %").arg(std::lround(work.backfillRatio * 100));
        if (work.backfillEta)
            eta += QStringLiteral(" · ") + tr("%1 left").arg(ageText(*work.backfillEta));
        drawLine(painter, QRectF(kPad + head.width() + 10, 0, m_cancel->x() - 8 - kPad - head.width() - 10, kHead), eta, Theme::font(12), theme.text, Qt::AlignRight);
    }
    const qreal names = std::min(120.0, width() * 0.28);
    const QRectF strip(kPad + names, kHead, right - kPad - names, 0);
    const qreal step = days == 0 ? 0 : strip.width() / static_cast<double>(days);
    qreal y = kHead;
    for (const auto& row : rows) {
        if (y + kRow > height() - 44)
            break;
        drawLine(painter, QRectF(kPad, y, names - 8, kRow), engineName(row.name, 60), Theme::font(12), theme.text2);
        painter.setRenderHint(QPainter::Antialiasing, false);
        for (std::size_t i = 0; i < row.days.size(); ++i) {
            const QRectF cell(std::round(strip.left() + step * static_cast<double>(i)), y + 5, std::max(2.0, std::floor(step) - 2), 10);
            const QRectF thin(cell.left(), y + kRow / 2 - 2, cell.width(), 4);
            painter.setBrush(Qt::NoBrush);
            switch (row.days[i].state) {
            case CoverageDay::State::here:
                painter.fillRect(thin, theme.okQuiet);
                break;
            case CoverageDay::State::partial:
                painter.fillRect(QRectF(thin.left(), thin.top(), thin.width() * 0.6, 4), theme.okQuiet);
                break;
            case CoverageDay::State::fetching:
                painter.setPen(QPen(theme.accent, 1));
                painter.drawRect(cell.adjusted(0, 0, -1, -1));
                break;
            case CoverageDay::State::none:
                painter.setPen(QPen(theme.border, 1));
                painter.drawRect(cell.adjusted(0, 0, -1, -1));
                break;
            case CoverageDay::State::gap:
                drawHatch(painter, cell, theme.strongBorder, 4);
                painter.setPen(QPen(theme.strongBorder, 1));
                painter.drawRect(cell.adjusted(0, 0, -1, -1));
                break;
            }
        }
        y += kRow;
    }
    if (rows.empty()) {
        drawLine(painter, QRectF(kPad, kHead, right - kPad, kRow), tr("Nothing fetched yet."), Theme::font(12), theme.text2);
        return;
    }
    const auto& zone = m_board.time().zone();
    const Time first = rows.front().firstDay;
    const auto label = [&](double share, Qt::Alignment alignment) {
        const Time at = first + std::chrono::hours{24} * static_cast<std::int64_t>(share * static_cast<double>(days - 1));
        const qreal x = strip.left() + strip.width() * share;
        const qreal left = alignment == Qt::AlignLeft ? x : alignment == Qt::AlignRight ? x - 80 : x - 40;
        drawLine(painter, QRectF(left, y + 2, 80, 18), dayText(at, zone), Theme::font(11), theme.text3, alignment);
    };
    label(0, Qt::AlignLeft);
    label(0.5, Qt::AlignHCenter);
    label(1, Qt::AlignRight);
    y += 24;
    qreal x = kPad;
    const auto key = [&](const QString& word, CoverageDay::State state) {
        const QRectF box(x, y + 6, 12, 8);
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setBrush(Qt::NoBrush);
        if (state == CoverageDay::State::here) {
            painter.fillRect(QRectF(x, y + 8, 12, 4), theme.okQuiet);
        } else {
            if (state == CoverageDay::State::gap)
                drawHatch(painter, box, theme.strongBorder, 4);
            painter.setPen(QPen(state == CoverageDay::State::fetching ? theme.accent : theme.strongBorder, 1));
            painter.drawRect(box.adjusted(0, 0, -1, -1));
        }
        x += 17 + drawLine(painter, QRectF(x + 17, y, right - x - 17, kRow), word, Theme::font(11), theme.text2) + 14;
    };
    key(tr("here"), CoverageDay::State::here);
    key(tr("being fetched"), CoverageDay::State::fetching);
    key(tr("waiting"), CoverageDay::State::none);
    key(tr("gap, not held anywhere"), CoverageDay::State::gap);
}

FeedsConfig::FeedsConfig(Board& board, QWidget* parent) : PanelBox(parent), m_board(board), m_reload(new QPushButton(tr("Read again"), this))
{
    m_reload->setAccessibleName(tr("Read the configuration files again"));
    connect(m_reload, &QPushButton::clicked, &m_board, &Board::reloadConfig);
}

void FeedsConfig::refresh()
{
    setMinimumHeight(40 + 28 * std::max(1, static_cast<int>(m_board.config().findings.size())) + 6);
    update();
}

void FeedsConfig::resizeEvent(QResizeEvent*)
{
    m_reload->adjustSize();
    m_reload->setGeometry(width() - static_cast<int>(kPad) - m_reload->width(), 7, m_reload->width(), 26);
}

void FeedsConfig::paintEvent(QPaintEvent* event)
{
    PanelBox::paintEvent(event);
    const auto& theme = Theme::instance();
    const auto& config = m_board.config();
    QPainter painter(this);
    InkLine head;
    head.text(tr("Configuration"), Theme::font(14, 600), theme.text).gap(12);
    head.text(tr("running"), Theme::font(12), theme.text2).gap(4).text(tr("version %1").arg(config.version), Theme::font(12, 600), theme.text).gap(4);
    head.text(tr("of %1").arg(dateClockText(config.loadedAt, m_board.time().zone(), m_board.time().now())), Theme::font(12), theme.text2).gap(8);
    if (config.rejected)
        head.glyph(Glyph::critical, theme.ink(Severity::critical), 9).text(tr("the files are newer, not valid, not used"), Theme::font(12), theme.ink(Severity::critical));
    else
        head.text(plain(config.file, 200), Theme::mono(12), theme.text3);
    head.draw(painter, QRectF(kPad, 0, m_reload->x() - 2 * kPad, 40));
    qreal y = 40;
    if (config.findings.empty())
        drawLine(painter, QRectF(kPad, y, width() - 2 * kPad, 28), tr("No finding."), Theme::font(12), theme.text3);
    for (const auto& finding : config.findings) {
        drawRule(painter, 1, width() - 1.0, y);
        const Severity s = finding.level == FindingLevel::error ? Severity::critical : Severity::warning;
        InkLine place;
        place.glyph(severityGlyph(s), theme.ink(s), 9);
        place.text(QStringLiteral("%1:%2:%3").arg(plain(finding.file, 120), QString::number(finding.line), QString::number(finding.column)), Theme::mono(12), theme.text2);
        place.draw(painter, QRectF(kPad, y, 232, 28));
        drawLine(painter, QRectF(kPad + 242, y, width() - 2 * kPad - 242, 28), engineText(finding.message, 300), Theme::font(12), theme.text);
        y += 28;
    }
}

} // namespace vedette
