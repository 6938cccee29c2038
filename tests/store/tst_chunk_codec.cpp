#include "models/store/chunk_codec.h"
#include "models/store/integer_packing.h"
#include "models/store/modelled_integers.h"
#include "models/store/quick_packing.h"
#include "models/store/rollup_codec.h"
#include "models/store/segment_codec.h"
#include "models/store/tail_codec.h"
#include "models/store/value_packing.h"
#include "tests/support/test_main.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <random>

using namespace vedette;

Q_DECLARE_METATYPE(SampleColumns)

class ChunkCodec : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void samplesComeBackBitForBit_data();
    void samplesComeBackBitForBit();
    void quicklyPackedSamplesComeBackBitForBit_data() { samplesComeBackBitForBit_data(); }
    void quicklyPackedSamplesComeBackBitForBit();
    void quickPackingIsNotMuchLarger_data() { ordinaryMetricsTakeFewBytes_data(); }
    void quickPackingIsNotMuchLarger();
    void ordinaryMetricsTakeFewBytes_data();
    void ordinaryMetricsTakeFewBytes();
    void integersOfAllWidthsComeBack();
    void hostileBytesAreRefusedOrHarmless();
    void theWorkedExampleOfTheFormatPageHolds();
    void tailRowsComeBack();
    void aChainOfTailRowsComesBackAlsoWhenARowOfItIsWrittenAnew();
    void tailRowsOfTheFirstSchemaComeBack();
    void modelledIntegersOfAllWidthsComeBack();
    void modelledIntegersTakeWhatTheyHold_data();
    void modelledIntegersTakeWhatTheyHold();
    void valuesCodedByEarlierVersionsAreRead();
    void sumsOfDecimalsTakeLittle_data();
    void sumsOfDecimalsTakeLittle();
    void hostileValuesAreRefusedOrHarmless();
    void codedValuesComeBackBitForBit_data();
    void codedValuesComeBackBitForBit();
    void theWorkedExampleOfABlockHolds();
    void theWorkedExampleOfModelledValuesHolds();
    void segmentsComeBackSeriesBySeries();
    void hostileSegmentsAreRefusedOrHarmless();
    void rollupsAgreeWithTheirSamples_data();
    void rollupsAgreeWithTheirSamples();
};

static SampleColumns grid(std::size_t n, const std::function<double(std::size_t)>& value, std::int64_t step = 60'000)
{
    SampleColumns out;
    for (std::size_t i = 0; i < n; ++i)
        out.push(1'787'000'400'000 + static_cast<std::int64_t>(i) * step, value(i));
    return out;
}

static bool same(const SampleColumns& a, const SampleColumns& b)
{
    return a.times == b.times && a.values.size() == b.values.size()
        && std::memcmp(a.values.data(), b.values.data(), 8 * a.values.size()) == 0;
}

void ChunkCodec::samplesComeBackBitForBit_data()
{
    QTest::addColumn<SampleColumns>("samples");
    std::mt19937_64 random(7);
    const auto bits = [&random](std::size_t) {
        const auto b = random();
        double v = 0;
        std::memcpy(&v, &b, 8);
        return v;
    };
    const double inf = std::numeric_limits<double>::infinity();
    QTest::newRow("one sample") << grid(1, [](auto) { return 0.1; });
    QTest::newRow("two samples") << grid(2, [](auto i) { return static_cast<double>(i); });
    QTest::newRow("constant") << grid(1440, [](auto) { return 42.5; });
    QTest::newRow("negative zero") << grid(100, [](auto i) { return i % 2 == 0 ? 0.0 : -0.0; });
    QTest::newRow("all negative zero") << grid(100, [](auto) { return -0.0; });
    QTest::newRow("counter with a reset") << grid(1440, [](auto i) { return static_cast<double>((i * 37) % 30'000); });
    QTest::newRow("cents") << grid(1440, [](auto i) { return static_cast<double>(i * 13 % 977) / 100; });
    QTest::newRow("bytes in pages") << grid(1440, [](auto i) { return 4096.0 * static_cast<double>(100'000 + i * i % 311); });
    QTest::newRow("random bits") << grid(1000, bits);
    QTest::newRow("infinities among integers") << grid(500, [inf](auto i) { return i % 97 == 5 ? inf : i % 89 == 7 ? -inf : static_cast<double>(i); });
    QTest::newRow("stale markers and NaN payloads") << grid(500, [](auto i) {
        std::uint64_t b = i % 50 == 3 ? 0x7ff0000000000002ULL : i % 50 == 4 ? 0xfff8000000abcdefULL : 0x7ff8000000000001ULL;
        double v = 0;
        std::memcpy(&v, &b, 8);
        return i % 50 == 3 || i % 50 == 4 || i == 499 ? v : 12.5;
    });
    QTest::newRow("only NaN") << grid(64, [](auto) { return std::nan(""); });
    QTest::newRow("denormals and extremes") << grid(200, [](auto i) {
        const double all[] = {5e-324, 1.7976931348623157e308, -1.7976931348623157e308, 9007199254740993.0, 9.3e18, -9.2233720368547758e18, 1e-15};
        return all[i % 7];
    });
    QTest::newRow("great integers") << grid(300, [](auto i) { return 9.0e18 + static_cast<double>(i) * 4096; });
    QTest::newRow("rates") << grid(1440, [](auto i) { return std::sin(static_cast<double>(i) / 50) * 3.7 + 1.0 / 3; });
    auto jitter = grid(1000, [](auto i) { return static_cast<double>(i % 10); });
    for (std::size_t i = 0; i < jitter.size(); ++i)
        jitter.times[i] += static_cast<std::int64_t>(random() % 200);
    QTest::newRow("jittered times") << jitter;
    auto gaps = grid(1000, [](auto i) { return static_cast<double>(i); });
    for (std::size_t i = 0; i < gaps.size(); ++i)
        gaps.times[i] += static_cast<std::int64_t>(i / 100) * 3'600'000;
    QTest::newRow("gaps in the grid") << gaps;
    for (int round = 0; round < 20; ++round) {
        const auto scale = std::pow(10.0, static_cast<double>(random() % 12));
        QTest::addRow("random walk %d", round) << grid(1 + random() % 3000, [&](auto) { return std::round(static_cast<double>(random() % 1'000'000)) / scale; });
    }
}

void ChunkCodec::samplesComeBackBitForBit()
{
    QFETCH(SampleColumns, samples);
    const auto bytes = encodeChunk(samples);
    const auto back = decodeChunk(bytes);
    QVERIFY(back.ok());
    QVERIFY(same(*back, samples));
}

void ChunkCodec::quicklyPackedSamplesComeBackBitForBit()
{
    QFETCH(SampleColumns, samples);
    QuickPacker packer;
    // The packer remembers the times of the chunk before: also of one that is longer, shorter, the same.
    for (const std::size_t n : {samples.size(), samples.size(), (samples.size() + 1) / 2, samples.size()}) {
        const SampleColumns some{{samples.times.begin(), samples.times.begin() + static_cast<std::ptrdiff_t>(n)}, {samples.values.begin(), samples.values.begin() + static_cast<std::ptrdiff_t>(n)}};
        const auto back = decodeChunk(packer.chunk(some.times, some.values));
        QVERIFY(back.ok());
        QVERIFY(same(*back, some));
    }
}

static SampleColumns ordinary(int kind)
{
    std::mt19937_64 random(11);
    double counter = 1e6;
    return grid(1440, [&](auto i) {
        const double noise = static_cast<double>(random() % 1000) / 1000;
        counter += std::floor(100 + 40 * noise);
        return kind == 0 ? 1.0 : kind == 1 ? counter : kind == 2 ? std::round(100 * (50 + 5 * noise)) / 100 : std::sin(static_cast<double>(i)) * noise;
    });
}

void ChunkCodec::quickPackingIsNotMuchLarger()
{
    QFETCH(int, kind);
    QFETCH(double, most);
    const auto samples = ordinary(kind);
    QuickPacker packer;
    const double each = static_cast<double>(packer.chunk(samples.times, samples.values).size()) / 1440;
    QVERIFY2(each <= most * 1.15, qPrintable(QString::number(each)));
}

void ChunkCodec::ordinaryMetricsTakeFewBytes_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<double>("most");
    QTest::newRow("constant") << 0 << 0.03;
    QTest::newRow("integer counter") << 1 << 1.4;
    QTest::newRow("gauge with two decimals") << 2 << 1.5;
    QTest::newRow("full doubles") << 3 << 7.6;
}

void ChunkCodec::ordinaryMetricsTakeFewBytes()
{
    QFETCH(int, kind);
    QFETCH(double, most);
    const auto samples = ordinary(kind);
    const double each = static_cast<double>(encodeChunk(samples).size()) / 1440;
    QVERIFY2(each <= most, qPrintable(QString::number(each)));
}

void ChunkCodec::integersOfAllWidthsComeBack()
{
    std::mt19937_64 random(3);
    for (unsigned width = 0; width <= 64; ++width) {
        std::vector<std::int64_t> values;
        for (int i = 0; i < 300; ++i)
            values.push_back(static_cast<std::int64_t>(width == 0 ? 0 : random() >> (64 - width)));
        values[17] = INT64_MIN;
        values[200] = INT64_MAX;
        ByteWriter out;
        packIntegers(out, values);
        ByteReader in(out.bytes());
        std::vector<std::int64_t> back;
        QVERIFY(unpackIntegers(in, values.size(), back));
        QCOMPARE(back, values);
        QVERIFY(in.atEnd());
    }
}

void ChunkCodec::hostileBytesAreRefusedOrHarmless()
{
    std::mt19937_64 random(5);
    std::vector<std::string> seeds;
    QuickPacker packer;
    for (int kind = 0; kind < 4; ++kind) {
        const auto samples = grid(300, [&](auto i) {
            return kind == 0 ? 1.0 : kind == 1 ? static_cast<double>(i * i % 1001) / 10 : kind == 2 ? std::sin(static_cast<double>(i)) : static_cast<double>(random() % 100);
        });
        seeds.push_back(encodeChunk(samples));
        seeds.emplace_back(packer.chunk(samples.times, samples.values));
    }
    for (int round = 0; round < 20'000; ++round) {
        auto bytes = seeds[random() % seeds.size()];
        switch (random() % 3) {
        case 0:
            bytes.resize(random() % (bytes.size() + 1));
            break;
        case 1:
            for (int flips = 0; flips < 3; ++flips)
                bytes[random() % bytes.size()] = static_cast<char>(random());
            break;
        default:
            for (auto& b : bytes)
                b = static_cast<char>(random() % 7);
            bytes[0] = 1;
            bytes[1] = static_cast<char>(random() % 2);
        }
        const auto back = decodeChunk(bytes);
        if (back.ok())
            QCOMPARE(back->times.size(), back->values.size());
        static_cast<void>(decodeTail(bytes));
    }
}

void ChunkCodec::theWorkedExampleOfTheFormatPageHolds()
{
    const auto bytes = encodeChunk(SampleColumns{{1000, 2000, 3000, 5000}, {1.5, 2.5, 3.5, 3.5}});
    QCOMPARE(QByteArray::fromStdString(bytes).toHex(' '), QByteArray("01 00 04 d0 0f 00 e8 07 01 03 d0 0f 01 01 0a 1e 00 02 01 02 00 19"));
}

static TailRow tailRow(std::vector<std::int64_t> ids, std::vector<std::int64_t> times, std::vector<double> values)
{
    return {std::make_shared<const std::vector<std::int64_t>>(std::move(ids)), std::move(times), std::move(values), {}};
}

void ChunkCodec::tailRowsComeBack()
{
    auto first = tailRow({3, 3, 9, 10, 10, 10}, {1000, 2000, 1000, 900, 901, 902}, {1, std::nan(""), -0.0, 1e300, 2, 3});
    auto second = tailRow({3, 3, 9, 10, 10, 10}, {3000}, {1, 2, 0.0, 1e300, 2.5, 3});
    const auto check = [](const Result<TailRow>& back, const TailRow& row) {
        QVERIFY(back.ok());
        QCOMPARE(*back->ids, *row.ids);
        for (std::size_t i = 0; i < row.ids->size(); ++i) {
            QCOMPARE(back->time(i), row.time(i));
            QVERIFY(sameBits(back->values[i], row.values[i]));
        }
    };
    const auto alone = decodeTail(encodeTail(first));
    check(alone, first);
    const auto bytes = encodeTail(second, &*alone, 7);
    check(decodeTail(bytes, [&](std::int64_t back) { return back == 7 ? &*alone : nullptr; }), second);
    QVERIFY(!decodeTail(bytes, [](std::int64_t) { return nullptr; }).ok());
    QVERIFY(!decodeTail(bytes).ok());
}

void ChunkCodec::aChainOfTailRowsComesBackAlsoWhenARowOfItIsWrittenAnew()
{
    std::mt19937_64 random(17);
    std::vector<std::int64_t> ids(400);
    std::iota(ids.begin(), ids.end(), 1);
    const auto shared = std::make_shared<const std::vector<std::int64_t>>(ids);
    const auto valueAt = [&](std::size_t i) -> double {
        const auto r = random();
        double any = 0;
        std::memcpy(&any, &r, 8);
        const double odd[] = {any, std::nan(""), -0.0, INFINITY, 9.2e18, 1e-7, 0.1 + 0.2};
        if (r % 23 == 0)
            return odd[r % 7];
        return i % 4 == 0 ? 5 : i % 4 == 1 ? static_cast<double>(r % 1000) / 100 : i % 4 == 2 ? static_cast<double>(r % 100'000) : static_cast<double>(r) / 7e18;
    };
    std::vector<TailRow> rows;
    std::vector<std::string> bytes;
    for (int n = 0; n < 30; ++n) {
        TailRow row{shared, {1000 + n}, {}, {}};
        if (n % 3 > 0) { // some are lost, others new
            auto some = ids;
            some.erase(some.begin() + n);
            some.erase(some.begin() + 100, some.begin() + 100 + n % 5);
            if (n % 2 == 0)
                some.push_back(1000 + n);
            some.insert(some.begin() + 3, some[3]);
            row.ids = std::make_shared<const std::vector<std::int64_t>>(some);
        }
        for (std::size_t i = 0; i < row.ids->size(); ++i)
            row.values.push_back(valueAt(i));
        bytes.push_back(encodeTail(row, n == 0 ? nullptr : &rows.back(), n == 0 ? 0 : 1));
        rows.push_back(std::move(row));
    }
    bytes[13] = encodeTail(rows[13]); // what it stood upon is gone
    for (const std::size_t begin : {std::size_t{0}, std::size_t{13}}) {
        std::vector<TailRow> back;
        for (auto n = begin; n < rows.size(); ++n) {
            const auto row = decodeTail(bytes[n], [&](std::int64_t) { return back.empty() ? nullptr : &back.back(); });
            QVERIFY(row.ok());
            QCOMPARE(*row->ids, *rows[n].ids);
            QCOMPARE(std::memcmp(row->values.data(), rows[n].values.data(), 8 * row->values.size()), 0);
            QCOMPARE(row->time(5), rows[n].time(5));
            back.push_back(*row);
        }
    }
}

void ChunkCodec::tailRowsOfTheFirstSchemaComeBack()
{
    // version 1, plain, 35 bytes; two series, 3 with two samples and 9 with one; times; byte planes of 1, NaN, -0, each XOR the one before
    const auto bytes = QByteArray::fromHex("010023" "02" "0302" "0601" "d00fd00fcf0f" "3f40ff" "f008f8" "000000000000000000000000000000000000");
    const auto back = decodeTail(bytes.toStdString());
    QVERIFY(back.ok());
    QCOMPARE(*back->ids, (std::vector<std::int64_t>{3, 3, 9}));
    QCOMPARE(back->times, (std::vector<std::int64_t>{1000, 2000, 1000}));
    QCOMPARE(back->values[0], 1.0);
    QVERIFY(std::isnan(back->values[1]));
    QVERIFY(sameBits(back->values[2], -0.0));
}

void ChunkCodec::modelledIntegersOfAllWidthsComeBack()
{
    std::mt19937_64 random(13);
    for (unsigned width = 0; width <= 64; ++width) {
        for (const std::size_t n : {1U, 2U, 3U, 40U, 1440U, 9000U}) {
            std::vector<std::int64_t> values;
            std::uint64_t sum = 0;
            for (std::size_t i = 0; i < n; ++i) {
                const auto v = width == 0 ? 0 : random() >> (64 - width);
                values.push_back(static_cast<std::int64_t>(n % 2 == 0 ? v : sum += v));
            }
            if (n > 30) {
                values[17] = INT64_MIN;
                values[20] = INT64_MAX;
            }
            ByteWriter out;
            modelIntegers(out, values);
            ByteReader in(out.bytes());
            std::vector<std::int64_t> back;
            QVERIFY(unmodelIntegers(in, n, back));
            QCOMPARE(back, values);
            QVERIFY(in.atEnd());
        }
    }
}

void ChunkCodec::modelledIntegersTakeWhatTheyHold_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("spread");
    QTest::addColumn<double>("mostBits"); // a Gaussian has log2(spread) + 2.05
    QTest::newRow("120 small ones") << 120 << 2.0 << 3.6;
    QTest::newRow("120 large ones") << 120 << 1e6 << 22.8;
    QTest::newRow("1440 large ones") << 1440 << 1e6 << 22.3;
    QTest::newRow("120 of nanoseconds") << 120 << 1e12 << 42.8;
}

void ChunkCodec::modelledIntegersTakeWhatTheyHold()
{
    QFETCH(int, count);
    QFETCH(double, spread);
    QFETCH(double, mostBits);
    std::mt19937_64 random(3);
    std::normal_distribution<double> noise(0, spread);
    std::vector<std::int64_t> values;
    std::int64_t sum = 0;
    for (int i = 0; i < count; ++i)
        values.push_back(sum += static_cast<std::int64_t>(std::nearbyint(noise(random))));
    ByteWriter out;
    modelIntegers(out, values);
    const double bits = 8.0 * static_cast<double>(out.bytes().size()) / count;
    QVERIFY2(bits < mostBits, std::to_string(bits).c_str());
}

void ChunkCodec::valuesCodedByEarlierVersionsAreRead()
{
    // kind 3 with an infinity at 20, kind 4: 48 values each, as written by 0.1.0
    const auto third = QByteArray::fromHex("03020180100114000000000000f07f020600112240888810420c84692c20041800bf6467b67171e69a454d66e1c69f4859100c2f6e2e55000aa03ab87994a5e7553800");
    const auto fourth = QByteArray::fromHex(
        "040006a1f70100000000000010010000100200024088612c224cc304000000000000000000000000000000000000000000001017d5caaa8718cf2b9700a80eda44d9d0afd6708a97"
        "0238009d021e2fbcaf7f9ef64f06483efa8270b4f75192552261ecd69d435d968f10a4ed3568b2575a979ec52bd68294987704a981efd1b7d3da11c740ae1720a47fe219901011"
        "58f48bc77ca99009f58a680d31f95b07e631933a6844f1710646cf72cdf2844cf2ebd1ca5c3a1560e474fc3f3c3251f44b32884fce9b74b394bab382852db7ee1ecc4ef54862bf1"
        "a4819eafe5e9bd32824062aa256cf812055a087ea1852d97d6c55fb72a9a434ca7b3ae601453135a05256cec9105af17e9a30e1089118a54ed66273a0a7c9791dd61bfedc97b16"
        "50f967d0811cd3d057dfedc999f983d29d3d2f6290d0220ecea1a0c01e08e99eba7cac51588e20a8ce88f362231466f90a96c48161a3f4f9a05ee906af25e4d6ca5cbc1cccf187"
        "b4e8be85904");
    std::uint32_t dice = 7;
    double sum = 1000;
    std::vector<double> decimals;
    std::vector<double> reals;
    for (int i = 0; i < 48; ++i) {
        dice = dice * 1664525U + 1013904223U;
        sum += (dice >> 24U) % 37;
        decimals.push_back(i == 20 ? std::numeric_limits<double>::infinity() : sum / 100);
        dice = dice * 1664525U + 1013904223U;
        reals.push_back(std::sqrt(2 + (dice >> 20U) / 4096.0));
    }
    for (const auto& [bytes, values] : {std::pair{third, decimals}, {fourth, reals}}) {
        const auto text = bytes.toStdString();
        ByteReader in(text);
        std::vector<double> back;
        QVERIFY(unpackValues(in, 48, back) && in.atEnd());
        QVERIFY(back == values);
    }
}

void ChunkCodec::sumsOfDecimalsTakeLittle_data()
{
    QTest::addColumn<SampleColumns>("samples");
    QTest::addColumn<double>("mostBytes");
    std::mt19937_64 random(5);
    QTest::newRow("microseconds as two divisions") << grid(1440, [&, us = 0.0](auto) mutable { return (us += static_cast<double>(random() % 60'000)) / 1000.0 / 1000.0; }) << 2.35;
    QTest::newRow("milliseconds as a product") << grid(1440, [&, ms = 0.0](auto) mutable { return (ms += static_cast<double>(random() % 300)) * .001; }) << 1.4;
    QTest::newRow("a sum of durations in nanoseconds") << grid(1440, [&, sum = 0.0](auto) mutable {
        for (int i = 0; i < 20; ++i)
            sum += static_cast<double>(random() % 1'000'000) / 1e9;
        return sum;
    }) << 3.6;
    QTest::newRow("a sum of tenths") << grid(1440, [&, sum = 0.0](auto) mutable { return sum += static_cast<double>(random() % 50) * 0.1; }) << 1.6;
}

void ChunkCodec::sumsOfDecimalsTakeLittle()
{
    QFETCH(SampleColumns, samples);
    QFETCH(double, mostBytes);
    ByteWriter out;
    codeValues(out, samples.values);
    const double each = static_cast<double>(out.bytes().size()) / static_cast<double>(samples.size());
    QVERIFY2(each < mostBytes, std::to_string(each).c_str());
    QCOMPARE(static_cast<unsigned>(out.bytes().front()), static_cast<unsigned>(kNearDecimalValues));
    ByteReader in(out.bytes());
    std::vector<double> back;
    QVERIFY(unpackValues(in, samples.size(), back) && in.atEnd());
    QCOMPARE(std::memcmp(back.data(), samples.values.data(), 8 * back.size()), 0);
}

void ChunkCodec::hostileValuesAreRefusedOrHarmless()
{
    std::mt19937_64 random(17);
    std::vector<std::string> good;
    for (int kind = 0; kind < 4; ++kind) {
        double ms = 0;
        std::vector<double> values;
        for (int i = 0; i < 200; ++i) {
            ms += static_cast<double>(random() % 300);
            values.push_back(kind == 0 ? ms : kind == 1 ? ms * .001 : kind == 2 ? std::sqrt(1 + ms / 1e5) : i == 9 ? -1.0 / 0.0 : 7);
        }
        ByteWriter out;
        codeValues(out, values);
        good.push_back(out.take());
    }
    QCOMPARE(good[1][0], static_cast<char>(kNearDecimalValues));
    QCOMPARE(good[2][0], static_cast<char>(kModelledBitValues));
    for (int round = 0; round < 40'000; ++round) {
        auto bytes = good[static_cast<std::size_t>(round) % good.size()];
        if (round % 5 == 0)
            bytes.resize(random() % (bytes.size() + 1));
        for (int flips = 0; flips < 2 && !bytes.empty(); ++flips)
            bytes[random() % std::min<std::size_t>(bytes.size(), flips == 0 ? 12 : 4000)] = static_cast<char>(random());
        ByteReader in(bytes);
        std::vector<double> back;
        QVERIFY(!unpackValues(in, 200, back) || back.size() == 200);
    }
}

void ChunkCodec::codedValuesComeBackBitForBit_data() { samplesComeBackBitForBit_data(); }

void ChunkCodec::codedValuesComeBackBitForBit()
{
    QFETCH(SampleColumns, samples);
    ByteWriter out;
    codeValues(out, samples.values);
    ByteReader in(out.bytes());
    std::vector<double> back;
    QVERIFY(unpackValues(in, samples.size(), back));
    QCOMPARE(std::memcmp(back.data(), samples.values.data(), 8 * back.size()), 0);
    QVERIFY(in.atEnd());
}

void ChunkCodec::theWorkedExampleOfABlockHolds()
{
    SegmentBuilder builder;
    builder.add(3, SampleColumns{{1000, 2000, 3000, 5000}, {1.5, 2.5, 3.5, 3.5}}, SegmentPacking::quick);
    builder.add(5, SampleColumns{{1000, 2000, 3000, 5000}, {7, 7, 7, 7}}, SegmentPacking::quick);
    QCOMPARE(QByteArray::fromStdString(builder.bytes()).toHex(' '),
        QByteArray("01 15 01 04 09 d0 0f 00 e8 07 01 03 d0 0f 02 03 00 00 0b 05 00 00 0a 00 01 01 0a 1e 00 02 01 02 00 19 00 00 00 00 00 00 00 00 1c 40"));
}

void ChunkCodec::theWorkedExampleOfModelledValuesHolds()
{
    ByteWriter out;
    codeValues(out, {1.5, 2.5, 3.5, 3.5});
    QCOMPARE(QByteArray::fromStdString(out.bytes()).toHex(' '), QByteArray("05 11 0a 1e a5 00 0f 00"));
}

void ChunkCodec::segmentsComeBackSeriesBySeries()
{
    SegmentBuilder builder;
    std::map<std::uint8_t, SampleColumns> all;
    for (unsigned low = 0; low < 64; low += 3)
        all[static_cast<std::uint8_t>(low)] = grid(1 + low * 40, [&](auto i) { return low % 2 == 0 ? std::sin(static_cast<double>(i)) : static_cast<double>(i * low); }, low % 9 == 0 ? 15'000 : 60'000);
    for (const auto& [low, samples] : all)
        builder.add(low, samples, static_cast<SegmentPacking>(low % 3), packRollup(samples));
    const auto bytes = builder.bytes();
    const auto length = segmentHeadLength(std::string_view(bytes).substr(0, 16));
    const auto head = parseSegmentHead(std::string_view(bytes).substr(0, static_cast<std::size_t>(length)));
    QVERIFY(head.ok());
    QCOMPARE(head->length, bytes.size());
    QCOMPARE(head->entries.size(), all.size());
    SegmentBuilder again;
    const auto whole = parseSegmentHead(bytes);
    for (const auto& entry : whole->entries) {
        const auto back = unpackSegmentValues(*whole, entry, std::string_view(bytes).substr(entry.valuesAt, entry.valuesLength));
        QVERIFY(back.ok());
        QVERIFY(same(*back, all[entry.low]));
        again.addPacked(entry.low, *whole, entry, bytes);
    }
    QCOMPARE(again.bytes(), bytes);
    QVERIFY(head->find(1) == nullptr);
    QCOMPARE(head->find(63)->low, 63);
}

void ChunkCodec::hostileSegmentsAreRefusedOrHarmless()
{
    std::mt19937_64 random(9);
    SegmentBuilder builder;
    for (std::uint8_t low = 0; low < 5; ++low) {
        const auto samples = grid(700, [&](auto i) { return low == 0 ? 1.0 : low == 1 ? std::sin(static_cast<double>(i)) : static_cast<double>(random() % 1000) / 10; }, 15'000);
        builder.add(low, samples, low != 2 ? SegmentPacking::smallest : SegmentPacking::coded, packRollup(samples));
    }
    const auto sound = builder.bytes();
    for (int round = 0; round < 20'000; ++round) {
        auto bytes = sound;
        if (random() % 4 == 0)
            bytes.resize(random() % (bytes.size() + 1));
        for (int flips = 0; flips < 3 && !bytes.empty(); ++flips)
            bytes[random() % std::min<std::size_t>(bytes.size(), flips == 0 ? 80 : 4000)] = static_cast<char>(random());
        const auto head = parseSegmentHead(bytes);
        if (!head.ok() || head->length > bytes.size())
            continue;
        for (const auto& entry : head->entries) {
            static_cast<void>(unpackSegmentValues(*head, entry, std::string_view(bytes).substr(entry.valuesAt, entry.valuesLength)));
            const auto rollup = std::string_view(bytes).substr(entry.rollupAt, entry.rollupLength);
            for (const auto width : rollupWidths(rollup))
                static_cast<void>(unpackRollup(rollup, width));
        }
    }
}

void ChunkCodec::rollupsAgreeWithTheirSamples_data() { samplesComeBackBitForBit_data(); }

void ChunkCodec::rollupsAgreeWithTheirSamples()
{
    QFETCH(SampleColumns, samples);
    const auto packed = packRollup(samples);
    for (const auto width : rollupWidths(packed)) {
        const auto bins = unpackRollup(packed, width);
        QVERIFY(bins.ok());
        std::size_t at = 0;
        for (const auto& bin : *bins) {
            const auto from = toMs(bin.from);
            QCOMPARE(from % width, 0);
            std::vector<double> in;
            for (; at < samples.size() && samples.times[at] < from + width; ++at) {
                if (samples.times[at] >= from && std::isfinite(samples.values[at]))
                    in.push_back(samples.values[at]);
            }
            QVERIFY(!in.empty());
            QCOMPARE(bin.count, static_cast<std::int64_t>(in.size()));
            QVERIFY(bin.min == *std::min_element(in.begin(), in.end()));
            QVERIFY(bin.max == *std::max_element(in.begin(), in.end()));
            // Of a gauge of all digits, first and last are kept to 24 bits.
            const auto near = [&](double a, double b) { return a == b || (std::isnan(bin.increase) && std::fabs(a - b) <= 1e-7 * std::fabs(b)); };
            QVERIFY(near(bin.first, in.front()));
            QVERIFY(near(bin.last, in.back()));
            double sum = 0;
            double size = 0;
            double increase = 0;
            for (std::size_t i = 0; i < in.size(); ++i) {
                sum += in[i];
                size += std::fabs(in[i]);
                if (i > 0)
                    increase += in[i] >= in[i - 1] ? in[i] - in[i - 1] : in[i];
            }
            if (std::isfinite(size) && std::isfinite(bin.max - bin.min))
                QVERIFY2(std::fabs(bin.sum - sum) <= (bin.max - bin.min) * static_cast<double>(bin.count) / 509 + 1e-9 * size, qPrintable(QStringLiteral("%1 %2").arg(bin.sum).arg(sum)));
            if (!std::isnan(bin.increase))
                QVERIFY(std::fabs(bin.increase - increase) <= 1e-9 * std::max(1.0, size));
        }
        for (; at < samples.size(); ++at)
            QVERIFY(!std::isfinite(samples.values[at]));
        QVERIFY(unpackRollup(packed, 1).error().kind == ErrorKind::notFound);
    }
}

VEDETTE_TEST(ChunkCodec)
#include "tst_chunk_codec.moc"
