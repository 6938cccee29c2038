#pragma once

#include "app/demo/child_process.h"
#include "app/demo/demo.h"

namespace vedette::demo {

struct Programs {
    std::string prometheus;
    std::string promtool;
    std::string alertmanager;
};

/// Demo::start with everything checked: `dir` is an empty folder, absolute.
Result<std::unique_ptr<Demo>> startFleet(const DemoOptions& options, const std::string& dir, const Programs& programs,
    std::function<void(const std::string&)> progress);

} // namespace vedette::demo
