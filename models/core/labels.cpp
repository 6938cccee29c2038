#include "models/core/labels.h"

#include "models/base/text.h"

#include <algorithm>

namespace vedette {

Labels::Labels(std::initializer_list<Pair> pairs) : Labels(std::vector<Pair>(pairs)) {}

Labels::Labels(std::vector<Pair> pairs) : m_pairs(std::move(pairs))
{
    // Servers send them in order: nothing is to be moved then.
    const auto less = [](const Pair& a, const Pair& b) { return a.first < b.first; };
    if (!std::is_sorted(m_pairs.begin(), m_pairs.end(), less))
        std::stable_sort(m_pairs.begin(), m_pairs.end(), less);
    std::size_t out = 0;
    for (std::size_t i = 0; i < m_pairs.size(); ++i) {
        if (i + 1 < m_pairs.size() && m_pairs[i + 1].first == m_pairs[i].first)
            continue;
        if (m_pairs[i].second.empty())
            continue;
        if (out != i)
            m_pairs[out] = std::move(m_pairs[i]);
        ++out;
    }
    m_pairs.resize(out);
}

std::string_view Labels::value(std::string_view name) const
{
    const auto it = std::lower_bound(
        m_pairs.begin(), m_pairs.end(), name, [](const Pair& p, std::string_view n) { return p.first < n; });
    return it != m_pairs.end() && it->first == name ? std::string_view(it->second) : std::string_view{};
}

void Labels::set(std::string_view name, std::string_view value)
{
    const auto it = std::lower_bound(
        m_pairs.begin(), m_pairs.end(), name, [](const Pair& p, std::string_view n) { return p.first < n; });
    const bool found = it != m_pairs.end() && it->first == name;
    if (value.empty()) {
        if (found)
            m_pairs.erase(it);
    } else if (found) {
        it->second = value;
    } else {
        m_pairs.insert(it, Pair{std::string(name), std::string(value)});
    }
}

Labels Labels::without(std::string_view name) const
{
    Labels copy = *this;
    copy.set(name, {});
    return copy;
}

std::string_view Labels::firstOf(const std::vector<std::string>& names) const
{
    for (const auto& name : names) {
        if (const auto v = value(name); !v.empty())
            return v;
    }
    return {};
}

std::uint64_t Labels::fingerprint() const
{
    static constexpr std::string_view kSeparator = "\xFF";
    std::uint64_t hash = fnv1a({});
    for (const auto& [name, value] : m_pairs) {
        hash = fnv1a(name, hash);
        hash = fnv1a(kSeparator, hash);
        hash = fnv1a(value, hash);
        hash = fnv1a(kSeparator, hash);
    }
    return hash;
}

std::string Labels::text() const
{
    std::string out(value("__name__"));
    std::string inside;
    for (const auto& [name, value] : m_pairs) {
        if (name == "__name__")
            continue;
        if (!inside.empty())
            inside += ", ";
        inside += name + "=\"";
        for (const char c : value) {
            if (c == '\\' || c == '"')
                inside += '\\';
            if (c == '\n')
                inside += "\\n";
            else
                inside += c;
        }
        inside += '"';
    }
    if (!inside.empty() || out.empty())
        out += "{" + inside + "}";
    return out;
}

} // namespace vedette
