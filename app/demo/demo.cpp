#include "app/demo/demo.h"

#include "app/demo/fleet_run.h"
#include "models/base/json_writer.h"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace vedette {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// A folder that is there, writable and empty; absolute.
Result<std::string> preparedFolder(const std::string& wanted)
{
    std::error_code failed;
    fs::path dir = wanted;
    if (wanted.empty()) {
        const char* own = std::getenv("VEDETTE_DIR");
        const char* state = std::getenv("XDG_STATE_HOME");
        const char* home = std::getenv("HOME");
        const fs::path base = own && *own ? fs::path(own)
            : state && *state              ? fs::path(state) / "vedette"
            : home && *home                ? fs::path(home) / ".local/state/vedette"
                                           : fs::temp_directory_path(failed) / "vedette";
        for (int n = 1; n < 10000; ++n) {
            dir = base / ("demo-" + std::to_string(n));
            if (!fs::exists(dir, failed))
                break;
        }
    }
    fs::create_directories(dir, failed);
    if (failed)
        return makeError(ErrorKind::store, "cannot make the folder " + dir.string() + ": " + failed.message());
    dir = fs::canonical(dir, failed);
    if (!fs::is_empty(dir, failed))
        return makeError(ErrorKind::store, "the folder " + dir.string() + " is not empty; the demo wants one of its own");
    if (::access(dir.c_str(), W_OK) != 0)
        return makeError(ErrorKind::store, "the folder " + dir.string() + " cannot be written");
    return dir.string();
}

Status checked(const DemoOptions& o)
{
    if (o.days < 1 || o.days > 400)
        return makeError(ErrorKind::usage, "--days must be 1 to 400");
    if (o.step < 5s || o.step > 60s || Millis{2h} % o.step != 0ms || o.step % 1000ms != 0ms)
        return makeError(ErrorKind::usage, "--step must be 5s to 60s and divide an hour, for example 15s, 30s or 60s");
    if (o.speed < 1 || o.speed > 240 || o.step / o.speed < 250ms || o.step % o.speed != 0ms)
        return makeError(ErrorKind::usage, "--speed must be 1 to 240, and --step divided by it at least 250ms, for example --step 60s --speed 60");
    return Done{};
}

} // namespace

Result<std::unique_ptr<Demo>> Demo::start(const DemoOptions& options, std::function<void(const std::string&)> progress)
{
    if (auto fine = checked(options); !fine.ok())
        return fine.error();
    demo::Programs programs;
    for (auto [name, place, package] : {std::tuple{"prometheus", &programs.prometheus, "prometheus"},
             std::tuple{"promtool", &programs.promtool, "prometheus"},
             std::tuple{"prometheus-alertmanager", &programs.alertmanager, "prometheus-alertmanager"}}) {
        auto found = demo::findProgram(name);
        if (!found && std::string(name) == "prometheus-alertmanager")
            found = demo::findProgram("alertmanager"); // its name outside Debian
        if (!found)
            return makeError(ErrorKind::notFound, std::string(name) + " is not installed: apt-get install " + package);
        *place = *found;
    }
    auto dir = preparedFolder(options.dir);
    if (!dir.ok())
        return dir.error();
    return demo::startFleet(options, *dir, programs, std::move(progress));
}

std::string Demo::infoJson() const
{
    const DemoInfo& i = info();
    JsonWriter w;
    w.beginObject().field("prometheus", i.prometheus).field("alertmanager", i.alertmanager).key("feeds").beginObject();
    for (const auto& [name, url] : i.feeds)
        w.field(name, url);
    w.endObject().field("config", i.config).field("cache", i.cache).field("truth", i.truth).field("dir", i.dir);
    w.field("from", i.from).field("to", i.to).field("speed", i.speed).field("filling", filling()).key("pids").beginArray();
    for (const pid_t pid : i.pids)
        w.value(static_cast<std::int64_t>(pid));
    w.endArray().endObject();
    return w.take();
}

} // namespace vedette
