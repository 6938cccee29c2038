#include "models/session/plan.h"

#include "models/snapshot/slo_keeper.h"

namespace vedette {

std::vector<SeriesQuestion> extraQuestions(const Config& config)
{
    std::vector<SeriesQuestion> questions;
    const auto add = [&](const std::string& selector, int maxSeries) {
        SeriesQuestion q;
        q.form = SeriesQuestion::Form::raw;
        q.key = "raw:" + selector;
        q.query = selector;
        q.maxSeries = maxSeries;
        questions.push_back(std::move(q));
    };
    add("up", 20000);
    for (const auto& selector : sloSelectors(config.slos))
        add(selector, 5000);
    return questions;
}

} // namespace vedette
