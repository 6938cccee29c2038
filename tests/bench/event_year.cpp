#include "tests/bench/event_year.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace vedette::bench {

namespace {

constexpr std::uint64_t kServices = 300;
constexpr std::uint64_t kInstances = 10'000;
constexpr std::uint64_t kRules = 120;
constexpr std::array<const char*, 12> kWords{"checkout", "payment", "cart", "search", "catalog", "login", "order", "stock", "mail", "ledger", "gateway", "profile"};
constexpr std::array<const char*, 8> kTroubles{"HighLatency", "ErrorRate", "QueueDepth", "MemoryPressure", "CrashLooping", "DiskFull", "CertificateExpiry", "ReplicaLag"};
constexpr std::array<const char*, 8> kEnglish{"99th percentile latency is above its objective", "more than five percent of requests fail", "messages wait longer than a minute",
    "memory is close to the limit of its container", "a pod restarts again and again", "less than ten percent of the volume is free", "a certificate ends within two weeks",
    "a replica is minutes behind its primary"};
constexpr std::array<const char*, 8> kKorean{"응답 지연이 목표를 넘었습니다", "요청 실패가 오 퍼센트를 넘었습니다", "메시지가 일 분 넘게 기다립니다", "컨테이너 메모리가 한도에 가깝습니다",
    "파드가 계속 다시 시작됩니다", "디스크 여유 공간이 부족합니다", "인증서가 곧 만료됩니다", "복제본이 주 서버보다 늦습니다"};

std::string serviceName(std::uint64_t i) { return std::string(kWords[i % kWords.size()]) + "-" + std::to_string(i / kWords.size()); }

} // namespace

AlertEpisode EventYear::episode(std::int64_t starts)
{
    // A few services and rules are noisy, most are quiet.
    const auto skewed = [this](std::uint64_t n) { return static_cast<std::uint64_t>(std::pow(static_cast<double>(below(1'000'000)) / 1e6, 2.5) * static_cast<double>(n)); };
    const auto service = skewed(kServices);
    const auto rule = (skewed(kRules / 8) * 8 + below(8)) % kRules;
    const auto trouble = rule % kTroubles.size();
    AlertEpisode e;
    e.name = std::string(kTroubles[trouble]) + std::to_string(rule / kTroubles.size());
    e.service = serviceName(service);
    e.environment = service % 10 == 9 ? "stage" : "prod";
    e.severity = rule % 5 == 0 ? "critical" : rule % 5 < 4 ? "page" : "info";
    e.level = rule % 5 == 0 ? Severity::critical : Severity::warning;
    const auto instance = service + kServices * skewed(kInstances / kServices);
    e.labels = Labels{{"alertname", e.name}, {"service", e.service}, {"severity", e.severity}, {"cluster", service % 3 == 0 ? "kr2" : "kr1"},
        {"pod", e.service + "-" + std::to_string(instance * 7919 % 65'521)}};
    e.annotations = Labels{{"summary", rule % 3 == 0 ? kKorean[trouble] : kEnglish[trouble]}};
    e.sources = {service % 2 == 0 ? "prometheus-kr1" : "prometheus-kr2"};
    e.pendingAt = timeFromMs(starts);
    e.startsAt = timeFromMs(starts + 60'000);
    const auto dice = below(1'000);
    const double minutes = dice < 960 ? 1.0 + std::exp(static_cast<double>(below(4'000)) / 1'000.0) : dice < 995 ? 60.0 + static_cast<double>(below(1'200)) : 60.0 * 24 * static_cast<double>(1 + below(4));
    const auto ends = toMs(e.startsAt) + static_cast<std::int64_t>(minutes * 60'000);
    if (ends < kEnd) {
        e.endsAt = timeFromMs(ends);
        e.state = dice % 40 == 7 ? AlertState::doubtful : AlertState::resolved;
        e.seenAt = *e.endsAt;
    } else {
        e.state = AlertState::firing;
        e.seenAt = e.startsAt;
        if (dice % 9 == 0)
            e.silencedBy = {"maintenance"};
    }
    return e;
}

void EventYear::addDeploy(Batch& batch, std::int64_t starts)
{
    ChangeRecord r;
    const auto service = below(kServices);
    r.source = "cd";
    r.service = serviceName(service);
    r.parent = "run-" + std::to_string(++m_runs);
    r.revision = "1." + std::to_string(m_runs / 2'000) + "." + std::to_string(below(40));
    r.environment = "prod";
    r.actor = std::array{"kim", "lee", "park", "choi", "jung"}[below(5)];
    r.title = below(4) == 0 ? "결제 화면 개선" : "routine release";
    r.attributes = Labels{{"commit", std::to_string(m_random() % 10'000'000'000)}, {"pipeline", "release"}};
    const bool fails = below(20) == 0;
    for (const char* stage : {"STAGE", "CANARY", "DEPLOY_ALL"}) {
        r.id = r.parent + "/" + stage;
        r.stage = stage;
        r.status = fails && r.stage == "CANARY" ? ChangeStatus::failed : ChangeStatus::success;
        r.startsAt = timeFromMs(starts);
        starts += 120'000 + static_cast<std::int64_t>(below(300'000));
        r.endsAt = timeFromMs(std::min(starts, kEnd));
        r.seenAt = *r.endsAt;
        batch.changes.push_back(r);
        if (starts >= kEnd)
            return;
    }
}

Batch EventYear::next(std::int64_t atMost)
{
    Batch batch;
    const double step = 1.0 / static_cast<double>(m_episodes);
    for (; atMost > 0 && m_left > 0; --atMost, --m_left) {
        if (m_burst > 0) {
            --m_burst;
            m_at += step * 0.001; // what the burst took is waited for behind it
            if (m_burst == 0)
                m_at += step * 188;
        } else {
            m_at += step;
            if (below(1'500) == 0 && m_left > 400) {
                m_burst = 188;
                for (int i = 0; i < 9; ++i)
                    addDeploy(batch, EventYear::kEnd - kLength + static_cast<std::int64_t>(m_at * static_cast<double>(kLength)) + static_cast<std::int64_t>(below(600'000)));
            }
        }
        const auto starts = std::min(kEnd - kLength + static_cast<std::int64_t>(std::min(m_at, 1.0) * static_cast<double>(kLength)), kEnd - 61'000);
        batch.importedAlerts.push_back(episode(m_burst > 0 ? std::min(starts + static_cast<std::int64_t>(below(600'000)), kEnd - 61'000) : starts));
        m_deploys += 1.0 / 31; // some belong to bursts
        if (m_deploys >= 1) {
            m_deploys -= 1;
            addDeploy(batch, starts);
        }
    }
    return batch;
}

} // namespace vedette::bench
