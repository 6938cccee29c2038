#include "models/feeds/sources/series_reading.h"

#include "models/core/feed_labels.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

namespace vedette {

namespace {

constexpr std::size_t kSamplesPerBatch = 250'000;

class Dress {
public:
    Dress(const SeriesQuestion& question, const FeedConfig& feed) : m_question(question), m_feed(feed)
    {
        if (question.form != SeriesQuestion::Form::raw || feed.relabel.empty())
            return;
        if (const auto selector = parseSelector(question.query); selector.ok()) {
            for (const auto& matcher : *selector)
                m_asked.push_back(matcher.name());
        }
    }
    bool operator()(Labels& labels) const
    {
        const auto told = m_asked.empty() ? Labels{} : labels;
        if (!asTheFeedSays(m_feed, labels))
            return false;
        for (const auto& name : m_asked)
            labels.set(name, told.value(name));
        labels.set(kFeedLabel, m_feed.name);
        if (!m_question.watch.empty()) {
            labels.set(kWatchLabel, m_question.watch);
            labels.set(kRevisionLabel, watchRevision(m_question.query));
        }
        if (!m_question.service.empty())
            labels.set("service", m_question.service);
        return true;
    }

private:
    const SeriesQuestion& m_question;
    const FeedConfig& m_feed;
    std::vector<std::string> m_asked; ///< labels of the selector
};

} // namespace

void addSamples(std::vector<SeriesSamples> series, const SeriesQuestion& question, const FeedConfig& feed, Reading& reading, Batch& last)
{
    const Dress dress(question, feed);
    std::set<Labels> seen; // only where two may have become one
    std::size_t same = 0;
    std::size_t inBatch = 0;
    for (auto& one : series) {
        if (one.times.empty())
            continue;
        if (!dress(one.labels)) {
            ++reading.leftOut;
            continue;
        }
        if (!feed.relabel.empty() && !seen.insert(one.labels).second) {
            ++same;
            continue;
        }
        reading.newest = std::max(reading.newest.value_or(one.times.back()), one.times.back());
        reading.records += static_cast<std::int64_t>(one.times.size());
        inBatch += one.times.size();
        last.samples.push_back(std::move(one));
        if (inBatch >= kSamplesPerBatch) {
            reading.batches.push_back(std::move(last));
            last = {};
            inBatch = 0;
        }
    }
    if (same > 0)
        reading.partials.push_back(std::to_string(same) + " series became equal to others by metric_relabel_configs; the first of each stays");
}

Params rangeParams(const std::string& query, Time first, Time last, Millis step, std::string (*time)(Time))
{
    std::array<char, 32> seconds{};
    std::snprintf(seconds.data(), seconds.size(), "%.3f", toSeconds(step));
    return {{"query", query}, {"start", time(first)}, {"end", time(last)}, {"step", seconds.data()}};
}

} // namespace vedette
