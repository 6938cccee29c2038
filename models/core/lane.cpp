#include "models/core/lane.h"

#include <charconv>
#include <string_view>

namespace vedette {

namespace {

constexpr std::string_view kAlert = "mark:alert:";
constexpr std::string_view kChange = "mark:change:";

} // namespace

std::string MarkId::text() const
{
    return std::string(change ? kChange : kAlert) + std::to_string(toMs(at)) + ':' + service;
}

std::optional<MarkId> MarkId::parse(const std::string& text)
{
    MarkId out;
    out.change = text.starts_with(kChange);
    if (!out.change && !text.starts_with(kAlert))
        return std::nullopt;
    const char* begin = text.data() + (out.change ? kChange : kAlert).size();
    const char* end = text.data() + text.size();
    std::int64_t ms = 0;
    const auto read = std::from_chars(begin, end, ms);
    if (read.ec != std::errc{} || read.ptr == end || *read.ptr != ':')
        return std::nullopt;
    out.at = timeFromMs(ms);
    out.service.assign(read.ptr + 1, end);
    return out;
}

} // namespace vedette
