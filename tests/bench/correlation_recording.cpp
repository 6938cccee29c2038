#include "tests/bench/correlation_worlds.h"

#include <fstream>
#include <sstream>

namespace vedette::bench {

namespace {

Time timeOf(const std::string& text)
{
    const auto t = parseRfc3339(text);
    return t.ok() ? *t : Time{};
}

std::optional<Time> maybeTime(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional(timeOf(text));
}

std::vector<std::string> split(const std::string& line, char by)
{
    std::vector<std::string> parts;
    std::istringstream in(line);
    for (std::string part; std::getline(in, part, by);)
        parts.push_back(part);
    return parts;
}

} // namespace

World readRecording(const std::string& path)
{
    World world;
    auto& in = world.input;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        auto f = split(line, '\t');
        f.resize(12);
        if (f[0] == "alert") {
            AlertEpisode a;
            a.id = f[1];
            a.service = f[2];
            a.name = f[3];
            a.environment = f[4];
            a.pendingAt = maybeTime(f[5]);
            a.startsAt = timeOf(f[6]);
            a.endsAt = maybeTime(f[7]);
            a.seenAt = timeOf(f[8]);
            a.state = a.endsAt ? AlertState::resolved : AlertState::firing;
            in.asOf = std::max(in.asOf, a.endsAt.value_or(a.startsAt));
            in.alerts.push_back(a);
        } else if (f[0] == "change") {
            Change c;
            c.id = f[1];
            c.service = f[2];
            c.kind = changeKindFrom(f[3]).value_or(ChangeKind::deployment);
            c.status = changeStatusFrom(f[4]).value_or(ChangeStatus::success);
            c.environment = f[5];
            c.startsAt = timeOf(f[6]);
            c.endsAt = maybeTime(f[7]);
            c.seenAt = timeOf(f[8]);
            c.revision = f[9];
            c.previous = f[10];
            in.asOf = std::max(in.asOf, c.endsAt.value_or(c.startsAt));
            in.changes.push_back(c);
        } else if (f[0] == "stage" && !in.changes.empty()) {
            in.changes.back().stages.push_back({f[1], f[2], changeStatusFrom(f[3]).value_or(ChangeStatus::success),
                timeOf(f[4]), maybeTime(f[5])});
        } else if (f[0] == "service") {
            ServiceInfo s;
            s.name = f[1];
            s.dependsOn = split(f[2], ',');
            in.services.push_back(s);
        } else if (f[0] == "question") {
            world.questions.push_back({f[1], f[2], f[3], timeOf(f[4]), 0});
        }
    }
    return world;
}

} // namespace vedette::bench
