#include "tests/store/cache_folder.h"
#include "tests/support/test_main.h"

using namespace vedette;
using namespace vedette::test;

class CacheSearch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void wordsAreFound_data();
    void wordsAreFound();
    void newestFirstAndNoMoreThanAsked();
    void anUpdatedRowIsFoundByItsNewWordsOnly();

private:
    std::unique_ptr<CacheFolder> m_folder;
    std::unique_ptr<CacheWriter> m_writer;
};

void CacheSearch::initTestCase()
{
    m_folder = std::make_unique<CacheFolder>();
    m_writer = m_folder->writer();
    Batch batch;
    AlertEpisode e;
    e.id = "alert";
    e.name = "PaymentErrors";
    e.service = "checkout-api";
    e.labels = Labels{{"alertname", "PaymentErrors"}, {"pod", "checkout-7f9c"}};
    e.annotations = Labels{{"summary", "결제서비스 응답이 느립니다"}, {"runbook", "https://wiki/r/12"}};
    e.startsAt = at(10);
    batch.importedAlerts = {e};
    ChangeRecord c;
    c.id = "change";
    c.source = "cd";
    c.service = "cart";
    c.revision = "1.4.2";
    c.title = "장바구니 배포 \"quick\" fix";
    c.actor = "kim";
    c.startsAt = at(20);
    c.seenAt = at(20);
    batch.changes = {c};
    batch.notes = {{0, at(30), "lee", "재고 확인 중, checkout looks fine", "", at(30)}};
    VERIFY_OK(m_writer->commit(batch));
}

void CacheSearch::wordsAreFound_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("found");
    const auto row = [](const char* text, const char* found) { QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(found); };
    row("결제", "alert");
    row("서비스", "alert");
    row("결제서비스", "alert");
    row("비스", "alert");
    row("스", "alert");
    row("배포", "change");
    row("재고", "1");
    row("확", "1");
    row("없음", "");
    row("checkout", "1 alert");
    row("CHECKOUT api", "alert");
    row("check", "1 alert");
    row("\"looks fine\"", "1");
    row("\"fine looks\"", "");
    row("checkout -looks", "alert");
    row("-checkout", "change");
    row("1.4.2", "change");
    row("kim", "change");
    row("checkout-7f9c", "alert");
    row("결제 느립", "alert");
    row("serv", ""); // the names of fields are no words
    row("service:checkout", "alert");
    row("service:\"checkout-api\"", "alert");
    row("service:\"checkout\"", "");
    row("service:cart actor:kim", "change");
    row("kind:deployment", "change");
    row("kind:rollback", "");
    row("type:change", "change");
    row("-type:change", "1 alert");
    row("checkout -service:checkout", "1");
    row("state:resolved", "");
    row("state:firing", "alert");
    row("pod:checkout-7f", "alert");
    row("pod:7f9c", "");
    row("\"checkout 7f9c\"", "alert");
    row("\"결제서비스 응답\"", "alert");
    row("\"응답 결제서비스\"", "");
    row("제서", "alert");
    row("wiki/r/12", "alert");
    row("author:lee", "1");
    row("\"", "");
    row("* OR NEAR( AND", "");
    row("quick\" OR", "");
    row("", "");
}

void CacheSearch::wordsAreFound()
{
    QFETCH(QString, text);
    QFETCH(QString, found);
    const auto hits = m_folder->reader()->search(text.toStdString(), kAllTime, 10);
    VERIFY_OK(hits);
    QStringList ids;
    for (const auto& hit : *hits)
        ids << QString::fromStdString(hit.id);
    QCOMPARE(ids.join(QLatin1Char(' ')), found);
}

void CacheSearch::newestFirstAndNoMoreThanAsked()
{
    const auto reader = m_folder->reader();
    QCOMPARE(reader->search("checkout", kAllTime, 1)->size(), 1U);
    QCOMPARE(reader->search("checkout", kAllTime, 1)->front().kind, SearchHit::Kind::note);
    QCOMPARE(reader->search("checkout", span(0, 25), 10)->size(), 1U);
}

void CacheSearch::anUpdatedRowIsFoundByItsNewWordsOnly()
{
    CacheFolder folder;
    auto writer = folder.writer();
    Batch batch;
    ChangeRecord c;
    c.id = "x";
    c.source = "cd";
    c.service = "cart";
    c.title = "first words";
    c.startsAt = at(1);
    c.seenAt = at(1);
    batch.changes = {c};
    VERIFY_OK(writer->commit(batch));
    batch.changes[0].title = "second thoughts";
    batch.changes[0].seenAt = at(2);
    VERIFY_OK(writer->commit(batch));
    const auto reader = folder.reader();
    QCOMPARE(reader->search("first", kAllTime, 9)->size(), 0U);
    QCOMPARE(reader->search("thoughts", kAllTime, 9)->size(), 1U);
}

VEDETTE_TEST(CacheSearch)
#include "tst_cache_search.moc"
