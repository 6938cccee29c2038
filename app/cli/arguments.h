#pragma once

#include "models/base/result.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// An option of a verb. `value` is the word for its value in the help; empty: a switch.
struct OptionSpec {
    std::string name; ///< without dashes; "o" is written -o
    std::string value;
    std::string help;
};

struct VerbSpec {
    std::string name; ///< "alerts", "slo list"
    std::string synopsis; ///< what follows the verb
    std::string help;
    std::string example;
    std::vector<OptionSpec> options;
    int leastArguments = 0;
    int mostArguments = -1; ///< -1: any number
};

/// A command line, taken apart. Options may stand before and after the verb, `--name value` and `--name=value`.
struct Invocation {
    std::string verb; ///< full, "slo list"; empty: none
    const VerbSpec* spec = nullptr;
    std::vector<std::string> arguments;
    std::map<std::string, std::string> options; ///< switches have the value "yes"
    std::string link; ///< "vedette://..." in the verb's place: a view of the desk
    bool help = false;
    bool version = false;

    [[nodiscard]] bool has(const std::string& name) const { return options.count(name) > 0; }
    [[nodiscard]] std::string value(const std::string& name, std::string other = {}) const
    {
        const auto it = options.find(name);
        return it == options.end() ? other : it->second;
    }
};

/// Error kind usage: unknown verb or option, missing value, too many or too few arguments.
[[nodiscard]] Result<Invocation> parseArguments(const std::vector<std::string>& words, const std::vector<VerbSpec>& verbs);

[[nodiscard]] const std::vector<OptionSpec>& commonOptions();
[[nodiscard]] std::string helpText(const VerbSpec& verb);
[[nodiscard]] std::string overviewText(const std::vector<VerbSpec>& verbs);

} // namespace vedette
