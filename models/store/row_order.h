#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace vedette {

/// Sorts rows by when they start, then by id; stable. What stands right already is not moved.
template <class Row> void sortByStart(std::vector<Row>& rows)
{
    struct Place {
        decltype(Row::startsAt) at;
        std::size_t from;
    };
    std::vector<Place> order;
    order.reserve(rows.size());
    for (const auto& row : rows)
        order.push_back({row.startsAt, order.size()});
    const auto before = [&rows](const Place& a, const Place& b) { return a.at != b.at ? a.at < b.at : rows[a.from].id < rows[b.from].id; };
    if (std::is_sorted(order.begin(), order.end(), before))
        return;
    std::stable_sort(order.begin(), order.end(), before);
    for (std::size_t first = 0; first < order.size(); ++first) { // each ring of rows that take each other's places
        if (order[first].from == first)
            continue;
        Row held = std::move(rows[first]);
        auto to = first;
        while (order[to].from != first) {
            const auto from = std::exchange(order[to].from, to);
            rows[to] = std::move(rows[from]);
            to = from;
        }
        rows[to] = std::move(held);
        order[to].from = to;
    }
}

} // namespace vedette
