#pragma once

#include "models/base/result.h"
#include "models/base/time.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace vedette {

struct DemoOptions {
    std::string dir;        ///< where everything goes; must be empty or not exist yet. Default: a fresh folder below
                            ///< $VEDETTE_DIR, else $XDG_STATE_HOME/vedette, else ~/.local/state/vedette, else the temporary folder
    int days = 30;          ///< 1 to 400
    Millis step{60000};     ///< 5 s to 60 s, divides 2 hours
    std::uint64_t seed = 1;
    std::optional<Time> at; ///< the history ends here; default: now
    int speed = 1;          ///< 1 to 240: the fleet lives this many times as fast from there on, its servers' intervals with it
};

/// Where everything is, once the fleet is ready.
struct DemoInfo {
    std::string dir;
    std::string prometheus;   ///< URL
    std::string alertmanager; ///< URL
    std::vector<std::pair<std::string, std::string>> feeds; ///< name, URL (the path of a watched folder)
    std::string config;       ///< vedette.yaml
    std::string cache;        ///< where the console is to keep its cache; not made by the demo
    std::string truth;        ///< truth.json
    std::vector<pid_t> pids;
    Time from{};
    Time to{};
    int speed = 1;
};

/// A fleet of real servers on loopback with a generated past and a known truth: Prometheus, Alertmanager, change feeds and the
/// metrics pages of a shop, live from where the history ends. Linux.
class Demo {
public:
    /// Returns when the servers are ready and hold the newest hours; older history is filled in behind (see filling()).
    /// `progress` gets sentences, from several threads, one at a time, also after start() has returned, until stop().
    /// Error kinds: usage (options), notFound (a program is not installed), store (the folder), network (a server does not answer).
    static Result<std::unique_ptr<Demo>> start(
        const DemoOptions& options, std::function<void(const std::string&)> progress = {});

    virtual ~Demo() = default;
    [[nodiscard]] virtual const DemoInfo& info() const = 0;
    /// The object that `vedette demo` prints when ready.
    [[nodiscard]] std::string infoJson() const;
    /// True while older history is on its way; false once Prometheus answers for all of it.
    [[nodiscard]] virtual bool filling() const = 0;
    /// Why the filling ended early; empty while all is well.
    [[nodiscard]] virtual std::string failure() const = 0;
    /// Ends the servers and waits for their end; the folder stays. Also done by the destructor. Children end with the process too,
    /// whatever ends it.
    virtual void stop() = 0;
};

} // namespace vedette
