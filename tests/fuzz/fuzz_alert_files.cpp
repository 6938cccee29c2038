#include "models/catalog/alert_routing.h"
#include "models/catalog/alertmanager_config.h"
#include "models/catalog/rule_files.h"

#include <cstddef>
#include <cstdint>
#include <string>

/// Any text is an Alertmanager's configuration and a rule file with findings. What is kept of the first reads back as it was, and every
/// alert ends at some route.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace vedette;
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    const auto check = [](const std::vector<Finding>& findings) {
        for (const auto& finding : findings) {
            if (finding.line < 1 || finding.column < 1 || finding.message.empty())
                __builtin_trap();
        }
    };
    const auto read = readAlertRouting(text, "am.yml");
    check(read.findings);
    const auto answer = routesFor(read.routing, Labels{{"alertname", "A"}, {"severity", "critical"}}, timeFromMs(1'787'407'500'000), {});
    if (answer.hits.empty())
        __builtin_trap();
    (void)inhibitors(read.routing, Labels{{"severity", "warning"}}, {Labels{{"severity", "critical"}}});
    if (const auto told = toldRouting(text, "am")) {
        if (const auto again = toldRouting(told->text, "am"); again && again->text != told->text)
            __builtin_trap();
    }
    RulesRead rules;
    readRuleText(text, "rules.yml", rules);
    check(rules.findings);
    for (const auto& rule : rules.rules) {
        if (rule.name.empty() && rules.findings.empty())
            __builtin_trap();
    }
    return 0;
}
