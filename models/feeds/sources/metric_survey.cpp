#include "models/feeds/sources/metric_survey.h"

#include "models/base/json_reader.h"
#include "models/base/json_writer.h"
#include "models/base/text.h"

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kCountEvery{3'600'000};
constexpr Millis kSurveyEvery{6 * 3'600'000};
constexpr Millis kUnknownEvery{600'000}; // a metric that is not there may come with the next release
constexpr Millis kLabelReach{24 * 3'600'000};
constexpr std::size_t kMostAsksAPoll = 4;
constexpr std::size_t kLongestHelp = 500;

std::string seconds(Time t) { return std::to_string(toMs(t) / 1000); }

/// The data of the API's envelope; not present when it is something else.
JsonValue dataOf(const JsonDocument& document)
{
    return document.root()["status"].text() == "success" ? document.root()["data"] : JsonValue();
}

std::string withCommas(std::size_t number)
{
    auto digits = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

} // namespace

MetricSurvey::MetricSurvey(std::string feed, const std::vector<SeriesQuestion>& questions, const std::vector<Coverage>& coverage) : m_feed(std::move(feed))
{
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (questions[i].form != SeriesQuestion::Form::range || questions[i].watch.empty())
            continue;
        Watch watch;
        watch.question = i;
        watch.name = questions[i].watch;
        watch.query = questions[i].query;
        watch.words = queryWords(watch.query);
        watch.list = watch.words.plain;
        for (const auto& row : coverage) {
            watch.counted = watch.counted || row.key == questions[i].key;
            if (row.key == "metadata:" + watch.name + "#" + hex64(fnv1a(watch.query)))
                watch.metadataAt = std::max(watch.metadataAt.value_or(row.to), row.to);
        }
        m_watches.push_back(std::move(watch));
    }
}

MetricSurvey::Watch* MetricSurvey::find(std::size_t question)
{
    const auto it = std::find_if(m_watches.begin(), m_watches.end(), [&](const Watch& w) { return w.question == question; });
    return it == m_watches.end() ? nullptr : &*it;
}
const MetricSurvey::Watch* MetricSurvey::find(std::size_t question) const { return const_cast<MetricSurvey*>(this)->find(question); }

bool MetricSurvey::held(std::size_t question) const
{
    const auto* watch = find(question);
    return watch != nullptr && !watch->counted;
}

std::string MetricSurvey::answered(std::size_t question, bool anySeries)
{
    auto* watch = find(question);
    if (watch == nullptr)
        return {};
    watch->silent = !anySeries;
    if (anySeries)
        watch->fault.clear();
    return watch->fault;
}

Ask MetricSurvey::ask(Watch& watch, Topic::Kind kind, Time now) const
{
    watch.underWay = true;
    Ask out;
    out.context = Topic{kind, watch.question};
    if (kind == Topic::Kind::count) {
        out.question = "series of watch " + watch.name;
        if (watch.list) {
            out.path = "/api/v1/series";
            out.params = {{"match[]", watch.query}, {"start", seconds(now - kCountEvery)}, {"end", seconds(now)}, {"limit", std::to_string(kMostSeries + 1)}};
        } else {
            out.path = "/api/v1/query";
            out.params = {{"query", "count(" + watch.query + "\n)"}, {"time", seconds(now)}}; // a comment may end the query
        }
        out.post = watch.query.size() > 1500 && !watch.list;
    } else if (kind == Topic::Kind::metadata) {
        const auto& metric = *watch.words.metrics.begin();
        out.question = "metadata of watch " + watch.name;
        out.path = "/api/v1/metadata";
        out.params = {{"metric", watch.family ? familyOf(metric) : metric}, {"limit_per_metric", "1"}};
    } else {
        out.question = "labels of watch " + watch.name;
        out.path = "/api/v1/labels";
        // No end: a sample of this very second counts.
        out.params = {{"match[]", "{__name__=" + jsonQuoted(*watch.words.metrics.begin()) + "}"}, {"start", seconds(now - kLabelReach)}};
    }
    return out;
}

std::vector<Ask> MetricSurvey::due(Time now)
{
    m_now = now;
    std::vector<Ask> asks;
    const auto isDue = [&](const std::optional<Time>& at, Millis every) { return !at || now >= *at || *at > now + every; };
    for (auto& watch : m_watches) {
        if (watch.underWay)
            continue;
        const bool one = watch.words.metrics.size() == 1;
        if (!watch.counted) {
            if (isDue(watch.countAt, kCountEvery))
                asks.push_back(ask(watch, Topic::Kind::count, now)); // all at once: the samples wait for it
        } else if (asks.size() < kMostAsksAPoll && one && !m_noMetadata && isDue(watch.metadataAt, kSurveyEvery)) {
            asks.push_back(ask(watch, Topic::Kind::metadata, now));
        } else if (asks.size() < kMostAsksAPoll && one && watch.silent && !m_noLabels && isDue(watch.labelsAt, kSurveyEvery)) {
            asks.push_back(ask(watch, Topic::Kind::labels, now));
        }
    }
    return asks;
}

Reading MetricSurvey::read(const Topic& topic, const Told& told)
{
    const auto document = JsonDocument::parse(told.body);
    if (!document.ok())
        return unreadable(topic, document.error());
    auto& watch = *find(topic.watch);
    watch.underWay = false;
    const auto data = dataOf(*document);
    switch (topic.kind) {
    case Topic::Kind::count:
        return readCount(watch, data, told.at);
    case Topic::Kind::metadata:
        return readMetadata(watch, data, told.at);
    case Topic::Kind::labels:
        break;
    }
    watch.labelsAt = told.at + (data.size() == 0 ? kUnknownEvery : kSurveyEvery);
    return readLabels(watch, data);
}

Reading MetricSurvey::unreadable(const Topic& topic, const Error& why)
{
    auto& watch = *find(topic.watch);
    watch.underWay = false;
    Reading reading;
    if (topic.kind == Topic::Kind::count) {
        watch.counted = true; // the samples themselves are bounded too
        reading.failed = Untold{why, 200, false};
    }
    m_noMetadata = m_noMetadata || topic.kind == Topic::Kind::metadata;
    m_noLabels = m_noLabels || topic.kind == Topic::Kind::labels;
    return reading;
}

Reading MetricSurvey::readCount(Watch& watch, JsonValue data, Time at)
{
    Reading reading;
    std::size_t series = 0; // what cannot be read counts as none: the samples themselves are bounded too
    if (watch.list)
        series = data.isArray() ? data.size() : 0;
    else if (const auto value = data.path("result[0].value[1]").text(); data["resultType"].text() == "vector")
        series = static_cast<std::size_t>(std::clamp(std::atof(value.c_str()), 0.0, 1e12));
    watch.counted = series <= kMostSeries;
    watch.countAt = at + kCountEvery;
    if (!watch.counted)
        reading.partials.push_back("watch " + watch.name + " has " + (watch.list ? "more than " + withCommas(kMostSeries) : withCommas(series))
            + " series and is not fetched: narrow it, or aggregate it with sum by (...)");
    return reading;
}

Reading MetricSurvey::readMetadata(Watch& watch, JsonValue data, Time at)
{
    Reading reading;
    const auto metric = *watch.words.metrics.begin();
    const auto entry = data[watch.family ? familyOf(metric) : metric].at(0);
    if (!entry.present() && !watch.family && familyOf(metric) != metric) {
        watch.family = true; // a histogram's parts share the metadata of their family
        reading.more.push_back(ask(watch, Topic::Kind::metadata, m_now));
        return reading;
    }
    watch.family = false;
    watch.metadataAt = at + kSurveyEvery;
    WatchFacts facts;
    facts.feed = m_feed;
    facts.watch = watch.name;
    facts.metric = truncateUtf8(metric, 200);
    facts.type = truncateUtf8(visibleLine(entry["type"].text()), 32);
    auto help = entry["help"].text();
    std::replace(help.begin(), help.end(), '\n', ' ');
    facts.help = truncateUtf8(visibleLine(help), kLongestHelp);
    facts.unit = unitOfQuery(watch.words, entry["unit"].text());
    facts.at = at;
    Batch batch;
    batch.watchFacts.push_back(std::move(facts));
    batch.coverage.push_back({m_feed, "metadata:" + watch.name + "#" + hex64(fnv1a(watch.query)), at, *watch.metadataAt}); // asked, for this long
    reading.batches.push_back(std::move(batch));
    return reading;
}

Reading MetricSurvey::readLabels(Watch& watch, JsonValue data)
{
    if (!data.isArray() || !watch.silent)
        return {};
    const auto metric = visibleLine(truncateUtf8(*watch.words.metrics.begin(), 200));
    std::vector<std::string> there;
    data.eachElement([&](JsonValue name) { there.push_back(name.text()); });
    watch.fault.clear();
    if (there.empty()) {
        watch.fault = "watch " + watch.name + " is empty: the server has had no metric " + metric + " for a day";
        return {};
    }
    std::erase(there, "__name__");
    if (there.empty())
        return {}; // VictoriaMetrics answers this of a metric without labels and of one that it does not know
    std::vector<std::string> missing;
    for (const auto& label : watch.words.labels) {
        if (!watch.words.makesLabels && label != "__name__" && std::find(there.begin(), there.end(), label) == there.end())
            missing.push_back(visibleLine(truncateUtf8(label, 100)));
    }
    there.resize(std::min<std::size_t>(there.size(), 12));
    if (!missing.empty())
        watch.fault = "watch " + watch.name + " is empty: " + metric + " has no label " + joinText(missing, ", ") + " (it has "
            + visibleLine(truncateUtf8(joinText(there, ", "), 300)) + ")";
    return {};
}

Reading MetricSurvey::refused(const Topic& topic, const Untold& why)
{
    auto& watch = *find(topic.watch);
    watch.underWay = false;
    Reading reading;
    // Only what the server itself says is an answer; where nothing came the question is simply asked again.
    const bool answered = why.status >= 400 && why.status < 500 && why.status != 401 && why.status != 407 && why.status != 429;
    if (topic.kind == Topic::Kind::count && watch.list && (answered || why.tooLarge)) {
        watch.list = false; // no list, or one too long to be carried
        reading.more.push_back(ask(watch, Topic::Kind::count, m_now));
        return reading;
    }
    if (!answered) {
        reading.failed = why;
        return reading;
    }
    if (topic.kind == Topic::Kind::count)
        watch.counted = true; // the question itself will say what is wrong
    else if (topic.kind == Topic::Kind::metadata)
        m_noMetadata = true;
    else
        m_noLabels = true;
    return reading;
}

} // namespace vedette
