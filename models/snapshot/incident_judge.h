#pragma once

#include "models/correlation/suspects.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace vedette {

/// The groups of alerts of the last 31 days, each judged once and again only where that may change something: it is not over for half a day,
/// a fact near it came, went or ended, or it was judged half an hour ago and other facts have come since (which move it little). Not thread-safe.
class IncidentJudge {
public:
    /// Facts came or went, or they are those of another moment. `past`: as of a time gone by; nothing that was judged otherwise stands.
    /// `held`: only groups that begin within one of these are known (and not so soon after its begin that they may have begun before); empty: all are.
    void learn(const CorrelationInput& history, std::shared_ptr<const Correlator> correlator, Time asOf, bool past, std::vector<TimeRange> held = {});

    /// Nothing that was judged stands.
    void forget();

    struct Order {
        TimeRange view;         ///< groups that touch it come first
        std::string selectedId; ///< and the one that holds this alert before them
        Millis patience = Millis::max(); ///< for all but the selected one and those that are not over for half a day
        /// Of a fleet with very many groups: so many of those in view are judged, the worst and newest of them, and others when they are selected; again
        /// only where the group itself is another, or a while ago. 0: all are.
        std::size_t most = 0;
    };
    /// Judges what is due, newest first. `cancelled` is asked between groups. False: there is more to do.
    bool judge(const Order& order, const std::function<bool()>& cancelled);
    [[nodiscard]] bool unfinished() const { return m_unfinished; }
    /// Those that were judged, by begin.
    [[nodiscard]] const std::vector<SuspectReport>& incidents() const { return m_incidents; }
    /// The others that touch the range, without a judgement: id, range and alerts.
    [[nodiscard]] std::vector<SuspectReport> unjudged(TimeRange range) const;
    /// How much of the last 31 days they are.
    [[nodiscard]] JudgedSpans judged() const;
    [[nodiscard]] std::size_t judgements() const { return m_judgements; } ///< ever made

private:
    struct Group {
        std::vector<std::string> ids;
        std::uint64_t key = 0;    ///< of the ids
        TimeRange span;
        std::uint64_t around = 0; ///< of the facts near it
        bool recent = false;
        std::string first;        ///< the alert that began first
        int rank = 0;             ///< of its worst severity
    };
    struct Judged {
        SuspectReport report;
        std::uint64_t around = 0;
        std::uint64_t lesson = 0; ///< of the learning it was judged with
        Time at{};
    };
    [[nodiscard]] bool due(const Group& group) const;
    [[nodiscard]] std::vector<std::pair<int, const Group*>> work(const Order& order) const;
    [[nodiscard]] std::vector<std::pair<int, const Group*>> foremost(const Order& order);
    void collect();

    std::shared_ptr<const Correlator> m_correlator;
    Time m_asOf{};
    bool m_past = false;
    std::vector<TimeRange> m_held;
    std::uint64_t m_lesson = 0;
    std::size_t m_judgements = 0;
    bool m_unfinished = false;
    std::vector<Group> m_groups; ///< by begin
    std::unordered_map<std::uint64_t, Judged> m_judged;
    std::vector<SuspectReport> m_incidents;
};

} // namespace vedette
