#include "app/cli/arguments.h"
#include "app/cli/environment.h"
#include "app/cli/verbs.h"
#include "app/opening_notice.h"
#include "app/version.h"
#include "app/window_verbs.h"
#include "models/base/memory.h"

#include <QCoreApplication>

#include <sys/resource.h>

#include <clocale>
#include <csignal>
#include <string>
#include <vector>

using namespace vedette;

int main(int argc, char** argv)
{
    keepMemorySmall();
    std::signal(SIGPIPE, SIG_IGN);
    const rlimit noDumps{0, 0}; // a dump would hold credentials
    setrlimit(RLIMIT_CORE, &noDumps);

    const std::vector<std::string> words(argv + 1, argv + argc);
    auto call = parseArguments(words, verbSpecs());
    if (!call.ok()) {
        printErr("vedette: " + call.error().text() + "\n\"vedette --help\" lists the verbs.\n");
        return kUsage;
    }
    if (call->version) {
        printOut(call->value("o") == "json" ? versionJson() + "\n" : versionText() + "\n");
        return kAnswered;
    }
    if (call->help) {
        if (call->spec != nullptr) {
            printOut(helpText(*call->spec));
        } else {
            std::vector<VerbSpec> shown;
            for (const auto& verb : verbSpecs()) {
                if (call->verb.empty() || verb.name.rfind(call->verb + " ", 0) == 0)
                    shown.push_back(verb);
            }
            printOut(overviewText(shown));
        }
        return kAnswered;
    }
    if (call->verb.empty())
        return runDeskVerb(*call, argc, argv);
    if (call->verb == "picture")
        return runPictureVerb(*call, argc, argv);
    if (call->verb == "demo")
        return runDemoVerb(*call, argc, argv);
    const QCoreApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C");
    bool handled = false;
    const OpeningListener listener(openingLines());
    return runHeadless(*call, handled);
}
