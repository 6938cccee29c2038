#include "app/demo/stale_marks.h"
#include "tests/support/test_main.h"

#include <bit>

using namespace vedette;
using namespace vedette::demo;

namespace {

constexpr std::uint64_t kNaN = 0x7ff8000000000001ULL;

/// Writes an XOR chunk with one sample a second, as Prometheus would: every value with its own window.
class ChunkWriter {
public:
    std::vector<std::uint8_t> chunk(const std::vector<std::uint64_t>& values)
    {
        put(values.size(), 16);
        put(0, 8); // time of the first, varint 0
        std::uint64_t before = 0;
        for (std::size_t n = 0; n < values.size(); ++n) {
            if (n == 0) {
                put(values[0], 64);
            } else {
                put(n == 1 ? 100 : 0, n == 1 ? 8 : 1); // delta as one varint byte, then no change of it
                value(values[n] ^ before);
            }
            before = values[n];
        }
        return m_bytes;
    }

private:
    void value(std::uint64_t difference)
    {
        if (difference == 0) {
            put(0, 1);
            return;
        }
        const int leading = std::min(31, std::countl_zero(difference));
        const int trailing = std::countr_zero(difference);
        const int width = 64 - leading - trailing;
        put(3, 2);
        put(static_cast<std::uint64_t>(leading), 5);
        put(static_cast<std::uint64_t>(width % 64), 6);
        put(difference >> trailing, width);
    }
    void put(std::uint64_t value, int count)
    {
        for (int i = count - 1; i >= 0; --i, ++m_bits) {
            if (m_bits % 8 == 0)
                m_bytes.push_back(0);
            m_bytes.back() |= static_cast<std::uint8_t>((value >> i & 1) << (7 - m_bits % 8));
        }
    }
    std::vector<std::uint8_t> m_bytes;
    std::size_t m_bits = 0;
};

std::uint64_t bits(double v) { return std::bit_cast<std::uint64_t>(v); }

} // namespace

class StaleMarksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNaNBecomesAMarkAndNothingElseChanges_data()
    {
        QTest::addColumn<QList<double>>("values"); // -1 stands for NaN
        QTest::addColumn<int>("marks");
        QTest::newRow("none") << QList<double>{1, 2, 3} << 0;
        QTest::newRow("at the end") << QList<double>{1, 1, -1} << 1;
        QTest::newRow("between") << QList<double>{1, -1, 1, 1, -1, 0, 7} << 2;
        QTest::newRow("first") << QList<double>{-1, 4096.25} << 1;
        QTest::newRow("two in a row") << QList<double>{0.5, -1, -1, 0.5} << 2;
        QTest::newRow("times") << QList<double>{1795262430, -1, 1795262490} << 1;
    }
    void everyNaNBecomesAMarkAndNothingElseChanges()
    {
        QFETCH(QList<double>, values);
        QFETCH(int, marks);
        std::vector<std::uint64_t> raw;
        for (const double v : values)
            raw.push_back(v == -1 ? kNaN : bits(v));
        auto data = ChunkWriter().chunk(raw);
        const auto size = data.size();
        const auto patched = patchChunk(data);
        QVERIFY(patched.ok());
        QCOMPARE(patched->samples, raw.size());
        QCOMPARE(patched->marks, static_cast<std::size_t>(marks));
        QCOMPARE(data.size(), size);
        const auto again = patchChunk(data); // what is there now has no such NaN any more
        QVERIFY(again.ok());
        QCOMPARE(again->marks, std::size_t{0});
        QCOMPARE(again->samples, raw.size());
    }

    void aValueWithItsLowestBitSetIsRefused()
    {
        auto data = ChunkWriter().chunk({bits(0.1) | 1, kNaN});
        QVERIFY(!patchChunk(data).ok());
    }

    void bytesThatEndTooEarlyAreRefused()
    {
        auto data = ChunkWriter().chunk({bits(1), bits(2), bits(3.75)});
        while (data.size() > 1) {
            data.pop_back();
            auto copy = data;
            QVERIFY(!patchChunk(copy).ok());
        }
    }
};

VEDETTE_TEST(StaleMarksTest)
#include "tst_stale_marks.moc"
