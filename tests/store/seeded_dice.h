#pragma once

#include <random>

namespace vedette::test {

/// Lots that fall the same for the same seed.
class Dice {
public:
    explicit Dice(unsigned seed) : m_random(seed) {}
    int below(int n) { return static_cast<int>(m_random() % static_cast<unsigned>(n)); }
    bool oneOf(int n) { return below(n) == 0; }

private:
    std::mt19937 m_random;
};

} // namespace vedette::test
