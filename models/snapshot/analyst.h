#pragma once

#include "models/core/config.h"
#include "models/correlation/suspects.h"
#include "models/snapshot/far_line.h"
#include "models/snapshot/snapshot.h"
#include "models/store/cache.h"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace vedette {

/// What the session knows beside the cache.
struct AnalystContext {
    Time now{};
    std::shared_ptr<const Config> config = std::make_shared<Config>();
    std::vector<FeedStatus> feeds; ///< of the engine; empty: those of the cache
    ConfigState configState;
    BackgroundWork work;
    Millis patience = Millis::max(); ///< for judging groups of alerts that are long over; what is left then settle() does
    bool polls = false;        ///< this console asks feeds
    PagingRoutes routes;       ///< what configurations say of an alert; empty: nobody reads them
    std::vector<FarNote> far;  ///< of what is asked beyond the cache
    bool readOnly = false;
    std::string reason;
};

/// Answers questions from one read connection: rows in, one immutable Snapshot out. Not thread-safe; lives on an analyst's thread.
/// Keeps what did not change between two answers.
class Analyst {
public:
    explicit Analyst(std::unique_ptr<CacheReader> reader);
    ~Analyst();

    /// `cancelled` is asked between parts; true ends with kind cancelled.
    [[nodiscard]] Result<std::shared_ptr<const Snapshot>> answer(
        const Question& question, const AnalystContext& context, const std::function<bool()>& cancelled);

    /// The newest answer left groups of alerts unjudged.
    [[nodiscard]] bool unsettled() const;
    /// Judges such groups for about so long, or until it is cancelled; the next answer has them.
    void settle(Millis about, const std::function<bool()>& cancelled);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace vedette
