#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace vedette {

/// Writes the packed forms of DESIGN.md, "The cache": LEB128 varints, zigzag integers, little endian doubles, counted text.
class ByteWriter {
public:
    void u8(std::uint8_t v) { m_out.push_back(static_cast<char>(v)); }
    void varint(std::uint64_t v)
    {
        while (v >= 0x80) {
            u8(static_cast<std::uint8_t>(v | 0x80U));
            v >>= 7U;
        }
        u8(static_cast<std::uint8_t>(v));
    }
    void zigzag(std::int64_t v) { varint((static_cast<std::uint64_t>(v) << 1U) ^ static_cast<std::uint64_t>(v >> 63)); }
    void fixed64(std::uint64_t v)
    {
        char b[8];
        for (unsigned i = 0; i < 8; ++i)
            b[i] = static_cast<char>(v >> (8 * i));
        m_out.append(b, 8);
    }
    void real(double v)
    {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &v, 8);
        fixed64(bits);
    }
    void text(std::string_view v)
    {
        varint(v.size());
        m_out.append(v);
    }
    void raw(std::string_view v) { m_out.append(v); }
    [[nodiscard]] const std::string& bytes() const { return m_out; }
    [[nodiscard]] std::string take() { return std::move(m_out); }
    [[nodiscard]] std::string& buffer() { return m_out; }

private:
    std::string m_out;
};

/// Reads them back from bytes that may be hostile: after the end everything is 0 or empty and ok() is false.
class ByteReader {
public:
    explicit ByteReader(std::string_view bytes) : m_in(bytes) {}
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool atEnd() const { return m_at >= m_in.size(); }
    [[nodiscard]] std::size_t left() const { return m_in.size() - m_at; }

    std::uint8_t u8()
    {
        if (atEnd())
            return fail();
        return static_cast<std::uint8_t>(m_in[m_at++]);
    }
    std::uint64_t varint()
    {
        std::uint64_t v = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto b = u8();
            if (!m_ok)
                return 0;
            v |= static_cast<std::uint64_t>(b & 0x7FU) << shift;
            if (b < 0x80)
                return v;
        }
        return fail();
    }
    std::int64_t zigzag()
    {
        const auto v = varint();
        return static_cast<std::int64_t>((v >> 1U) ^ (~(v & 1U) + 1U));
    }
    std::uint64_t fixed64()
    {
        if (left() < 8) {
            return fail();
        }
        std::uint64_t v = 0;
        for (unsigned i = 0; i < 8; ++i)
            v |= static_cast<std::uint64_t>(static_cast<unsigned char>(m_in[m_at + i])) << (8 * i);
        m_at += 8;
        return v;
    }
    double real()
    {
        const auto bits = fixed64();
        double v = 0;
        std::memcpy(&v, &bits, 8);
        return v;
    }
    std::string_view raw(std::uint64_t size)
    {
        if (size > left()) {
            fail();
            return {};
        }
        const auto v = m_in.substr(m_at, static_cast<std::size_t>(size));
        m_at += v.size();
        return v;
    }
    /// What is left, not taken.
    [[nodiscard]] std::string_view peek() const { return m_in.substr(m_at); }
    std::string_view text() { return raw(varint()); }
    /// A count of things that take at least `leastBytes` each; 0 and not ok when the bytes cannot hold them.
    std::size_t count(std::size_t leastBytes = 1)
    {
        const auto n = varint();
        if (n > left() / leastBytes)
            return fail();
        return static_cast<std::size_t>(n);
    }

private:
    std::uint8_t fail()
    {
        m_ok = false;
        m_at = m_in.size();
        return 0;
    }
    std::string_view m_in;
    std::size_t m_at = 0;
    bool m_ok = true;
};

} // namespace vedette
