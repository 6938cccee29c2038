#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vedette {

/// A label set: pairs sorted by name, names unique. An empty value means the label is absent, as in Prometheus.
class Labels {
public:
    using Pair = std::pair<std::string, std::string>;

    Labels() = default;
    Labels(std::initializer_list<Pair> pairs);
    explicit Labels(std::vector<Pair> pairs); ///< any order; the later of two equal names wins

    [[nodiscard]] std::string_view value(std::string_view name) const; ///< empty when absent
    [[nodiscard]] bool has(std::string_view name) const { return !value(name).empty(); }
    void set(std::string_view name, std::string_view value); ///< an empty value removes
    [[nodiscard]] Labels without(std::string_view name) const;
    /// First of `names` that is present and its value; empty when none is.
    [[nodiscard]] std::string_view firstOf(const std::vector<std::string>& names) const;

    [[nodiscard]] auto begin() const { return m_pairs.begin(); }
    [[nodiscard]] auto end() const { return m_pairs.end(); }
    [[nodiscard]] std::size_t size() const { return m_pairs.size(); }
    [[nodiscard]] bool empty() const { return m_pairs.empty(); }

    /// Prometheus' LabelSet.Fingerprint (prometheus/common model/fingerprinting.go): FNV-1a 64 over name, 0xFF, value, 0xFF.
    [[nodiscard]] std::uint64_t fingerprint() const;
    /// name{a="b"}, as PromQL writes it.
    [[nodiscard]] std::string text() const;

    friend bool operator==(const Labels&, const Labels&) = default;
    friend auto operator<=>(const Labels&, const Labels&) = default;

private:
    std::vector<Pair> m_pairs;
};

} // namespace vedette
