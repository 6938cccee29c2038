#include "models/base/text.h"
#include "models/feeds/sources/change_ledger.h"
#include "models/feeds/sources/json_mapper.h"
#include "models/feeds/sources/source.h"

#include <algorithm>
#include <set>
#include <utility>

namespace vedette {

namespace {

constexpr int kMaxPages = 50;
constexpr int kDetailTries = 3;
constexpr std::size_t kMaxSettled = 100'000;
constexpr Millis kLate{10 * 60'000};       ///< lists may tell of a change this long after it began
constexpr Millis kAhead{60'000};           ///< a server's clock may be so far ahead
constexpr Millis kLongRun{24LL * 3600'000}; ///< what has been running for longer is asked for once in kSeldom
constexpr Millis kSeldom{3600'000};

struct Page {
    int number = 1;
    std::size_t before = 0; ///< rows on the pages before
    Time to{};              ///< end of the window
};
struct DetailOf {
    std::string id;
    Time at{}; ///< when the list told of it
};

/// Any JSON API read as changes by a mapping. Lists are taken for newest first: paging ends at the window's start or where a page
/// holds nothing new. The window of the first reading is the whole backfill, later ones reach back to what is still running.
/// A list whose first page was all there was to read, and a detail that was read, are asked for with their ETag the next time; once
/// in kSeldom the list is asked for without one, for it may be judged otherwise by then.
class MappedJson final : public Source {
public:
    explicit MappedJson(SourceContext context) : m_context(std::move(context)), m_ledger(m_context.feed.name) {}

    std::vector<Ask> poll(Time now) override
    {
        m_detailsLeft = mapping().detail ? mapping().detail->atMost : 0;
        m_cursor.clear();
        m_freshTag.reset();
        ++m_poll;
        m_wide = !m_wideAt || now - *m_wideAt >= kSeldom;
        if (m_wide)
            m_wideAt = now;
        m_windowFrom = m_readAt ? std::min(*m_readAt - kLate, oldestOpen(now).value_or(now)) : now - m_context.backfill;
        auto first = page({1, 0, now + kAhead});
        if (!m_wide && m_listTag && m_listTag->params == formEncoded(first.params))
            first.ifNoneMatch = m_listTag->etag;
        return {std::move(first)};
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        Reading reading;
        if (told.status == 304) {
            if (!std::any_cast<DetailOf>(&ask.context))
                askDetails(told.at, reading); // what is still running may have ended
            return reading;
        }
        const auto fail = [&](const Error& error) {
            reading.failed = Untold{error, told.status, false};
            return reading;
        };
        if (const auto wrong = notJson(told, "the JSON that its mapping reads"))
            return fail(*wrong);
        auto document = JsonDocument::parse(told.body);
        if (!document.ok())
            return fail(document.error());
        if (const auto* detail = std::any_cast<DetailOf>(&ask.context)) {
            readDetail(*detail, document->root(), told, reading);
            return reading;
        }
        if (!listPresent(document->root(), mapping().list))
            return fail(makeError(ErrorKind::parse, "the answer has no list at \"" + mapping().list + "\""));
        readPage(ask, told, document->root(), reading);
        return reading;
    }

    Reading refused(const Ask& ask, const Untold& why) override
    {
        Reading reading;
        if (const auto* detail = std::any_cast<DetailOf>(&ask.context); detail != nullptr) {
            if (const auto owed = m_owed.find(detail->id); owed != m_owed.end()) {
                const bool final = saysNo(why.status);
                owed->second.asked = final; // what could not be asked is still owed
                if ((final || !holdsBack()) && m_ledger.find(detail->id) == nullptr)
                    (void)tell(owed->second.record, detail->at, reading); // what the list said of it is known all the same
                if (final && ++owed->second.failures >= kDetailTries)
                    settle(detail->id);
            }
        }
        reading.failed = why;
        return reading;
    }

    std::optional<Coverage> pollRead(Time at) override
    {
        const bool complete = std::all_of(m_owed.begin(), m_owed.end(), [](const auto& each) { return each.second.asked; });
        if (holdsBack() && !complete)
            return std::nullopt;
        m_readAt = at;
        if (m_freshTag)
            m_listTag = std::exchange(m_freshTag, std::nullopt);
        return m_ledger.pollRead(at);
    }

    Ask probe() const override
    {
        auto ask = page({});
        const auto& params = mapping().params; // the window is not known here: the server's own default does
        std::erase_if(ask.params, [&](const auto& p) {
            return std::any_of(params.begin(), params.end(), [&](const auto& own) { return own.first == p.first && own.second.find('{') != std::string::npos; });
        });
        return ask;
    }
    Result<std::string> describe(const Told& told) override
    {
        if (const auto wrong = notJson(told, "the JSON that its mapping reads"))
            return *wrong;
        auto document = JsonDocument::parse(told.body);
        if (!document.ok())
            return document.error();
        std::size_t usable = 0;
        const auto rows = mappedRows(document->root(), mapping().list);
        for (const auto& row : rows)
            usable += mapRow(row, mapping()).record.has_value() ? 1U : 0U;
        return std::to_string(rows.size()) + " records, " + std::to_string(usable) + " of them are changes";
    }

private:
    /// A row whose details are to be asked for.
    struct Owed {
        ChangeRecord record; ///< as the list told it
        std::string url;
        std::string etag;   ///< of its details as they were told with this record; empty: none
        bool asked = false; ///< once at least; what is still running is asked again
        int poll = 0;       ///< that asked last
        int failures = 0;
    };

    const JsonMapping& mapping() const { return m_context.feed.mapping; }
    /// The server will not answer this one, however often it is asked; a rate limit, a proxy or a login may pass.
    static bool saysNo(int status) { return status >= 400 && status < 500 && status != 401 && status != 403 && status != 407 && status != 408 && status != 429; }
    /// While history is read for the first time a change without its details is not told: it would seem to run until they come.
    bool holdsBack() const { return !m_ledger.live() && !m_context.once; }
    bool windowed() const
    {
        return std::any_of(mapping().params.begin(), mapping().params.end(), [](const auto& p) { return p.second.find("{from_") != std::string::npos; });
    }
    std::optional<Time> oldestOpen(Time now) const
    {
        std::optional<Time> oldest;
        for (const auto& [id, starts] : m_open) {
            if (now - starts <= (m_wide ? std::max(m_context.backfill, kLongRun) : kLongRun))
                oldest = std::min(oldest.value_or(starts), starts);
        }
        return oldest;
    }

    Ask page(Page here) const
    {
        Ask ask;
        ask.question = "changes";
        ask.params = filledParams(mapping(), {m_windowFrom, here.to});
        if (!mapping().sizeParameter.empty() && mapping().pageSize > 0)
            ask.params.emplace_back(mapping().sizeParameter, std::to_string(mapping().pageSize));
        if (mapping().paging == JsonMapping::Paging::pageParameter && here.number > 1)
            ask.params.emplace_back(mapping().pageParameter, std::to_string(here.number));
        if (mapping().paging == JsonMapping::Paging::offset && here.before > 0)
            ask.params.emplace_back(mapping().pageParameter, std::to_string(here.before));
        ask.context = here;
        return ask;
    }

    /// Keeps the tag of a first page that was read whole and needed no second; it holds once the poll has ended well.
    void keepListTag(const Ask& ask, const Told& told, bool wholeInOne)
    {
        const auto* here = std::any_cast<Page>(&ask.context);
        if (here == nullptr || here->number != 1)
            return;
        m_listTag.reset();
        if (wholeInOne && !told.etag.empty())
            m_freshTag = ListTag{formEncoded(ask.params), told.etag};
    }

    void readPage(const Ask& ask, const Told& told, JsonValue root, Reading& reading)
    {
        const auto rows = mappedRows(root, mapping().list);
        bool anyNew = false;
        bool anyKnown = false;
        std::size_t rejected = 0;
        std::string fault;
        std::optional<Time> oldest;
        for (const auto& row : rows) {
            auto mapped = mapRow(row, mapping());
            if (mapped.record && mapped.fault.empty())
                mapped.fault = changeFault(*mapped.record, told.at);
            if (!mapped.fault.empty()) {
                ++rejected;
                fault = fault.empty() ? mapped.fault : fault;
                continue;
            }
            if (mapped.at)
                oldest = std::min(oldest.value_or(*mapped.at), *mapped.at);
            if (!mapped.record)
                continue;
            bool isNew = offer(std::move(*mapped.record), row, told, reading);
            for (auto& stage : mapped.stages)
                isNew = tell(std::move(stage), told.at, reading) || isNew;
            if (mapped.cut)
                reading.partials.push_back("a change has more than " + std::to_string(kMaxMappedStages) + " stages; the first were read");
            anyNew = anyNew || isNew;
            anyKnown = anyKnown || !isNew;
        }
        if (rejected > 0)
            reading.partials.push_back(leftOutOf(rejected, rows.size(), fault));
        if (rows.size() >= kMaxMappedRows)
            reading.partials.push_back("only the first " + std::to_string(kMaxMappedRows) + " rows of an answer were read");
        askDetails(told.at, reading);
        const auto details = reading.more.size();
        const auto open = oldestOpen(told.at);
        const bool openBelow = open && oldest && *open < *oldest;
        const bool reachesEdge = !windowed() && oldest && *oldest < m_windowFrom;
        if (!reachesEdge && (anyNew || !anyKnown || openBelow))
            nextPage(ask, told, root, rows.size(), oldest, reading);
        keepListTag(ask, told, reading.partials.empty() && reading.more.size() == details);
    }

    void nextPage(const Ask& ask, const Told& told, JsonValue root, std::size_t rows, std::optional<Time> oldest, Reading& reading)
    {
        const auto* here = std::any_cast<Page>(&ask.context);
        if (here == nullptr || rows == 0)
            return;
        using Paging = JsonMapping::Paging;
        Page there{here->number + 1, here->before + rows, here->to};
        const bool shortPage = mapping().pageSize > 0 && rows < static_cast<std::size_t>(mapping().pageSize);
        Ask next = page(there);
        switch (mapping().paging) {
        case Paging::none:
            return;
        case Paging::linkHeader:
        case Paging::nextUrl: {
            next.path = mapping().paging == Paging::linkHeader ? nextLink(told.link) : boundedText(root.path(mapping().cursorPath).scalarText());
            next.params.clear();
            if (next.path.empty())
                return;
            next.path = absolute(next.path);
            if (!sameOrigin(next.path))
                return reading.partials.push_back("the next page is on another host and was not asked");
            break;
        }
        case Paging::pageParameter:
        case Paging::offset:
            if (shortPage)
                return;
            break;
        case Paging::cursor: {
            auto cursor = boundedText(root.path(mapping().cursorPath).scalarText());
            if (cursor.empty() || cursor == m_cursor)
                return;
            m_cursor = cursor;
            next.params.emplace_back(mapping().pageParameter, std::move(cursor));
            break;
        }
        case Paging::older:
            if (shortPage || !oldest || *oldest >= here->to)
                return;
            there.to = *oldest;
            next = page(there);
            break;
        }
        if (here->number >= kMaxPages)
            return reading.partials.push_back("more than " + std::to_string(kMaxPages) + " pages; older changes were not read");
        reading.more.push_back(std::move(next));
    }

    bool sameOrigin(const std::string& url) const { return originOf(url) == originOf(m_context.feed.url); }
    /// A reference of an answer: "/path" from the feed's origin, "?query" on the feed's own path, anything else as it is.
    std::string absolute(const std::string& reference) const
    {
        const auto& base = m_context.feed.url;
        if (reference.starts_with('?'))
            return base.substr(0, base.find_first_of("?#")) + reference;
        if (!reference.starts_with('/') || reference.starts_with("//"))
            return reference;
        const auto host = base.find("://");
        return host == std::string::npos ? reference : base.substr(0, base.find_first_of("/?#", host + 3)) + reference;
    }

    /// True when the record was not known as it is.
    bool offer(ChangeRecord record, const MappedRow& row, const Told& told, Reading& reading)
    {
        if (!mapping().detail)
            return tell(std::move(record), told.at, reading);
        if (m_settled.contains(record.id))
            return false;
        auto url = filledUrl(mapping().detail->url, row);
        if (url.empty())
            return tell(std::move(record), told.at, reading);
        url = originOf(url) || url.starts_with('/') ? absolute(url) : "/" + url;
        if (originOf(url) && !sameOrigin(url)) {
            reading.partials.push_back("details are on another host and were not asked");
            return tell(std::move(record), told.at, reading);
        }
        const bool unknown = m_ledger.find(record.id) == nullptr;
        auto& owed = m_owed[record.id];
        if (owed.url != url || !sameFacts(owed.record, record))
            owed.etag.clear(); // its details are told again, with what the list says now
        owed.url = std::move(url);
        owed.record = std::move(record);
        return unknown;
    }

    /// Details of what was never asked first, then of what is still running, each newest first, bounded per poll.
    void askDetails(Time at, Reading& reading)
    {
        std::vector<Owed*> order;
        for (auto& [id, owed] : m_owed) {
            if (!owed.asked || m_wide || at - owed.record.startsAt <= kLongRun)
                order.push_back(&owed);
        }
        std::sort(order.begin(), order.end(), [](const Owed* a, const Owed* b) {
            return std::tie(a->asked, b->record.startsAt, a->record.id) < std::tie(b->asked, a->record.startsAt, b->record.id);
        });
        for (auto* owed : order) {
            if (owed->poll == m_poll)
                continue;
            if (m_detailsLeft <= 0) {
                if (!holdsBack() && m_ledger.find(owed->record.id) == nullptr)
                    (void)tell(owed->record, at, reading);
                continue;
            }
            --m_detailsLeft;
            owed->asked = true;
            owed->poll = m_poll;
            Ask ask;
            ask.question = "details";
            ask.path = owed->url;
            ask.ifNoneMatch = owed->etag;
            ask.context = DetailOf{owed->record.id, at};
            reading.more.push_back(std::move(ask));
        }
    }
    void readDetail(const DetailOf& detail, JsonValue root, const Told& told, Reading& reading)
    {
        const auto owed = m_owed.find(detail.id);
        if (owed == m_owed.end())
            return;
        auto record = owed->second.record;
        mapDetail(root, mapping(), record);
        const bool over = record.status != ChangeStatus::started;
        (void)tell(std::move(record), told.at, reading);
        owed->second.etag = reading.partials.empty() ? told.etag : std::string{};
        if (over)
            settle(detail.id);
    }
    void settle(const std::string& id)
    {
        if (m_settled.size() >= kMaxSettled)
            m_settled.clear();
        m_settled.insert(id);
        m_owed.erase(id);
    }

    bool tell(ChangeRecord record, Time at, Reading& reading)
    {
        if (!changeFault(record, at).empty()) {
            reading.partials.push_back("a record was left out (" + changeFault(record, at) + ")");
            return false;
        }
        for (const auto& [name, value] : m_context.feed.externalLabels)
            record.attributes.set(name, value);
        record.url = absolute(record.url);
        if (record.status == ChangeStatus::started)
            m_open[record.id] = record.startsAt;
        else
            m_open.erase(record.id);
        const auto newest = record.endsAt.value_or(record.startsAt);
        reading.newest = std::max(reading.newest.value_or(newest), newest);
        auto news = m_ledger.news(std::move(record), at);
        if (news.empty())
            return false;
        reading.records += static_cast<std::int64_t>(news.size());
        if (reading.batches.empty())
            reading.batches.emplace_back();
        for (auto& one : news)
            reading.batches.front().changes.push_back(std::move(one));
        return true;
    }

    struct ListTag {
        std::string params; ///< of the question: a window that moves makes it another one
        std::string etag;
    };

    SourceContext m_context;
    ChangeLedger m_ledger;
    std::map<std::string, Owed> m_owed;
    std::set<std::string> m_settled;    ///< ids whose details told the outcome
    std::map<std::string, Time> m_open; ///< id -> start of what is still running
    std::optional<Time> m_readAt;       ///< the last complete poll
    std::optional<Time> m_wideAt;
    bool m_wide = false; ///< this poll looks for long runs too
    Time m_windowFrom{};
    std::string m_cursor;
    std::optional<ListTag> m_listTag;  ///< of the last complete poll's first page
    std::optional<ListTag> m_freshTag; ///< of this poll's
    int m_poll = 0;
    int m_detailsLeft = 0; ///< of this poll
};

} // namespace

std::unique_ptr<Source> makeMappedJson(SourceContext context) { return std::make_unique<MappedJson>(std::move(context)); }

} // namespace vedette
