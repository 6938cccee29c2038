#include "models/snapshot/flag_keeper.h"

#include "models/anomaly/detector.h"
#include "models/base/text.h"
#include "models/snapshot/band_bins.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vedette {

namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr int kCheckpointRing = 64; ///< more days than a detector ever looks back
constexpr std::int64_t kBandRing = 512; ///< more days than retention can be
constexpr std::size_t kMostHoles = 32;  ///< the newest ones: a console that was off is filled from there
constexpr int kHoleSteps = 3;           ///< without a sample

/// How a series stands: where its run began and which checkpoints there are.
struct Head {
    Time startedAt{}; ///< first sample that was pushed
    std::vector<Time> checkpoints; ///< state holds all samples before that time
    std::vector<TimeRange> holes;  ///< between two neighbouring samples that were pushed; may be filled later
};

std::string stateKey(const WatchConfig& watch, const StoredSeries& series)
{
    return "detector/" + hex64(fnv1a(watch.query, fnv1a(watch.name))) + "/" + hex64(series.labels.fingerprint());
}

std::string checkpointKey(const std::string& base, Time at)
{
    return base + "/" + std::to_string((toMs(at) / kDayMs) % kCheckpointRing);
}

std::string bandKey(const std::string& base, std::int64_t day) { return base + "/band/" + std::to_string(day % kBandRing); }
/// Its presence says that the band is kept from the head's start on; earlier builds kept none.
std::string bandMark(const std::string& base) { return base + "/bands"; }

std::int64_t dayOf(Time t) { return toMs(floorTo(t, Millis{kDayMs})) / kDayMs; }

Result<std::optional<BandDay>> keptBandDay(const CacheReader& reader, const std::string& base, std::int64_t day)
{
    auto bytes = reader.state(bandKey(base, day));
    if (!bytes.ok())
        return bytes.error();
    auto kept = bytes->has_value() ? loadBandDay(**bytes) : std::nullopt;
    if (kept && kept->day != day)
        kept.reset(); // the ring reuses keys
    return kept;
}

/// "start,checkpoint,...;from,to,from,to,..." in ms; earlier builds wrote no holes.
std::string saveHead(const Head& head)
{
    std::string text = std::to_string(toMs(head.startedAt));
    for (const Time t : head.checkpoints)
        text += "," + std::to_string(toMs(t));
    for (const auto& hole : head.holes)
        text += (&hole == &head.holes.front() ? ";" : ",") + std::to_string(toMs(hole.from)) + "," + std::to_string(toMs(hole.to));
    return text;
}

Head loadHead(const std::string& text)
{
    Head head;
    std::vector<Time> parts[2];
    std::size_t which = 0;
    for (const auto& side : splitText(text, ';')) {
        for (const auto& part : splitText(side, ',')) {
            double value = 0;
            if (which > 1 || !parseNumber(part, value))
                return {};
            parts[which].push_back(timeFromMs(static_cast<std::int64_t>(value)));
        }
        ++which;
    }
    if (parts[0].empty())
        return {};
    head.startedAt = parts[0].front();
    head.checkpoints.assign(parts[0].begin() + 1, parts[0].end());
    for (std::size_t i = 0; i + 1 < parts[1].size(); i += 2)
        head.holes.push_back({parts[1][i], parts[1][i + 1]});
    return head;
}

/// What was learnt past a hole that has samples now is learnt again: forgets the checkpoints after the oldest such hole, and the holes with them.
Result<bool> forgetPastFilledHoles(const CacheReader& reader, std::int64_t series, Head& head)
{
    for (std::size_t i = 0; i < head.holes.size(); ++i) {
        const auto hole = head.holes[i];
        auto inside = reader.samples(series, {hole.from + Millis{1}, hole.to});
        if (!inside.ok())
            return inside.error();
        if (inside->times.empty())
            continue;
        std::erase_if(head.checkpoints, [&](Time t) { return t > hole.from; });
        head.holes.resize(i);
        return true;
    }
    return false;
}

DetectorOptions optionsFor(const Config& config, const WatchConfig& watch)
{
    DetectorOptions options;
    options.step = watchStep(config, watch);
    options.badDirection = watch.badDirection;
    if (watch.lowerBound)
        options.lowerBound = *watch.lowerBound;
    if (watch.upperBound)
        options.upperBound = *watch.upperBound;
    return options;
}

/// The newest checkpoint at or before `at`; the head's start where there is none. Sets `from` to where to go on.
Detector resume(const CacheReader& reader, const std::string& base, const Head& head, Time at, const DetectorOptions& options,
    Time& from)
{
    for (auto it = head.checkpoints.rbegin(); it != head.checkpoints.rend(); ++it) {
        if (*it > at)
            continue;
        auto bytes = reader.state(checkpointKey(base, *it));
        if (!bytes.ok() || !bytes->has_value())
            continue;
        // The ring reuses keys: the bytes carry the time they belong to.
        const std::string& blob = bytes->value();
        std::int64_t stamp = 0;
        if (blob.size() < sizeof stamp)
            continue;
        std::memcpy(&stamp, blob.data(), sizeof stamp);
        if (stamp != toMs(*it))
            continue;
        auto detector = Detector::load(blob.substr(sizeof stamp), options);
        if (!detector.ok())
            continue;
        from = *it;
        return std::move(detector).value();
    }
    from = head.startedAt;
    return Detector(options);
}

std::string checkpointBytes(Time at, const Detector& detector)
{
    const std::int64_t stamp = toMs(at);
    std::string bytes(sizeof stamp, '\0');
    std::memcpy(bytes.data(), &stamp, sizeof stamp);
    return bytes + detector.save();
}

/// Days of the band that the points changed: those replayed from `from` on, whole bins up to the newest sample.
Status updateBand(const CacheReader& reader, const std::string& base, const std::vector<ScoredPoint>& points, Time from, Time last, Millis step, FlagUpdate& update)
{
    BandGathering gathered;
    for (const auto& point : points)
        gathered.add(point);
    const Time bin = floorTo(from, kBandBin);
    for (auto day = dayOf(from); day <= dayOf(last); ++day) {
        const auto kept = keptBandDay(reader, base, day);
        if (!kept.ok())
            return kept.error();
        const auto bytes = saveBandDay(gathered.joined(day, from - bin <= step ? bin : from, last + step, *kept));
        if (!kept->has_value() || saveBandDay(**kept) != bytes)
            update.states.emplace_back(bandKey(base, day), bytes);
    }
    return Done{};
}

Result<bool> updateSeries(const CacheReader& reader, const Config& config, const WatchConfig& watch, const StoredSeries& series,
    Time now, FlagUpdate& update)
{
    const auto base = stateKey(watch, series);
    const auto options = optionsFor(config, watch);
    auto stored = reader.state(base);
    if (!stored.ok())
        return stored.error();
    Head head;
    const bool fresh = !stored->has_value() || (head = loadHead(**stored), head.startedAt > series.first) || head.startedAt == Time{};
    if (fresh)
        head = Head{series.first, {}, {}};
    if (auto forgotten = forgetPastFilledHoles(reader, series.id, head); !forgotten.ok())
        return forgotten.error();
    auto marked = reader.state(bandMark(base));
    if (!marked.ok())
        return marked.error();
    if (!marked->has_value())
        head.checkpoints.clear();
    Time from{};
    Detector detector = resume(reader, base, head, series.last, options, from);
    std::erase_if(head.holes, [&](const TimeRange& hole) { return hole.to > from; }); // found again below
    auto samples = reader.samples(series.id, {from, series.last + Millis{1}});
    if (!samples.ok())
        return samples.error();
    std::vector<ScoredPoint> points;
    points.reserve(samples->times.size());
    Time nextCheckpoint = floorTo(from, Millis{kDayMs}) + Millis{kDayMs};
    Time lastFlagged{};
    const Millis gap = options.step * 10;
    for (std::size_t i = 0; i < samples->times.size(); ++i) {
        const Time t = samples->times[i];
        if (i > 0 && t - samples->times[i - 1] > options.step * kHoleSteps)
            head.holes.push_back({samples->times[i - 1], t});
        if (t >= nextCheckpoint && (lastFlagged == Time{} || t - lastFlagged > gap)) {
            head.checkpoints.push_back(t);
            update.states.emplace_back(checkpointKey(base, t), checkpointBytes(t, detector));
            nextCheckpoint = floorTo(t, Millis{kDayMs}) + Millis{kDayMs};
        }
        points.push_back(detector.push(t, samples->values[i]));
        if (points.back().anomalous)
            lastFlagged = t;
    }
    if (head.checkpoints.size() > static_cast<std::size_t>(kCheckpointRing) - 2)
        head.checkpoints.erase(head.checkpoints.begin(), head.checkpoints.end() - (kCheckpointRing - 2));
    if (head.holes.size() > kMostHoles)
        head.holes.erase(head.holes.begin(), head.holes.end() - static_cast<std::ptrdiff_t>(kMostHoles));
    update.watch = watch.name;
    update.series = seriesKey(series.labels);
    update.from = from;
    update.flags = flagSpans(points, watch.name, update.series, watchService(watch, config.labels, series.labels), gap);
    for (auto& flag : update.flags)
        flag.open = flag.to + options.step * 2 >= series.last && now - series.last < options.step * 5;
    if (auto done = updateBand(reader, base, points, from, series.last, options.step, update); !done.ok())
        return done.error();
    update.states.emplace_back(base, saveHead(head));
    if (!marked->has_value())
        update.states.emplace_back(bandMark(base), "1");
    update.seenAt = now;
    return true;
}

} // namespace

std::string seriesKey(const Labels& labels)
{
    Labels own = labels;
    own.set(kWatchLabel, {});
    own.set(kFeedLabel, {});
    own.set(kRevisionLabel, {});
    return own.empty() ? std::string() : own.text();
}

Result<std::vector<StoredSeries>> watchSeries(const CacheReader& reader, const WatchConfig& watch)
{
    auto matcher = Matcher::make(kWatchLabel, MatchOp::equal, watch.name);
    if (!matcher.ok())
        return matcher.error();
    auto all = reader.series({*matcher});
    if (!all.ok())
        return all.error();
    std::vector<StoredSeries> current;
    std::vector<StoredSeries> untold;
    for (auto& series : *all) {
        const auto revision = series.labels.value(kRevisionLabel);
        if (revision.empty())
            untold.push_back(std::move(series));
        else if (revision == watchRevision(watch.query))
            current.push_back(std::move(series));
    }
    return current.empty() ? untold : current;
}

std::string watchService(const WatchConfig& watch, const LabelMapping& mapping, const Labels& labels)
{
    return watch.service.empty() ? std::string(labels.firstOf(mapping.service)) : watch.service;
}

Millis watchStep(const Config& config, const WatchConfig& watch)
{
    if (watch.step)
        return *watch.step;
    for (const auto& feed : config.feeds) {
        if (isAskedOf(watch, feed))
            return feed.step;
    }
    return std::chrono::minutes{1};
}

Result<std::vector<FlagUpdate>> updateFlags(const CacheReader& reader, const Config& config, Time now)
{
    std::vector<FlagUpdate> updates;
    for (const auto& watch : config.watches) {
        auto all = watchSeries(reader, watch);
        if (!all.ok())
            return all.error();
        for (const auto& series : *all) {
            FlagUpdate update;
            auto done = updateSeries(reader, config, watch, series, now, update);
            if (!done.ok())
                return done.error();
            if (*done)
                updates.push_back(std::move(update));
        }
    }
    return updates;
}

Result<std::vector<ScoredPoint>> scoredPoints(const CacheReader& reader, const Config& config, const WatchConfig& watch,
    const StoredSeries& series, TimeRange range, double* daysNeeded)
{
    const auto base = stateKey(watch, series);
    const auto options = optionsFor(config, watch);
    auto stored = reader.state(base);
    if (!stored.ok())
        return stored.error();
    const Head head = stored->has_value() ? loadHead(**stored) : Head{series.first, {}, {}};
    Time from{};
    Detector detector = resume(reader, base, head, range.from, options, from);
    auto samples = reader.samples(series.id, {from, range.to});
    if (!samples.ok())
        return samples.error();
    std::vector<ScoredPoint> points;
    for (std::size_t i = 0; i < samples->times.size(); ++i) {
        auto point = detector.push(samples->times[i], samples->values[i]);
        if (samples->times[i] >= range.from)
            points.push_back(point);
    }
    if (daysNeeded != nullptr)
        *daysNeeded = detector.daysNeeded();
    return points;
}

Result<std::optional<std::vector<BandPoint>>> keptBand(const CacheReader& reader, const Config& config, const WatchConfig& watch,
    const StoredSeries& series, TimeRange range, double* daysNeeded)
{
    std::optional<std::vector<BandPoint>> out;
    const auto base = stateKey(watch, series);
    auto marked = reader.state(bandMark(base));
    auto stored = reader.state(base);
    if (!marked.ok() || !stored.ok())
        return marked.ok() ? stored.error() : marked.error();
    if (!marked->has_value() || !stored->has_value())
        return out;
    out.emplace();
    for (auto day = dayOf(std::max(range.from, series.first)); day <= dayOf(std::min(range.to, series.last)); ++day) {
        const auto kept = keptBandDay(reader, base, day);
        if (!kept.ok())
            return kept.error();
        if (!kept->has_value())
            continue;
        for (const auto& bin : (*kept)->bins) {
            if (range.overlaps(bin.at, bin.at + kBandBin) && std::isfinite(bin.lower) && std::isfinite(bin.upper))
                out->push_back({std::max(bin.at, range.from), bin.lower, bin.upper, bin.expected});
        }
    }
    Time from{};
    if (daysNeeded != nullptr)
        *daysNeeded = resume(reader, base, loadHead(**stored), range.to, optionsFor(config, watch), from).daysNeeded();
    return out;
}

Result<std::vector<ScoredPoint>> scoredUnwatched(
    const CacheReader& reader, const StoredSeries& series, Millis step, TimeRange range)
{
    auto samples = reader.samples(series.id, {series.first, range.to});
    if (!samples.ok())
        return samples.error();
    DetectorOptions options;
    options.step = step;
    Detector detector(options);
    std::vector<ScoredPoint> points;
    for (std::size_t i = 0; i < samples->times.size(); ++i) {
        const auto point = detector.push(samples->times[i], samples->values[i]);
        if (samples->times[i] >= range.from)
            points.push_back(point);
    }
    return points;
}

} // namespace vedette
