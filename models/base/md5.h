#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace vedette {

/// RFC 1321. No protection of anything: Prometheus' hashmod is defined by it.
[[nodiscard]] std::array<std::uint8_t, 16> md5(std::string_view bytes);

} // namespace vedette
