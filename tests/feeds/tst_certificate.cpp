#include "models/feeds/certificate.h"
#include "tests/support/test_main.h"

using namespace vedette;

class TestCertificate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void linesAreRead()
    {
        const auto read = certificateFrom({"Subject:C = KR, O = Shop, CN = argocd.shop.internal", "Issuer:CN = Shop Internal CA 2", "Version:2",
            "Start date:Nov 20 05:55:48 2025 GMT", "Expire date:Nov  2 05:55:48 2026 GMT", "X509v3 Subject Alternative Name:DNS:argocd, DNS:argocd-kr1"});
        QVERIFY(read);
        QCOMPARE(read->subject, std::string("argocd.shop.internal"));
        QCOMPARE(read->issuer, std::string("Shop Internal CA 2"));
        QCOMPARE(formatRfc3339(*read->from), std::string("2025-11-20T05:55:48.000Z"));
        QCOMPARE(formatRfc3339(read->until), std::string("2026-11-02T05:55:48.000Z"));
        QCOMPARE(read->names, std::string("DNS:argocd, DNS:argocd-kr1"));
    }

    void whatIsNoCertificateIsNone_data()
    {
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("nothing") << QStringList{};
        QTest::newRow("no end") << QStringList{QStringLiteral("Subject:CN = a")};
        QTest::newRow("no name") << QStringList{QStringLiteral("Expire date:Nov 20 05:55:48 2026 GMT")};
        QTest::newRow("no date") << QStringList{QStringLiteral("Subject:CN = a"), QStringLiteral("Expire date:tomorrow")};
        QTest::newRow("month 13") << QStringList{QStringLiteral("Subject:CN = a"), QStringLiteral("Expire date:Foo 20 05:55:48 2026 GMT")};
    }
    void whatIsNoCertificateIsNone()
    {
        QFETCH(QStringList, lines);
        std::vector<std::string> texts;
        for (const auto& line : lines)
            texts.push_back(line.toStdString());
        QVERIFY(!certificateFrom({texts.begin(), texts.end()}));
    }

    void foreignTextIsBoundedAndVisible()
    {
        const std::string subject = "Subject:O = x\n\x1b[31m" + std::string(5000, 'y');
        const auto read = certificateFrom({subject, "Expire date:2026-11-20 05:55:48 GMT"});
        QVERIFY(read);
        QVERIFY(read->subject.size() < 300);
        QVERIFY(read->subject.find('\n') == std::string::npos && read->subject.find('\x1b') == std::string::npos);
        QCOMPARE(formatRfc3339(read->until), std::string("2026-11-20T05:55:48.000Z"));
    }
};

VEDETTE_TEST(TestCertificate)
#include "tst_certificate.moc"
