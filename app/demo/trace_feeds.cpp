#include "app/demo/trace_feeds.h"

#include "app/demo/fleet_services.h"
#include "models/base/json_writer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace vedette::demo {

namespace {

constexpr double kDayShare = 0.55;      ///< mean load of a day against its peak
constexpr double kBatchCallsPerSecond = 0.5;

bool isTraced(const FleetService& service) { return service.peakRequestsPerSecond > 0; }

/// Calls `each(caller, callee, calls, errors)` for everything that was called within the span.
template <class F> void eachCall(Time now, TimeRange span, F&& each)
{
    const double seconds = toSeconds(std::min(span.to, now) - span.from);
    if (seconds <= 0)
        return;
    for (const auto& caller : fleetServices()) {
        const double rate = isTraced(caller) ? caller.peakRequestsPerSecond * kDayShare : kBatchCallsPerSecond;
        for (const auto& name : caller.dependsOn) {
            const auto& callee = fleetServices()[static_cast<std::size_t>(serviceIndex(name))];
            const auto calls = std::max<std::int64_t>(1, std::llround(rate * seconds / static_cast<double>(caller.dependsOn.size())));
            each(caller, callee, calls, std::llround(static_cast<double>(calls) * callee.errorRatio));
        }
    }
}

template <class F> void eachTraced(F&& each)
{
    for (const auto& service : fleetServices()) {
        if (isTraced(service))
            each(tracedName(service.name));
    }
}

} // namespace

std::string tracedName(const std::string& service)
{
    return service == "payment-api" ? "payments" : service == "mysql-order" ? "mysql" : service == "kafka-main" ? "kafka" : service;
}

std::string zipkinDependencies(Time now, TimeRange span)
{
    JsonWriter json;
    json.beginArray();
    eachCall(now, span, [&](const FleetService& caller, const FleetService& callee, std::int64_t calls, std::int64_t errors) {
        json.beginObject().field("parent", tracedName(caller.name)).field("child", tracedName(callee.name)).field("callCount", calls);
        if (errors > 0)
            json.field("errorCount", errors);
        json.endObject();
    });
    json.endArray();
    return json.take();
}

std::string jaegerDependencies(Time now, TimeRange span)
{
    JsonWriter json;
    json.beginObject().key("data").beginArray();
    eachCall(now, span, [&](const FleetService& caller, const FleetService& callee, std::int64_t calls, std::int64_t /*errors*/) {
        if (isTraced(callee))
            json.beginObject().field("parent", tracedName(caller.name)).field("child", tracedName(callee.name)).field("callCount", calls).endObject();
    });
    json.endArray().field("total", 0).field("limit", 0).field("offset", 0).key("errors").null().endObject();
    return json.take();
}

std::string zipkinServices()
{
    JsonWriter json;
    json.beginArray();
    eachTraced([&](const std::string& name) { json.value(name); });
    json.endArray();
    return json.take();
}

std::string jaegerServices()
{
    JsonWriter json;
    int count = 0;
    json.beginObject().key("data").beginArray();
    eachTraced([&](const std::string& name) {
        json.value(name);
        ++count;
    });
    json.endArray().field("total", count).field("limit", 0).field("offset", 0).key("errors").null().endObject();
    return json.take();
}

} // namespace vedette::demo
