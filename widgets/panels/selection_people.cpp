#include "models/base/text.h"
#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/plain_label.h"

namespace vedette {

namespace {

constexpr qsizetype kNames = 5;
constexpr std::size_t kLinks = 4;

/// "a, b +3"
QString shortList(const QStringList& names)
{
    QString out = names.mid(0, kNames).join(QStringLiteral(", "));
    if (names.size() > kNames)
        out += QStringLiteral(" +%1").arg(names.size() - kNames);
    return out;
}

} // namespace

void SelectionPanel::showPeople(const std::string& service)
{
    const Selection& s = m_board.selection();
    if (service.empty() || (!s.service && s.edges.empty()))
        return;
    const ServiceInfo info = s.service.value_or(ServiceInfo{});
    QStringList rank;
    if (info.tier > 0)
        rank << tr("tier %1").arg(info.tier);
    if (!info.environment.empty())
        rank << plain(info.environment, 24);
    section(tr("Who to call"), rank.join(QStringLiteral(" · ")));
    const auto named = [&](const QString& role, const std::string& text, const std::string& more = {}) {
        if (!text.empty())
            line(role, plain(text, 60) + (more.empty() || more == text ? QString() : QStringLiteral(" · ") + plain(more, 40)));
    };
    if (info.owner.empty() && info.team.empty() && info.deputy.empty())
        line(tr("owner"), info.origin.empty() ? tr("not in the catalogue") : tr("not said"));
    if (info.owner.empty())
        named(tr("team"), info.team);
    named(tr("owner"), info.owner, info.team);
    named(tr("deputy"), info.deputy);
    if (isWebLink(info.channel))
        link(tr("channel"), info.channel);
    else
        named(tr("channel"), info.channel);
    QStringList people;
    for (const auto& member : info.members) {
        if (member != info.owner && member != info.deputy)
            people << plain(member, 30);
    }
    if (!people.isEmpty())
        line(tr("people"), shortList(people));
    for (std::size_t i = 0; i < info.links.size() && i < kLinks; ++i)
        link(plain(info.links[i].first, 14), info.links[i].second);
    QStringList callers;
    QStringList called;
    for (const auto& edge : s.edges) {
        const bool in = edge.callee == service;
        const QString name = plain(in ? edge.caller : edge.callee, 30);
        (in ? callers : called) << (edge.configured ? name : tr("%1 (traced)").arg(name));
    }
    if (!callers.isEmpty())
        line(tr("called by"), shortList(callers));
    if (!called.isEmpty())
        line(tr("calls"), shortList(called));
}

} // namespace vedette
