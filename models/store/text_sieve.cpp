#include "models/store/text_sieve.h"

#include <algorithm>

namespace vedette {

TextSieve::TextSieve(const SearchReading& reading, const SearchPlan& plan) : m_reading(&reading)
{
    for (const auto& check : plan.checks) {
        if (const auto c = eventColumnOf(check.field))
            m_checks[*c].push_back(check);
        else
            m_others.push_back(check);
    }
    for (std::size_t c = 0; c < kEventColumns; ++c) {
        if (!m_checks[c].empty())
            m_asked.push_back(c);
    }
}

void TextSieve::learn(const EventDictionary& dictionary)
{
    for (const auto c : m_asked) {
        const auto& values = dictionary.values(c);
        for (auto i = m_fails[c].size(); i < values.size(); ++i) {
            const bool meets = std::all_of(m_checks[c].begin(), m_checks[c].end(), [&](const auto& check) { return m_reading->valueHolds(check, values[i]) != check.excluded; });
            m_fails[c].push_back(meets ? 0 : 1);
        }
        if (dictionary.isFull())
            m_fails[c].resize(EventDictionary::kMost + 1); // what has no number passes
    }
}

} // namespace vedette
