#include "models/items/board.h"
#include "widgets/engine_words.h"
#include "widgets/panels/paging_words.h"
#include "widgets/panels/selection_panel.h"
#include "widgets/plain_label.h"

#include <QHBoxLayout>

namespace vedette {

namespace {

constexpr std::size_t kPagingRows = 8;
constexpr std::size_t kConfiguredRows = 4;
constexpr int kWhenWidth = 76;

} // namespace

void SelectionPanel::showPaging(const PagingStory& story)
{
    const auto row = [this] {
        auto* made = new QHBoxLayout;
        made->setContentsMargins(12, 0, 12, 0);
        made->setSpacing(8);
        m_column->addLayout(made);
        return made;
    };
    const auto words = [this](const QString& text, PlainLabel::Ink ink, int lines) {
        auto* label = new PlainLabel(12, 400, ink, m_body);
        label->setText(text);
        label->setWrapped(lines);
        return label;
    };
    section(tr("Paged?"), pagingVerdictWord(story.verdict));
    row()->addWidget(words(engineText(story.sentence, 300), &Theme::text, 3));
    for (const auto& [at, what] : pagingRows(story, m_board.time().zone(), kPagingRows)) {
        auto* step = row();
        auto* when = words(at, &Theme::text3, 1);
        when->setFixedWidth(kWhenWidth);
        step->addWidget(when, 0, Qt::AlignTop);
        step->addWidget(words(what, &Theme::text, 2), 1);
    }
    if (!story.configured.empty()) {
        auto* title = new PlainLabel(11, 400, &Theme::text3, m_body);
        title->setText(tr("as configured"));
        row()->addWidget(title);
    }
    for (std::size_t i = 0; i < story.configured.size() && i < kConfiguredRows; ++i)
        row()->addWidget(words(engineText(story.configured[i], 300), &Theme::text2, 2));
}

} // namespace vedette
