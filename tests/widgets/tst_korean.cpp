#include "tests/support/test_main.h"
#include "tests/widgets/translations.h"
#include "widgets/engine_sentences.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/panels/evidence_text.h"
#include "widgets/theme.h"

#include <QDirIterator>
#include <QFile>
#include <QFontMetricsF>
#include <QRegularExpression>

#include <algorithm>

using namespace vedette;
using namespace vedette::test;

namespace {

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

/// What a text literal of a source holds, adjacent ones joined; those of comments, raw strings and tr() are left out.
QStringList literalsOf(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    static const QRegularExpression s_token(QStringLiteral(R"re(//[^\n]*|/\*.*?\*/|R"\((.*?)\)"|'(?:[^'\\\n]|\\.)'|(tr\(\s*)?"((?:[^"\\\n]|\\.)*)")re"),
        QRegularExpression::DotMatchesEverythingOption);
    const QString text = QString::fromUtf8(file.readAll());
    QStringList out;
    qsizetype end = -1;
    for (auto i = s_token.globalMatch(text); i.hasNext();) {
        const auto match = i.next();
        if (match.capturedStart(3) < 0)
            continue;
        QString words = match.captured(3);
        words.replace(QLatin1String("\\\""), QLatin1String("\"")).replace(QLatin1String("\\\\"), QLatin1String("\\"));
        if (end >= 0 && QStringView(text).mid(end, match.capturedStart() - end).trimmed().isEmpty())
            out.last() += words;
        else if (match.capturedStart(2) < 0)
            out << words;
        end = match.capturedEnd();
    }
    return out;
}

/// Two words or more, and no SQL.
bool speaks(const QString& literal)
{
    static const QRegularExpression s_words(QStringLiteral("[a-z]{2,},? [a-z]"));
    static const QRegularExpression s_sql(QStringLiteral("^\\s*\\(?(?:SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|WHERE|FROM|AND|ORDER|VALUES|JOIN|ON|LEFT|GROUP|LIMIT|UNION|WITH)\\b|VALUES\\(| FROM |^_versions |^[a-z_]+(?:, [a-z_]+)+$"));
    return s_words.match(literal).hasMatch() && !s_sql.match(literal).hasMatch();
}

/// The forms with their holes as one strange character, so that a piece of a sentence can be looked for in them.
QStringList heldForms(std::span<const char* const> sources)
{
    static const QRegularExpression s_hole(QStringLiteral("%\\d"));
    QStringList out;
    for (const char* source : sources)
        out << QString::fromUtf8(source).replace(s_hole, QString(QChar(1)));
    return out;
}

struct Told {
    const char* name;
    const char* kind;
    const char* text;
    QStringList arguments;
};

/// As models/correlation/suspect_evidence.cpp says them.
std::vector<Told> toldEvidence()
{
    std::vector<Told> out;
    const auto row = [&](const char* name, const char* kind, const char* text, const QStringList& arguments) { out.push_back({name, kind, text, arguments}); };
    const auto s = [](const char* text) { return QString::fromLatin1(text); };
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
    row("no path of the one", "noPath", "the one change of the 8 hours before has no path to b in the dependency list", {s("1"), s("b")});
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
    row("once", "background", "X of a came once in the day before", {s("X"), s("a"), s("1"), s("1")});
    row("hourly", "recurrence", "comes hourly at minute 15 ±1 min: 20 of the last 24 times", {s("hourly at minute 15"), s("20"), s("24"), s("1")});
    row("daily", "recurrence", "comes daily at 18:00Z ±2 min: 20 of the last 24 times", {s("daily at 18:00Z"), s("20"), s("24"), s("2")});
    row("weekly", "recurrence", "comes weekly at 18:00Z ±2 min: 4 of the last 4 times", {s("weekly at 18:00Z"), s("4"), s("4"), s("2")});
    row("monthly", "recurrence", "comes monthly at 18:00Z ±2 min: 3 of the last 3 times", {s("monthly at 18:00Z"), s("3"), s("3"), s("2")});
    row("held already", "onset", "what b alerts about held already since 05:42:05Z, 1 m 4 s before a 1 went live", {s("b"), s("05:42:05Z"), s("1 m 4 s")});
    row("moved before", "metric", "p95 of b was abnormal since 05:40:00Z, before the change went live", {s("p95"), s("b"), s("05:40:00Z")});
    row("moved as", "metric", "p95 of a became abnormal at 05:43:00Z, as the change went live", {s("p95"), s("a"), s("05:43:00Z")});
    row("moved not", "metric", "no watched metric of a has become abnormal since the change went live", {s("a")});
    row("errors", "errors", "errors of a rose from 0.02 % to 1.10 % of its requests as it went live, and stayed", {s("a"), s("0.02 %"), s("1.10 %")});
    row("chance", "chance", "by chance alone a change this near goes live this close before in 12 of 100 moments like this", {s("12")});
    row("place", "place", "it went live in eu, the alert is of us", {s("eu"), s("us")});
    row("flaps", "recurrence", "flaps: three or more times within the three hours before", {});
    return out;
}

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
    void momentsWithinSentencesAreOfTheShownZone();
    void anUnknownSentenceIsKept();
    void namesOfPollsAreTold();
    void everyEvidenceIsTold_data();
    void everyEvidenceIsTold();
    void everyPieceOfEvidenceStandsInThatTable();
    void theEnginesSourcesSayNothingElse();
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
        const bool part = e.context == QLatin1String("vedette::EngineWords"); // of sentences, which are not boxed
        if (e.source.size() >= 12 || part || measured.contains(e.source))
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
    row("no answer from prom:9090 within 10s", "응답 시간 초과: prom:9090 (10초)");
    row("credentials refused by ci:443 (HTTP 401)", "ci:443: 인증 거부됨 (HTTP 401)");
    row("credentials refused by ci:443 (HTTP 401): bad %1 token", "ci:443: 인증 거부됨 (HTTP 401): bad %1 token");
    row("am:9093 failed to answer (HTTP 502)", "am:9093: 응답 실패 (HTTP 502)");
    row("the certificate of argo:443 expired on Nov 20 05:55:48 2026 GMT", "argo:443 인증서 만료: 2026-11-20 05:55:48 UTC");
    row("the certificate of argo:443 expired", "argo:443 인증서 만료");
    row("the answer is a web page, not the Prometheus API (HTTP 200, text/html)", "응답이 웹 페이지임, 기대한 것: Prometheus API (HTTP 200, text/html)");
    row("no telemetry", "수집 없음");
    row("watch orders, history: connection refused by prom:9090; alerts: nothing was answered", "감시 orders, 이력: 연결 거부됨: prom:9090; 알림: 응답 없음");
    row("3 of 9 records were left out (it names no service)", "레코드 9건 중 3건 제외 (서비스 이름 없음)");
    row("no token for this feed: connection refused by id:443", "이 피드의 토큰이 없음: 연결 거부됨: id:443");
    row("62.5 % of the window has samples; the rest is not known and counts for nothing", "창의 62.5 %에만 샘플이 있음, 나머지는 알 수 없어 집계하지 않음");
    row("first samples at 2026-11-19T14:26:00.000Z, after the window's start", "첫 샘플이 창 시작보다 늦음: 2026-11-19 14:26:00 UTC");
    row("the 7m window is estimated from 5m bins", "7분 창은 5분 단위 집계로 추정함");
    row("not counted: it gives a ratio, not events; this version counts events (in: SLO cart/ok)", "집계 안 함: 건수가 아니라 비율을 내는 질의, 이 버전은 건수를 집계함 (위치: SLO cart/ok)");
    row("not counted: \"sum(x)\" cannot be counted: at character 7 expected rate(...) or increase(...), found the end",
        "집계 안 함: 집계할 수 없음: \"sum(x)\", 7번째 문자: 올 것: rate(...) 또는 increase(...), 실제: 끝");
    row("the disk is full: nothing of this was stored; what is in the cache stays (SQLite: database or disk is full)",
        "디스크가 가득 참: 이번 것은 저장하지 못함, 캐시에 있던 것은 그대로 (SQLite: database or disk is full)");
    row("a list where text is expected", "텍스트가 올 자리에 목록");
    row("\"kr\" is not one of utc, local. Did you mean \"utc\"?", "utc, local 중 하나가 아님: \"kr\". \"utc\" 아닌가요?");
    row("\"5\" is not a duration. Write 5s for seconds.", "기간이 아님: \"5\". 초라면 5s로 쓰세요.");
    row("the objective is in percent: 0.999 means 0.999 %. Did you mean 99.9?", "목표는 백분율: 0.999 = 0.999 %. 99.9 아닌가요?");
    row("\"ftp://x\" is not an http or https address. Write http://... or https://...", "http나 https 주소가 아님: \"ftp://x\". http://... 또는 https://... 형식으로 쓰세요.");
    row("no telemetry at all", "모든 수집 없음");
    row("in use by another console (process 4711)", "다른 콘솔이 사용 중 (프로세스 4711)");
    row("\"99,9\" is not a number. Write 99.9.", "숫자가 아님: \"99,9\". 99.9 형식으로 쓰세요.");
    row("unknown key \"qeury\". Did you mean \"query\"?", "알 수 없는 키 \"qeury\". \"query\" 아닌가요?");
}

void KoreanTest::momentsWithinSentencesAreOfTheShownZone()
{
    const auto told = [](const QTimeZone& zone) {
        showEngineMomentsIn(zone);
        return engineText("first samples at 2026-11-19T14:26:00.000Z, after the window's start", 200);
    };
    QCOMPARE(told(QTimeZone("Asia/Seoul")), QStringLiteral("first samples at 2026-11-19 23:26:00 KST, after the window's start"));
    QCOMPARE(told(QTimeZone::utc()), QStringLiteral("first samples at 2026-11-19 14:26:00 UTC, after the window's start"));
}

void KoreanTest::sentencesOfTheEngineAreTold()
{
    showEngineMomentsIn(QTimeZone::utc());
    QFETCH(QString, english);
    QFETCH(QString, korean);
    QString shown = english;
    shown.replace(QStringLiteral("2026-11-19T14:26:00.000Z"), QStringLiteral("2026-11-19 14:26:00 UTC"));
    shown.replace(QStringLiteral("Nov 20 05:55:48 2026 GMT"), QStringLiteral("2026-11-20 05:55:48 UTC"));
    QCOMPARE(engineText(english.toStdString(), 300), shown);
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
    for (const auto& row : toldEvidence())
        QTest::newRow(row.name) << QString::fromLatin1(row.kind) << QString::fromLatin1(row.text) << row.arguments;
}

void KoreanTest::everyPieceOfEvidenceStandsInThatTable()
{
    QStringList missing;
    for (const QString& literal : literalsOf(QStringLiteral("models/correlation/suspect_evidence.cpp"))) {
        const auto rows = toldEvidence();
        if (speaks(literal) && std::none_of(rows.begin(), rows.end(), [&](const Told& row) { return QString::fromLatin1(row.text).contains(literal); }))
            missing << literal;
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
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

void KoreanTest::theEnginesSourcesSayNothingElse()
{
    // These speak on the command line alone, or to other programs.
    const QStringList unheard{QStringLiteral("models/session/json_lines.cpp"), QStringLiteral("models/session/line_writing.cpp"), QStringLiteral("models/session/csv_run.cpp"),
        QStringLiteral("models/session/store_run.cpp"), QStringLiteral("models/session/sync_run.cpp"), QStringLiteral("models/session/query_run.cpp"),
        QStringLiteral("models/anomaly/csv_series.cpp"),
        QStringLiteral("models/anomaly/detector.cpp"), QStringLiteral("models/anomaly/flag_spans.cpp"), QStringLiteral("models/store/cache_reader_samples.cpp"),
        QStringLiteral("models/correlation/suspect_evidence.cpp")};
    // What libraries say, compared with and never shown.
    const QStringList heard{QStringLiteral("Expire date:"), QStringLiteral("Start date:"), QStringLiteral("no alternative certificate subject name"),
        QStringLiteral("does not match"), QStringLiteral("s for seconds."), QStringLiteral("Unknown error"), QStringLiteral("certificate required"), QStringLiteral("handshake failure"),
        QStringLiteral("unknown ca"), QStringLiteral("access denied"), QStringLiteral("decrypt error"), QStringLiteral("change record"), QStringLiteral("wrong version number"), QStringLiteral("SQLite format 3")};
    static const QRegularExpression s_printed(QStringLiteral("%[.0-9]*[a-zA-Z]"));
    static const QRegularExpression s_edge(QStringLiteral("^[\"'}]|[\"'{]$"));
    static const QRegularExpression s_next(QStringLiteral("^\\W*(?=[A-Z])"));
    const QStringList forms = heldForms(engineSentences()) + heldForms(engineNames());
    Words words(QStringLiteral("resources/translations/vedette_ko.ts"));
    QCoreApplication::installTranslator(&words);
    QStringList missing;
    int seen = 0;
    for (const char* room : {"base", "core", "catalog", "feeds", "store", "slo", "anomaly", "correlation", "snapshot", "session"}) {
        QDirIterator files(QStringLiteral("models/") + QLatin1String(room), {QStringLiteral("*.cpp")}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString path = files.next();
            if (unheard.contains(path))
                continue;
            for (const QString& literal : literalsOf(path)) {
                if (!speaks(literal) || heard.contains(literal))
                    continue;
                ++seen;
                static const QRegularExpression s_ends(QStringLiteral("(?<=\\.) (?=[A-Z])"));
                QStringList pieces;
                for (const auto& one : QString(literal).replace(QLatin1String("%%"), QLatin1String("\x02")).split(s_printed))
                    pieces += one.split(s_ends);
                const bool held = std::all_of(pieces.begin(), pieces.end(), [&](QString piece) {
                    piece.replace(QChar(2), QLatin1Char('%')).remove(s_edge);
                    QString bare = piece;
                    bare.remove(s_next); // ". Did you mean " is a sentence of its own
                    return std::any_of(forms.begin(), forms.end(), [&](const QString& form) { return form.contains(piece) || (bare != piece && form.contains(bare)); });
                });
                const QString bare = literal.trimmed();
                if (!held && engineText(bare.toStdString(), 400) == bare)
                    missing << path + QStringLiteral(": ") + literal;
            }
        }
    }
    QCoreApplication::removeTranslator(&words);
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
    QVERIFY(seen > 250);
}

void KoreanTest::evidenceTellsTheUsersTime()
{
    const Evidence lag{"lag", 1, "a 1 went live at 05:42:05Z, 3 m 12 s before the first alert", {"a", "1", "05:42:05Z", "3 m 12 s"}};
    QCOMPARE(evidenceText(lag, kNear, kSeoul), QStringLiteral("Went live at 14:42:05, 3 m 12 s before the first alert."));
    const Evidence daily{"recurrence", 1, "", {"daily at 18:00Z", "20", "24", "2"}};
    QCOMPARE(evidenceText(daily, kNear, kSeoul), QStringLiteral("Comes daily at 03:00 ±2 min: 20 of the last 24 times."));
    const Evidence hourly{"recurrence", 1, "", {"hourly at minute 15", "20", "24", "2"}};
    QCOMPARE(evidenceText(hourly, kNear, QTimeZone("Asia/Kolkata")), QStringLiteral("Comes hourly at minute 45 ±2 min: 20 of the last 24 times."));
    // A change of 23:58 and an alert of 00:01 UTC lie in two days.
    const Evidence night{"lag", 1, "", {"a", "1", "23:58:00Z", "3 m 0 s"}};
    QCOMPARE(evidenceText(night, parseRfc3339("2026-11-21T00:01:00Z").value(), QTimeZone("America/New_York")),
        QStringLiteral("Went live at 18:58:00, 3 min before the first alert."));
}

VEDETTE_TEST(KoreanTest)
#include "tst_korean.moc"
