// Frame time of one line over 1600x400 while it pans: Qt Charts' own QLineSeries beside the console's LineChart (its samples
// reduced to one column a pixel, as a snapshot hands them over), at 10 k, 100 k and 1 M visible points.
//   QT_QPA_PLATFORM=offscreen [QT_SCALE_FACTOR=2] bench_chart [FRAMES]
#include "widgets/charts/line_chart.h"

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QElapsedTimer>
#include <QLineSeries>
#include <QValueAxis>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cmath>
#include <vector>

using namespace vedette;

namespace {

constexpr int kWide = 1600, kHigh = 400;

double sampleAt(std::int64_t i)
{
    const double x = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
    return 100 + 30 * std::sin(static_cast<double>(i) / 9000.0) + 10 * (x - std::floor(x));
}

double median(std::vector<double>& times)
{
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

double rawFrame(std::int64_t points, int frames)
{
    auto* series = new QLineSeries;
    QList<QPointF> samples;
    for (std::int64_t i = 0; i < points * 2; ++i)
        samples << QPointF(static_cast<double>(i) * 1000, sampleAt(i));
    series->replace(samples);
    QChartView view;
    view.chart()->legend()->hide();
    view.chart()->addSeries(series);
    view.chart()->createDefaultAxes();
    view.resize(kWide, kHigh);
    auto* axis = static_cast<QValueAxis*>(view.chart()->axes(Qt::Horizontal).constFirst());
    std::vector<double> times;
    for (int f = 0; f < frames; ++f) {
        QElapsedTimer timer;
        timer.start();
        const double from = static_cast<double>(points) * 1000 * f / frames;
        axis->setRange(from, from + static_cast<double>(points) * 1000);
        view.grab();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return median(times);
}

double ownFrame(std::int64_t points, int frames)
{
    TimeState time;
    LineChart chart(time);
    chart.resize(kWide, kHigh);
    std::vector<double> times;
    for (int f = 0; f < frames; ++f) {
        const std::int64_t first = points * f / frames;
        auto frame = std::make_shared<ChartFrame>();
        frame->range = {timeFromMs(first * 1000), timeFromMs((first + points) * 1000)};
        frame->step = Millis{1000};
        const std::int64_t columns = std::min<std::int64_t>(points, chart.columns());
        for (std::int64_t c = 0; c < columns; ++c) {
            const std::int64_t a = first + points * c / columns, b = first + points * (c + 1) / columns;
            ChartColumn column{timeFromMs(a * 1000), sampleAt(a), sampleAt(a), sampleAt(a), sampleAt(b - 1)};
            for (std::int64_t i = a; i < b; ++i) {
                column.min = std::min(column.min, sampleAt(i));
                column.max = std::max(column.max, sampleAt(i));
            }
            frame->line.push_back(column);
        }
        QElapsedTimer timer;
        timer.start();
        time.moveRange(frame->range);
        chart.show(frame);
        chart.grab();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    return median(times);
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const int frames = argc > 1 ? std::max(3, std::atoi(argv[1])) : 9;
    std::printf("%10s %22s %22s\n", "points", "QLineSeries ms/frame", "LineChart ms/frame");
    for (const std::int64_t points : {10'000LL, 100'000LL, 1'000'000LL})
        std::printf("%10lld %22.1f %22.1f\n", static_cast<long long>(points), rawFrame(points, points > 500'000 ? 3 : frames), ownFrame(points, frames));
    return 0;
}
