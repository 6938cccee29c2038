#include "models/store/event_labels.h"
#include "models/store/event_query.h"
#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

#include <algorithm>
#include <functional>
#include <random>
#include <set>

using namespace vedette;
using namespace vedette::test;

namespace {

using Meets = std::function<bool(const Labels&, const std::string&)>;
bool begins(const Labels& labels, const char* name, const char* value) { return labels.value(name).starts_with(value); }
bool holds(const std::string& words, const char* word) { return words.find(word) != std::string::npos; }

/// Texts with fields that have columns, and what they mean by the labels and words of a row.
const std::vector<std::pair<const char*, Meets>> kTexts{
    {"state:resolved", [](const auto& l, const auto&) { return begins(l, "state", "resolved"); }},
    {"state:f", [](const auto& l, const auto&) { return begins(l, "state", "f"); }},
    {"-state:resolved", [](const auto& l, const auto&) { return !begins(l, "state", "resolved"); }},
    {"source:pr", [](const auto& l, const auto&) { return begins(l, "source", "pr"); }},
    {"source:cd state:success", [](const auto& l, const auto&) { return begins(l, "source", "cd") && begins(l, "state", "success"); }},
    {"service:s", [](const auto& l, const auto&) { return begins(l, "service", "s"); }},
    {"service:s -service:s1", [](const auto& l, const auto&) { return begins(l, "service", "s") && !begins(l, "service", "s1"); }},
    {"-service:s", [](const auto& l, const auto&) { return !begins(l, "service", "s"); }},
    {"service:\"s1\"", [](const auto& l, const auto&) { return l.value("service") == "s1"; }},
    {"service:s slow state:resolved", [](const auto& l, const auto& words) { return begins(l, "service", "s") && holds(words, "slow") && begins(l, "state", "resolved"); }},
    {"slow -state:resolved", [](const auto& l, const auto& words) { return holds(words, "slow") && !begins(l, "state", "resolved"); }},
    {"type:change state:failed", [](const auto& l, const auto&) { return l.value("type") == "change" && begins(l, "state", "failed"); }},
    {"type:alert service:s", [](const auto& l, const auto&) { return l.value("type") == "alert" && begins(l, "service", "s"); }},
    {"state:nosuch", [](const auto&, const auto&) { return false; }},
};

} // namespace

class TextColumnsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fieldsWithColumnsFindWhatTheRowsSay_data()
    {
        QTest::addColumn<bool>("tended");
        QTest::newRow("columns out of rows") << false;
        QTest::newRow("columns of days") << true;
    }
    void fieldsWithColumnsFindWhatTheRowsSay()
    {
        QFETCH(bool, tended);
        std::mt19937 random(7);
        const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
        const CacheFolder folder;
        auto writer = folder.writer();
        Batch batch;
        for (int i = 0; i < 900; ++i) {
            AlertEpisode e;
            e.id = "a" + std::to_string(i);
            e.name = "Alert";
            e.service = (below(6) == 0 ? "other" : "s") + std::to_string(below(80)); // more endings than are asked for one by one
            e.severity = below(3) == 0 ? "critical" : "page";
            e.labels = Labels{{"alertname", "Alert"}};
            e.annotations = Labels{{"summary", below(2) == 0 ? "slow" : "full"}};
            e.sources = {below(2) == 0 ? "prom" : "am"};
            e.startsAt = at(below(60 * 24 * 6));
            e.state = AlertState::firing;
            if (below(5) != 0) {
                e.endsAt = e.startsAt + Millis{60'000LL * below(i % 40 == 0 ? 4000 : 90)};
                e.state = AlertState::resolved;
            }
            e.seenAt = e.endsAt.value_or(e.startsAt);
            batch.importedAlerts.push_back(e);
        }
        for (int i = 0; i < 200; ++i) {
            ChangeRecord r;
            r.id = "c" + std::to_string(i);
            r.source = below(2) == 0 ? "cd" : "argo";
            r.kind = ChangeKind::flag;
            r.service = "s" + std::to_string(below(80));
            r.title = (below(2) == 0 ? "slow " : "full ") + std::to_string(i);
            r.startsAt = at(below(60 * 24 * 6));
            r.endsAt = r.seenAt = r.startsAt + Millis{60'000LL * below(40)};
            r.status = below(3) == 0 ? ChangeStatus::failed : ChangeStatus::success;
            batch.changes.push_back(r);
        }
        VERIFY_OK(writer->commit(batch));
        for (auto more = Result<bool>(tended); more.ok() && *more;)
            more = writer->tend();
        const auto reader = folder.reader();
        for (const auto& [text, meets] : kTexts) {
            for (const auto range : {kAllTime, span(60 * 24 * 2, 60 * 24 * 2 + 500), span(60 * 24, 60 * 24 * 4)}) {
                std::vector<std::pair<std::int64_t, std::string>> wanted; // newest first
                std::int64_t alerts = 0;
                const auto episodes = reader->alerts(range);
                const auto changes = reader->changes(range);
                for (const auto& e : *episodes) {
                    if (!meets(eventLabels(e), std::string(e.annotations.value("summary"))))
                        continue;
                    wanted.emplace_back(-toMs(e.startsAt), e.id);
                    ++alerts;
                }
                for (const auto& c : *changes) {
                    if (meets(eventLabels(c), c.title))
                        wanted.emplace_back(-toMs(c.startsAt), c.id);
                }
                std::sort(wanted.begin(), wanted.end());
                const auto hits = reader->search(text, range, -1);
                VERIFY_OK(hits);
                std::vector<std::pair<std::int64_t, std::string>> found;
                for (const auto& hit : *hits)
                    found.emplace_back(-toMs(hit.at), hit.id);
                std::vector<std::pair<std::int64_t, std::string>> missing;
                std::set_symmetric_difference(found.begin(), found.end(), wanted.begin(), wanted.end(), std::back_inserter(missing));
                QVERIFY2(found == wanted, (std::string(text) + " " + (missing.empty() ? "" : missing.front().second)).c_str());
                const auto newest = reader->search(text, range, 5);
                QCOMPARE(newest->size(), std::min<std::size_t>(5, wanted.size()));
                for (std::size_t i = 0; i < newest->size(); ++i)
                    QCOMPARE((*newest)[i].id, wanted[i].second);
                EventQuery query;
                query.range = range;
                query.text = text;
                const auto counts = reader->eventCounts(query);
                VERIFY_OK(counts);
                QCOMPARE(counts->alerts, alerts);
                QCOMPARE(counts->others, static_cast<std::int64_t>(wanted.size()) - alerts);
                query.atMost = 90;
                std::set<std::string> paged;
                for (bool more = true; more;) {
                    const auto page = reader->events(query);
                    VERIFY_OK(page);
                    for (const auto& row : page->rows)
                        QVERIFY(paged.insert(row.change ? page->changes[row.index].id : page->alerts[row.index].id).second);
                    query.after = page->next;
                    more = page->next.has_value();
                }
                QCOMPARE(paged.size(), wanted.size());
            }
        }
    }
};

VEDETTE_TEST(TextColumnsTest)
#include "tst_text_columns.moc"
