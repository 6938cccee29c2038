// Alerts and changes are read again where they may have altered, and only there.

#include "models/snapshot/analyst.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <set>

using namespace vedette;
using namespace vedette::test;
using namespace std::chrono_literals;

namespace {

Batch poll(double minute, const std::vector<std::string>& firing)
{
    Batch batch;
    AlertPoll poll;
    poll.feed = "p";
    poll.at = at(minute);
    poll.resolution = 30s;
    for (const auto& name : firing) {
        AlertEpisode a;
        a.name = name;
        a.labels = Labels{{"alertname", name}, {"service", name}};
        a.service = name;
        a.startsAt = at(-30);
        a.seenAt = at(minute);
        a.sources = {"p"};
        poll.alerts.push_back(std::move(a));
    }
    batch.alertPolls.push_back(std::move(poll));
    return batch;
}

Batch samples(double minute)
{
    Batch batch;
    batch.samples.push_back({Labels{{"__name__", "up"}}, {at(minute)}, {1}});
    return batch;
}

Batch release(double minute)
{
    Batch batch;
    ChangeRecord c;
    c.id = "r1";
    c.source = "cd";
    c.service = "cart";
    c.startsAt = at(-35);
    c.endsAt = at(-33);
    c.status = ChangeStatus::success;
    c.seenAt = at(minute);
    batch.changes.push_back(std::move(c));
    return batch;
}

struct Desk {
    CacheFolder folder;
    std::unique_ptr<CacheWriter> writer = folder.writer();
    std::unique_ptr<Analyst> analyst = std::make_unique<Analyst>(folder.reader());
    std::shared_ptr<const Config> config = std::make_shared<Config>();

    void commit(const Batch& batch) const { VERIFY_OK(writer->commit(batch)); }
    [[nodiscard]] std::string mark() const { return folder.reader()->state("facts").value().value_or("none"); }
    /// Services that alert, and what is suspected.
    [[nodiscard]] std::set<std::string> seen(double minute) const
    {
        Question q;
        q.range = span(-60, minute + 1);
        AnalystContext context;
        context.now = at(minute);
        context.config = config;
        const auto answer = analyst->answer(q, context, [] { return false; });
        std::set<std::string> out;
        if (!answer.ok())
            return {answer.error().text()};
        for (const auto& report : (*answer)->incidents) {
            out.insert(report.service);
            for (const auto& suspect : report.suspects)
                out.insert(suspect.change.service + "'s release");
        }
        return out;
    }
};

} // namespace

class FactMarkTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMarkAltersWithAlertsAndChangesAlone()
    {
        const Desk desk;
        desk.commit(poll(0, {"cart"}));
        const auto first = desk.mark();
        QVERIFY(first != "none");
        desk.commit(samples(0));
        desk.commit(poll(0.5, {"cart"})); // tells nothing new
        QCOMPARE(desk.mark(), first);
        desk.commit(poll(1, {"cart", "pay"}));
        const auto second = desk.mark();
        QVERIFY(second != first);
        desk.commit(release(1));
        const auto third = desk.mark();
        QVERIFY(third != second);
        desk.commit(poll(2, {"pay"})); // an end
        QVERIFY(desk.mark() != third);
    }

    void anAnswerHasWhatCameAndKeepsWhatStayed()
    {
        const Desk desk;
        desk.commit(poll(0, {"cart"}));
        QCOMPARE(desk.seen(0), std::set<std::string>{"cart"});
        desk.commit(samples(1));
        QCOMPARE(desk.seen(1), std::set<std::string>{"cart"}); // not read again
        desk.commit(samples(1.1));
        QCOMPARE(desk.seen(1.2), std::set<std::string>{"cart"});
        desk.commit(poll(1.5, {"cart", "pay"}));
        QCOMPARE(desk.seen(2), (std::set<std::string>{"cart", "pay"}));
        desk.commit(release(2));
        QVERIFY(desk.seen(3).count("cart's release") == 1);
        desk.commit(samples(4));
        QVERIFY(desk.seen(4).count("cart's release") == 1);
    }

    void anotherConfigurationIsAnotherHistory()
    {
        Desk desk;
        desk.commit(poll(0, {"cart"}));
        QCOMPARE(desk.seen(0), std::set<std::string>{"cart"});
        auto other = std::make_shared<Config>();
        other->serviceAliases["cart"] = "basket";
        desk.config = other;
        QCOMPARE(desk.seen(0), std::set<std::string>{"basket"});
    }
};

VEDETTE_TEST(FactMarkTest)
#include "tst_fact_mark.moc"
