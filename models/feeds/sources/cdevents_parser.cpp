#include "models/feeds/sources/cdevents_parser.h"

#include "models/base/json_reader.h"
#include "models/base/text.h"
#include "models/feeds/sources/change_ledger.h"
#include "models/feeds/sources/source.h"

#include <charconv>

namespace vedette {

namespace {

std::string firstText(JsonValue object, std::initializer_list<const char*> paths)
{
    for (const auto* path : paths) {
        if (auto text = boundedText(object.path(path).scalarText()); !text.empty())
            return text;
    }
    return {};
}

std::string percentDecoded(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() && std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return cleanUtf8(out);
}

/// Version of a package URL: pkg:oci/cart@sha256%3Aabc?tag=1 -> sha256:abc
std::string purlVersion(std::string_view purl)
{
    purl = purl.substr(0, purl.find_first_of("?#"));
    const auto at = purl.rfind('@');
    return at == std::string_view::npos ? std::string{} : percentDecoded(purl.substr(at + 1));
}

std::string lastSegment(std::string_view path)
{
    const auto slash = path.find_last_of('/');
    return std::string(slash == std::string_view::npos ? path : path.substr(slash + 1));
}

class Reader {
public:
    CdeventsAnswer answer;

    void read(JsonValue value)
    {
        if (value.isArray()) {
            value.eachElement([this](JsonValue v) { readEvent(v); });
            return;
        }
        for (const auto* key : {"items", "events"}) {
            if (value[key].isArray()) {
                value[key].eachElement([this](JsonValue v) { readEvent(v); });
                return;
            }
        }
        readEvent(value);
    }
    void reject(const std::string& why)
    {
        ++answer.rejected;
        if (answer.firstFault.empty())
            answer.firstFault = why;
    }

private:
    void readEvent(JsonValue event)
    {
        if (!event["context"].isObject() && event["data"].isObject())
            event = event["data"]; // CloudEvents, structured mode
        const auto context = event["context"];
        const auto subject = event["subject"];
        const auto type = context["type"].text();
        const bool known = context["version"].isText() || context["specversion"].isText();
        if (!context.isObject() || !subject.isObject() || type.empty() || !known)
            return reject("it is not a CDEvent");
        static constexpr std::string_view kPrefix = "dev.cdevents.";
        const auto parts = splitText(std::string_view(type).substr(type.rfind(kPrefix, 0) == 0 ? kPrefix.size() : 0), '.');
        if (type.rfind(kPrefix, 0) != 0 || parts.size() < 2) {
            ++answer.ignored;
            return;
        }
        const auto time = parseRfc3339(context["timestamp"].text());
        if (!time.ok())
            return reject("its timestamp cannot be read");

        const auto content = subject["content"];
        const auto custom = event["customData"];
        ChangeRecord record;
        record.startsAt = *time;
        record.environment = firstText(content, {"environment.id", "environment.name"});
        record.parent = boundedText(context["chainId"].text());
        record.url = firstText(content, {"url", "uri"});
        const auto& what = parts[0];
        const auto& predicate = parts[1];
        const auto subjectId = boundedText(subject["id"].text());
        if (what == "service")
            service(record, predicate, subjectId, content, boundedText(context["id"].text()));
        else if (what == "pipelinerun" || what == "taskrun")
            run(record, what, predicate, subjectId, content);
        else if (what == "environment")
            environment(record, predicate, subjectId, content, boundedText(context["id"].text()));
        else
            record.id.clear();
        if (record.id.empty()) {
            const bool counts = what == "service" || what == "pipelinerun" || what == "taskrun" || what == "environment";
            if (counts && predicate != "queued")
                return reject("it has no id");
            ++answer.ignored;
            return;
        }
        customise(record, custom);
        answer.records.push_back(std::move(record));
    }

    static void service(ChangeRecord& record, const std::string& predicate, const std::string& subjectId, JsonValue content, std::string id)
    {
        record.id = std::move(id);
        record.service = lastSegment(subjectId);
        record.revision = purlVersion(content["artifactId"].text());
        record.kind = predicate == "rolledback" ? ChangeKind::rollback : ChangeKind::deployment;
        record.status = ChangeStatus::success;
        record.endsAt = record.startsAt;
        if (predicate == "removed" || predicate == "published")
            record.title = record.service + " " + predicate;
    }
    static void run(ChangeRecord& record, const std::string& what, const std::string& predicate, const std::string& subjectId, JsonValue content)
    {
        if (predicate == "queued")
            return;
        record.id = subjectId;
        record.stage = what == "taskrun" ? boundedText(content["taskName"].text()) : std::string{};
        record.service = boundedText(content["pipelineName"].text());
        record.title = what == "pipelinerun" ? boundedText(content["pipelineName"].text()) : record.stage;
        if (record.parent.empty())
            record.parent = what == "taskrun" ? boundedText(content.path("pipelineRun.id").text()) : subjectId;
        if (predicate == "finished") {
            record.endsAt = record.startsAt;
            record.status = statusOfWord(content["outcome"].text()).value_or(ChangeStatus::success);
        }
    }
    static void environment(ChangeRecord& record, const std::string& predicate, const std::string& subjectId, JsonValue content, std::string id)
    {
        record.id = std::move(id);
        record.kind = ChangeKind::config;
        record.environment = lastSegment(subjectId);
        record.status = ChangeStatus::success;
        record.endsAt = record.startsAt;
        const auto name = firstText(content, {"name"});
        record.title = "environment " + (name.empty() ? record.environment : name) + " " + predicate;
    }
    static void customise(ChangeRecord& record, JsonValue custom)
    {
        const auto take = [&](std::string& into, std::initializer_list<const char*> paths) {
            if (auto text = firstText(custom, paths); !text.empty())
                into = std::move(text);
        };
        take(record.service, {"service"});
        take(record.environment, {"environment"});
        take(record.revision, {"revision", "version"});
        take(record.previous, {"previous"});
        take(record.stage, {"stage"});
        take(record.actor, {"actor", "user"});
        take(record.url, {"url"});
        take(record.title, {"title", "message"});
        take(record.parent, {"parent"});
        std::string word;
        take(word, {"kind"});
        record.kind = changeKindFrom(word).value_or(record.kind);
        word.clear();
        take(word, {"status"});
        record.status = statusOfWord(word).value_or(record.status);
        if (const auto starts = parseRfc3339(custom["startsAt"].text()); starts.ok())
            record.startsAt = *starts;
    }
};

} // namespace

Result<CdeventsAnswer> parseCdevents(std::string_view text)
{
    Reader reader;
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return reader.answer; // a file that is made before it is filled
    if (auto whole = JsonDocument::parse(text); whole.ok()) {
        reader.read(whole->root());
        return reader.answer;
    }
    std::size_t lines = 0;
    std::size_t broken = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        at = end + 1;
        if (line.find_first_not_of(" \t\r") == std::string_view::npos)
            continue;
        ++lines;
        if (auto document = JsonDocument::parse(line); document.ok()) {
            reader.read(document->root());
        } else {
            ++broken;
            reader.reject("line " + std::to_string(lines) + " is not whole JSON");
        }
    }
    if (broken == lines)
        return makeError(ErrorKind::parse, "nothing in it is whole JSON");
    return reader.answer;
}

} // namespace vedette
