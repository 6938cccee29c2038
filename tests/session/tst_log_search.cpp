#include "models/session/answers.h"
#include "models/snapshot/event_table.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <random>
#include <unordered_set>

using namespace vedette;
using namespace vedette::test;

namespace {

/// Alerts, changes and notes, some of them told of again later with other words.
void fill(CacheWriter& writer, unsigned seed)
{
    std::mt19937 random(seed);
    const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
    const std::vector<std::string> words{"latency", "payment", "결제서비스", "timeout", "checkout"};
    const auto word = [&] { return words[static_cast<std::size_t>(below(5))]; };
    std::vector<Batch> batches(4);
    for (int i = 0; i < 500; ++i) {
        AlertEpisode e;
        e.id = "a" + std::to_string(i);
        e.name = "Alert" + std::to_string(below(9));
        e.service = "s" + std::to_string(below(4));
        e.severity = below(3) == 0 ? "critical" : "page";
        e.labels = Labels{{"alertname", e.name}, {"pod", word() + "-" + std::to_string(below(5))}};
        e.annotations = Labels{{"summary", word() + " " + word()}};
        e.startsAt = at(below(60 * 24 * 3));
        e.seenAt = e.startsAt;
        e.state = AlertState::firing;
        const auto first = static_cast<std::size_t>(below(3));
        batches[first].importedAlerts.push_back(e);
        if (below(4) == 0)
            continue;
        e.endsAt = e.seenAt = e.startsAt + Millis{60'000LL * (1 + below(below(20) == 0 ? 3000 : 90))};
        e.state = AlertState::resolved;
        batches[first + 1].importedAlerts.push_back(e);
    }
    for (int i = 0; i < 200; ++i) {
        ChangeRecord r;
        r.id = "c" + std::to_string(i);
        r.source = below(2) == 0 ? "cd" : "argo";
        r.service = "s" + std::to_string(below(4));
        r.revision = "1." + std::to_string(below(30));
        r.parent = below(3) == 0 ? r.source + "-run" + std::to_string(below(40)) : "";
        r.title = word() + " " + word();
        r.startsAt = at(below(60 * 24 * 3));
        r.endsAt = r.startsAt + Millis{60'000LL * (1 + below(30))};
        r.seenAt = *r.endsAt;
        r.status = ChangeStatus::success;
        batches[static_cast<std::size_t>(below(4))].changes.push_back(r);
    }
    for (int i = 0; i < 20; ++i)
        batches[0].notes.push_back({0, at(below(60 * 24 * 3)), "lee", word() + " looked at", "", at(60 * 24 * 3)});
    for (const auto& batch : batches)
        VERIFY_OK(writer.commit(batch));
}

/// All rows of the range, then those whose id a search names.
Answers::Log filtered(const Answers& answers, TimeRange range, const Matchers& matchers, const std::string& text, std::optional<Time> asOf)
{
    Answers::Log out;
    out.alerts = *answers.alerts(range, matchers);
    out.changes = *answers.changes(range, matchers);
    out.notes = *answers.reader().notes(range, asOf);
    std::unordered_set<std::string> ids;
    const auto hits = answers.reader().search(text, range, 200'000);
    for (const auto& hit : *hits)
        ids.insert(hit.id);
    std::erase_if(out.alerts, [&](const AlertEpisode& a) { return !ids.contains(a.id); });
    std::erase_if(out.changes, [&](const Change& c) {
        return !ids.contains(c.id) && std::none_of(c.recordIds.begin(), c.recordIds.end(), [&](const std::string& id) { return ids.contains(id); });
    });
    std::erase_if(out.notes, [&](const Note& n) {
        return !ids.contains(std::to_string(n.id)) || !matchesAll(matchers, Labels{{"type", "note"}, {"service", n.service}, {"author", n.author}});
    });
    return out;
}

std::vector<std::string> lines(const Answers::Log& log)
{
    std::vector<std::string> out;
    for (const auto& a : log.alerts)
        out.push_back("alert " + a.id + " " + a.service + " " + std::to_string(toMs(a.startsAt)) + " " + std::string(alertStateName(a.state)) + " " + (a.endsAt ? std::to_string(toMs(*a.endsAt)) : ""));
    for (const auto& c : log.changes)
        out.push_back("change " + c.id + " " + c.service + " " + c.revision + "<" + c.previous + " " + std::to_string(toMs(c.startsAt)));
    for (const auto& n : log.notes)
        out.push_back("note " + std::to_string(n.id));
    return out;
}

} // namespace

class LogSearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pagesOfWhatIsFoundAreTheRowsThatASearchNames_data()
    {
        QTest::addColumn<bool>("renamed");
        QTest::addColumn<bool>("past");
        QTest::newRow("now") << false << false;
        QTest::newRow("services under the catalogue's names") << true << false;
        QTest::newRow("as of then") << false << true;
        QTest::newRow("as of then, under the catalogue's names") << true << true;
    }
    void pagesOfWhatIsFoundAreTheRowsThatASearchNames()
    {
        QFETCH(bool, renamed);
        QFETCH(bool, past);
        const CacheFolder folder;
        fill(*folder.writer(), 11);
        auto config = std::make_shared<Config>();
        if (renamed)
            config->serviceAliases = {{"s1", "shop"}};
        const auto answers = Answers::open(folder.path(), config, at(60 * 24 * 4));
        VERIFY_OK(answers);
        const auto asOf = past ? std::optional(at(60 * 24 * 1.5)) : std::nullopt;
        (*answers)->setAsOf(asOf);
        std::size_t found = 0;
        for (const char* text : {"latency", "payment -timeout", "\"latency payment\"", "결제", "service:s1", "kind:deploy checkout", "state:resolved timeout", "severity:critical -latency", "type:note", "latency type:note",
                 "\"payment", "nosuchword", "--", "!!"}) {
            for (const auto range : {kAllTime, span(60 * 24, 60 * 26), span(300, 60 * 24 * 2)}) {
                for (const char* matcher : {"", "severity=critical", "service=s2", "service=shop", "type=note"}) {
                    Matchers matchers;
                    if (*matcher != '\0')
                        matchers.push_back(*Matcher::parse(matcher));
                    const auto log = (*answers)->log(range, matchers, text);
                    VERIFY_OK(log);
                    const auto wanted = filtered(**answers, range, matchers, text, asOf);
                    auto told = lines(*log);
                    auto right = lines(wanted);
                    if (told != right) {
                        std::vector<std::string> only;
                        std::sort(told.begin(), told.end());
                        std::sort(right.begin(), right.end());
                        std::set_symmetric_difference(told.begin(), told.end(), right.begin(), right.end(), std::back_inserter(only));
                        QFAIL((std::string(text) + " " + matcher + ": " + (only.empty() ? "another order" : only.front())).c_str());
                    }
                    QVERIFY(log->counts == countEvents(wanted.alerts, wanted.changes, 0, 0, wanted.notes.size()));
                    found += wanted.alerts.size() + wanted.changes.size() + wanted.notes.size();
                }
            }
        }
        QVERIFY(found > 500);
    }
};

VEDETTE_TEST(LogSearchTest)
#include "tst_log_search.moc"
