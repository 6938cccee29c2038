#include "models/store/coded_integers.h"
#include "models/store/modelled_integers.h"
#include "models/store/rollup_codec.h"
#include "models/store/segment_codec.h"
#include "models/store/tail_codec.h"
#include "models/store/value_packing.h"

#include <cstdlib>

using namespace vedette;

namespace {

void check(bool holds)
{
    if (!holds)
        std::abort();
}

/// Whatever decodes is well formed, and encodes to something that decodes to the same.
void segment(std::string_view bytes)
{
    const auto head = parseSegmentHead(bytes);
    if (!head.ok() || head->length > bytes.size())
        return;
    for (const auto& entry : head->entries) {
        const auto rollup = bytes.substr(entry.rollupAt, entry.rollupLength);
        for (const auto width : rollupWidths(rollup))
            static_cast<void>(unpackRollup(rollup, width));
        const auto samples = unpackSegmentValues(*head, entry, bytes.substr(entry.valuesAt, entry.valuesLength));
        if (!samples.ok())
            continue;
        check(!samples->empty() && samples->times.size() == samples->values.size());
        if (samples->size() > 4096)
            continue;
        SegmentBuilder builder;
        builder.add(7, *samples, SegmentPacking::smallest);
        const auto again = builder.bytes();
        const auto parsed = parseSegmentHead(again);
        check(parsed.ok() && parsed->entries.size() == 1);
        const auto& only = parsed->entries.front();
        const auto back = unpackSegmentValues(*parsed, only, std::string_view(again).substr(only.valuesAt, only.valuesLength));
        check(back.ok() && back->times == samples->times);
        for (std::size_t i = 0; i < back->size(); ++i)
            check(sameBits(back->values[i], samples->values[i]));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    segment(bytes);
    for (const auto width : rollupWidths(bytes))
        static_cast<void>(unpackRollup(bytes, width));
    ByteReader in(bytes);
    std::vector<std::int64_t> integers;
    ByteReader other(bytes);
    if ((decodeIntegers(in, size % 300, integers) || unmodelIntegers(other, size % 300, integers)) && !integers.empty()) {
        ByteWriter out;
        modelIntegers(out, integers);
        ByteReader again(out.bytes());
        std::vector<std::int64_t> back;
        check(unmodelIntegers(again, integers.size(), back) && back == integers);
    }
    // Any bytes as the values of 40 samples, of each kind.
    if (!bytes.empty()) {
        for (char kind = kConstantValues; kind <= kNearDecimalValues; ++kind) {
            const auto text = kind + std::string(bytes.substr(1));
            ByteReader values(text);
            std::vector<double> told;
            check(!unpackValues(values, 40, told) || told.size() == 40);
        }
    }
    static const TailRow base{std::make_shared<const std::vector<std::int64_t>>(std::vector<std::int64_t>{1, 2, 5}), {1000}, {1, 2.5, 3}, {0, 1, 0}};
    static_cast<void>(decodeTail(bytes, [](std::int64_t) { return &base; }));
    return 0;
}
