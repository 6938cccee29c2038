#pragma once

#include "models/base/time.h"

#include <string>
#include <string_view>
#include <vector>

namespace vedette {

/// Writes one JSON value into a string, compact. Keys and values in the order they are given. NaN and infinities become null,
/// times RFC 3339 UTC with milliseconds. The caller closes what it opens; not thread-safe.
class JsonWriter {
public:
    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(double number);
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter& value(std::size_t number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter& value(bool yes);
    JsonWriter& value(Time t);
    JsonWriter& null();
    /// `text` is already JSON.
    JsonWriter& raw(std::string_view text);
    template <class T> JsonWriter& value(const std::optional<T>& maybe) { return maybe ? value(*maybe) : null(); }
    JsonWriter& value(const std::vector<std::string>& texts);
    template <class T> JsonWriter& field(std::string_view name, const T& v)
    {
        key(name);
        return value(v);
    }

    [[nodiscard]] const std::string& text() const { return m_out; }
    [[nodiscard]] std::string take() { return std::move(m_out); }

private:
    void separate();
    std::string m_out;
    bool m_needComma = false;
};

/// `text` as a JSON string, with its quotes.
[[nodiscard]] std::string jsonQuoted(std::string_view text);

} // namespace vedette
