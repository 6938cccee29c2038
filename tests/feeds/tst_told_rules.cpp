// What servers tell of their own alerting: the rules of a Prometheus, the configuration of an Alertmanager.

#include "models/feeds/sources/prometheus_rules.h"
#include "models/feeds/sources/source.h"
#include "tests/support/test_main.h"

#include <QFile>

using namespace vedette;

namespace {

std::string recorded(const char* name)
{
    QFile file(QStringLiteral("tests/catalog/fixtures/alerting/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

SourceContext contextOf(FeedKind kind)
{
    SourceContext context;
    context.feed.name = "one";
    context.feed.kind = kind;
    context.feed.url = "http://127.0.0.1:1";
    return context;
}

/// The reading of an answer to the question of this name.
Reading readingOf(Source& source, const char* question, std::string body)
{
    const Time at = timeFromMs(1'787'407'500'000);
    for (const auto& ask : source.poll(at)) {
        if (ask.question != question)
            continue;
        Told told;
        told.body = std::move(body);
        told.contentType = "application/json";
        told.at = at;
        return source.read(ask, told);
    }
    return {};
}

} // namespace

class TestToldRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPrometheusTellsItsRules()
    {
        auto source = makePrometheus(contextOf(FeedKind::prometheus));
        const auto reading = readingOf(*source, "rules", recorded("rules_told.json"));
        QVERIFY(!reading.failed);
        QCOMPARE(reading.batches.size(), std::size_t(1));
        QCOMPARE(reading.batches[0].rules.size(), std::size_t(1));
        const auto& told = reading.batches[0].rules[0];
        QCOMPARE(told.feed, std::string("one"));
        QCOMPARE(told.rules.size(), std::size_t(3)); // recording rules are not told
        const auto it = std::find_if(told.rules.begin(), told.rules.end(), [](const AlertRule& r) { return r.labels.value("severity") == "critical" && r.name == "HighErrorRate"; });
        QVERIFY(it != told.rules.end());
        QCOMPARE(it->group, std::string("shop-alerts"));
        QCOMPARE(it->expression, std::string("service:http_errors:ratio2m > 0.05"));
        QCOMPARE(it->holdFor, Millis{90'000});
        QCOMPARE(it->keepFiringFor, Millis{300'000});
        QCOMPARE(it->labels.value("team"), std::string_view("{{ $labels.team }}"));
        QCOMPARE(it->runbook, std::string("https://runbooks.shop.example/HighErrorRate"));
        QCOMPARE(it->origin, std::string("one"));
        QCOMPARE(it->feed, std::string("one"));
    }

    void thereIsALimitAndNothingIsMadeUp()
    {
        std::string body = R"({"status":"success","data":{"groups":[{"name":"g","interval":30,"rules":[{"type":"alerting","name":"A"},{"type":"alerting"})";
        for (int i = 0; i < 6000; ++i)
            body += R"(,{"type":"alerting","name":"B","query":"up","duration":-1,"labels":[],"annotations":"x"})";
        const auto book = parseRules(body + "]}]}}");
        QVERIFY(book.ok());
        QCOMPARE(book->told.size(), std::size_t(5000));
        QVERIFY(book->told[0].expression.empty());
        QCOMPARE(book->told[1].holdFor, Millis{0});
        QCOMPARE(book->rules.size(), std::size_t(6001)); // each is still used to tell when an alert fired
    }

    void anAlertmanagerTellsItsConfiguration()
    {
        auto source = makeAlertmanager(contextOf(FeedKind::alertmanager));
        const auto reading = readingOf(*source, "status", recorded("status.json"));
        QVERIFY(!reading.failed);
        QCOMPARE(source->product(), std::string("Alertmanager 0.25.0"));
        QCOMPARE(reading.batches.size(), std::size_t(1));
        QCOMPARE(reading.batches[0].routings.size(), std::size_t(1));
        QCOMPARE(reading.batches[0].routings[0].feed, std::string("one"));
        QVERIFY(reading.batches[0].routings[0].text.find("receiver: shop-pager") != std::string::npos);
    }

    void oneThatDoesNotTellItTellsNothing()
    {
        auto source = makeAlertmanager(contextOf(FeedKind::alertmanager));
        const auto reading = readingOf(*source, "status", R"({"versionInfo":{"version":"0.28.0"},"config":{"original":7}})");
        QVERIFY(!reading.failed);
        QVERIFY(reading.batches.empty());
    }
};

VEDETTE_TEST(TestToldRules)
#include "tst_told_rules.moc"
