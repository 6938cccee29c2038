#!/usr/bin/python3
"""soak_watch.py - watches processes and their caches while they poll, then says how they grew and how late they were.

    soak_watch.py --seconds S [--every 10] [--speed N] [--csv FILE] NAME:PID:CACHE...

Memory: private resident memory (RssAnon). Its slope is Theil-Sen's over the second half, of all readings and of the least reading of each of 20
windows (what stays when spikes are left out). Poll lag: by how much the time between two polls of a question is longer than its median.
Age: of the newest sample in the cache. Both after the first quarter. Prints a table, then one JSON line for each process.
"""
import argparse
import json
import os
import sqlite3
import statistics
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--seconds", type=float, required=True)
parser.add_argument("--every", type=float, default=10)
parser.add_argument("--speed", type=float, default=1)
parser.add_argument("--csv")
parser.add_argument("watched", nargs="+")
args = parser.parse_args()
MIB = 1 << 20


def status(pid):
    out = {}
    with open(f"/proc/{pid}/status") as lines:
        for line in lines:
            key, _, value = line.partition(":")
            if key in ("VmRSS", "RssAnon", "Threads"):
                out[key] = int(value.split()[0])
    with open(f"/proc/{pid}/stat") as text:
        fields = text.read().rsplit(")", 1)[1].split()
    out["cpu"] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    out["handles"] = len(os.listdir(f"/proc/{pid}/fd"))
    return out


def cache_state(path):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as db:
        one = lambda sql: db.execute(sql).fetchone()[0] or 0
        used = (one("pragma page_count") - one("pragma freelist_count")) * one("pragma page_size")
        wal = os.path.getsize(path + "-wal") if os.path.exists(path + "-wal") else 0
        newest = max(one("select max(last) from tail"), one("select max(last) from spans"))
        out = dict(used=used, wal=wal, samples=one("select value from meta where key='samples'"), polls=one("select max(id) from polls"), age=time.time() - newest / 1000)
    db.close()
    return out


def theil_sen(points):
    step = max(1, len(points) // 400)
    points = points[::step]
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for i, a in enumerate(points) for b in points[i + 1:] if b[0] > a[0]]
    return statistics.median(slopes) if slopes else 0.0


def floors(points, windows=20):
    size = max(1, len(points) // windows)
    return [min(points[i:i + size], key=lambda p: p[1]) for i in range(0, len(points) - size + 1, size)]


def quantiles(values):
    values = sorted(values)
    at = lambda q: values[min(len(values) - 1, int(q * len(values)))] if values else None
    return dict(p50=at(.5), p99=at(.99), max=at(1))


def poll_lags(path, since):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as db:
        rows = db.execute("select feed, question, at from polls where ok and at >= ? order by feed, question, at", (since * 1000,)).fetchall()
    db.close()
    times = {}
    for feed, question, at in rows:
        times.setdefault((feed, question), []).append(at / 1000)
    lags = []
    for each in times.values():
        gaps = [b - a for a, b in zip(each, each[1:])]
        if len(gaps) < 20:
            continue
        usual = statistics.median(gaps)
        lags += [max(0.0, gap - usual) for gap in gaps]
    return lags


watched = [dict(zip(("name", "pid", "cache"), each.split(":", 2))) for each in args.watched]
readings = {w["name"]: [] for w in watched}
csv = open(args.csv, "w") if args.csv else None
if csv:
    csv.write("name,seconds,anon_kib,rss_kib,handles,threads,used,wal,samples,polls,age\n")
start = time.time()
while time.time() - start < args.seconds:
    time.sleep(args.every)
    for w in watched:
        try:
            reading = status(w["pid"])
        except (FileNotFoundError, ProcessLookupError):
            sys.exit(f"{w['name']} ended after {time.time() - start:.0f} s")
        try:
            reading.update(cache_state(w["cache"]))
        except sqlite3.Error:
            continue  # not made yet, or busy
        reading["t"] = time.time() - start
        readings[w["name"]].append(reading)
        if csv:
            csv.write(",".join(str(v) for v in (w["name"], round(reading["t"]), reading["RssAnon"], reading["VmRSS"], reading["handles"], reading["Threads"], reading["used"], reading["wal"],
                                                 reading["samples"], reading["polls"], round(reading["age"], 2))) + "\n")
            csv.flush()

for w in watched:
    all_readings = readings[w["name"]]
    if len(all_readings) < 8:
        sys.exit(f"{w['name']}: too few readings")
    late = [r for r in all_readings if r["t"] >= args.seconds / 2]
    settled = [r for r in all_readings if r["t"] >= args.seconds / 4]
    memory = [(r["t"], r["RssAnon"] * 1024) for r in late]
    first, last = late[0], late[-1]
    polls = max(1, last["polls"] - first["polls"])
    samples = max(1, last["samples"] - first["samples"])
    hours = (last["t"] - first["t"]) / 3600
    lag = quantiles(poll_lags(w["cache"], start + args.seconds / 4))
    age = quantiles([r["age"] for r in settled])
    result = dict(name=w["name"], seconds=round(all_readings[-1]["t"]), weeks=round(all_readings[-1]["t"] * args.speed / 604800, 3),
                  anon_mib=dict(first=round(all_readings[0]["RssAnon"] / 1024, 1), greatest=round(max(r["RssAnon"] for r in all_readings) / 1024, 1), last=round(last["RssAnon"] / 1024, 1)),
                  slope_mib_an_hour=round(theil_sen(memory) * 3600 / MIB, 3), floor_slope_mib_an_hour=round(theil_sen(floors(memory)) * 3600 / MIB, 3),
                  floor_slope_kib_per_1000_polls=round(theil_sen(floors(memory)) * 3600 * hours / polls * 1000 / 1024, 3) if hours else None,
                  polls=last["polls"], cache_bytes=last["used"], cache_growth_per_poll=round((last["used"] - first["used"]) / polls, 1),
                  cache_growth_per_sample=round((last["used"] - first["used"]) / samples, 2), wal_bytes_greatest=max(r["wal"] for r in all_readings),
                  poll_lag_s={k: v and round(v, 3) for k, v in lag.items()}, newest_sample_age_s={k: round(v, 2) for k, v in age.items()},
                  handles=(first["handles"], last["handles"]), threads=(first["Threads"], last["Threads"]), cpu_seconds=round(last["cpu"], 1))
    print(f"{w['name']}: {result['seconds']} s, {result['weeks']} weeks of the fleet, {result['polls']} polls, {result['cpu_seconds']} s of CPU")
    print("  private memory MiB: first {first}, greatest {greatest}, last {last}".format(**result["anon_mib"])
          + f"; second half: slope {result['slope_mib_an_hour']} MiB an hour, of the floors {result['floor_slope_mib_an_hour']} ({result['floor_slope_kib_per_1000_polls']} KiB per 1,000 polls)")
    print(f"  cache: {result['cache_bytes']} bytes, grows by {result['cache_growth_per_poll']} a poll, {result['cache_growth_per_sample']} a sample with all that comes with it; WAL at most {result['wal_bytes_greatest']}")
    print("  poll lag s: p50 {p50}, p99 {p99}, max {max}".format(**result["poll_lag_s"]) + "; newest sample's age s: p50 {p50}, p99 {p99}, max {max}".format(**result["newest_sample_age_s"]))
    print(f"  handles {result['handles'][0]} to {result['handles'][1]}, threads {result['threads'][0]} to {result['threads'][1]}")
    print(json.dumps(result))
