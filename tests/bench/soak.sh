#!/bin/bash
# Resident memory of the desk while it polls the demo fleet:
#     tests/bench/soak.sh VEDETTE [MINUTES=60] [FLEET-OPTION...]      (default fleet: --days 2 --step 15s)
# Reads VmRSS every 10 s into a CSV, then prints the first, the greatest and the last figure and the slope over the second half
# (the first half fills the cache and the caches of Qt). The desk runs offscreen, in a process of its own.
set -euo pipefail
program=$(realpath "${1:?usage: soak.sh VEDETTE [MINUTES] [FLEET-OPTION...]}")
minutes=${2:-60}
fleetOptions=("${@:3}")
((${#fleetOptions[@]})) || fleetOptions=(--days 2 --step 15s)
scratch=$(mktemp -d)
fleet='' desk=''
finish() {
    for child in "$desk" "$fleet"; do
        [ -z "$child" ] || { kill "$child" 2>/dev/null && wait "$child" 2>/dev/null; } || true
    done
    rm -rf "$scratch"
}
trap finish EXIT
echo "command: tests/bench/soak.sh $program $minutes ${fleetOptions[*]}"
"$program" demo "${fleetOptions[@]}" --no-window --dir "$scratch/fleet" >"$scratch/ready.json" 2>"$scratch/demo.log" &
fleet=$!
until [ -s "$scratch/ready.json" ]; do
    kill -0 "$fleet" 2>/dev/null || { cat "$scratch/demo.log" >&2; exit 1; }
    sleep 1
done
config=$(sed -n 's/.*"config":"\([^"]*\)".*/\1/p' "$scratch/ready.json")
cache=$(sed -n 's/.*"cache":"\([^"]*\)".*/\1/p' "$scratch/ready.json")
QT_QPA_PLATFORM=offscreen "$program" --config "$config" --cache "$cache" 2>"$scratch/desk.log" &
desk=$!
csv=${SOAK_CSV:-$scratch/rss.csv}
echo "seconds,rss_kib" >"$csv"
start=$SECONDS
while ((SECONDS - start < minutes * 60)); do
    sleep 10
    rss=$(awk '/^VmRSS:/ {print $2}' "/proc/$desk/status" 2>/dev/null) || rss=
    [ -n "$rss" ] || { echo "the desk ended after $((SECONDS - start)) s" >&2; tail -n 20 "$scratch/desk.log" >&2; exit 1; }
    echo "$((SECONDS - start)),$rss" >>"$csv"
done
awk -F, -v all=$((minutes * 60)) '
    NR == 1 {next}
    NR == 2 {first = $2}
    {last = $2; if ($2 > most) most = $2}
    $1 >= all / 2 {n++; x += $1; y += $2; xx += $1 * $1; xy += $1 * $2}
    END {
        slope = n > 2 ? (n * xy - x * y) / (n * xx - x * x) * 3600 / 1024 : 0
        printf "resident MiB: first %.1f, greatest %.1f, last %.1f; slope over the second half %.2f MiB an hour (%d readings)\n",
            first / 1024, most / 1024, last / 1024, slope, n
    }' "$csv"
