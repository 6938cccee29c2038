#include "app/demo/child_process.h"

#include "models/base/text.h"

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/close_range.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace vedette::demo {

using namespace std::chrono_literals;

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command, const std::string& logFile)
{
    std::vector<char*> arguments;
    for (const auto& a : command)
        arguments.push_back(const_cast<char*>(a.c_str())); // execv's signature; nothing writes there
    arguments.push_back(nullptr);
    const int log = ::open(logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log < 0)
        return makeError(ErrorKind::store, "cannot write " + logFile + ": " + std::strerror(errno));
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0) {
        // Only calls that are safe between fork and exec of a program with threads.
        ::setpgid(0, 0); // Ctrl+C in the terminal is the parent's to answer
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (::getppid() != parent) // it died before the line above
            ::_exit(126);
        sigset_t none;
        ::sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        const int null = ::open("/dev/null", O_RDONLY);
        ::dup2(null, 0);
        ::dup2(log, 1);
        ::dup2(log, 2);
        ::close_range(3, ~0U, 0);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(log);
    if (pid < 0)
        return makeError(ErrorKind::notFound, "cannot start " + command[0] + ": " + std::strerror(errno));
    ChildProcess child;
    child.m_pid = pid;
    return child;
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept
{
    if (this != &other) {
        stop();
        m_pid = std::exchange(other.m_pid, -1);
        m_code = other.m_code;
    }
    return *this;
}

void ChildProcess::ended(int status)
{
    m_pid = -1;
    m_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool ChildProcess::running()
{
    int status = 0;
    if (m_pid >= 0 && ::waitpid(m_pid, &status, WNOHANG) == m_pid)
        ended(status);
    return m_pid >= 0;
}

void ChildProcess::stop()
{
    if (m_pid < 0)
        return;
    ::kill(m_pid, SIGTERM);
    const auto deadline = std::chrono::steady_clock::now() + 3s;
    while (running() && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(10ms);
    if (m_pid >= 0) {
        ::kill(m_pid, SIGKILL);
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
        }
        ended(status);
    }
}

std::optional<std::string> findProgram(const std::string& name)
{
    const char* path = std::getenv("PATH");
    for (const auto& folder : splitText((path ? std::string(path) : "") + ":/usr/bin:/usr/local/bin:/usr/sbin", ':')) {
        const std::string file = folder + "/" + name;
        if (!folder.empty() && folder.front() == '/' && ::access(file.c_str(), X_OK) == 0)
            return file;
    }
    return std::nullopt;
}

int freePort()
{
    const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    int port = 0;
    if (s >= 0 && ::bind(s, reinterpret_cast<sockaddr*>(&address), size) == 0
        && ::getsockname(s, reinterpret_cast<sockaddr*>(&address), &size) == 0)
        port = ntohs(address.sin_port);
    if (s >= 0)
        ::close(s);
    return port;
}

} // namespace vedette::demo
