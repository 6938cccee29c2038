#include "app/cli/arguments.h"

#include "models/base/text.h"

#include <algorithm>

namespace vedette {

namespace {

Error usage(std::string text) { return makeError(ErrorKind::usage, std::move(text)); }

const OptionSpec* findOption(const std::vector<OptionSpec>& options, const std::string& name)
{
    const auto it = std::find_if(options.begin(), options.end(), [&](const OptionSpec& o) { return o.name == name; });
    return it == options.end() ? nullptr : &*it;
}

/// Options of every verb: before the verb is known, any of them may come.
const OptionSpec* findAnywhere(const std::vector<VerbSpec>& verbs, const std::string& name)
{
    if (const auto* option = findOption(commonOptions(), name))
        return option;
    for (const auto& verb : verbs) {
        if (const auto* option = findOption(verb.options, name))
            return option;
    }
    return nullptr;
}

std::string optionLine(const OptionSpec& option)
{
    std::string left = (option.name.size() == 1 ? "  -" : "  --") + option.name;
    if (!option.value.empty())
        left += " " + option.value;
    left.resize(std::max<std::size_t>(left.size() + 2, 28), ' ');
    return left + option.help + "\n";
}

/// "--name=value", "--name", "-o" taken apart; false for a plain word (a negative number and a lone dash are words).
bool isOption(const std::string& word, std::string& name, std::optional<std::string>& value)
{
    if (word.size() < 2 || word[0] != '-' || (word[1] >= '0' && word[1] <= '9') || word == "--")
        return false;
    const std::size_t dashes = word[1] == '-' ? 2 : 1;
    const auto equals = word.find('=');
    name = word.substr(dashes, equals == std::string::npos ? equals : equals - dashes);
    value = equals == std::string::npos ? std::nullopt : std::optional<std::string>(word.substr(equals + 1));
    return true;
}

} // namespace

const std::vector<OptionSpec>& commonOptions()
{
    static const std::vector<OptionSpec> s_options{
        {"config", "FILE", "configuration (default: $XDG_CONFIG_HOME/vedette/vedette.yaml, /etc/vedette/vedette.yaml)"},
        {"cache", "FILE", "cache (default: $XDG_STATE_HOME/vedette/cache.db)"},
        {"as-of", "TIME", "answer with what was known then"},
        {"tz", "ZONE", "zone of times without one, and of text output"},
        {"o", "text|json|csv", "form of the answer (default: text)"},
        {"no-color", "", "no colours in text output"},
        {"v", "", "say more on standard error"},
        {"version", "", "print the version and the libraries loaded"},
        {"help", "", "print help"},
    };
    return s_options;
}

Result<Invocation> parseArguments(const std::vector<std::string>& words, const std::vector<VerbSpec>& verbs)
{
    Invocation out;
    std::vector<std::string> plain;
    bool onlyWords = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::string name;
        std::optional<std::string> value;
        if (!onlyWords && words[i] == "--") {
            onlyWords = true;
            continue;
        }
        if (onlyWords || !isOption(words[i], name, value)) {
            plain.push_back(words[i]);
            continue;
        }
        if (name == "h" || name == "help") {
            out.help = true;
            continue;
        }
        if (name == "output")
            name = "o";
        const auto* option = findAnywhere(verbs, name);
        if (option == nullptr) {
            std::vector<std::string> known;
            for (const auto& o : commonOptions())
                known.push_back(o.name);
            for (const auto& verb : verbs) {
                for (const auto& o : verb.options)
                    known.push_back(o.name);
            }
            const auto near = nearestName(name, known);
            return usage("unknown option " + words[i] + (near.empty() ? "" : "; did you mean --" + near + "?"));
        }
        if (option->value.empty()) {
            if (value)
                return usage("--" + name + " takes no value");
            out.options[name] = "yes";
        } else if (value) {
            out.options[name] = *value;
        } else if (i + 1 < words.size()) {
            out.options[name] = words[++i];
        } else {
            return usage("--" + name + " needs a value: " + option->value);
        }
    }
    out.version = out.has("version");
    if (plain.empty())
        return out;
    if (plain[0].rfind("vedette://", 0) == 0) {
        if (plain.size() > 1)
            return usage("\"" + plain[1] + "\" is one word too many: a link stands alone");
        out.link = plain[0];
        return out;
    }
    std::size_t used = 1;
    out.verb = plain[0];
    const auto find = [&](const std::string& name) {
        const auto it = std::find_if(verbs.begin(), verbs.end(), [&](const VerbSpec& v) { return v.name == name; });
        return it == verbs.end() ? nullptr : &*it;
    };
    out.spec = find(out.verb);
    if (out.spec == nullptr && plain.size() > 1 && find(plain[0] + " " + plain[1]) != nullptr) {
        out.verb = plain[0] + " " + plain[1];
        out.spec = find(out.verb);
        used = 2;
    }
    if (out.spec == nullptr) {
        std::vector<std::string> names;
        std::string family;
        for (const auto& v : verbs) {
            names.push_back(v.name);
            if (v.name.rfind(plain[0] + " ", 0) == 0)
                family += (family.empty() ? "" : ", ") + v.name;
        }
        if (!family.empty())
            return out.help ? Result<Invocation>(out) : usage("\"" + plain[0] + "\" needs one more word: " + family);
        const auto near = nearestName(plain[0], names);
        return usage("unknown verb \"" + plain[0] + "\"" + (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
    }
    out.arguments.assign(plain.begin() + static_cast<std::ptrdiff_t>(used), plain.end());
    if (out.help)
        return out;
    for (const auto& [name, value] : out.options) {
        if (findOption(commonOptions(), name) == nullptr && findOption(out.spec->options, name) == nullptr)
            return usage("--" + name + " is no option of \"" + out.verb + "\"");
    }
    const int count = static_cast<int>(out.arguments.size());
    if (count < out.spec->leastArguments)
        return usage("\"" + out.verb + "\" needs more: vedette " + out.verb + " " + out.spec->synopsis);
    if (out.spec->mostArguments >= 0 && count > out.spec->mostArguments)
        return usage("\"" + out.arguments[static_cast<std::size_t>(out.spec->mostArguments)] + "\" is one word too many: vedette "
            + out.verb + " " + out.spec->synopsis);
    return out;
}

std::string helpText(const VerbSpec& verb)
{
    std::string text = "vedette " + verb.name + (verb.synopsis.empty() ? "" : " " + verb.synopsis) + "\n\n" + verb.help + "\n";
    if (!verb.options.empty()) {
        text += "\nOptions:\n";
        for (const auto& option : verb.options)
            text += optionLine(option);
    }
    text += "\nCommon options:\n";
    for (const auto& option : commonOptions())
        text += optionLine(option);
    return text + "\nExample:\n  " + verb.example + "\n";
}

std::string overviewText(const std::vector<VerbSpec>& verbs)
{
    std::string text = "vedette [VERB] [options]\nvedette 'vedette://PAGE?...'\n\nThe on-call console. Without a verb it opens the desk; a link that the desk copied opens it there.\n\nVerbs:\n";
    for (const auto& verb : verbs) {
        std::string left = "  " + verb.name;
        left.resize(std::max<std::size_t>(left.size() + 2, 16), ' ');
        text += left + verb.help.substr(0, verb.help.find('.')) + "\n";
    }
    text += "\nCommon options:\n";
    for (const auto& option : commonOptions())
        text += optionLine(option);
    return text + "\n\"vedette VERB --help\" tells more of each.\n";
}

} // namespace vedette
