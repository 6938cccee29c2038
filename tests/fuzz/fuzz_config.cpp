#include "models/catalog/config_reader.h"

#include <cstddef>
#include <cstdint>
#include <string>

/// Any text is a configuration with findings: nothing is thrown, no file is opened but the stock mappings.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto read = vedette::readConfigText(text, "fuzz.yaml");
    for (const auto& finding : read.findings) {
        if (finding.line < 1 || finding.column < 1 || finding.message.empty())
            __builtin_trap();
    }
    return 0;
}
