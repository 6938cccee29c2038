#include "models/base/text.h"
#include "models/feeds/sources/cdevents_parser.h"
#include "models/feeds/sources/change_ledger.h"
#include "models/feeds/sources/source.h"

namespace vedette {

namespace {

/// CDEvents from a file, a watched folder or an HTTP list.
class Cdevents final : public Source {
public:
    explicit Cdevents(SourceContext context) : m_context(std::move(context)), m_ledger(m_context.feed.name) {}

    std::vector<Ask> poll(Time) override { return {probe()}; }

    Reading read(const Ask&, const Told& told) override
    {
        Reading reading;
        auto answer = parseCdevents(told.body);
        if (!m_context.feed.url.empty()) {
            if (const auto wrong = notJson(told, "a list of CDEvents"))
                answer = *wrong;
        }
        if (!answer.ok()) {
            reading.failed = Untold{answer.error(), told.status, false};
            return reading;
        }
        Batch batch;
        std::string fault = answer->firstFault;
        for (auto& record : answer->records) {
            if (const auto* started = m_ledger.find(record.id); started != nullptr && record.endsAt && started->startsAt < record.startsAt) {
                record.startsAt = started->startsAt; // "finished" tells only its own time
                if (record.service.empty())
                    record.service = started->service;
            }
            if (const auto why = changeFault(record, told.at); !why.empty()) {
                ++answer->rejected;
                fault = fault.empty() ? why : fault;
                continue;
            }
            const auto newest = record.endsAt.value_or(record.startsAt);
            reading.newest = std::max(reading.newest.value_or(newest), newest);
            for (const auto& [name, value] : m_context.feed.externalLabels)
                record.attributes.set(name, value);
            for (auto& news : m_ledger.news(std::move(record), told.at)) {
                batch.changes.push_back(std::move(news));
                ++reading.records;
            }
        }
        if (answer->rejected > 0)
            reading.partials.push_back(std::to_string(answer->rejected) + " records were left out (" + fault + ")");
        if (!batch.empty())
            reading.batches.push_back(std::move(batch));
        return reading;
    }
    Reading refused(const Ask&, const Untold& why) override
    {
        Reading reading;
        reading.failed = why;
        return reading;
    }
    Ask probe() const override
    {
        Ask ask;
        ask.question = "changes";
        return ask;
    }
    Result<std::string> describe(const Told& told) override
    {
        if (const auto wrong = notJson(told, "a list of CDEvents"))
            return *wrong;
        const auto answer = parseCdevents(told.body);
        if (!answer.ok())
            return answer.error();
        return std::to_string(answer->records.size()) + " CDEvents";
    }
    bool wantsFile(const std::string& name) const override
    {
        const auto dot = name.rfind('.');
        const auto ending = dot == std::string::npos ? std::string{} : lowerAscii(std::string_view(name).substr(dot));
        return ending == ".json" || ending == ".jsonl" || ending == ".ndjson" || ending == ".log" || ending.empty();
    }
    std::optional<Coverage> pollRead(Time at) override { return m_ledger.pollRead(at); }

private:
    SourceContext m_context;
    ChangeLedger m_ledger;
};

} // namespace

std::unique_ptr<Source> makeCdevents(SourceContext context) { return std::make_unique<Cdevents>(std::move(context)); }

} // namespace vedette
