#include "widgets/panels/paging_words.h"

#include "widgets/format.h"
#include "widgets/plain_label.h"

#include <QCoreApplication>

#include <array>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::PagingWords)
};

/// Why a group was told of, in Alertmanager's words.
QString reasonWord(const std::string& told)
{
    struct Reason {
        const char* told;
        const char* words;
    };
    static constexpr std::array kReasons{
        Reason{"first notification", QT_TRANSLATE_NOOP("vedette::PagingWords", "first notification")},
        Reason{"new alerts in group", QT_TRANSLATE_NOOP("vedette::PagingWords", "new alerts in the group")},
        Reason{"new resolved alerts", QT_TRANSLATE_NOOP("vedette::PagingWords", "alerts ended in the group")},
        Reason{"all alerts resolved", QT_TRANSLATE_NOOP("vedette::PagingWords", "all alerts ended")},
        Reason{"repeat interval elapsed", QT_TRANSLATE_NOOP("vedette::PagingWords", "repeated")},
    };
    for (const auto& reason : kReasons) {
        if (told == reason.told)
            return Words::tr(reason.words);
    }
    return plain(told, 60);
}

QString withBy(const QString& words, const std::string& by) { return by.empty() ? words : words + QStringLiteral(" · ") + plain(by, 120); }

QString whatOf(const PagingStep& step)
{
    const QString whom = step.integration.empty() ? plain(step.receiver, 60)
        : step.receiver.empty()                   ? plain(step.integration, 60)
                                                  : plain(step.integration, 40) + QStringLiteral(" (") + plain(step.receiver, 40) + QLatin1Char(')');
    switch (step.kind) {
    case AlertEventKind::created:
        return Words::tr("reached the notifier");
    case AlertEventKind::grouped:
        return step.receiver.empty() ? Words::tr("grouped") : Words::tr("grouped for %1").arg(whom);
    case AlertEventKind::resolved:
        return Words::tr("ended");
    case AlertEventKind::notified:
        return withBy(step.resolved ? Words::tr("told %1 that it ended").arg(whom) : Words::tr("told %1").arg(whom),
            step.resolved ? std::string() : reasonWord(step.reason).toStdString());
    case AlertEventKind::silenced:
        return withBy(Words::tr("silenced"), step.by);
    case AlertEventKind::inhibited:
        return withBy(Words::tr("inhibited"), step.by);
    case AlertEventKind::muted:
        return Words::tr("held back from %1").arg(whom);
    case AlertEventKind::silenceCreated:
    case AlertEventKind::silenceUpdated:
    case AlertEventKind::started:
    case AlertEventKind::stopped:
        break;
    }
    return {};
}

} // namespace

QString pagingVerdictWord(PagingVerdict verdict)
{
    switch (verdict) {
    case PagingVerdict::notified:
        return Words::tr("yes");
    case PagingVerdict::silenced:
    case PagingVerdict::inhibited:
    case PagingVerdict::muted:
        return Words::tr("held back");
    case PagingVerdict::waiting:
        return Words::tr("not yet");
    case PagingVerdict::nothing:
        return Words::tr("no");
    case PagingVerdict::partly:
    case PagingVerdict::unknown:
        break;
    }
    return Words::tr("not known");
}

std::vector<std::pair<QString, QString>> pagingRows(const PagingStory& story, const QTimeZone& zone, std::size_t most)
{
    std::vector<std::pair<QString, QString>> rows;
    const auto& steps = story.steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (steps.size() > most && i + 2 == most) {
            const auto left = steps.size() - most + 1;
            rows.emplace_back(QString(), Words::tr("… %1 more").arg(left));
            i = steps.size() - 2;
            continue;
        }
        QString what = whatOf(steps[i]);
        if (steps[i].times > 1)
            what += QStringLiteral(" · ") + Words::tr("%1 times, last %2").arg(steps[i].times).arg(clockText(steps[i].last, zone));
        rows.emplace_back(clockText(steps[i].at, zone), what);
    }
    return rows;
}

} // namespace vedette
