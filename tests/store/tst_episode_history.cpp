// Pieces of history come in any order; what is stored in the end is what one piece over all would have told.

#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <numeric>
#include <random>

using namespace vedette;
using namespace vedette::test;

namespace {

/// One evaluation of an alert: nothing, pending or firing, and since when its condition holds.
struct Evaluation {
    int state = 0; ///< 0 none, 1 pending, 2 firing
    double activeAt = 0;
};

constexpr double kOffset = 0.3; ///< evaluations are at m + kOffset minutes

/// Spells of an alert with `for: 3m` (or none), one evaluation a minute.
std::vector<Evaluation> spells(std::mt19937& random, int minutes, int waits)
{
    std::vector<Evaluation> out(static_cast<std::size_t>(minutes));
    for (int at = static_cast<int>(random() % 40); at < minutes;) {
        const int length = 1 + static_cast<int>(random() % (random() % 3 == 0 ? 90 : 12));
        for (int i = at; i < std::min(at + length, minutes); ++i)
            out[static_cast<std::size_t>(i)] = {i - at < waits ? 1 : 2, at + kOffset};
        at += length + static_cast<int>(random() % 3 == 0 ? random() % 4 : random() % 50);
    }
    return out;
}

/// What a Prometheus feed makes of one piece of it.
std::vector<AlertEpisode> told(const std::vector<Evaluation>& all, const char* name, int from, int to)
{
    std::vector<AlertEpisode> out;
    std::optional<int> begin;
    const auto close = [&](int last) {
        const auto run = std::vector<Evaluation>(all.begin() + *begin, all.begin() + last + 1);
        const auto firing = std::find_if(run.begin(), run.end(), [](const Evaluation& e) { return e.state == 2; });
        const bool lasts = last + kOffset + 1.5 >= to;
        AlertEpisode e;
        e.name = name;
        e.service = "yy";
        e.labels = Labels{{"alertname", name}};
        e.reconstructed = true;
        e.pendingAt = std::min(at(run.front().activeAt), at(*begin + kOffset));
        if (firing == run.end()) {
            e.state = AlertState::pending;
            e.startsAt = *e.pendingAt;
        } else {
            e.startsAt = at(*begin + static_cast<double>(firing - run.begin()) + kOffset);
            e.state = lasts ? AlertState::firing : AlertState::resolved;
        }
        if (!lasts)
            e.endsAt = at(last + kOffset + 1);
        if (firing != run.end() || lasts)
            out.push_back(std::move(e));
        begin.reset();
    };
    for (int i = from; i < to; ++i) {
        const auto& now = all[static_cast<std::size_t>(i)];
        const auto& before = all[static_cast<std::size_t>(std::max(i - 1, from))];
        if (begin && (now.state == 0 || now.activeAt != before.activeAt))
            close(i - 1);
        if (!begin && now.state != 0)
            begin = i;
    }
    if (begin)
        close(to - 1);
    return out;
}

Batch piece(const std::vector<Evaluation>& one, const std::vector<Evaluation>& other, int from, int to)
{
    auto episodes = told(one, "Errors", from, to);
    const auto more = told(other, "Slow", from, to);
    episodes.insert(episodes.end(), more.begin(), more.end());
    Batch batch;
    batch.alertHistories.push_back({"prom", span(from, to), Millis{60'000}, std::move(episodes)});
    return batch;
}

struct Row {
    QString name;
    Time pendingAt;
    Time startsAt;
    std::optional<Time> endsAt;
    AlertState state;
};

std::vector<Row> rows(const CacheFolder& folder, std::optional<Time> asOf = {})
{
    std::vector<Row> out;
    const auto all = folder.reader()->alerts(kAllTime, asOf);
    for (const auto& e : *all)
        out.push_back({QString::fromStdString(e.name), e.pendingAt.value_or(e.startsAt), e.startsAt, e.endsAt, e.state});
    return out;
}

QString text(const std::vector<Row>& all)
{
    QString out;
    const auto minute = [](Time t) { return static_cast<double>(toMs(t) - kT0) / 60'000; };
    for (const auto& row : all)
        out += QStringLiteral("%1 %2/%3-%4 %5; ").arg(row.name).arg(minute(row.pendingAt)).arg(minute(row.startsAt))
                   .arg(row.endsAt ? QString::number(minute(*row.endsAt)) : QString(), QString::fromUtf8(alertStateName(row.state).data()));
    return out;
}

/// Equal; an end may be told as the edge of a piece within an evaluation and a half of it.
bool same(const std::vector<Row>& a, const std::vector<Row>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Row& x, const Row& y) {
        const bool ends = x.endsAt && y.endsAt ? std::chrono::abs(*x.endsAt - *y.endsAt) <= Millis{90'000} : x.endsAt == y.endsAt;
        return x.name == y.name && x.pendingAt == y.pendingAt && x.startsAt == y.startsAt && x.state == y.state && ends;
    });
}

std::vector<Row> stored(const std::vector<Batch>& pieces, const std::vector<std::size_t>& order, std::vector<Row>* then, Time asOf)
{
    CacheFolder folder;
    auto writer = folder.writer();
    for (const auto i : order) {
        if (!writer->commit(pieces[i]).ok())
            return {};
    }
    if (then != nullptr)
        *then = rows(folder, asOf);
    return rows(folder);
}

} // namespace

class EpisodeHistory : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anyOrderOfThePiecesComesToOnePiece_data();
    void anyOrderOfThePiecesComesToOnePiece();
    void aPieceBetweenFindsWhatEndedAndFiredAgain();
    void readingAPieceAgainChangesNothing();
    void whatIsOpenAtTheFarEdgeStaysOpen();
};

void EpisodeHistory::anyOrderOfThePiecesComesToOnePiece_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 24; ++seed)
        QTest::newRow(qPrintable(QString::number(seed))) << seed;
}

void EpisodeHistory::anyOrderOfThePiecesComesToOnePiece()
{
    QFETCH(unsigned, seed);
    std::mt19937 random(seed);
    constexpr int kMinutes = 240;
    const auto one = spells(random, kMinutes, 3);
    const auto other = spells(random, kMinutes, seed % 2 == 0 ? 0 : 6);
    std::vector<int> cuts{0, kMinutes};
    while (cuts.size() < 5) {
        const int cut = 10 + static_cast<int>(random() % (kMinutes - 20));
        if (std::all_of(cuts.begin(), cuts.end(), [&](int c) { return std::abs(c - cut) >= 8; }))
            cuts.push_back(cut);
    }
    std::sort(cuts.begin(), cuts.end());
    std::vector<Batch> pieces;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i)
        pieces.push_back(piece(one, other, cuts[i], cuts[i + 1]));

    const auto then = at(static_cast<double>(random() % kMinutes) + 0.9);
    std::vector<Row> wholeThen;
    const auto whole = stored({piece(one, other, 0, kMinutes)}, {0}, &wholeThen, then);
    std::vector<std::vector<std::size_t>> orders;
    std::vector<std::size_t> next(pieces.size());
    std::iota(next.begin(), next.end(), 0U);
    do
        orders.push_back(next);
    while (std::next_permutation(next.begin(), next.end()));
    std::shuffle(orders.begin() + 1, orders.end(), random);
    orders.resize(7);
    for (const auto& order : orders) {
        std::vector<Row> known;
        const auto found = stored(pieces, order, &known, then);
        QString told;
        for (const auto i : order)
            told += QStringLiteral("[%1,%2) ").arg(cuts[i]).arg(cuts[i + 1]);
        QVERIFY2(same(found, whole), qPrintable(told + QStringLiteral("\n  found ") + text(found) + QStringLiteral("\n  whole ") + text(whole)));
        // What was known then, but for what ended within an evaluation of it.
        if (std::none_of(cuts.begin(), cuts.end(), [&](int c) { return std::chrono::abs(at(c) - then) < Millis{120'000}; }))
            QVERIFY2(same(known, wholeThen), qPrintable(told + QStringLiteral("\n  known ") + text(known) + QStringLiteral("\n  whole ") + text(wholeThen)));
    }
}

void EpisodeHistory::aPieceBetweenFindsWhatEndedAndFiredAgain()
{
    // On from 30 to 80 and from 110 to 150; nothing but `ALERTS` is told, so nothing says since when it is active.
    const auto alert = [](double starts, std::optional<double> ends) {
        AlertEpisode e;
        e.name = "Errors";
        e.labels = Labels{{"alertname", "Errors"}};
        e.startsAt = at(starts);
        e.state = ends ? AlertState::resolved : AlertState::firing;
        if (ends)
            e.endsAt = at(*ends);
        return e;
    };
    const auto history = [](double from, double to, std::vector<AlertEpisode> episodes) {
        Batch batch;
        batch.alertHistories.push_back({"prom", span(from, to), Millis{60'000}, std::move(episodes)});
        return batch;
    };
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(history(0, 60, {alert(30, {})})));
    VERIFY_OK(writer->commit(history(120, 180, {alert(120, 150)})));
    QCOMPARE(text(rows(folder)), QStringLiteral("Errors 30/30-60 resolved; Errors 120/120-150 resolved; "));
    VERIFY_OK(writer->commit(history(60, 120, {alert(60, 80), alert(110, {})})));
    QCOMPARE(text(rows(folder)), QStringLiteral("Errors 30/30-80 resolved; Errors 110/110-150 resolved; "));
}

void EpisodeHistory::readingAPieceAgainChangesNothing()
{
    std::mt19937 random(99);
    const auto one = spells(random, 240, 3);
    const auto other = spells(random, 240, 0);
    CacheFolder folder;
    auto writer = folder.writer();
    VERIFY_OK(writer->commit(piece(one, other, 0, 240)));
    const auto once = text(rows(folder));
    const auto ids = [&] {
        QStringList out;
        const auto all = folder.reader()->alerts(kAllTime);
        for (const auto& e : *all)
            out << QString::fromStdString(e.id);
        return out;
    };
    const auto idsOnce = ids();
    for (const auto& [from, to] : {std::pair{0, 240}, std::pair{30, 90}, std::pair{91, 133}, std::pair{200, 240}}) {
        QCOMPARE(writer->commit(piece(one, other, from, to))->newAlerts, 0);
        QCOMPARE(text(rows(folder)), once);
        QCOMPARE(ids(), idsOnce);
    }
}

void EpisodeHistory::whatIsOpenAtTheFarEdgeStaysOpen()
{
    std::vector<Evaluation> on(180);
    for (std::size_t i = 40; i < on.size(); ++i)
        on[i] = {2, 40 + kOffset};
    const std::vector<Evaluation> off(180);
    CacheFolder folder;
    auto writer = folder.writer();
    for (const auto& [from, to] : {std::pair{120, 180}, std::pair{0, 60}, std::pair{60, 120}})
        VERIFY_OK(writer->commit(piece(on, off, from, to)));
    QCOMPARE(text(rows(folder)), QStringLiteral("Errors 40.3/40.3- firing; "));
}

VEDETTE_TEST(EpisodeHistory)
#include "tst_episode_history.moc"
