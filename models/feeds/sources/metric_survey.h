#pragma once

#include "models/base/json_reader.h"
#include "models/core/batch.h"
#include "models/feeds/sources/query_words.h"
#include "models/feeds/sources/source.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace vedette {

/// What a Prometheus-compatible server says about the metrics of the watches, beside their samples:
/// - how many series a watch has, before it is fetched for the first time (/api/v1/series of a plain selector, count() of an
///   expression). More than kMostSeries are not fetched at all; it is counted again after an hour;
/// - help, type and unit (/api/v1/metadata), every six hours;
/// - where a watch answers nothing, whether its metric and labels exist (/api/v1/labels), every six hours.
/// An endpoint that is missing is not asked again by this object; nothing depends on one. No I/O.
class MetricSurvey {
public:
    static constexpr std::size_t kMostSeries = 5000;

    /// Of a survey's question; the context of its Ask.
    struct Topic {
        enum class Kind { count, metadata, labels } kind = Kind::count;
        std::size_t watch = 0; ///< index among the questions
    };

    /// `questions` of one feed (only watches are looked at); `coverage` is what the cache holds of it.
    MetricSurvey(std::string feed, const std::vector<SeriesQuestion>& questions, const std::vector<Coverage>& coverage);

    /// Questions that are due, at most a few a poll.
    [[nodiscard]] std::vector<Ask> due(Time now);
    /// True while the watch must not be fetched: not counted yet, or too many series.
    [[nodiscard]] bool held(std::size_t question) const;
    /// A watch answered, with or without series: what is known of why it has none, as a sentence; empty: nothing.
    [[nodiscard]] std::string answered(std::size_t question, bool anySeries);
    [[nodiscard]] Reading read(const Topic& topic, const Told& told);
    [[nodiscard]] Reading refused(const Topic& topic, const Untold& why);
    /// What came is not JSON: the endpoint is taken for missing; of a count it is also said.
    [[nodiscard]] Reading unreadable(const Topic& topic, const Error& why);

private:
    struct Watch {
        std::size_t question = 0;
        std::string name;
        std::string query;
        QueryWords words;
        bool counted = false; ///< and few enough
        bool list = false;    ///< counted by listing
        std::optional<Time> countAt, metadataAt, labelsAt; ///< not before
        bool underWay = false;
        bool silent = false;   ///< its last answer had no series
        bool family = false;   ///< metadata is asked under the family's name
        std::string fault;     ///< why it is silent
    };
    [[nodiscard]] Ask ask(Watch& watch, Topic::Kind kind, Time now) const;
    Watch* find(std::size_t question);
    [[nodiscard]] const Watch* find(std::size_t question) const;
    static Reading readCount(Watch& watch, JsonValue data, Time at);
    Reading readMetadata(Watch& watch, JsonValue data, Time at);
    static Reading readLabels(Watch& watch, JsonValue data);

    std::string m_feed;
    std::vector<Watch> m_watches;
    Time m_now{}; ///< of the present poll
    bool m_noMetadata = false;
    bool m_noLabels = false;
};

} // namespace vedette
