#include "models/items/board.h"
#include "widgets/format.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/plain_label.h"

#include <QHBoxLayout>

namespace vedette {

namespace {

/// A file with its folder and line: what tells it apart is at its end.
QString shortPlace(const QString& origin)
{
    const auto parts = origin.split(QLatin1Char('/'));
    return parts.size() < 3 ? origin : QStringLiteral("…/") + parts[parts.size() - 2] + QLatin1Char('/') + parts.last();
}

} // namespace

void SelectionPanel::showRule(const AlertRule& rule)
{
    section(tr("Rule"), plain(rule.group, 40));
    auto* expression = new PlainLabel(12, 400, &Theme::text2, m_body);
    expression->setFont(Theme::mono(12));
    expression->setForeign(QString::fromStdString(rule.expression).simplified().toStdString(), 1200); // it is folded anew
    expression->setWrapped(6);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->addWidget(expression);
    m_column->addLayout(row);
    if (rule.holdFor > Millis{0})
        line(tr("holds for"), durationText(rule.holdFor));
    if (rule.keepFiringFor > Millis{0})
        line(tr("kept for"), durationText(rule.keepFiringFor));
    line(tr("stands in"), shortPlace(plain(rule.origin, 400)));
    const auto& alert = m_board.selection().alert;
    if (!alert || !alert->annotations.has("runbook_url")) // that link stands above already
        link(tr("runbook"), rule.runbook);
}

} // namespace vedette
