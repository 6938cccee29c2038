#include "models/store/chunk_codec.h"
#include "models/store/quick_packing.h"
#include "models/store/tail_codec.h"

#include <cstdlib>

/// Any bytes: decoded safely or refused; what decodes encodes to something that decodes to the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    static_cast<void>(vedette::decodeTail(bytes));
    const auto chunk = vedette::decodeChunk(bytes);
    if (!chunk.ok())
        return 0;
    vedette::QuickPacker packer;
    for (const auto& packed : {vedette::encodeChunk(*chunk), std::string(packer.chunk(chunk->times, chunk->values))}) {
        const auto again = vedette::decodeChunk(packed);
        if (!again.ok() || again->times != chunk->times || again->values.size() != chunk->values.size())
            std::abort();
        for (std::size_t i = 0; i < chunk->size(); ++i) {
            if (!vedette::sameBits(chunk->values[i], again->values[i]))
                std::abort();
        }
    }
    return 0;
}
