#include "widgets/panels/selection_panel.h"

#include "models/base/text.h"
#include "models/items/board.h"
#include "models/items/list_models.h"
#include "widgets/format.h"
#include "widgets/pages/events_words.h"
#include "widgets/panels/evidence_text.h"
#include "widgets/panels/glyph_key.h"
#include "widgets/panels/panel_parts.h"
#include "widgets/plain_label.h"
#include "widgets/timeline/cause_focus.h"

#include <QDesktopServices>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QUrl>

#include <algorithm>
#include <cmath>

namespace vedette {

namespace {

constexpr double kWorthARow = 0.01;

/// A mark before words, for the head of the panel.
class Mark final : public QWidget {
public:
    Mark(Glyph glyph, const QColor& ink, QWidget* parent) : QWidget(parent), m_glyph(glyph), m_ink(ink) { setFixedSize(20, 20); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter p(this);
        drawGlyph(p, m_glyph, QRectF(1, 4.5, 11, 11), m_ink);
    }

private:
    Glyph m_glyph;
    QColor m_ink;
};

QHBoxLayout* rowIn(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    column->addLayout(row);
    return row;
}

QString spanText(Time from, std::optional<Time> to, const QTimeZone& zone)
{
    const QString start = clockText(from, zone);
    if (!to)
        return start + QStringLiteral(" – ");
    return start + QStringLiteral("–") + clockText(*to, zone) + QLatin1Char(' ') + zoneText(zone, *to) + QStringLiteral(" · ") + durationText(*to - from);
}

QString suspectName(const Change& change)
{
    return plain(change.service, 40) + QLatin1Char(' ') + plain(change.label(), 60);
}

/// "deployment · production", with the revision where a title is its name.
QString changeAbout(const Change& change)
{
    QString about = changeKindWord(change.kind);
    if (!change.environment.empty())
        about += QStringLiteral(" · ") + plain(change.environment, 30);
    if (!change.revision.empty() && change.label() != change.revision)
        about += QStringLiteral(" · ") + plain(change.revision, 16);
    return about;
}

} // namespace

SelectionPanel::SelectionPanel(Board& board, QWidget* parent)
    : QWidget(parent), m_board(board), m_focus(CauseFocus::of(board)), m_scroll(new QScrollArea(this)), m_key(new GlyphKey(this))
{
    setAccessibleName(QStringLiteral("panel:selection"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setAccessibleName(tr("Selection"));
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_scroll->setStyleSheet(QStringLiteral("QScrollArea{background:transparent}"));
    column->addWidget(m_scroll, 1);
    column->addWidget(m_key);
    connect(&board, &Board::changed, this, &SelectionPanel::rebuild);
    connect(&m_focus, &CauseFocus::changed, this, &SelectionPanel::rebuild);
    connect(&board.time(), &TimeState::zoneChanged, this, &SelectionPanel::rebuild);
    connect(&Theme::instance(), &Theme::changed, this, &SelectionPanel::rebuild);
    rebuild();
}

void SelectionPanel::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::instance();
    QPainter p(this);
    p.setRenderHint(QPainter::Antialiasing);
    p.setPen(QPen(theme.border, 1));
    p.setBrush(theme.panel);
    p.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kPanelRadius, metrics::kPanelRadius);
}

void SelectionPanel::rebuild()
{
    const int scrolled = m_scroll->verticalScrollBar()->value();
    auto* body = new QWidget;
    body->setAutoFillBackground(false);
    m_body = body;
    m_column = new QVBoxLayout(body);
    m_column->setContentsMargins(0, 12, 0, 8);
    m_column->setSpacing(4);
    using Kind = Selection::Kind;
    const Selection& s = m_board.selection();
    if (s.kind == Kind::alert && s.alert)
        showAlert();
    else if (s.kind == Kind::change && s.change)
        showChange();
    else if (s.kind == Kind::incident && s.suspects)
        showIncident();
    else if (s.kind == Kind::silence && s.silence)
        showSilence();
    else if (s.kind == Kind::flag)
        showFlag();
    else if (s.kind == Kind::note)
        showNote();
    else
        showNothing();
    m_column->addStretch(1);
    m_scroll->setWidget(body);
    body->setAutoFillBackground(false); // setWidget() switches it on
    m_scroll->verticalScrollBar()->setValue(scrolled);
}

void SelectionPanel::head(const std::string& title, Severity severity, const QString& right, const QString& below)
{
    head(title, severityGlyph(severity), Theme::instance().ink(severity), right, below);
}

void SelectionPanel::head(const std::string& title, Glyph glyph, const QColor& ink, const QString& right, const QString& below)
{
    auto* row = rowIn(m_column);
    row->setSpacing(0);
    row->addWidget(new Mark(glyph, ink, m_body));
    auto* name = new PlainLabel(15, 600, &Theme::text, m_body);
    name->setForeign(title, 200);
    row->addWidget(name, 1);
    row->addSpacing(8);
    auto* state = new PlainLabel(12, 400, &Theme::text3, m_body);
    state->setText(right);
    row->addWidget(state);
    auto* under = new PlainLabel(12, 400, &Theme::text2, m_body);
    under->setText(below);
    rowIn(m_column)->addWidget(under);
}

void SelectionPanel::section(const QString& title, const QString& right)
{
    m_column->addSpacing(8);
    auto* row = rowIn(m_column);
    auto* name = new PlainLabel(13, 600, &Theme::text, m_body);
    name->setText(title);
    row->addWidget(name, 1);
    auto* more = new PlainLabel(12, 400, &Theme::text3, m_body);
    more->setText(right);
    row->addWidget(more);
}

void SelectionPanel::line(const QString& left, const QString& right)
{
    auto* row = rowIn(m_column);
    auto* name = new PlainLabel(12, 400, &Theme::text3, m_body);
    name->setText(left);
    name->setFixedWidth(76);
    row->addWidget(name);
    auto* value = new PlainLabel(12, 400, &Theme::text, m_body);
    value->setText(right);
    row->addWidget(value, 1);
}

void SelectionPanel::note(const QString& words)
{
    auto* label = new PlainLabel(12, 400, &Theme::text2, m_body);
    label->setText(words);
    label->setWrapped(4);
    rowIn(m_column)->addWidget(label);
}

void SelectionPanel::text(const std::string& words, int lines)
{
    auto* label = new PlainLabel(12, 400, &Theme::text2, m_body);
    label->setForeign(words, 1200);
    label->setWrapped(lines);
    rowIn(m_column)->addWidget(label);
}

void SelectionPanel::link(const QString& title, const std::string& url)
{
    if (!isWebLink(url))
        return;
    const QUrl target = QUrl::fromEncoded(QByteArray::fromStdString(url), QUrl::StrictMode);
    if (!target.isValid())
        return;
    auto* row = rowIn(m_column);
    auto* name = new PlainLabel(12, 400, &Theme::text3, m_body);
    name->setText(title);
    name->setFixedWidth(76);
    row->addWidget(name);
    auto* button = new QPushButton(m_body);
    button->setText(plain(target.host(QUrl::FullyEncoded).toStdString(), 40));
    button->setFlat(true);
    button->setStyleSheet(QStringLiteral("QPushButton{border:none;background:transparent;padding:1px 0;text-align:left;color:%1}").arg(Theme::instance().accent.name()));
    button->setCursor(Qt::PointingHandCursor);
    row->addWidget(button, 1);
    connect(button, &QPushButton::clicked, this, [target] { QDesktopServices::openUrl(target); });
}

void SelectionPanel::showNothing()
{
    const auto& incidents = m_board.timeline()->incidents;
    auto* title = new PlainLabel(15, 600, &Theme::text, m_body);
    title->setText(tr("Nothing selected"));
    rowIn(m_column)->addWidget(title);
    auto* hint = new PlainLabel(12, 400, &Theme::text2, m_body);
    hint->setText(tr("Click a bar, a change or an incident on the timeline; . and , step through a lane."));
    hint->setWrapped(3);
    rowIn(m_column)->addWidget(hint);
    const auto range = m_board.time().range();
    if (!m_board.judged().notGrouped({range.from, std::min(range.to, m_board.asOf())}).empty())
        note(tr("Very many alerts: not all of this view is judged. Zoom in, or choose one."));
    if (incidents.empty())
        return;
    const auto seen = [&](const IncidentSpan& i) { return i.range.from < range.to && i.range.to > range.from; };
    const bool any = std::any_of(incidents.begin(), incidents.end(), seen);
    section(any ? tr("Incidents in view") : tr("Newest incidents"));
    int shown = 0;
    for (auto it = incidents.rbegin(); it != incidents.rend() && shown < 8; ++it) {
        if (any && !seen(*it))
            continue;
        ++shown;
        auto* button = new QPushButton(m_body);
        QString words = plain(it->title, 32) + QStringLiteral(" · ") + clockText(it->range.from, m_board.time().zone(), false);
        words.replace(QLatin1Char('&'), QStringLiteral("&&")); // no mnemonics out of foreign text
        button->setText(words);
        rowIn(m_column)->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, id = QString::fromStdString(it->id)] { m_board.select(id); });
    }
}

void SelectionPanel::showIncident()
{
    const auto& s = m_board.selection();
    const auto& report = *s.suspects;
    const auto& zone = m_board.time().zone();
    const auto& spans = m_board.timeline()->incidents;
    const auto span = std::find_if(spans.begin(), spans.end(), [&](const IncidentSpan& i) { return i.id == report.id; });
    const bool known = span != spans.end();
    const QString state = known && span->over ? tr("over") : tr("goes on");
    if (m_board.selectedId().isEmpty()) {
        auto* why = new PlainLabel(11, 400, &Theme::text3, m_body);
        why->setText(tr("worst in view"));
        rowIn(m_column)->addWidget(why);
    }
    const std::string title = known ? span->title : report.service;
    const int alerts = known ? span->alerts : static_cast<int>(report.alertIds.size());
    const QString counted = alerts == 1 ? tr("%n alert", nullptr, 1) : tr("%n alerts", nullptr, alerts);
    head(title, known ? span->severity : Severity::critical, state, rangeText(report.range, zone) + QStringLiteral(" · ") + durationText(report.range.length()) + QStringLiteral(" · ") + counted);
    if (!s.related.empty()) {
        const auto* suspect = m_focus.suspect();
        m_column->addWidget(new IncidentHistogram(report, s.related, zone, suspect ? QString::fromStdString(suspect->change.id) : QString(), m_body));
    }
    showSuspects(report);
    if (s.rule)
        showRule(*s.rule);
    showPeople(report.service);
}

QString SelectionPanel::stateText(const QString& state) const
{
    return m_board.selection().leftOut ? state + QStringLiteral(" · ") + tr("left out") : state;
}

void SelectionPanel::showAlert()
{
    const auto& s = m_board.selection();
    const AlertEpisode& a = *s.alert;
    const auto& zone = m_board.time().zone();
    const std::string summary(a.annotations.value("summary"));
    head(summary.empty() ? a.name : summary, a.level, stateText(alertStateWord(a.state)),
        plain(a.service, 40) + QStringLiteral(" · ") + severityWord(a.level) + QStringLiteral(" · ") + spanText(a.startsAt, a.endsAt, zone));
    section(tr("Labels"), tr("a click filters"));
    auto* chips = new LabelChips(a.labels, m_body);
    m_column->addWidget(chips);
    connect(chips, &LabelChips::picked, this, [this](const QString& matcher) {
        auto all = m_board.matchers();
        if (!all.contains(matcher))
            all << matcher;
        m_board.setMatchers(all);
        Q_EMIT openPage(QStringLiteral("events"));
    });
    if (const auto description = a.annotations.value("description"); !description.empty()) {
        section(tr("Description"));
        text(std::string(description), 6);
    }
    link(tr("runbook"), std::string(a.annotations.value("runbook_url")));
    link(tr("expression"), a.link);
    if (s.rule)
        showRule(*s.rule);
    showPeople(a.service);
    section(tr("Told by"));
    QStringList sources;
    for (const auto& source : a.sources)
        sources << plain(source, 30);
    line(tr("feeds"), sources.join(QStringLiteral(", ")));
    line(tr("seen"), clockText(a.seenAt, zone) + (a.reconstructed ? QStringLiteral(" · ") + tr("read back from history") : QString()));
    for (const auto& silence : s.silencing) {
        line(tr("silenced"), plain(silence.createdBy, 24) + QStringLiteral(" · ") + tr("until %1").arg(clockText(silence.endsAt, zone, false)));
        text(silence.comment, 2);
    }
    if (s.paging)
        showPaging(*s.paging);
    if (s.suspects)
        showSuspects(*s.suspects);
    if (!s.dailyCounts.empty()) {
        std::int64_t all = 0;
        for (const auto n : s.dailyCounts)
            all += n;
        section(tr("The last 30 days"), all == 1 ? tr("%n time", nullptr, 1) : tr("%n times", nullptr, static_cast<int>(all)));
        m_column->addWidget(new DailyBars(s.dailyCounts, a.level, m_body));
    }
}

void SelectionPanel::showChange()
{
    const auto& s = m_board.selection();
    const Change& c = *s.change;
    const auto& zone = m_board.time().zone();
    head(c.service + " " + c.label(), changeKindGlyph(c.kind), Theme::instance().change, stateText(changeStatusWord(c.status)),
        changeKindWord(c.kind) + QStringLiteral(" · ") + spanText(c.startsAt, c.endsAt, zone));
    if (!c.revision.empty() && c.revision != c.label())
        line(tr("revision"), plain(c.revision, 60));
    if (!c.previous.empty())
        line(tr("before"), plain(c.previous, 60));
    if (!c.actor.empty())
        line(tr("by"), plain(c.actor, 60));
    if (!c.environment.empty())
        line(tr("where"), plain(c.environment, 60));
    if (!c.title.empty() && c.title != c.label())
        text(c.title, 3);
    link(tr("pipeline"), c.url);
    if (!c.stages.empty()) {
        section(tr("Stages"));
        for (const auto& stage : c.stages)
            line(clockText(stage.startsAt, zone, false), plain(stage.stage, 24) + QLatin1Char(' ') + plain(stage.environment, 20) + QStringLiteral(" · ") + changeStatusWord(stage.status));
    }
    showPeople(c.service);
    section(tr("Alerts it may have caused"));
    const auto& judged = m_board.judged();
    const bool partly = judged.waiting > 0 || !judged.notGrouped({c.liveAt(), std::min(c.liveAt() + std::chrono::hours{8}, m_board.asOf())}).empty();
    if (partly)
        note(s.related.empty() ? tr("Not known: not every group of alerts after it is judged.") : tr("There may be more: not every group of alerts after it is judged."));
    else if (s.related.empty())
        note(tr("None that is known."));
    for (std::size_t i = 0; i < s.related.size() && i < 12; ++i) {
        SuspectRow::Content row;
        row.name = plain(s.related[i].name, 40);
        row.at = clockText(s.related[i].startsAt, zone);
        row.probability = i < s.relatedProbability.size() ? s.relatedProbability[i] : 0;
        row.glyph = severityGlyph(s.related[i].level);
        row.ink = Theme::instance().ink(s.related[i].level);
        row.sentences = QStringList{plain(s.related[i].service, 40)};
        auto* button = new SuspectRow(row, false, false, m_body);
        m_column->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, [this, id = QString::fromStdString(s.related[i].id)] { m_board.select(id); });
    }
}

void SelectionPanel::showSilence()
{
    const Silence& s = *m_board.selection().silence;
    const auto& zone = m_board.time().zone();
    head(s.comment.empty() ? s.id : s.comment, Severity::none, eventStateWord(s.state), spanText(s.startsAt, s.endsAt, zone));
    line(tr("by"), plain(s.createdBy, 60));
    section(tr("Holds back"));
    for (const auto& m : s.matchers)
        line(QString(), plain(m.name + (m.isEqual ? (m.isRegex ? "=~" : "=") : (m.isRegex ? "!~" : "!=")) + m.value, 80));
}

void SelectionPanel::showFlag()
{
    const QString id = QString::fromStdString(m_board.selection().id);
    const auto& zone = m_board.time().zone();
    for (const auto& flag : m_board.flags()) {
        if (FlagsModel::idOf(flag) != id)
            continue;
        head(flag.watch, Severity::info, flag.open ? tr("goes on") : tr("over"),
            plain(flag.service, 40) + QStringLiteral(" · ") + spanText(flag.from, flag.to, zone));
        line(tr("score"), QString::number(flag.score, 'f', 3));
        line(tr("value"), valueText(flag.peakValue, QString()) + QStringLiteral(" · ") + clockText(flag.peakAt, zone));
        line(tr("expected"), valueText(flag.lowerAtStart, QString()) + QStringLiteral("–") + valueText(flag.upperAtStart, QString()));
        return;
    }
    showNothing();
}

void SelectionPanel::showNote()
{
    const std::string& id = m_board.selection().id;
    const auto timeline = m_board.timeline();
    for (const auto& lane : timeline->lanes) {
        for (const auto& note : lane.notes) {
            if (timeline->ids[note.id] != id)
                continue;
            head(lane.service, Severity::none, tr("note"), dateClockText(note.at, m_board.time().zone()));
            text(timeline->texts[note.text], 12);
            return;
        }
    }
    showNothing();
}

void SelectionPanel::showSuspects(const SuspectReport& report)
{
    const auto& zone = m_board.time().zone();
    section(tr("Which change did it?"), tr("sums to 100 %"));
    int folded = 0;
    double foldedShare = 0;
    for (std::size_t i = 0; i < report.suspects.size(); ++i) {
        const Suspect& s = report.suspects[i];
        if (s.probability < kWorthARow) {
            ++folded;
            foldedShare += s.probability;
            continue;
        }
        SuspectRow::Content row;
        row.name = suspectName(s.change);
        row.at = clockText(s.change.liveAt(), zone);
        row.probability = s.probability;
        row.glyph = changeKindGlyph(s.change.kind);
        row.about = changeAbout(s.change);
        for (const auto& e : s.evidence)
            row.sentences << evidenceText(e, report.range.from, zone);
        const int place = static_cast<int>(i);
        auto* button = new SuspectRow(row, place == m_focus.index(), place == m_unfolded, m_body);
        m_column->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, [this, place] {
            m_unfolded = m_focus.index() == place && m_unfolded != place ? place : -1;
            if (m_focus.index() == place)
                QMetaObject::invokeMethod(this, &SelectionPanel::rebuild, Qt::QueuedConnection);
            else
                QMetaObject::invokeMethod(this, [this, place] { m_focus.setIndex(place); }, Qt::QueuedConnection);
        });
    }
    if (folded > 0) {
        SuspectRow::Content row;
        row.name = folded == 1 ? tr("%n other change", nullptr, 1) : tr("%n other changes", nullptr, folded);
        row.probability = foldedShare;
        m_column->addWidget(new SuspectRow(row, false, false, m_body));
    }
    SuspectRow::Content none;
    none.name = tr("No change is to blame");
    none.probability = report.noChange;
    none.noChange = true;
    for (const auto& e : report.noChangeEvidence)
        none.sentences << evidenceText(e, report.range.from, zone);
    m_column->addWidget(new SuspectRow(none, false, true, m_body));
    if (report.suspects.size() > 1) {
        auto* hint = new PlainLabel(11, 400, &Theme::text3, m_body);
        hint->setText(tr("[ and ] walk the causes on the timeline"));
        rowIn(m_column)->addWidget(hint);
    }
}

} // namespace vedette
