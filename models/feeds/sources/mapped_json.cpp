#include "models/base/text.h"
#include "models/feeds/sources/change_ledger.h"
#include "models/feeds/sources/json_mapper.h"
#include "models/feeds/sources/source.h"

#include <set>

namespace vedette {

namespace {

constexpr int kMaxPages = 50;

struct Page {
    int number = 1;
};
struct DetailOf {
    ChangeRecord record;
    Time at; ///< when the list told of it
};

/// Any JSON API read as changes by a mapping.
class MappedJson final : public Source {
public:
    explicit MappedJson(SourceContext context) : m_context(std::move(context)), m_ledger(m_context.feed.name) {}

    std::vector<Ask> poll(Time) override
    {
        m_details = 0;
        m_cursor.clear();
        return {page(1)};
    }

    Reading read(const Ask& ask, const Told& told) override
    {
        Reading reading;
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
            auto record = detail->record;
            mapDetail(document->root(), mapping(), record);
            tell(std::move(record), told.at, reading);
            return reading;
        }
        const auto rows = mappedRows(document->root(), mapping().list);
        if (rows.empty() && !document->root().path(withoutStars(mapping().list)).present())
            return fail(makeError(ErrorKind::parse, "the answer has no list at \"" + mapping().list + "\""));
        bool anyNew = false;
        bool reachesEdge = false;
        std::size_t rejected = 0;
        std::string fault;
        for (const auto& row : rows) {
            auto mapped = mapRow(row, mapping());
            auto why = mapped.fault;
            if (mapped.record) {
                why = changeFault(*mapped.record, told.at);
                reachesEdge = reachesEdge || (why.empty() && mapped.record->startsAt < told.at - m_context.backfill);
            }
            if (!why.empty()) {
                ++rejected;
                fault = fault.empty() ? why : fault;
                continue;
            }
            anyNew = offer(std::move(*mapped.record), row, told, reading) || anyNew;
        }
        if (rejected > 0)
            reading.partials.push_back(std::to_string(rejected) + " of " + std::to_string(rows.size()) + " records were left out (" + fault + ")");
        if (anyNew && !reachesEdge)
            nextPage(ask, told, document->root(), rows.size(), reading);
        return reading;
    }
    Reading refused(const Ask& ask, const Untold& why) override
    {
        Reading reading;
        if (const auto* detail = std::any_cast<DetailOf>(&ask.context); detail != nullptr && why.error.kind != ErrorKind::cancelled)
            tell(detail->record, detail->at, reading); // what the list said of it is known all the same
        reading.failed = why;
        return reading;
    }
    std::optional<Coverage> pollRead(Time at) override { return m_ledger.pollRead(at); }

    Ask probe() const override { return page(1); }
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
    const JsonMapping& mapping() const { return m_context.feed.mapping; }
    static std::string withoutStars(std::string list)
    {
        return list.substr(0, list.find("[*]"));
    }
    Ask page(int number) const
    {
        Ask ask;
        ask.question = "changes";
        ask.context = Page{number};
        if (!mapping().sizeParameter.empty() && mapping().pageSize > 0)
            ask.params.emplace_back(mapping().sizeParameter, std::to_string(mapping().pageSize));
        if (mapping().paging == JsonMapping::Paging::pageParameter && number > 1)
            ask.params.emplace_back(mapping().pageParameter, std::to_string(number));
        return ask;
    }
    void nextPage(const Ask& ask, const Told& told, JsonValue root, std::size_t rows, Reading& reading)
    {
        const auto* here = std::any_cast<Page>(&ask.context);
        if (here == nullptr || rows == 0)
            return;
        Ask next = page(here->number + 1);
        switch (mapping().paging) {
        case JsonMapping::Paging::none:
            return;
        case JsonMapping::Paging::linkHeader: {
            next.path = nextLink(told.link);
            next.params.clear();
            if (next.path.empty())
                return;
            if (!sameOrigin(next.path))
                return reading.partials.push_back("the next page is on another host and was not asked");
            break;
        }
        case JsonMapping::Paging::pageParameter:
            if (mapping().pageSize > 0 && rows < static_cast<std::size_t>(mapping().pageSize))
                return;
            break;
        case JsonMapping::Paging::cursor: {
            auto cursor = boundedText(root.path(mapping().cursorPath).scalarText());
            if (cursor.empty() || cursor == m_cursor)
                return;
            m_cursor = cursor;
            next.params.emplace_back(mapping().pageParameter, std::move(cursor));
            break;
        }
        }
        if (here->number >= kMaxPages)
            return reading.partials.push_back("more than " + std::to_string(kMaxPages) + " pages; older changes were not read");
        reading.more.push_back(std::move(next));
    }
    bool sameOrigin(const std::string& url) const { return originOf(url) == originOf(m_context.feed.url); }

    /// True when the record was not known as it is. Details are asked for what is not finished yet, bounded per poll.
    bool offer(ChangeRecord record, const MappedRow& row, const Told& told, Reading& reading)
    {
        const bool unknown = m_ledger.find(record.id) == nullptr;
        if (!mapping().detail || m_final.contains(record.id))
            return mapping().detail ? false : tell(std::move(record), told.at, reading);
        const auto url = filledUrl(mapping().detail->url, row);
        if (url.empty() || m_details >= mapping().detail->atMost)
            return unknown && tell(std::move(record), told.at, reading);
        if (originOf(url) && !sameOrigin(url)) {
            reading.partials.push_back("details are on another host and were not asked");
            return tell(std::move(record), told.at, reading);
        }
        ++m_details;
        Ask ask;
        ask.question = "details";
        ask.path = originOf(url) ? url : "/" + url.substr(url.rfind("/", 0) == 0 ? 1 : 0);
        ask.context = DetailOf{std::move(record), told.at};
        reading.more.push_back(std::move(ask));
        return unknown;
    }
    bool tell(ChangeRecord record, Time at, Reading& reading)
    {
        if (!changeFault(record, at).empty()) {
            reading.partials.push_back("a record was left out (" + changeFault(record, at) + ")");
            return false;
        }
        for (const auto& [name, value] : m_context.feed.externalLabels)
            record.attributes.set(name, value);
        if (record.status != ChangeStatus::started)
            m_final.insert(record.id);
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

    SourceContext m_context;
    ChangeLedger m_ledger;
    std::set<std::string> m_final; ///< ids whose outcome is known
    std::string m_cursor;
    int m_details = 0;
};

} // namespace

std::unique_ptr<Source> makeMappedJson(SourceContext context) { return std::make_unique<MappedJson>(std::move(context)); }

} // namespace vedette
