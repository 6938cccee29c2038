#pragma once

#include "models/core/alert.h"
#include "models/core/anomaly.h"
#include "models/core/change.h"
#include "models/core/dependency.h"
#include "models/core/feed.h"
#include "models/core/service.h"
#include "models/core/silence.h"
#include "models/store/episode_merge.h"

#include <string>
#include <string_view>

// Packed records of the cache (DESIGN.md, "The cache", "Packed"). unpack answers false on bytes that are not such a record.

namespace vedette {

[[nodiscard]] std::string packRecord(const Labels& v);
[[nodiscard]] std::string packRecord(const EpisodeState& v);
[[nodiscard]] std::string packRecord(const EpisodeFacts& v);
[[nodiscard]] std::string packRecord(const ChangeRecord& v);
[[nodiscard]] std::string packRecord(const Change& v);
[[nodiscard]] std::string packRecord(const Silence& v);
[[nodiscard]] std::string packRecord(const Note& v);
[[nodiscard]] std::string packRecord(const ServiceInfo& v);
[[nodiscard]] std::string packRecord(const DependencyPoll& v);
[[nodiscard]] std::string packRecord(const FeedStatus& v);
[[nodiscard]] std::string packRecord(const FeedPoll& v);
[[nodiscard]] std::string packRecord(const AnomalyFlag& v);

[[nodiscard]] bool unpackRecord(std::string_view bytes, Labels& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, EpisodeState& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, EpisodeFacts& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, ChangeRecord& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, Change& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, Silence& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, Note& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, ServiceInfo& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, DependencyPoll& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, FeedStatus& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, FeedPoll& v);
[[nodiscard]] bool unpackRecord(std::string_view bytes, AnomalyFlag& v);
/// Of an EpisodeState the episode.
[[nodiscard]] bool unpackEpisode(std::string_view bytes, AlertEpisode& v);
/// Only up to startsAt: what later deployments remember of it.
[[nodiscard]] bool unpackBeginning(std::string_view bytes, Change& v);

/// The error of a record that cannot be unpacked.
[[nodiscard]] Error damagedRecord();

} // namespace vedette
