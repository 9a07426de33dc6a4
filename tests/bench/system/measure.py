#!/usr/bin/env python3
"""Runs the release daemon against the simulator and prints one table of figures with their aims.

Real programs, real sockets, real time: other work on the machine shows in the figures, and the
first line says how much there was. `--quick` is for seeing that it works, not for quoting.
"""

import argparse
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time

import processes
from subscriber import Subscriber
from tap import Tap


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, value, unit, aim=None, digits=2, note=""):
        """An aim of None is a figure for its own sake; a value of None was not measured."""
        if value is None:
            shown, verdict = "-", "not measured"
        else:
            shown = f"{value:.{digits}f}"
            verdict = "" if aim is None else "met" if value <= aim else "MISSED"
        wanted = "" if aim is None else f"<= {aim:g}"
        self.rows.append((what, f"{shown} {unit}".strip(), wanted, verdict, note))
        print("   ", *self.rows[-1], sep="  ", file=sys.stderr)

    def print(self):
        rows = [("figure", "measured", "aim", "", "note"), *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(5)]
        for number, row in enumerate(rows):
            print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |")
            if number == 0:
                print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def is_up(port, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status == 200
    except OSError:
        return False


def wait_for_cycles(tap, count, seconds):
    return processes.wait_until(lambda: len(tap.cycles()) > count, seconds, 0.1)


def latency_to_subscriber(cycles, subscriber):
    """Milliseconds from each cycle's last response to the last message before the next one."""
    delays = []
    for this, following in zip(cycles, cycles[1:]):
        messages = subscriber.between(this.ended, following.begun)
        if messages:
            delays.append(1000 * (messages[-1].at - this.ended))
    return delays


def steady(table, options):
    """The plant as most have it: a quarter of a second per answer, the default spacing."""
    with processes.Bench(options.build) as bench:
        tap = Tap(bench.simulator("--latency", "233-263"))
        broker = bench.broker()
        subscriber = Subscriber(broker)
        daemon, _ = bench.daemon(tap.port, broker, SELF_RUN_LOOP_TIMER=options.period)
        warm_up = 3
        if not wait_for_cycles(tap, warm_up, 60 + 5 * options.period):
            raise RuntimeError("no cycles: " + bench.log("daemon"))
        cpu, begun = processes.cpu_seconds(daemon), len(tap.cycles())
        if not wait_for_cycles(tap, begun + options.cycles, (options.cycles + 3) * (options.period + 3)):
            raise RuntimeError("the cycles stopped: " + bench.log("daemon"))
        cpu = processes.cpu_seconds(daemon) - cpu
        cycles = tap.cycles()[warm_up:-1]
        note = f"{len(cycles)} cycles of {options.period} s, {len(cycles[-1].exchanges)} reads"
        table.add("resident memory, HTTP and MQTT", processes.resident_kib(daemon) / 1024, "MiB", 17, 1)
        table.add("CPU per cycle", 1000 * cpu / (len(tap.cycles()) - begun), "ms", 3, note=note)
        table.add("cycle over dongle time, 233-263 ms", statistics.median(c.ratio for c in cycles), "",
                  1.01, 4, "default spacing")
        delays = latency_to_subscriber(cycles, subscriber)
        table.add("last response to last publish, p50", percentile(delays, 0.5), "ms", None)
        table.add("last response to last publish, p99", percentile(delays, 0.99), "ms", 10,
                  note=f"{len(delays)} cycles")
        tap.stop()


def rest_figures(port, connections, seconds):
    """p50 and p99 in ms, requests per second and errors, by wrk."""
    output = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
         f"http://127.0.0.1:{port}/readData"], capture_output=True, text=True, check=True).stdout
    factor = {"us": 0.001, "ms": 1, "s": 1000}
    times = {share: float(number) * factor[unit]
             for share, number, unit in re.findall(r"(\d+)%\s+([\d.]+)(us|ms|s)", output)}
    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    wrong = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    failed = sum(map(int, errors.groups())) if errors else 0
    failed += int(wrong.group(1)) if wrong else 0
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))
    return times["50"], times["99"], rate, failed


def fast(table, options):
    """A quick dongle, no spacing; and REST clients while it is polled."""
    with processes.Bench(options.build) as bench:
        tap = Tap(bench.simulator("--latency", "110-140"))
        broker = bench.broker()
        _, rest = bench.daemon(tap.port, broker, SELF_RUN_LOOP_TIMER=3, LINK_SPACING_MS=0)
        if not wait_for_cycles(tap, 3 + options.cycles, 60 + 6 * options.cycles):
            raise RuntimeError("no cycles: " + bench.log("daemon"))
        cycles = tap.cycles()[3:-1]
        table.add("cycle over dongle time, 110-140 ms", statistics.median(c.ratio for c in cycles), "",
                  1.03, 4, f"spacing 0, {len(cycles)} cycles")
        for connections, aim in ((1, 5), (8, 20)):
            if not shutil.which("wrk"):
                table.add(f"/readData p99, {connections} connections", None, "ms", aim, note="no wrk here")
                continue
            p50, p99, rate, failed = rest_figures(rest, connections, options.rest_seconds)
            note = f"p50 {p50:.2f} ms, {rate:.0f} requests/s, {failed} errors"
            table.add(f"/readData p99 while polling, {connections} connections", p99, "ms", aim, note=note)
            table.add(f"/readData errors, {connections} connections", failed, "", 0, 0)
        tap.stop()


def with_tls(table, options):
    with processes.Bench(options.build) as bench:
        certificates = bench.certificates()
        broker = bench.broker(certificates)
        tap = Tap(bench.simulator("--latency", 0))
        daemon, _ = bench.daemon(
            tap.port, broker, SELF_RUN_LOOP_TIMER=2, LINK_SPACING_MS=0, MQTT_TLS="True",
            MQTT_TLS_CA=certificates / "server.pem")
        if not wait_for_cycles(tap, 10, 60):
            raise RuntimeError("no cycles: " + bench.log("daemon"))
        table.add("resident memory, with MQTT over TLS", processes.resident_kib(daemon) / 1024, "MiB", 20, 1)
        tap.stop()


def start_up(table, options):
    ready, first, known = [], [], []
    with processes.Bench(options.build) as bench:
        dongle, broker = bench.simulator("--latency", 0), bench.broker()
        for number in range(options.starts):
            subscriber = Subscriber(broker, f"bench{number}")
            processes.wait_until(lambda: False, 0.3)  # what is retained from the start before
            begun = time.monotonic()
            daemon, rest = bench.daemon(dongle, broker, LINK_SPACING_MS=0)
            if not processes.wait_until(lambda: is_up(rest, "/healthz"), 10, 0.001):
                raise RuntimeError("never ready: " + bench.log("daemon"))
            ready.append(time.monotonic() - begun)

            def power():
                return [one.at for one in subscriber.between(begun, float("inf")) if "/Power/" in one.topic]

            if processes.wait_until(power, 30):
                first.append(power()[0] - begun)
            if processes.wait_until(lambda: is_up(rest, "/readyz"), 60, 0.01):
                known.append(time.monotonic() - begun)
            bench.stop(daemon)
            subscriber.stop()
    note = f"median of {options.starts} starts, zero latency, spacing 0"
    table.add("start to ready", 1000 * statistics.median(ready), "ms", 50, 0, note)
    table.add("start to first Power leaf", statistics.median(first) if first else None, "s", 0.2, 3, note)
    table.add("start to the whole document", statistics.median(known) if known else None, "s", None, 2, note)


def replayed(table, options):
    """How many of the leaves a steady cycle publishes when a real plant's hour is replayed."""
    if not options.capture or not pathlib.Path(options.capture).exists():
        table.add("messages per steady cycle, of all leaves", None, "%", 15, note="no capture here")
        return
    with processes.Bench(options.build) as bench:
        dongle = bench.simulator("--replay", options.capture, "--replay-mode", "plant", "--latency", "233-263")
        tap = Tap(dongle)
        broker = bench.broker()
        subscriber = Subscriber(broker)
        bench.daemon(tap.port, broker, SELF_RUN_LOOP_TIMER=10, MQTT_REPUBLISH_MINUTES=1000)
        time.sleep(60)  # the sweep for batteries is over, everything was published once
        begun = time.monotonic()
        time.sleep(60 * options.replay_minutes)
        ended = time.monotonic()
        serial_topics = {one.topic for one in subscriber.messages if one.topic.count("/") > 2}
        messages = [one for one in subscriber.between(begun, ended) if one.topic in serial_topics]
        cycles = (ended - begun) / 10
        share = 100 * len(messages) / cycles / len(serial_topics)
        table.add("messages per steady cycle, of all leaves", share, "%", 15, 1,
                  f"{len(messages) / cycles:.0f} of {len(serial_topics)} leaves, "
                  f"{options.replay_minutes:g} min of the capture")
        tap.stop()


def absent(table, options):
    """The dongle refuses connections, or takes them and says nothing."""
    silent = socket.create_server(("127.0.0.1", 0))
    for name, port in (("refusing", processes.free_port()), ("silent", silent.getsockname()[1])):
        with processes.Bench(options.build) as bench:
            daemon, rest = bench.daemon(port, bench.broker())
            processes.wait_until(lambda: is_up(rest, "/healthz"))
            cpu, lines, begun = processes.cpu_seconds(daemon), bench.log("daemon").count("\n"), time.monotonic()
            time.sleep(options.absent_seconds)
            took = time.monotonic() - begun
            share = 100 * (processes.cpu_seconds(daemon) - cpu) / took
            table.add(f"CPU, dongle {name}", share, "%", 0.5, 3, f"{took:.0f} s")
            table.add(f"log lines per minute, dongle {name}",
                      (bench.log("daemon").count("\n") - lines) * 60 / took, "", 12, 1)
    silent.close()


SECTIONS = {"steady": steady, "fast": fast, "tls": with_tls, "start": start_up, "replay": replayed,
            "absent": absent}


def arguments():
    root = pathlib.Path(__file__).resolve().parents[3]
    captures = sorted((root / "../shared/vectors/captures").glob("*_60min.log"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default=root / "build/release")
    parser.add_argument("--only", choices=SECTIONS, nargs="*", default=list(SECTIONS))
    parser.add_argument("--cycles", type=int, default=10, help="measured in each polling run")
    parser.add_argument("--period", type=int, default=10, help="seconds from cycle to cycle")
    parser.add_argument("--rest-seconds", type=int, default=20)
    parser.add_argument("--starts", type=int, default=7)
    parser.add_argument("--capture", default=captures[0] if captures else None)
    parser.add_argument("--replay-minutes", type=float, default=58)
    parser.add_argument("--absent-seconds", type=float, default=60)
    parser.add_argument("--quick", action="store_true", help="a few minutes in all")
    options = parser.parse_args()
    if options.quick:
        options.cycles, options.period, options.rest_seconds, options.starts = 5, 5, 5, 3
        options.replay_minutes, options.absent_seconds = 1, 15
    return options


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is stopped
    table = Table()
    load = os.getloadavg()
    failed = False
    for name in options.only:
        print(f"{name} ...", file=sys.stderr, flush=True)
        try:
            SECTIONS[name](table, options)
        except Exception as error:  # whatever it is, the other figures are worth having
            print(f"{name}: {error!r}", file=sys.stderr)
            table.add(f"{name}: {(str(error) or repr(error)).splitlines()[0][:60]}", None, "")
            failed = True
    print(f"{os.cpu_count()} cores, load {load[0]:.2f} before, {os.getloadavg()[0]:.2f} after")
    table.print()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
