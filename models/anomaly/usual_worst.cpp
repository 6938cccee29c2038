#include "models/anomaly/usual_worst.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr double kLeast = 0.4;      ///< logarithm of the least deviation that counts as a worst case

} // namespace

void UsualWorst::add(double deviation) { m_max = std::max(m_max, static_cast<float>(std::min(deviation, 1e12))); }

void UsualWorst::endBlock()
{
    if (m_max < 0)
        return;
    const double log = std::clamp(std::log(std::max(static_cast<double>(m_max), 1e-6)), kLeast, 28.0);
    m_blocks[m_next] = static_cast<std::int16_t>(std::lround(log * 1000));
    m_next = (m_next + 1) % kBlocks;
    m_count = std::min(m_count + 1, kBlocks);
    m_max = -1;
    std::int16_t sorted[kBlocks];
    std::copy(m_blocks, m_blocks + m_count, sorted);
    std::sort(sorted, sorted + m_count);
    const auto quantile = [&](double q) {
        const double at = q * (m_count - 1);
        const int i = static_cast<int>(at);
        const double low = sorted[i];
        const double high = sorted[std::min(i + 1, m_count - 1)];
        return (low + (at - i) * (high - low)) / 1000;
    };
    const double own = m_count;
    const double spread = (quantile(0.9) - quantile(0.5)) / 1.88;
    const double usual = quantile(0.65) + 0.0 * std::max(0.0, spread - 0.15);
    const double prior = 4.0;
    m_usual = static_cast<float>((own * usual + prior * 1.7) / (own + prior));
}

double UsualWorst::ratio(double deviation) const { return deviation * std::exp(-m_usual); }

double UsualWorst::deviationAt(double ratio) const { return ratio * std::exp(static_cast<double>(m_usual)); }

bool UsualWorst::valid() const
{
    return m_count >= 0 && m_count <= kBlocks && m_next >= 0 && m_next < kBlocks && m_usual > -50 && m_usual < 50;
}

} // namespace vedette
