#pragma once

#include "models/base/time.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vedette {

/// One service was seen to call another, from traces.
struct DependencyCall {
    std::string parent; ///< the caller, as the tracer names it
    std::string child;
    std::int64_t calls = 0;  ///< within the span that was asked for
    std::int64_t errors = 0; ///< where the tracer tells them
};

/// A complete answer of one tracing backend: replaces what this feed told before.
struct DependencyPoll {
    std::string feed;
    TimeRange span; ///< that the calls were counted in
    std::vector<DependencyCall> calls;
    Time at{};
};

/// Who calls whom, as the console holds it: written in the catalogue, seen in traces, or both.
struct ServiceEdge {
    std::string caller;
    std::string callee;
    bool configured = false;
    std::vector<std::string> feeds; ///< tracing feeds that saw it; empty: none
    std::int64_t calls = 0;         ///< that were traced, of all feeds
    std::int64_t errors = 0;
};

} // namespace vedette
