#include "models/core/relabel.h"

#include "models/base/letters.h"
#include "models/base/md5.h"

namespace vedette {

namespace {

using Action = RelabelStep::Action;

std::string joined(const RelabelStep& step, const Labels& labels)
{
    std::string text;
    for (std::size_t i = 0; i < step.sourceLabels.size(); ++i) {
        text += i == 0 ? "" : step.separator;
        text += labels.value(step.sourceLabels[i]);
    }
    return text;
}

/// A name that came out empty is none.
void set(const std::string& name, const std::string& value, Labels& labels)
{
    if (!name.empty())
        labels.set(name, value);
}

void replace(const RelabelStep& step, const std::string& text, Labels& labels)
{
    const auto value = step.pattern.expanded(text, step.replacement);
    if (!value)
        return;
    const bool fixed = step.targetLabel.find('$') == std::string::npos;
    set(fixed ? step.targetLabel : *step.pattern.expanded(text, step.targetLabel), *value, labels);
}

/// The last 8 bytes of the digest, big endian.
std::uint64_t hashOf(const std::string& text)
{
    const auto digest = md5(text);
    std::uint64_t hash = 0;
    for (std::size_t i = 8; i < digest.size(); ++i)
        hash = (hash << 8U) | digest[i];
    return hash;
}

void mapNames(const RelabelStep& step, Labels& labels)
{
    const auto before = labels;
    for (const auto& [name, value] : before) {
        if (const auto mapped = step.pattern.expanded(name, step.replacement))
            set(*mapped, value, labels);
    }
}

void selectNames(const RelabelStep& step, bool matching, Labels& labels)
{
    std::vector<Labels::Pair> kept;
    for (const auto& pair : labels) {
        if (step.pattern.matches(pair.first) == matching)
            kept.push_back(pair);
    }
    labels = Labels(std::move(kept));
}

bool apply(const RelabelStep& step, Labels& labels)
{
    const auto text = joined(step, labels);
    switch (step.action) {
    case Action::keep:
        return step.pattern.matches(text);
    case Action::drop:
        return !step.pattern.matches(text);
    case Action::keepEqual:
        return labels.value(step.targetLabel) == text;
    case Action::dropEqual:
        return labels.value(step.targetLabel) != text;
    case Action::replace:
        replace(step, text, labels);
        break;
    case Action::lowercase:
        set(step.targetLabel, lowerUtf8(text), labels);
        break;
    case Action::uppercase:
        set(step.targetLabel, upperUtf8(text), labels);
        break;
    case Action::hashMod:
        set(step.targetLabel, std::to_string(step.modulus == 0 ? 0 : hashOf(text) % step.modulus), labels);
        break;
    case Action::labelMap:
        mapNames(step, labels);
        break;
    case Action::labelDrop:
        selectNames(step, false, labels);
        break;
    case Action::labelKeep:
        selectNames(step, true, labels);
        break;
    }
    return true;
}

} // namespace

Status compile(RelabelStep& step)
{
    auto pattern = Pattern::anchored(step.regexText);
    if (!pattern.ok())
        return pattern.error();
    step.pattern = std::move(*pattern);
    return Done{};
}

bool relabel(const RelabelSteps& steps, Labels& labels)
{
    for (const auto& step : steps) {
        if (!apply(step, labels))
            return false;
    }
    if (!steps.empty()) {
        std::vector<std::string> temporary;
        for (const auto& [name, value] : labels) {
            if (name.starts_with("__tmp"))
                temporary.push_back(name);
        }
        for (const auto& name : temporary)
            labels.set(name, {});
    }
    return true;
}

} // namespace vedette
