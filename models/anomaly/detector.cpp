#include "models/anomaly/detector.h"

#include "models/anomaly/detector_engine.h"
#include "models/anomaly/state_bytes.h"
#include "models/base/text.h"

namespace vedette {

namespace {

constexpr std::uint32_t kMagic = 0x32444456; ///< "VDD2": what it is and the version of its format
constexpr std::size_t kSumBytes = 8;

} // namespace

struct Detector::Impl {
    DetectorEngine engine;
};

Detector::Detector(DetectorOptions options) : m_impl(new Impl{DetectorEngine(options)}) {}
Detector::~Detector() = default;
Detector::Detector(Detector&&) noexcept = default;
Detector& Detector::operator=(Detector&&) noexcept = default;

ScoredPoint Detector::push(Time at, double value) { return m_impl->engine.push(at, value); }

std::int64_t Detector::seen() const { return m_impl->engine.seen(); }

double Detector::daysNeeded() const { return m_impl->engine.daysNeeded(); }

std::string Detector::save() const
{
    StateWriter writer;
    writer.field(kMagic);
    writer.field(m_impl->engine.stepMs());
    m_impl->engine.archive(writer);
    std::string bytes = writer.out();
    StateWriter sum;
    sum.field(fnv1a(bytes));
    return bytes + sum.out();
}

Result<Detector> Detector::load(const std::string& bytes, DetectorOptions options)
{
    const auto refuse = [](const char* why) {
        return makeError(ErrorKind::parse, std::string("saved detector: ") + why);
    };
    if (bytes.size() < kSumBytes)
        return refuse("too short");
    const std::string body = bytes.substr(0, bytes.size() - kSumBytes);
    const std::string tail = bytes.substr(body.size());
    std::uint64_t sum = 0;
    StateReader(tail).field(sum);
    std::uint32_t magic = 0;
    std::int64_t step = 0;
    StateReader reader(body);
    reader.field(magic);
    reader.field(step);
    if (magic != kMagic)
        return refuse("not a state of this version");
    if (sum != fnv1a(body))
        return refuse("checksum differs");
    Detector detector(options);
    if (step != detector.m_impl->engine.stepMs())
        return refuse("made for another step");
    detector.m_impl->engine.archive(reader);
    if (!reader.ok() || !reader.atEnd() || !detector.m_impl->engine.valid())
        return refuse("impossible values");
    return detector;
}

} // namespace vedette
