#pragma once

#include "models/base/result.h"

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vedette {

/// A value inside a JsonDocument, or nothing. Every question may be asked of every value: what does not fit is absent. Valid as
/// long as its document lives. Texts are valid UTF-8 without NUL (broken parts became U+FFFD).
class JsonValue {
public:
    JsonValue() = default;
    explicit JsonValue(simdjson::dom::element element) : m_element(element), m_present(true) {}

    [[nodiscard]] bool present() const { return m_present; } ///< also true for null
    [[nodiscard]] bool isNull() const { return m_present && m_element.is_null(); }
    [[nodiscard]] bool isObject() const { return m_present && m_element.is_object(); }
    [[nodiscard]] bool isArray() const { return m_present && m_element.is_array(); }
    [[nodiscard]] bool isText() const { return m_present && m_element.is_string(); }
    [[nodiscard]] bool isNumber() const { return m_present && m_element.is_number(); }

    [[nodiscard]] JsonValue operator[](std::string_view key) const;
    [[nodiscard]] JsonValue at(std::size_t index) const;
    /// Dotted path with [0] for an element (negative counts from the end); "$" and "" are the value itself. A member whose name
    /// holds the dots themselves ("app.kubernetes.io/name") is found when nothing nearer is.
    [[nodiscard]] JsonValue path(std::string_view dotted) const;

    [[nodiscard]] std::string text() const; ///< of a string; empty for anything else
    [[nodiscard]] std::string scalarText() const; ///< strings, numbers and booleans as text; empty for anything else
    [[nodiscard]] std::optional<double> number() const;
    [[nodiscard]] bool boolean(bool otherwise) const;
    [[nodiscard]] std::size_t size() const; ///< of an array or object, else 0

    template <class F> void eachElement(F&& f) const
    {
        simdjson::dom::array array;
        if (m_present && m_element.get(array) == simdjson::SUCCESS) {
            for (const auto element : array)
                f(JsonValue(element));
        }
    }
    template <class F> void eachMember(F&& f) const ///< f(std::string name, JsonValue)
    {
        simdjson::dom::object object;
        if (m_present && m_element.get(object) == simdjson::SUCCESS) {
            for (const auto field : object)
                f(cleaned(field.key), JsonValue(field.value));
        }
    }

private:
    static std::string cleaned(std::string_view raw);
    simdjson::dom::element m_element;
    bool m_present = false;
};

/// One parsed JSON text. Nesting is limited, numbers must fit a double, trailing bytes are an error.
class JsonDocument {
public:
    /// Error kind parse with a sentence: empty, cut off, nested too deep, not JSON. Broken UTF-8 and lone surrogates become U+FFFD.
    static Result<JsonDocument> parse(std::string_view text, std::size_t maxDepth = 64);
    [[nodiscard]] JsonValue root() const { return JsonValue(m_root); }

private:
    std::unique_ptr<simdjson::dom::parser> m_parser;
    simdjson::dom::element m_root;
};

} // namespace vedette
