#include "tests/feeds/hanging_resolver.h"

#include <dlfcn.h>
#include <netdb.h>

#include <condition_variable>
#include <mutex>
#include <string_view>

namespace {

std::mutex s_mutex;
std::condition_variable s_changed;
bool s_hanging = false;
int s_lookups = 0;

} // namespace

extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char* name, const char* service, const addrinfo* hints, addrinfo** answer)
{
    if (name != nullptr && std::string_view(name).ends_with(".hangs.invalid")) {
        std::unique_lock lock(s_mutex);
        ++s_lookups;
        s_changed.wait(lock, [] { return !s_hanging; });
        --s_lookups;
        s_changed.notify_all();
        return EAI_AGAIN;
    }
    using Real = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto s_real = reinterpret_cast<Real>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return s_real(name, service, hints, answer);
}

namespace vedette::test {

HangingResolver::HangingResolver()
{
    const std::scoped_lock lock(s_mutex);
    s_hanging = true;
}

HangingResolver::~HangingResolver()
{
    std::unique_lock lock(s_mutex);
    s_hanging = false;
    s_changed.notify_all();
    s_changed.wait(lock, [] { return s_lookups == 0; });
}

int HangingResolver::lookups() const
{
    const std::scoped_lock lock(s_mutex);
    return s_lookups;
}

} // namespace vedette::test
