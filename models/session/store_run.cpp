#include "models/session/store_run.h"

#include "models/session/inbox.h"
#include "models/store/cache.h"

#include <algorithm>

namespace vedette {

namespace {

Result<std::unique_ptr<CacheWriter>> openForWriting(const std::string& cachePath, const Config& config)
{
    auto writer = CacheWriter::open({cachePath, config.retentionDays, config.retentionBytes});
    if (writer.ok() && (*writer)->info().readOnly)
        return makeError(ErrorKind::store, "the cache " + cachePath + " is read only: " + (*writer)->info().reason);
    return writer;
}

} // namespace

Result<LinesRead> importText(const std::string& cachePath, const Config& config, std::string_view text, const std::string& file, Time now)
{
    auto writer = openForWriting(cachePath, config);
    if (!writer.ok())
        return writer.error();
    return readLines(text, file, config, now, [&](Batch batch) -> Status {
        auto info = (*writer)->commit(batch);
        if (!info.ok())
            return info.error();
        return Done{};
    });
}

Result<AddedChange> addChange(const std::string& cachePath, const Config& config, ChangeRecord record, Time now)
{
    record.source = "by-hand";
    record.seenAt = now;
    if (record.id.empty())
        record.id = "by-hand-" + record.service + "-" + std::to_string(toMs(now));
    auto writer = openForWriting(cachePath, config);
    if (!writer.ok()) {
        // A console has the cache open: it takes the change in within seconds.
        if (writer.error().detail.rfind("in use", 0) != 0)
            return writer.error();
        auto left = leaveInInbox(cachePath, changeLine(record), now);
        if (!left.ok())
            return left.error();
        return AddedChange{record.id, true};
    }
    Batch batch;
    batch.byHand = true;
    batch.changes.push_back(record);
    auto info = (*writer)->commit(batch);
    if (!info.ok())
        return info.error();
    return AddedChange{record.id, false};
}

Status exportLines(const std::string& cachePath, TimeRange range, std::optional<Time> asOf, const std::vector<std::string>& kinds,
    const std::function<void(const std::string&)>& write)
{
    auto opened = CacheReader::open(cachePath);
    if (!opened.ok())
        return opened.error();
    const auto& reader = **opened;
    const auto wanted = [&](const char* kind) { return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end(); };
    if (wanted("services")) {
        auto rows = reader.services();
        if (!rows.ok())
            return rows.error();
        for (const auto& row : *rows)
            write(serviceLine(row));
    }
    if (wanted("alerts")) {
        auto rows = reader.alerts(range, asOf);
        if (!rows.ok())
            return rows.error();
        for (const auto& row : *rows)
            write(alertLine(row));
    }
    if (wanted("changes")) {
        auto rows = reader.changeRecords(range, asOf);
        if (!rows.ok())
            return rows.error();
        for (const auto& row : *rows)
            write(changeLine(row));
    }
    if (wanted("notes")) {
        auto rows = reader.notes(range, asOf);
        if (!rows.ok())
            return rows.error();
        for (const auto& row : *rows)
            write(noteLine(row));
    }
    if (wanted("samples")) {
        auto all = reader.series({});
        if (!all.ok())
            return all.error();
        for (const auto& series : *all) {
            auto samples = reader.samples(series.id, range);
            if (!samples.ok())
                return samples.error();
            samples->labels = series.labels;
            write(sampleLines(*samples));
        }
    }
    return Done{};
}

Status compactCache(const std::string& cachePath, const Config& config)
{
    auto writer = openForWriting(cachePath, config);
    if (!writer.ok())
        return writer.error();
    return (*writer)->compact();
}

} // namespace vedette
