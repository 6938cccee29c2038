#include "app/cli/environment.h"

#include "models/session/config_load.h"

#include <QDateTime>
#include <QTimeZone>

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>

namespace vedette {

namespace {

std::string fromEnvironment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

bool fileThere(const std::string& path)
{
    struct stat info {};
    return stat(path.c_str(), &info) == 0;
}

ZoneOffset offsetsOf(const QTimeZone& zone)
{
    return [zone](Time t) {
        return Millis{static_cast<std::int64_t>(zone.offsetFromUtc(QDateTime::fromMSecsSinceEpoch(toMs(t), Qt::UTC))) * 1000};
    };
}

} // namespace

int exitCodeOf(const Error& error)
{
    switch (error.kind) {
    case ErrorKind::config:
    case ErrorKind::usage:
        return kUsage;
    case ErrorKind::store:
        return kCacheTrouble;
    case ErrorKind::parse:
        return kMalformed;
    case ErrorKind::notFound:
        return kNo;
    case ErrorKind::cancelled:
        return kInterrupted;
    case ErrorKind::network:
    case ErrorKind::timeout:
    case ErrorKind::http:
        return kSourceLost;
    }
    return kNo;
}

std::string configPathOf(const Invocation& call)
{
    if (call.has("config"))
        return call.value("config");
    if (const auto dir = fromEnvironment("VEDETTE_DIR"); !dir.empty())
        return dir + "/vedette.yaml";
    auto base = fromEnvironment("XDG_CONFIG_HOME");
    if (base.empty())
        base = fromEnvironment("HOME") + "/.config";
    const auto own = base + "/vedette/vedette.yaml";
    if (fileThere(own) || !fileThere("/etc/vedette/vedette.yaml"))
        return own;
    return "/etc/vedette/vedette.yaml";
}

std::string cachePathOf(const Invocation& call)
{
    if (call.has("cache"))
        return call.value("cache");
    if (const auto dir = fromEnvironment("VEDETTE_DIR"); !dir.empty())
        return dir + "/cache.db";
    auto base = fromEnvironment("XDG_STATE_HOME");
    if (base.empty())
        base = fromEnvironment("HOME") + "/.local/state";
    return base + "/vedette/cache.db";
}

Result<Environment> makeEnvironment(const Invocation& call)
{
    Environment env;
    env.now = SystemClock().now();
    env.form = call.value("o", "text");
    if (env.form != "text" && env.form != "json" && env.form != "csv")
        return makeError(ErrorKind::usage, "-o takes text, json or csv, not \"" + env.form + "\"");
    const auto zoneName = call.value("tz");
    const QTimeZone zone = zoneName.empty() ? QTimeZone::systemTimeZone() : QTimeZone(QByteArray::fromStdString(zoneName));
    if (!zone.isValid())
        return makeError(ErrorKind::usage, "\"" + zoneName + "\" is no time zone; expected a name such as Asia/Seoul or UTC");
    env.zoneName = zone.id().toStdString();
    env.zone = offsetsOf(zone);
    env.configPath = configPathOf(call);
    env.cachePath = cachePathOf(call);
    env.configGiven = call.has("config");
    env.verbose = call.has("v");
    if (call.has("as-of")) {
        auto t = parseTimeExpression(call.value("as-of"), env.now, env.zone);
        if (!t.ok())
            return t.error().in("--as-of");
        env.asOf = *t;
    }
    return env;
}

Result<std::shared_ptr<const Config>> loadConfig(const Environment& env)
{
    if (!env.configGiven && !fileThere(env.configPath))
        return std::make_shared<const Config>();
    return loadConfigFile(env.configPath, [&](const std::string& warning) {
        if (env.verbose)
            printErr(warning + "\n");
    });
}

Status adoptZone(Environment& env, const Invocation& call, const Config& config)
{
    if (call.has("tz") || config.zone.empty())
        return Done{};
    const QTimeZone zone(QByteArray::fromStdString(config.zone));
    if (!zone.isValid())
        return Done{};
    env.zoneName = config.zone;
    env.zone = offsetsOf(zone);
    if (call.has("as-of")) {
        auto t = parseTimeExpression(call.value("as-of"), env.now, env.zone);
        if (!t.ok())
            return t.error().in("--as-of");
        env.asOf = *t;
    }
    return Done{};
}

Result<std::optional<TimeRange>> rangeOf(const Invocation& call, const Environment& env)
{
    if (call.has("last")) {
        if (call.has("from") || call.has("to"))
            return makeError(ErrorKind::usage, "--last stands alone, without --from and --to");
        auto length = parseDuration(call.value("last"));
        if (!length.ok())
            return length.error().in("--last");
        const Time to = env.asOf.value_or(env.now);
        return std::optional<TimeRange>({to - *length, to});
    }
    if (!call.has("from") && !call.has("to"))
        return std::optional<TimeRange>();
    TimeRange range{Time{}, env.asOf.value_or(env.now)};
    if (call.has("from")) {
        auto t = parseTimeExpression(call.value("from"), env.now, env.zone);
        if (!t.ok())
            return t.error().in("--from");
        range.from = *t;
    }
    if (call.has("to")) {
        auto t = parseTimeExpression(call.value("to"), env.now, env.zone);
        if (!t.ok())
            return t.error().in("--to");
        range.to = *t;
    }
    if (range.to <= range.from)
        return makeError(ErrorKind::usage, "the range ends before it begins");
    return std::optional<TimeRange>(range);
}

void printOut(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }
void printErr(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

} // namespace vedette
