#include "app/demo/grafana_rules.h"

#include "models/base/json_writer.h"
#include "models/base/text.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <vector>

namespace vedette::demo {

using namespace std::chrono_literals;

namespace {

struct Rule {
    const char* uid;
    const char* title;
    const char* service;
    const char* severity;
};

constexpr std::array kRules{
    Rule{"cart-conversion", "Cart conversion is low", "checkout-api", "warning"},
    Rule{"refund-rate", "Refunds are unusual", "payment-api", "warning"},
    Rule{"search-empty", "Many searches find nothing", "search", "info"},
    Rule{"coupon-abuse", "Coupons are used in bulk", "coupon-api", "warning"},
};
constexpr Millis kSlot = 12h; ///< each rule may have one spell in it

struct Row {
    Time at;
    const Rule* rule;
    const char* previous;
    const char* current;
};

void addSpell(const Rule& rule, Time slot, std::vector<Row>& rows)
{
    const auto dice = fnv1a(std::string(rule.uid) + std::to_string(toMs(slot)));
    if (dice % 3 == 0)
        return; // a quiet slot
    const auto minute = [&](unsigned shift, std::uint64_t most) { return std::chrono::minutes{1 + (dice >> shift) % most}; };
    const Time pending = slot + minute(8, 120);
    const Time firing = pending + 2min;
    const Time ended = firing + minute(20, 150);
    rows.push_back({pending, &rule, "Normal", "Pending"});
    if (dice % 7 == 0) { // it came to nothing
        rows.push_back({firing, &rule, "Pending", "Normal"});
        return;
    }
    rows.push_back({firing, &rule, "Pending", "Alerting"});
    if (dice % 5 == 0) {
        rows.push_back({ended, &rule, "Alerting", "NoData"});
        rows.push_back({ended + 10min, &rule, "NoData", "Normal"});
    } else {
        rows.push_back({ended, &rule, "Alerting", "Normal"});
    }
}

} // namespace

namespace {

/// All changes of state in [since, to), oldest first.
std::vector<Row> rowsUntil(Time since, Time to)
{
    std::vector<Row> rows;
    for (Time slot = since; slot < to; slot += kSlot) {
        for (const auto& rule : kRules)
            addSpell(rule, slot, rows);
    }
    std::erase_if(rows, [&](const Row& r) { return r.at >= to; });
    std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.at < b.at; });
    return rows;
}

} // namespace

std::string grafanaFiring(Time since, Time now)
{
    std::map<std::string_view, Row> last;
    for (const auto& row : rowsUntil(since, now))
        last.insert_or_assign(row.rule->uid, row);
    JsonWriter w;
    w.beginArray();
    for (const auto& [uid, row] : last) {
        const std::string_view state = row.current;
        if (state != "Alerting" && state != "NoData")
            continue;
        w.beginObject().key("labels").beginObject().field("__alert_rule_uid__", uid).field("__alert_rule_namespace_uid__", "business");
        w.field("alertname", state == "NoData" ? "DatasourceNoData" : row.rule->title);
        if (state == "NoData")
            w.field("rulename", row.rule->title);
        w.field("grafana_folder", "Business").field("service", row.rule->service).field("severity", row.rule->severity).endObject();
        w.key("annotations").beginObject().endObject().field("startsAt", formatRfc3339(row.at)).field("endsAt", formatRfc3339(now + 4min));
        w.key("status").beginObject().field("state", "active").endObject().endObject();
    }
    return w.endArray().text();
}

std::string grafanaStateHistory(TimeRange range, Time since, Time now, int limit)
{
    auto rows = rowsUntil(since, std::min(range.to, now));
    std::erase_if(rows, [&](const Row& r) { return r.at < range.from; });
    if (rows.size() > static_cast<std::size_t>(std::max(limit, 0)))
        rows.erase(rows.begin(), rows.end() - std::max(limit, 0));
    JsonWriter w;
    w.beginObject().key("schema").beginObject().field("name", "states").key("fields").beginArray();
    for (const auto* field : {"time", "line", "labels"})
        w.beginObject().field("name", field).field("type", std::string_view(field) == "time" ? "time" : "other").endObject();
    w.endArray().endObject().key("data").beginObject().key("values").beginArray().beginArray();
    for (const auto& r : rows)
        w.value(toMs(r.at));
    w.endArray().beginArray();
    for (const auto& r : rows) {
        w.beginObject().field("schemaVersion", 1).field("previous", r.previous).field("current", r.current).key("values").beginObject().endObject();
        w.field("condition", "C").field("ruleTitle", r.rule->title).field("ruleUID", r.rule->uid).key("labels").beginObject().field("alertname", r.rule->title);
        w.field("grafana_folder", "Business").field("service", r.rule->service).field("severity", r.rule->severity).endObject().endObject();
    }
    w.endArray().beginArray();
    for (const auto& r : rows)
        w.beginObject().field("from", "state-history").field("folderUID", "business").field("group", r.rule->service).field("orgID", "1").endObject();
    return w.endArray().endArray().endObject().endObject().text();
}

} // namespace vedette::demo
