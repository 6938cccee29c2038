#pragma once

#include "models/base/result.h"

#include <optional>
#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace vedette::demo {

/// A program started by this one; it is ended with the object, and by the kernel when the thread that started it ends, also
/// after a crash: start it on a thread that lives as long as it shall. Output goes to a log file. Linux.
class ChildProcess {
public:
    /// `command[0]` is an absolute path. Error kind notFound where it cannot be run.
    static Result<ChildProcess> start(const std::vector<std::string>& command, const std::string& logFile);
    ChildProcess() = default;
    ChildProcess(ChildProcess&& other) noexcept : m_pid(std::exchange(other.m_pid, -1)), m_code(other.m_code) {}
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ~ChildProcess() { stop(); }

    [[nodiscard]] pid_t pid() const { return m_pid; } ///< -1: none
    /// True until it ended by itself.
    [[nodiscard]] bool running();
    /// Exit code once it is not running; 128 + signal where a signal ended it.
    [[nodiscard]] int exitCode() const { return m_code; }
    /// SIGTERM, and SIGKILL where it has not ended within 3 s.
    void stop();

private:
    void ended(int status);
    pid_t m_pid = -1;
    int m_code = -1;
};

/// Absolute path of a program in PATH, /usr/bin, /usr/sbin or /usr/local/bin; none where it is not installed.
[[nodiscard]] std::optional<std::string> findProgram(const std::string& name);
/// A TCP port on 127.0.0.1 that nobody listens on now.
[[nodiscard]] int freePort();

} // namespace vedette::demo
