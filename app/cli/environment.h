#pragma once

#include "app/cli/arguments.h"
#include "models/base/time.h"
#include "models/core/config.h"

#include <memory>
#include <optional>
#include <string>

namespace vedette {

/// Exit codes of CLI.md.
enum ExitCode { kAnswered = 0, kNo = 1, kUsage = 2, kSourceLost = 3, kCacheTrouble = 4, kMalformed = 5, kInterrupted = 130 };

[[nodiscard]] int exitCodeOf(const Error& error);

/// Where things lie: --config/--cache, else VEDETTE_DIR, else the XDG folders, else /etc.
[[nodiscard]] std::string configPathOf(const Invocation& call);
[[nodiscard]] std::string cachePathOf(const Invocation& call);

/// What every verb needs: time, zone, form, configuration, paths. Made once a call.
struct Environment {
    Time now{};
    std::string zoneName; ///< IANA
    ZoneOffset zone = utcZone();
    std::string form = "text";
    std::string configPath;
    std::string cachePath;
    bool configGiven = false; ///< by --config
    bool verbose = false;
    std::optional<Time> asOf;
};
/// Error kind usage for a bad --tz, -o or --as-of.
[[nodiscard]] Result<Environment> makeEnvironment(const Invocation& call);

/// The configuration; where no file was named and none is there, an empty one (imported facts need none). Error kind config with
/// all findings, one a line.
[[nodiscard]] Result<std::shared_ptr<const Config>> loadConfig(const Environment& env);

/// Takes the zone of the configuration where --tz says none, and reads --as-of in it.
[[nodiscard]] Status adoptZone(Environment& env, const Invocation& call, const Config& config);

/// --from/--to or --last; nullopt when none was given. Error kind usage.
[[nodiscard]] Result<std::optional<TimeRange>> rangeOf(const Invocation& call, const Environment& env);

void printOut(const std::string& text);
void printErr(const std::string& text);

} // namespace vedette
