#include "models/snapshot/slo_keeper.h"

#include "models/slo/budget.h"
#include "models/slo/event_counter.h"
#include "models/snapshot/left_out.h"

#include <algorithm>
#include <deque>
#include <set>

namespace vedette {

namespace {

constexpr Millis kBinWidth = std::chrono::minutes{5};

/// True when every series of `inner` is also one of `outer`: each matcher of outer stands in inner, word for word.
bool contains(const Matchers& outer, const Matchers& inner)
{
    return std::all_of(outer.begin(), outer.end(), [&](const Matcher& o) {
        return std::any_of(inner.begin(), inner.end(), [&](const Matcher& i) { return i.text() == o.text(); });
    });
}

bool isRaw(const Labels& labels) { return !labels.has(kWatchLabel); }

/// Samples of one selector from `since` on, with the sample before it where there is one. Two servers that scrape the same
/// target tell of the same counter: the first feed's series is taken. Instances that are left out do not count.
Result<bool> collect(const CacheReader& reader, const Config& config, const CounterTerm& term, Time since, Time to, std::deque<SeriesSamples>& hold,
    std::vector<CounterSeries>& out)
{
    auto all = reader.series(term.matchers);
    if (!all.ok())
        return all.error();
    std::set<Labels> taken;
    for (const auto& series : *all) {
        if (!isRaw(series.labels) || series.last < since || isLeftOut(config, series.labels) || !taken.insert(series.labels.without(kFeedLabel)).second)
            continue;
        const auto read = [&](Time from) { return reader.samples(series.id, {from, to}); };
        Time from = since - std::chrono::hours{1};
        auto samples = read(from);
        if (!samples.ok())
            return samples.error();
        const bool needsOlder = series.first < from && (samples->times.empty() || samples->times.front() > since);
        if (needsOlder) {
            samples = read(series.first);
            if (!samples.ok())
                return samples.error();
        }
        if (samples->times.empty())
            continue;
        samples->labels = series.labels;
        hold.push_back(std::move(samples).value());
        out.push_back({term.factor, &hold.back()});
    }
    return true;
}

} // namespace

std::string sloProblem(const SloSpec& slo)
{
    if (slo.errorQuery.empty() || slo.totalQuery.empty())
        return "it gives a ratio, not events; this version counts events";
    for (const auto* query : {&slo.errorQuery, &slo.totalQuery}) {
        auto terms = parseCounterQuery(*query);
        if (!terms.ok())
            return terms.error().text();
    }
    return {};
}

std::vector<std::string> sloSelectors(const std::vector<SloSpec>& slos)
{
    std::vector<CounterTerm> all;
    for (const auto& slo : slos) {
        if (!sloProblem(slo).empty())
            continue;
        for (const auto* query : {&slo.errorQuery, &slo.totalQuery}) {
            auto terms = parseCounterQuery(*query);
            for (auto& term : *terms)
                all.push_back(std::move(term));
        }
    }
    std::vector<std::string> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        bool covered = false;
        for (std::size_t j = 0; j < all.size() && !covered; ++j) {
            if (i == j || !contains(all[j].matchers, all[i].matchers))
                continue;
            const bool equal = contains(all[i].matchers, all[j].matchers);
            covered = !equal || j < i;
        }
        if (!covered)
            out.push_back(all[i].selector);
    }
    return out;
}

Result<std::vector<SloBins>> countSlos(const CacheReader& reader, const Config& config, Time knownFrom, Time since, Time now)
{
    std::vector<SloBins> out;
    const Time from = floorTo(std::max(since, knownFrom), kBinWidth);
    const Time to = floorTo(now, kBinWidth) + kBinWidth;
    for (const auto& slo : config.slos) {
        if (!sloProblem(slo).empty())
            continue;
        std::deque<SeriesSamples> hold;
        std::vector<CounterSeries> error;
        std::vector<CounterSeries> total;
        for (auto* side : {&error, &total}) {
            auto terms = parseCounterQuery(side == &error ? slo.errorQuery : slo.totalQuery);
            for (const auto& term : *terms) {
                auto done = collect(reader, config, term, from, to + Millis{1}, hold, *side);
                if (!done.ok())
                    return done.error().in("SLO " + slo.id);
            }
        }
        out.push_back(countEvents(slo.id, error, total, knownFrom, {from, to}, kBinWidth));
    }
    return out;
}

Result<std::vector<SloReport>> judgeSlos(const CacheReader& reader, const Config& config, Time asOf)
{
    std::vector<SloReport> out;
    for (const auto& slo : config.slos) {
        auto bins = reader.sloBins(slo.id, {floorTo(asOf, kBinWidth) - slo.window * 2, asOf});
        if (!bins.ok())
            return bins.error();
        out.push_back(judgeSlo(slo, *bins, asOf));
        if (const auto problem = sloProblem(slo); !problem.empty())
            out.back().notes.push_back("not counted: " + problem);
    }
    std::stable_sort(out.begin(), out.end(), worseSlo);
    return out;
}

} // namespace vedette
