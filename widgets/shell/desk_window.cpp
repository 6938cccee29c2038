#include "widgets/shell/desk_window.h"

#include "widgets/pages/page.h"

#include <QStackedWidget>

#include <map>

namespace vedette {

struct DeskWindow::Impl {
    explicit Impl(Board& b) : board(b) {}
    Board& board;
    std::map<QString, Page*> pages;
    QStackedWidget* stack = nullptr;
    QString current;
};

DeskWindow::DeskWindow(Board& board, QWidget* parent) : QMainWindow(parent), m_impl(std::make_unique<Impl>(board))
{
    m_impl->stack = new QStackedWidget(this);
    setCentralWidget(m_impl->stack);
}

DeskWindow::~DeskWindow() = default;

void DeskWindow::showPage(const QString& id)
{
    for (const auto& entry : pageEntries()) {
        if (entry.id != id)
            continue;
        Page*& page = m_impl->pages[id];
        if (!page) {
            page = entry.make(m_impl->board, m_impl->stack);
            m_impl->stack->addWidget(page);
            connect(page, &Page::openPage, this, &DeskWindow::showPage);
        }
        m_impl->stack->setCurrentWidget(page);
        m_impl->current = id;
    }
}

QString DeskWindow::currentPage() const { return m_impl->current; }

void DeskWindow::settle()
{
    if (Page* page = m_impl->pages[m_impl->current])
        page->settle();
}

void DeskWindow::keyPressEvent(QKeyEvent* event) { QMainWindow::keyPressEvent(event); }

bool DeskWindow::eventFilter(QObject* watched, QEvent* event) { return QMainWindow::eventFilter(watched, event); }

} // namespace vedette
