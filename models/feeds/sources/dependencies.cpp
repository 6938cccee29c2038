#include "models/feeds/sources/dependencies.h"

#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/feeds/sources/source.h"

#include <map>
#include <utility>

namespace vedette {

namespace {

constexpr std::size_t kMaxNameBytes = 200;
constexpr double kMostCalls = 1e15;

std::string serviceName(const JsonValue& value) { return trimmed(visibleLine(truncateUtf8(value.text(), kMaxNameBytes))); }

std::int64_t countOf(const JsonValue& value)
{
    double number = value.number().value_or(0);
    if (value.isText() && !parseNumber(value.text(), number))
        return 0;
    return number > 0 && number <= kMostCalls ? static_cast<std::int64_t>(number) : 0;
}

/// What Jaeger says under `errors`: objects with a message, or texts.
std::string serverWords(const JsonValue& errors)
{
    std::string words;
    errors.eachElement([&](const JsonValue& error) {
        if (words.empty())
            words = error.isText() ? error.text() : error["msg"].text();
    });
    return visibleLine(truncateUtf8(words, 200));
}

/// Asks who called whom within the lookback, at each poll anew: a complete answer. An empty one is told, and the cache keeps what it knows
/// while that may still hold.
class Dependencies final : public Source {
public:
    explicit Dependencies(SourceContext context) : m_context(std::move(context)) {}

    std::vector<Ask> poll(Time now) override
    {
        Ask ask;
        ask.question = "dependencies";
        ask.path = isJaeger() ? "/api/dependencies" : "/api/v2/dependencies";
        ask.params = {{"endTs", std::to_string(toMs(now))}, {"lookback", std::to_string(m_context.feed.lookback.count())}};
        ask.context = now;
        return {std::move(ask)};
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        Reading reading;
        if (const auto wrong = notJson(told, "who calls whom")) {
            reading.failed = Untold{*wrong, told.status, false};
            return reading;
        }
        auto answer = parseDependencies(told.body);
        if (!answer.ok()) {
            reading.failed = Untold{answer.error(), told.status, false};
            return reading;
        }
        if (answer->nameless > 0)
            reading.partials.push_back(leftOutOf(answer->nameless, answer->rows, "a call without a caller or a callee"));
        if (answer->cut)
            reading.partials.push_back("only the first " + std::to_string(kMaxDependencies) + " rows of an answer were read");
        if (answer->calls.empty())
            reading.partials.push_back("no traces within " + formatDuration(m_context.feed.lookback) + (m_seen ? ": the calls that were seen before are kept" : ""));
        m_seen = m_seen || !answer->calls.empty();
        const auto* asked = std::any_cast<Time>(&ask.context);
        const Time end = asked != nullptr ? *asked : told.at;
        reading.records = static_cast<std::int64_t>(answer->calls.size());
        reading.batches.emplace_back().dependencies.push_back({m_context.feed.name, {end - m_context.feed.lookback, end}, std::move(answer->calls), told.at});
        return reading;
    }

    Reading refused(const Ask& /*ask*/, const Untold& why) override
    {
        Reading reading;
        reading.failed = why;
        return reading;
    }

    Ask probe() const override
    {
        Ask ask;
        ask.question = "services";
        ask.path = isJaeger() ? "/api/services" : "/api/v2/services";
        return ask;
    }

    Result<std::string> describe(const Told& told) override
    {
        if (const auto wrong = notJson(told, "a list of services"))
            return *wrong;
        auto document = JsonDocument::parse(told.body);
        if (!document.ok())
            return document.error();
        const auto root = document->root();
        const auto list = root.isArray() ? root : root["data"];
        if (!list.isArray())
            return makeError(ErrorKind::parse, "the answer has no list at \"data\"");
        return std::to_string(list.size()) + " services are traced";
    }

private:
    bool isJaeger() const { return m_context.feed.kind == FeedKind::jaeger; }

    SourceContext m_context;
    bool m_seen = false; ///< an answer of this run had calls
};

} // namespace

Result<DependencyAnswer> parseDependencies(std::string_view body)
{
    auto document = JsonDocument::parse(body);
    if (!document.ok())
        return document.error();
    const auto root = document->root();
    const auto list = root.isArray() ? root : root["data"];
    const auto words = root.isObject() ? serverWords(root["errors"]) : std::string();
    const bool nothing = list.isNull() && words.empty(); // Jaeger's form of an empty list
    if (!list.isArray() && !nothing)
        return makeError(ErrorKind::parse, words.empty() ? "the answer has no list at \"data\"" : "the server says: " + words);
    DependencyAnswer answer;
    answer.rows = list.size();
    std::map<std::pair<std::string, std::string>, DependencyCall> pairs;
    list.eachElement([&](const JsonValue& row) {
        auto parent = serviceName(row["parent"]);
        auto child = serviceName(row["child"]);
        if (parent.empty() || child.empty()) {
            ++answer.nameless;
            return;
        }
        const auto key = std::make_pair(parent, child);
        if (pairs.size() >= kMaxDependencies && pairs.count(key) == 0) {
            answer.cut = true;
            return;
        }
        auto& call = pairs[key];
        call.parent = std::move(parent);
        call.child = std::move(child);
        call.calls = std::min<std::int64_t>(call.calls + countOf(row["callCount"]), static_cast<std::int64_t>(kMostCalls));
        call.errors = std::min(call.errors + countOf(row["errorCount"]), call.calls);
    });
    for (auto& [key, call] : pairs)
        answer.calls.push_back(std::move(call));
    return answer;
}

std::unique_ptr<Source> makeDependencies(SourceContext context) { return std::make_unique<Dependencies>(std::move(context)); }

} // namespace vedette
