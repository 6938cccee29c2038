#!/bin/bash
# Kills writers of the cache again and again: no acknowledged commit may be missing, nothing damaged, the next opening quick.
#     tests/bench/kills.sh VEDETTE BENCH_WRITER [KILLS=1000] [PHASE...]      (phases: sync ingest checkpoint retention migration)
# sync: the program itself polls the demo fleet; the others: bench_writer.cpp says what they do. The kills are spread evenly over the phases. Needs
# crashloop.py of the shared tools: CRASHLOOP=FILE, default ../shared/tools/crashloop.py beside the tree. Exit 1 when anything was lost.
set -euo pipefail
root=$(dirname "$(realpath "$0")")/../..
program=$(realpath "${1:?usage: kills.sh VEDETTE BENCH_WRITER [KILLS] [PHASE...]}")
writer=$(realpath "${2:?usage: kills.sh VEDETTE BENCH_WRITER [KILLS] [PHASE...]}")
kills=${3:-1000}
phases=("${@:4}")
((${#phases[@]})) || phases=(sync ingest checkpoint retention migration)
crashloop=${CRASHLOOP:-$root/../shared/tools/crashloop.py}
[ -f "$crashloop" ] || { echo "kills.sh: crashloop.py is not at $crashloop: name it with CRASHLOOP=FILE (it kills a program that prints \"ACK <n>\" and checks the cache between runs)" >&2; exit 2; }
scratch=$(mktemp -d)
fleet=''
finish() {
    [ -z "$fleet" ] || { kill "$fleet" 2>/dev/null && wait "$fleet" 2>/dev/null; } || true
    rm -rf "$scratch"
}
trap finish EXIT
echo "command: tests/bench/kills.sh $program $writer $kills ${phases[*]}"
if [[ " ${phases[*]} " == *" sync "* ]]; then
    "$program" demo --days 2 --step 15s --no-window --dir "$scratch/fleet" >"$scratch/ready.json" 2>"$scratch/demo.log" &
    fleet=$!
    until [ -s "$scratch/ready.json" ]; do
        kill -0 "$fleet" 2>/dev/null || { cat "$scratch/demo.log" >&2; exit 1; }
        sleep 1
    done
fi
each=$(((kills + ${#phases[@]} - 1) / ${#phases[@]}))
failed=0
run() { # PHASE NAME KILLS MAX-MS QUERY COMMAND
    local opens=$scratch/$2.opens
    python3 "$crashloop" --db "$scratch/$2.db" --runs "$3" --max-ms "$4" --query "$5" --cmd "$6" >"$scratch/$2.json" 2>"$scratch/$2.err" || failed=1
    python3 - "$1" "$scratch/$2.json" "$opens" <<'PY' || { failed=1; cat "$scratch/$2.err" >&2; }
import json, os, sys
phase, result, opens = sys.argv[1:]
r = json.load(open(result))
times = [float(line) for line in open(opens)] if os.path.exists(opens) else []
usable = f"slowest opening {max(times):.0f} ms of {len(times)}" if times else f"recovered and checked within {r['recover_ms_max']:.0f} ms"
print(f"{phase}: {r['runs']} kills, {r['acks']} acknowledgements, lost {len(r['lost'])}, corrupt {len(r['corrupt'])}, without any acknowledgement {r['no_ack']}, {usable}, {r['db_bytes']} bytes, {r['seconds']:.0f} s")
for what in (r["lost"] + r["corrupt"])[:5]:
    print("  ", what)
sys.exit(0 if r["ok"] and (not times or max(times) < 2000) else 1)
PY
}
sequence="select value from meta where key='sequence'"
for phase in "${phases[@]}"; do
    case $phase in
        sync) run sync sync "$each" 900 "$sequence" "$program sync --interval 100ms --acks --config $scratch/fleet/vedette.yaml --cache {db}" ;;
        migration)
            for old in 1 2 3 4; do
                run "migration from schema $old" "old$old" $(((each + 3) / 4)) 250 "select count(*) from notes" "$writer migration {db} --old $old --opens $scratch/old$old.opens"
            done
            ;;
        *) run "$phase" "$phase" "$each" 120 "$sequence" "$writer $phase {db} --opens $scratch/$phase.opens" ;;
    esac
done
exit $failed
