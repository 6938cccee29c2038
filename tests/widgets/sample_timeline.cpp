#include "tests/widgets/sample_board.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace vedette::test {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Texts and ids as a Timeline keeps them.
class Writer {
public:
    explicit Writer(Timeline& timeline, Time now) : m_t(timeline), m_now(now) {}
    std::uint32_t text(const std::string& s)
    {
        const auto [it, fresh] = m_texts.try_emplace(s, static_cast<std::uint32_t>(m_t.texts.size()));
        if (fresh)
            m_t.texts.push_back(s);
        return it->second;
    }
    std::uint32_t id(const std::string& s)
    {
        m_t.ids.push_back(s);
        return static_cast<std::uint32_t>(m_t.ids.size() - 1);
    }
    LaneAlert* alert(Lane& lane, Time from, Time to, Severity severity, const std::string& name)
    {
        if (from > m_now)
            return nullptr;
        LaneAlert a;
        a.from = from;
        a.open = to > m_now || to == Time{};
        a.to = a.open ? m_now : to;
        a.severity = severity;
        a.name = text(name);
        a.id = id("a" + std::to_string(m_t.ids.size()));
        lane.alerts.push_back(a);
        return &lane.alerts.back();
    }
    void change(Lane& lane, std::string_view clock, const std::string& what, float suspicion = 0, ChangeKind kind = ChangeKind::deployment)
    {
        const Time at = kst(clock);
        if (at > m_now)
            return;
        LaneChange c;
        c.at = at;
        c.to = at + minutes{4};
        c.text = text(what);
        c.id = id("c-" + lane.service + "-" + what);
        c.kind = kind;
        c.status = ChangeStatus::success;
        c.suspicion = suspicion;
        lane.changes.push_back(c);
    }
    void gap(Lane& lane, std::string_view from, std::string_view to, const std::string& cause)
    {
        lane.gaps.push_back({kst(from), kst(to), text(cause)});
    }
    void note(Lane& lane, std::string_view clock, const std::string& what)
    {
        lane.notes.push_back({kst(clock), text(what), id("note-" + lane.service)});
    }
    /// The alerts of the incident on one lane: a slow rise, a slow end.
    void storm(Lane& lane, int critical, int warning, int info)
    {
        const int all = critical + warning + info;
        const char* const names[] = {"HighErrorRate", "SlowP95", "QueueDepth", "PodRestarts", "CacheMisses"};
        for (int i = 0; i < all; ++i) {
            const Severity s = i < critical ? Severity::critical : i < critical + warning ? Severity::warning : Severity::info;
            const int lag = s == Severity::critical ? 140 + i * 9 % 170 : i * 53 % 300;
            const Time from = kst("14:32:20") + seconds{all < 8 ? 60 + i * 31 : lag - 120 * (s != Severity::critical ? 1 : 0)};
            const Time to = from + minutes{s == Severity::critical ? 9 + i % 5 : 11 + i % 7};
            alert(lane, std::max(from, kst("14:31:12")), to, s, names[i % 5]);
        }
    }

private:
    Timeline& m_t;
    Time m_now;
    std::map<std::string, std::uint32_t> m_texts;
};

struct ServiceRow {
    const char* name;
    const char* group;
    int critical, warning, info;
};

constexpr ServiceRow kServices[] = {{"edge-gateway", "front", 9, 4, 1}, {"web-bff", "front", 12, 6, 1}, {"app-bff", "front", 10, 6, 1},
    {"login-api", "member", 0, 2, 0}, {"member-api", "member", 0, 3, 0}, {"search", "catalogue", 0, 0, 0},
    {"product-api", "catalogue", 0, 5, 1}, {"display-api", "catalogue", 0, 4, 0}, {"review-api", "catalogue", 0, 0, 0},
    {"recommend", "catalogue", 0, 0, 0}, {"coupon-api", "order", 0, 8, 1}, {"pricing-api", "order", 7, 4, 1},
    {"cart-api", "order", 13, 8, 0}, {"checkout-api", "order", 17, 10, 2}, {"order-api", "order", 15, 9, 0},
    {"payment-api", "pay", 9, 7, 0}, {"point-api", "pay", 0, 5, 0}, {"refund-api", "pay", 0, 0, 0}, {"inventory", "supply", 0, 3, 0},
    {"delivery-api", "supply", 0, 0, 0}, {"warehouse-sync", "supply", 0, 0, 0}, {"notify-api", "seller", 0, 0, 0},
    {"seller-center", "seller", 0, 0, 0}, {"settlement", "seller", 0, 0, 0}, {"kafka-main", "platform", 0, 4, 0},
    {"mysql-order", "platform", 0, 1, 0}};

void tellMorning(Writer& w, std::map<std::string, Lane*>& lane)
{
    const auto warn = Severity::warning;
    w.alert(*lane["web-bff"], kst("07:52"), kst("08:03"), warn, "p95 > 600 ms");
    w.alert(*lane["app-bff"], kst("13:02"), kst("13:09"), Severity::info, "crash rate");
    w.alert(*lane["login-api"], kst("12:37"), kst("12:53"), warn, "OTP failures 4.1 %");
    w.alert(*lane["search"], kst("06:41"), kst("07:25"), warn, "index lag > 10 min");
    w.alert(*lane["review-api"], kst("16:18"), kst("16:37"), warn, "p95 > 900 ms");
    w.alert(*lane["recommend"], kst("11:18"), kst("12:06"), Severity::info, "model older than 24 h");
    w.alert(*lane["refund-api"], kst("17:28"), Time{}, warn, "PG timeouts 2.3 %");
    if (auto* a = w.alert(*lane["inventory"], kst("09:30"), kst("10:12"), Severity::critical, "stock sync late"))
        a->doubtful = true;
    const char* const silencedAt[] = {"07:00", "07:05", "07:20"};
    for (const char* from : silencedAt) {
        if (auto* a = w.alert(*lane["delivery-api"], kst(from), kst("08:30"), warn, "CarrierTimeouts"))
            a->silenced = true;
    }
    for (const char* from : {"13:40", "13:44"}) {
        if (auto* a = w.alert(*lane["notify-api"], kst(from), kst("15:20"), warn, "SMS vendor work"))
            a->silenced = true;
    }
    w.alert(*lane["seller-center"], kst("10:43"), kst("11:02"), Severity::info, "slow export");
    if (auto* a = w.alert(*lane["settlement"], kst("09:00"), kst("09:14"), Severity::info, "daily 09:00 as always"))
        a->recurring = true;
    w.alert(*lane["kafka-main"], kst("08:08"), kst("08:25"), warn, "consumer lag");
    for (const char* name : {"inventory", "delivery-api", "warehouse-sync"})
        w.gap(*lane[name], "10:12", "10:58", "no telemetry from kr2");
    w.note(*lane["warehouse-sync"], "12:30", "counted by hand to 13:00");
    w.note(*lane["mysql-order"], "08:05", "replica swapped (Park)");
}

void tellChanges(Writer& w, std::map<std::string, Lane*>& lane)
{
    w.change(*lane["edge-gateway"], "08:51", "v9.0.2");
    w.change(*lane["edge-gateway"], "14:26:12", "rate limit 1000/s", 0.03F, ChangeKind::config);
    w.change(*lane["web-bff"], "10:02", "v8.12.0");
    w.change(*lane["member-api"], "10:40", "v2.2.1");
    w.change(*lane["search"], "09:12", "v3.7.9");
    w.change(*lane["search"], "14:31:20", "v3.8.0", 0.002F);
    w.change(*lane["product-api"], "11:02", "v6.3.8");
    w.change(*lane["product-api"], "11:04", "v6.3.9");
    w.change(*lane["product-api"], "11:06", "v6.4.0");
    w.change(*lane["display-api"], "13:20", "v4.0.6");
    w.change(*lane["display-api"], "14:38", "v4.0.7", 0.001F);
    w.change(*lane["review-api"], "11:48", "v1.30.2");
    w.change(*lane["recommend"], "14:22", "model 2025-11-20", 0.004F);
    w.change(*lane["coupon-api"], "14:21:40", "bulk_coupon=on", 0.05F, ChangeKind::flag);
    w.change(*lane["pricing-api"], "14:29:08", "v1.4.2", 0.81F);
    w.change(*lane["pricing-api"], "14:42:00", "v1.4.1", 0, ChangeKind::rollback);
    w.change(*lane["cart-api"], "11:30", "v2.9.0");
    w.change(*lane["order-api"], "10:21", "v5.8.1");
    w.change(*lane["payment-api"], "09:40", "v2.30.4");
    w.change(*lane["payment-api"], "14:24:55", "v2.31.0", 0.04F);
    w.change(*lane["point-api"], "12:12", "v1.8.8");
    w.change(*lane["refund-api"], "12:50", "v2.0.4");
    w.change(*lane["notify-api"], "14:27:30", "v1.9.3", 0.003F);
    w.change(*lane["seller-center"], "13:30", "v7.0.9");
    w.change(*lane["seller-center"], "13:33", "v7.1.0");
    w.change(*lane["settlement"], "15:40", "v3.3.1");
    w.change(*lane["kafka-main"], "11:12", "retention 72 h", 0, ChangeKind::config);
}

void fillMinimap(Timeline& t)
{
    constexpr int kBins = 240;
    t.minimapRange = {t.now - hours{48}, t.now};
    for (int i = 0; i < kBins; ++i) {
        MinimapBin bin;
        bin.from = t.minimapRange.from + minutes{12} * i;
        if (i * 7919 % 23 == 0)
            bin.warning = 1 + i % 3;
        if (i * 104729 % 61 == 0)
            bin.critical = 1;
        if (i > 72 && i < 82) {
            bin.warning = 2 + i % 4;
            bin.critical = i % 3;
        }
        if (i * 31 % 19 == 0)
            bin.changes = 1;
        t.minimap.push_back(bin);
    }
    for (const auto& lane : t.lanes) {
        for (const auto& a : lane.alerts) {
            const auto i = (a.from - t.minimapRange.from) / minutes{12};
            if (i < 0 || i >= kBins)
                continue;
            auto& bin = t.minimap[static_cast<std::size_t>(i)];
            (a.severity == Severity::critical ? bin.critical : a.severity == Severity::warning ? bin.warning : bin.other) += 1;
        }
        for (const auto& c : lane.changes) {
            const auto i = (c.at - t.minimapRange.from) / minutes{12};
            if (i >= 0 && i < kBins)
                ++t.minimap[static_cast<std::size_t>(i)].changes;
        }
    }
}

} // namespace

std::shared_ptr<Timeline> sampleTimeline(Time now, bool quiet)
{
    auto t = std::make_shared<Timeline>();
    t->now = now;
    t->loaded = {now - hours{48}, now};
    t->covered = {{now - hours{24 * 30}, now}};
    for (const auto& row : kServices) {
        Lane lane;
        lane.service = row.name;
        lane.group = row.group;
        lane.detail = std::string(row.group) + " · kr1";
        t->lanes.push_back(lane);
    }
    Writer w(*t, now);
    std::map<std::string, Lane*> lane;
    for (auto& l : t->lanes)
        lane[l.service] = &l;
    if (quiet) {
        tellChanges(w, lane);
        for (auto& l : t->lanes)
            std::erase_if(l.changes, [](const LaneChange& c) { return c.kind == ChangeKind::rollback || c.suspicion > 0; });
        fillMinimap(*t);
        return t;
    }
    tellMorning(w, lane);
    for (const auto& row : kServices)
        w.storm(*lane[row.name], row.critical, row.warning, row.info);
    tellChanges(w, lane);
    lane["pricing-api"]->flags.push_back({kst("14:30:10"), kst("14:46"), w.text("price errors"), w.id("f-price"), 0.997F});
    lane["checkout-api"]->flags.push_back({kst("14:31"), kst("14:48"), w.text("checkout p95"), w.id("f-checkout"), 0.991F});
    lane["search"]->flags.push_back({kst("12:20"), kst("12:58"), w.text("search p95"), w.id("f-search"), 0.94F});
    for (auto& l : t->lanes) {
        std::stable_sort(l.alerts.begin(), l.alerts.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
        std::stable_sort(l.changes.begin(), l.changes.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        for (const auto& a : l.alerts) {
            if (a.open && !a.silenced)
                l.now = worse(l.now, a.severity);
        }
    }
    IncidentSpan incident;
    incident.id = "incident-47";
    incident.title = "Orders fall";
    incident.range = {kst("14:29:08"), kst("14:47")};
    incident.alerts = 189;
    incident.services = 17;
    incident.changes = 9;
    incident.over = true;
    t->incidents.push_back(incident);
    t->outages.push_back({"argocd", now - minutes{4} - seconds{12}, std::nullopt, "certificate expired"});
    fillMinimap(*t);
    return t;
}

std::shared_ptr<Timeline> manyLanes(int lanes, int perLane, Time now)
{
    auto t = std::make_shared<Timeline>();
    t->now = now;
    t->loaded = {now - hours{24 * 30}, now};
    t->covered = {t->loaded};
    Writer w(*t, now);
    std::uint64_t seed = 42;
    const auto next = [&seed](std::uint64_t below) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        return (seed >> 33) % below;
    };
    const auto span = static_cast<std::uint64_t>(t->loaded.length().count());
    for (int i = 0; i < lanes; ++i) {
        Lane lane;
        lane.service = "service-" + std::to_string(i);
        lane.group = "group-" + std::to_string(i / 6);
        for (int k = 0; k < perLane; ++k) {
            const Time from = t->loaded.from + Millis{next(span)};
            if (k % 8 == 7) {
                LaneChange c;
                c.at = from;
                c.to = from + minutes{3};
                c.text = w.text("v" + std::to_string(k % 97));
                c.id = w.id("c" + std::to_string(i) + "-" + std::to_string(k));
                lane.changes.push_back(c);
                continue;
            }
            const auto kind = next(20);
            const Severity s = kind == 0 ? Severity::critical : kind < 8 ? Severity::warning : Severity::info;
            w.alert(lane, from, std::min(now, from + seconds{60 + next(2400)}), s, "Alert" + std::to_string(k % 40));
        }
        std::stable_sort(lane.alerts.begin(), lane.alerts.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
        std::stable_sort(lane.changes.begin(), lane.changes.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        t->lanes.push_back(std::move(lane));
    }
    fillMinimap(*t);
    return t;
}

} // namespace vedette::test
