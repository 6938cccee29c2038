#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace vedette {

/// Bits, low ones first.
class BitWriter {
public:
    void put(std::uint64_t bits, unsigned n)
    {
        for (; n > 0;) {
            const unsigned take = std::min(n, 8 - m_have);
            m_pending = static_cast<unsigned char>(m_pending | (bits & ((1U << take) - 1)) << m_have);
            m_have += take;
            bits >>= take;
            n -= take;
            if (m_have == 8)
                flush();
        }
    }
    const std::string& bytes()
    {
        if (m_have > 0)
            flush();
        return m_out;
    }

private:
    void flush()
    {
        m_out.push_back(static_cast<char>(m_pending));
        m_pending = 0;
        m_have = 0;
    }
    std::string m_out;
    unsigned char m_pending = 0;
    unsigned m_have = 0;
};

/// Bits behind the end are 0; ok() says whether any were asked for.
class BitReader {
public:
    explicit BitReader(std::string_view bytes) : m_in(bytes) {}
    std::uint64_t get(unsigned n)
    {
        if (n > 56) {
            const auto low = get(32);
            return low | get(n - 32) << 32U;
        }
        const auto at = m_bit >> 3U;
        std::uint64_t word = 0;
        if (at + 8 <= m_in.size()) {
            std::memcpy(&word, m_in.data() + at, 8);
            if constexpr (std::endian::native == std::endian::big)
                word = __builtin_bswap64(word);
        } else {
            for (std::size_t i = 0; at + i < m_in.size(); ++i)
                word |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_in[at + i])) << (8 * i);
        }
        word >>= m_bit & 7U;
        m_bit += n;
        return word & ((1ULL << n) - 1);
    }
    [[nodiscard]] bool ok() const { return m_bit <= m_in.size() * 8; }
    [[nodiscard]] std::size_t bytes() const { return (m_bit + 7) / 8; }

private:
    std::string_view m_in;
    std::size_t m_bit = 0;
};

} // namespace vedette
