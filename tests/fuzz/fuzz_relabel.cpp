#include "models/catalog/config_reader.h"
#include "models/catalog/target_list.h"
#include "models/core/relabel.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

/// Any text as a file of targets, and as a configuration whose relabelling steps are applied to what the file lists. Labels stay
/// a set without empty names or values, whatever the steps.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace vedette;
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto list = readTargetList(text, "targets.yml");
    const auto read = readConfigText(text, "fuzz.yaml");
    std::vector<Labels> all{{{"__name__", "up"}, {"app", "cart"}, {"job", "a/b"}, {"__tmp_x", "1"}}, {}};
    for (const auto& target : list.targets)
        all.push_back(target.labels);
    for (const auto& feed : read.config.feeds) {
        for (auto labels : all) {
            if (!relabel(feed.relabel, labels))
                continue;
            std::string before;
            for (const auto& [name, value] : labels) {
                if (name.empty() || value.empty() || name <= before)
                    std::abort();
                before = name;
            }
        }
    }
    return 0;
}
