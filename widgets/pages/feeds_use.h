#pragma once

#include "models/core/overview.h"

#include <QCoreApplication>
#include <QString>

#include <vector>

class QPainter;
class QRectF;

namespace vedette {

class Board;

/// What a person would have to raise or drop, and where that is written.
struct FeedAdvice {
    QString text;
    QString origin; ///< file:line:column of the entry, without its folder; empty: none of its own
    friend bool operator==(const FeedAdvice&, const FeedAdvice&) = default;
};

/// Cardinality, coverage and cost of one feed in words.
class FeedsUse {
    Q_DECLARE_TR_FUNCTIONS(vedette::FeedsUse)
public:
    /// Most urgent first; empty where all is well. `all` are the uses of every feed, for what they fill of the cache together; `days` is retention.
    [[nodiscard]] static std::vector<FeedAdvice> advice(const FeedUse& use, const FeedStatus& feed, const std::vector<FeedUse>& all, const CacheUse& cache, int days);
    /// Draws as much as fits; answers where it ends. Nothing where the feed's use is not known yet.
    static qreal paint(QPainter& painter, const QRectF& area, const FeedStatus& feed, const Board& board);
};

} // namespace vedette
