#include "models/items/board.h"

#include "models/items/event_models.h"
#include "models/items/list_models.h"
#include "models/snapshot/snapshot.h"

#include <QTimer>

namespace vedette {

namespace {

constexpr Millis kLiveAskInterval = std::chrono::seconds{5};

/// Notes about no service are marks of the whole axis.
std::vector<TimeMark> keptMarks(const Timeline& timeline)
{
    std::vector<TimeMark> marks;
    for (const auto& lane : timeline.lanes) {
        for (const auto& n : lane.notes) {
            if (lane.service.empty())
                marks.push_back({n.at, QString::fromStdString(timeline.texts[n.text]), QString::fromStdString(timeline.ids[n.id])});
        }
    }
    return marks;
}

} // namespace

Board::Board(QObject* parent)
    : QObject(parent)
    , m_time(new TimeState(this))
    , m_snapshot(std::make_shared<Snapshot>())
    , m_question(std::make_unique<Question>())
    , m_events(new EventsModel(*this))
    , m_slos(new SlosModel(this))
    , m_flags(new FlagsModel(this))
    , m_feeds(new FeedsModel(this))
{
    connect(m_time, &TimeState::rangeChanged, this, &Board::ask);
    connect(m_time, &TimeState::filterChanged, this, [this] {
        const ViewFilter& filter = m_time->filter();
        m_question->search = filter.search.toStdString();
        m_question->matchers.clear();
        for (const auto& m : filter.matchers)
            m_question->matchers.push_back(m.toStdString());
        ask();
    });
}

Board::~Board() = default;

void Board::show(std::shared_ptr<const Snapshot> snapshot)
{
    if (!snapshot)
        return;
    const auto before = m_snapshot;
    m_snapshot = std::move(snapshot);
    m_hasSnapshot = true;
    // What a selected mark stands for is known now.
    const auto& found = m_snapshot->selection.id;
    const bool wasMark = MarkId::parse(m_question->selectedId).has_value() && m_snapshot->question.selectedId == m_question->selectedId;
    if (wasMark && !found.empty() && m_snapshot->selection.kind != Selection::Kind::none)
        m_question->selectedId = found;
    if (before->events != m_snapshot->events)
        m_events->show(m_snapshot->events);
    m_slos->show(m_snapshot->slos);
    m_flags->show(m_snapshot->flags);
    m_feeds->show(m_snapshot->feeds);
    if (before->timeline != m_snapshot->timeline)
        m_time->setKeptMarks(keptMarks(*m_snapshot->timeline));
    Q_EMIT changed();
}

void Board::tick(Time now)
{
    // A live range moves every second; asking that often would keep a core busy for a pixel a minute.
    const bool due = now - m_askedAt >= kLiveAskInterval || now < m_askedAt;
    m_quiet = !due;
    m_time->tick(now);
    m_quiet = false;
    if (due)
        m_askedAt = now;
    Q_EMIT ticked();
}

Time Board::asOf() const { return m_snapshot->asOf; }
bool Board::showsThePast() const { return m_snapshot->question.asOf.has_value(); }
const std::vector<Tile>& Board::tiles() const { return m_snapshot->tiles; }
const OverallState& Board::overall() const { return m_snapshot->overall; }
std::shared_ptr<const Timeline> Board::timeline() const { return m_snapshot->timeline; }
const EventTable& Board::events() const { return *m_snapshot->events; }
const std::vector<SuspectReport>& Board::incidents() const { return m_snapshot->incidents; }
const JudgedSpans& Board::judged() const { return m_snapshot->judged; }
const std::vector<SloReport>& Board::slos() const { return m_snapshot->slos; }
const std::vector<ChartFrame>& Board::charts() const { return m_snapshot->charts; }
std::shared_ptr<const ChartFrame> Board::mainChart() const { return m_snapshot->mainChart; }
const std::vector<AnomalyFlag>& Board::flags() const { return m_snapshot->flags; }
const std::vector<FeedStatus>& Board::feeds() const { return m_snapshot->feeds; }
const Selection& Board::selection() const { return m_snapshot->selection; }
const CacheUse& Board::cache() const { return m_snapshot->cache; }
const std::vector<FeedUse>& Board::uses() const { return m_snapshot->uses; }
const std::vector<CoverageRow>& Board::coverage() const { return m_snapshot->coverage; }
const ConfigState& Board::config() const { return m_snapshot->config; }
const BackgroundWork& Board::work() const { return m_snapshot->work; }

void Board::select(const QString& id)
{
    if (id.toStdString() == m_question->selectedId)
        return;
    m_question->selectedId = id.toStdString();
    Q_EMIT selectionChanged();
    ask();
}

void Board::selectSlo(const QString& id)
{
    if (id.toStdString() == m_question->selectedSlo)
        return;
    m_question->selectedSlo = id.toStdString();
    Q_EMIT selectionChanged();
    ask();
}

void Board::selectWatch(const QString& watch)
{
    if (watch.toStdString() == m_question->selectedWatch)
        return;
    m_question->selectedWatch = watch.toStdString();
    Q_EMIT selectionChanged();
    ask();
}

void Board::setSearch(const QString& text) { m_time->setFilter({m_time->filter().matchers, text}); }

void Board::setMatchers(const QStringList& matchers) { m_time->setFilter({matchers, m_time->filter().search}); }

void Board::setChartColumns(int columns)
{
    if (columns == m_question->chartColumns || columns < 1)
        return;
    m_question->chartColumns = columns;
    ask();
}

void Board::setCompareWeek(bool on)
{
    if (on == m_question->compareWeek)
        return;
    m_question->compareWeek = on;
    ask();
}

bool Board::compareWeek() const { return m_question->compareWeek; }

QString Board::selectedId() const { return QString::fromStdString(m_question->selectedId); }
QString Board::selectedSlo() const { return QString::fromStdString(m_question->selectedSlo); }
QString Board::selectedWatch() const { return QString::fromStdString(m_question->selectedWatch); }
QString Board::search() const { return m_time->filter().search; }
QStringList Board::matchers() const { return m_time->filter().matchers; }

Question Board::question() const
{
    Question q = *m_question;
    q.range = m_time->range();
    return q;
}

void Board::ask()
{
    if (m_asking || m_quiet)
        return;
    m_asking = true;
    QTimer::singleShot(0, this, [this] {
        m_asking = false;
        ++m_question->serial;
        Q_EMIT questionChanged();
    });
}

} // namespace vedette
