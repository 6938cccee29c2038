#include "models/anomaly/detector.h"
#include "models/base/text.h"

#include <cstddef>
#include <cstdint>
#include <string>

/// Any bytes are a state or are refused; a state that is taken goes on with scores in [0,1]. The checksum is mended first, or
/// nothing but it would be tried.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace vedette;
    std::string body(reinterpret_cast<const char*>(bytes), size);
    std::uint64_t sum = fnv1a(body);
    for (int i = 0; i < 8; ++i, sum >>= 8)
        body.push_back(static_cast<char>(sum));
    DetectorOptions options;
    auto loaded = Detector::load(body, options);
    if (!loaded.ok())
        return 0;
    for (int i = 0; i < 2000; ++i) {
        const auto p = loaded->push(timeFromMs(1700000000000 + i * 60000LL), i % 97 == 0 ? 1e9 : i % 13);
        if (!(p.score >= 0 && p.score <= 1))
            __builtin_trap();
    }
    return 0;
}
