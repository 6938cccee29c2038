#include "models/feeds/sources/container_image.h"

namespace vedette {

namespace {

constexpr std::string_view kSha = "sha256:";
constexpr std::size_t kShownDigits = 12;

std::string digestIn(std::string_view text)
{
    const auto at = text.rfind(kSha);
    if (at == std::string_view::npos)
        return {};
    text.remove_prefix(at + kSha.size());
    return std::string(text.substr(0, text.find_first_not_of("0123456789abcdef")));
}

} // namespace

std::string ContainerImage::revision() const
{
    if (!tag.empty())
        return tag;
    return digest.empty() ? std::string{} : std::string(kSha) + digest.substr(0, kShownDigits);
}

bool ContainerImage::same(const ContainerImage& other) const
{
    if (!digest.empty() && !other.digest.empty())
        return digest == other.digest;
    return name == other.name && tag == other.tag;
}

ContainerImage imageFrom(std::string_view reference)
{
    ContainerImage image;
    if (reference.starts_with(kSha)) { // a runtime that has lost the name
        image.digest = digestIn(reference);
        return image;
    }
    if (const auto at = reference.find('@'); at != std::string_view::npos) {
        image.digest = digestIn(reference.substr(at));
        reference = reference.substr(0, at);
    }
    const auto colon = reference.rfind(':');
    const auto slash = reference.rfind('/');
    const bool tagged = colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash);
    image.name = reference.substr(0, tagged ? colon : reference.size());
    if (tagged)
        image.tag = reference.substr(colon + 1);
    return image;
}

ContainerImage imageFrom(const Labels& labels)
{
    // What the pod's template says is what was deployed; the runtime may tell another name of the same image.
    auto image = imageFrom(labels.has("image_spec") ? labels.value("image_spec") : labels.value("image"));
    image.container = labels.value("container");
    if (image.name.empty() && labels.has("image_spec"))
        image.name = imageFrom(labels.value("image")).name;
    if (image.digest.empty())
        image.digest = digestIn(labels.value("image_id"));
    return image;
}

std::string commitIn(std::string_view tag)
{
    auto last = tag.substr(tag.find_last_of("-_.+") + 1);
    if (last.starts_with('g') && last.size() > 7)
        last.remove_prefix(1); // git describe
    const bool hex = last.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    const bool mixed = last.find_first_of("abcdef") != std::string_view::npos && last.find_first_of("0123456789") != std::string_view::npos;
    return hex && mixed && last.size() >= 7 && last.size() <= 40 ? std::string(last) : std::string{};
}

} // namespace vedette
