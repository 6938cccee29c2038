#pragma once

#include <QMainWindow>
#include <QString>

#include <memory>

namespace vedette {

class Board;
struct ViewLink;

/// The desk: rail, top bar (title, range, live, feed chips, search), page, selection panel, status bar. One a session.
class DeskWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit DeskWindow(Board& board, QWidget* parent = nullptr);
    ~DeskWindow() override;

    /// "now", "timeline", "events", "slo", "metrics", "feeds"; unknown ids are ignored.
    void showPage(const QString& id);
    [[nodiscard]] QString currentPage() const;
    /// The page, range, filter and selection of a link; a page that is not known leaves the page as it is.
    void showLink(const ViewLink& link);
    /// For pictures: no animation, no hover, everything laid out for the present size.
    void settle();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace vedette
