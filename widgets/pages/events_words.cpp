#include "widgets/pages/events_words.h"

#include "models/core/change.h"
#include "widgets/format.h"
#include "widgets/theme.h"

#include <QCoreApplication>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::EventWords)
};

constexpr Millis kLate = std::chrono::minutes{1};
constexpr float kSuspect = 0.1F;

} // namespace

const char* eventTypeName(EventType type)
{
    switch (type) {
    case EventType::alert:
        return "alert";
    case EventType::change:
        return "change";
    case EventType::silence:
        return "silence";
    case EventType::feed:
        return "feed";
    case EventType::note:
        return "note";
    }
    return "note";
}

QString eventTypeWord(EventType type)
{
    switch (type) {
    case EventType::alert:
        return Words::tr("alert");
    case EventType::change:
        return Words::tr("change");
    case EventType::silence:
        return Words::tr("silence");
    case EventType::feed:
        return Words::tr("feed outage");
    case EventType::note:
        return Words::tr("note");
    }
    return {};
}

QString eventKindWord(const EventRow& row)
{
    if (row.type == EventType::change) {
        if (const auto kind = changeKindFrom(row.kind))
            return changeKindWord(*kind);
    }
    return eventTypeWord(row.type);
}

Glyph eventGlyph(const EventRow& row)
{
    switch (row.type) {
    case EventType::alert:
        return severityGlyph(row.severity);
    case EventType::change:
        return changeGlyph(changeKindFrom(row.kind).value_or(ChangeKind::deployment));
    case EventType::silence:
        return Glyph::silenced;
    case EventType::feed:
        return Glyph::unknown;
    case EventType::note:
        return Glyph::note;
    }
    return Glyph::note;
}

QColor eventInk(const EventRow& row)
{
    const auto& theme = Theme::instance();
    switch (row.type) {
    case EventType::alert:
        return theme.ink(row.severity);
    case EventType::change:
        return theme.changeInk;
    case EventType::silence:
        return theme.silencedInk;
    case EventType::feed:
        return theme.ink(Severity::unknown);
    case EventType::note:
        return theme.text2;
    }
    return theme.text2;
}

QString eventStateWord(const std::string& state)
{
    if (state == "firing")
        return Words::tr("firing");
    if (state == "pending")
        return Words::tr("pending");
    if (state == "resolved")
        return Words::tr("resolved");
    if (state == "doubtful")
        return Words::tr("end unknown");
    if (state == "silenced")
        return Words::tr("silenced");
    if (state == "started")
        return Words::tr("running");
    if (state == "success")
        return Words::tr("done");
    if (state == "failed")
        return Words::tr("failed");
    if (state == "aborted")
        return Words::tr("aborted");
    if (state == "rolledBack")
        return Words::tr("rolled back");
    if (state == "active")
        return Words::tr("active");
    if (state == "expired")
        return Words::tr("expired");
    if (state == "open")
        return Words::tr("goes on");
    return plain(state, 40);
}

Glyph eventStateGlyph(const std::string& state)
{
    if (state == "resolved" || state == "success")
        return Glyph::ok;
    if (state == "silenced" || state == "active" || state == "expired")
        return Glyph::silenced;
    if (state == "doubtful" || state == "open")
        return Glyph::unknown;
    if (state == "rolledBack")
        return Glyph::rollback;
    if (state == "failed" || state == "aborted")
        return Glyph::warning;
    if (state == "firing")
        return Glyph::info;
    return Glyph::ring;
}

QColor eventStateInk(const std::string& state)
{
    const auto& theme = Theme::instance();
    if (state == "firing")
        return theme.text;
    if (state == "failed" || state == "aborted" || state == "rolledBack")
        return theme.ink(Severity::warning);
    if (state == "doubtful" || state == "open")
        return theme.ink(Severity::unknown);
    if (state == "resolved" || state == "success")
        return theme.ink(Severity::ok);
    return theme.text2;
}

QString eventNote(const EventRow& row, bool pinned)
{
    if (pinned)
        return Words::tr("kept on top");
    if (row.leftOut)
        return Words::tr("left out of sums");
    if (row.type == EventType::change && row.suspicion >= kSuspect)
        return Words::tr("suspect %1").arg(probabilityText(static_cast<double>(row.suspicion)));
    if (row.firstCritical)
        return Words::tr("first critical");
    if (row.late >= kLate)
        return Words::tr("%1 late").arg(ageText(row.late));
    return {};
}

bool eventTypeFrom(const std::string& name, EventType& out)
{
    for (const auto type : {EventType::alert, EventType::change, EventType::silence, EventType::feed, EventType::note}) {
        if (name == eventTypeName(type)) {
            out = type;
            return true;
        }
    }
    return false;
}

QByteArray csvCell(const std::string& text)
{
    QByteArray cell = QByteArray::fromStdString(text);
    if (!cell.isEmpty() && QByteArrayLiteral("=+-@\t\r").contains(cell.front()))
        cell.prepend('\'');
    if (cell.contains(',') || cell.contains('"') || cell.contains('\n') || cell.contains('\r')) {
        cell.replace("\"", "\"\"");
        cell = '"' + cell + '"';
    }
    return cell;
}

QByteArray eventsCsv(const EventTable& table)
{
    QByteArray out = QByteArrayLiteral("type,severity,from,to,service,what,kind,state,source,environment,late_seconds\r\n");
    const auto add = [&](const EventRow& row) {
        const QList<QByteArray> cells{QByteArray(eventTypeName(row.type)), csvCell(std::string(severityName(row.severity))),
            QByteArray::fromStdString(formatRfc3339(row.from)), row.to ? QByteArray::fromStdString(formatRfc3339(*row.to)) : QByteArray(),
            csvCell(row.service), csvCell(row.text), csvCell(row.kind), csvCell(row.state), csvCell(row.source),
            csvCell(row.environment), QByteArray::number(toSeconds(row.late))};
        out += cells.join(',') + "\r\n";
    };
    for (const auto& row : table.pinned)
        add(row);
    for (const auto& row : table.rows)
        add(row);
    return out;
}

} // namespace vedette
