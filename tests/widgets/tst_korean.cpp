#include "tests/support/test_main.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/panels/evidence_text.h"
#include "widgets/theme.h"

#include <QFile>
#include <QFontMetricsF>
#include <QRegularExpression>
#include <QTranslator>
#include <QXmlStreamReader>

#include <algorithm>

using namespace vedette;

namespace {

struct Entry {
    QString context;
    QString source;
    QStringList words; ///< one, or the plural forms
};

std::vector<Entry> entriesOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    std::vector<Entry> entries;
    QXmlStreamReader xml(&file);
    Entry entry;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name")) {
            entry.context = xml.readElementText();
        } else if (xml.name() == QLatin1String("source")) {
            entry.source = xml.readElementText();
            entry.words.clear();
        } else if (xml.name() == QLatin1String("translation")) {
            QString text;
            while (!(xml.readNext() == QXmlStreamReader::EndElement && xml.name() == QLatin1String("translation")) && !xml.atEnd()) {
                if (xml.isStartElement())
                    entry.words << xml.readElementText();
                else if (xml.isCharacters())
                    text += xml.text();
            }
            if (entry.words.isEmpty())
                entry.words << text;
            entries.push_back(entry);
        }
    }
    return entries;
}

/// Speaks from the file of translations itself.
class Words final : public QTranslator {
public:
    explicit Words(const QString& path)
    {
        for (const auto& e : entriesOf(path))
            m_words.insert(e.context + QLatin1Char('\n') + e.source, e.words.first());
    }
    [[nodiscard]] QString translate(const char* context, const char* source, const char*, int) const override
    {
        return m_words.value(QString::fromUtf8(context) + QLatin1Char('\n') + QString::fromUtf8(source));
    }
    [[nodiscard]] bool isEmpty() const override { return m_words.isEmpty(); }

private:
    QHash<QString, QString> m_words;
};

QStringList placeholders(const QString& text)
{
    static const QRegularExpression s_form(QStringLiteral("%(?:L?\\d+|n)"));
    QStringList found;
    for (auto i = s_form.globalMatch(text); i.hasNext();)
        found << i.next().captured();
    found.removeDuplicates();
    found.sort();
    return found;
}

const QTimeZone kSeoul("Asia/Seoul");
const Time kNear = parseRfc3339("2026-11-21T05:47:00Z").value();

} // namespace

class KoreanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(!entriesOf(QStringLiteral("resources/translations/vedette_ko.ts")).empty()); }
    void placeholdersAreTheSame_data();
    void placeholdersAreTheSame();
    void shortLabelsStayShort();
    void sentencesOfTheEngineAreTold_data();
    void sentencesOfTheEngineAreTold();
    void anUnknownSentenceIsKept();
    void namesOfPollsAreTold();
    void everyEvidenceIsTold_data();
    void everyEvidenceIsTold();
    void evidenceTellsTheUsersTime();
};

void KoreanTest::placeholdersAreTheSame_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("Korean") << QStringLiteral("resources/translations/vedette_ko.ts");
    QTest::newRow("English") << QStringLiteral("resources/translations/vedette_en.ts");
}

void KoreanTest::placeholdersAreTheSame()
{
    QFETCH(QString, file);
    QStringList wrong;
    for (const auto& e : entriesOf(file)) {
        for (const auto& words : e.words) {
            if (placeholders(e.source) != placeholders(words))
                wrong << e.context + QStringLiteral(": ") + e.source + QStringLiteral(" = ") + words;
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void KoreanTest::shortLabelsStayShort()
{
    // Boxes are made for English and a little more. Three syllables are always allowed: hardly a word of Korean has fewer than two.
    // "수신 지연" stands in columns that are wide enough for it; "지연" alone is the latency.
    const QFontMetricsF metrics(Theme::font(12));
    const qreal least = metrics.horizontalAdvance(QStringLiteral("가나다"));
    const QStringList measured{QStringLiteral("lag"), QStringLiteral("%1 late")};
    QStringList wrong;
    for (const auto& e : entriesOf(QStringLiteral("resources/translations/vedette_ko.ts"))) {
        if (e.source.size() >= 12 || measured.contains(e.source))
            continue;
        const qreal wide = metrics.horizontalAdvance(e.words.first());
        const qreal english = metrics.horizontalAdvance(e.source);
        if (wide > std::max(1.6 * english, least))
            wrong << e.context + QStringLiteral(": ") + e.source + QStringLiteral(" = ") + e.words.first() + QStringLiteral(" is %1 px").arg(wide);
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void KoreanTest::sentencesOfTheEngineAreTold_data()
{
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("korean");
    const auto row = [](const char* english, const char* korean) { QTest::newRow(english) << QString::fromUtf8(english) << QString::fromUtf8(korean); };
    row("connection refused by prom-kr1:9090", "연결 거부됨: prom-kr1:9090");
    row("no answer from prom:9090 within 10s", "응답 시간 초과: prom:9090 (10s)");
    row("credentials refused by ci:443 (HTTP 401)", "ci:443: 인증 거부됨 (HTTP 401)");
    row("credentials refused by ci:443 (HTTP 401): bad %1 token", "ci:443: 인증 거부됨 (HTTP 401): bad %1 token");
    row("am:9093 failed to answer (HTTP 502)", "am:9093: 응답 실패 (HTTP 502)");
    row("the certificate of argo:443 expired on Nov 20 05:55:48 2026 GMT", "argo:443 인증서 만료: Nov 20 05:55:48 2026 GMT");
    row("the certificate of argo:443 expired", "argo:443 인증서 만료");
    row("the answer is a web page, not the Prometheus API (HTTP 200, text/html)", "응답이 웹 페이지임, 기대한 것: the Prometheus API (HTTP 200, text/html)");
    row("no telemetry", "수집 없음");
    row("no telemetry at all", "모든 수집 없음");
    row("in use by another console (process 4711)", "다른 콘솔이 사용 중 (프로세스 4711)");
    row("\"99,9\" is not a number. Write 99.9.", "숫자가 아님: \"99,9\". 99.9 형식으로 쓰세요.");
    row("unknown key \"qeury\". Did you mean \"query\"?", "알 수 없는 키 \"qeury\". \"query\" 아닌가요?");
}

void KoreanTest::sentencesOfTheEngineAreTold()
{
    QFETCH(QString, english);
    QFETCH(QString, korean);
    QCOMPARE(engineText(english.toStdString(), 300), english);
    Words words(QStringLiteral("resources/translations/vedette_ko.ts"));
    QCoreApplication::installTranslator(&words);
    const QString told = engineText(english.toStdString(), 300);
    QCoreApplication::removeTranslator(&words);
    QCOMPARE(told, korean);
}

void KoreanTest::anUnknownSentenceIsKept()
{
    Words words(QStringLiteral("resources/translations/vedette_ko.ts"));
    QCoreApplication::installTranslator(&words);
    const QString told = engineText("the moon is full", 300);
    const QString longer = engineText("no telemetry in the north", 300);
    QCoreApplication::removeTranslator(&words);
    QCOMPARE(told, QStringLiteral("the moon is full"));
    QCOMPARE(longer, QStringLiteral("no telemetry in the north"));
}

void KoreanTest::namesOfPollsAreTold()
{
    Words words(QStringLiteral("resources/translations/vedette_ko.ts"));
    QCoreApplication::installTranslator(&words);
    const QString watch = engineName("watch orders p95", 80);
    const QString history = engineName("alert history", 80);
    const QString covered = engineName("metrics kr1", 80);
    QCoreApplication::removeTranslator(&words);
    QCOMPARE(watch, QStringLiteral("감시 orders p95"));
    QCOMPARE(history, QStringLiteral("알림 이력"));
    QCOMPARE(covered, QStringLiteral("지표 kr1"));
}

void KoreanTest::everyEvidenceIsTold_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char* name, const char* kind, const char* text, const QStringList& arguments) {
        QTest::newRow(name) << QString::fromLatin1(kind) << QString::fromLatin1(text) << arguments;
    };
    const auto s = [](const char* text) { return QString::fromLatin1(text); };
    // As models/correlation/suspect_evidence.cpp says them.
    row("before", "lag", "a 1 went live at 05:42:05Z, 3 m 12 s before the first alert", {s("a"), s("1"), s("05:42:05Z"), s("3 m 12 s")});
    row("as it began", "lag", "a 1 went live at 05:42:05Z, as the first alert began", {s("a"), s("1"), s("05:42:05Z"), s("0 s")});
    row("same service", "sameService", "the change and the first alert are both of a", {s("a")});
    row("calls", "dependency", "b calls a directly (1 hop)", {s("b"), s("a"), s("1")});
    row("calls far", "dependency", "b calls a over 3 hops", {s("b"), s("a"), s("3")});
    row("is called", "dependency", "a calls b directly (1 hop): more load at most", {s("a"), s("b"), s("1")});
    row("is called far", "dependency", "a calls b over 2 hops: more load at most", {s("a"), s("b"), s("2")});
    row("share", "dependency", "b and a only share a service that both call", {s("b"), s("a")});
    row("together", "dependency", "b alerted together with a in 40 % of its past cases", {s("b"), s("a")});
    row("reach", "dependency", "2 of the 5 services that alert are within its reach", {s("2"), s("5")});
    row("no path", "noPath", "no path from b to a in the dependency list", {s("b"), s("a")});
    row("not said", "noPath", "the dependency list does not say how b stands to a", {s("b"), s("a")});
    row("no path of any", "noPath", "none of the 7 changes of the 8 hours before has a path to b in the dependency list", {s("7"), s("b")});
    row("kind", "changeKind", "it is a config change", {s("config")});
    row("outcome", "outcome", "it ended as failed", {s("failed")});
    row("rolled back", "rollback", "rolled back at 06:01:00Z, the alert ended 2 m 0 s later", {s("06:01:00Z"), s("2 m 0 s")});
    row("rolled back in vain", "rollback", "rolled back at 06:01:00Z, the alert has not ended 1 h 5 m later", {s("06:01:00Z"), s("1 h 5 m")});
    row("ended alone", "rollback", "the alert ended at 06:10:00Z and the change is still live", {s("06:10:00Z")});
    row("later change", "competition", "a later change of a went live before the alert", {s("a")});
    row("already", "silence", "a already alerted before the change went live", {s("a")});
    row("no change", "silence", "no change went live in the 8 hours before the alert", {});
    row("rare", "background", "X of a did not come in the 30 days before", {s("X"), s("a"), s("0"), s("30")});
    row("often", "background", "X of a came 9 times in the 30 days before", {s("X"), s("a"), s("9"), s("30")});
    row("hourly", "recurrence", "comes hourly at minute 15: 20 of the last 24 times", {s("hourly at minute 15"), s("20"), s("24")});
    row("daily", "recurrence", "comes daily at 18:00Z: 20 of the last 24 times", {s("daily at 18:00Z"), s("20"), s("24")});
    row("weekly", "recurrence", "comes weekly at 18:00Z: 4 of the last 4 times", {s("weekly at 18:00Z"), s("4"), s("4")});
    row("flaps", "recurrence", "flaps: three or more times within the three hours before", {});
}

void KoreanTest::everyEvidenceIsTold()
{
    QFETCH(QString, kind);
    QFETCH(QString, text);
    QFETCH(QStringList, arguments);
    Evidence evidence{kind.toStdString(), 1, text.toStdString(), {}};
    for (const auto& argument : arguments)
        evidence.args.push_back(argument.toStdString());
    const QString english = evidenceText(evidence, kNear, kSeoul);
    Words words(QStringLiteral("resources/translations/vedette_ko.ts"));
    QCoreApplication::installTranslator(&words);
    const QString told = evidenceText(evidence, kNear, kSeoul);
    QCoreApplication::removeTranslator(&words);
    static const QRegularExpression s_hangul(QStringLiteral("[가-힣]"));
    QVERIFY2(told.contains(s_hangul), qPrintable(told));
    static const QRegularExpression s_utc(QStringLiteral("\\d\\dZ|%\\d"));
    for (const QString& sentence : {english, told})
        QVERIFY2(!sentence.contains(s_utc) && sentence.endsWith(QLatin1Char('.')), qPrintable(sentence));
}

void KoreanTest::evidenceTellsTheUsersTime()
{
    const Evidence lag{"lag", 1, "a 1 went live at 05:42:05Z, 3 m 12 s before the first alert", {"a", "1", "05:42:05Z", "3 m 12 s"}};
    QCOMPARE(evidenceText(lag, kNear, kSeoul), QStringLiteral("Went live at 14:42:05, 3 m 12 s before the first alert."));
    const Evidence daily{"recurrence", 1, "", {"daily at 18:00Z", "20", "24"}};
    QCOMPARE(evidenceText(daily, kNear, kSeoul), QStringLiteral("Comes daily at 03:00: 20 of the last 24 times."));
    const Evidence hourly{"recurrence", 1, "", {"hourly at minute 15", "20", "24"}};
    QCOMPARE(evidenceText(hourly, kNear, QTimeZone("Asia/Kolkata")), QStringLiteral("Comes hourly at minute 45: 20 of the last 24 times."));
    // A change of 23:58 and an alert of 00:01 UTC lie in two days.
    const Evidence night{"lag", 1, "", {"a", "1", "23:58:00Z", "3 m 0 s"}};
    QCOMPARE(evidenceText(night, parseRfc3339("2026-11-21T00:01:00Z").value(), QTimeZone("America/New_York")),
        QStringLiteral("Went live at 18:58:00, 3 min before the first alert."));
}

VEDETTE_TEST(KoreanTest)
#include "tst_korean.moc"
