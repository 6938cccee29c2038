#pragma once

#include <string>
#include <string_view>

namespace vedette {

enum class LogLevel { error, warning, info, debug };

/// Lines above `least` are dropped; info at the start, debug with -v. Any thread.
void setLogLevel(LogLevel least);
[[nodiscard]] bool logs(LogLevel level);
/// One line on standard error: "vedette: warning: MESSAGE" (the level only for error, warning and debug). Control characters are
/// made visible, user information and secrets in URLs replaced (redactUrl). Any thread; lines never mix.
void logLine(LogLevel level, std::string_view message);
inline void logError(std::string_view message) { logLine(LogLevel::error, message); }
inline void logWarning(std::string_view message) { logLine(LogLevel::warning, message); }
inline void logInfo(std::string_view message) { logLine(LogLevel::info, message); }
inline void logDebug(std::string_view message) { logLine(LogLevel::debug, message); }

/// What logLine() would write, without its line break.
[[nodiscard]] std::string logText(LogLevel level, std::string_view message);

} // namespace vedette
