#pragma once

#include "app/demo/fleet_plan.h"
#include "app/demo/fleet_services.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace vedette::demo {

inline constexpr int kBuckets = 8;
inline constexpr std::array<double, kBuckets> kBucketBounds{0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5};
inline constexpr std::array<const char*, kBuckets> kBucketNames{"0.05", "0.1", "0.2", "0.3", "0.5", "1", "2.5", "5"};

/// Request counters of one instance, in this order: GET 200, POST 201, GET 404, GET 500, POST 503.
inline constexpr int kRequestSeries = 5;
inline constexpr std::array<const char*, kRequestSeries> kRequestLabels{R"(code="200",method="GET")",
    R"(code="201",method="POST")", R"(code="404",method="GET")", R"(code="500",method="GET")",
    R"(code="503",method="POST")"};

/// One instance as its own metrics page tells it. Counters are whole numbers.
struct InstanceState {
    int service = 0;
    int instance = 0;
    bool up = true;
    bool scraped = true;      ///< false: nobody asks it (its target is gone)
    bool seen = false;        ///< scraped and up at the step before too
    std::string version;
    Time startedAt{};
    std::array<double, kRequestSeries> requests{};
    std::array<double, kBuckets> buckets{}; ///< cumulative over bounds, as Prometheus wants them
    double count = 0;                       ///< the +Inf bucket
    double seconds = 0;
    double cpu = 0;
    double memoryBytes = 0;
    double pool = 0;
    double orders = 0;           ///< order-api only
    double paymentsApproved = 0; ///< payment-api only
    double paymentsDeclined = 0;
};

/// What a step added, summed over the instances that were seen at both of its ends.
struct ServiceStep {
    bool scraped = false; ///< any instance was seen at both ends
    double total = 0;
    double errors = 0;
    std::array<double, kBuckets + 1> buckets{};
    double poolSum = 0;
    int poolCount = 0;
};

/// What the instances of a service were made of: a cluster keeps the newest few, and one that returns is taken up again.
struct FleetTemplate {
    std::string version;
    Time created{};
    friend bool operator==(const FleetTemplate&, const FleetTemplate&) = default;
};
inline constexpr std::size_t kTemplatesKept = 4;

struct FleetState {
    Time now{};
    std::vector<InstanceState> instances; ///< by service, then instance
    std::vector<ServiceStep> steps;       ///< by service
    double ordersStep = 0;
    std::vector<double> batchLag; ///< by job, seconds
    std::vector<int> generation;  ///< by service: rollouts so far
    std::vector<Time> rolloutAt;
    std::vector<std::vector<FleetTemplate>> templates; ///< by service, the one rolled out last at the end
    std::size_t nextRestart = 0;
    std::size_t firstEffect = 0;
};

/// The fleet, step by step: a function of the plan, the seed and the step. No input or output. Copy the state to come back to it.
class FleetModel {
public:
    /// The plan must outlive the model.
    FleetModel(const FleetPlan& plan, std::uint64_t seed, Time from, Millis step);

    /// Lives through the time up to now() + step.
    void advance();
    [[nodiscard]] const FleetState& state() const { return m_state; }
    void restore(FleetState state) { m_state = std::move(state); }
    [[nodiscard]] Millis step() const { return m_step; }

private:
    struct Influence;
    void applyRestarts(Time from, Time to);
    void serve(InstanceState& instance, const FleetService& service, const Influence& influence, double load);
    void batches();

    const FleetPlan& m_plan;
    std::uint64_t m_seed;
    Millis m_step;
    FleetState m_state;
};

/// Rounded to a whole number of 1/parts (a power of two). Every value of the fleet has its lowest bits clear, see stale_marks.h.
[[nodiscard]] double toBinary(double value, double parts);
/// A shop's rhythm: 1 at a usual weekday's peak. In the fleet's zone, with weekends and fixed holidays.
[[nodiscard]] double seasonLoad(Time t);
/// "pricing-api-0:8080"
[[nodiscard]] std::string instanceName(int service, int instance);

} // namespace vedette::demo
