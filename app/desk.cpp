#include "app/desk.h"

#include "app/cli/environment.h"
#include "app/opening_notice.h"
#include "models/items/board.h"
#include "models/session/session.h"
#include "widgets/engine_words.h"
#include "widgets/shell/desk_window.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QMessageBox>
#include <QSocketNotifier>
#include <QStyleHints>
#include <QTimer>
#include <QTranslator>

#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

namespace vedette {

namespace {

int s_signalPipe[2] = {-1, -1};

void onSignal(int)
{
    const char byte = 1;
    const auto written = write(s_signalPipe[1], &byte, 1);
    (void)written;
}

/// SIGINT and SIGTERM close the desk as its button does: what is queued is written.
void closeOnSignals()
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, s_signalPipe) != 0)
        return;
    auto* notifier = new QSocketNotifier(s_signalPipe[0], QSocketNotifier::Read, qApp);
    QObject::connect(notifier, &QSocketNotifier::activated, qApp, [notifier] {
        notifier->setEnabled(false);
        QCoreApplication::quit();
    });
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

void applyConfig(Board& board, const Config& config, const DeskLook& look)
{
    const QString zone = look.zone.isEmpty() ? QString::fromStdString(config.zone) : look.zone;
    if (!zone.isEmpty())
        board.time().setZone(QTimeZone(zone.toUtf8()));
    dressUp(look, config.theme, config.language);
}

void connectAll(Board& board, Session& session)
{
    QObject::connect(&session, &Session::answered, &board, [&board](std::shared_ptr<const Snapshot> s) { board.show(std::move(s)); });
    QObject::connect(&session, &Session::notice, &board, &Board::postNotice);
    QObject::connect(&board, &Board::questionChanged, &session, [&] { session.ask(board.question()); });
    QObject::connect(&board, &Board::pollRequested, &session, &Session::pollNow);
    QObject::connect(&board, &Board::testRequested, &session, &Session::testFeed);
    QObject::connect(&board, &Board::pauseRequested, &session, &Session::setPaused);
    QObject::connect(&board, &Board::cancelBackfillRequested, &session, &Session::cancelBackfill);
    QObject::connect(&board, &Board::reloadRequested, &session, &Session::reload);
    QObject::connect(&board, &Board::noteRequested, &session, &Session::addNote);
}

/// "en" or "ko". Each call with another language makes the windows say everything anew.
void speak(const QString& language)
{
    static QTranslator s_own;
    static QTranslator s_qt;
    static QString s_spoken;
    if (s_spoken == language)
        return;
    s_spoken = language;
    QCoreApplication::removeTranslator(&s_own);
    QCoreApplication::removeTranslator(&s_qt);
    QLocale::setDefault(language == QLatin1String("ko") ? QLocale(QLocale::Korean, QLocale::SouthKorea) : QLocale(QLocale::English, QLocale::UnitedStates));
    if (s_own.load(QStringLiteral(":/i18n/vedette_") + language))
        QCoreApplication::installTranslator(&s_own);
    if (s_qt.load(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&s_qt);
}

int failed(const Error& error)
{
    printErr(error.kind == ErrorKind::config ? error.detail + "\n" : "vedette: " + error.text() + "\n");
    return exitCodeOf(error);
}

struct Words {
    Q_DECLARE_TR_FUNCTIONS(vedette::Desk)
};

/// Started from a menu nobody reads standard error: a box says why there is no window. It goes by itself, for what starts the wall's
/// console again waits for its end.
int failedToOpen(const Error& error, const DeskLook& look)
{
    const int code = failed(error);
    if (isatty(STDERR_FILENO) != 0 || QGuiApplication::platformName() == QLatin1String("offscreen"))
        return code;
    dressUp(look, {}, {});
    QMessageBox box(QMessageBox::Critical, Words::tr("Vedette cannot start"), engineText(error.kind == ErrorKind::config ? error.detail : error.text(), 2000), QMessageBox::Close);
    QTimer::singleShot(std::chrono::minutes{1}, &box, &QDialog::reject);
    box.exec();
    return code;
}

} // namespace

void dressUp(const DeskLook& look, const std::string& theme, const std::string& language)
{
    QString lang = look.language.isEmpty() ? QString::fromStdString(language) : look.language;
    if (lang.isEmpty())
        lang = QLocale::system().name().left(2);
    if (lang != QLatin1String("ko"))
        lang = QStringLiteral("en");
    speak(lang);
    const QString mode = look.theme.isEmpty() ? QString::fromStdString(theme) : look.theme;
    Theme::instance().setMode(mode == QLatin1String("light") ? Theme::Mode::light : Theme::Mode::dark);
}

int runDesk(const DeskOptions& options, const Clock& clock)
{
    SessionOptions sessionOptions;
    sessionOptions.configPath = options.configPath;
    sessionOptions.cachePath = options.cachePath;
    auto opened = [&] {
        const OpeningNotice notice(options.look);
        return Session::open(sessionOptions, clock);
    }();
    if (!opened.ok())
        return failedToOpen(opened.error(), options.look);
    const std::unique_ptr<Session> session = std::move(opened).value();
    Board board;
    applyConfig(board, *session->config(), options.look);
    board.time().tick(clock.now());
    board.time().setLast(std::chrono::hours{6});
    connectAll(board, *session);
    QObject::connect(session.get(), &Session::configChanged, &board, [&] { applyConfig(board, *session->config(), options.look); });

    DeskWindow window(board);
    window.resize(1440, 900);
    window.showPage(options.page.isEmpty() ? QStringLiteral("now") : options.page);
    if (options.link)
        window.showLink(*options.link);
    window.show();
    QTimer ticker;
    ticker.setInterval(1000);
    QObject::connect(&ticker, &QTimer::timeout, &board, [&] { board.tick(clock.now()); });
    ticker.start();
    closeOnSignals();
    session->start();
    session->ask(board.question());
    return QApplication::exec();
}

int drawPicture(const PictureOptions& options, const Clock& clock)
{
    SessionOptions sessionOptions;
    sessionOptions.configPath = options.desk.configPath;
    sessionOptions.cachePath = options.desk.cachePath;
    sessionOptions.poll = false;
    auto opened = Session::open(sessionOptions, clock);
    if (!opened.ok())
        return failed(opened.error());
    const std::unique_ptr<Session> session = std::move(opened).value();
    Board board;
    applyConfig(board, *session->config(), options.desk.look);
    const Time now = options.asOf.value_or(clock.now());
    board.time().tick(now);
    const TimeRange range = options.range.value_or(
        TimeRange{now - std::chrono::hours{options.desk.page == QLatin1String("timeline") ? 12 : 6}, now});
    // "--last" ended when the command line was read.
    board.time().setRange(range, !options.asOf && range.to + std::chrono::seconds{5} >= now);
    if (!options.select.isEmpty())
        board.select(options.select);
    DeskWindow window(board);
    window.setAttribute(Qt::WA_DontShowOnScreen);
    window.resize(options.width, options.height);
    window.showPage(options.desk.page);
    window.show();
    int code = kAnswered;
    // Laid out first (a chart asks for as many columns as it is wide), then asked, then drawn.
    QTimer::singleShot(0, &window, [&] {
        Question question = board.question();
        question.asOf = options.asOf;
        auto answer = session->answerNow(question);
        if (!answer.ok()) {
            code = failed(answer.error());
            QCoreApplication::quit();
            return;
        }
        board.show(*answer);
        window.settle();
        // A page that chose something of the answer asks about it.
        if (Question more = board.question(); more.selectedId != question.selectedId) {
            more.asOf = options.asOf;
            if (auto again = session->answerNow(more); again.ok())
                board.show(*again);
            window.settle();
        }
        QTimer::singleShot(0, &window, [&] {
            const QPixmap picture = window.grab();
            if (!picture.save(options.file, "PNG")) {
                printErr("vedette: cannot write " + options.file.toStdString() + "\n");
                code = kUsage;
            }
            QCoreApplication::quit();
        });
    });
    QApplication::exec();
    return code;
}

} // namespace vedette
