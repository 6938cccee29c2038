#include "models/catalog/config_reader.h"
#include "models/feeds/sources/source.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <cstdio>
#include <deque>

using namespace vedette;

// Each folder of fixtures is one API: vedette.yaml as a user writes it, answers, asks.json (what is asked in which order, and the
// file that answers), expected.json (the changes that come of it). record.md beside them says where the shapes are from.

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00
const QString kFolder = QStringLiteral("tests/feeds/fixtures/");

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
QJsonArray listOf(const QString& path) { return QJsonDocument::fromJson(bytesOf(path)).array(); }

void put(QJsonObject& into, const char* key, const std::string& text)
{
    if (!text.empty())
        into.insert(QLatin1String(key), QString::fromStdString(text));
}

/// Only what is told: a golden file that is read by people.
QJsonObject shown(const ChangeRecord& r)
{
    QJsonObject o;
    put(o, "id", r.id);
    put(o, "parent", r.parent);
    put(o, "kind", r.kind == ChangeKind::deployment ? std::string() : std::string(changeKindName(r.kind)));
    put(o, "service", r.service);
    put(o, "environment", r.environment);
    put(o, "revision", r.revision);
    put(o, "previous", r.previous);
    put(o, "stage", r.stage);
    put(o, "status", std::string(changeStatusName(r.status)));
    put(o, "actor", r.actor);
    put(o, "url", r.url);
    put(o, "title", r.title);
    put(o, "startsAt", formatRfc3339(r.startsAt).substr(11, 8));
    put(o, "endsAt", r.endsAt ? formatRfc3339(*r.endsAt).substr(11, 8) : std::string());
    for (const auto& [name, value] : r.attributes)
        put(o, ("+" + std::string(name)).c_str(), std::string(value));
    return o;
}

QByteArray linesOf(const QJsonArray& rows)
{
    QByteArray out;
    for (const auto& row : rows)
        out += QJsonDocument(row.toObject()).toJson(QJsonDocument::Compact) + '\n';
    return out;
}

struct Walk {
    QJsonArray changes;
    QStringList asked;
    QStringList partials;
};

/// Polls a source once, answering from the folder.
Walk walk(const FeedConfig& feed, const QString& folder)
{
    Walk out;
    SourceContext context;
    context.feed = feed;
    context.backfill = std::chrono::hours(24 * 30);
    const auto source = makeSource(context);
    const auto answers = listOf(folder + QStringLiteral("asks.json"));
    std::map<std::string, ChangeRecord> told;
    std::deque<Ask> queue;
    for (auto& ask : source->poll(kNow))
        queue.push_back(std::move(ask));
    while (!queue.empty() && out.asked.size() < 100) {
        const auto ask = queue.front();
        queue.pop_front();
        const auto url = joinUrl(originOf(ask.path) ? "" : feed.url, ask.path, ask.params);
        const auto row = answers.at(out.asked.size());
        out.asked << QUrl::fromPercentEncoding(QByteArray::fromStdString(url));
        Told answer;
        answer.at = kNow;
        answer.body = bytesOf(folder + row[QStringLiteral("answer")].toString()).toStdString();
        answer.link = row[QStringLiteral("link")].toString().toStdString();
        auto reading = source->read(ask, answer);
        if (reading.failed)
            out.partials << QString::fromStdString(reading.failed->error.text());
        for (const auto& partial : reading.partials)
            out.partials << QString::fromStdString(partial);
        for (const auto& batch : reading.batches) {
            for (const auto& change : batch.changes)
                told[change.id] = change; // the last telling is the whole of it
        }
        for (auto more = reading.more.rbegin(); more != reading.more.rend(); ++more)
            queue.push_front(std::move(*more));
    }
    std::vector<ChangeRecord> records;
    for (const auto& [id, record] : told)
        records.push_back(record);
    std::stable_sort(records.begin(), records.end(), [](const auto& a, const auto& b) { return std::tie(a.startsAt, a.id) < std::tie(b.startsAt, b.id); });
    for (const auto& record : records)
        out.changes.append(shown(record));
    return out;
}

} // namespace

class TestStockMappings : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyMappingHasFixtures();
    void theApiBecomesChanges_data();
    void theApiBecomesChanges();
    void aSecondPollAsksForLittle();
};

void TestStockMappings::everyMappingHasFixtures()
{
    for (const auto& mapping : QDir(QStringLiteral("resources/feeds")).entryList({QStringLiteral("*.yaml")})) {
        for (const char* file : {"vedette.yaml", "asks.json", "expected.json", "record.md"})
            QVERIFY2(QFile::exists(kFolder + mapping.chopped(5) + QLatin1Char('/') + QLatin1String(file)), qPrintable(mapping));
    }
}

void TestStockMappings::theApiBecomesChanges_data()
{
    QTest::addColumn<QString>("folder");
    for (const auto& name : QDir(kFolder).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (QFile::exists(kFolder + name + QStringLiteral("/asks.json"))) // the others are APIs that are not mapped
            QTest::newRow(qPrintable(name)) << kFolder + name + QLatin1Char('/');
    }
}

void TestStockMappings::theApiBecomesChanges()
{
    QFETCH(QString, folder);
    const auto read = readConfig((folder + QStringLiteral("vedette.yaml")).toStdString(), {"resources/feeds"});
    for (const auto& finding : read.findings)
        QVERIFY2(finding.level != FindingLevel::error, finding.text().c_str());
    QCOMPARE(read.config.feeds.size(), std::size_t(1));
    const auto out = walk(read.config.feeds[0], folder);
    QStringList wanted;
    QStringList partials;
    for (const auto& ask : listOf(folder + QStringLiteral("asks.json"))) {
        if (ask[QStringLiteral("ask")].isString())
            wanted << ask[QStringLiteral("ask")].toString();
        if (ask[QStringLiteral("partial")].isString())
            partials << ask[QStringLiteral("partial")].toString();
    }
    QCOMPARE(out.asked.join(QLatin1Char('\n')), wanted.join(QLatin1Char('\n')));
    QCOMPARE(out.partials, partials);
    const auto expected = linesOf(listOf(folder + QStringLiteral("expected.json")));
    const auto got = linesOf(out.changes);
    if (got != expected)
        std::printf("these came of %s:\n%s", qPrintable(folder), got.constData());
    QVERIFY(got == expected);
}

void TestStockMappings::aSecondPollAsksForLittle()
{
    const auto read = readConfig((kFolder + QStringLiteral("github/vedette.yaml")).toStdString(), {"resources/feeds"});
    SourceContext context;
    context.feed = read.config.feeds.at(0);
    context.backfill = std::chrono::hours(24 * 30);
    const auto source = makeSource(context);
    const auto poll = [&](Time at) {
        int details = 0;
        std::deque<Ask> queue;
        for (auto& ask : source->poll(at))
            queue.push_back(std::move(ask));
        while (!queue.empty()) {
            const auto ask = queue.front();
            queue.pop_front();
            Told told;
            told.at = at;
            const bool detail = ask.question == "details";
            details += detail ? 1 : 0;
            const auto file = !detail ? "page1.json" : ask.path.find("/3/") != std::string::npos ? "statuses3.json" : "statuses2.json";
            told.body = bytesOf(kFolder + QStringLiteral("github/") + QLatin1String(file)).toStdString();
            auto reading = source->read(ask, told);
            for (auto& more : reading.more)
                queue.push_back(std::move(more));
        }
        (void)source->pollRead(at);
        return details;
    };
    QCOMPARE(poll(kNow), 2);
    QCOMPARE(poll(kNow + std::chrono::minutes(1)), 1); // the one that is under way; the other's end is known
    QCOMPARE(poll(kNow + std::chrono::hours(30)), 1);  // running for more than a day: once an hour
    QCOMPARE(poll(kNow + std::chrono::hours(30) + std::chrono::minutes(1)), 0);
}

VEDETTE_TEST(TestStockMappings)
#include "tst_stock_mappings.moc"
