// Ranks the changes behind alerts of made-up fleets with known truth, beside three simple ways.
//   bench_correlation [--worlds N] [--seed S] [--fit] [--scale] [--recording FILE]
// Prints the table of DESIGN.md, "Suspects". --fit fits the weights of models/correlation/weights.h on seeds 1..N and
// prints them; the table is always of held-out seeds (1000 on). --scale times one answer in a fleet of 300 services and
// 313 changes a day with 189 alerts and 9 deployments in ten minutes. --recording asks about a real fleet (readRecording()), 5 and 30 minutes
// after each alert.
#include "models/correlation/explanation.h"
#include "models/correlation/suspects.h"
#include "tests/bench/correlation_dice.h"
#include "tests/bench/correlation_worlds.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <map>

using namespace vedette;
using namespace vedette::bench;
using namespace vedette::correlation;

namespace {

constexpr std::array<double, 3> kBands{0.5, 0.65, 0.8}; ///< blame above these
constexpr int kFamilies = 10;
constexpr Millis kEarly = std::chrono::minutes{2};
constexpr Millis kMinuteOf = std::chrono::minutes{1};
constexpr Millis kLate = std::chrono::minutes{15};

struct Answer {
    std::vector<std::pair<std::string, double>> ranked;
    double none = 0;
};

struct Score {
    int caused = 0;
    int none = 0;
    int top1 = 0;
    int top3 = 0;
    std::map<double, std::array<int, 3>> band; ///< threshold -> blamed, blamed rightly, none kept
    std::array<std::array<double, 3>, 10> topBins{};
    std::array<std::array<double, 3>, 10> noneBins{};

    void add(const Answer& a, const Question& q)
    {
        const bool blameable = !q.cause.empty();
        (blameable ? caused : none) += 1;
        const auto at = std::find_if(a.ranked.begin(), a.ranked.end(), [&](const auto& r) {
            return r.first == q.cause;
        }) - a.ranked.begin();
        const bool found = blameable && at < static_cast<std::ptrdiff_t>(a.ranked.size());
        top1 += found && at == 0;
        top3 += found && at < 3;
        const double p = a.ranked.empty() ? 0 : a.ranked[0].second;
        for (const double threshold : kBands) {
            auto& [blamed, rightly, kept] = band[threshold];
            if (p > threshold) {
                ++blamed;
                rightly += found && at == 0;
            } else if (!blameable) {
                ++kept;
            }
        }
        const auto put = [](auto& bins, double prob, bool hit) {
            auto& bin = bins[static_cast<std::size_t>(std::min(9.0, prob * 10))];
            bin[0] += 1;
            bin[1] += prob;
            bin[2] += hit ? 1 : 0;
        };
        put(topBins, p, found && at == 0);
        put(noneBins, a.none, !blameable);
    }

    static double calibration(const std::array<std::array<double, 3>, 10>& bins)
    {
        double n = 0;
        double sum = 0;
        for (const auto& b : bins) {
            n += b[0];
            sum += std::abs(b[1] - b[2]);
        }
        return n > 0 ? sum / n : 0;
    }
};

struct Row {
    Score early;
    Score late;
};

void print(const char* name, const Row& row)
{
    const auto rate = [](int a, int b) { return b > 0 ? static_cast<double>(a) / b : 0; };
    Score both = row.late;
    std::printf("%-24s %.2f/%.2f  %.2f/%.2f ", name, rate(row.early.top1, row.early.caused),
        rate(row.early.top3, row.early.caused), rate(row.late.top1, row.late.caused),
        rate(row.late.top3, row.late.caused));
    for (const double threshold : kBands) {
        std::array<int, 3> sum{};
        for (std::size_t i = 0; i < 3; ++i)
            sum[i] = row.early.band.at(threshold)[i] + row.late.band.at(threshold)[i];
        std::printf(" | %.2f %.2f %.2f", rate(sum[1], sum[0]), rate(sum[1], row.early.caused + row.late.caused),
            rate(sum[2], row.early.none + row.late.none));
    }
    std::printf(" | %.3f %.3f\n", (Score::calibration(row.early.topBins) + Score::calibration(both.topBins)) / 2,
        (Score::calibration(row.early.noneBins) + Score::calibration(both.noneBins)) / 2);
}

/// The simple ways: newest release of the last hour anywhere, of the same service, and the three reasons in PagerDuty's
/// order (same service, then related, then most recent).
Answer simple(const KnownFleet& fleet, int onset, int way)
{
    Answer a;
    const auto& o = fleet.onsets()[static_cast<std::size_t>(onset)];
    std::vector<std::tuple<int, double, std::string>> list;
    for (const auto& r : fleet.releases()) {
        if (r.live > o.at || o.at - r.live > std::chrono::hours{way == 2 ? 4 : 1})
            continue;
        const auto d = fleet.facts().distance(r.service, o.service);
        const int order = d.relation == Relation::same                         ? 0
            : d.relation == Relation::caller || d.relation == Relation::callee ? d.hops
                                                                               : 9;
        if (way == 1 && order != 0)
            continue;
        list.emplace_back(way == 2 ? order : 0, toSeconds(o.at - r.live),
            fleet.facts().input().changes[static_cast<std::size_t>(r.change)].id);
    }
    std::sort(list.begin(), list.end());
    for (std::size_t i = 0; i < list.size(); ++i)
        a.ranked.emplace_back(std::get<2>(list[i]), i == 0 ? 1.0 : 0.0);
    if (way == 2 && !list.empty() && std::get<0>(list[0]) == 9)
        a.ranked[0].second = 0.4;
    a.none = a.ranked.empty() ? 1 : 1 - a.ranked[0].second;
    return a;
}

Answer ours(const KnownFleet& fleet, Explanation& e)
{
    Answer a;
    weigh(e);
    a.none = e.noChange;
    for (std::size_t i = 0; i < e.candidates.size(); ++i) {
        const auto& release = fleet.releases()[static_cast<std::size_t>(e.candidates[i].release)];
        a.ranked.emplace_back(
            fleet.facts().input().changes[static_cast<std::size_t>(release.change)].id, e.probability[i]);
    }
    std::stable_sort(
        a.ranked.begin(), a.ranked.end(), [](const auto& x, const auto& y) { return x.second > y.second; });
    return a;
}

/// One question as the fit reads it: rows of parts, none first, and which row is true.
struct Sample {
    NoneParts none;
    std::vector<ReleaseParts> releases;
    int truth = -1; ///< -1: none
};

constexpr std::size_t kAll = std::size_t{kReleaseParts} + std::size_t{kNoneParts};

/// Newton's method for the conditional logit with a small ridge.
std::array<double, kAll> fit(const std::vector<Sample>& samples)
{
    std::array<double, kAll> w{};
    w[0] = 1;
    for (int round = 0; round < 14; ++round) {
        std::vector<double> hessian(kAll * kAll, 0);
        std::array<double, kAll> gradient{};
        double loss = 0;
        for (const auto& s : samples) {
            std::vector<std::array<double, kAll>> rows(s.releases.size() + 1);
            std::vector<double> p(rows.size());
            std::copy(s.none.begin(), s.none.end(), rows[0].begin() + kReleaseParts);
            for (std::size_t i = 0; i < s.releases.size(); ++i)
                std::copy(s.releases[i].begin(), s.releases[i].end(), rows[i + 1].begin());
            double top = -1e300;
            for (std::size_t i = 0; i < rows.size(); ++i) {
                p[i] = 0;
                for (std::size_t k = 0; k < kAll; ++k)
                    p[i] += w[k] * rows[i][k];
                top = std::max(top, p[i]);
            }
            double sum = 0;
            for (auto& x : p)
                sum += x = std::exp(x - top);
            std::array<double, kAll> mean{};
            for (std::size_t i = 0; i < rows.size(); ++i) {
                p[i] /= sum;
                for (std::size_t k = 0; k < kAll; ++k)
                    mean[k] += p[i] * rows[i][k];
            }
            const auto truth = static_cast<std::size_t>(s.truth + 1);
            loss -= std::log(p[truth] + 1e-300);
            for (std::size_t k = 0; k < kAll; ++k)
                gradient[k] += rows[truth][k] - mean[k];
            for (std::size_t i = 0; i < rows.size(); ++i) {
                if (p[i] < 1e-6)
                    continue;
                for (std::size_t k = 0; k < kAll; ++k) {
                    const double a = p[i] * (rows[i][k] - mean[k]);
                    if (a == 0)
                        continue;
                    for (std::size_t l = 0; l <= k; ++l)
                        hessian[k * kAll + l] += a * (rows[i][l] - mean[l]);
                }
            }
        }
        const double ridge = 2;
        for (std::size_t k = 0; k < kAll; ++k) {
            gradient[k] -= ridge * w[k];
            hessian[k * kAll + k] += ridge;
        }
        // Cholesky, in place.
        for (std::size_t k = 0; k < kAll; ++k) {
            for (std::size_t l = 0; l <= k; ++l) {
                double sum = hessian[k * kAll + l];
                for (std::size_t m = 0; m < l; ++m)
                    sum -= hessian[k * kAll + m] * hessian[l * kAll + m];
                hessian[k * kAll + l] = k == l ? std::sqrt(std::max(sum, 1e-9)) : sum / hessian[l * kAll + l];
            }
        }
        std::array<double, kAll> step = gradient;
        for (std::size_t k = 0; k < kAll; ++k) {
            for (std::size_t l = 0; l < k; ++l)
                step[k] -= hessian[k * kAll + l] * step[l];
            step[k] /= hessian[k * kAll + k];
        }
        for (std::size_t k = kAll; k-- > 0;) {
            for (std::size_t l = k + 1; l < kAll; ++l)
                step[k] -= hessian[l * kAll + k] * step[l];
            step[k] /= hessian[k * kAll + k];
        }
        double size = 0;
        for (const double x : step)
            size = std::max(size, std::abs(x));
        const double damp = size > 2 ? 2 / size : 1;
        for (std::size_t k = 0; k < kAll; ++k)
            w[k] += damp * step[k];
        std::fprintf(stderr, "fit round %d: loss %.4f per question, step %.4f\n", round,
            loss / static_cast<double>(samples.size()), size);
        if (size < 1e-4)
            break;
    }
    return w;
}

std::vector<Sample> samplesOf(std::uint64_t seed, int family)
{
    std::vector<Sample> samples;
    const auto world = makeWorld(drawSpec(seed, family));
    const FleetFacts facts(world.input);
    for (const auto& q : world.questions) {
        for (const auto later : {kEarly, kLate}) {
            const KnownFleet fleet(facts, q.at + later);
            const auto e = explain(fleet, {fleet.onsetOfEpisode(facts.episodeOf(q.alert))});
            Sample s;
            s.none = e.none;
            for (const auto& c : e.candidates) {
                const auto& id = world.input
                                     .changes[static_cast<std::size_t>(
                                         fleet.releases()[static_cast<std::size_t>(c.release)].change)]
                                     .id;
                if (id == q.cause)
                    s.truth = static_cast<int>(s.releases.size());
                s.releases.push_back(c.parts);
            }
            if (s.truth >= 0 || q.cause.empty())
                samples.push_back(std::move(s));
        }
    }
    return samples;
}

double cpuMs() { return static_cast<double>(std::clock()) * 1000 / CLOCKS_PER_SEC; }

/// 30 days of a large fleet that end in a storm.
void timeScale()
{
    constexpr int kServices = 300;
    constexpr int kDays = 30;
    Dice dice(7);
    CorrelationInput in;
    const Time end = timeFromMs(1760000000000);
    const auto name = [](int i) { return "s" + std::to_string(i); };
    for (int i = 0; i < kServices; ++i) {
        ServiceInfo info;
        info.name = name(i);
        for (int k = 0; k < 3 && i + 1 < kServices; ++k)
            info.dependsOn.push_back(name(i + 1 + dice.below(kServices - i - 1)));
        in.services.push_back(info);
    }
    std::vector<std::string> storm;
    const auto alert = [&](int service, Time at) {
        AlertEpisode a;
        a.id = "a" + std::to_string(in.alerts.size());
        a.service = name(service);
        a.name = "Rule" + std::to_string(dice.below(6));
        a.pendingAt = at - std::chrono::seconds{60};
        a.startsAt = a.seenAt = at;
        in.alerts.push_back(a);
        return a.id;
    };
    const auto change = [&](Time at) {
        Change c;
        c.id = "c" + std::to_string(in.changes.size());
        c.service = name(dice.below(kServices));
        c.status = ChangeStatus::success;
        c.startsAt = c.seenAt = at;
        c.endsAt = at + std::chrono::minutes{3};
        in.changes.push_back(c);
    };
    const auto back = [&](double seconds) { return end - Millis{static_cast<std::int64_t>(seconds * 1000)}; };
    for (int i = 0; i < 313 * kDays; ++i)
        change(back(600 + dice.unit() * kDays * 86400));
    for (int i = 0; i < 250 * kDays; ++i) {
        alert(dice.below(kServices), back(3600 + dice.unit() * kDays * 86400));
        in.alerts.back().endsAt = in.alerts.back().startsAt + std::chrono::minutes{8};
    }
    for (int i = 0; i < 9; ++i)
        change(back(300 + dice.unit() * 300));
    for (int i = 0; i < 189; ++i)
        storm.push_back(alert(dice.below(120), back(dice.unit() * 600)));
    in.asOf = end;
    const auto timed = [](const char* what, auto work) {
        const double begin = cpuMs();
        int times = 0;
        for (; times < 5 && (times == 0 || cpuMs() - begin < 2000); ++times)
            work();
        std::printf("%-52s %8.1f ms CPU\n", what, (cpuMs() - begin) / times);
    };
    std::printf("%zu services, %zu changes, %zu alerts, 189 of them and 9 changes in the last ten minutes\n",
        in.services.size(), in.changes.size(), in.alerts.size());
    timed("learning 30 days", [&] { Correlator learnt(in); });
    const Correlator correlator(in);
    timed("one alert of the storm, now", [&] { (void)correlator.judge({storm[40]}, end); });
    timed("the 189 alerts as one group, now", [&] { (void)correlator.judge(storm, end); });
    timed("one alert as of two minutes ago (learns anew)", [&] { (void)correlator.judge({storm[40]}, end - 2 * kMinuteOf); });
    timed("all groups of ten minutes", [&] { (void)correlator.judgeAll({back(600), end + Millis{1}}); });
    timed("all groups of 30 days", [&] { (void)correlator.judgeAll({back(kDays * 86400), end + Millis{1}}); });
}

void askRecording(const char* path)
{
    const auto world = readRecording(path);
    const FleetFacts facts(world.input);
    int right = 0;
    int asked = 0;
    for (const auto& q : world.questions) {
        for (const int minutes : {5, 30}) {
            const KnownFleet fleet(facts, q.at + minutes * kMinuteOf);
            const int onset = fleet.onsetOfEpisode(facts.episodeOf(q.alert));
            if (onset < 0)
                continue;
            auto e = explain(fleet, {onset});
            const auto a = ours(fleet, e);
            const auto top = a.ranked.empty() ? std::pair<std::string, double>("-", 0) : a.ranked[0];
            const bool is = q.cause.empty() ? a.none > 0.5 : top.first == q.cause && top.second > a.none;
            right += is ? 1 : 0;
            ++asked;
            std::printf("%s %-26s +%-2d  %-18s top %-18s %.2f  none %.2f\n", is ? "  " : "!!", q.kind.c_str(), minutes,
                q.cause.empty() ? "no cause" : q.cause.c_str(), top.first.c_str(), top.second, a.none);
        }
    }
    std::printf("%d of %d right\n", right, asked);
}

/// In the order of weights.h.
void printWeights(const std::array<double, kAll>& w)
{
    for (std::size_t k = 0; k < kAll; ++k)
        std::printf("%s%.3f\n", k == 0 ? "releases:\n" : k == kReleaseParts ? "none:\n" : "", w[k]);
}

} // namespace

int main(int argc, char** argv)
{
    int worlds = kFamilies;
    std::uint64_t seed = 1000;
    bool fitting = false;
    for (int i = 1; i < argc; ++i) {
        if (std::strcmp(argv[i], "--fit") == 0)
            fitting = true;
        else if (std::strcmp(argv[i], "--scale") == 0)
            return timeScale(), 0;
        else if (std::strcmp(argv[i], "--recording") == 0 && i + 1 < argc)
            return askRecording(argv[i + 1]), 0;
        else if (std::strcmp(argv[i], "--worlds") == 0 && i + 1 < argc)
            worlds = std::atoi(argv[++i]);
        else if (std::strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
            seed = static_cast<std::uint64_t>(std::atoll(argv[++i]));
    }
    if (fitting) {
        std::vector<Sample> samples;
        for (int s = 1; s <= worlds; ++s) {
            auto some = samplesOf(static_cast<std::uint64_t>(s), s % kFamilies);
            std::move(some.begin(), some.end(), std::back_inserter(samples));
        }
        std::printf("%zu questions of %d worlds\n", samples.size(), worlds);
        printWeights(fit(samples));
        return 0;
    }

    std::map<std::string, std::array<int, 3>> kinds;
    std::map<int, std::array<int, 3>> hops;
    Row all[4];
    double spent = 0;
    int asked = 0;
    std::printf(
        "%-24s early 1/3  late 1/3   | right found kept above 0.5 | 0.65 | 0.8 | calibration top none\n", "world");
    for (int k = 0; k < worlds; ++k) {
        const auto spec = drawSpec(seed + static_cast<std::uint64_t>(k), k % kFamilies);
        const auto world = makeWorld(spec);
        const FleetFacts facts(world.input);
        Row mine;
        for (const auto& q : world.questions) {
            for (const bool early : {true, false}) {
                const auto begin = std::chrono::steady_clock::now();
                const KnownFleet fleet(facts, q.at + (early ? kEarly : kLate));
                const int onset = fleet.onsetOfEpisode(facts.episodeOf(q.alert));
                auto e = explain(fleet, {onset});
                const auto answer = ours(fleet, e);
                spent += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
                ++asked;
                const auto put = [&](Row& row, const Answer& a) { (early ? row.early : row.late).add(a, q); };
                put(mine, answer);
                put(all[3], answer);
                for (int way = 0; way < 3; ++way)
                    put(all[way], simple(fleet, onset, way));
                if (early)
                    continue;
                const double p = answer.ranked.empty() ? 0 : answer.ranked[0].second;
                if (q.cause.empty()) {
                    auto& row = kinds[q.kind];
                    row[0] += 1;
                    row[1] += p <= 0.5;
                    row[2] += p <= 0.8;
                } else {
                    auto& row = hops[std::min(q.hops, 5)];
                    row[0] += 1;
                    for (std::size_t i = 0; i < std::min<std::size_t>(3, answer.ranked.size()); ++i) {
                        row[1] += i == 0 && answer.ranked[i].first == q.cause;
                        row[2] += answer.ranked[i].first == q.cause;
                    }
                }
            }
        }
        char name[64];
        std::snprintf(name, sizeof name, "%d: %d svc %s%s %zuq", k, spec.services, spec.catalogue ? "" : "nocat ",
            spec.stages ? "staged" : "", world.questions.size());
        print(name, mine);
    }
    std::printf("\n");
    print("newest anywhere 1 h", all[0]);
    print("newest same service 1 h", all[1]);
    print("PagerDuty-like order", all[2]);
    print("Vedette", all[3]);
    std::printf("\nnone kept at 0.5 / 0.8, late:\n");
    for (const auto& [kind, row] : kinds)
        std::printf("  %-10s %4d  %.2f %.2f\n", kind.c_str(), row[0], static_cast<double>(row[1]) / row[0],
            static_cast<double>(row[2]) / row[0]);
    std::printf("top 1 / 3 by hops, late (5: the callees):\n");
    for (const auto& [hop, row] : hops)
        std::printf("  %d %4d  %.2f %.2f\n", hop, row[0], static_cast<double>(row[1]) / row[0],
            static_cast<double>(row[2]) / row[0]);
    std::printf("%.2f ms a question over %d questions\n", spent * 1000 / asked, asked);
    return 0;
}
