#include "widgets/pages/events_page.h"

#include "models/items/board.h"
#include "models/items/event_models.h"
#include "widgets/format.h"
#include "widgets/pages/events_facets.h"
#include "widgets/pages/events_filter.h"
#include "widgets/pages/events_histogram.h"
#include "widgets/pages/events_table.h"
#include "widgets/pages/events_words.h"
#include "widgets/pages/paint_kit.h"
#include "widgets/theme.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSaveFile>
#include <QVBoxLayout>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kFacetWidth = 200, kFoldBelow = 1000;

} // namespace

/// "Alerts 189 · Deployments 9 · ..." and what the filter cost; or what is wrong with it.
class EventsPage::CountLine final : public QWidget {
public:
    CountLine(Board& board, EventsFilter& filter, QWidget* parent) : QWidget(parent), m_board(board), m_filter(filter)
    {
        setMinimumSize(120, 28);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const auto& theme = Theme::instance();
        const auto& table = m_board.events();
        QPainter painter(this);
        const QRectF box(8, 0, width() - 16.0, height());
        const QString problem = !m_filter.problem().isEmpty() ? m_filter.problem() : plain(table.problem, 200);
        if (!problem.isEmpty()) {
            InkLine line;
            line.glyph(Glyph::warning, theme.fill(Severity::warning), 9).text(problem, Theme::font(12), theme.ink(Severity::warning));
            line.draw(painter, box);
            return;
        }
        const auto shown = static_cast<std::int64_t>(table.rows.size() + table.pinned.size());
        std::int64_t matched = 0;
        for (const char* key : {"alerts", "pending", "changes", "silences", "feeds", "notes"}) {
            const auto count = table.counts.find(key);
            matched += count == table.counts.end() ? 0 : count->second;
        }
        const QString took = QString::number(table.tookMs, 'f', table.tookMs < 10 ? 1 : 0);
        const bool narrow = width() < 640;
        QString total = narrow ? EventsPage::tr("%1 of %2").arg(wholeText(shown), wholeText(table.total)) : EventsPage::tr("%1 of %2 · %3 ms").arg(wholeText(shown), wholeText(table.total), took);
        if (matched > shown) // very many are counted, and the newest of them listed
            total = narrow ? EventsPage::tr("newest %1 of %2 listed").arg(wholeText(shown), wholeText(matched)) : EventsPage::tr("newest %1 of %2 listed · %3 ms").arg(wholeText(shown), wholeText(matched), took);
        if (table.countedToday)
            total = EventsPage::tr("newest %1 listed · counted as known today: %2").arg(wholeText(shown), wholeText(matched));
        const qreal used = drawLine(painter, box, total, Theme::font(12), theme.text3, Qt::AlignRight);
        InkLine line;
        const QFont strong = Theme::font(13, 600);
        const auto part = [&](const char* key, const QString& word, Glyph glyph, const QColor& ink) {
            const auto found = table.counts.find(key);
            if (found == table.counts.end() || found->second == 0)
                return;
            if (!line.empty())
                line.gap(9).text(QStringLiteral("·"), strong, theme.text3).gap(9);
            line.glyph(glyph, ink, 9).text(word, strong, theme.text).gap(5).text(wholeText(found->second), strong, theme.text);
        };
        part("alerts", EventsPage::tr("Alerts"), Glyph::critical, theme.text3);
        part("pending", EventsPage::tr("Pending"), Glyph::ring, theme.text3);
        part("deployments", EventsPage::tr("Deployments"), Glyph::change, theme.changeInk);
        part("rollbacks", EventsPage::tr("Rollbacks"), Glyph::rollback, theme.changeInk);
        part("others", EventsPage::tr("Other changes"), Glyph::change, theme.changeInk);
        part("silences", EventsPage::tr("Silences"), Glyph::silenced, theme.silencedInk);
        part("feeds", EventsPage::tr("Feed outages"), Glyph::unknown, theme.ink(Severity::unknown));
        part("notes", EventsPage::tr("Notes"), Glyph::note, theme.text2);
        if (line.empty())
            line.text(EventsPage::tr("Nothing counted"), Theme::font(13), theme.text3);
        line.draw(painter, box.adjusted(0, 0, -used - 16, 0));
    }

private:
    Board& m_board;
    EventsFilter& m_filter;
};

/// What stands in the table's place when it has no rows.
class EventsPage::EmptyNote final : public QWidget {
public:
    explicit EmptyNote(QWidget* parent) : QWidget(parent) { setAttribute(Qt::WA_TransparentForMouseEvents, false); }
    void tell(const QString& head, const QString& more)
    {
        m_head = head;
        m_more = more;
        setAccessibleName(head + QLatin1Char(' ') + more);
        update();
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const auto& theme = Theme::instance();
        QPainter painter(this);
        painter.fillRect(rect(), theme.panel);
        drawLine(painter, QRectF(16, height() / 2.0 - 60, width() - 32.0, 24), m_head, Theme::font(15, 600), theme.text, Qt::AlignHCenter);
        drawLine(painter, QRectF(16, height() / 2.0 - 34, width() - 32.0, 20), m_more, Theme::font(12), theme.text2, Qt::AlignHCenter);
    }

private:
    QString m_head, m_more;
};

EventsPage::EventsPage(Board& b, QWidget* parent) : Page(b, parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::kGap, metrics::kGap, metrics::kGap, metrics::kGap);
    column->setSpacing(8);
    m_filter = new EventsFilter(this);
    column->addWidget(m_filter);

    auto* countRow = new QHBoxLayout;
    countRow->setSpacing(8);
    m_counts = new CountLine(board(), *m_filter, this);
    m_export = new QPushButton(tr("Export  Ctrl+E"), this);
    m_export->setFixedHeight(26);
    m_export->setAccessibleName(tr("Export the rows shown as CSV"));
    countRow->addWidget(m_counts, 1);
    countRow->addWidget(m_export);
    column->addLayout(countRow);

    m_histogram = new EventsHistogram(board().time(), this);
    column->addWidget(m_histogram);

    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    auto* facetBox = new PanelBox(this);
    auto* facetLayout = new QVBoxLayout(facetBox);
    facetLayout->setContentsMargins(1, 4, 1, 4);
    m_facets = new EventsFacets(facetBox);
    facetLayout->addWidget(m_facets);
    facetBox->setFixedWidth(kFacetWidth);
    m_facetPanel = facetBox;
    m_facetStrip = new QPushButton(this);
    m_facetStrip->setFixedWidth(32);
    m_facetStrip->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    m_facetStrip->setText(QStringLiteral("›"));
    m_facetStrip->setAccessibleName(tr("Open the facets"));
    row->addWidget(m_facetPanel);
    row->addWidget(m_facetStrip);
    auto* tableBox = new PanelBox(this);
    auto* tableLayout = new QVBoxLayout(tableBox);
    tableLayout->setContentsMargins(1, 1, 1, 4);
    m_table = new EventsTable(board(), tableBox);
    tableLayout->addWidget(m_table);
    m_empty = new EmptyNote(tableBox);
    m_clear = new QPushButton(tr("Clear the filter"), m_empty);
    row->addWidget(tableBox, 1);
    column->addLayout(row, 1);

    connect(m_filter, &EventsFilter::matchersChanged, this, [this](const QStringList& m) { board().setMatchers(m); });
    connect(m_filter, &EventsFilter::textChanged, this, [this](const QString& words) { board().setSearch(words); });
    connect(m_filter, &EventsFilter::problemChanged, m_counts, qOverload<>(&QWidget::update));
    connect(m_filter, &EventsFilter::leave, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_facets, &EventsFacets::matcherToggled, m_filter, &EventsFilter::toggleMatcher);
    connect(m_facetStrip, &QPushButton::clicked, this, &EventsPage::leaveFacets);
    connect(m_export, &QPushButton::clicked, this, &EventsPage::exportRows);
    connect(m_clear, &QPushButton::clicked, m_filter, &EventsFilter::clear);
    connect(m_table, &EventsTable::opened, this, &EventsPage::openOnTimeline);
    connect(m_table, &EventsTable::menuAsked, this, [this](const QPoint& global, const Subject& what) {
        Q_EMIT menuAsked(global, what, {{QStringLiteral("events.open"), tr("Show it on the timeline"), QStringLiteral("O"), [this, what] { openOnTimeline(what.id); }}});
    });
    connect(m_facets, &EventsFacets::menuAsked, this, [this](const QPoint& global, const Subject& what) { Q_EMIT menuAsked(global, what, {}); });
    connect(m_table, &EventsTable::shownSpanChanged, this, [this] { m_histogram->setFrame(m_table->shownSpan()); });
    connect(&board(), &Board::changed, this, &EventsPage::refresh);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    refresh();
}

QString EventsPage::title() const { return tr("Events"); }

std::vector<PageAction> EventsPage::actions()
{
    return {
        {QStringLiteral("events.open"), tr("Show the chosen event on the timeline"), QStringLiteral("O"), [this] { openOnTimeline(pointedId()); }},
        {QStringLiteral("events.enter"), tr("Open the chosen event on the timeline"), QStringLiteral("Enter"), [this] { openOnTimeline(pointedId()); }},
        {QStringLiteral("events.down"), tr("Row below"), QStringLiteral("J"), [this] { m_table->step(1); }},
        {QStringLiteral("events.up"), tr("Row above"), QStringLiteral("K"), [this] { m_table->step(-1); }},
        {QStringLiteral("events.facets"), tr("Fold or open the facets"), QStringLiteral("Ctrl+F"), [this] { leaveFacets(); }},
        {QStringLiteral("events.export"), tr("Export the rows shown as CSV"), QStringLiteral("Ctrl+E"), [this] { exportRows(); }},
        {QStringLiteral("events.clear"), tr("Clear the filter of events"), QString(), [this] { m_filter->clear(); }},
    };
}

Subject EventsPage::subject() const { return m_table->subject(); }

void EventsPage::focusFilter() { m_filter->focusText(); }

void EventsPage::refresh()
{
    const auto& table = board().events();
    m_filter->setMatchers(board().matchers());
    m_filter->setText(board().search());
    m_facets->show(table, board().matchers());
    m_histogram->show(table);
    m_histogram->setFrame(m_table->shownSpan());
    m_counts->update();
    const bool empty = board().hasSnapshot() && table.rows.empty() && table.pinned.empty();
    m_empty->setVisible(empty);
    m_export->setEnabled(!table.rows.empty());
    if (!empty)
        return;
    const bool filtered = !board().matchers().isEmpty() || !board().search().isEmpty();
    if (filtered)
        m_empty->tell(tr("No event matches"), tr("%1 events of this range are behind the filter.").arg(wholeText(table.total)));
    else if (board().feeds().empty())
        m_empty->tell(tr("No feed is connected"), tr("Name a server in the configuration and its alerts and changes appear here."));
    else
        m_empty->tell(tr("Nothing happened in this range"), tr("No alert, change, silence or outage is recorded for it."));
    m_clear->setVisible(filtered);
    m_empty->setGeometry(m_table->geometry());
    m_clear->adjustSize();
    m_clear->move((m_empty->width() - m_clear->width()) / 2, m_empty->height() / 2);
    m_empty->raise();
}

void EventsPage::placeFacets()
{
    if (!m_facetsChosen)
        m_facetsOpen = width() >= kFoldBelow;
    m_facetPanel->setVisible(m_facetsOpen);
    m_facetStrip->setVisible(!m_facetsOpen);
    m_histogram->setFixedHeight(height() < 620 ? 48 : 84);
}

void EventsPage::leaveFacets()
{
    m_facetsOpen = !m_facetsOpen;
    m_facetsChosen = true;
    placeFacets();
    if (m_facetsOpen)
        m_facets->setFocus();
}

void EventsPage::resizeEvent(QResizeEvent* event)
{
    Page::resizeEvent(event);
    placeFacets();
    if (m_empty->isVisible())
        refresh();
}

void EventsPage::settle()
{
    placeFacets();
    refresh();
}

void EventsPage::openOnTimeline(const QString& id)
{
    const int row = id.isEmpty() ? -1 : board().eventsModel().rowOf(id);
    if (row < 0)
        return;
    const auto& event = board().eventsModel().row(row);
    board().select(id);
    auto& time = board().time();
    const Time end = event.to.value_or(board().asOf());
    if (!time.range().contains(event.from)) {
        const Millis around = std::max<Millis>(std::chrono::minutes{30}, end - event.from);
        time.setRange({event.from - around, end + around});
    }
    Q_EMIT openPage(QStringLiteral("timeline"));
}

void EventsPage::exportRows()
{
    const QString path = QFileDialog::getSaveFileName(this, tr("Export events"), QStringLiteral("events.csv"), tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    const QByteArray text = eventsCsv(board().events());
    const bool good = file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit();
    board().postNotice(tr("Export"), good ? tr("%n rows written", "", static_cast<int>(board().events().rows.size()))
                                          : tr("The file could not be written: %1").arg(file.errorString()), good);
}

} // namespace vedette
