#include "widgets/pages/events_page.h"
#include "widgets/pages/feeds_page.h"
#include "widgets/pages/metrics_page.h"
#include "widgets/pages/now_page.h"
#include "widgets/pages/page.h"
#include "widgets/pages/slo_page.h"

#include <QCoreApplication>

namespace vedette {

namespace {

struct Rail {
    Q_DECLARE_TR_FUNCTIONS(vedette::Rail)
};

template <class P> Page* make(Board& board, QWidget* parent) { return new P(board, parent); }

} // namespace

std::vector<PageEntry> pageEntries()
{
    std::vector<PageEntry> pages;
    pages.push_back({QStringLiteral("now"), Rail::tr("Now"), IconName::now, [](Board& b, QWidget* w) -> Page* { return new NowPage(b, w, false); }});
    pages.push_back({QStringLiteral("timeline"), QString(), IconName::now, [](Board& b, QWidget* w) -> Page* { return new NowPage(b, w, true); }});
    pages.push_back({QStringLiteral("events"), Rail::tr("Events"), IconName::events, make<EventsPage>});
    pages.push_back({QStringLiteral("slo"), Rail::tr("SLO"), IconName::slo, make<SloPage>});
    pages.push_back({QStringLiteral("metrics"), Rail::tr("Metrics"), IconName::metrics, make<MetricsPage>});
    pages.push_back({QStringLiteral("feeds"), Rail::tr("Feeds"), IconName::feeds, make<FeedsPage>});
    return pages;
}

} // namespace vedette
