#!/usr/bin/env python3
"""Writes a demo fleet as a recording for `bench_correlation --recording FILE`.

    tests/bench/record_fleet.py VEDETTE DEMO_FOLDER CACHE > FILE

VEDETTE: the program; DEMO_FOLDER: of `vedette demo --dir`; CACHE: filled by `vedette sync --once` from it."""
import datetime
import json
import re
import subprocess
import sys

vedette, demo, cache = sys.argv[1:4]


def rows(verb):
    out = subprocess.run([vedette, verb, "--last", "31d", "-o", "json", "--config", demo + "/vedette.yaml", "--cache", cache],
                         capture_output=True, text=True, check=True).stdout
    return json.loads(out)[verb]


def line(*fields):
    print("\t".join("" if f is None else str(f) for f in fields))


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


alerts = [a for a in rows("alerts") if a["state"] != "pending"]
for a in alerts:
    line("alert", a["id"], a["service"], a["name"], a["environment"], a["pendingAt"], a["startsAt"], a["endsAt"], a["seenAt"])
for c in rows("changes"):
    line("change", c["id"], c["service"], c["kind"], c["status"], c["environment"], c["startsAt"], c["endsAt"], c["seenAt"],
         c["revision"], c["previous"])
    for s in c["stages"]:
        line("stage", s["stage"], s["environment"], s["status"], s["startsAt"], s["endsAt"])
catalogue = subprocess.run(["sh", "-c", 'cat "$1"/catalog/*.yaml', "sh", demo], capture_output=True, text=True, check=True).stdout
for entry in re.split(r"(?m)^- ", catalogue)[1:]:
    name = re.search(r"name: *(\S+)", entry)
    calls = re.search(r"dependsOn: *\[(.*)\]", entry)
    line("service", name.group(1), calls.group(1).replace(" ", "") if calls else "")
with open(demo + "/truth.json", encoding="utf-8") as file:
    truth = json.load(file)
for incident in truth["incidents"]:
    if not incident["alerts"]:
        continue
    first = min(incident["alerts"], key=lambda a: a["startsAt"])
    for a in alerts:
        if a["name"] == first["name"] and a["service"] == first["service"] and abs(seconds(a["startsAt"]) - seconds(first["startsAt"])) < 90:
            line("question", a["id"], incident["cause"], incident["id"], a["startsAt"])
            break
