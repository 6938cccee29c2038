#include "models/feeds/sources/change_ledger.h"

#include "models/base/text.h"

#include <algorithm>
#include <array>

namespace vedette {

namespace {

constexpr Time kEarliest = timeFromMs(946'684'800'000); // 2000-01-01: before it only broken clocks and zeros lie
constexpr Millis kDay{86'400'000};
constexpr std::size_t kMaxKept = 100'000;

} // namespace

bool sameFacts(const ChangeRecord& a, const ChangeRecord& b)
{
    return a.kind == b.kind && a.service == b.service && a.environment == b.environment && a.revision == b.revision
        && a.previous == b.previous && a.stage == b.stage && a.status == b.status && a.actor == b.actor && a.url == b.url
        && a.title == b.title && a.startsAt == b.startsAt && a.endsAt == b.endsAt && a.parent == b.parent && a.attributes == b.attributes;
}

std::string changeFault(const ChangeRecord& record, Time now)
{
    if (record.id.empty())
        return "it has no id";
    if (record.startsAt < kEarliest)
        return "its time is missing or before the year 2000";
    if (record.startsAt > now + kDay)
        return "its time lies in the future";
    if (record.endsAt && *record.endsAt < record.startsAt)
        return "it ends before it starts";
    if (record.endsAt && *record.endsAt > now + kDay)
        return "its end lies in the future";
    return {};
}

const ChangeRecord* ChangeLedger::find(const std::string& id) const
{
    const auto it = m_told.find(id);
    return it == m_told.end() ? nullptr : &it->second;
}

std::optional<Coverage> ChangeLedger::pollRead(Time at)
{
    m_live = true;
    m_knownFrom = std::min(m_knownFrom.value_or(at), at);
    return *m_knownFrom < at ? std::optional(Coverage{m_feed, "changes", *m_knownFrom, at}) : std::nullopt;
}

std::vector<ChangeRecord> ChangeLedger::news(ChangeRecord record, Time now, bool history)
{
    m_knownFrom = std::min(m_knownFrom.value_or(record.startsAt), record.startsAt);
    if (const auto* told = find(record.id); told != nullptr && sameFacts(*told, record))
        return {};
    if (m_told.size() >= kMaxKept)
        m_told.clear(); // all are told once more: the cache takes a repetition for what it is
    m_told[record.id] = record;
    record.source = m_feed;
    std::vector<ChangeRecord> out;
    if (!history) {
        record.seenAt = now;
        out.push_back(std::move(record));
        return out;
    }
    record.reconstructed = true;
    if (record.endsAt && *record.endsAt > record.startsAt) {
        auto start = record;
        start.endsAt.reset();
        start.status = ChangeStatus::started;
        start.seenAt = start.startsAt;
        out.push_back(std::move(start));
    }
    record.seenAt = record.endsAt.value_or(record.startsAt);
    out.push_back(std::move(record));
    return out;
}

std::optional<ChangeStatus> statusOfWord(std::string_view word)
{
    struct Entry {
        std::string_view word;
        ChangeStatus status;
    };
    static constexpr std::array<Entry, 26> kWords{{{"success", ChangeStatus::success}, {"succeeded", ChangeStatus::success},
        {"successful", ChangeStatus::success}, {"ok", ChangeStatus::success}, {"done", ChangeStatus::success},
        {"completed", ChangeStatus::success}, {"finished", ChangeStatus::success}, {"passed", ChangeStatus::success},
        {"failed", ChangeStatus::failed}, {"failure", ChangeStatus::failed}, {"error", ChangeStatus::failed},
        {"errored", ChangeStatus::failed}, {"fail", ChangeStatus::failed}, {"terminal", ChangeStatus::failed},
        {"aborted", ChangeStatus::aborted}, {"canceled", ChangeStatus::aborted}, {"cancelled", ChangeStatus::aborted},
        {"cancel", ChangeStatus::aborted}, {"terminating", ChangeStatus::aborted}, {"stopped", ChangeStatus::aborted},
        {"started", ChangeStatus::started}, {"running", ChangeStatus::started}, {"in_progress", ChangeStatus::started},
        {"pending", ChangeStatus::started}, {"queued", ChangeStatus::started}, {"created", ChangeStatus::started}}};
    const auto lower = lowerAscii(word);
    const auto it = std::find_if(kWords.begin(), kWords.end(), [&](const Entry& e) { return e.word == lower; });
    return it == kWords.end() ? std::nullopt : std::optional<ChangeStatus>(it->status);
}

} // namespace vedette
