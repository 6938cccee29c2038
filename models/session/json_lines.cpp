#include "models/session/json_lines.h"

#include "models/base/json_reader.h"
#include "models/base/text.h"

#include <set>

namespace vedette {

namespace {

constexpr std::size_t kBatchFacts = 4000;
constexpr std::size_t kMaxBrokenTold = 100;

/// A line being read: its fields, and the first thing that is wrong with it.
class Line {
public:
    explicit Line(JsonValue root) : m_root(root) {}

    std::string text(const char* key) const { return m_root[key].scalarText(); }

    std::optional<Time> time(const char* key)
    {
        const auto v = m_root[key];
        if (!v.present() || v.isNull())
            return std::nullopt;
        if (const auto n = v.number()) {
            if (*n >= 0 && *n < 2.5e14)
                return timeFromMs(static_cast<std::int64_t>(*n));
        } else if (auto t = parseRfc3339(v.text()); t.ok()) {
            return *t;
        }
        fail(std::string(key) + " is no time; expected RFC 3339 or epoch milliseconds");
        return std::nullopt;
    }

    Time needTime(const char* key)
    {
        const auto t = time(key);
        if (!t && m_problem.empty())
            fail(std::string("\"") + key + "\" is missing");
        return t.value_or(Time{});
    }

    std::string need(const char* key)
    {
        auto v = text(key);
        if (v.empty())
            fail(std::string("\"") + key + "\" is missing");
        return v;
    }

    Labels labels(const char* key) const
    {
        std::vector<Labels::Pair> pairs;
        m_root[key].eachMember([&](const std::string& name, JsonValue v) { pairs.emplace_back(name, v.scalarText()); });
        return Labels(std::move(pairs));
    }

    void fail(std::string problem)
    {
        if (m_problem.empty())
            m_problem = std::move(problem);
    }

    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] JsonValue root() const { return m_root; }

private:
    JsonValue m_root;
    std::string m_problem;
};

const std::map<std::string, std::set<std::string>>& knownFields()
{
    static const std::map<std::string, std::set<std::string>> s_known{
        {"alert", {"type", "id", "fingerprint", "name", "service", "environment", "severity", "level", "labels", "annotations", "startsAt", "endsAt", "seenAt",
                      "pendingAt", "state", "sources", "silencedBy", "inhibitedBy", "reconstructed"}},
        {"change", {"type", "id", "kind", "service", "environment", "revision", "previous", "stage", "status", "actor", "url", "title", "startsAt", "endsAt",
                       "parent", "attributes", "seenAt", "source", "reconstructed"}},
        {"service", {"type", "name", "owner", "tier", "dependsOn", "labels"}},
        {"sample", {"type", "labels", "t", "v"}},
        {"note", {"type", "at", "author", "text", "service", "seenAt"}},
    };
    return s_known;
}

class Reader {
public:
    Reader(const Config& config, Time now) : m_config(config), m_now(now) {}

    Batch batch;
    std::size_t facts = 0;

    void read(const std::string& type, Line& line)
    {
        if (type == "alert")
            alert(line);
        else if (type == "change")
            change(line);
        else if (type == "service")
            service(line);
        else if (type == "sample")
            sample(line);
        else
            note(line);
        ++facts;
    }

    Batch take()
    {
        for (auto& [labels, series] : m_series)
            batch.samples.push_back(std::move(series));
        m_series.clear();
        facts = 0;
        return std::exchange(batch, {});
    }

private:
    void alert(Line& line)
    {
        AlertEpisode a;
        a.id = line.need("id");
        a.labels = line.labels("labels");
        a.annotations = line.labels("annotations");
        a.fingerprint = line.text("fingerprint");
        a.name = line.text("name");
        if (a.name.empty())
            a.name = a.labels.value("alertname");
        a.service = line.text("service");
        if (a.service.empty())
            a.service = a.labels.firstOf(m_config.labels.service);
        a.environment = line.text("environment");
        if (a.environment.empty())
            a.environment = a.labels.firstOf(m_config.labels.environment);
        a.severity = line.text("severity");
        if (a.severity.empty())
            a.severity = a.labels.firstOf(m_config.labels.severity);
        a.level = m_config.severity.level(a.severity);
        a.startsAt = line.time("startsAt").value_or(Time{});
        a.pendingAt = line.time("pendingAt");
        const auto endsAt = line.time("endsAt");
        const auto seenAt = line.time("seenAt");
        line.root()["sources"].eachElement([&](JsonValue v) { a.sources.push_back(v.scalarText()); });
        if (a.sources.empty())
            a.sources = {"import"};
        if (endsAt && a.startsAt != Time{} && *endsAt < a.startsAt)
            line.fail("endsAt is before startsAt");
        const auto stated = alertStateFrom(line.text("state"));
        if (!line.problem().empty())
            return;
        // A line may only tell the end of what an earlier one began; its beginning is then found by its id.
        if (endsAt && !seenAt) {
            if (a.startsAt != Time{}) {
                AlertEpisode begun = a;
                begun.seenAt = a.startsAt;
                batch.importedAlerts.push_back(std::move(begun));
            }
            a.seenAt = *endsAt;
        } else {
            a.seenAt = seenAt.value_or(a.startsAt != Time{} ? a.startsAt : m_now);
        }
        a.endsAt = endsAt;
        a.state = endsAt ? (stated == AlertState::doubtful ? AlertState::doubtful : AlertState::resolved)
            : stated == AlertState::pending ? AlertState::pending
                                            : AlertState::firing;
        batch.importedAlerts.push_back(std::move(a));
    }

    void change(Line& line)
    {
        ChangeRecord c;
        c.id = line.need("id");
        const auto kind = line.text("kind");
        if (const auto known = changeKindFrom(kind))
            c.kind = *known;
        else if (!kind.empty())
            line.fail("kind \"" + kind + "\" is not one of deployment, rollback, config, flag, scale, schema, maintenance");
        const auto status = line.text("status");
        if (const auto known = changeStatusFrom(status))
            c.status = *known;
        else if (!status.empty())
            line.fail("status \"" + status + "\" is not one of started, success, failed, aborted");
        c.service = line.text("service");
        c.environment = line.text("environment");
        c.revision = line.text("revision");
        c.previous = line.text("previous");
        c.stage = line.text("stage");
        c.actor = line.text("actor");
        c.url = line.text("url");
        c.title = line.text("title");
        c.parent = line.text("parent");
        c.attributes = line.labels("attributes");
        c.source = line.text("source");
        if (c.source.empty())
            c.source = "import";
        if (c.source == "by-hand")
            batch.byHand = true;
        c.startsAt = line.time("startsAt").value_or(Time{});
        const auto endsAt = line.time("endsAt");
        const auto seenAt = line.time("seenAt");
        if (endsAt && c.startsAt != Time{} && *endsAt < c.startsAt)
            line.fail("endsAt is before startsAt");
        if (!line.problem().empty())
            return;
        if (endsAt && !seenAt) {
            if (c.startsAt != Time{}) {
                ChangeRecord begun = c;
                begun.status = ChangeStatus::started;
                begun.seenAt = c.startsAt;
                batch.changes.push_back(std::move(begun));
            }
            c.seenAt = *endsAt;
            if (status.empty())
                c.status = ChangeStatus::success;
        } else {
            c.seenAt = seenAt.value_or(c.startsAt != Time{} ? c.startsAt : m_now);
        }
        c.endsAt = endsAt;
        batch.changes.push_back(std::move(c));
    }

    void service(Line& line)
    {
        ServiceInfo s;
        s.name = line.need("name");
        s.owner = line.text("owner");
        s.tier = static_cast<int>(line.root()["tier"].number().value_or(0));
        line.root()["dependsOn"].eachElement([&](JsonValue v) { s.dependsOn.push_back(v.scalarText()); });
        s.labels = line.labels("labels");
        s.deputy = line.text("deputy");
        s.team = line.text("team");
        s.channel = line.text("channel");
        s.environment = line.text("environment");
        line.root()["members"].eachElement([&](JsonValue v) { s.members.push_back(v.scalarText()); });
        line.root()["aliases"].eachElement([&](JsonValue v) { s.aliases.push_back(v.scalarText()); });
        line.root()["links"].eachMember([&](const std::string& title, JsonValue v) { s.links.emplace_back(title, v.scalarText()); });
        if (line.problem().empty())
            batch.services.push_back(std::move(s));
    }

    void sample(Line& line)
    {
        const auto labels = line.labels("labels");
        const Time t = line.needTime("t");
        const auto raw = line.root()["v"];
        double v = 0;
        if (const auto n = raw.number())
            v = *n;
        else if (!parseNumber(raw.text(), v))
            line.fail("\"v\" is no number");
        if (labels.empty())
            line.fail("\"labels\" is missing");
        if (!line.problem().empty())
            return;
        auto& series = m_series[labels];
        series.labels = labels;
        series.times.push_back(t);
        series.values.push_back(v);
    }

    void note(Line& line)
    {
        Note n;
        n.at = line.needTime("at");
        n.author = line.text("author");
        n.text = line.need("text");
        n.service = line.text("service");
        n.seenAt = line.time("seenAt").value_or(n.at);
        if (!line.problem().empty())
            return;
        batch.notes.push_back(std::move(n));
        batch.byHand = true;
    }

    const Config& m_config;
    Time m_now;
    std::map<Labels, SeriesSamples> m_series;
};

template <class F> void eachLine(std::string_view text, F&& f)
{
    std::int64_t number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        ++number;
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        if (number == 1 && line.substr(0, 3) == "\xEF\xBB\xBF")
            line.remove_prefix(3);
        if (!line.empty() && !f(number, line))
            return;
    }
}

} // namespace

Result<LinesRead> readLines(std::string_view text, const std::string& file, const Config& config, Time now,
    const std::function<Status(Batch)>& take)
{
    LinesRead out;
    Reader reader(config, now);
    std::optional<Error> refused;
    eachLine(text, [&](std::int64_t number, std::string_view raw) {
        const auto broken = [&](const std::string& why) {
            ++out.brokenLines;
            if (out.broken.size() < kMaxBrokenTold)
                out.broken.push_back(file + ":" + std::to_string(number) + ": " + why);
            return true;
        };
        auto doc = JsonDocument::parse(raw);
        if (!doc.ok())
            return broken(doc.error().text());
        const auto root = doc->root();
        if (!root.isObject())
            return broken("a line is one JSON object");
        const auto type = root["type"].text();
        const auto known = knownFields().find(type);
        if (known == knownFields().end()) {
            if (type.empty())
                return broken("\"type\" is missing");
            ++out.unknownTypes[type];
            return true;
        }
        Line line(root);
        reader.read(type, line);
        if (!line.problem().empty())
            return broken(type + ": " + line.problem());
        root.eachMember([&](const std::string& name, JsonValue) {
            if (known->second.count(name) == 0)
                ++out.unknownFields[type + "." + name];
        });
        ++out.lines;
        ++out.counts[type];
        if (reader.facts >= kBatchFacts) {
            if (auto done = take(reader.take()); !done.ok()) {
                refused = done.error();
                return false;
            }
        }
        return true;
    });
    if (!refused && reader.facts > 0) {
        if (auto done = take(reader.take()); !done.ok())
            refused = done.error();
    }
    if (refused)
        return *refused;
    return out;
}

Result<std::vector<SuspectQuestion>> parseQuestions(std::string_view text, const std::string& file)
{
    std::vector<SuspectQuestion> out;
    std::optional<Error> bad;
    eachLine(text, [&](std::int64_t number, std::string_view raw) {
        const auto where = file + ":" + std::to_string(number) + ": ";
        auto doc = JsonDocument::parse(raw);
        if (!doc.ok()) {
            bad = makeError(ErrorKind::parse, where + doc.error().text());
            return false;
        }
        Line line(doc->root());
        SuspectQuestion q;
        q.id = line.need("id");
        q.alert = line.need("alert");
        q.asOf = line.needTime("asOf");
        if (!line.problem().empty()) {
            bad = makeError(ErrorKind::parse, where + line.problem());
            return false;
        }
        out.push_back(std::move(q));
        return true;
    });
    if (bad)
        return *bad;
    return out;
}

} // namespace vedette
