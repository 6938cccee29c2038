#include "models/feeds/feed_runner.h"

namespace vedette {

namespace {

constexpr std::int64_t kTailBytes = 4LL << 20U; ///< at once

} // namespace

void FeedRunner::readFiles()
{
    auto& cycle = *m_cycle;
    auto found = m_files.changed(m_feed.path, [this](const std::string& name) { return m_source->wantsFile(name); });
    ++m_status.requests;
    ++cycle.asked;
    if (!found.ok()) {
        ++cycle.failed;
        ++m_status.errors;
        cycle.failure = Untold{found.error(), 0, false};
        return;
    }
    ++cycle.answered;
    for (auto& file : *found) {
        Ask ask;
        ask.question = file.path;
        Told told;
        told.url = file.path;
        told.at = m_clock.now();
        Reading reading;
        if (file.bytes.ok()) {
            told.body = std::move(*file.bytes);
            m_status.bytes += static_cast<std::int64_t>(told.body.size());
            cycle.bytes += static_cast<std::int64_t>(told.body.size());
            reading = m_source->read(ask, told);
        } else {
            reading.failed = Untold{file.bytes.error(), 0, false};
        }
        settleAsk(ask, std::move(reading), 0, true);
    }
}

void FeedRunner::readTail()
{
    auto& cycle = *m_cycle;
    ++m_status.requests;
    ++cycle.asked;
    const auto more = m_tail->read(m_feed.path, cycle.at, kTailBytes, [&](TailPiece piece) {
        Ask ask;
        ask.question = m_feed.path;
        ask.backfill = !piece.live;
        const auto bytes = static_cast<std::int64_t>(piece.lines.size());
        ask.context = std::move(piece);
        Told told;
        told.url = m_feed.path;
        told.at = m_clock.now();
        m_status.bytes += bytes;
        settleAsk(ask, m_source->read(ask, told), bytes, true);
    });
    m_tailGoesOn = more.ok() && *more;
    if (more.ok())
        return;
    ++cycle.failed;
    ++m_status.errors;
    cycle.answered = 0;
    cycle.failure = Untold{more.error(), 0, false};
}

} // namespace vedette
