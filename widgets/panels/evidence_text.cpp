#include "widgets/panels/evidence_text.h"

#include "widgets/format.h"

#include <QCoreApplication>

namespace vedette {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::Evidence)
};

} // namespace

QString evidenceText(const Evidence& e)
{
    const auto n = e.args.size();
    const auto arg = [&](std::size_t i) { return plain(e.args[i], 60); };
    if (e.kind == "lag" && n == 4) {
        return e.args[3] == "0 s" ? Words::tr("Went live at %1, as the first alert began.").arg(arg(2))
                                  : Words::tr("Went live at %1, %2 before the first alert.").arg(arg(2), arg(3));
    }
    if (e.kind == "sameService" && n == 1)
        return Words::tr("Change and first alert are both of %1.").arg(arg(0));
    if (e.kind == "noPath" && n == 2 && e.text.rfind("no path", 0) == 0)
        return Words::tr("No path from %1 to %2 in the dependency list.").arg(arg(0), arg(1));
    if (e.kind == "changeKind" && n == 1)
        return Words::tr("It is a change of this kind: %1.").arg(changeKindWord(changeKindFrom(e.args[0]).value_or(ChangeKind::deployment)));
    if (e.kind == "outcome" && n == 1)
        return Words::tr("It ended as: %1.").arg(changeStatusWord(changeStatusFrom(e.args[0]).value_or(ChangeStatus::failed)));
    if (e.kind == "rollback" && n == 1)
        return Words::tr("The alert ended at %1 and the change is still live.").arg(arg(0));
    if (e.kind == "rollback" && n == 2) {
        return e.text.find("has not ended") != std::string::npos
            ? Words::tr("Rolled back at %1, the alert has not ended %2 later.").arg(arg(0), arg(1))
            : Words::tr("Rolled back at %1, the alert ended %2 later.").arg(arg(0), arg(1));
    }
    if (e.kind == "competition" && n == 1)
        return Words::tr("A later change of %1 went live before the alert.").arg(arg(0));
    if (e.kind == "background" && n == 4) {
        return e.args[2] == "0" ? Words::tr("%1 of %2 did not come in the %3 days before.").arg(arg(0), arg(1), arg(3))
                                : Words::tr("%1 of %2 came %3 times in the %4 days before.").arg(arg(0), arg(1), arg(2), arg(3));
    }
    if (e.kind == "silence" && n == 0)
        return Words::tr("No change went live in the 8 hours before the alert.");
    if (e.kind == "dependency" && n == 2 && e.text.find("services that alert") != std::string::npos)
        return Words::tr("%1 of the %2 services that alert are within its reach.").arg(arg(0), arg(1));
    QString text = plain(e.text, 400);
    if (!text.isEmpty())
        text[0] = text[0].toUpper();
    return text;
}

} // namespace vedette
