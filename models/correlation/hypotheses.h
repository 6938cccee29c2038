#pragma once

#include "models/correlation/explanation.h"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace vedette::correlation {

inline constexpr Millis kMinute = std::chrono::minutes{1};
inline constexpr Millis kSlack = std::chrono::seconds{30}; ///< two sources' clocks may differ by this
/// From this probability on a service counts as within reach of another's fault.
inline constexpr double kWithinReach = 0.04;
/// Reach of a caller through services that alert too.
inline constexpr double kChained = 0.35;

/// An onset of the picture around the alerts asked about.
struct Sign {
    int onset = 0;
    int service = 0;
    std::size_t place = 0; ///< of its service in the picture
    Time at{}; ///< when its condition began, as far as told
    bool told = false; ///< and that was told
    double background = 0; ///< onsets a second
    double weight = 0; ///< informativeness
};

struct Hypothesis {
    int release = -1; ///< -1: a fault without a change
    int service = -1; ///< -1: something all services share
    double prior = 0; ///< log odds
    std::vector<double> rate; ///< onsets a second that it adds, per sign
    bool elsewhere = false; ///< it did not touch the place of the asked alert
    std::optional<ErrorStep> step; ///< errors of its service as it went live
    double silent = 0; ///< log odds of those that should alert and do not (zero or less)
    double score = 0; ///< log odds of the fit alone
    double exists = 0.01; ///< probability, after explaining away
};

/// The onsets around the one asked about, and every hypothesis fitted to them.
class Picture {
public:
    /// `asked`: index in fleet.onsets().
    Picture(const KnownFleet& fleet, int asked);

    [[nodiscard]] const Onset& asked() const { return m_fleet.onsets()[static_cast<std::size_t>(m_asked)]; }
    [[nodiscard]] std::size_t askedPlace() const { return m_signs[m_askedSign].place; }
    [[nodiscard]] const Habit& habit() const { return m_habit; } ///< of the rule asked about
    [[nodiscard]] const std::vector<Sign>& signs() const { return m_signs; }
    [[nodiscard]] const std::vector<int>& places() const { return m_places; } ///< services with signs
    [[nodiscard]] const std::vector<int>& alerting() const
    {
        return m_alerting;
    } ///< services that alert near the asked one, not by habit
    [[nodiscard]] const std::vector<Hypothesis>& hypotheses() const
    {
        return m_hypotheses;
    } ///< releases first, by live
    /// Probability that a fault of `service` makes each place alert; -1 is what all services share.
    const std::vector<double>& reaches(int service);
    /// How many of alerting() lie within reach of `service`.
    [[nodiscard]] int covered(int service);
    /// Share of the asked onset that a hypothesis explains if it holds.
    [[nodiscard]] double shareOfAsked(const Hypothesis& h) const;
    /// Share of the asked onset that its rule's habit explains.
    [[nodiscard]] double habitShare() const { return m_signs[m_askedSign].background / m_total[m_askedSign]; }

private:
    void takeSigns();
    void takeMoments();
    [[nodiscard]] double reach(int changed, int alerting) const;
    void chain(int service, std::vector<double>& reaches) const;
    double rates(const std::vector<double>& reaches, Time fault, std::vector<double>& out, int burning = -1);
    [[nodiscard]] std::vector<double> touched(const Release& release, const std::vector<double>& reaches) const;
    double gainedAt(std::size_t moment, const std::vector<double>& reaches, std::size_t alike);
    double silenceAt(std::size_t moment, int service);
    [[nodiscard]] std::size_t alikeOf(const std::vector<double>& reaches);
    template <class Background> double gain(const std::vector<double>& rate, const std::vector<std::uint32_t>& added, Background background);
    [[nodiscard]] double silence(int service, Time fault) const;
    void takeReleases();
    void takeFaults();
    void explainAway();

    const KnownFleet& m_fleet;
    int m_asked;
    Habit m_habit;
    std::vector<Sign> m_signs;
    std::size_t m_askedSign = 0;
    std::vector<int> m_alerting;
    std::vector<Hypothesis> m_hypotheses;
    std::vector<double> m_total; ///< onsets a second expected at each sign, by everything that exists
    std::vector<int> m_places;
    std::map<int, std::vector<double>> m_reaches;
    std::vector<Time> m_moments; ///< at which a fault may have begun
    // Of each of them what was found out once. Most services of a fleet reach the same places equally well.
    std::map<std::vector<double>, std::size_t> m_alike; ///< numbers of reaches
    std::vector<std::vector<std::optional<double>>> m_gained; ///< by number and moment
    std::map<int, std::vector<std::optional<double>>> m_silence; ///< by service and moment
    std::vector<double> m_scratch;
    std::vector<double> m_apart; ///< scratch of rates(): what a place leaves of each sign; empty: all
    std::vector<std::uint32_t> m_added; ///< scratch of rates()
    std::vector<double> m_best; ///< scratch of gain()
};

} // namespace vedette::correlation
