#pragma once

#include "models/base/finding.h"
#include "models/core/alerting.h"

#include <cstddef>
#include <string>
#include <vector>

namespace vedette {

/// What rule files of Prometheus say. An error is what Prometheus itself would refuse; unknown keys are not looked at.
struct RulesRead {
    std::vector<AlertRule> rules; ///< alerting rules, in the order of the files
    std::size_t recording = 0;    ///< recording rules, which are not kept
    std::vector<Finding> findings;
};

/// Reads the text of one rule file, with what is wrong named at its place; an alert of no severity is warned of.
void readRuleText(const std::string& text, const std::string& file, RulesRead& into);
/// Reads files as one set; those without a runbook are one counted warning.
[[nodiscard]] RulesRead readRuleFiles(const std::vector<std::string>& files);

} // namespace vedette
