#pragma once

#include "models/core/batch.h"

#include <map>
#include <mutex>
#include <vector>

namespace vedette::test {

/// Keeps what an engine told, for asking afterwards. Thread-safe.
class RecordingSink final : public Sink {
public:
    void accept(Batch batch) override
    {
        const std::scoped_lock lock(m_mutex);
        m_batches.push_back(std::move(batch));
    }
    void status(const FeedStatus& status) override
    {
        const std::scoped_lock lock(m_mutex);
        m_statuses[status.name] = status;
        m_history.push_back(status);
    }
    std::vector<Batch> batches() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_batches;
    }
    FeedStatus statusOf(const std::string& feed) const
    {
        const std::scoped_lock lock(m_mutex);
        const auto it = m_statuses.find(feed);
        return it == m_statuses.end() ? FeedStatus{} : it->second;
    }
    std::vector<FeedStatus> statusHistory() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_history;
    }
    /// All of one kind, in the order they came: `all(&Batch::changes)`.
    template <class T> std::vector<T> all(std::vector<T> Batch::*member) const
    {
        const std::scoped_lock lock(m_mutex);
        std::vector<T> out;
        for (const auto& batch : m_batches)
            out.insert(out.end(), (batch.*member).begin(), (batch.*member).end());
        return out;
    }
    /// Samples by labels, joined over batches.
    std::map<Labels, std::map<Time, double>> series() const
    {
        std::map<Labels, std::map<Time, double>> out;
        for (const auto& samples : all(&Batch::samples)) {
            for (std::size_t i = 0; i < samples.times.size(); ++i)
                out[samples.labels][samples.times[i]] = samples.values[i];
        }
        return out;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<Batch> m_batches;
    std::map<std::string, FeedStatus> m_statuses;
    std::vector<FeedStatus> m_history;
};

} // namespace vedette::test
