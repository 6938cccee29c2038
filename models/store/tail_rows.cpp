#include "models/store/tail_rows.h"

#include <algorithm>
#include <tuple>

namespace vedette {

namespace {

constexpr std::size_t kLookBack = 256;

/// Where the samples of a series begin and end in a row.
std::pair<std::size_t, std::size_t> placeOf(const std::vector<std::int64_t>& ids, std::int64_t series)
{
    if (ids.empty() || series < ids.front() || series > ids.back())
        return {0, 0};
    // Series of a fleet are numbered one after the other and few are missing: the place is at the guess or a little before it.
    auto high = std::min(static_cast<std::size_t>(series - ids.front()), ids.size() - 1);
    auto low = high;
    for (std::size_t step = 1; low > 0 && ids[low] >= series; step *= 2) {
        high = low;
        low -= std::min(step, low);
    }
    const auto last = ids[high] < series ? ids.end() : ids.begin() + static_cast<std::ptrdiff_t>(high);
    const auto at = static_cast<std::size_t>(std::lower_bound(ids.begin() + static_cast<std::ptrdiff_t>(low), last, series) - ids.begin());
    auto end = at;
    while (end < ids.size() && ids[end] == series)
        ++end;
    return {at, end};
}

/// Seven of eight in common; lists that begin or end elsewhere are answers to other questions.
bool alike(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b)
{
    const auto near = [](std::int64_t x, std::int64_t y) { return x - y < 64 && y - x < 64; };
    if (a.empty() || b.empty() || !near(a.front(), b.front()) || !near(a.back(), b.back()) || a.size() > b.size() + b.size() / 8 || b.size() > a.size() + a.size() / 8)
        return false;
    std::size_t common = 0;
    for (std::size_t i = 0, k = 0; i < a.size() && k < b.size();) {
        common += a[i] == b[k] ? 1 : 0;
        const bool next = a[i] <= b[k];
        k += b[k] <= a[i] ? 1 : 0;
        i += next ? 1 : 0;
    }
    return common * 8 >= std::max(a.size(), b.size()) * 7;
}

} // namespace

void TailRows::append(std::int64_t number, TailRow row, std::int64_t base)
{
    if (row.ids->empty())
        return;
    const auto [first, last] = std::minmax_element(row.times.begin(), row.times.end());
    m_samples += static_cast<std::int64_t>(row.ids->size());
    // Rows of one question hold the same series again and again: they share one list.
    if (const auto* before = this->row(rowOf(*row.ids)); before != nullptr && *before->ids == *row.ids)
        row.ids = before->ids;
    m_newest = std::max(m_newest, *last);
    if (row.ids->back() >= static_cast<std::int64_t>(m_spans.size()))
        m_spans.resize(static_cast<std::size_t>(row.ids->back()) + 1, {INT64_MAX, -1});
    for (std::size_t i = 0; i < row.ids->size(); ++i) {
        auto& [from, to] = m_spans[static_cast<std::size_t>((*row.ids)[i])];
        from = std::min(from, row.time(i));
        to = std::max(to, row.time(i));
    }
    m_rows.push_back({number, *first, *last, base, std::move(row)});
}

void TailRows::dropUpTo(std::int64_t number)
{
    while (!m_rows.empty() && m_rows.front().number <= number) {
        m_samples -= static_cast<std::int64_t>(m_rows.front().row.ids->size());
        m_rows.pop_front();
    }
}

std::vector<std::pair<std::int64_t, TailRow*>> TailRows::standAlone(std::int64_t number)
{
    std::vector<std::pair<std::int64_t, TailRow*>> out;
    for (auto& kept : m_rows) {
        if (kept.number > number && kept.base > 0 && kept.base <= number) {
            kept.base = 0;
            out.emplace_back(kept.number, &kept.row);
        }
    }
    return out;
}

void TailRows::clear()
{
    m_rows.clear();
    m_samples = 0;
    m_newest = 0;
    m_spans.clear();
}

const TailRow* TailRows::row(std::int64_t number) const
{
    const auto at = std::lower_bound(m_rows.begin(), m_rows.end(), number, [](const Kept& kept, std::int64_t wanted) { return kept.number < wanted; });
    return at != m_rows.end() && at->number == number ? &at->row : nullptr;
}

std::int64_t TailRows::rowOf(const std::vector<std::int64_t>& ids) const
{
    std::size_t looked = 0;
    for (auto it = m_rows.rbegin(); it != m_rows.rend() && looked < kLookBack; ++it, ++looked) {
        if (alike(*it->row.ids, ids))
            return it->number;
    }
    return 0;
}

std::int64_t TailRows::lastBefore(std::int64_t before) const
{
    std::int64_t number = 0;
    for (const auto& kept : m_rows) {
        if (kept.last >= before)
            break;
        number = kept.number;
    }
    return number;
}

std::array<SampleColumns, kGroupSeries> TailRows::groupColumns(std::int64_t group, std::int64_t upTo) const
{
    std::array<SampleColumns, kGroupSeries> out;
    const auto first = group << kGroupBits;
    for (const auto& kept : m_rows) {
        if (kept.number > upTo)
            break;
        const auto& ids = *kept.row.ids;
        for (auto i = static_cast<std::size_t>(std::lower_bound(ids.begin(), ids.end(), first) - ids.begin()); i < ids.size() && ids[i] < first + kGroupSeries; ++i)
            out[static_cast<std::size_t>(ids[i] - first)].push(kept.row.time(i), kept.row.values[i]);
    }
    for (auto& each : out)
        each = ordered(std::move(each));
    return out;
}

SampleColumns TailRows::columns(std::int64_t series, std::int64_t from, std::int64_t to) const
{
    SampleColumns out;
    for (const auto& kept : m_rows) {
        if (kept.last < from || kept.first >= to)
            continue;
        const auto [begin, end] = placeOf(*kept.row.ids, series);
        for (auto i = begin; i < end; ++i) {
            const auto t = kept.row.time(i);
            if (t >= from && t < to)
                out.push(t, kept.row.values[i]);
        }
    }
    return ordered(std::move(out));
}

bool TailRows::overlaps(std::int64_t series, std::int64_t from, std::int64_t to) const
{
    return std::any_of(m_rows.begin(), m_rows.end(), [&](const Kept& kept) {
        if (kept.last < from || kept.first >= to)
            return false;
        const auto [begin, end] = placeOf(*kept.row.ids, series);
        for (auto i = begin; i < end; ++i) {
            if (kept.row.time(i) >= from && kept.row.time(i) < to)
                return true;
        }
        return false;
    });
}

bool TailRows::find(std::int64_t series, std::int64_t time, double& value) const
{
    for (auto it = m_rows.rbegin(); it != m_rows.rend(); ++it) {
        if (it->first > time || it->last < time)
            continue;
        const auto [begin, end] = placeOf(*it->row.ids, series);
        for (auto i = begin; i < end; ++i) {
            if (it->row.time(i) == time) {
                value = it->row.values[i];
                return true;
            }
        }
    }
    return false;
}

bool TailRows::span(std::int64_t series, std::int64_t& first, std::int64_t& last) const
{
    if (series < 0 || series >= static_cast<std::int64_t>(m_spans.size()) || m_spans[static_cast<std::size_t>(series)].second < 0)
        return false;
    std::tie(first, last) = m_spans[static_cast<std::size_t>(series)];
    return true;
}

std::vector<std::int64_t> TailRows::groups(std::int64_t upTo) const
{
    std::vector<std::int64_t> out;
    const std::vector<std::int64_t>* before = nullptr;
    for (const auto& kept : m_rows) {
        if (kept.number > upTo)
            break;
        if (kept.row.ids.get() == before)
            continue;
        before = kept.row.ids.get();
        std::int64_t last = -1;
        for (const auto id : *before) {
            if (groupOf(id) != last)
                out.push_back(last = groupOf(id));
        }
        std::sort(out.begin(), out.end());
        out.erase(std::unique(out.begin(), out.end()), out.end());
    }
    return out;
}

} // namespace vedette
