// From exec to the first picture, and how much memory it took: runs a command some times and prints wall time, CPU time and
// greatest resident memory, each as the median:
//     bench_desk [--runs 9] VEDETTE picture now --config C --cache X OUT.png
// The end of the process stands for the first picture: writing the PNG is counted too, so this is an upper bound.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double seconds(const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; }

} // namespace

int main(int argc, char** argv)
{
    int first = 1;
    int runs = 9;
    if (argc > 2 && std::strcmp(argv[1], "--runs") == 0) {
        runs = std::max(1, std::atoi(argv[2]));
        first = 3;
    }
    if (first >= argc) {
        std::fprintf(stderr, "usage: bench_desk [--runs 9] COMMAND [ARGUMENT...]\n");
        return 2;
    }
    std::string command = "bench_desk --runs " + std::to_string(runs);
    for (int i = first; i < argc; ++i)
        command += std::string(" ") + argv[i];
    std::printf("command: %s\n", command.c_str());
    std::vector<double> wall;
    std::vector<double> cpu;
    std::vector<double> memory;
    for (int i = 0; i < runs; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const pid_t child = fork();
        if (child == 0) {
            execvp(argv[first], argv + first);
            std::perror(argv[first]);
            _exit(127);
        }
        int status = 0;
        rusage usage{};
        if (child < 0 || wait4(child, &status, 0, &usage) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
            std::fprintf(stderr, "the command failed (exit code %d)\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
            return 1;
        }
        wall.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
        cpu.push_back((seconds(usage.ru_utime) + seconds(usage.ru_stime)) * 1000);
        memory.push_back(static_cast<double>(usage.ru_maxrss) / 1024);
    }
    std::printf("wall  median %7.0f ms   least %7.0f ms   most %7.0f ms\n", median(wall), *std::min_element(wall.begin(), wall.end()),
        *std::max_element(wall.begin(), wall.end()));
    std::printf("cpu   median %7.0f ms   least %7.0f ms\n", median(cpu), *std::min_element(cpu.begin(), cpu.end()));
    std::printf("memory (greatest resident) median %.1f MiB\n", median(memory));
    return 0;
}
