#include "models/feeds/sources/dependencies.h"

#include <cstdint>
#include <cstdlib>
#include <tuple>

/// Any bytes as an answer of Zipkin or Jaeger: names are never empty, no pair comes twice, counts make sense.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto answer = vedette::parseDependencies(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!answer.ok())
        return 0;
    if (answer->calls.size() + answer->nameless > answer->rows || answer->calls.size() > vedette::kMaxDependencies)
        std::abort();
    const vedette::DependencyCall* before = nullptr;
    for (const auto& call : answer->calls) {
        const bool good = !call.parent.empty() && !call.child.empty() && call.calls >= 0 && call.errors >= 0 && call.errors <= call.calls;
        if (!good || (before != nullptr && std::tie(before->parent, before->child) >= std::tie(call.parent, call.child)))
            std::abort();
        before = &call;
    }
    return 0;
}
