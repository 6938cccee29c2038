#include "widgets/pages/events_facets.h"

#include "models/core/matcher.h"
#include "widgets/format.h"
#include "widgets/keys.h"
#include "widgets/pages/events_words.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QFontMetricsF>
#include <QMouseEvent>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <algorithm>
#include <array>

namespace vedette {

namespace {

constexpr int kHeader = 26, kRow = 24, kServices = 5, kBar = 40;
constexpr std::array<const char*, 5> kGroups{"type", "severity", "service", "state", "source"};

QString groupWord(const QString& group)
{
    if (group == QLatin1String("type"))
        return EventsFacets::tr("Kind");
    if (group == QLatin1String("severity"))
        return EventsFacets::tr("Severity");
    if (group == QLatin1String("service"))
        return EventsFacets::tr("Service");
    if (group == QLatin1String("state"))
        return EventsFacets::tr("State");
    return EventsFacets::tr("Source");
}

Severity severityFrom(const std::string& name)
{
    for (const auto s : {Severity::critical, Severity::warning, Severity::info, Severity::ok, Severity::unknown}) {
        if (severityName(s) == name)
            return s;
    }
    return Severity::none;
}

/// The glyph and word of one value; false: the value speaks for itself.
bool dress(const QString& group, const std::string& value, Glyph& glyph, QColor& ink, QString& word)
{
    if (group == QLatin1String("severity")) {
        const Severity s = severityFrom(value);
        glyph = severityGlyph(s);
        ink = Theme::instance().ink(s);
        word = s == Severity::none ? plain(value, 60) : severityWord(s); // the fleet's own word
        return true;
    }
    if (group == QLatin1String("state")) {
        glyph = eventStateGlyph(value);
        ink = eventStateInk(value);
        word = eventStateWord(value);
        return true;
    }
    EventRow row;
    if (group == QLatin1String("type") && eventTypeFrom(value, row.type)) {
        row.severity = Severity::none;
        glyph = row.type == EventType::alert ? Glyph::critical : eventGlyph(row);
        ink = row.type == EventType::alert ? Theme::instance().text3 : eventInk(row);
        word = eventTypeWord(row.type);
        return true;
    }
    return false;
}

double nameRoom(const QRectF& row) { return row.width() - 8 - kBar - 52; }

class FacetPainter final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        return {100, index.data(EventsFacets::headerRole).toBool() ? kHeader : kRow};
    }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto& theme = Theme::instance();
        const QRectF box = option.rect;
        const QString text = index.data(Qt::DisplayRole).toString();
        if (index.data(EventsFacets::headerRole).toBool()) {
            drawLine(*painter, box.adjusted(8, 4, -8, 0), text, Theme::font(11), theme.text3);
            return;
        }
        if (option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(box, theme.raised);
        const int chosen = index.data(Qt::CheckStateRole).toInt();
        if (chosen != 0) {
            painter->fillRect(box, theme.selection);
            painter->fillRect(QRectF(box.left(), box.top(), 2, box.height()), theme.accent);
        }
        const QString group = index.data(EventsFacets::groupRole).toString();
        const std::string value = index.data(EventsFacets::valueRole).toString().toStdString();
        InkLine line;
        Glyph glyph{};
        QColor ink;
        QString word;
        if (group.isEmpty()) {
            line.text(text, Theme::font(12), theme.accent);
        } else if (dress(group, value, glyph, ink, word)) {
            line.glyph(glyph, ink, 9).text(word, Theme::font(13), theme.text);
        } else {
            // Names of one fleet differ at their ends.
            line.text(QFontMetricsF(Theme::font(13)).elidedText(text, Qt::ElideMiddle, nameRoom(box)), Theme::font(13), theme.text);
        }
        QFont face = Theme::font(13);
        line.draw(*painter, QRectF(box.left() + 8, box.top(), nameRoom(box) + 1, box.height()));
        if (chosen < 0) {
            painter->fillRect(QRectF(box.left() + 8, box.center().y(), std::min(line.width(), box.width() - 110), 1), theme.text2);
        }
        const QRectF rail(box.right() - 44 - kBar, box.center().y() - 2, kBar, 4);
        painter->fillRect(rail, theme.dark() ? theme.raised : theme.sunk);
        painter->fillRect(QRectF(rail.left(), rail.top(), std::max(1.0, rail.width() * index.data(EventsFacets::shareRole).toDouble()), 4),
            theme.strongBorder);
        drawLine(*painter, QRectF(box.right() - 44, box.top(), 36, box.height()),
            countText(index.data(EventsFacets::countRole).toDouble()), face, theme.text2, Qt::AlignRight);
        if (option.state.testFlag(QStyle::State_HasFocus))
            drawFocusFrame(*painter, box);
    }
};

} // namespace

QString facetMatcher(const std::string& group, const std::string& value, bool exclude)
{
    const auto made = Matcher::make(group, exclude ? MatchOp::notEqual : MatchOp::equal, value);
    return made.ok() ? QString::fromStdString(made.value().text()) : QString();
}

EventsFacets::EventsFacets(QWidget* parent) : QListView(parent), m_model(new QStandardItemModel(this))
{
    setModel(m_model);
    setItemDelegate(new FacetPainter(this));
    setEditTriggers(NoEditTriggers);
    setSelectionMode(NoSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setUniformItemSizes(false);
    setAccessibleName(tr("Facets"));
    setProperty("ownKeys", QStringList{QStringLiteral("Space"), QStringLiteral("Enter")});
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        QModelIndex index = indexAt(at);
        if (!index.isValid())
            index = currentIndex();
        Subject what;
        what.label = index.data(groupRole).toString().toStdString();
        what.value = index.data(valueRole).toString().toStdString();
        what.words = index.data().toString();
        if (!what.label.empty())
            Q_EMIT menuAsked(viewport()->mapToGlobal(at), what);
    });
    connect(&Theme::instance(), &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void EventsFacets::show(const EventTable& table, const QStringList& matchers)
{
    m_facets = table.facets;
    m_matchers = matchers;
    fill();
}

void EventsFacets::fill()
{
    const auto kept = currentIndex().data(valueRole).toString();
    const auto keptGroup = currentIndex().data(groupRole).toString();
    m_model->clear();
    const auto addHeader = [&](const QString& text) {
        auto* item = new QStandardItem(text);
        item->setData(true, headerRole);
        item->setFlags(Qt::NoItemFlags);
        m_model->appendRow(item);
    };
    for (const char* name : kGroups) {
        const QString group = QLatin1String(name);
        std::vector<const EventTable::Facet*> rows;
        std::int64_t most = 1;
        for (const auto& facet : m_facets) {
            if (facet.group == name) {
                rows.push_back(&facet);
                most = std::max(most, facet.count);
            }
        }
        if (rows.empty())
            continue;
        addHeader(groupWord(group));
        std::int64_t hidden = 0;
        int hiddenRows = 0, shown = 0;
        for (const auto* facet : rows) {
            const QString plus = facetMatcher(facet->group, facet->value, false);
            const QString minus = facetMatcher(facet->group, facet->value, true);
            const int chosen = m_matchers.contains(plus) ? 1 : m_matchers.contains(minus) ? -1 : 0;
            if (group == QLatin1String("service") && !m_allServices && shown >= kServices && chosen == 0 && rows.size() > kServices + 1) {
                hidden += facet->count;
                ++hiddenRows;
                continue;
            }
            ++shown;
            auto* item = new QStandardItem(facet->value.empty() ? tr("(none)") : plain(facet->value, 80));
            item->setData(group, groupRole);
            item->setData(QString::fromStdString(facet->value), valueRole);
            item->setData(static_cast<qlonglong>(facet->count), countRole);
            item->setData(static_cast<double>(facet->count) / static_cast<double>(most), shareRole);
            item->setData(chosen, Qt::CheckStateRole);
            if (QFontMetricsF(Theme::font(13)).horizontalAdvance(item->text()) > nameRoom(QRectF(viewport()->rect())))
                item->setToolTip(item->text());
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            m_model->appendRow(item);
            if (group == keptGroup && QString::fromStdString(facet->value) == kept)
                setCurrentIndex(item->index());
        }
        if (hiddenRows > 0) {
            auto* item = new QStandardItem(tr("%n more…", "", hiddenRows));
            item->setData(static_cast<qlonglong>(hidden), countRole);
            item->setData(0.0, shareRole);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
            m_model->appendRow(item);
        }
    }
}

void EventsFacets::choose(const QModelIndex& index, bool exclude)
{
    if (!index.isValid() || index.data(headerRole).toBool())
        return;
    const QString group = index.data(groupRole).toString();
    if (group.isEmpty()) {
        m_allServices = true;
        fill();
        return;
    }
    const int chosen = index.data(Qt::CheckStateRole).toInt();
    const bool negative = chosen != 0 ? chosen < 0 : exclude;
    const QString matcher = facetMatcher(group.toStdString(), index.data(valueRole).toString().toStdString(), negative);
    if (!matcher.isEmpty())
        Q_EMIT matcherToggled(matcher);
}

void EventsFacets::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(indexAt(event->pos()), event->modifiers().testFlag(Qt::AltModifier));
}

void EventsFacets::keyPressEvent(QKeyEvent* event)
{
    const QString key = physicalKey(*event);
    if (key == QLatin1String("Space") || key == QLatin1String("Enter"))
        return choose(currentIndex(), false);
    if (key == QLatin1String("Alt+Space") || key == QLatin1String("Alt+Enter"))
        return choose(currentIndex(), true);
    if (key == QLatin1String("Up") || key == QLatin1String("Down"))
        return QListView::keyPressEvent(event);
    event->ignore();
}

} // namespace vedette
