#include "models/base/md5.h"

#include <bit>
#include <cmath>
#include <string>

namespace vedette {

namespace {

/// RFC 1321, 3.4: the first 32 bits of the fraction of |sin(i + 1)|.
const std::array<std::uint32_t, 64>& sines()
{
    static const auto table = [] {
        std::array<std::uint32_t, 64> all{};
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = static_cast<std::uint32_t>(std::floor(std::fabs(std::sin(static_cast<double>(i + 1))) * 4294967296.0));
        return all;
    }();
    return table;
}

void mix(std::array<std::uint32_t, 4>& state, const char* block)
{
    static constexpr std::array<std::array<int, 4>, 4> kTurns{{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}};
    std::array<std::uint32_t, 16> words{};
    for (std::size_t i = 0; i < 64; ++i)
        words[i / 4] |= static_cast<std::uint32_t>(static_cast<unsigned char>(block[i])) << (8 * (i % 4));
    auto [a, b, c, d] = state;
    for (std::size_t i = 0; i < 64; ++i) {
        const auto round = i / 16;
        const auto f = round == 0 ? (b & c) | (~b & d) : round == 1 ? (d & b) | (~d & c) : round == 2 ? b ^ c ^ d : c ^ (b | ~d);
        const auto word = words[(round == 0 ? i : round == 1 ? 5 * i + 1 : round == 2 ? 3 * i + 5 : 7 * i) % 16];
        const auto next = b + std::rotl(a + f + sines()[i] + word, kTurns[round][i % 4]);
        a = d;
        d = c;
        c = b;
        b = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
}

} // namespace

std::array<std::uint8_t, 16> md5(std::string_view bytes)
{
    std::array<std::uint32_t, 4> state{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    std::string padded(bytes);
    padded += '\x80';
    padded.append((120 - padded.size() % 64) % 64, '\0');
    for (unsigned i = 0; i < 8; ++i)
        padded += static_cast<char>((std::uint64_t{bytes.size()} * 8) >> (8 * i));
    for (std::size_t at = 0; at < padded.size(); at += 64)
        mix(state, padded.data() + at);
    std::array<std::uint8_t, 16> out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<std::uint8_t>(state[i / 4] >> (8 * (i % 4)));
    return out;
}

} // namespace vedette
