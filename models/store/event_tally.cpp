#include "models/store/event_tally.h"

#include <algorithm>
#include <bit>

namespace vedette {

namespace {

constexpr std::size_t kFacets = 4; ///< the first columns: service, severity, state, source
constexpr std::size_t kState = static_cast<std::size_t>(EventColumn::state);
constexpr std::size_t kKind = static_cast<std::size_t>(EventColumn::kind);
constexpr std::size_t kMostBins = 1'000;

std::int64_t sum(const std::vector<std::int64_t>& counts, const EventDictionary& dictionary, std::size_t column, std::string_view value)
{
    const auto& values = dictionary.values(column);
    std::int64_t out = 0;
    for (std::size_t i = 0; i < counts.size(); ++i)
        out += values[i] == value ? counts[i] : 0;
    return out;
}

} // namespace

bool EventSieve::isExact() const
{
    return std::all_of(m_query->matchers.begin(), m_query->matchers.end(), [](const Matcher& m) { return m.name() == "type" || eventColumnOf(m.name()).has_value(); });
}

void EventSieve::learn(const EventDictionary& dictionary)
{
    m_asked.clear();
    m_type = {};
    std::array<bool, kEventColumns> asked{};
    for (const auto& m : m_query->matchers) {
        if (m.name() == "type") {
            m_type[0] |= m.matches(std::string_view("alert")) ? 0 : kType;
            m_type[1] |= m.matches(std::string_view("change")) ? 0 : kType;
        } else if (const auto c = eventColumnOf(m.name())) {
            asked[*c] = true;
        }
    }
    for (std::size_t c = 0; c < kEventColumns; ++c) {
        if (!asked[c])
            continue;
        m_asked.push_back(c);
        const auto& values = dictionary.values(c);
        for (auto i = m_fails[c].size(); i < values.size(); ++i) {
            const auto value = told(c, values[i]);
            const bool meets = std::all_of(m_query->matchers.begin(), m_query->matchers.end(), [&](const Matcher& m) { return eventColumnOf(m.name()) != c || m.matches(std::string_view(value)); });
            m_fails[c].push_back(meets ? 0 : 1);
        }
        if (dictionary.isFull())
            m_fails[c].resize(EventDictionary::kMost + 1); // what has no number passes
    }
}

void EventSieve::failing(const EventColumns& columns, bool change, std::vector<std::uint8_t>& out) const
{
    static_assert(kType <= 0x80);
    out.assign(columns.size(), static_cast<std::uint8_t>(m_type[change ? 1 : 0]));
    auto* to = out.data(); // no member is read again for each row
    const auto count = out.size();
    for (const auto c : m_asked) {
        const auto* fails = m_fails[c].data();
        const auto* values = columns.values[c].data();
        for (std::size_t i = 0; i < count; ++i)
            to[i] = static_cast<std::uint8_t>(to[i] | fails[values[i]] << c);
    }
}

bool EventSieve::overlaps(const EventColumns& columns, std::size_t row, bool change) const
{
    const auto from = toMs(m_query->range.from);
    const auto to = toMs(m_query->range.to);
    const auto starts = change ? columns.starts[row] : columns.fires[row];
    const auto ends = columns.ends[row];
    return ends <= starts ? starts >= from && starts < to : starts < to && ends > from;
}

EventTally::EventTally(const EventQuery& query, EventSieve& sieve) : m_query(&query), m_sieve(&sieve)
{
    if (query.binWidth <= Millis{0} || query.range.length() <= Millis{0})
        return;
    m_out.binsFrom = floorTo(query.range.from, query.binWidth);
    const auto count = static_cast<std::size_t>((query.range.to - m_out.binsFrom).count() / query.binWidth.count() + 1);
    m_out.bins.resize(std::min(count, kMostBins));
}

void EventTally::learn(const EventDictionary& dictionary)
{
    m_sieve->learn(dictionary);
    for (auto* kinds : {&m_values, &m_matched}) {
        for (auto& columns : *kinds) {
            for (std::size_t c = 0; c < kEventColumns; ++c)
                columns[c].resize(dictionary.values(c).size());
        }
    }
    for (auto i = m_skip.size(); i < dictionary.values(0).size(); ++i)
        m_skip.push_back(m_leftOut.contains(dictionary.values(0)[i]) ? 1 : 0);
}

void EventTally::addBin(std::int64_t starts, bool change)
{
    if (m_out.bins.empty())
        return;
    const auto at = std::max(starts, toMs(m_query->range.from)) - toMs(m_out.binsFrom);
    const auto i = static_cast<std::size_t>(at / m_query->binWidth.count());
    if (i < m_out.bins.size())
        ++(change ? m_out.bins[i].changes : m_out.bins[i].alerts);
}

void EventTally::add(const EventColumns& columns, bool change, bool inside, const std::function<bool(std::size_t)>& held)
{
    auto& values = m_values[change ? 1 : 0];
    auto& matched = m_matched[change ? 1 : 0];
    m_sieve->failing(columns, change, m_failing);
    // Rows come by key, so their bins come one after the other.
    std::size_t bin = 0;
    std::int64_t nextBin = INT64_MIN;
    const auto width = m_query->binWidth.count();
    const auto firstBin = toMs(m_out.binsFrom);
    const auto from = toMs(m_query->range.from);
    const bool skips = change && !m_leftOut.empty();
    const bool all = inside && !skips && !held;
    if (all) { // what one group's filter hides counts there; without a branch for each row, for nobody can foretell it
        m_out.total += static_cast<std::int64_t>(columns.size());
        m_types[change ? 1 : 0] += std::count(m_failing.begin(), m_failing.end(), static_cast<std::uint8_t>(EventSieve::kType));
        for (const auto c : m_sieve->asked()) {
            if (c >= kFacets)
                continue;
            auto* counts = values[c].data();
            const auto* numbers = columns.values[c].data();
            const auto hidden = static_cast<std::uint8_t>(1U << c);
            for (std::size_t i = 0; i < columns.size(); ++i)
                counts[numbers[i]] += m_failing[i] == hidden ? 1 : 0;
        }
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const unsigned fails = m_failing[i];
        if (all) {
            if (fails != 0)
                continue;
        } else {
            if ((!inside && !m_sieve->overlaps(columns, i, change)) || (skips && m_skip[columns.values[0][i]] != 0))
                continue;
            ++m_out.total;
            if (held && !held(i))
                continue;
        }
        if ((fails & (fails - 1)) != 0)
            continue;
        if (fails != 0) {
            const auto c = static_cast<std::size_t>(std::countr_zero(fails));
            if (fails == EventSieve::kType)
                ++m_types[change ? 1 : 0];
            else if (c < kFacets)
                ++values[c][columns.values[c][i]];
            continue;
        }
        ++m_types[change ? 1 : 0];
        for (std::size_t c = 0; c < kEventColumns; ++c)
            ++matched[c][columns.values[c][i]];
        if (m_out.bins.empty())
            continue;
        const auto at = std::max(columns.starts[i], from);
        if (at >= nextBin || at < nextBin - width) {
            bin = static_cast<std::size_t>((at - firstBin) / width);
            nextBin = firstBin + static_cast<std::int64_t>(bin + 1) * width;
        }
        if (bin < m_out.bins.size())
            ++(change ? m_out.bins[bin].changes : m_out.bins[bin].alerts);
    }
}

template <class Each> void EventTally::addBins(const EventColumns& columns, bool change, Each each)
{
    if (m_out.bins.empty())
        return;
    const auto width = m_query->binWidth.count();
    const auto from = toMs(m_out.binsFrom);
    for (std::size_t i = 0; i < columns.size();) {
        const auto at = (columns.starts[i] - from) / width;
        const auto next = std::lower_bound(columns.starts.begin() + static_cast<std::ptrdiff_t>(i), columns.starts.end(), from + (at + 1) * width);
        const auto end = std::max(static_cast<std::size_t>(next - columns.starts.begin()), i + 1);
        if (static_cast<std::size_t>(at) < m_out.bins.size()) {
            auto& bin = m_out.bins[static_cast<std::size_t>(at)];
            (change ? bin.changes : bin.alerts) += each(i, end);
        }
        i = end;
    }
}

void EventTally::addWhole(const EventBook::Day::Counts& counts, const EventColumns& columns, bool change)
{
    m_out.total += counts.rows;
    m_types[change ? 1 : 0] += counts.rows;
    auto& matched = m_matched[change ? 1 : 0];
    for (std::size_t c = 0; c < kEventColumns; ++c) {
        for (std::size_t i = 0; i < counts.values[c].size(); ++i)
            matched[c][i] += counts.values[c][i];
    }
    addBins(columns, change, [](std::size_t first, std::size_t end) { return static_cast<std::int64_t>(end - first); });
}

void EventTally::addGroups(const EventBook::Day::Groups& groups, const EventColumns& columns, bool change)
{
    auto& values = m_values[change ? 1 : 0];
    auto& matched = m_matched[change ? 1 : 0];
    const bool skips = change && !m_leftOut.empty();
    m_meets.assign(groups.groups.size(), 0);
    for (std::size_t g = 0; g < groups.groups.size(); ++g) {
        const auto [row, count] = groups.groups[g];
        if (skips && m_skip[columns.values[0][row]] != 0)
            continue;
        m_out.total += count;
        const auto fails = m_sieve->failing(columns, row, change);
        if ((fails & (fails - 1)) != 0)
            continue;
        const auto c = static_cast<std::size_t>(std::countr_zero(fails));
        if (fails == 0 || fails == EventSieve::kType)
            m_types[change ? 1 : 0] += count;
        else if (c < kFacets)
            values[c][columns.values[c][row]] += count;
        if (fails != 0)
            continue;
        m_meets[g] = 1;
        for (std::size_t column = 0; column < kEventColumns; ++column)
            matched[column][columns.values[column][row]] += count;
    }
    addBins(columns, change, [&](std::size_t first, std::size_t end) {
        const auto* meets = m_meets.data();
        const auto* ofRow = groups.ofRow.data();
        std::int64_t count = 0;
        for (auto i = first; i < end; ++i)
            count += meets[ofRow[i]];
        return count;
    });
}

void EventTally::add(const Labels& labels, std::int64_t starts, bool change, bool held)
{
    ++m_out.total;
    if (!held)
        return;
    std::set<std::string> failing;
    for (const auto& m : m_query->matchers) {
        if (!m.matches(labels))
            failing.insert(m.name());
    }
    if (failing.size() > 1)
        return;
    if (failing.empty() || *failing.begin() == "type")
        ++m_types[change ? 1 : 0];
    for (std::size_t c = 0; c < kFacets; ++c) {
        const std::string group(eventColumnName(static_cast<EventColumn>(c)));
        const auto value = labels.value(group);
        if (!value.empty() && (failing.empty() || *failing.begin() == group))
            ++m_told[{group, std::string(value)}];
    }
    if (!failing.empty())
        return;
    addBin(starts, change);
    if (!change)
        ++(labels.value("state") == "pending" ? m_out.pending : m_out.alerts);
    else
        ++(labels.value("kind") == "deployment" ? m_out.deployments : labels.value("kind") == "rollback" ? m_out.rollbacks : m_out.others);
}

EventCounts EventTally::take(const EventDictionary& dictionary)
{
    const auto all = [](const std::vector<std::int64_t>& counts) {
        std::int64_t out = 0;
        for (const auto count : counts)
            out += count;
        return out;
    };
    const auto pending = sum(m_matched[0][kState], dictionary, kState, "pending");
    m_out.pending += pending;
    m_out.alerts += all(m_matched[0][kState]) - pending;
    const auto deployments = sum(m_matched[1][kKind], dictionary, kKind, "deployment");
    const auto rollbacks = sum(m_matched[1][kKind], dictionary, kKind, "rollback");
    m_out.deployments += deployments;
    m_out.rollbacks += rollbacks;
    m_out.others += all(m_matched[1][kKind]) - deployments - rollbacks;
    for (std::size_t c = 0; c < kFacets; ++c) {
        const std::string group(eventColumnName(static_cast<EventColumn>(c)));
        for (const auto* kinds : {&m_values, &m_matched}) {
            for (const auto& columns : *kinds) {
                for (std::size_t i = 0; i < columns[c].size(); ++i) {
                    if (columns[c][i] == 0)
                        continue;
                    if (const auto value = m_sieve->told(c, dictionary.values(c)[i]); !value.empty())
                        m_told[{group, value}] += columns[c][i];
                }
            }
        }
    }
    for (const bool change : {false, true}) {
        if (m_types[change ? 1 : 0] > 0)
            m_told[{"type", change ? "change" : "alert"}] = m_types[change ? 1 : 0];
    }
    for (const auto& [key, count] : m_told)
        m_out.facets.push_back({key.first, key.second, count});
    std::stable_sort(m_out.facets.begin(), m_out.facets.end(), [](const auto& a, const auto& b) { return a.group != b.group ? a.group < b.group : a.count > b.count; });
    return std::move(m_out);
}

} // namespace vedette
