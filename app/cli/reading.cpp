#include "app/cli/reading.h"

#include "models/base/text.h"

namespace vedette {

Result<VerbReading> openReading(const Invocation& call)
{
    VerbReading out;
    auto env = makeEnvironment(call);
    if (!env.ok())
        return env.error();
    out.env = std::move(env).value();
    for (const auto& word : call.arguments) {
        auto matcher = Matcher::parse(word);
        if (!matcher.ok())
            return matcher.error();
        out.matchers.push_back(*matcher);
    }
    auto config = loadConfig(out.env);
    if (!config.ok())
        return config.error();
    if (auto adopted = adoptZone(out.env, call, **config); !adopted.ok())
        return adopted.error();
    auto range = rangeOf(call, out.env);
    if (!range.ok())
        return range.error();
    out.rangeGiven = range->has_value();
    const Time end = out.env.asOf.value_or(out.env.now) + Millis{1};
    out.range = range->value_or(TimeRange{Time{}, end});
    auto answers = Answers::open(out.env.cachePath, *config, out.env.now);
    if (!answers.ok())
        return answers.error();
    out.answers = std::move(answers).value();
    out.answers->setAsOf(out.env.asOf);
    auto stale = out.answers->staleFeeds();
    if (!stale.ok())
        return stale.error();
    out.stale = std::move(stale).value();
    return out;
}

void warnStale(const VerbReading& reading)
{
    if (!reading.stale.empty() && reading.env.form != "json")
        printErr("could not be read, so this may not be all: " + joinText(reading.stale, ", ") + "\n");
}

} // namespace vedette
