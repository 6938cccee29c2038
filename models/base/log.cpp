#include "models/base/log.h"

#include "models/base/text.h"

#include <atomic>
#include <cstdio>

namespace vedette {

namespace {

std::atomic<LogLevel> g_least{LogLevel::info};

/// Every URL in the text, wherever it stands, goes through redactUrl.
std::string withoutSecrets(std::string_view text)
{
    static constexpr std::string_view kEnds = " \t\n\r\"'<>()[]{},";
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto scheme = text.find("://", at);
        if (scheme == std::string_view::npos)
            break;
        auto start = text.find_last_of(kEnds, scheme);
        start = start == std::string_view::npos || start < at ? at : start + 1;
        auto end = text.find_first_of(kEnds, scheme + 3);
        end = end == std::string_view::npos ? text.size() : end;
        out += text.substr(at, start - at);
        out += redactUrl(text.substr(start, end - start));
        at = end;
    }
    return out += text.substr(at);
}

} // namespace

void setLogLevel(LogLevel least) { g_least = least; }

bool logs(LogLevel level) { return level <= g_least.load(); }

std::string logText(LogLevel level, std::string_view message)
{
    static constexpr std::string_view kNames[] = {"error: ", "warning: ", "", "debug: "};
    return "vedette: " + std::string(kNames[static_cast<std::size_t>(level)]) + visibleLine(withoutSecrets(message));
}

void logLine(LogLevel level, std::string_view message)
{
    if (!logs(level))
        return;
    const auto line = logText(level, message) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr); // one call: stdio locks the stream, so lines stay whole
}

} // namespace vedette
