#include "models/store/event_columns.h"
#include "models/store/event_labels.h"
#include "models/store/event_query.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace vedette;
using namespace vedette::test;

namespace {

constexpr double kDay = 24 * 60;

class World {
public:
    explicit World(unsigned seed) : m_random(seed) {}
    int below(int n) { return static_cast<int>(m_random() % static_cast<unsigned>(n)); }

    AlertEpisode alert(double minute)
    {
        AlertEpisode e;
        const auto number = std::to_string(below(40));
        e.id = "a" + std::to_string(m_next++);
        e.name = "Alert" + number;
        e.service = below(9) == 0 ? "" : "s" + std::to_string(below(5));
        e.environment = below(3) == 0 ? "stage" : "prod";
        e.severity = below(4) == 0 ? "" : below(2) == 0 ? "critical" : "page";
        e.labels = Labels{{"alertname", e.name}, {"pod", "checkout-" + number}, {"kind", below(5) == 0 ? "probe" : ""}};
        e.annotations = Labels{{"summary", below(3) == 0 ? "결제서비스 응답이 느립니다" : "slow answers of late"}};
        e.sources = {below(2) == 0 ? "prom" : "am"};
        e.startsAt = at(minute);
        if (below(3) == 0)
            e.pendingAt = at(minute - below(30));
        e.state = below(8) == 0 ? AlertState::pending : AlertState::firing;
        if (below(6) != 0) {
            e.endsAt = at(minute + (below(12) == 0 ? kDay * below(5) : below(200)));
            e.seenAt = *e.endsAt;
            e.state = below(9) == 0 ? AlertState::doubtful : AlertState::resolved;
        } else if (below(3) == 0) {
            e.silencedBy = {"s1"};
        }
        return e;
    }
    ChangeRecord change(double minute)
    {
        ChangeRecord r;
        r.id = "c" + std::to_string(m_next++);
        r.source = below(3) == 0 ? "argo" : "cd";
        r.service = "s" + std::to_string(below(5));
        r.kind = below(4) == 0 ? ChangeKind::flag : ChangeKind::deployment;
        r.revision = "1." + std::to_string(below(6));
        r.title = "배포 checkout";
        r.startsAt = at(minute);
        r.status = ChangeStatus::started;
        if (below(7) != 0) {
            r.endsAt = at(minute + below(40));
            r.status = below(5) == 0 ? ChangeStatus::failed : ChangeStatus::success;
        }
        r.seenAt = r.endsAt.value_or(r.startsAt);
        return r;
    }

private:
    std::mt19937 m_random;
    int m_next = 0;
};

/// The same by reading every row.
EventCounts counted(const CacheReader& reader, const EventQuery& query, const std::set<std::string>* hits)
{
    EventCounts out;
    std::map<std::pair<std::string, std::string>, std::int64_t> facets;
    out.binsFrom = query.binWidth > Millis{0} ? floorTo(query.range.from, query.binWidth) : Time{};
    if (query.binWidth > Millis{0})
        out.bins.resize(static_cast<std::size_t>((query.range.to - out.binsFrom).count() / query.binWidth.count() + 1));
    const auto row = [&](const Labels& labels, const std::string& id, Time begin, bool change) {
        ++out.total;
        if (hits != nullptr && !hits->contains(id))
            return;
        std::set<std::string> failing;
        for (const auto& m : query.matchers) {
            if (!m.matches(labels))
                failing.insert(m.name());
        }
        for (const char* group : {"type", "severity", "service", "state", "source"}) {
            if (const auto value = labels.value(group); !value.empty() && (failing.empty() || (failing.size() == 1 && *failing.begin() == group)))
                ++facets[{group, std::string(value)}];
        }
        if (!failing.empty())
            return;
        if (!out.bins.empty()) {
            auto& bin = out.bins[static_cast<std::size_t>((std::max(begin, query.range.from) - out.binsFrom).count() / query.binWidth.count())];
            ++(change ? bin.changes : bin.alerts);
        }
        if (!change)
            ++(labels.value("state") == "pending" ? out.pending : out.alerts);
        else
            ++(labels.value("kind") == "deployment" ? out.deployments : labels.value("kind") == "rollback" ? out.rollbacks : out.others);
    };
    const auto alerts = reader.alerts(query.range, query.asOf);
    const auto changes = reader.changes(query.range, query.asOf);
    for (const auto& e : *alerts)
        row(eventLabels(e), e.id, e.pendingAt ? std::min(*e.pendingAt, e.startsAt) : e.startsAt, false);
    for (const auto& c : *changes)
        row(eventLabels(c), c.id, c.startsAt, true);
    for (const auto& [key, count] : facets)
        out.facets.push_back({key.first, key.second, count});
    std::stable_sort(out.facets.begin(), out.facets.end(), [](const auto& a, const auto& b) { return a.group != b.group ? a.group < b.group : a.count > b.count; });
    return out;
}

std::string text(const EventCounts& c)
{
    auto out = std::to_string(c.total) + " " + std::to_string(c.alerts) + " " + std::to_string(c.pending) + " " + std::to_string(c.deployments) + " " + std::to_string(c.rollbacks) + " "
        + std::to_string(c.others) + "\n";
    for (const auto& f : c.facets)
        out += f.group + "=" + f.value + ":" + std::to_string(f.count) + " ";
    out += "\n";
    for (const auto& b : c.bins)
        out += std::to_string(b.alerts) + "/" + std::to_string(b.changes) + " ";
    return out;
}

Matchers matchers(World& world)
{
    static const std::vector<std::string> kAll{"service=s1", "service=~\"s[12]\"", "severity!=page", "state=firing", "state=silenced", "type=change", "type=alert", "source=prom", "kind=flag",
        "environment=prod", "kind=probe", "service=\"\"", "alertname=Alert3", "state=~\"resolved|success\""};
    Matchers out;
    for (int left = world.below(4); left > 0; --left)
        out.push_back(*Matcher::parse(kAll[static_cast<std::size_t>(world.below(static_cast<int>(kAll.size())))]));
    return out;
}

std::vector<std::string> ids(const EventPage& page)
{
    std::vector<std::string> out;
    for (const auto& row : page.rows)
        out.push_back(row.change ? page.changes[row.index].id : page.alerts[row.index].id);
    return out;
}

} // namespace

class EventCountsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void columnsCountWhatRowsCount_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 3; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }
    void columnsCountWhatRowsCount()
    {
        QFETCH(int, seed);
        World world(static_cast<unsigned>(seed));
        const CacheFolder folder;
        auto writer = folder.writer({{}, 9, 0});
        const auto reader = folder.reader(); // one that lives on: what it holds follows
        std::vector<AlertEpisode> stored;
        int pages = 0;
        for (int round = 0; round < 14; ++round) {
            Batch batch;
            for (int i = 0; i < 60; ++i)
                batch.importedAlerts.push_back(world.alert(kDay * round * 0.7 + world.below(1500) - (round % 4 == 0 ? kDay * 4 : 0)));
            for (int i = 0; i < 25; ++i)
                batch.changes.push_back(world.change(kDay * round * 0.7 + world.below(1500) - (round % 5 == 0 ? kDay * 3 : 0)));
            for (int i = 0; i < 12 && !stored.empty(); ++i) { // told of again, with another beginning, end or severity
                auto e = stored[static_cast<std::size_t>(world.below(static_cast<int>(stored.size())))];
                e.severity = "critical";
                if (world.below(3) == 0)
                    e.startsAt -= Millis{60'000 * 300};
                e.endsAt = e.startsAt + Millis{60'000 * world.below(4000)};
                e.seenAt = *e.endsAt;
                batch.importedAlerts.push_back(e);
            }
            stored.insert(stored.end(), batch.importedAlerts.begin(), batch.importedAlerts.end());
            VERIFY_OK(writer->commit(batch));
            if (round % 3 == 1) {
                writer.reset(); // one that was just opened looks for what is due
                writer = folder.writer({{}, 9, 0});
                for (auto more = writer->tend(); more.ok() && *more; more = writer->tend()) { }
            }
            if (round % 4 == 3)
                VERIFY_OK(writer->settleDoubt({{"s1", at(kDay * round * 0.7), at(kDay * round * 0.7 + 200)}}, span(0, kDay * round * 0.7 + 400)));
            if (round > 10)
                VERIFY_OK(writer->retire(at(kDay * round * 0.7)));
            for (int question = 0; question < 12; ++question) {
                EventQuery query;
                const double from = world.below(static_cast<int>(kDay * 9)) - kDay;
                query.range = question == 0 ? kAllTime : span(from, from + 1 + world.below(question % 2 == 0 ? 400 : static_cast<int>(kDay * 7)));
                query.matchers = matchers(world);
                query.binWidth = question == 0 ? Millis{0} : Millis{60'000 * (1 + world.below(300))};
                std::set<std::string> hits;
                if (question % 3 == 2) {
                    query.text = std::vector<std::string>{"결제", "checkout", "\"slow answers\"", "checkout -배포", "kind:deploy", "severity:crit", "state:resolved", "pod:checkout-1"}[static_cast<std::size_t>(world.below(8))];
                    const auto found = reader->search(query.text, query.range, -1);
                    VERIFY_OK(found);
                    for (const auto& hit : *found)
                        hits.insert(hit.id);
                }
                if (query.binWidth > Millis{0} && (query.range.length() / query.binWidth) > 900)
                    query.binWidth = Millis{0};
                if (question == 7)
                    query.asOf = at(from + world.below(2000));
                const auto* text_ = query.text.empty() || query.asOf ? nullptr : &hits;
                if (query.asOf)
                    query.text.clear();
                const auto fast = reader->eventCounts(query);
                VERIFY_OK(fast);
                const auto slow = counted(*reader, query, text_);
                QVERIFY2(text(*fast) == text(slow), (text(*fast) + "\n" + text(slow) + "\n" + query.text).c_str());
                // A page after the other, and all at once.
                query.atMost = 1'000'000;
                const auto whole = reader->events(query);
                VERIFY_OK(whole);
                QVERIFY(!whole->next);
                QCOMPARE(static_cast<std::int64_t>(whole->rows.size()), slow.alerts + slow.pending + slow.deployments + slow.rollbacks + slow.others);
                query.atMost = 7;
                std::vector<std::string> paged;
                for (int left = 400; left > 0; --left) {
                    const auto page = reader->events(query);
                    VERIFY_OK(page);
                    const auto more = ids(*page);
                    paged.insert(paged.end(), more.begin(), more.end());
                    ++pages;
                    if (!page->next)
                        break;
                    query.after = page->next;
                }
                QCOMPARE(paged, ids(*whole));
            }
        }
        QVERIFY(pages > 200);
        const auto db = Database::open(folder.path(), Database::Mode::read);
        QVERIFY(*db->integer("SELECT count(*) FROM event_days") > 5);
    }

    void aDaysColumnsComeBack()
    {
        std::vector<EventEntry> alerts;
        for (std::int64_t i = 0; i < 300; ++i)
            alerts.push_back({factKey(kT0 + i * 1000) + i % 3, kT0 + i * 1000 - (i == 7 ? 1 : 0), kT0 + i * 1000 + 60'000, i % 5 == 0 ? FactRow::kOpenEnd : kT0 + i * 1000 + (i % 7 - 1) * 90'000,
                {"s" + std::to_string(i % 4), "page", i % 2 == 0 ? "firing" : "resolved", "prom", "", "prod"}});
        const auto bytes = packEvents(alerts, {alerts.front()});
        EventColumns read;
        EventColumns changes;
        EventDictionary dictionary;
        QVERIFY(unpackEvents(bytes, read, changes, dictionary));
        QCOMPARE(read.size(), 300U);
        QCOMPARE(changes.size(), 1U);
        for (std::size_t i = 0; i < 300; ++i) {
            QVERIFY(read.keys[i] == alerts[i].key && read.starts[i] == alerts[i].starts && read.fires[i] == alerts[i].fires && read.ends[i] == alerts[i].ends);
            for (std::size_t c = 0; c < kEventColumns; ++c)
                QCOMPARE(dictionary.values(c)[read.values[c][i]], alerts[i].values[c]);
        }
        for (std::size_t cut = 0; cut < bytes.size(); ++cut)
            QVERIFY(!unpackEvents(std::string_view(bytes).substr(0, cut), read, changes, dictionary));
        std::mt19937 random(3);
        for (int i = 0; i < 3000; ++i) { // whatever comes of it, nothing is read outside
            auto other = bytes;
            other[random() % other.size()] = static_cast<char>(random());
            static_cast<void>(unpackEvents(other, read, changes, dictionary));
        }
    }
};

VEDETTE_TEST(EventCountsTest)
#include "tst_event_counts.moc"
