#include "models/store/modelled_integers.h"

#include "models/store/bit_stream.h"
#include "models/store/integer_classes.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <mutex>

namespace vedette {

namespace {

// Everything that decides how bits are read is integer arithmetic: it is the same on every machine.
enum : unsigned { kOwnTable = 0, kGauss = 1, kLaplace = 2, kHeavy = 3, kShapes = 4 };
constexpr unsigned kScales = 256;
constexpr std::array<unsigned, 2> kFamilyLogs{9, 11}; ///< of few integers and of many
constexpr std::size_t kMany = 512;
constexpr std::uint8_t kEscape = 255; ///< a class too rare for its model follows in 8 bits
constexpr unsigned kClasses = 252;
constexpr std::uint64_t kWhole = 1ULL << 30U;
constexpr std::uint64_t kFar = 1ULL << 26U; ///< 2^20 times the scale, in 64ths
constexpr std::uint64_t kRareShare = 307; ///< of 1,024 of a state: what is rarer has none

/// Share of 2^30 within k 16ths of the scale, by k. Gauss: the density falls by a factor that itself falls by exp(-1/256); Laplace: by exp(-sqrt(2)/16).
std::vector<std::uint64_t> sharesOf(unsigned shape)
{
    constexpr std::uint64_t one = 1ULL << 32U;
    constexpr std::uint64_t gauss = 4'278'222'805;   // exp(-1/256) of 2^32
    constexpr std::uint64_t laplace = 3'931'635'878; // exp(-sqrt(2)/16) of 2^32
    std::vector<std::uint64_t> sums{0};
    std::uint64_t density = one - 1;
    std::uint64_t ratio = shape == kGauss ? gauss : laplace;
    for (unsigned k = 0; k < (shape == kGauss ? 112U : 256U); ++k) {
        sums.push_back(sums.back() + density);
        density = density * ratio >> 32U;
        if (shape == kGauss)
            ratio = ratio * gauss >> 32U;
    }
    const auto all = sums.back() >> 10U;
    for (auto& sum : sums)
        sum = (sum >> 10U) * kWhole / all;
    return sums;
}

/// Share of 2^30 that lies below `place` 64ths of the scale.
std::uint64_t shareBelow(unsigned shape, std::uint64_t place)
{
    static const std::array<std::vector<std::uint64_t>, 2> s_shares{sharesOf(kGauss), sharesOf(kLaplace)};
    if (place >= kFar)
        return kWhole;
    if (shape == kHeavy)
        return place * kWhole / (place + 64);
    const auto& shares = s_shares[shape - kGauss];
    const auto k = static_cast<std::size_t>(place / 4);
    if (k + 1 >= shares.size())
        return kWhole;
    return shares[k] + (shares[k + 1] - shares[k]) * (place % 4) / 4;
}

/// A zigzag residue in 64ths of the scale 2^(scale / 4) / 4.
std::uint64_t placeOf(std::uint64_t z, unsigned scale)
{
    constexpr std::array<std::uint64_t, 4> roots{65'536, 55'109, 46'341, 38'968}; // 2^(-k/4) of 2^16
    unsigned shift = 8 + scale / 4;
    if (const auto width = static_cast<unsigned>(std::bit_width(z)); width > 46) {
        if (width - 46 > shift)
            return kFar;
        z >>= width - 46;
        shift -= width - 46;
    }
    return shift > 63 ? 0 : std::min(kFar, z * roots[scale % 4] >> shift);
}

struct Family {
    ClassCounts counts{};
    std::array<float, kClasses> bits{}; ///< what a class costs; for who writes
};

std::unique_ptr<Family> makeFamily(unsigned shape, unsigned scale, unsigned log)
{
    auto out = std::make_unique<Family>();
    ClassCounts shares{};
    std::uint64_t rest = kWhole;
    std::uint64_t from = 0;
    for (unsigned c = 0; c < kClasses; ++c) {
        const auto to = c + 1 == kClasses ? kWhole : shareBelow(shape, placeOf(leastOf(c + 1), scale));
        const auto share = to - from;
        from = to;
        if (share << (log + 10U) >= kRareShare * kWhole) {
            shares[c] = static_cast<std::uint32_t>(share);
            rest -= share;
        }
    }
    shares[kEscape] = static_cast<std::uint32_t>(std::max(rest, kWhole >> log));
    std::uint64_t all = 0;
    for (const auto share : shares)
        all += share;
    out->counts = normalized(shares, all, log);
    const auto cost = [&](unsigned c) { return static_cast<float>(log) - std::log2(static_cast<float>(out->counts[c])); };
    for (unsigned c = 0; c < kClasses; ++c)
        out->bits[c] = out->counts[c] > 0 ? cost(c) : cost(kEscape) + 8;
    return out;
}

[[nodiscard]] unsigned familyLog(std::size_t n) { return kFamilyLogs[n < kMany ? 0 : 1]; }

constexpr std::size_t kFamilies = 2 * kShapes * kScales;
[[nodiscard]] std::size_t familyNumber(unsigned shape, unsigned scale, std::size_t n) { return ((n < kMany ? 0U : unsigned{kShapes}) + shape) * kScales + scale; }

/// For n integers. Made when first asked for, 2 kB each: who writes looks at many. Any thread.
const Family& familyOf(unsigned shape, unsigned scale, std::size_t n)
{
    static std::array<std::once_flag, kFamilies> s_made;
    static std::array<std::unique_ptr<Family>, kFamilies> s_all;
    const auto at = familyNumber(shape, scale, n);
    std::call_once(s_made[at], [&] { s_all[at] = makeFamily(shape, scale, familyLog(n)); });
    return *s_all[at];
}

/// Of who reads; 2 or 8 kB each. Any thread.
const std::vector<ClassState>& familyStates(unsigned shape, unsigned scale, std::size_t n)
{
    static std::array<std::once_flag, kFamilies> s_made;
    static std::array<std::vector<ClassState>, kFamilies> s_all;
    const auto at = familyNumber(shape, scale, n);
    std::call_once(s_made[at], [&] { s_all[at] = statesOf(familyOf(shape, scale, n).counts, familyLog(n)); });
    return s_all[at];
}

struct Choice {
    double bits = 0;
    unsigned shape = kOwnTable;
    unsigned scale = 0;
};

/// Bits of a table of its own, about, as writeOwnTable() has it.
double ownTableBits(const Residues& residues)
{
    const auto n = static_cast<double>(residues.all.size());
    double bits = residues.below + 20;
    unsigned there = 0;
    for (const auto count : residues.counts) {
        if (count == 0)
            continue;
        ++there;
        bits += 7 + count * std::log2(n / count);
    }
    return there == 1 ? residues.below + 12 : bits;
}

Choice cheapest(const Residues& residues)
{
    Choice best{ownTableBits(residues), kOwnTable, 0};
    std::vector<std::pair<unsigned, double>> there;
    double logs = 0;
    for (unsigned c = 0; c < kClasses; ++c) {
        if (residues.counts[c] == 0)
            continue;
        there.emplace_back(c, residues.counts[c]);
        logs += residues.counts[c] * std::log2(1.0 + static_cast<double>(leastOf(c)));
    }
    const auto about = static_cast<int>(4 * logs / static_cast<double>(residues.all.size())) + 8;
    for (unsigned shape = kGauss; shape < kShapes; ++shape) {
        for (int scale = std::max(0, about - 12); scale <= std::min<int>(kScales - 1, about + 8); ++scale) {
            const auto& family = familyOf(shape, static_cast<unsigned>(scale), residues.all.size());
            double bits = residues.below + 8 + familyLog(residues.all.size());
            for (const auto& [c, count] : there)
                bits += count * static_cast<double>(family.bits[c]);
            if (bits < best.bits)
                best = {bits, shape, static_cast<unsigned>(scale)};
        }
    }
    return best;
}

/// Answers the counts; log 0 where there is one class alone.
ClassCounts writeOwnTable(BitWriter& out, const Residues& residues, unsigned& log)
{
    const auto& seen = residues.counts;
    const auto low = static_cast<unsigned>(std::find_if(seen.begin(), seen.end(), [](auto c) { return c > 0; }) - seen.begin());
    const auto high = 255U - static_cast<unsigned>(std::find_if(seen.rbegin(), seen.rend(), [](auto c) { return c > 0; }) - seen.rbegin());
    const auto classes = static_cast<unsigned>(std::count_if(seen.begin(), seen.end(), [](auto c) { return c > 0; }));
    log = low == high ? 0 : logFor(residues.all.size(), classes);
    out.put(log, 4);
    out.put(low, 8);
    if (log == 0)
        return {};
    out.put(high, 8);
    const auto counts = normalized(seen, residues.all.size(), log);
    for (auto c = low; c <= high; ++c) {
        const auto width = static_cast<unsigned>(std::bit_width(counts[c]));
        out.put(width, 4);
        if (width > 1)
            out.put(counts[c] & ((1U << (width - 1)) - 1), width - 1);
    }
    return counts;
}

/// The states of a table of its own; empty: that is none.
std::vector<ClassState> readOwnTable(BitReader& in, unsigned& log)
{
    log = static_cast<unsigned>(in.get(4));
    const auto low = static_cast<unsigned>(in.get(8));
    if (low >= kClasses)
        return {};
    if (log == 0)
        return {{0, 0, static_cast<std::uint8_t>(low)}};
    const auto high = static_cast<unsigned>(in.get(8));
    if (log < kMinLog || log > kMaxLog || high < low || high >= kClasses)
        return {};
    const auto counts = readCounts(in, low, high, log);
    return counts ? statesOf(*counts, log) : std::vector<ClassState>{};
}

} // namespace

void modelIntegers(ByteWriter& out, const std::vector<std::int64_t>& values)
{
    unsigned predictor = 0;
    Choice choice;
    Residues residues;
    for (unsigned kind = 0; kind < kPredictors; ++kind) {
        auto tried = residuesOf(values, kind);
        const auto found = cheapest(tried);
        if (kind == 0 || found.bits < choice.bits) {
            predictor = kind;
            choice = found;
            residues = std::move(tried);
        }
    }
    BitWriter bits;
    bits.put(predictor, 2);
    bits.put(choice.shape, 2);
    unsigned log = familyLog(values.size());
    ClassCounts counts{};
    if (choice.shape == kOwnTable) {
        counts = writeOwnTable(bits, residues, log);
    } else {
        bits.put(choice.scale, 8);
        counts = familyOf(choice.shape, choice.scale, values.size()).counts;
    }
    std::vector<std::uint8_t> classes(residues.all.size());
    std::transform(residues.all.begin(), residues.all.end(), classes.begin(), [&](std::uint64_t z) {
        const auto c = classOf(z);
        return log > 0 && counts[c] == 0 ? kEscape : static_cast<std::uint8_t>(c);
    });
    ClassBits coded;
    if (log > 0) {
        coded = classBits(classes, counts, log);
        bits.put(coded.first, log);
    }
    for (std::size_t i = 0; i < classes.size(); ++i) {
        const auto z = residues.all[i];
        const auto c = classOf(z);
        if (log > 0)
            bits.put(coded.next[i].first, coded.next[i].second);
        if (classes[i] == kEscape)
            bits.put(c, 8);
        bits.put(z - leastOf(c), bitsBelow(c));
    }
    out.raw(bits.bytes());
}

bool unmodelIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values)
{
    BitReader bits(in.peek());
    const auto kind = static_cast<unsigned>(bits.get(2));
    const auto shape = static_cast<unsigned>(bits.get(2));
    unsigned log = familyLog(count);
    std::vector<ClassState> own;
    const ClassState* states = nullptr;
    if (shape == kOwnTable) {
        own = readOwnTable(bits, log);
        states = own.data();
    } else {
        states = familyStates(shape, static_cast<unsigned>(bits.get(8)), count).data();
    }
    if (!bits.ok() || kind >= kPredictors || (shape == kOwnTable && own.empty()))
        return false;
    values.resize(count);
    Predictor predictor(kind);
    auto state = static_cast<std::uint32_t>(bits.get(log));
    for (auto& value : values) {
        const auto& now = states[state];
        state = now.base + static_cast<std::uint32_t>(bits.get(now.bits));
        unsigned c = now.cls;
        if (c == kEscape) {
            c = static_cast<unsigned>(bits.get(8));
            if (c >= kClasses)
                return false;
        }
        const auto z = leastOf(c) + bits.get(bitsBelow(c));
        const auto v = predictor.expected() + unzigzag(z);
        predictor.see(v);
        value = static_cast<std::int64_t>(v);
    }
    return bits.ok() && in.raw(bits.bytes()).size() == bits.bytes();
}

} // namespace vedette
