#include "widgets/shell/subject_actions.h"

#include "models/base/text.h"
#include "models/items/board.h"
#include "models/items/view_link.h"
#include "widgets/format.h"
#include "widgets/shell/note_box.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QUrl>

#include <algorithm>

namespace vedette {

namespace {

constexpr Millis kUsualLength = std::chrono::hours{6};

/// The page of its own that the selected thing has; empty: none, or no web page.
QUrl sourceOf(const Selection& selection)
{
    std::string link;
    if (selection.change)
        link = selection.change->url;
    else if (selection.alert)
        link = selection.alert->link;
    if (!isWebLink(link))
        return {};
    return QUrl::fromEncoded(QByteArray::fromStdString(link), QUrl::StrictMode);
}

} // namespace

QString markdownText(const QString& plainText)
{
    QString out;
    for (const QChar c : plainText) {
        if (QStringLiteral("\\`*_[]<>|#~").contains(c))
            out += QLatin1Char('\\');
        out += c;
    }
    return out;
}

SubjectActions::SubjectActions(Board& board, NoteBox& notes, QObject* parent) : QObject(parent), m_board(board), m_notes(notes)
{
    connect(&board, &Board::changed, this, &SubjectActions::openPending);
    connect(&board, &Board::selectionChanged, this, [this] {
        if (m_board.selectedId() != m_pending)
            m_pending.clear();
    });
}

void SubjectActions::range(const Subject& subject)
{
    if (!subject.span || subject.span->length().count() <= 0) {
        m_board.postNotice(tr("Zoom"), tr("Point at a bar, a change or an incident first."), false);
        return;
    }
    const Millis room = std::max<Millis>(std::chrono::seconds{30}, subject.span->length() * 6 / 10);
    m_board.time().setRange({subject.span->from - room, subject.span->to + room});
}

void SubjectActions::openSource(const Subject& subject)
{
    if (subject.id.isEmpty() && m_board.selectedId().isEmpty()) {
        m_board.postNotice(tr("Source"), tr("Choose an alert or a change first."), false);
        return;
    }
    if (!subject.id.isEmpty())
        m_board.select(subject.id);
    m_pending = m_board.selectedId();
    openPending();
}

void SubjectActions::openPending()
{
    // The details of a selection come a moment after it.
    if (m_pending.isEmpty() || QString::fromStdString(m_board.selection().id) != m_pending)
        return;
    m_pending.clear();
    const QUrl target = sourceOf(m_board.selection());
    if (!target.isValid() || target.isEmpty()) {
        m_board.postNotice(tr("Source"), tr("It has no web page of its own."), false);
        return;
    }
    const QString host = plain(target.host(QUrl::FullyEncoded).toStdString(), 60);
    const bool opened = QDesktopServices::openUrl(target);
    m_board.postNotice(tr("Source"), opened ? tr("Opened at %1").arg(host) : tr("No program opens %1").arg(host), opened);
}

void SubjectActions::copy(const QString& text, const QString& said)
{
    QGuiApplication::clipboard()->setText(text);
    m_board.postNotice(tr("Copy"), said, true);
}

QString SubjectActions::linkOf(const Subject& subject, const QString& page) const
{
    ViewLink link = viewOf(m_board, page);
    if (!subject.id.isEmpty())
        link.selectedId = subject.id;
    return viewLinkText(link);
}

QString SubjectActions::markdownOf(const Subject& subject, const QString& page) const
{
    const auto& zone = m_board.time().zone();
    QString words = subject.words;
    if (subject.span)
        words += (words.isEmpty() ? QString() : QStringLiteral(" · ")) + dateClockText(subject.span->from, zone, true) + QLatin1Char(' ') + zoneText(zone, subject.span->from);
    if (words.isEmpty())
        words = rangeText(m_board.time().range(), zone);
    return QLatin1Char('[') + markdownText(words) + QStringLiteral("](") + linkOf(subject, page) + QLatin1Char(')');
}

Time SubjectActions::markTime(const Subject& subject) const
{
    const TimeState& time = m_board.time();
    return subject.at.value_or(time.crosshair().value_or(time.live() ? time.now() : time.range().from + time.range().length() / 2));
}

std::vector<PageAction> SubjectActions::actions(const Subject& subject, const QString& page, bool canvas)
{
    std::vector<PageAction> out;
    const auto add = [&](const char* id, const QString& text, const char* key, std::function<void()> run) {
        out.push_back({QLatin1String(id), text, QLatin1String(key), std::move(run)});
    };
    TimeState& time = m_board.time();
    const QString what = subject.label.empty() ? QString() : plain(subject.label + "=" + (subject.value.empty() ? "\"\"" : subject.value), 60);
    const auto filter = [this, subject](bool in) {
        if (subject.label.empty()) {
            m_board.postNotice(tr("Filter"), tr("Point at a lane or a row first."), false);
            return;
        }
        const ViewFilter& now = m_board.time().filter();
        m_board.time().setFilter(in ? now.only(subject.label, subject.value) : now.without(subject.label, subject.value));
    };
    add("subject.range", tr("Zoom to it"), canvas ? "R" : "", [this, subject] { range(subject); });
    add("subject.source", tr("Open its web page"), "Shift+Enter", [this, subject] { openSource(subject); });
    add("subject.only", what.isEmpty() ? tr("Filter in what is pointed at") : tr("Only %1").arg(what), "=", [filter] { filter(true); });
    add("subject.without", what.isEmpty() ? tr("Filter out what is pointed at") : tr("Without %1").arg(what), "-", [filter] { filter(false); });
    add("view.resetZoom", tr("Reset zoom: the last %1, live").arg(durationText(kUsualLength)), "Backspace", [&time] { time.setLast(kUsualLength); });
    add("view.resetAll", tr("Reset zoom and filter"), "Shift+Backspace", [&time] { time.setView({time.now() - kUsualLength, time.now()}, true, {}); });
    add("subject.copy", tr("Copy as a Markdown link"), "Ctrl+C", [this, subject, page] { copy(markdownOf(subject, page), tr("A Markdown link is on the clipboard.")); });
    add("subject.copyLink", tr("Copy the link alone"), "Ctrl+Shift+C", [this, subject, page] { copy(linkOf(subject, page), tr("A link is on the clipboard.")); });
    add("mark.drop", tr("Set or take away a mark here"), "M", [this, subject] { m_board.time().toggleMark(markTime(subject)); });
    add("mark.keep", tr("Keep a mark here, with words"), "Shift+M", [this, subject] { m_notes.openFor(markTime(subject)); });
    return out;
}

std::vector<PageAction> SubjectActions::menu(const Subject& subject, const QString& page, bool canvas, const std::vector<PageAction>& own)
{
    std::vector<PageAction> out = own;
    const bool zooms = subject.span && subject.span->length().count() > 0;
    for (auto& action : actions(subject, page, canvas)) {
        const bool applies = action.id == QLatin1String("subject.range") ? zooms
            : action.id == QLatin1String("subject.source")               ? subject.source
            : action.id == QLatin1String("subject.only") || action.id == QLatin1String("subject.without") ? !subject.label.empty()
                                                                                                           : true;
        if (!applies)
            continue;
        const bool opensGroup = action.id == QLatin1String("subject.only") || action.id == QLatin1String("view.resetZoom")
            || action.id == QLatin1String("subject.copy") || action.id == QLatin1String("mark.drop");
        if (opensGroup && !out.empty())
            out.emplace_back();
        out.push_back(std::move(action));
    }
    return out;
}

} // namespace vedette
