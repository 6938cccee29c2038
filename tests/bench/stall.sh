#!/bin/bash
# How long the desk keeps its user waiting while a feed hangs:
#     tests/bench/stall.sh VEDETTE [SECONDS=30]
# Two servers accept connections and never answer; the desk polls both under Xvfb, and a probe times how soon its event loop
# answers the window manager's "are you alive". Needs xvfb, python3-xlib and the probe (UIPROBE=FILE, default
# ../shared/tools/uiprobe.py beside the tree); without them it says so and ends well.
set -euo pipefail
program=$(realpath "${1:?usage: stall.sh VEDETTE [SECONDS]}")
seconds=${2:-30}
root=$(cd "$(dirname "$0")/../.." && pwd -P)
probe=${UIPROBE:-$root/../shared/tools/uiprobe.py}
if [ ! -f "$probe" ] || ! command -v xvfb-run >/dev/null || ! /usr/bin/python3 -c 'import Xlib' 2>/dev/null; then
    echo "xvfb, python3-xlib or the probe is missing ($probe): nothing measured"
    exit 0
fi
scratch=$(mktemp -d)
server=
finish() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$scratch"
}
trap finish EXIT
/usr/bin/python3 - "$scratch/port" <<'END' &
import os, socket, sys
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(64)
with open(sys.argv[1] + ".new", "w") as f:
    f.write(str(listener.getsockname()[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
held = []
while True:
    held.append(listener.accept()[0])
END
server=$!
for _ in $(seq 100); do [ ! -s "$scratch/port" ] || break; sleep 0.1; done
port=$(cat "$scratch/port")
cat >"$scratch/vedette.yaml" <<END
prometheus:
  - {name: hanging, url: "http://127.0.0.1:$port", poll_interval: 5s, timeout: 10s}
alertmanager:
  - {name: hanging-am, url: "http://127.0.0.1:$port", poll_interval: 5s, timeout: 10s}
watches:
  - {name: orders, query: "sum(rate(orders_total[5m]))"}
END
echo "command: tests/bench/stall.sh $program $seconds"
export VEDETTE_DIR=$scratch program probe seconds scratch
# shellcheck disable=SC2016 # expanded by the inner shell
xvfb-run -a -s "-screen 0 1440x900x24" bash -c '
    "$program" 2>"$scratch/desk.log" &
    desk=$!
    code=0
    /usr/bin/python3 "$probe" --pid $desk --seconds "$seconds" --max 50 || code=$?
    kill $desk && wait $desk
    exit $code' || { code=$?; tail -n 5 "$scratch/desk.log" >&2; exit "$code"; }
