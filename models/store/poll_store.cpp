#include "models/store/poll_store.h"

#include "models/store/record_packing.h"

#include <algorithm>

namespace vedette {

namespace {

Status storePoll(Database& db, const FeedPoll& poll)
{
    const auto body = packRecord(poll);
    if (!poll.ok) {
        auto last = db.prepare("SELECT id, ok, body FROM polls WHERE feed=?1 AND question=?2 AND last_at>=?3 ORDER BY last_at DESC LIMIT 1");
        if (!last.ok())
            return last.error();
        auto more = last->bind(1, std::string_view(poll.feed)).bind(2, std::string_view(poll.question)).bind(3, toMs(poll.at) - 86'400'000).step();
        if (!more.ok())
            return more.error();
        FeedPoll before;
        if (*more && last->integer(1) == 0 && unpackRecord(last->blob(2), before) && before.error == poll.error && before.httpStatus == poll.httpStatus) {
            const auto id = last->integer(0);
            last->reset();
            auto update = db.prepare("UPDATE polls SET last_at=max(last_at, ?2), times=times+1 WHERE id=?1");
            if (!update.ok())
                return update.error();
            return update->bind(1, id).bind(2, toMs(poll.at)).run();
        }
    }
    auto insert = db.prepare("INSERT INTO polls(feed, question, at, last_at, ok, times, body) VALUES(?1, ?2, ?3, ?3, ?4, 1, ?5)");
    if (!insert.ok())
        return insert.error();
    insert->bind(1, std::string_view(poll.feed)).bind(2, std::string_view(poll.question)).bind(3, toMs(poll.at)).bind(4, poll.ok ? 1 : 0);
    return insert->bindBlob(5, body).run();
}

Status storeOutage(Database& db, const FeedPoll& poll)
{
    auto open = db.prepare("SELECT id FROM outages WHERE feed=?1 AND question=?2 AND ends IS NULL");
    if (!open.ok())
        return open.error();
    auto more = open->bind(1, std::string_view(poll.feed)).bind(2, std::string_view(poll.question)).step();
    if (!more.ok())
        return more.error();
    const std::int64_t id = *more ? open->integer(0) : 0; // row numbers begin with 1
    open->reset();
    if (id != 0 && !isOutage(poll)) {
        auto close = db.prepare("UPDATE outages SET ends=max(starts, ?2) WHERE id=?1");
        if (!close.ok())
            return close.error();
        return close->bind(1, id).bind(2, toMs(poll.at)).run();
    }
    if (id != 0 || !isOutage(poll))
        return Done{};
    auto insert = db.prepare("INSERT INTO outages(feed, question, starts, cause) VALUES(?1, ?2, ?3, ?4)");
    if (!insert.ok())
        return insert.error();
    return insert->bind(1, std::string_view(poll.feed)).bind(2, std::string_view(poll.question)).bind(3, toMs(poll.at))
        .bind(4, std::string_view(poll.error)).run();
}

} // namespace

bool isOutage(const FeedPoll& poll)
{
    if (poll.ok || poll.backfill)
        return false;
    if (poll.errorKind == ErrorKind::network || poll.errorKind == ErrorKind::timeout || poll.errorKind == ErrorKind::parse)
        return true;
    const int s = poll.httpStatus;
    return poll.errorKind == ErrorKind::http && (s >= 500 || s == 401 || s == 403 || s == 404 || s == 407 || s == 408 || s == 429 || s < 400);
}

Status storePolls(Database& db, const std::vector<FeedPoll>& polls)
{
    for (const auto& poll : polls) {
        VEDETTE_TRY(storePoll(db, poll));
        if (!poll.backfill)
            VEDETTE_TRY(storeOutage(db, poll));
    }
    return Done{};
}

Status storeCoverage(Database& db, const Coverage& c)
{
    if (c.to <= c.from)
        return Done{};
    auto span = db.prepare("SELECT min(starts), max(ends) FROM coverage WHERE feed=?1 AND key=?2 AND starts<=?4 AND ends>=?3");
    auto remove = db.prepare("DELETE FROM coverage WHERE feed=?1 AND key=?2 AND starts<=?4 AND ends>=?3");
    auto insert = db.prepare("INSERT INTO coverage(feed, key, starts, ends) VALUES(?1, ?2, ?3, ?4)");
    for (auto* statement : {&span, &remove, &insert}) {
        if (!statement->ok())
            return statement->error();
        (*statement)->bind(1, std::string_view(c.feed)).bind(2, std::string_view(c.key)).bind(3, toMs(c.from)).bind(4, toMs(c.to));
    }
    auto more = span->step();
    if (!more.ok())
        return more.error();
    const auto from = std::min(toMs(c.from), span->maybeInteger(0).value_or(INT64_MAX));
    const auto to = std::max(toMs(c.to), span->maybeInteger(1).value_or(INT64_MIN));
    span->reset();
    VEDETTE_TRY(remove->run());
    insert->bind(1, std::string_view(c.feed)).bind(2, std::string_view(c.key)).bind(3, from).bind(4, to);
    return insert->run();
}

Result<std::vector<Coverage>> coverageOf(const Database& db, const std::string& key)
{
    auto select = db.prepare("SELECT feed, starts, ends FROM coverage WHERE key=?1 ORDER BY feed, starts");
    if (!select.ok())
        return select.error();
    select->bind(1, std::string_view(key));
    std::vector<Coverage> out;
    for (;;) {
        auto more = select->step();
        if (!more.ok())
            return more.error();
        if (!*more)
            return out;
        out.push_back({std::string(select->text(0)), key, timeFromMs(select->integer(1)), timeFromMs(select->integer(2))});
    }
}

Result<bool> isCovered(const Database& db, const std::string& feed, const std::string& key, Time at)
{
    auto select = db.prepare("SELECT 1 FROM coverage WHERE feed=?1 AND key=?2 AND starts<=?3 AND ends>?3");
    if (!select.ok())
        return select.error();
    return select->bind(1, std::string_view(feed)).bind(2, std::string_view(key)).bind(3, toMs(at)).step();
}

} // namespace vedette
