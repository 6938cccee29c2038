#include "models/anomaly/usual_worst.h"

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr double kLeast = 0.4;      ///< logarithm of the least deviation that counts as a worst case
constexpr double kQuantile = 0.65;  ///< above the median, below what incidents in a third of the blocks would move
constexpr double kPriorBlocks = 8;  ///< weight of the prior, in blocks: two days
constexpr double kMostRatio = 3;    ///< one incident teaches no more than this many worst cases

} // namespace

void UsualWorst::add(double deviation)
{
    m_max = std::max(m_max, static_cast<float>(std::min(deviation, deviationAt(kMostRatio))));
}

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
    const double at = kQuantile * (m_count - 1);
    const int i = static_cast<int>(at);
    const double low = sorted[i];
    const double high = sorted[std::min(i + 1, m_count - 1)];
    const double usual = (low + (at - i) * (high - low)) / 1000;
    m_usual = static_cast<float>((m_count * usual + kPriorBlocks * kPriorUsual) / (m_count + kPriorBlocks));
}

double UsualWorst::ratio(double deviation) const { return deviation * std::exp(-m_usual); }

double UsualWorst::deviationAt(double ratio) const { return ratio * std::exp(static_cast<double>(m_usual)); }

bool UsualWorst::valid() const
{
    return m_count >= 0 && m_count <= kBlocks && m_next >= 0 && m_next < kBlocks && m_usual > -50 && m_usual < 50;
}

} // namespace vedette
