// Draws one page of the desk with the sample board, without a display:
//   vedette_shots PAGE OUT.png [--size 1440x900] [--scale 1] [--theme dark|light] [--lang en|ko] [--scene NAME] [--bare]
#include "tests/widgets/sample_board.h"
#include "widgets/pages/page.h"
#include "widgets/shell/desk_window.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QLocale>
#include <QPixmap>
#include <QTimer>
#include <QTranslator>

#include <cstdio>
#include <cstring>

using namespace vedette;

namespace {

test::Scene sceneNamed(const QString& name)
{
    if (name == QLatin1String("afternoon"))
        return test::Scene::afternoon;
    if (name == QLatin1String("quiet"))
        return test::Scene::quiet;
    if (name == QLatin1String("nofeeds"))
        return test::Scene::noFeeds;
    if (name == QLatin1String("feed"))
        return test::Scene::feed;
    if (name == QLatin1String("down"))
        return test::Scene::down;
    if (name == QLatin1String("readonly"))
        return test::Scene::readOnly;
    if (name == QLatin1String("fulldisk"))
        return test::Scene::fullDisk;
    if (name == QLatin1String("foreign"))
        return test::Scene::foreign;
    return test::Scene::badNight;
}

QWidget* makePage(const QString& id, Board& board)
{
    for (const auto& entry : pageEntries()) {
        if (entry.id == id)
            return entry.make(board, nullptr);
    }
    return nullptr;
}

void speak(const QString& language)
{
    const bool korean = language == QLatin1String("ko");
    QLocale::setDefault(korean ? QLocale(QLocale::Korean, QLocale::SouthKorea) : QLocale(QLocale::English, QLocale::UnitedStates));
    auto* words = new QTranslator(qApp);
    if (words->load(korean ? QStringLiteral(":/i18n/vedette_ko") : QStringLiteral(":/i18n/vedette_en")))
        QCoreApplication::installTranslator(words);
}

int draw(const QCommandLineParser& options)
{
    speak(options.value(QStringLiteral("lang")));
    const QString id = options.positionalArguments().value(0);
    const QStringList size = options.value(QStringLiteral("size")).split(QLatin1Char('x'));
    Theme::instance().setMode(options.value(QStringLiteral("theme")) == QLatin1String("light") ? Theme::Mode::light : Theme::Mode::dark);
    Board board;
    test::showScene(board, sceneNamed(options.value(QStringLiteral("scene"))));
    std::unique_ptr<QWidget> window;
    if (options.isSet(QStringLiteral("bare"))) {
        window.reset(makePage(id, board));
    } else {
        auto desk = std::make_unique<DeskWindow>(board);
        desk->showPage(id);
        if (desk->currentPage() == id)
            window = std::move(desk);
    }
    if (!window) {
        std::fprintf(stderr, "no page %s\n", qPrintable(id));
        return 2;
    }
    window->resize(size.value(0).toInt(), size.value(1).toInt());
    window->setAttribute(Qt::WA_DontShowOnScreen);
    window->show();
    QApplication::processEvents();
    test::showScene(board, sceneNamed(options.value(QStringLiteral("scene"))));
    if (auto* page = qobject_cast<Page*>(window.get()))
        page->settle();
    else if (auto* desk = qobject_cast<DeskWindow*>(window.get()))
        desk->settle();
    QApplication::processEvents();
    return window->grab().save(options.positionalArguments().value(1)) ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    for (int i = 1; i + 1 < argc; ++i) {
        if (std::strcmp(argv[i], "--scale") == 0)
            qputenv("QT_SCALE_FACTOR", argv[i + 1]);
    }
    QApplication app(argc, argv);
    QCommandLineParser options;
    options.addPositionalArgument(QStringLiteral("page"), QString());
    options.addPositionalArgument(QStringLiteral("file"), QString());
    options.addOptions({{QStringLiteral("size"), QString(), QStringLiteral("WxH"), QStringLiteral("1440x900")},
        {QStringLiteral("scale"), QString(), QStringLiteral("n"), QStringLiteral("1")},
        {QStringLiteral("theme"), QString(), QStringLiteral("name"), QStringLiteral("dark")},
        {QStringLiteral("lang"), QString(), QStringLiteral("code"), QStringLiteral("en")},
        {QStringLiteral("scene"), QString(), QStringLiteral("name"), QStringLiteral("badnight")}, {QStringLiteral("bare"), QString()}});
    options.process(app);
    return draw(options);
}
