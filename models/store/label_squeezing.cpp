#include "models/store/label_squeezing.h"

#include <zstd.h>

namespace vedette {

namespace {

constexpr char kSqueezed = 2; ///< first byte of a row; that of a packed label set is its version, 1
constexpr std::size_t kMostDictionary = 16'384;
constexpr std::size_t kMostLabels = 1 << 20;
constexpr std::string_view kMagic("\x28\xB5\x2F\xFD", 4); ///< of every frame: not stored
constexpr const char* kName = "series/dictionary";

} // namespace

struct LabelSqueezing::Parts {
    explicit Parts(std::string_view dictionary)
        : toPack(ZSTD_createCDict(dictionary.data(), dictionary.size(), 6), ZSTD_freeCDict), toUnpack(ZSTD_createDDict(dictionary.data(), dictionary.size()), ZSTD_freeDDict)
    {
    }
    std::unique_ptr<ZSTD_CDict, std::size_t (*)(ZSTD_CDict*)> toPack;
    std::unique_ptr<ZSTD_DDict, std::size_t (*)(ZSTD_DDict*)> toUnpack;
    std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> packing{ZSTD_createCCtx(), ZSTD_freeCCtx};
    std::unique_ptr<ZSTD_DCtx, std::size_t (*)(ZSTD_DCtx*)> unpacking{ZSTD_createDCtx(), ZSTD_freeDCtx};
};

LabelSqueezing::LabelSqueezing() = default;
LabelSqueezing::~LabelSqueezing() = default;
LabelSqueezing::LabelSqueezing(LabelSqueezing&&) noexcept = default;
LabelSqueezing& LabelSqueezing::operator=(LabelSqueezing&&) noexcept = default;

Status LabelSqueezing::load(const Database& db)
{
    if (m_parts)
        return Done{};
    auto select = db.prepare("SELECT body FROM states WHERE name=?1");
    if (!select.ok())
        return select.error();
    auto there = select->bind(1, std::string_view(kName)).step();
    if (!there.ok())
        return there.error();
    if (*there)
        m_parts = std::make_unique<Parts>(select->blob(0));
    return Done{};
}

Status LabelSqueezing::make(Database& db, const std::vector<std::string_view>& packed)
{
    std::string dictionary;
    for (const auto each : packed) {
        if (dictionary.size() + each.size() <= kMostDictionary)
            dictionary += each;
    }
    auto insert = db.prepare("INSERT OR REPLACE INTO states(name, body) VALUES(?1, ?2)");
    if (!insert.ok())
        return insert.error();
    VEDETTE_TRY(insert->bind(1, std::string_view(kName)).bindBlob(2, dictionary).run());
    m_parts = std::make_unique<Parts>(dictionary);
    return Done{};
}

std::string LabelSqueezing::stored(const std::string& packed) const
{
    if (!m_parts || packed.size() > kMostLabels)
        return packed;
    std::string out(ZSTD_compressBound(packed.size()), '\0');
    const auto size = ZSTD_compress_usingCDict(m_parts->packing.get(), out.data(), out.size(), packed.data(), packed.size(), m_parts->toPack.get());
    if (ZSTD_isError(size) != 0U || size >= packed.size() || std::string_view(out).substr(0, kMagic.size()) != kMagic)
        return packed;
    out.resize(size);
    out.replace(0, kMagic.size(), 1, kSqueezed);
    return out;
}

bool LabelSqueezing::unpack(std::string_view row, std::string& room, std::string_view& packed) const
{
    packed = row;
    if (row.empty() || row.front() != kSqueezed)
        return true;
    if (!m_parts)
        return false;
    const auto frame = std::string(kMagic) + std::string(row.substr(1));
    const auto length = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (length > kMostLabels) // which unknown and wrong ones are too
        return false;
    room.resize(static_cast<std::size_t>(length));
    const auto size = ZSTD_decompress_usingDDict(m_parts->unpacking.get(), room.data(), room.size(), frame.data(), frame.size(), m_parts->toUnpack.get());
    packed = room;
    return ZSTD_isError(size) == 0U && size == room.size();
}

} // namespace vedette
