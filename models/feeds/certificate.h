#pragma once

#include "models/core/feed.h"

#include <optional>
#include <string_view>
#include <vector>

namespace vedette {

/// A server's certificate from its lines as libcurl tells them ("Subject:CN = prom.internal", "Expire date:Nov 20 05:55:48 2026 GMT",
/// "X509v3 Subject Alternative Name:DNS:a, DNS:b"); what a line says is foreign text, bounded here. Null without a subject and an end.
[[nodiscard]] std::optional<FeedCertificate> certificateFrom(const std::vector<std::string_view>& lines);

/// "Nov 20 05:55:48 2026 GMT", also "2026-11-20 05:55:48 GMT"; null: another form.
[[nodiscard]] std::optional<Time> certificateTime(std::string_view text);

} // namespace vedette
