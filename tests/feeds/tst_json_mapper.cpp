#include "models/feeds/sources/json_mapper.h"
#include "models/feeds/sources/json_path.h"
#include "models/feeds/sources/source.h"
#include "tests/support/test_main.h"

using namespace vedette;

namespace {

const Time kNow = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00

JsonMapping::Alternative path(const char* text) { return {text, false}; }

/// {"id": ..., "t": seconds, "s": service}
JsonMapping plain()
{
    JsonMapping mapping;
    mapping.list = "rows";
    mapping.fields = {{"id", {path("id")}}, {"startsAt", {path("t")}}, {"service", {path("s")}}, {"status", {path("state")}}};
    return mapping;
}

SourceContext contextOf(JsonMapping mapping)
{
    SourceContext context;
    context.feed.name = "f";
    context.feed.kind = FeedKind::json;
    context.feed.url = "http://h.example/api/list?team=shop";
    context.feed.mapping = std::move(mapping);
    context.backfill = std::chrono::hours(24 * 30);
    return context;
}

std::string rowsJson(int first, int count, int step = 60, const char* state = "success")
{
    std::string out = "{\"rows\":[";
    for (int i = first; i < first + count; ++i)
        out += (i > first ? "," : "") + std::string("{\"id\":") + std::to_string(i) + ",\"s\":\"cart\",\"state\":\"" + state + "\",\"t\":" + std::to_string(1'787'407'500 - step * i) + "}";
    return out + "]}";
}

Reading readAt(Source& source, const Ask& ask, std::string body, Time at = kNow)
{
    Told told;
    told.at = at;
    told.body = std::move(body);
    return source.read(ask, told);
}

} // namespace

class TestJsonMapper : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void expressionsAreRead_data()
    {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* expression, const char* text) { QTest::newRow(expression) << QString::fromLatin1(expression) << QString::fromLatin1(text); };
        row("a.b", "1");
        row("list[-1].v", "three");
        row("list[*].v", "two"); // the first element has none
        row("list[n=c].v", "three");
        row("list[n=x].v", "");
        row("deep[*].in[n=ENV].v", "prod");
        row("tags[env:*]", "prod");
        row("tags[*]", "deploy");
        row("last(url)", "812");
        row("part(url, -2)", "cart");
        row("part(url, 2)", "ci.example");
        row("part(url, 40)", "");
        row("part(url, -40)", "");
        row("a.b + last(url)", "1/812");
        row("a.b + none", "");
        row("'x' + a.b", "x/1");
        row("^.up", "around");
        row("^.^.up", "");
        row("list[", "");
        row("tags[env:*].x", "prod");
        row("a[*]", "");
    }
    void expressionsAreRead()
    {
        QFETCH(QString, expression);
        QFETCH(QString, text);
        const auto document = JsonDocument::parse("{\"a\":{\"b\":1},\"list\":[{},{\"n\":\"b\",\"v\":\"two\"},{\"n\":\"c\",\"v\":\"three\"}],"
            "\"deep\":[{},{\"in\":null},{\"in\":[{\"n\":\"X\",\"v\":\"1\"},{\"n\":\"ENV\",\"v\":\"prod\"}]}],\"tags\":[\"deploy\",7,\"env: prod\"],\"url\":\"https://ci.example/job/cart/812/\"}");
        const auto around = JsonDocument::parse("{\"up\":\"around\"}");
        QCOMPARE(QString::fromStdString(mappedText({document->root(), {around->root()}}, expression.toStdString())), text);
    }
    void patternsFit_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char* text, const char* pattern, bool fits) { QTest::addRow("%s as %s", text, pattern) << QString::fromLatin1(text) << QString::fromLatin1(pattern) << fits; };
        row("Deploy-Prod", "*prod", true);
        row("deploy", "deploy*", true);
        row("deploy", "deplo", false);
        row("aXbXc", "a*b*c", true);
        row("ab", "a*b*c", false);
        row("", "*", true);
        row("", "a", false);
        row("env:prod", "*:*", true);
    }
    void patternsFit()
    {
        QFETCH(QString, text);
        QFETCH(QString, pattern);
        QFETCH(bool, fits);
        QCOMPARE(fitsPattern(text.toStdString(), pattern.toStdString()), fits);
    }
    void timesAreAddedInTheirUnit_data()
    {
        QTest::addColumn<QString>("row");
        QTest::addColumn<qint64>("ends"); // ms after the start, -1: none, -2: a fault
        const auto row = [](const char* text, qint64 ends) { QTest::newRow(text) << QString::fromLatin1(text) << ends; };
        row("\"t\":1787400000000,\"d\":5000", 5000);
        row("\"t\":1787400000,\"d\":5", 5000);
        row("\"t\":1787400000,\"d\":\"2m\"", 120'000);
        row("\"t\":\"2026-08-22T12:00:00+0000\",\"d\":1.5", 1500);
        row("\"t\":1787400000,\"d\":0", 0);
        row("\"t\":1787400000,\"d\":null", -1);
        row("\"t\":1787400000,\"d\":-5", -2);
        row("\"t\":1787400000,\"d\":1e30", -2);
        row("\"t\":1787400000,\"d\":\"soon\"", -2);
        row("\"t\":0,\"d\":5", -2);
        row("\"t\":\"0001-01-01T00:00:00Z\",\"d\":5", -2);
    }
    void timesAreAddedInTheirUnit()
    {
        QFETCH(QString, row);
        QFETCH(qint64, ends);
        auto mapping = plain();
        mapping.fields["endsAt"] = {path("t + d")};
        mapping.fields["status"] = {};
        const auto document = JsonDocument::parse("{\"id\":1,\"s\":\"cart\"," + row.toStdString() + "}");
        const auto mapped = mapRow({document->root(), {}}, mapping);
        QCOMPARE(mapped.record.has_value(), ends != -2);
        QCOMPARE(mapped.fault.empty(), ends != -2);
        if (mapped.record)
            QCOMPARE(mapped.record->endsAt ? static_cast<qint64>((*mapped.record->endsAt - mapped.record->startsAt).count()) : -1, ends);
    }
    void whatHasNotBegunIsNeitherAChangeNorAFault()
    {
        const auto document = JsonDocument::parse("{\"id\":1,\"s\":\"cart\",\"state\":\"pending\"}");
        const auto mapped = mapRow({document->root(), {}}, plain());
        QVERIFY(!mapped.record && mapped.fault.empty());
    }
    void stagesAreBounded()
    {
        auto mapping = plain();
        mapping.stages = JsonMapping::Stages{"stages", {{"stage", {path("n")}}, {"startsAt", {path("t")}}}};
        std::string stages;
        for (int i = 0; i < 5000; ++i)
            stages += (i > 0 ? "," : "") + std::string("{\"n\":\"S\",\"t\":1787400000}");
        const auto document = JsonDocument::parse("{\"id\":1,\"s\":\"cart\",\"t\":1787400000,\"stages\":[" + stages + "]}");
        const auto mapped = mapRow({document->root(), {}}, mapping);
        QVERIFY(mapped.cut);
        QCOMPARE(mapped.stages.size(), kMaxMappedStages);
        QCOMPARE(mapped.stages[0].id, std::string("1/S"));
        QCOMPARE(mapped.stages[1].id, std::string("1/S/2"));
        QCOMPARE(mapped.stages[1].parent, std::string("1"));
        QCOMPARE(mapped.record->parent, std::string("1"));
    }
    void rowsAreBounded()
    {
        const auto document = JsonDocument::parse("{\"rows\":[" + [] {
            std::string out = "{}";
            for (std::size_t i = 0; i < kMaxMappedRows + 5; ++i)
                out += ",{}";
            return out;
        }() + "]}");
        QCOMPARE(mappedRows(document->root(), "rows").size(), kMaxMappedRows);
        QVERIFY(!listPresent(document->root(), "none | other"));
        QVERIFY(listPresent(document->root(), "none | rows"));
    }
    void theWindowReachesBackToWhatIsStillRunning()
    {
        auto mapping = plain();
        mapping.params = {{"from", "{from_ms}"}, {"to", "{to_rfc3339}"}};
        const auto source = makeSource(contextOf(mapping));
        const auto from = [&](Time at) { return source->poll(at).at(0).params.at(0).second; };
        const auto first = source->poll(kNow).at(0);
        QCOMPARE(first.params.at(0).second, std::to_string(toMs(kNow - std::chrono::hours(24 * 30))));
        QCOMPARE(first.params.at(1).second, formatRfc3339(kNow + std::chrono::minutes(1)));
        (void)readAt(*source, first, rowsJson(120, 1, 60, "running")); // began two hours ago
        (void)source->pollRead(kNow);
        const auto running = toMs(kNow) - 2 * 3'600'000;
        QCOMPARE(from(kNow + std::chrono::minutes(1)), std::to_string(running));
        QCOMPARE(from(kNow + std::chrono::hours(30)), std::to_string(running)); // the first poll in an hour
        QCOMPARE(from(kNow + std::chrono::hours(30) + std::chrono::minutes(1)), std::to_string(toMs(kNow) - 600'000));
        (void)readAt(*source, first, rowsJson(120, 1, 60, "success"));
        QCOMPARE(from(kNow + std::chrono::hours(32)), std::to_string(toMs(kNow) - 600'000));
    }
    void pagesFollow_data()
    {
        QTest::addColumn<int>("paging");
        QTest::addColumn<QString>("more");
        using Paging = JsonMapping::Paging;
        const auto row = [](const char* name, Paging paging, const char* more) { QTest::newRow(name) << static_cast<int>(paging) << QString::fromLatin1(more); };
        row("page", Paging::pageParameter, "/api/list?team=shop&size=3&at=2");
        row("offset", Paging::offset, "/api/list?team=shop&size=3&at=3");
        row("url", Paging::nextUrl, "/next?c=1");
        row("older", Paging::older, "/api/list?team=shop&until=1787407380&size=3");
    }
    void pagesFollow()
    {
        QFETCH(int, paging);
        QFETCH(QString, more);
        auto mapping = plain();
        mapping.paging = static_cast<JsonMapping::Paging>(paging);
        mapping.pageParameter = "at";
        mapping.sizeParameter = "size";
        mapping.pageSize = 3;
        mapping.cursorPath = "next";
        if (mapping.paging == JsonMapping::Paging::older)
            mapping.params = {{"until", "{to_s}"}};
        const auto context = contextOf(mapping);
        const auto source = makeSource(context);
        auto body = rowsJson(0, 3);
        body.insert(body.size() - 1, ",\"next\":\"/next?c=1\"");
        const auto reading = readAt(*source, source->poll(kNow).at(0), body);
        QCOMPARE(reading.more.size(), 1U);
        const auto& ask = reading.more[0];
        const auto url = joinUrl(originOf(ask.path) ? "" : context.feed.url, ask.path, ask.params);
        QCOMPARE(QString::fromStdString(url), QStringLiteral("http://h.example") + more);
        QVERIFY(readAt(*source, ask, body).more.empty()); // the same again is the end
    }
    void theNextPageOfAnotherHostIsNotAsked()
    {
        auto mapping = plain();
        mapping.paging = JsonMapping::Paging::nextUrl;
        mapping.cursorPath = "next";
        const auto source = makeSource(contextOf(mapping));
        for (const char* next : {"//evil.example/x", "https://evil.example/x", "http://h.example:81/x", "x"}) {
            auto body = rowsJson(0, 3);
            body.insert(body.size() - 1, std::string(",\"next\":\"") + next + '"');
            const auto reading = readAt(*makeSource(contextOf(mapping)), source->poll(kNow).at(0), body);
            QVERIFY(reading.more.empty());
            QCOMPARE(reading.partials.size(), 1U);
        }
    }
    void pagesWithoutADeployAreTurned()
    {
        auto mapping = plain();
        mapping.paging = JsonMapping::Paging::pageParameter;
        mapping.pageParameter = "page";
        mapping.only = {{"s", {"search"}}};
        const auto source = makeSource(contextOf(mapping));
        const auto reading = readAt(*source, source->poll(kNow).at(0), rowsJson(0, 30));
        QCOMPARE(reading.records, 0);
        QVERIFY(reading.partials.empty());
        QCOMPARE(reading.more.size(), 1U);
        (void)source->pollRead(kNow);
        const auto later = readAt(*source, source->poll(kNow + std::chrono::minutes(1)).at(0), rowsJson(0, 30));
        QVERIFY(later.more.empty()); // they reach back to what was read before
    }
    void aRefusedDetailIsOwedUntilTheServerSaysNo_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("final");
        for (const int status : {0, 401, 403, 408, 429, 500, 503})
            QTest::addRow("%d", status) << status << false;
        for (const int status : {404, 410, 422})
            QTest::addRow("%d", status) << status << true;
    }
    void aRefusedDetailIsOwedUntilTheServerSaysNo()
    {
        QFETCH(int, status);
        QFETCH(bool, final);
        auto mapping = plain();
        mapping.detail = JsonMapping::Detail{"/d/{id}", "$", {{"status", {path("state")}}}, 4};
        const auto source = makeSource(contextOf(mapping));
        std::size_t asked = 0;
        std::int64_t records = 0;
        for (int poll = 0; poll < 6; ++poll) {
            const auto page = readAt(*source, source->poll(kNow).at(0), rowsJson(1, 1, 60, "running"));
            asked += page.more.size();
            for (const auto& ask : page.more)
                records += source->refused(ask, {makeError(ErrorKind::http, "no"), status, false}).records;
        }
        QCOMPARE(asked, final ? 3U : 6U);
        QCOMPARE(records, final ? 1 : 0);
        QCOMPARE(source->pollRead(kNow).has_value(), final);
    }
    void detailsAreBoundedAndOwed()
    {
        auto mapping = plain();
        mapping.detail = JsonMapping::Detail{"/d/{id}", "$", {{"status", {path("state")}}}, 4};
        const auto source = makeSource(contextOf(mapping));
        const auto details = [&](Time at, bool answered, std::int64_t& records) {
            const auto page = readAt(*source, source->poll(at).at(0), rowsJson(0, 10, 60, "running"), at);
            records += page.records;
            for (const auto& ask : page.more) {
                if (ask.path != "http://h.example/d/" + ask.path.substr(ask.path.rfind('/') + 1))
                    qFatal("asked %s", ask.path.c_str());
                if (answered)
                    records += readAt(*source, ask, "{\"state\":\"success\"}", at).records;
                else
                    records += source->refused(ask, {makeError(ErrorKind::cancelled, "not asked"), 0, false}).records;
            }
            return page.more.size();
        };
        std::int64_t records = 0;
        QCOMPARE(details(kNow, false, records), 4U);
        QCOMPARE(records, 0); // nothing is told of what might have ended long ago
        QVERIFY(!source->pollRead(kNow));
        for (const std::size_t asked : {4U, 4U, 2U, 0U})
            QCOMPARE(details(kNow, true, records), asked);
        QCOMPARE(records, 10);
        QVERIFY(source->pollRead(kNow).has_value());
    }
};

VEDETTE_TEST(TestJsonMapper)
#include "tst_json_mapper.moc"
