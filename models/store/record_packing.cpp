#include "models/store/record_packing.h"

#include "models/store/byte_stream.h"

namespace vedette {

namespace {

/// One list of fields serves both ways: `each(io, record)` names them in order.
class Packer {
public:
    ByteWriter out;
    void operator()(const std::string& v) { out.text(v); }
    void operator()(const std::int64_t& v) { out.zigzag(v); }
    void operator()(const int& v) { out.zigzag(v); }
    void operator()(const bool& v) { out.u8(v ? 1 : 0); }
    void operator()(const double& v) { out.real(v); }
    void operator()(const Time& v) { out.zigzag(toMs(v)); }
    void operator()(const Millis& v) { out.zigzag(v.count()); }
    void operator()(const Labels& v)
    {
        out.varint(v.size());
        for (const auto& [name, value] : v) {
            out.text(name);
            out.text(value);
        }
    }
    void operator()(const std::pair<std::string, std::string>& v)
    {
        out.text(v.first);
        out.text(v.second);
    }
    void operator()(const SilenceMatcher& v)
    {
        out.text(v.name);
        out.text(v.value);
        out.u8(static_cast<std::uint8_t>((v.isRegex ? 1 : 0) | (v.isEqual ? 2 : 0)));
    }
    void operator()(const FeedCertificate& v)
    {
        (*this)(v.subject);
        (*this)(v.issuer);
        (*this)(v.from);
        (*this)(v.until);
        (*this)(v.names);
    }
    void operator()(const ChangeStage& v)
    {
        (*this)(v.stage);
        (*this)(v.environment);
        (*this)(v.status);
        (*this)(v.startsAt);
        (*this)(v.endsAt);
    }
    void operator()(const EpisodeSeer& v)
    {
        (*this)(v.feed);
        (*this)(v.silencedBy);
        (*this)(v.inhibitedBy);
        (*this)(v.fromHistory);
    }
    void operator()(const DependencyCall& v)
    {
        (*this)(v.parent);
        (*this)(v.child);
        (*this)(v.calls);
        (*this)(v.errors);
    }
    template <class T> void operator()(const std::optional<T>& v)
    {
        out.u8(v ? 1 : 0);
        if (v)
            (*this)(*v);
    }
    template <class T> void operator()(const std::vector<T>& v)
    {
        out.varint(v.size());
        for (const auto& each : v)
            (*this)(each);
    }
    template <class E> requires std::is_enum_v<E> void operator()(const E& v) { out.varint(static_cast<std::uint64_t>(v)); }
};

class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : in(bytes) {}
    ByteReader in;
    void operator()(std::string& v)
    {
        if (!in.atEnd())
            v = in.text();
    }
    void operator()(std::int64_t& v)
    {
        if (!in.atEnd())
            v = in.zigzag();
    }
    void operator()(int& v)
    {
        if (!in.atEnd())
            v = static_cast<int>(in.zigzag());
    }
    void operator()(bool& v)
    {
        if (!in.atEnd())
            v = in.u8() != 0;
    }
    void operator()(double& v)
    {
        if (!in.atEnd())
            v = in.real();
    }
    void operator()(Time& v)
    {
        if (!in.atEnd())
            v = timeFromMs(in.zigzag());
    }
    void operator()(Millis& v)
    {
        if (!in.atEnd())
            v = Millis{in.zigzag()};
    }
    void operator()(Labels& v)
    {
        std::vector<Labels::Pair> pairs(in.atEnd() ? 0 : in.count(2));
        for (auto& pair : pairs)
            (*this)(pair);
        v = Labels(std::move(pairs));
    }
    void operator()(std::pair<std::string, std::string>& v)
    {
        v.first = in.text();
        v.second = in.text();
    }
    void operator()(SilenceMatcher& v)
    {
        v.name = in.text();
        v.value = in.text();
        const auto bits = in.u8();
        v.isRegex = (bits & 1U) != 0;
        v.isEqual = (bits & 2U) != 0;
    }
    void operator()(FeedCertificate& v)
    {
        (*this)(v.subject);
        (*this)(v.issuer);
        (*this)(v.from);
        (*this)(v.until);
        (*this)(v.names);
    }
    void operator()(ChangeStage& v)
    {
        (*this)(v.stage);
        (*this)(v.environment);
        (*this)(v.status);
        (*this)(v.startsAt);
        (*this)(v.endsAt);
    }
    void operator()(EpisodeSeer& v)
    {
        (*this)(v.feed);
        (*this)(v.silencedBy);
        (*this)(v.inhibitedBy);
        (*this)(v.fromHistory);
    }
    void operator()(DependencyCall& v)
    {
        (*this)(v.parent);
        (*this)(v.child);
        (*this)(v.calls);
        (*this)(v.errors);
    }
    template <class T> void operator()(std::optional<T>& v)
    {
        if (in.atEnd())
            return;
        v.reset();
        if (in.u8() != 0)
            (*this)(v.emplace());
    }
    template <class T> void operator()(std::vector<T>& v)
    {
        if (in.atEnd())
            return;
        v.clear();
        v.resize(in.count());
        for (auto& each : v)
            (*this)(each);
    }
    template <class E> requires std::is_enum_v<E> void operator()(E& v)
    {
        if (!in.atEnd())
            v = static_cast<E>(in.varint() & 0x0FU);
    }
};

void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, Labels> { io(v); }
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, EpisodeFacts>
{
    io(v.state), io(v.severity), io(v.level), io(v.pendingAt), io(v.startsAt), io(v.endsAt), io(v.reconstructed), io(v.sources);
    io(v.silencedBy), io(v.inhibitedBy), io(v.annotations);
}
void each(auto& io, auto& e) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(e)>>, AlertEpisode>
{
    io(e.id), io(e.fingerprint), io(e.name), io(e.service), io(e.environment), io(e.severity), io(e.level), io(e.labels), io(e.annotations);
    io(e.state), io(e.pendingAt), io(e.startsAt), io(e.endsAt), io(e.seenAt), io(e.reconstructed), io(e.sources), io(e.silencedBy);
    io(e.inhibitedBy), io(e.link);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, EpisodeState>
{
    each(io, v.episode);
    io(v.seers), io(v.imported);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, ChangeRecord>
{
    io(v.id), io(v.kind), io(v.service), io(v.environment), io(v.revision), io(v.previous), io(v.stage), io(v.status), io(v.actor), io(v.url);
    io(v.title), io(v.startsAt), io(v.endsAt), io(v.parent), io(v.attributes), io(v.seenAt), io(v.reconstructed), io(v.source);
}
void eachOfBeginning(auto& io, auto& v)
{
    io(v.id), io(v.kind), io(v.service), io(v.environment), io(v.revision), io(v.previous), io(v.status), io(v.startsAt);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, Change>
{
    eachOfBeginning(io, v);
    io(v.endsAt), io(v.actor), io(v.url), io(v.title), io(v.sources), io(v.stages), io(v.attributes), io(v.seenAt), io(v.reconstructed), io(v.recordIds);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, Silence>
{
    io(v.id), io(v.source), io(v.state), io(v.matchers), io(v.startsAt), io(v.endsAt), io(v.updatedAt), io(v.createdBy), io(v.comment), io(v.seenAt);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, Note>
{
    io(v.id), io(v.at), io(v.author), io(v.text), io(v.service), io(v.seenAt);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, ServiceInfo>
{
    io(v.name), io(v.owner), io(v.tier), io(v.dependsOn), io(v.labels), io(v.links);
    io(v.title), io(v.description), io(v.type), io(v.lifecycle), io(v.system), io(v.channel), io(v.members), io(v.deputy), io(v.team);
    io(v.environment), io(v.tags), io(v.aliases);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, DependencyPoll>
{
    io(v.feed), io(v.span.from), io(v.span.to), io(v.calls), io(v.at);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, FeedStatus>
{
    io(v.name), io(v.kind), io(v.cluster), io(v.product), io(v.url), io(v.state), io(v.lastSuccess), io(v.lastAttempt), io(v.failingSince);
    io(v.newest), io(v.latency), io(v.clockSkew), io(v.interval), io(v.nextPoll), io(v.error), io(v.hint), io(v.requests), io(v.errors);
    io(v.records), io(v.bytes), io(v.backfillRatio), io(v.backfillEta), io(v.origin), io(v.certificate);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, FeedPoll>
{
    io(v.feed), io(v.question), io(v.at), io(v.took), io(v.ok), io(v.errorKind), io(v.error), io(v.httpStatus), io(v.bytes), io(v.records), io(v.backfill);
}
void each(auto& io, auto& v) requires std::same_as<std::remove_const_t<std::remove_reference_t<decltype(v)>>, AnomalyFlag>
{
    io(v.watch), io(v.series), io(v.service), io(v.from), io(v.to), io(v.open), io(v.score), io(v.peakAt), io(v.peakValue), io(v.expectedAtStart);
    io(v.lowerAtStart), io(v.upperAtStart), io(v.upward), io(v.why);
}

constexpr std::uint8_t kVersion = 1;

template <class T> std::string packed(const T& v)
{
    Packer io;
    io.out.u8(kVersion);
    each(io, v);
    return io.out.take();
}

template <class T> bool unpacked(std::string_view bytes, T& v)
{
    Unpacker io(bytes);
    if (io.in.u8() < kVersion)
        return false;
    each(io, v);
    return io.in.ok();
}

} // namespace

std::string packRecord(const Labels& v) { return packed(v); }
std::string packRecord(const EpisodeState& v) { return packed(v); }
std::string packRecord(const EpisodeFacts& v) { return packed(v); }
std::string packRecord(const ChangeRecord& v) { return packed(v); }
std::string packRecord(const Change& v) { return packed(v); }
std::string packRecord(const Silence& v) { return packed(v); }
std::string packRecord(const Note& v) { return packed(v); }
std::string packRecord(const ServiceInfo& v) { return packed(v); }
std::string packRecord(const DependencyPoll& v) { return packed(v); }
std::string packRecord(const FeedStatus& v) { return packed(v); }
std::string packRecord(const FeedPoll& v) { return packed(v); }
std::string packRecord(const AnomalyFlag& v) { return packed(v); }
bool unpackRecord(std::string_view bytes, Labels& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, EpisodeState& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, EpisodeFacts& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, ChangeRecord& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, Change& v) { return unpacked(bytes, v); }
bool unpackEpisode(std::string_view bytes, AlertEpisode& v) { return unpacked(bytes, v); }
bool unpackBeginning(std::string_view bytes, Change& v)
{
    Unpacker io(bytes);
    if (io.in.u8() < kVersion)
        return false;
    eachOfBeginning(io, v);
    return io.in.ok();
}
bool unpackRecord(std::string_view bytes, Silence& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, Note& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, ServiceInfo& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, DependencyPoll& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, FeedStatus& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, FeedPoll& v) { return unpacked(bytes, v); }
bool unpackRecord(std::string_view bytes, AnomalyFlag& v) { return unpacked(bytes, v); }

Error damagedRecord() { return makeError(ErrorKind::store, "a stored record is damaged"); }

} // namespace vedette
