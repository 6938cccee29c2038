#include "models/store/time_packing.h"

#include "models/store/integer_packing.h"

namespace vedette {

namespace {

enum : std::uint8_t { kGrid = 0, kAnyTimes = 1 };

} // namespace

void packTimes(ByteWriter& out, const std::vector<std::int64_t>& times)
{
    out.zigzag(times.front());
    const auto n = times.size();
    const std::int64_t step = n > 1 ? times[1] - times[0] : 0;
    std::vector<std::size_t> breaks;
    std::int64_t grid = step;
    // The usual step may not be the first one: take the one that two neighbours share.
    for (std::size_t i = 2; i < n && i < 64; ++i) {
        if (times[i] - times[i - 1] == times[i - 1] - times[i - 2]) {
            grid = times[i] - times[i - 1];
            break;
        }
    }
    for (std::size_t i = 1; i < n && breaks.size() * 4 <= n; ++i) {
        if (times[i] - times[i - 1] != grid)
            breaks.push_back(i);
    }
    if (breaks.size() * 4 <= n) {
        out.u8(kGrid);
        out.varint(static_cast<std::uint64_t>(grid));
        out.varint(breaks.size());
        std::size_t previous = 0;
        for (const auto i : breaks) {
            out.varint(i - previous);
            out.zigzag(times[i] - times[i - 1] - grid);
            previous = i;
        }
        return;
    }
    out.u8(kAnyTimes);
    std::vector<std::int64_t> deltas(n - 1);
    for (std::size_t i = 1; i < n; ++i)
        deltas[i - 1] = times[i] - times[i - 1];
    packIntegers(out, deltas);
}

bool unpackTimes(ByteReader& in, std::size_t count, std::vector<std::int64_t>& times)
{
    std::int64_t t = in.zigzag();
    const auto kind = in.u8();
    times.clear();
    if (kind == kGrid) {
        const auto step = static_cast<std::int64_t>(in.varint());
        const auto breaks = in.count(2);
        if (!in.ok())
            return false;
        times.reserve(count);
        times.push_back(t);
        // Grid points up to a break, each one `step` after the other; the last one tells whether any ran over.
        const auto run = [&](std::size_t to) {
            std::int64_t end = 0;
            if (to <= times.size())
                return true;
            const auto more = static_cast<std::int64_t>(to - times.size());
            if (step <= 0 || __builtin_mul_overflow(step, more, &end) || __builtin_add_overflow(end, t, &end))
                return false;
            const auto from = times.size();
            times.resize(to);
            for (auto i = from; i < to; ++i)
                times[i] = t += step;
            return true;
        };
        for (std::size_t b = 0, at = 0; b < breaks; ++b) {
            const auto index = in.varint();
            const auto odd = in.zigzag();
            if (!in.ok() || index == 0 || index >= count || at + index >= count)
                return false;
            at += static_cast<std::size_t>(index);
            const auto delta = static_cast<std::int64_t>(static_cast<std::uint64_t>(step) + static_cast<std::uint64_t>(odd));
            if (!run(at) || delta <= 0 || __builtin_add_overflow(t, delta, &t))
                return false;
            times.push_back(t);
        }
        return run(count);
    }
    std::vector<std::int64_t> deltas;
    if (kind != kAnyTimes || (count > 1 && !unpackIntegers(in, count - 1, deltas)))
        return false;
    if (!in.ok())
        return false;
    times.reserve(count);
    times.push_back(t);
    for (const auto delta : deltas) {
        std::int64_t next = 0;
        if (delta <= 0 || __builtin_add_overflow(t, delta, &next))
            return false;
        t = next;
        times.push_back(t);
    }
    return true;
}

} // namespace vedette
