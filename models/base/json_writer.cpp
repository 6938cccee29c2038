#include "models/base/json_writer.h"

#include "models/base/text.h"

#include <cmath>

namespace vedette {

namespace {

void quoteInto(std::string& out, std::string_view text)
{
    static constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto u = static_cast<unsigned char>(c);
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (u < 0x20 || u == 0x7F) {
                out += "\\u00";
                out += kHex[u >> 4U];
                out += kHex[u & 15U];
            } else {
                out += c;
            }
        }
    }
    out += '"';
}

} // namespace

std::string jsonQuoted(std::string_view text)
{
    std::string out;
    quoteInto(out, text);
    return out;
}

void JsonWriter::separate()
{
    if (m_needComma)
        m_out += ',';
    m_needComma = true;
}

JsonWriter& JsonWriter::beginObject()
{
    separate();
    m_out += '{';
    m_needComma = false;
    return *this;
}

JsonWriter& JsonWriter::endObject()
{
    m_out += '}';
    m_needComma = true;
    return *this;
}

JsonWriter& JsonWriter::beginArray()
{
    separate();
    m_out += '[';
    m_needComma = false;
    return *this;
}

JsonWriter& JsonWriter::endArray()
{
    m_out += ']';
    m_needComma = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name)
{
    separate();
    quoteInto(m_out, name);
    m_out += ':';
    m_needComma = false;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text)
{
    separate();
    quoteInto(m_out, text);
    return *this;
}

JsonWriter& JsonWriter::value(double number)
{
    separate();
    m_out += std::isfinite(number) ? formatNumber(number) : "null";
    return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number)
{
    separate();
    m_out += std::to_string(number);
    return *this;
}

JsonWriter& JsonWriter::value(bool yes)
{
    separate();
    m_out += yes ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::value(Time t) { return value(std::string_view(formatRfc3339(t))); }

JsonWriter& JsonWriter::null()
{
    separate();
    m_out += "null";
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view text)
{
    separate();
    m_out += text;
    return *this;
}

JsonWriter& JsonWriter::value(const std::vector<std::string>& texts)
{
    beginArray();
    for (const auto& text : texts)
        value(text);
    return endArray();
}

} // namespace vedette
