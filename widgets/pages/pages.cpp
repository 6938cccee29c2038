#include "widgets/pages/page.h"

#include <QCoreApplication>

namespace vedette {

namespace {

struct Rail {
    Q_DECLARE_TR_FUNCTIONS(vedette::Rail)
};

template <class P> Page* make(Board& board, QWidget* parent) { return new P(board, parent); }

} // namespace

std::vector<PageEntry> pageEntries()
{
    std::vector<PageEntry> pages;
    return pages;
}

} // namespace vedette
