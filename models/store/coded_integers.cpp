#include "models/store/coded_integers.h"

#include "models/store/bit_stream.h"
#include "models/store/integer_classes.h"

namespace vedette {

bool decodeIntegers(ByteReader& in, std::size_t count, std::vector<std::int64_t>& values)
{
    const unsigned kind = in.u8();
    const unsigned log = in.u8();
    const unsigned low = in.u8();
    if (!in.ok() || kind >= kPredictors || (log != 0 && (log < kMinLog || log > kMaxLog)))
        return false;
    std::vector<ClassState> states{{0, 0, static_cast<std::uint8_t>(low)}};
    std::string_view coded;
    if (log != 0) {
        const unsigned high = in.u8();
        if (high < low)
            return false;
        BitReader table(in.peek());
        const auto counts = readCounts(table, low, high, log);
        if (!counts || in.raw(table.bytes()).size() != table.bytes())
            return false;
        states = statesOf(*counts, log);
        coded = in.text();
    }
    const auto rest = in.text();
    if (!in.ok())
        return false;
    values.resize(count);
    BitReader classes(coded);
    BitReader below(rest);
    Predictor predictor(kind);
    auto state = static_cast<std::uint32_t>(classes.get(log));
    for (auto& value : values) {
        const auto& now = states[state];
        state = now.base + static_cast<std::uint32_t>(classes.get(now.bits));
        const auto z = leastOf(now.cls) + below.get(bitsBelow(now.cls));
        const auto v = predictor.expected() + unzigzag(z);
        predictor.see(v);
        value = static_cast<std::int64_t>(v);
    }
    return classes.ok() && below.ok();
}

} // namespace vedette
