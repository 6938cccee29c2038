#pragma once

#include "models/base/finding.h"
#include "models/core/alerting.h"

#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// What an Alertmanager's configuration says. An error is what Alertmanager itself would refuse; warnings are legal but tell nobody
/// or never match. Keys that are not known are not looked at: it is another program's file.
struct RoutingRead {
    AlertRouting routing; ///< as far as it could be read; feed is empty
    std::vector<Finding> findings;
    bool ok = true; ///< false: not usable
};

/// Reads the YAML of Alertmanager (0.16 and later: match and match_re, matchers, mute times at either place). Of receivers only the
/// kinds of their integrations are kept, never an address or a secret. `file` names it in findings.
[[nodiscard]] RoutingRead readAlertRouting(const std::string& text, const std::string& file);

/// The same as YAML that readAlertRouting() reads back, in one line: what a server told is kept so, without addresses and secrets.
[[nodiscard]] std::string routingText(const AlertRouting& routing);

/// The routing that an Alertmanager told of itself (config.original of /api/v2/status), or of routingText(): findings are dropped, an
/// error makes it nothing. Lines are not told: they are those of no file. Its `text` is routingText().
[[nodiscard]] std::optional<AlertRouting> toldRouting(const std::string& text, const std::string& feed);

} // namespace vedette
