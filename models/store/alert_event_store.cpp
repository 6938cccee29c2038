#include "models/store/alert_event_store.h"

#include "models/base/text.h"
#include "models/store/byte_stream.h"
#include "models/store/cache_reader_impl.h"
#include "models/store/record_packing.h"

#include <bit>
#include <charconv>

namespace vedette {

namespace {

constexpr std::uint8_t kForm = 1;

/// What the columns of a row do not say.
std::string packEvent(const AlertEvent& e)
{
    ByteWriter out;
    out.u8(kForm);
    out.u8(static_cast<std::uint8_t>(static_cast<unsigned>(e.kind) << 1U | (e.resolved ? 1U : 0U)));
    for (const auto* text : {&e.instance, &e.name, &e.service, &e.receiver, &e.integration, &e.reason, &e.groupKey, &e.text})
        out.text(*text);
    out.text(e.labels.empty() ? std::string() : packRecord(e.labels));
    out.varint(e.by.size());
    for (const auto& by : e.by)
        out.text(by);
    return out.take();
}

bool unpackEvent(std::string_view bytes, AlertEvent& e)
{
    ByteReader in(bytes);
    if (in.u8() != kForm)
        return false;
    const auto head = in.u8();
    if (head >> 1U > static_cast<unsigned>(AlertEventKind::stopped))
        return false;
    e.kind = static_cast<AlertEventKind>(head >> 1U);
    e.resolved = (head & 1U) != 0;
    for (auto* text : {&e.instance, &e.name, &e.service, &e.receiver, &e.integration, &e.reason, &e.groupKey, &e.text})
        *text = std::string(in.text());
    const auto labels = in.text();
    if (!labels.empty() && !unpackRecord(labels, e.labels))
        return false;
    for (auto left = in.count(); left > 0; --left)
        e.by.emplace_back(in.text());
    return in.ok() && in.atEnd();
}

} // namespace

bool fingerprintNumber(std::string_view digits, std::int64_t& out)
{
    std::uint64_t number = 0;
    const auto* end = digits.data() + digits.size();
    const bool whole = digits.size() == 16 && std::from_chars(digits.data(), end, number, 16).ptr == end;
    out = std::bit_cast<std::int64_t>(number);
    return whole || digits.empty();
}

Status storeAlertEvents(Database& db, const std::vector<AlertEvent>& events)
{
    if (events.empty())
        return Done{};
    auto insert = db.prepare("INSERT OR IGNORE INTO alert_events(feed, uid, fingerprint, at, seen, body) VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
    if (!insert.ok())
        return insert.error();
    for (const auto& e : events) {
        std::int64_t fingerprint = 0;
        if (!fingerprintNumber(e.fingerprint, fingerprint))
            return makeError(ErrorKind::store, "an event of " + visibleLine(e.feed) + " has no usable fingerprint");
        const auto body = packEvent(e);
        insert->bind(1, std::string_view(e.feed)).bind(2, std::string_view(e.id)).bind(3, fingerprint).bind(4, toMs(e.at)).bind(5, toMs(e.seenAt));
        VEDETTE_TRY(insert->bindBlob(6, body).run());
    }
    return Done{};
}

Result<std::vector<AlertEvent>> CacheReader::alertEvents(TimeRange range, const std::string& fingerprint, std::optional<Time> asOf) const
{
    std::int64_t number = 0;
    if (!fingerprintNumber(fingerprint, number))
        return makeError(ErrorKind::usage, "\"" + visibleLine(truncateUtf8(fingerprint, 60)) + "\" is no fingerprint: 16 hexadecimal digits");
    const char* sql = fingerprint.empty()
        ? "SELECT feed, uid, fingerprint, at, seen, body FROM alert_events WHERE at>=?1 AND at<?2 AND seen<=?3 ORDER BY at, id"
        : "SELECT feed, uid, fingerprint, at, seen, body FROM alert_events WHERE fingerprint=?4 AND at>=?1 AND at<?2 AND seen<=?3 ORDER BY at, id";
    return m_impl->read<std::vector<AlertEvent>>([&](std::vector<AlertEvent>& out) {
        std::vector<std::int64_t> values{toMs(range.from), toMs(range.to), asOf ? toMs(*asOf) : INT64_MAX};
        if (!fingerprint.empty())
            values.push_back(number);
        return m_impl->each(sql, values, [&](const Statement& s) {
            auto& e = out.emplace_back();
            e.feed = std::string(s.text(0));
            e.id = std::string(s.text(1));
            if (const auto told = s.integer(2); told != 0)
                e.fingerprint = hex64(std::bit_cast<std::uint64_t>(told));
            e.at = timeFromMs(s.integer(3));
            e.seenAt = timeFromMs(s.integer(4));
            const bool good = unpackEvent(s.blob(5), e);
            m_impl->rename(e.service);
            return good;
        });
    });
}

} // namespace vedette
