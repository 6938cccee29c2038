#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace vedette {

/// Sorts rows, stable; each row, which is large, is moved once.
template <class Row, class Before> void sortRows(std::vector<Row>& rows, Before before)
{
    std::vector<Row*> order;
    order.reserve(rows.size());
    for (auto& row : rows)
        order.push_back(&row);
    const auto less = [&](const Row* a, const Row* b) { return before(*a, *b); };
    if (std::is_sorted(order.begin(), order.end(), less))
        return;
    std::stable_sort(order.begin(), order.end(), less);
    std::vector<Row> out;
    out.reserve(rows.size());
    for (auto* row : order)
        out.push_back(std::move(*row));
    rows = std::move(out);
}

} // namespace vedette
