#include "app/demo/stale_marks.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace vedette::demo {

namespace {

constexpr std::uint64_t kNormalNaN = 0x7ff8000000000001ULL;
constexpr std::uint64_t kStaleNaN = 0x7ff0000000000002ULL;

/// Bits, most significant first. Reading past the end sets `broken`.
class Bits {
public:
    explicit Bits(std::vector<std::uint8_t>& data) : m_data(data) {}
    std::uint64_t read(int count)
    {
        std::uint64_t value = 0;
        for (int i = 0; i < count;) {
            if (m_at / 8 >= m_data.size()) {
                broken = true;
                return 0;
            }
            const int offset = static_cast<int>(m_at % 8);
            const int take = std::min(8 - offset, count - i);
            const auto part = static_cast<std::uint64_t>((m_data[m_at / 8] >> (8 - offset - take)) & ((1 << take) - 1));
            value = value << take | part;
            m_at += static_cast<std::size_t>(take);
            i += take;
        }
        return value;
    }
    void skipVarint()
    {
        while (!broken && (read(8) & 0x80) != 0) {
        }
    }
    void write(std::size_t at, int count, std::uint64_t value)
    {
        for (int i = count - 1; i >= 0; --i, ++at) {
            const auto mask = static_cast<std::uint8_t>(0x80U >> (at % 8));
            auto& byte = m_data[at / 8];
            byte = static_cast<std::uint8_t>((value >> i & 1) != 0 ? byte | mask : byte & ~mask);
        }
    }
    [[nodiscard]] std::size_t at() const { return m_at; }
    bool broken = false;

private:
    std::vector<std::uint8_t>& m_data;
    std::size_t m_at = 0;
};

const std::array<std::uint32_t, 256>& castagnoli()
{
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> t{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            std::uint32_t c = i;
            for (int k = 0; k < 8; ++k)
                c = (c & 1) != 0 ? c >> 1 ^ 0x82F63B78U : c >> 1;
            t[i] = c;
        }
        return t;
    }();
    return table;
}

std::uint32_t crc32c(const std::uint8_t* bytes, std::size_t size)
{
    std::uint32_t c = ~0U;
    for (std::size_t i = 0; i < size; ++i)
        c = castagnoli()[(c ^ bytes[i]) & 0xFF] ^ c >> 8;
    return ~c;
}

Error malformed(const std::string& what) { return makeError(ErrorKind::parse, "the history's block is not as expected: " + what); }

Status patchFile(const std::string& path, StalePatch& sum)
{
    std::ifstream in(path, std::ios::binary);
    std::vector<std::uint8_t> bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    if (bytes.size() < 8 || bytes[0] != 0x85 || bytes[1] != 0xBD || bytes[2] != 0x40 || bytes[3] != 0xDD || bytes[4] != 1)
        return malformed("no chunk file of version 1: " + path);
    bool changed = false;
    std::vector<std::uint8_t> data;
    for (std::size_t at = 8; at < bytes.size();) {
        std::size_t length = 0;
        for (int shift = 0; at < bytes.size(); shift += 7) {
            const std::uint8_t b = bytes[at++];
            length |= static_cast<std::size_t>(b & 0x7F) << shift;
            if ((b & 0x80) == 0 || shift > 28)
                break;
        }
        if (length == 0 || at + 1 + length + 4 > bytes.size() || bytes[at] != 1)
            return malformed("a chunk that is not XOR encoded in " + path);
        data.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at + 1), bytes.begin() + static_cast<std::ptrdiff_t>(at + 1 + length));
        const auto patched = patchChunk(data);
        if (!patched.ok())
            return patched.error();
        sum.samples += patched->samples;
        sum.marks += patched->marks;
        if (patched->marks > 0) {
            changed = true;
            std::memcpy(bytes.data() + at + 1, data.data(), length);
            const std::uint32_t crc = crc32c(bytes.data() + at, 1 + length);
            for (std::size_t k = 0; k < 4; ++k)
                bytes[at + 1 + length + k] = static_cast<std::uint8_t>(crc >> (24 - 8 * k));
        }
        at += 1 + length + 4;
    }
    if (!changed)
        return Done{};
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out)
        return makeError(ErrorKind::store, "cannot write " + path);
    return Done{};
}

} // namespace

Result<StalePatch> patchChunk(std::vector<std::uint8_t>& data)
{
    Bits bits(data);
    StalePatch patch;
    const auto count = bits.read(16);
    std::uint64_t before = 0;    // as it was
    std::uint64_t newBefore = 0; // as it is now
    int leading = 0;
    int trailing = 0;
    for (std::uint64_t n = 0; n < count && !bits.broken; ++n) {
        std::uint64_t value = before;
        std::size_t place = 0;
        int width = 0;
        if (n == 0) {
            bits.skipVarint();
            place = bits.at();
            width = 64;
            value = bits.read(64);
        } else {
            if (n == 1) {
                bits.skipVarint();
            } else {
                int prefix = 0;
                while (prefix < 4 && bits.read(1) == 1)
                    ++prefix;
                static constexpr std::array<int, 5> kWidths{0, 14, 17, 20, 64};
                bits.read(kWidths[static_cast<std::size_t>(prefix)]);
            }
            if (bits.read(1) == 1) {
                if (bits.read(1) == 1) {
                    leading = static_cast<int>(bits.read(5));
                    const int significant = static_cast<int>(bits.read(6));
                    trailing = 64 - leading - (significant == 0 ? 64 : significant);
                }
                width = 64 - leading - trailing;
                if (width <= 0 || trailing < 0)
                    return malformed("a value of no width");
                place = bits.at();
                value = before ^ bits.read(width) << trailing;
            }
        }
        const std::uint64_t newValue = value == kNormalNaN ? kStaleNaN : value;
        patch.marks += newValue != value ? 1 : 0;
        const std::uint64_t difference = n == 0 ? newValue : newValue ^ newBefore;
        if (difference != (n == 0 ? value : value ^ before)) {
            const int shift = n == 0 ? 0 : trailing;
            const std::uint64_t stored = difference >> shift;
            if (width == 0 || stored << shift != difference || (width < 64 && stored >> width != 0))
                return malformed("no room for a staleness marker");
            bits.write(place, width, stored);
        }
        before = value;
        newBefore = newValue;
        ++patch.samples;
    }
    if (bits.broken)
        return malformed("a chunk ends too early");
    return patch;
}

Result<StalePatch> patchBlock(const std::string& blockFolder)
{
    StalePatch sum;
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(blockFolder + "/chunks", failed)) {
        if (auto done = patchFile(entry.path().string(), sum); !done.ok())
            return done.error();
    }
    if (failed)
        return malformed("no chunks in " + blockFolder);
    return sum;
}

} // namespace vedette::demo
