#pragma once

#include <QPoint>
#include <QString>

#include <vector>

class QWidget;

namespace vedette {

/// What a person left in a page and nobody else holds: typed text, how far it is scrolled, where the keyboard is. For a page that is made anew in the
/// same shape.
class PageState {
public:
    PageState() = default;
    explicit PageState(const QWidget& page);
    /// Scroll positions as far as the page is laid out: again once it is.
    void giveTo(QWidget& page, bool texts) const;

private:
    struct Line {
        QString text;
        int cursor = 0;
        bool focus = false;
    };
    std::vector<Line> m_lines;     ///< in the order of the widgets
    std::vector<QPoint> m_scrolls; ///< so too
};

} // namespace vedette
