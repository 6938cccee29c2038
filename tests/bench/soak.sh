#!/bin/bash
# The desk (the window) and a headless sync, each with a cache of its own, while they poll the demo fleet at 60 times its speed:
#     tests/bench/soak.sh VEDETTE [MINUTES=60] [FLEET-OPTION...]      (default fleet: --days 1 --step 60s --speed 60; a week of it is 168 minutes)
# SOAK_OF="desk sync" says which; SOAK_CSV=FILE keeps the readings; SOAK_KEEP=DIR keeps everything. The desk has an X server of its own where Xvfb is
# installed, else it draws offscreen. What is reported: soak_watch.py.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "${1:?usage: soak.sh VEDETTE [MINUTES] [FLEET-OPTION...]}")
minutes=${2:-60}
fleetOptions=("${@:3}")
((${#fleetOptions[@]})) || fleetOptions=(--days 1 --step 60s --speed 60)
scratch=${SOAK_KEEP:-$(mktemp -d)}
mkdir -p "$scratch"
children=()
finish() {
    for ((i = ${#children[@]} - 1; i >= 0; --i)); do
        kill "${children[i]}" 2>/dev/null && wait "${children[i]}" 2>/dev/null || true
    done
    [ -n "${SOAK_KEEP:-}" ] || rm -rf "$scratch"
}
trap finish EXIT
echo "command: tests/bench/soak.sh $program $minutes ${fleetOptions[*]}"
"$program" demo "${fleetOptions[@]}" --no-window --dir "$scratch/fleet" >"$scratch/ready.json" 2>"$scratch/demo.log" &
children+=($!)
until [ -s "$scratch/ready.json" ]; do
    kill -0 "${children[0]}" 2>/dev/null || { cat "$scratch/demo.log" >&2; exit 1; }
    sleep 1
done
config=$(sed -n 's/.*"config":"\([^"]*\)".*/\1/p' "$scratch/ready.json")
speed=$(sed -n 's/.*"speed":\([0-9]*\).*/\1/p' "$scratch/ready.json")
watched=()
for what in ${SOAK_OF:-desk sync}; do
    cache=$scratch/$what.db
    if [ "$what" = sync ]; then
        "$program" --config "$config" --cache "$cache" sync --for "$((minutes + 60))m" >"$scratch/sync.out" 2>"$scratch/sync.log" &
    elif command -v Xvfb >/dev/null; then
        exec {number}<> <(:)
        Xvfb -displayfd "$number" -screen 0 1600x1000x24 -nolisten tcp 2>/dev/null &
        children+=($!)
        read -r display <&"$number"
        VEDETTE_DIR=$scratch/state DISPLAY=:$display "$program" --config "$config" --cache "$cache" 2>"$scratch/desk.log" &
    else
        VEDETTE_DIR=$scratch/state QT_QPA_PLATFORM=offscreen "$program" --config "$config" --cache "$cache" 2>"$scratch/desk.log" &
    fi
    children+=($!)
    watched+=("$what:$!:$cache")
done
python3 "$here/soak_watch.py" --seconds $((minutes * 60)) --speed "${speed:-1}" ${SOAK_CSV:+--csv "$SOAK_CSV"} "${watched[@]}"
for each in "${watched[@]}"; do
    echo "${each%%:*}: $("$program" --config "$config" --cache "${each##*:}" cache info | tail -n 1)"
done
