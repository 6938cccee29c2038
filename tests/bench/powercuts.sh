#!/bin/bash
# What would be on the disk if the power had gone at any moment? Writers of the cache are recorded write by write; cuts anywhere in the record are rebuilt
# (what was synced is there, what came later is there, missing or torn by lot), opened and checked.
#     tests/bench/powercuts.sh BENCH_WRITER [CUTS=2000] [PHASE...]      (phases: ingest checkpoint retention migration)
# Commits of a person must all be there (half of the cuts), live ones may be missing, but only the newest: how many at most is told. Needs powerlog.c
# and powercut.py of the shared tools: POWERTOOLS=FOLDER, default ../shared/tools beside the tree. Exit 1 when a file is damaged or a person's commit lost.
set -euo pipefail
root=$(dirname "$(realpath "$0")")/../..
writer=$(realpath "${1:?usage: powercuts.sh BENCH_WRITER [CUTS] [PHASE...]}")
cuts=${2:-2000}
phases=("${@:3}")
((${#phases[@]})) || phases=(ingest checkpoint retention migration)
tools=${POWERTOOLS:-$root/../shared/tools}
for tool in powerlog.c powercut.py; do
    [ -f "$tools/$tool" ] || { echo "powercuts.sh: $tool is not in $tools: name its folder with POWERTOOLS=FOLDER" >&2; exit 2; }
done
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cc -shared -fPIC -O2 -o "$scratch/powerlog.so" "$tools/powerlog.c" -ldl
echo "command: tests/bench/powercuts.sh $writer $cuts ${phases[*]}"
failed=0
run() { # PHASE CUTS full|normal QUERY WRITER-PHASE WRITER-OPTION...
    local phase=$1 count=$2 expect=$3 query=$4 folder
    folder=$(mktemp -d -p "$scratch")
    POWERLOG_MATCH=$folder/x.db POWERLOG_OUT=$folder/log LD_PRELOAD=$scratch/powerlog.so "$writer" "$5" "$folder/x.db" "${@:6}" >"$folder/out"
    python3 "$tools/powercut.py" --log "$folder/log" --db x.db --cuts "$count" --expect "$expect" --query "$query" --seed "$RANDOM" >"$folder/json" || failed=1
    python3 - "$phase, ${expect/full/by hand}" "$folder/json" <<'PY'
import json, sys
r = json.load(open(sys.argv[2]))
print(f"{sys.argv[1].replace('normal', 'live')}: {r['cuts']} cuts of {r['events']} events ({r['writes']} writes, {r['syncs']} syncs, {r['acks']} acknowledged), corrupt {r['corrupt_cuts']}, "
      f"cuts that miss commits {r['lost_cuts']}, commits missed at most {r['lost_commits_max']}, {r['seconds']:.0f} s")
for what in (r["corrupt"] + (r["lost"] if not r["ok"] else []))[:5]:
    print("  ", what)
PY
    rm -rf "$folder"
}
sequence="select value from meta where key='sequence'"
notes='select count(*) from notes'
RANDOM=1
each=$((cuts / ${#phases[@]}))
for phase in "${phases[@]}"; do
    if [ "$phase" = migration ]; then
        for old in 1 2 3 4; do
            run "migration from schema $old" $(((each + 3) / 4)) full "$notes" migration --old "$old" --commits 20
        done
    else
        run "$phase" $((each / 2)) full "$notes" "$phase" --acks hand --commits 300
        run "$phase" $(((each + 1) / 2)) normal "$sequence" "$phase" --acks live --commits 300
    fi
done
exit $failed
