#include "widgets/shell/time_box.h"

#include "models/items/board.h"
#include "widgets/engine_words.h"
#include "widgets/format.h"
#include "widgets/plain_label.h"
#include "widgets/shell/chip.h"
#include "widgets/shell/range_text.h"

#include <algorithm>

namespace vedette {

TimeBox::TimeBox(Board& board, QWidget* window)
    : Overlay(window), m_board(board), m_edit(new QLineEdit(this)), m_meaning(new PlainLabel(12, 400, &Theme::text2, this))
{
    m_edit->setFont(Theme::mono(13));
    m_edit->setPlaceholderText(tr("6h, now-2d, 14:00-15:30, 2025-11-20 14:00"));
    m_edit->setAccessibleName(QStringLiteral("time:box"));
    connect(m_edit, &QLineEdit::textChanged, this, &TimeBox::preview);
    connect(m_edit, &QLineEdit::returnPressed, this, &TimeBox::take);
    using std::chrono::hours;
    for (const Millis length : {Millis{std::chrono::minutes{30}}, Millis{hours{1}}, Millis{hours{6}}, Millis{hours{12}}, Millis{hours{24}},
             Millis{hours{24 * 7}}, Millis{hours{24 * 30}}}) {
        auto* chip = new Chip(this);
        chip->setWords(QString(), durationText(length));
        connect(chip, &Chip::clicked, this, [this, length] {
            m_board.time().setLast(length);
            closeOverlay();
        });
        m_quick.push_back(chip);
    }
}

void TimeBox::openAt(QPoint topLeft)
{
    m_at = topLeft;
    open();
}

QRect TimeBox::boxRect() const
{
    const int w = std::min(440, width() - 24);
    return {std::clamp(m_at.x(), 12, std::max(12, width() - w - 12)), m_at.y(), w, 122};
}

void TimeBox::layOut(const QRect& box)
{
    m_edit->setGeometry(box.left() + 12, box.top() + 12, box.width() - 24, 30);
    m_meaning->setGeometry(box.left() + 14, box.top() + 46, box.width() - 28, 20);
    int x = box.left() + 12;
    for (auto* chip : m_quick) {
        const int w = chip->sizeHint().width();
        chip->setGeometry(x, box.top() + 80, w, 26);
        chip->setVisible(x + w <= box.right() - 8);
        x += w + 6;
    }
}

void TimeBox::opened()
{
    m_edit->clear();
    m_edit->setFocus();
    preview();
}

void TimeBox::preview()
{
    const auto& time = m_board.time();
    if (m_edit->text().trimmed().isEmpty()) {
        m_meaning->setInk(&Theme::text3);
        m_meaning->setText(tr("Times are %1. Enter takes the range.").arg(zoneText(time.zone(), time.now())));
        return;
    }
    const auto answer = parseRangeText(m_edit->text(), time.now(), time.zone());
    if (!answer.ok()) {
        m_meaning->setInk(Severity::warning);
        m_meaning->setText(engineText(answer.error().detail, 200));
        return;
    }
    m_meaning->setInk(&Theme::text);
    const auto& range = answer.value().range;
    m_meaning->setText(dateClockText(range.from, time.zone()) + QStringLiteral(" – ") + dateClockText(range.to, time.zone()) + QLatin1Char(' ')
        + zoneText(time.zone(), range.to) + QStringLiteral(" · ") + durationText(range.length()));
}

void TimeBox::take()
{
    const auto& time = m_board.time();
    const auto answer = parseRangeText(m_edit->text(), time.now(), time.zone());
    if (!answer.ok())
        return;
    m_board.time().setRange(answer.value().range, answer.value().live);
    closeOverlay();
}

} // namespace vedette
