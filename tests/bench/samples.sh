#!/bin/bash
# The cache beside Prometheus' blocks and VictoriaMetrics' folder, for the same samples of a seeded fleet and, where a capture is given, of it:
#     tests/bench/samples.sh BENCH_SAMPLES [CAPTURE]
# CAPTURE: lines "name{labels} TAB ms TAB value" in order of time. SAMPLES_DAYS="1 1.4": the days of 12,500 series (18 M samples each) that are measured too
# (beside VictoriaMetrics alone). Needs promtool, victoria-metrics, curl. Everything stays on loopback.
set -euo pipefail
bench=$(realpath "${1:?usage: samples.sh BENCH_SAMPLES [CAPTURE]}")
capture=${2:+$(realpath "$2")}
scratch=$(mktemp -d)
server=''
finish() {
    [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
    rm -rf "$scratch"
}
trap finish EXIT
echo "command: tests/bench/samples.sh $*"
bytes() { du -sb "$@" | awk '{ sum += $1 } END { print sum }'; }
port=18428

# peers NAME EXPORT-OPTION...: the number of samples in $samples, the sizes of both in $prometheus (0: not asked) and $victoria
peers() {
    local dir=$scratch/$1
    mkdir -p "$dir"
    samples=$("$bench" export "${@:2}" --dir "$dir")
    prometheus=0
    if [ -s "$dir/samples.om" ]; then
        promtool tsdb create-blocks-from openmetrics --max-block-duration=54h "$dir/samples.om" "$dir/blocks" >/dev/null
        prometheus=$(bytes "$dir"/blocks/*)
    fi
    victoria-metrics -storageDataPath="$dir/vm" -httpListenAddr=127.0.0.1:$port -retentionPeriod=100y -search.latencyOffset=0s -loggerLevel=ERROR \
        -search.maxUniqueTimeseries=1000000 >"$dir/vm.log" 2>&1 &
    server=$!
    until curl -fs "http://127.0.0.1:$port/health" >/dev/null; do kill -0 $server; sleep 0.2; done
    curl -fs -T "$dir/samples.jsonl" "http://127.0.0.1:$port/api/v1/import"
    curl -fs "http://127.0.0.1:$port/internal/force_flush" >/dev/null
    curl -fs "http://127.0.0.1:$port/internal/force_merge" >/dev/null
    sleep 5
    if [ "$1" = fleet ]; then
        local newest
        newest=$(tail -c 400 "$dir/samples.jsonl" | grep -o '[0-9]*\]}' | tail -1 | tr -dc 0-9)
        local to=$((newest / 1000))
        for _ in 1 2 3 4 5 6 7; do
            local before after
            before=$(awk '{ print $14 + $15 }' /proc/$server/stat)
            curl -fs -o "$dir/answer.json" -w '%{time_total}\n' "http://127.0.0.1:$port/api/v1/query_range" --data-urlencode 'query={vedette_feed="fleet"}' \
                -d start=$((to - 21540)) -d end=$to -d step=60 -d nocache=1 >>"$dir/wall"
            after=$(awk '{ print $14 + $15 }' /proc/$server/stat)
            echo $(((after - before) * 10)) >>"$dir/cpu"
        done
        answer="$(sort -n "$dir/cpu" | sed -n 4p) ms CPU, $(sort -n "$dir/wall" | sed -n 4p) s wall, $(wc -c <"$dir/answer.json") bytes"
    fi
    kill $server && wait $server || true
    server=''
    victoria=$(bytes "$dir/vm/data" "$dir/vm/indexdb")
    rm -f "$dir"/samples.*
}
table() {
    awk -v p="$prometheus" -v v="$victoria" -v n="$samples" 'BEGIN {
        if (p > 0)
            printf "  %-44s %12d %8.3f\n", "Prometheus, blocks: bytes, a sample", p, p / n
        printf "  %-44s %12d %8.3f\n", "VictoriaMetrics, data and index, merged", v, v / n }'
}

echo "== 300 series, 7 days, seed 1"
peers fleet --series 300 --days 7
table
echo "  VictoriaMetrics, 300 series x 6 h over HTTP: $answer"
"$bench" live --series 300 --days 7 --dir "$scratch/ours"
"$bench" open --dir "$scratch/ours"
if [ -n "$capture" ]; then
    echo "== capture $(basename "$capture")"
    peers capture --capture "$capture"
    table
    "$bench" capture "$capture" --dir "$scratch/captured"
fi
for days in ${SAMPLES_DAYS:-1 1.4}; do
    echo "== 12,500 series, $days days"
    peers "large-$days" --series 12500 --days "$days" --text no
    table
    rm -rf "$scratch/large-$days" "$scratch/large"
    "$bench" live --series 12500 --days "$days" --dir "$scratch/large"
    "$bench" open --dir "$scratch/large"
done
"$bench" growth --dir "$scratch/growth"
"$bench" churn --dir "$scratch/churn"
