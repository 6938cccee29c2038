#pragma once

#include "models/core/batch.h"
#include "models/snapshot/dead_mans_switch.h"

namespace vedette {

/// Stands before the writer: with each complete list of alerts goes what it tells of the dead man's switches. On the I/O thread.
class SwitchNotes final : public Sink {
public:
    SwitchNotes(Sink& next, const Config& config) : m_next(next), m_sights(config) {}
    void accept(Batch batch) override
    {
        for (const auto& poll : batch.alertPolls) {
            const auto spans = m_sights.of(poll);
            batch.coverage.insert(batch.coverage.end(), spans.begin(), spans.end());
        }
        m_next.accept(std::move(batch));
    }
    void status(const FeedStatus& status) override { m_next.status(status); }

private:
    Sink& m_next;
    SwitchSights m_sights;
};

} // namespace vedette
