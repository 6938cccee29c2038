#include "models/items/board.h"
#include "models/items/event_models.h"
#include "models/items/list_models.h"
#include "models/snapshot/snapshot.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace vedette;

namespace {

const Time kNow = timeFromMs(1'787'000'400'000);

EventRow event(int i)
{
    EventRow row;
    row.type = static_cast<EventType>(i % 5);
    row.id = "e" + std::to_string(i);
    row.from = kNow - std::chrono::minutes{i};
    if (i % 2 == 0)
        row.to = kNow;
    row.service = "pay";
    row.text = "text " + std::to_string(i);
    row.state = "firing";
    return row;
}

/// A snapshot with `count` rows of everything, numbered from `first`.
std::shared_ptr<const Snapshot> snapshot(int first, int count)
{
    auto s = std::make_shared<Snapshot>();
    s->asOf = kNow;
    auto table = std::make_shared<EventTable>();
    for (int i = first; i < first + count; ++i) {
        (i % 7 == 0 ? table->pinned : table->rows).push_back(event(i));
        SloReport slo;
        slo.spec.id = "pay/" + std::to_string(i);
        slo.state = SloState::burning;
        s->slos.push_back(slo);
        AnomalyFlag flag;
        flag.watch = "orders";
        flag.series = std::to_string(i);
        flag.from = kNow;
        s->flags.push_back(flag);
        FeedStatus feed;
        feed.name = "feed" + std::to_string(i);
        feed.state = FeedState::failing;
        s->feeds.push_back(feed);
    }
    s->events = table;
    return s;
}

} // namespace

class ItemModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modelsKeepTheirPromisesWhileSnapshotsChange()
    {
        Board board;
        const std::vector<QAbstractItemModel*> models{&board.eventsModel(), &board.slosModel(), &board.flagsModel(), &board.feedsModel()};
        std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
        for (auto* model : models)
            testers.push_back(std::make_unique<QAbstractItemModelTester>(model, QAbstractItemModelTester::FailureReportingMode::QtTest));
        for (const auto& [first, count] : {std::pair{0, 0}, {0, 10}, {0, 10}, {3, 10}, {0, 200}, {5, 1}, {0, 0}, {0, 0}, {100, 3}}) {
            board.show(snapshot(first, count));
            for (auto* model : models)
                QCOMPARE(model->rowCount(), count);
        }
    }

    void rowsOfTheSameIdsStayWhereTheyAre()
    {
        Board board;
        board.show(snapshot(0, 5));
        const QPersistentModelIndex third(board.slosModel().index(2));
        QSignalSpy reset(&board.slosModel(), &QAbstractItemModel::modelReset);
        QSignalSpy changed(&board.slosModel(), &QAbstractItemModel::dataChanged);
        auto next = std::make_shared<Snapshot>(*snapshot(0, 5));
        next->slos[2].state = SloState::exhausted;
        board.show(next);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(changed.size(), 1);
        QVERIFY(third.isValid());
        QCOMPARE(third.data(SlosModel::stateRole).toInt(), static_cast<int>(SloState::exhausted));
        board.show(snapshot(1, 5));
        QCOMPARE(reset.size(), 1);
    }

    void aSharedTableIsNotShownAgain()
    {
        Board board;
        const auto one = snapshot(0, 5);
        board.show(one);
        QSignalSpy reset(&board.eventsModel(), &QAbstractItemModel::modelReset);
        board.show(std::make_shared<Snapshot>(*one));
        QCOMPARE(reset.size(), 0);
    }

    void pinnedRowsStandFirstAndIdsAreFound()
    {
        Board board;
        board.show(snapshot(0, 20)); // 0, 7 and 14 are pinned
        auto& model = board.eventsModel();
        QCOMPARE(model.rowOf(QStringLiteral("e7")), 1);
        QVERIFY(model.pinned(2) && !model.pinned(3));
        QCOMPARE(model.index(3, 0).data(EventsModel::idRole).toString(), QStringLiteral("e1"));
        QCOMPARE(model.rowOf(QStringLiteral("nobody")), -1);
        QCOMPARE(model.index(3, EventsModel::textColumn).data().toString(), QStringLiteral("text 1"));
        QVERIFY(!model.index(3, 0).data(EventsModel::toRole).isValid()); // it goes on
        QCOMPARE(model.index(4, 0).data(EventsModel::toRole).toLongLong(), toMs(kNow));
        QVERIFY(model.index(0, 0).data(EventsModel::pinnedRole).toBool());
    }

    void anAnswerWithoutASnapshotIsNone()
    {
        Board board;
        QVERIFY(!board.hasSnapshot());
        QVERIFY(board.events().rows.empty() && board.slos().empty() && !board.mainChart() && board.timeline());
        QSignalSpy changed(&board, &Board::changed);
        board.show(nullptr);
        QVERIFY(!board.hasSnapshot());
        QCOMPARE(changed.size(), 0);
        board.show(snapshot(0, 1));
        QVERIFY(board.hasSnapshot());
        QCOMPARE(changed.size(), 1);
    }
};

VEDETTE_TEST(ItemModelsTest)
#include "tst_item_models.moc"
