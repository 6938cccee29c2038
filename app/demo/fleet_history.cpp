#include "app/demo/fleet_history.h"

#include "app/demo/sample_text.h"

#include <algorithm>
#include <cassert>

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

constexpr Millis kBin = 5min;
constexpr Millis kCoarseStep = 2min;
constexpr Millis kFineDays = 168h;

double added(double now, double before) { return now < before ? now : now - before; }

} // namespace

const std::vector<FleetObjective>& fleetObjectives()
{
    static const std::vector<FleetObjective> all{
        {"availability", serviceIndex("edge-gateway"), 0.999, -1},
        {"availability", serviceIndex("web-bff"), 0.999, -1},
        {"availability", serviceIndex("product-api"), 0.999, -1},
        {"availability", serviceIndex("search"), 0.99, -1},
        {"availability", serviceIndex("cart-api"), 0.999, -1},
        {"availability", serviceIndex("checkout-api"), 0.999, -1},
        {"availability", serviceIndex("order-api"), 0.999, -1},
        {"availability", serviceIndex("payment-api"), 0.999, -1},
        {"availability", serviceIndex("pricing-api"), 0.9995, -1},
        {"availability", serviceIndex("inventory-api"), 0.999, -1},
        {"availability", serviceIndex("member-api"), 0.999, -1},
        {"latency-500ms", serviceIndex("checkout-api"), 0.99, 4},
        {"latency-300ms", serviceIndex("search"), 0.98, 3},
    };
    return all;
}

FleetHistory::FleetHistory(const HistoryOptions& options) : m_options(options)
{
    assert(options.step >= 5s && options.step <= 1min && Millis{2h} % options.step == 0ms);
    m_to = floorTo(options.at, options.step);
    m_from = floorTo(m_to - std::chrono::hours{24 * options.days}, kCoarseStep);
    m_firstBin = floorTo(m_from - 1ms, kBin);
    m_plan = planFleet(options.seed, m_from, m_to, m_to + options.live);
    m_counts.resize(fleetObjectives().size());
    const auto bins = static_cast<std::size_t>((m_to - m_firstBin + kBin - 1ms) / kBin);
    for (auto& c : m_counts) {
        c.good.assign(bins, 0);
        c.total.assign(bins, 0);
    }
    cutPieces();
    live();
}

void FleetHistory::cutPieces()
{
    const Time fineFrom = std::max(m_from, floorTo(m_to - kFineDays, 18h));
    const Millis fineBlock = m_options.step >= 30s ? Millis{18h} : Millis{6h};
    const Time urgentFrom = floorTo(m_to - 5h, 2h);
    Time end = m_to + 1ms;
    while (end > m_from) {
        HistoryPiece p;
        p.to = end;
        p.blockLength = 2h;
        p.sampleStep = m_options.step;
        if (end <= fineFrom) {
            p.blockLength = 18h;
            p.sampleStep = std::max(m_options.step, kCoarseStep);
        } else if (end <= urgentFrom) {
            if (floorTo(end, fineBlock) == end)
                p.blockLength = fineBlock;
            else if (floorTo(end, 6h) == end)
                p.blockLength = 6h;
        }
        p.from = std::max(m_from, floorTo(end - 1ms, p.blockLength));
        end = p.from;
        m_urgent += p.to > urgentFrom ? 1 : 0;
        m_pieces.push_back(p);
    }
}

void FleetHistory::live()
{
    FleetModel model(m_plan, m_options.seed, m_from - m_options.step, m_options.step);
    RuleEngine rules(m_options.step);
    m_previous.resize(model.state().instances.size());
    auto piece = m_pieces.rbegin();
    auto current = piece;
    while (model.state().now < m_to) {
        if (piece != m_pieces.rend() && model.state().now + m_options.step >= piece->from) {
            m_checkpoints.push_back({piece->from, model.state(), rules});
            current = piece++;
        }
        model.advance();
        rules.evaluate(model.state());
        count(model.state(), current->sampleStep);
        m_logs.add(model.state());
        for (auto& e : rules.takeEnded())
            m_episodes.push_back(std::move(e));
    }
    m_last = model.state();
    for (const auto& [key, alert] : rules.alive()) {
        if (alert.firing)
            m_episodes.push_back({alert, {}, true, false});
    }
    std::stable_sort(m_episodes.begin(), m_episodes.end(),
        [](const Episode& a, const Episode& b) { return a.alert.firedAt < b.alert.firedAt; });
}

void FleetHistory::count(const FleetState& state, Millis sampleStep)
{
    if (floorTo(state.now, sampleStep) != state.now)
        return;
    const auto bin = static_cast<std::size_t>((state.now - m_firstBin - 1ms) / kBin);
    const auto& objectives = fleetObjectives();
    for (std::size_t k = 0; k < state.instances.size(); ++k) {
        const auto& i = state.instances[k];
        if (!i.scraped || !i.up)
            continue;
        auto& before = m_previous[k];
        if (before.known) {
            for (std::size_t o = 0; o < objectives.size(); ++o) {
                if (objectives[o].service != i.service)
                    continue;
                double total = 0;
                double bad = 0;
                if (objectives[o].latencyBucket < 0) {
                    for (std::size_t r = 0; r < kRequestSeries; ++r) {
                        const double more = added(i.requests[r], before.requests[r]);
                        total += more;
                        bad += r >= 3 ? more : 0;
                    }
                } else {
                    const auto b = static_cast<std::size_t>(objectives[o].latencyBucket);
                    total = added(i.count, before.count);
                    bad = total - added(i.buckets[b], before.buckets[b]);
                }
                m_counts[o].total[bin] += total;
                m_counts[o].good[bin] += total - bad;
            }
        }
        before = {true, i.requests, i.buckets, i.count};
    }
}

std::size_t FleetHistory::write(const HistoryPiece& piece, const std::function<void(std::string_view)>& sink) const
{
    const auto kept = std::find_if(
        m_checkpoints.begin(), m_checkpoints.end(), [&](const Checkpoint& c) { return c.from == piece.from; });
    assert(kept != m_checkpoints.end());
    FleetModel model(m_plan, m_options.seed, m_from, m_options.step);
    model.restore(kept->state);
    RuleEngine rules = kept->rules;
    SampleText text(model.state(), rules);
    while (model.state().now + m_options.step < piece.to) {
        model.advance();
        rules.evaluate(model.state());
        if (floorTo(model.state().now, piece.sampleStep) == model.state().now)
            text.appendState(model.state(), rules.recorded());
        text.appendAlerts(model.state().now, rules);
        if (text.pending() > (1U << 20))
            sink(text.take());
    }
    text.finish();
    sink(text.take());
    return text.samples();
}

} // namespace vedette::demo
