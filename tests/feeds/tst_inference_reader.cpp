#include "models/feeds/sources/inference_reader.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace vedette;
using namespace std::chrono_literals;

namespace {

using Question = InferenceReader::Question;
const Time kEnd = timeFromMs(1'787'407'500'000); // 2026-08-22 14:05:00; see fixtures/kubernetes/record.md
constexpr Millis kStep = 30s;
constexpr Millis kLength = 200min;

QByteArray bytesOf(const QString& name)
{
    QFile file(QStringLiteral("tests/feeds/fixtures/kubernetes/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString answerTo(const Question& question)
{
    const auto workload = question.templates.empty() ? QString() : QString::fromStdString(question.templates.front().first.name);
    switch (question.kind) {
    case Question::Kind::lookKubernetes: return QStringLiteral("rollouts.json");
    case Question::Kind::lookBuilds: return QStringLiteral("versions.json");
    case Question::Kind::deployments: return QStringLiteral("deployments.json");
    case Question::Kind::statefulSets: return QStringLiteral("statefulsets.json");
    case Question::Kind::daemonSets: return QStringLiteral("daemonsets.json");
    case Question::Kind::autoscalers: return QStringLiteral("autoscalers.json");
    case Question::Kind::builds: return QStringLiteral("builds.json");
    case Question::Kind::images: return QStringLiteral("images.json");
    case Question::Kind::imagesBefore: // of the last generation they are those of the one before
        return question.templates.front().second == imagesBefore("7") ? QStringLiteral("images_after_agent.json") : QStringLiteral("images_before_%1.json").arg(workload);
    case Question::Kind::imagesAfter: return QStringLiteral("images_after_%1.json").arg(workload);
    case Question::Kind::nothing: break;
    }
    return {};
}

/// Only what was evaluated within the range.
MatrixAnswer within(MatrixAnswer answer, TimeRange range)
{
    for (auto& series : answer.series) {
        SeriesSamples kept{series.labels, {}, {}};
        for (std::size_t i = 0; i < series.times.size(); ++i) {
            if (range.from <= series.times[i] && series.times[i] <= range.to) {
                kept.times.push_back(series.times[i]);
                kept.values.push_back(series.values[i]);
            }
        }
        series = std::move(kept);
    }
    std::erase_if(answer.series, [](const auto& s) { return s.times.empty(); });
    return answer;
}

struct Fleet {
    FeedConfig feed;
    std::unique_ptr<InferenceReader> reader = std::make_unique<InferenceReader>(feed, kStep, 31 * 24h);
    std::map<std::string, ChangeRecord> told;
    int questions = 0;

    /// Asks about a span, answered by the recording as far as it lies within what the question is about.
    void learn(TimeRange range)
    {
        InferenceReader::Job job;
        reader->begin(job, range, kEnd, true);
        std::vector<std::string> partials;
        while (reader->advance(job)) {
            job.current = job.todo.front();
            job.todo.pop_front();
            ++questions;
            auto answer = parseMatrix(bytesOf(answerTo(job.current)).toStdString());
            if (!answer.ok())
                qFatal("%s", answer.error().text().c_str());
            reader->read(job, job.current.instant ? std::move(*answer) : within(std::move(*answer), job.current.span), partials);
        }
        reader->end(job);
        for (auto& record : reader->records(Time::min()))
            told[record.id] = record;
    }
    QStringList shown() const
    {
        QStringList out;
        const auto clock = [](Time t) { return formatRfc3339(t).substr(11, 8); };
        for (const auto& [id, r] : told)
            out << QString::fromStdString(r.service + " " + std::string(changeKindName(r.kind)) + " " + r.revision + " < " + r.previous + " " + std::string(changeStatusName(r.status)) + " "
                + clock(r.startsAt) + " " + (r.endsAt ? clock(*r.endsAt) : "") + " " + id);
        out.sort();
        return out;
    }
};

QStringList expected()
{
    QStringList out;
    for (const auto& line : QJsonDocument::fromJson(bytesOf(QStringLiteral("expected.json"))).array())
        out << line.toString();
    return out;
}

} // namespace

class InferenceReaderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theRecordedAnswersBecomeChanges()
    {
        Fleet fleet;
        fleet.learn({kEnd - kLength, kEnd});
        QCOMPARE(fleet.shown(), expected());
        QVERIFY2(fleet.questions <= 14, qPrintable(QString::number(fleet.questions)));
    }

    void theOrderOfPiecesDoesNotMatter_data()
    {
        QTest::addColumn<int>("pieces");
        QTest::addColumn<bool>("newestFirst");
        for (const int pieces : {2, 5, 8, 20}) {
            QTest::addRow("%d, newest first", pieces) << pieces << true;
            QTest::addRow("%d, oldest first", pieces) << pieces << false;
        }
    }
    void theOrderOfPiecesDoesNotMatter()
    {
        QFETCH(int, pieces);
        QFETCH(bool, newestFirst);
        Fleet fleet;
        const auto length = kLength / pieces;
        for (int i = 0; i < pieces; ++i) {
            const auto to = kEnd - length * (newestFirst ? i : pieces - 1 - i);
            fleet.learn({to - length, to});
        }
        QCOMPARE(fleet.shown(), expected());
    }

    void whatIsKnownIsNotAskedAgain()
    {
        Fleet fleet;
        InferenceReader::Job job;
        fleet.reader->begin(job, {kEnd - 30s, kEnd}, kEnd, false);
        QCOMPARE(job.todo.size(), std::size_t(2));
        std::vector<std::string> partials;
        const auto quiet = parseMatrix(R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{"sign":"here"},"value":[1787407500,"300"]},{"metric":{"sign":"built"},"value":[1787407500,"3000"]}]}})");
        for (int i = 0; i < 2; ++i) {
            QVERIFY(fleet.reader->advance(job));
            job.current = job.todo.front();
            job.todo.pop_front();
            fleet.reader->read(job, *quiet, partials);
        }
        QVERIFY(!fleet.reader->advance(job));
        QVERIFY(partials.empty());
        QCOMPARE(fleet.reader->product(), std::string("kube-state-metrics, build_info"));
    }
};

VEDETTE_TEST(InferenceReaderTest)
#include "tst_inference_reader.moc"
