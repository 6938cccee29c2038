#pragma once

#include "models/core/labels.h"

#include <string>
#include <string_view>

namespace vedette {

/// What one container of a pod runs, out of kube_pod_container_info. Foreign text, bounded by the answer's limits.
struct ContainerImage {
    std::string container;
    std::string name;   ///< registry/path
    std::string tag;    ///< empty where only a digest is told
    std::string digest; ///< 64 hexadecimal digits; may be empty
    /// The tag, else the digest as "sha256:" and 12 digits.
    [[nodiscard]] std::string revision() const;
    /// Whether both run the same. Digests decide where both have one: a tag such as "latest" may be moved.
    [[nodiscard]] bool same(const ContainerImage& other) const;
};

/// A reference as distribution/reference has it: "registry:5000/shop/cart:1.4.2@sha256:...".
[[nodiscard]] ContainerImage imageFrom(std::string_view reference);
/// Of a series' labels container, image, image_spec and image_id.
[[nodiscard]] ContainerImage imageFrom(const Labels& labels);
/// The commit that a tag ends with ("1.4.2-gabc1234f", "main-1f3e5d7"): 7 to 40 hexadecimal digits, a letter and a figure among them.
[[nodiscard]] std::string commitIn(std::string_view tag);

} // namespace vedette
