#pragma once

#include "models/core/config.h"
#include "tests/store/cache_folder.h"

#include <QtGlobal>

#include <memory>
#include <optional>
#include <string>

namespace vedette::test {

inline constexpr int kAlerts = 21'500;
inline constexpr double kMonthMinutes = 30 * 1440 - 60;

inline std::string serviceName(int i) { return "service-" + std::to_string(i); }

inline AlertEpisode alert(const std::string& service, const std::string& name, double from, std::optional<double> to, int pod)
{
    AlertEpisode a;
    a.name = name;
    a.service = service;
    a.severity = "page";
    a.level = Severity::warning;
    a.labels = Labels{{"alertname", name}, {"service", service}, {"pod", std::to_string(pod)}};
    a.annotations = Labels{{"summary", name + " of " + service}};
    a.sources = {"p"};
    a.startsAt = a.seenAt = at(from);
    if (to) {
        a.endsAt = a.seenAt = at(*to);
        a.state = AlertState::resolved;
    }
    return a;
}

inline ChangeRecord release(const std::string& id, const std::string& service, double when)
{
    ChangeRecord c;
    c.id = id;
    c.source = "cd";
    c.service = service;
    c.revision = id;
    c.status = ChangeStatus::success;
    c.startsAt = at(when);
    c.endsAt = c.seenAt = at(when + 2);
    return c;
}

/// Forty services that alert all the time, and one whose release half an hour ago broke it.
struct LargeFleet {
    CacheFolder folder;
    std::unique_ptr<CacheWriter> writer = folder.writer({{}, 400, 0});
    std::shared_ptr<Config> config = std::make_shared<Config>();
    explicit LargeFleet(int alerts = kAlerts, int burst = 10)
    {
        for (int i = 0; i < 41; ++i) {
            auto& service = config->services.emplace_back();
            service.name = serviceName(i);
            if (i > 0 && i < 40)
                service.dependsOn = {serviceName((i - 1) / 3)};
        }
        Batch batch;
        for (int i = 0; i < alerts; ++i) {
            // A burst within five minutes, then a quarter of an hour of nothing: where a group ends does not depend on where the history begins.
            const double when = -kMonthMinutes + (i / burst) * (kMonthMinutes - 60) / (alerts / burst) + 5.0 / burst * (i % burst);
            batch.importedAlerts.push_back(alert(serviceName(i * 7 % 40), "Rule" + std::to_string(i * 13 % 5), when, when + 6, i % 900));
            if (i % (burst * 6) == 0)
                batch.changes.push_back(release("r" + std::to_string(i), serviceName(i * 11 % 40), when - 3));
        }
        batch.changes.push_back(release("culprit", serviceName(40), -32));
        batch.importedAlerts.push_back(alert(serviceName(40), "Broken", -30, std::nullopt, 1));
        batch.importedAlerts.push_back(alert(serviceName(40), "Slow", -29, std::nullopt, 2));
        if (!writer->commit(batch).ok())
            qWarning("no fleet");
    }
};

} // namespace vedette::test
