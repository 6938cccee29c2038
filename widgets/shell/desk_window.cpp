#include "widgets/shell/desk_window.h"

#include "models/items/board.h"
#include "models/items/view_link.h"
#include "widgets/engine_words.h"
#include "widgets/keys.h"
#include "widgets/pages/page.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/shell/action_menu.h"
#include "widgets/shell/command_palette.h"
#include "widgets/shell/note_box.h"
#include "widgets/shell/page_state.h"
#include "widgets/shell/rail.h"
#include "widgets/shell/status_bar.h"
#include "widgets/shell/subject_actions.h"
#include "widgets/shell/time_box.h"
#include "widgets/shell/top_bar.h"
#include "widgets/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <map>

namespace vedette {

namespace {

constexpr int kPanelFrom = 1280; ///< narrower windows show the panel as a drawer
constexpr int kDrawer = 300;

/// A widget that writes its own pixels behind the page.
class Ground final : public QWidget {
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter(this).fillRect(rect(), Theme::instance().background);
    }
};

bool takesText(const QWidget* widget)
{
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QPlainTextEdit*>(widget) || (widget && widget->inherits("QTextEdit"))
        || (widget && widget->inherits("QAbstractSpinBox"));
}

/// Space and Enter are for the button that has the focus, and for lists that say so (`ownKeys`); else for the page.
bool isWorkedBy(const QWidget* widget, const QString& key)
{
    const bool works = key == QLatin1String("Space") || key == QLatin1String("Enter");
    return works && (qobject_cast<const QAbstractButton*>(widget) || widget->property("ownKeys").toStringList().contains(key));
}

} // namespace

struct DeskWindow::Impl {
    /// A page as it was left.
    struct Visit {
        QString page;
        TimeRange range;
        bool live;
        ViewFilter filter;
    };
    DeskWindow& window;
    Board& board;
    std::vector<PageEntry> entries;
    std::map<QString, Page*> pages;
    std::map<QString, PageState> left; ///< of pages that are to be made again
    QString current;
    std::vector<Visit> back;
    std::vector<Visit> forward;
    bool panelWanted = true;
    bool drawerOpen = false;
    bool peeking = false; ///< the panel is open for as long as Space says

    Ground* ground = nullptr;
    Rail* rail = nullptr;
    TopBar* top = nullptr;
    StatusBar* status = nullptr;
    QStackedWidget* stack = nullptr;
    QWidget* panelSlot = nullptr;
    SelectionPanel* panel = nullptr;
    CommandPalette* palette = nullptr;
    KeySheet* keys = nullptr;
    TimeBox* timeBox = nullptr;
    NoteBox* noteBox = nullptr;
    SubjectActions* subjects = nullptr;

    Impl(DeskWindow& w, Board& b) : window(w), board(b), entries(pageEntries()) {}

    [[nodiscard]] Page* page() const
    {
        const auto found = pages.find(current);
        return found == pages.end() ? nullptr : found->second;
    }
    void build();
    void rebuild();
    void placePanel();
    void go(const QString& id, bool remember);
    void walk(std::vector<Visit>& from, std::vector<Visit>& to);
    [[nodiscard]] Visit visit() const { return {current, board.time().range(), board.time().live(), board.time().filter()}; }
    [[nodiscard]] bool& panelSwitch() { return window.width() >= kPanelFrom ? panelWanted : drawerOpen; }
    void peek();
    void popUp(const QPoint& global, const Subject& subject, const std::vector<PageAction>& own);
    [[nodiscard]] std::vector<PageAction> shellActions();
    [[nodiscard]] std::vector<PageAction> allActions();
    [[nodiscard]] bool overlayOpen() const { return palette->isVisible() || keys->isVisible() || timeBox->isVisible() || noteBox->isVisible(); }
    [[nodiscard]] bool act(const QString& key, bool typing);
};

void DeskWindow::Impl::build()
{
    ground = new Ground(&window);
    window.setCentralWidget(ground);
    rail = new Rail(entries, ground);
    top = new TopBar(board, ground);
    status = new StatusBar(board, ground);
    stack = new QStackedWidget(ground);
    panelSlot = new QWidget(ground);
    panel = new SelectionPanel(board, ground);
    auto* across = new QHBoxLayout(ground);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(0);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(stack, 1);
    middle->addWidget(panelSlot);
    panelSlot->setFixedWidth(metrics::kSidePanel + metrics::kGap);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(0);
    column->addWidget(top);
    column->addLayout(middle, 1);
    column->addWidget(status);
    lower->addWidget(rail);
    lower->addLayout(column, 1);
    across->addLayout(lower);
    palette = new CommandPalette(board, ground);
    keys = new KeySheet(ground);
    timeBox = new TimeBox(board, ground);
    noteBox = new NoteBox(board, ground);
    subjects = new SubjectActions(board, *noteBox, &window);

    connect(rail, &Rail::picked, &window, &DeskWindow::showPage);
    connect(palette, &CommandPalette::openPage, &window, &DeskWindow::showPage);
    connect(panel, &SelectionPanel::openPage, &window, &DeskWindow::showPage);
    connect(top, &TopBar::feedsClicked, &window, [this] { window.showPage(QStringLiteral("feeds")); });
    connect(top, &TopBar::searchClicked, &window, [this] { palette->openWith(allActions()); });
    connect(top, &TopBar::rangeClicked, &window, [this] { timeBox->openAt(top->mapTo(ground, top->rangeChipRect().bottomLeft()) + QPoint(0, 8)); });
    connect(status, &StatusBar::helpClicked, &window, [this] { keys->openWith(allActions()); });
}

/// All of the inside made anew: no widget can keep a word of the language before. What the Board holds stays as it was.
void DeskWindow::Impl::rebuild()
{
    for (const auto& [id, made] : pages)
        left[id] = PageState(*made);
    window.takeCentralWidget()->deleteLater(); // a slot of it may be on the way here
    subjects->deleteLater();
    pages.clear();
    entries = pageEntries();
    build();
    go(current, false);
}

void DeskWindow::Impl::placePanel()
{
    const Page* now = page();
    const bool uses = now && now->usesSelectionPanel();
    const bool wide = window.width() >= kPanelFrom;
    const bool docked = uses && wide && panelWanted;
    panelSlot->setVisible(docked);
    panel->setVisible(docked || (uses && !wide && drawerOpen));
    const int top_ = metrics::kTopBar;
    const int height = ground->height() - top_ - metrics::kStatusBar;
    const int w = wide ? metrics::kSidePanel : kDrawer;
    panel->setGeometry(ground->width() - w - metrics::kGap, top_ + metrics::kGap, w, height - 2 * metrics::kGap);
    panel->raise();
    for (QWidget* overlay : {static_cast<QWidget*>(palette), static_cast<QWidget*>(keys), static_cast<QWidget*>(timeBox), static_cast<QWidget*>(noteBox)})
        overlay->raise();
}

void DeskWindow::Impl::go(const QString& id, bool remember)
{
    for (const auto& entry : entries) {
        if (entry.id != id)
            continue;
        Page*& made = pages[id];
        if (!made) {
            made = entry.make(board, stack);
            stack->addWidget(made);
            connect(made, &Page::openPage, &window, &DeskWindow::showPage);
            connect(made, &Page::menuAsked, &window, [this](const QPoint& global, const Subject& subject, const std::vector<PageAction>& own) { popUp(global, subject, own); });
        }
        if (remember && !current.isEmpty() && current != id) {
            back.push_back(visit());
            forward.clear();
        }
        current = id;
        stack->setCurrentWidget(made);
        rail->setCurrent(id);
        top->setTitle(made->title());
        window.setWindowTitle(made->title() + QStringLiteral(" — Vedette"));
        placePanel();
        made->setFocus();
        if (const auto state = left.extract(id)) {
            state.mapped().giveTo(*made, true);
            QMetaObject::invokeMethod(made, [made, kept = state.mapped()] { kept.giveTo(*made, false); }, Qt::QueuedConnection); // it is laid out then
        }
        return;
    }
}

void DeskWindow::Impl::walk(std::vector<Visit>& from, std::vector<Visit>& to)
{
    if (from.empty())
        return;
    to.push_back(visit());
    const Visit was = from.back();
    from.pop_back();
    go(was.page, false);
    auto& time = board.time();
    time.setView(was.live ? TimeRange{time.now() - was.range.length(), time.now()} : was.range, was.live, was.filter);
}

void DeskWindow::Impl::peek()
{
    Page* p = page();
    if (!p || !p->usesSelectionPanel())
        return;
    const Subject subject = p->subject();
    const bool other = !subject.id.isEmpty() && subject.id != board.selectedId();
    if (other)
        board.select(subject.id);
    if (peeking && !other) {
        peeking = false;
        panelSwitch() = false;
    } else if (!panel->isVisible()) {
        peeking = true;
        panelSwitch() = true;
    }
    placePanel();
}

void DeskWindow::Impl::popUp(const QPoint& global, const Subject& subject, const std::vector<PageAction>& own)
{
    const Page* p = page();
    auto* menu = makeActionMenu(subjects->menu(subject, current, p && p->timeCanvas(), own), &window);
    menu->popup(global);
}

std::vector<PageAction> DeskWindow::Impl::shellActions()
{
    std::vector<PageAction> out;
    int digit = 1;
    for (const auto& entry : entries) {
        if (entry.rail.isEmpty())
            continue;
        const QString key = entry.id == QLatin1String("feeds") ? QStringLiteral("0") : QString::number(digit++);
        out.push_back({QStringLiteral("page.") + entry.id, DeskWindow::tr("Go to %1").arg(entry.rail), key, [this, id = entry.id] { window.showPage(id); }});
    }
    const auto add = [&](const char* id, const QString& text, const char* key, std::function<void()> run) {
        out.push_back({QLatin1String(id), text, QLatin1String(key), std::move(run)});
    };
    add("shell.timeline", DeskWindow::tr("Timeline at full height"), "Shift+1", [this] { window.showPage(QStringLiteral("timeline")); });
    add("shell.palette", DeskWindow::tr("Search and commands"), "Ctrl+K", [this] { palette->openWith(allActions()); });
    add("shell.commands", DeskWindow::tr("Commands"), "Ctrl+Shift+P", [this] { palette->openWith(allActions(), QStringLiteral(">")); });
    add("shell.keys", DeskWindow::tr("All keys and marks"), "?", [this] { keys->openWith(allActions()); });
    add("shell.filter", DeskWindow::tr("Filter on this page"), "/", [this] {
        if (Page* p = page())
            p->focusFilter();
    });
    add("time.box", DeskWindow::tr("Choose a time range"), "T", [this] { timeBox->openAt(top->mapTo(ground, top->rangeChipRect().bottomLeft()) + QPoint(0, 8)); });
    add("time.live", DeskWindow::tr("Follow live"), "L", [this] { board.time().goLive(); });
    add("time.end", DeskWindow::tr("Jump to now"), "End", [this] { board.time().goLive(); });
    add("time.zone", DeskWindow::tr("Local time or UTC"), "Z", [this] { board.time().toggleUtc(); });
    add("view.undo", DeskWindow::tr("Undo the last change of the view"), "Ctrl+Z", [this] { board.time().undo(); });
    add("view.redo", DeskWindow::tr("Redo"), "Ctrl+Shift+Z", [this] { board.time().redo(); });
    add("view.back", DeskWindow::tr("Back"), "Alt+Left", [this] { walk(back, forward); });
    add("view.forward", DeskWindow::tr("Forward"), "Alt+Right", [this] { walk(forward, back); });
    add("view.panel", DeskWindow::tr("Show or hide the side panel"), "Q", [this] {
        panelSwitch() ^= true;
        peeking = false;
        placePanel();
    });
    add("view.theme", DeskWindow::tr("Dark or light"), "", [] {
        auto& theme = Theme::instance();
        theme.setMode(theme.dark() ? Theme::Mode::light : Theme::Mode::dark);
    });
    add("view.full", DeskWindow::tr("Full screen"), "F11", [this] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
    add("config.reload", DeskWindow::tr("Read the configuration again"), "", [this] { board.reloadConfig(); });
    add("app.close", DeskWindow::tr("Close the window"), "Ctrl+Q", [this] { window.close(); });
    return out;
}

std::vector<PageAction> DeskWindow::Impl::allActions()
{
    auto out = shellActions();
    const auto append = [&out](std::vector<PageAction> more) { out.insert(out.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())); };
    if (Page* p = page()) {
        append(p->actions());
        if (p->usesSelectionPanel())
            out.push_back({QStringLiteral("view.peek"), DeskWindow::tr("Peek at what is pointed at"), QStringLiteral("Space"), [this] { peek(); }});
        append(subjects->actions(p->subject(), current, p->timeCanvas()));
    }
    return out;
}

bool DeskWindow::Impl::act(const QString& key, bool typing)
{
    // In a text field only commands that cannot be text: Ctrl with the palette's letters, Alt with arrows, function keys.
    if (typing && key != QLatin1String("Ctrl+K") && key != QLatin1String("Ctrl+Shift+P") && key != QLatin1String("Ctrl+Q") && key != QLatin1String("F11"))
        return false;
    for (const auto& action : allActions()) {
        if (action.key == key && action.run) {
            action.run();
            return true;
        }
    }
    return false;
}

DeskWindow::DeskWindow(Board& board, QWidget* parent) : QMainWindow(parent), m_impl(std::make_unique<Impl>(*this, board))
{
    setMinimumSize(1024, 640);
    resize(1440, 900);
    // Before any page listens: their words are told anew on the same signal.
    const auto tellZone = [time = &board.time()] { showEngineMomentsIn(time->zone()); };
    connect(&board.time(), &TimeState::zoneChanged, this, tellZone);
    tellZone();
    m_impl->build();
    const auto repaint = [this] {
        for (auto* widget : findChildren<QWidget*>())
            widget->update();
    };
    connect(&Theme::instance(), &Theme::changed, this, repaint);
    if (!m_impl->entries.empty())
        m_impl->go(m_impl->entries.front().id, false);
    qApp->installEventFilter(this);
}

DeskWindow::~DeskWindow() = default;

void DeskWindow::showPage(const QString& id) { m_impl->go(id, true); }

QString DeskWindow::currentPage() const { return m_impl->current; }

void DeskWindow::showLink(const ViewLink& link)
{
    showPage(link.page);
    showView(m_impl->board, link);
}

void DeskWindow::settle()
{
    m_impl->drawerOpen = false;
    m_impl->placePanel();
    if (Page* page = m_impl->page())
        page->settle();
}

void DeskWindow::keyPressEvent(QKeyEvent* event) { QMainWindow::keyPressEvent(event); }

void DeskWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange && m_impl->ground)
        m_impl->rebuild();
}

bool DeskWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize && watched == m_impl->ground) {
        m_impl->placePanel();
    } else if (event->type() == QEvent::KeyPress) {
        auto* widget = qobject_cast<QWidget*>(watched);
        // The event is seen once, at the widget that has the focus (or at the window when none has).
        if (widget && widget->window() == this && !m_impl->overlayOpen() && (widget == QApplication::focusWidget() || !QApplication::focusWidget())) {
            const QString key = physicalKey(*static_cast<QKeyEvent*>(event));
            if (key == QLatin1String("Esc") && m_impl->drawerOpen && width() < kPanelFrom && m_impl->panel->isVisible()) {
                m_impl->drawerOpen = false;
                m_impl->placePanel();
                return true;
            }
            if (isWorkedBy(widget, key)) {
                auto* button = key == QLatin1String("Enter") ? qobject_cast<QAbstractButton*>(widget) : nullptr;
                if (button)
                    button->click();
                return button != nullptr || QMainWindow::eventFilter(watched, event);
            }
            if (!key.isEmpty() && m_impl->act(key, takesText(widget)))
                return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace vedette
