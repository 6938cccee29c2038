#include "app/opening_notice.h"

#include "app/cli/environment.h"
#include "app/desk.h"

#include <QCoreApplication>
#include <QProgressDialog>

namespace vedette {

namespace {

constexpr int kRedrawEvery = 100; // ms

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::OpeningNotice)
};

QString partText(const OpeningStep& step)
{
    switch (step.part) {
    case OpeningStep::Part::copying: return Words::tr("The cache is of an earlier version. A copy of it is kept first.");
    case OpeningStep::Part::moving: return Words::tr("The cache is of an earlier version. Its records are brought up to this one.");
    case OpeningStep::Part::folding: return Words::tr("The rules by which changes are put together are new. The changes of the cache are put together again.");
    }
    return {};
}

} // namespace

OpeningNotice::OpeningNotice(const DeskLook& look) : m_look(look), m_listener([this](const OpeningStep& step) { show(step); }) { }

OpeningNotice::~OpeningNotice() = default;

void OpeningNotice::show(const OpeningStep& step)
{
    if (!m_window) {
        dressUp(m_look, {}, {});
        m_window = std::make_unique<QProgressDialog>();
        m_window->setWindowTitle(Words::tr("Vedette opens"));
        m_window->setCancelButton(nullptr);
        m_window->setAutoClose(false);
        m_window->setAutoReset(false);
        m_window->setRange(0, 100);
        m_window->setMinimumWidth(520);
        m_window->setMinimumDuration(500);
    }
    if (m_shown.isValid() && m_shown.elapsed() < kRedrawEvery)
        return;
    m_shown.start();
    m_window->setLabelText(partText(step));
    m_window->setValue(step.percent());
    QCoreApplication::processEvents();
}

OpeningListener::Hear openingLines()
{
    struct Told {
        OpeningStep::Part part{};
        int tenth = -1;
    };
    return [told = Told{}](const OpeningStep& step) mutable {
        const int tenth = step.percent() / 10;
        if (told.tenth == tenth && told.part == step.part)
            return;
        told = {step.part, tenth};
        const char* what = step.part == OpeningStep::Part::copying ? "a copy of the earlier cache is kept: "
            : step.part == OpeningStep::Part::moving               ? "the earlier cache is brought up: "
                                                                   : "changes are put together by new rules: ";
        printErr("vedette: " + (what + std::to_string(tenth * 10)) + " %\n");
    };
}

} // namespace vedette
