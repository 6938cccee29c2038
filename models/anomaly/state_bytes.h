#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

namespace vedette {

/// Appends plain numbers to a state, little endian, field after field.
class StateWriter {
public:
    template <class T> void field(const T& value)
    {
        static_assert(std::is_arithmetic_v<T>);
        std::uint64_t bits = 0;
        std::memcpy(&bits, &value, sizeof value);
        for (std::size_t i = 0; i < sizeof value; ++i)
            m_out.push_back(static_cast<char>(bits >> (8 * i)));
    }
    template <class T, std::size_t N> void field(const T (&values)[N])
    {
        for (const T& v : values)
            field(v);
    }
    std::string out() { return std::move(m_out); }

private:
    std::string m_out;
};

/// Reads what a StateWriter wrote. ok() turns false at the first missing byte or number that is NaN or out of all bounds; nothing throws.
class StateReader {
public:
    explicit StateReader(const std::string& bytes) : m_bytes(bytes) {}
    template <class T> void field(T& value)
    {
        static_assert(std::is_arithmetic_v<T>);
        if (m_bytes.size() - m_at < sizeof value) {
            m_ok = false;
            m_at = m_bytes.size();
            return;
        }
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < sizeof value; ++i)
            bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_bytes[m_at++])) << (8 * i);
        std::memcpy(&value, &bits, sizeof value);
        // Far beyond what a run reaches (squares of 1e30), far enough from overflow for what is computed next.
        if constexpr (std::is_floating_point_v<T>)
            m_ok = m_ok && std::abs(value) <= (sizeof value == sizeof(float) ? T(1e32) : T(1e64));
    }
    template <class T, std::size_t N> void field(T (&values)[N])
    {
        for (T& v : values)
            field(v);
    }
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool atEnd() const { return m_at == m_bytes.size(); }

private:
    const std::string& m_bytes;
    std::size_t m_at = 0;
    bool m_ok = true;
};

} // namespace vedette
