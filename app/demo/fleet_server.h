#pragma once

#include "app/demo/fleet_history.h"
#include "app/demo/fleet_pace.h"
#include "models/base/result.h"

#include <functional>
#include <memory>
#include <string>

namespace vedette::demo {

/// The fleet's own pages on loopback: the metrics of every instance, going on live from where the history ends, and the change
/// feeds. Serves on threads of its own until destroyed. The history must outlive it, and `told`, its plan as the world is told of it.
class FleetServer {
public:
    static Result<std::unique_ptr<FleetServer>> start(const FleetHistory& history, const FleetPlan& told, const FleetPace& pace, const Clock& clock,
        std::function<bool(const std::string& body)> notified = {});
    virtual ~FleetServer() = default;
    [[nodiscard]] virtual std::string url() const = 0; ///< http://127.0.0.1:PORT
    [[nodiscard]] virtual int port() const = 0;
};

} // namespace vedette::demo
