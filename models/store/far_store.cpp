#include "models/store/far_store.h"

#include "models/store/byte_stream.h"
#include "models/store/chunk_codec.h"
#include "models/store/record_packing.h"

namespace vedette {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::int64_t kEmptyBody = 12; ///< most bytes of a body without series
constexpr Millis kTouchedAnew = std::chrono::minutes{10};

std::string packFar(const FarSpan& span)
{
    ByteWriter out;
    out.u8(kVersion);
    out.zigzag(toMs(span.askedAt));
    std::size_t count = 0;
    for (const auto& series : span.series)
        count += series.times.empty() ? 0 : 1;
    out.varint(count);
    for (const auto& series : span.series) {
        if (series.times.empty())
            continue;
        out.text(packRecord(series.labels));
        SampleColumns samples;
        const auto most = std::min({series.times.size(), series.values.size(), kMaxChunkSamples});
        for (std::size_t i = 0; i < most; ++i)
            samples.push(toMs(series.times[i]), series.values[i]);
        out.text(encodeChunk(samples));
    }
    return out.take();
}

bool unpackFar(std::string_view bytes, FarSpan& span)
{
    ByteReader in(bytes);
    if (in.u8() != kVersion)
        return false;
    span.askedAt = timeFromMs(in.zigzag());
    const auto count = in.count(2);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        auto& series = span.series.emplace_back();
        if (!unpackRecord(in.text(), series.labels))
            return false;
        const auto samples = decodeChunk(in.text());
        if (!samples.ok())
            return false;
        series.values = samples->values;
        series.times.reserve(samples->size());
        for (const auto time : samples->times)
            series.times.push_back(timeFromMs(time));
    }
    return in.ok() && in.atEnd();
}

Status makeRoom(Database& db, std::int64_t maxBytes)
{
    while (true) {
        auto used = db.integer("SELECT sum(length(bytes)) FROM far");
        if (!used.ok())
            return used.error();
        if (used->value_or(0) <= maxBytes)
            return Done{};
        VEDETTE_TRY(db.exec("DELETE FROM far WHERE id=(SELECT id FROM far ORDER BY used, id LIMIT 1)"));
    }
}

} // namespace

Status storeFarSpans(Database& db, const std::vector<FarSpan>& spans, std::int64_t maxBytes)
{
    for (const auto& span : spans) {
        const auto body = packFar(span);
        if (span.span.length() <= Millis{0} || span.step <= Millis{0} || static_cast<std::int64_t>(body.size()) > maxBytes)
            continue;
        const bool empty = static_cast<std::int64_t>(body.size()) <= kEmptyBody;
        auto drop = db.prepare("DELETE FROM far WHERE feed=?1 AND key=?2 AND starts>=?3 AND ends<=?4 AND step>=?5 AND length(bytes)<=?6");
        auto insert = db.prepare("INSERT INTO far(feed, key, step, starts, ends, used, bytes) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        for (auto* statement : {&drop, &insert}) {
            if (!statement->ok())
                return statement->error();
        }
        drop->bind(1, std::string_view(span.feed)).bind(2, std::string_view(span.key)).bind(3, toMs(span.span.from)).bind(4, toMs(span.span.to));
        VEDETTE_TRY(drop->bind(5, span.step.count()).bind(6, empty ? kEmptyBody : INT64_MAX).run());
        insert->bind(1, std::string_view(span.feed)).bind(2, std::string_view(span.key)).bind(3, span.step.count());
        insert->bind(4, toMs(span.span.from)).bind(5, toMs(span.span.to)).bind(6, toMs(span.askedAt));
        VEDETTE_TRY(insert->bindBlob(7, body).run());
    }
    return spans.empty() ? Status(Done{}) : makeRoom(db, maxBytes);
}

Status touchFarSpans(Database& db, const std::string& feed, const std::string& key, TimeRange range, Time at)
{
    auto update = db.prepare("UPDATE far SET used=?5 WHERE feed=?1 AND key=?2 AND starts<?4 AND ends>?3 AND used<?6");
    if (!update.ok())
        return update.error();
    update->bind(1, std::string_view(feed)).bind(2, std::string_view(key)).bind(3, toMs(range.from)).bind(4, toMs(range.to));
    return update->bind(5, toMs(at)).bind(6, toMs(at - kTouchedAnew)).run();
}

Result<std::vector<FarSpan>> loadFarSpans(const Database& db, const std::string& feed, const std::string& key, TimeRange range)
{
    auto select = db.prepare("SELECT step, starts, ends, bytes FROM far WHERE feed=?1 AND key=?2 AND starts<?4 AND ends>?3 ORDER BY starts, step DESC");
    if (!select.ok())
        return select.error();
    select->bind(1, std::string_view(feed)).bind(2, std::string_view(key)).bind(3, toMs(range.from)).bind(4, toMs(range.to));
    std::vector<FarSpan> out;
    for (;;) {
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return out;
        auto& span = out.emplace_back();
        span.feed = feed;
        span.key = key;
        span.step = Millis{select->integer(0)};
        span.span = {timeFromMs(select->integer(1)), timeFromMs(select->integer(2))};
        if (!unpackFar(select->blob(3), span))
            return damagedRecord();
    }
}

} // namespace vedette
