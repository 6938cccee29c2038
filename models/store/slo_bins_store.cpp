#include "models/store/slo_bins_store.h"

#include "models/store/byte_stream.h"
#include "models/store/chunk_codec.h"
#include "models/store/sample_writer.h"

#include <map>

namespace vedette {

namespace {

using Day = std::map<std::int64_t, SloBin>; ///< by start

Error damaged() { return makeError(ErrorKind::store, "stored SLO bins are damaged"); }

std::string packDay(const Day& day)
{
    SampleColumns good;
    SampleColumns total;
    SampleColumns seen;
    for (const auto& [start, bin] : day) {
        good.push(start, bin.good);
        total.push(start, bin.total);
        seen.push(start, bin.seen);
    }
    ByteWriter out;
    for (const auto* columns : {&good, &total, &seen})
        out.text(encodeChunk(*columns));
    return out.take();
}

Status unpackDay(std::string_view bytes, Day& day)
{
    ByteReader in(bytes);
    auto good = decodeChunk(in.text());
    auto total = decodeChunk(in.text());
    auto seen = decodeChunk(in.text());
    if (!good.ok() || !total.ok() || !seen.ok() || good->size() != total->size() || good->size() != seen->size())
        return damaged();
    for (std::size_t i = 0; i < good->size(); ++i)
        day[good->times[i]] = {timeFromMs(good->times[i]), good->values[i], total->values[i], seen->values[i]};
    return Done{};
}

} // namespace

Status storeSloBins(Database& db, const SloBins& bins)
{
    std::map<std::int64_t, Day> days;
    for (const auto& bin : bins.bins) {
        if (toMs(bin.start) >= 0)
            days[toMs(bin.start) / kDayMs][toMs(bin.start)] = bin;
    }
    auto select = db.prepare("SELECT width, bytes FROM slo_bins WHERE slo=?1 AND day=?2");
    auto insert = db.prepare("INSERT OR REPLACE INTO slo_bins(slo, day, width, bytes) VALUES(?1, ?2, ?3, ?4)");
    if (!select.ok())
        return select.error();
    if (!insert.ok())
        return insert.error();
    for (const auto& [number, fresh] : days) {
        Day day;
        auto more = select->bind(1, std::string_view(bins.sloId)).bind(2, number).step();
        if (!more.ok())
            return more.error();
        // Bins of another width count other spans: they cannot stand beside these.
        if (*more && select->integer(0) == bins.width.count())
            VEDETTE_TRY(unpackDay(select->blob(1), day));
        select->reset();
        for (const auto& [start, bin] : fresh)
            day[start] = bin;
        const auto bytes = packDay(day);
        insert->bind(1, std::string_view(bins.sloId)).bind(2, number).bind(3, bins.width.count()).bindBlob(4, bytes);
        VEDETTE_TRY(insert->run());
    }
    return Done{};
}

Result<SloBins> loadSloBins(const Database& db, const std::string& sloId, TimeRange range)
{
    SloBins out;
    out.sloId = sloId;
    auto select = db.prepare("SELECT width, bytes FROM slo_bins WHERE slo=?1 AND day>=?2 AND day<=?3 ORDER BY day");
    if (!select.ok())
        return select.error();
    select->bind(1, std::string_view(sloId)).bind(2, toMs(range.from) / kDayMs - 1).bind(3, toMs(range.to) / kDayMs);
    for (;;) {
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return out;
        const Millis width{select->integer(0)};
        if (!out.bins.empty() && width != out.width)
            out.bins.clear(); // the newest width is the one in use
        out.width = width;
        Day day;
        VEDETTE_TRY(unpackDay(select->blob(1), day));
        for (const auto& [start, bin] : day) {
            if (range.overlaps(bin.start, bin.start + width))
                out.bins.push_back(bin);
        }
    }
}

} // namespace vedette
