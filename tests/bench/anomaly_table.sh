#!/bin/sh
# The detector beside naive peers, on labelled development data and synthetic kinds:
#     tests/bench/anomaly_table.sh PROGRAM [SCRATCH]
# PROGRAM answers `detect --csv FILE -o csv` (vedette or bench_detect). Needs python3 with numpy, and the labelled data and
# scorers in ../shared; without them it says so and ends well. MIRRORS=DIR adds the two sets that have to be fetched.
set -eu
program=${1:?usage: anomaly_table.sh PROGRAM [SCRATCH]}
program=$(realpath "$program")
root=$(cd "$(dirname "$0")/../.." && pwd)
tools=$root/../shared/tools
data=$root/../shared/data
if [ ! -f "$tools/anomaly_score.py" ] || [ ! -f "$data/meta.json" ]; then
    echo "no labelled data beside this tree (../shared/data, ../shared/tools): nothing measured"
    exit 0
fi
python=
for p in python3 /usr/bin/python3; do
    if "$p" -c 'import numpy' 2>/dev/null; then python=$p; break; fi
done
if [ -z "$python" ]; then
    echo "python3 with numpy is needed (Debian: python3-numpy)" >&2
    exit 2
fi
scratch=${2:-}
if [ -z "$scratch" ]; then
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
fi
mkdir -p "$scratch"
[ -f "$scratch/synth/meta.json" ] || "$python" "$tools/anomaly_series.py" --out "$scratch/synth" --seed "${SEED:-1}"
sets="labelled:$data synthetic:$scratch/synth"
if [ -n "${MIRRORS:-}" ]; then
    [ -f "$scratch/fetched/meta.json" ] || "$python" "$tools/anomaly_fetch.py" --mirror "$MIRRORS" --out "$scratch/fetched"
    sets="$sets fetched:$scratch/fetched"
fi
for set in $sets; do
    name=${set%%:*}
    folder=${set#*:}
    for peer in random threshold window-gauss diff-z vedette; do
        out=$scratch/scores/$name/$peer
        echo "== $name / $peer"
        if [ "$peer" = vedette ]; then
            "$python" "$tools/anomaly_run.py" --data "$folder" --out "$out" --vedette "$program"
        else
            "$python" "$tools/anomaly_run.py" --data "$folder" --out "$out" --naive "$peer"
        fi
        "$python" "$tools/anomaly_score.py" --data "$folder" --scores "$out" --metrics nab,kpi,oncall --cooldown nab=24 |
            grep -E 'nab +standard|delay-7|on-call <= *(1\.0|0\.2) ' || true
    done
done
