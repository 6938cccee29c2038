// One frame of the timeline while panning, 50 lanes of alerts and changes over 30 days, beside a naive painter that walks every
// item: p50, p99 and the greatest of 300 frames in ms of the thread's CPU time (a busy machine adds nothing), painted into an image.
//     bench_timeline [items=100000] [width=1440] [height=900]
#include "models/items/board.h"
#include "models/items/time_state.h"
#include "tests/widgets/sample_board.h"
#include "widgets/theme.h"
#include "widgets/timeline/timeline_view.h"

#include <QApplication>
#include <QImage>
#include <QPainter>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace vedette;

namespace {

constexpr int kLanes = 50;
constexpr int kFrames = 300;

void report(const char* what, std::vector<double> ms)
{
    std::sort(ms.begin(), ms.end());
    std::printf("%-34s p50 %7.2f   p99 %7.2f   max %7.2f\n", what, ms[ms.size() / 2], ms[ms.size() * 99 / 100], ms.back());
}

/// Every event as a rectangle, as a first version would do it.
void paintEveryEvent(QPainter& p, const Timeline& t, const TimeAxis& axis, int visible)
{
    const Theme& theme = Theme::instance();
    p.fillRect(QRectF(0, 0, 4000, 4000), theme.panel);
    for (int i = 0; i < visible && i < static_cast<int>(t.lanes.size()); ++i) {
        const int y = 78 + i * 28;
        for (const auto& a : t.lanes[static_cast<std::size_t>(i)].alerts) {
            const double x0 = axis.xOf(a.from);
            const double x1 = std::max(x0 + 3, axis.xOf(a.to));
            if (x1 < axis.left || x0 > axis.right())
                continue;
            p.setPen(theme.fill(a.severity));
            p.setBrush(theme.tint(a.severity));
            p.drawRect(QRectF(x0, y + 17, x1 - x0, 8));
            p.fillRect(QRectF(x0, y + 5, x1 - x0, 10), theme.fill(a.severity));
        }
        for (const auto& c : t.lanes[static_cast<std::size_t>(i)].changes)
            drawGlyph(p, Glyph::change, QRectF(axis.xOf(c.at) - 4, y + 1, 8, 8), theme.change);
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const int items = argc > 1 ? std::atoi(argv[1]) : 100000;
    const QSize size(argc > 2 ? std::atoi(argv[2]) : 1440, argc > 3 ? std::atoi(argv[3]) : 900);
    Theme::instance().setMode(Theme::Mode::dark);
    const auto cpuMs = [] {
        timespec t{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_nsec) / 1e6;
    };
    const auto since = [&](double begin) { return cpuMs() - begin; };
    const Time now = test::kst("18:00");
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->timeline = test::manyLanes(kLanes, items / kLanes, now);
    Board board;
    board.time().tick(now);
    TimelineView view(board);
    view.resize(size);
    view.setAttribute(Qt::WA_DontShowOnScreen);
    view.show();
    QApplication::processEvents();
    const double begin = cpuMs();
    board.show(snapshot);
    std::printf("%d items on %d lanes, %dx%d; bins and layout made in %.1f ms\n", items, kLanes, size.width(), size.height(), since(begin));
    QImage image(view.viewport()->size(), QImage::Format_ARGB32_Premultiplied);
    for (const auto& [name, length] : {std::pair{"30 d", std::chrono::hours{24 * 30}}, {"7 d", std::chrono::hours{24 * 7}},
             {"24 h", std::chrono::hours{24}}, {"6 h", std::chrono::hours{6}}}) {
        std::vector<double> ours;
        std::vector<double> naive;
        for (int i = 0; i < kFrames; ++i) {
            const Millis shift = Millis{length} * i / kFrames / 4;
            board.time().moveRange({now - length - shift, now - shift});
            double t0 = cpuMs();
            {
                QPainter painter(&image);
                view.paintFrame(painter);
            }
            ours.push_back(since(t0));
            if (i % 10 != 0)
                continue;
            t0 = cpuMs();
            {
                QPainter painter(&image);
                paintEveryEvent(painter, *snapshot->timeline, view.axis(), 30);
            }
            naive.push_back(since(t0));
        }
        std::printf("%s\n", name);
        report("  bins and merged bars", ours);
        report("  every event", naive);
    }
    return 0;
}
