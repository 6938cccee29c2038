#include "models/items/view_link.h"

#include "models/core/matcher.h"
#include "models/items/board.h"

#include <QUrl>
#include <QUrlQuery>

#include <algorithm>

namespace vedette {

namespace {

constexpr int kLongest = 8192;
constexpr int kLongestPart = 512;
constexpr int kMostMatchers = 32;

Error bad(const QString& why) { return makeError(ErrorKind::usage, why.toStdString()); }

Result<Time> timeOf(const QString& text)
{
    auto time = parseRfc3339(text.toStdString());
    if (!time.ok())
        return bad(QStringLiteral("\"%1\" is no time of a link").arg(text.left(60)));
    return time;
}

} // namespace

QString viewLinkText(const ViewLink& link)
{
    QString text = QStringLiteral("vedette://") + link.page;
    QChar before = QLatin1Char('?');
    // Everything but letters, digits and -._~: a link stands in brackets of Markdown and in chat lines.
    const auto add = [&](const char* name, const QString& value) {
        if (value.isEmpty())
            return;
        text += before + QLatin1String(name) + QLatin1Char('=') + QString::fromLatin1(QUrl::toPercentEncoding(value));
        before = QLatin1Char('&');
    };
    if (link.range) {
        add("from", QString::fromStdString(formatRfc3339(link.range->from)));
        add("to", QString::fromStdString(formatRfc3339(link.range->to)));
    }
    for (const auto& m : link.filter.matchers)
        add("filter", m);
    add("search", link.filter.search);
    add("select", link.selectedId);
    add("slo", link.slo);
    add("watch", link.watch);
    return text;
}

Result<ViewLink> parseViewLink(const QString& text)
{
    if (!text.startsWith(QLatin1String("vedette://")) || text.size() > kLongest)
        return bad(QStringLiteral("\"%1\" is no link of this console: vedette://PAGE?from=...&to=...").arg(text.left(60)));
    const QUrl url(text, QUrl::StrictMode);
    ViewLink link;
    link.page = url.host();
    const bool named = !link.page.isEmpty() && std::all_of(link.page.begin(), link.page.end(), [](QChar c) { return c >= QLatin1Char('a') && c <= QLatin1Char('z'); });
    if (!url.isValid() || !named)
        return bad(QStringLiteral("the link names no page: vedette://PAGE?from=...&to=..."));
    const QUrlQuery query(url);
    const auto value = [&](const char* name) { return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded).left(kLongestPart); };
    if (!value("from").isEmpty() || !value("to").isEmpty()) {
        const auto from = timeOf(value("from"));
        const auto to = timeOf(value("to"));
        if (!from.ok())
            return from.error();
        if (!to.ok())
            return to.error();
        link.range = TimeRange{from.value(), to.value()};
        if (link.range->to <= link.range->from)
            return bad(QStringLiteral("the link's range ends before it begins"));
    }
    for (const auto& m : query.allQueryItemValues(QStringLiteral("filter"), QUrl::FullyDecoded)) {
        const auto parsed = Matcher::parse(m.toStdString());
        if (!parsed.ok() || m.size() > kLongestPart || link.filter.matchers.size() >= kMostMatchers)
            return bad(QStringLiteral("\"%1\" is no condition of a filter").arg(m.left(60)));
        link.filter.matchers << m;
    }
    link.filter.search = value("search");
    link.selectedId = value("select");
    link.slo = value("slo");
    link.watch = value("watch");
    return link;
}

ViewLink viewOf(Board& board, const QString& page)
{
    return {page, board.time().range(), board.time().filter(), board.selectedId(), board.selectedSlo(), board.selectedWatch()};
}

void showView(Board& board, const ViewLink& link)
{
    TimeState& time = board.time();
    if (link.range)
        time.setView(*link.range, false, link.filter);
    else
        time.setFilter(link.filter);
    board.select(link.selectedId);
    if (!link.slo.isEmpty())
        board.selectSlo(link.slo);
    if (!link.watch.isEmpty())
        board.selectWatch(link.watch);
}

} // namespace vedette
