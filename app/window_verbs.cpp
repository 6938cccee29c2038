#include "app/window_verbs.h"

#include "app/cli/environment.h"
#include "app/cli/verbs.h"
#include "app/demo/demo.h"
#include "app/desk.h"

#include "models/base/text.h"

#include <QApplication>
#include <QFileInfo>


#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace vedette {

namespace {

bool hasDisplay()
{
    const auto set = [](const char* name) {
        const char* value = std::getenv(name);
        return value != nullptr && *value != '\0';
    };
    return set("DISPLAY") || set("WAYLAND_DISPLAY") || set("QT_QPA_PLATFORM");
}

DeskOptions deskOptions(const Invocation& call, const Environment& env)
{
    DeskOptions options;
    options.configPath = env.configPath;
    options.cachePath = env.cachePath;
    options.look.theme = QString::fromStdString(call.value("theme"));
    options.look.language = QString::fromStdString(call.value("lang"));
    options.look.zone = QString::fromStdString(call.value("tz"));
    return options;
}

/// Qt's own remarks go to the log of the program; one about a session folder that headless machines lack says nothing to a person.
void onQtMessage(QtMsgType type, const QMessageLogContext&, const QString& text)
{
    if (text.startsWith(QLatin1String("QStandardPaths:")))
        return;
    printErr((type == QtDebugMsg || type == QtInfoMsg ? "" : "vedette: ") + text.toStdString() + "\n");
}

void nameApplication()
{
    QCoreApplication::setApplicationName(QStringLiteral("vedette"));
    QCoreApplication::setApplicationVersion(QStringLiteral(VEDETTE_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.vedette.Vedette"));
}

/// Stays until SIGINT or SIGTERM; true when interrupted by the keyboard.
bool waitForSignal()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    int received = 0;
    sigwait(&set, &received);
    return received == SIGINT;
}

void blockSignals(bool block)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, nullptr);
}

/// Error kind usage with all pages, and the nearest.
Status knownPage(const std::string& name)
{
    static const std::vector<std::string> s_pages{"now", "timeline", "events", "slo", "metrics", "feeds"};
    if (std::find(s_pages.begin(), s_pages.end(), name) != s_pages.end())
        return Done{};
    const auto near = nearestName(name, s_pages);
    return makeError(ErrorKind::usage, "there is no page \"" + name + "\"; pages: " + joinText(s_pages, " ")
            + (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
}

Result<DemoOptions> demoOptions(const Invocation& call, const Environment& env)
{
    DemoOptions options;
    options.dir = call.value("dir");
    double number = 0;
    if (call.has("days")) {
        if (!parseNumber(call.value("days"), number) || number < 1 || number != std::floor(number))
            return makeError(ErrorKind::usage, "--days takes a whole number, at least 1");
        options.days = static_cast<int>(number);
    }
    if (call.has("seed")) {
        if (!parseNumber(call.value("seed"), number) || number < 0)
            return makeError(ErrorKind::usage, "--seed takes a whole number");
        options.seed = static_cast<std::uint64_t>(number);
    }
    if (call.has("speed")) {
        if (!parseNumber(call.value("speed"), number) || number < 1 || number > 240 || number != std::floor(number))
            return makeError(ErrorKind::usage, "--speed takes a whole number, 1 to 240");
        options.speed = static_cast<int>(number);
    }
    if (call.has("step")) {
        auto step = parseDuration(call.value("step"));
        if (!step.ok())
            return step.error().in("--step");
        options.step = *step;
    }
    if (call.has("at")) {
        auto at = parseTimeExpression(call.value("at"), env.now, env.zone);
        if (!at.ok())
            return at.error().in("--at");
        options.at = *at;
    }
    return options;
}

} // namespace

int runDeskVerb(const Invocation& call, int& argc, char** argv)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    std::optional<ViewLink> link;
    if (!call.link.empty()) {
        auto parsed = parseViewLink(QString::fromStdString(call.link));
        if (!parsed.ok())
            return fail(parsed.error());
        link = std::move(parsed).value();
        if (auto page = knownPage(link->page.toStdString()); !page.ok())
            return fail(page.error());
    }
    if (!QFileInfo::exists(QString::fromStdString(env->configPath))) {
        printErr("vedette: there is no configuration at " + env->configPath
            + "\nTen lines are enough:\n\n  prometheus:\n    - {name: main, url: http://127.0.0.1:9090}\n  alertmanager:\n    - {name: am, url: http://127.0.0.1:9093}\n\n"
              "Or look at a made-up fleet of real servers: vedette demo\n");
        return kUsage;
    }
    if (!hasDisplay()) {
        printErr("vedette: there is no display. \"vedette now\" answers as text, \"vedette picture timeline out.png\" draws without one.\n");
        return kUsage;
    }
    qInstallMessageHandler(onQtMessage);
    QApplication application(argc, argv);
    nameApplication();
    DeskOptions options = deskOptions(call, *env);
    options.link = std::move(link);
    return runDesk(options, SystemClock());
}

int runPictureVerb(const Invocation& call, int& argc, char** argv)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    if (auto config = loadConfig(*env); config.ok()) { // what is wrong with it is told when it is opened
        if (auto adopted = adoptZone(*env, call, **config); !adopted.ok())
            return fail(adopted.error());
    }
    PictureOptions options;
    options.desk = deskOptions(call, *env);
    options.desk.page = QString::fromStdString(call.arguments[0]);
    if (auto page = knownPage(call.arguments[0]); !page.ok())
        return fail(page.error());
    options.file = QString::fromStdString(call.arguments[1]);
    options.select = QString::fromStdString(call.value("select"));
    options.asOf = env->asOf;
    auto range = rangeOf(call, *env);
    if (!range.ok())
        return fail(range.error());
    options.range = *range;
    const auto size = splitText(call.value("size", "1440x900"), 'x');
    double width = 0;
    double height = 0;
    if (size.size() != 2 || !parseNumber(size[0], width) || !parseNumber(size[1], height) || width < 320 || height < 240 || width > 8000 || height > 8000)
        return fail(makeError(ErrorKind::usage, "--size takes WIDTHxHEIGHT in pixels, e.g. 1440x900"));
    double scale = 1;
    if (!parseNumber(call.value("scale", "1"), scale) || !(scale >= 0.5 && scale <= 4))
        return fail(makeError(ErrorKind::usage, "--scale takes a number from 0.5 to 4"));
    for (const auto& [name, allowed] : std::vector<std::pair<std::string, std::vector<std::string>>>{{"theme", {"dark", "light"}}, {"lang", {"en", "ko"}}}) {
        if (call.has(name) && std::find(allowed.begin(), allowed.end(), call.value(name)) == allowed.end())
            return fail(makeError(ErrorKind::usage, "--" + name + " takes " + joinText(allowed, " or ")));
    }
    options.width = static_cast<int>(width);
    options.height = static_cast<int>(height);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    if (scale != 1)
        qputenv("QT_SCALE_FACTOR", QByteArray::number(scale));
    qInstallMessageHandler(onQtMessage);
    QApplication application(argc, argv);
    nameApplication();
    return drawPicture(options, SystemClock());
}

int runDemoVerb(const Invocation& call, int& argc, char** argv)
{
    auto env = makeEnvironment(call);
    if (!env.ok())
        return fail(env.error());
    auto options = demoOptions(call, *env);
    if (!options.ok())
        return fail(options.error());
    const bool window = !call.has("no-window") && !call.has("until-ready") && hasDisplay();
    if (!call.has("no-window") && !call.has("until-ready") && !window)
        printErr("there is no display: the fleet runs without the desk; end it with Ctrl+C\n");
    blockSignals(true); // threads of the fleet inherit this: the signals are this thread's
    auto demo = Demo::start(*options, [](const std::string& line) { printErr(line + "\n"); });
    if (!demo.ok())
        return fail(demo.error());
    printOut((*demo)->infoJson() + "\n");
    std::fflush(stdout);
    int code = kAnswered;
    if (window) {
        blockSignals(false);
        qInstallMessageHandler(onQtMessage);
        QApplication application(argc, argv);
        nameApplication();
        DeskOptions desk = deskOptions(call, *env);
        desk.configPath = (*demo)->info().config;
        desk.cachePath = (*demo)->info().cache;
        code = runDesk(desk, SystemClock());
    } else if (!call.has("until-ready")) {
        code = waitForSignal() ? kInterrupted : kAnswered;
    }
    (*demo)->stop();
    return code;
}

} // namespace vedette
