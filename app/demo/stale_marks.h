#pragma once

#include "models/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

// Prometheus ends a series with a staleness marker, a NaN of its own (model/value: 0x7ff0000000000002); a text file can only
// say NaN (0x7ff8000000000001), and without markers every alert of the past would seem to last five minutes longer. So the
// blocks that promtool made are patched: in a chunk (XOR encoding, tsdb/docs/format/chunks.md) each such NaN is replaced in
// place. That needs no room, because the two differ in bits 51, 1 and 0 only, and the stored bits of the differences to the
// values beside it reach down to bit 0 as long as those values have their lowest bit clear.

namespace vedette::demo {

struct StalePatch {
    std::size_t samples = 0; ///< read
    std::size_t marks = 0;   ///< NaN turned into staleness markers
};

/// Replaces every NaN in one chunk's data (without length, encoding and checksum). Error kind parse where the bytes are no XOR chunk or a
/// difference has no room.
Result<StalePatch> patchChunk(std::vector<std::uint8_t>& data);
/// All chunk files of a block that no server has open yet.
Result<StalePatch> patchBlock(const std::string& blockFolder);

} // namespace vedette::demo
