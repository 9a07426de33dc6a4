#!/usr/bin/env python3
"""How long a command takes, beyond the dongle's own time, and what reads cost while commands hang.

Real programs, real sockets, real time; a table of figures with their aims, as measure.py prints it.
"""

import argparse
import http.client
import os
import pathlib
import random
import signal
import statistics
import sys
import threading
import time

import processes
from measure import Table, percentile

LATENCY = 0.25
ROUND_TRIPS = 2  # of setChargeTarget: one write, and one read that proves it
PERIOD = 5
HANGING = 50


def post(rest, control, payload):
    """What became of it."""
    connection = http.client.HTTPConnection("127.0.0.1", rest, timeout=20)
    try:
        connection.request("POST", f"/{control}", payload)
        answer = connection.getresponse()
        answer.read()
        return answer.getheader("X-GivTCP-Status", str(answer.status))
    finally:
        connection.close()


def get(rest, path):
    """The status, and the seconds that it took."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", rest, timeout=20)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.monotonic() - begun
    finally:
        connection.close()


def has_values(rest):
    try:
        return get(rest, "/readyz")[0] == 200
    except OSError:
        return False


def running(bench, options):
    """The daemon's REST port, past the first readings and the search for packs and meters, which
    waits up to 500 ms for each that is not there."""
    dongle = bench.simulator("--latency", round(LATENCY * 1000), "--plant", "gen1")
    _, rest = bench.daemon(dongle, 1, MQTT_OUTPUT="False", LINK_SPACING_MS=0,
                           SELF_RUN_LOOP_TIMER=options.period, WRITES_PER_DAY=100000)
    if not processes.wait_until(lambda: has_values(rest), 60):
        raise RuntimeError("no values: " + bench.log("daemon"))
    time.sleep(options.search)
    return rest


def at_random_phase(table, rest, options):
    chance = random.Random(4)
    beyond, missed = [], 0
    for number in range(options.commands):
        time.sleep(chance.uniform(0, options.period))
        begun = time.monotonic()
        outcome = post(rest, "setChargeTarget", str(60 + number % 2))
        if outcome == "verified":
            beyond.append((time.monotonic() - begun - ROUND_TRIPS * LATENCY) * 1000)
        else:
            missed += 1
    table.add("commands that were not verified", missed, "", 0, 0, f"of {options.commands}")
    note = f"beyond {ROUND_TRIPS} round trips of {LATENCY * 1000:.0f} ms, a poll every {options.period} s"
    table.add("command, median", statistics.median(beyond), "ms", 20, 1, note)
    table.add("command, worst", max(beyond), "ms", LATENCY * 1000 + 20, 1, note)


def while_commands_hang(table, bench, rest, options):
    simulator = bench.named("simulator")
    simulator.send_signal(signal.SIGSTOP)
    try:
        hanging = [threading.Thread(target=post, args=(rest, "setChargeTarget", "70"), daemon=True)
                   for _ in range(HANGING)]
        for one in hanging:
            one.start()
        answers = [get(rest, "/readData") for _ in range(options.reads)]
    finally:
        simulator.send_signal(signal.SIGCONT)
    for one in hanging:
        one.join(20)
    times = [took * 1000 for _, took in answers]
    note = f"{options.reads} reads, a connection each, while {HANGING} commands hang"
    table.add("/readData, p50", percentile(times, 0.5), "ms", None, 1, note)
    table.add("/readData, p99", percentile(times, 0.99), "ms", 20, 1, note)
    table.add("/readData, other than 200", sum(status != 200 for status, _ in answers), "", 0, 0, note)


def arguments():
    root = pathlib.Path(__file__).resolve().parents[3]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=root / "build/release")
    parser.add_argument("--commands", type=int, default=40)
    parser.add_argument("--period", type=int, default=PERIOD, help="seconds from cycle to cycle")
    parser.add_argument("--search", type=float, default=60, help="seconds that the search may take")
    parser.add_argument("--reads", type=int, default=500)
    parser.add_argument("--quick", action="store_true", help="some seconds in all")
    options = parser.parse_args()
    if options.quick:
        options.commands, options.period, options.reads, options.search = 8, 3, 100, 0
    return options


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped
    table, load = Table(), os.getloadavg()
    with processes.Bench(options.build) as bench:
        rest = running(bench, options)
        at_random_phase(table, rest, options)
        while_commands_hang(table, bench, rest, options)
    print(f"{os.cpu_count()} cores, load {load[0]:.2f} before, {os.getloadavg()[0]:.2f} after")
    table.print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
