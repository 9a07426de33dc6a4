#!/usr/bin/env python3
"""Attacks an HTTP server on the loopback, and fails if it cost anybody else anything.

    run_attacks.py [--tls] [--only WORD] [--seconds N] [--sanitized] COMMAND

COMMAND is started afresh for every attack, with the argument 0 (any free port; it says which) and with --tls a fresh
certificate and its key. It serves /small (10 kB), /large (1 MB), POST /echo, /peer, /slow and /throws, takes
commands and never answers them, refuses 127.0.0.99, and ends at SIGTERM. While an attack runs, a bystander from the
same address asks for /small on a new connection every 20 ms. One line per attack: what the attacker got, how much the
server's memory grew (peak), what the bystander saw, and how long the server took to stop with the attack's connections
still open. Exit code 77: openssl is missing.
"""
import argparse
import collections
import multiprocessing
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from attacks import ATTACKS, GET, LARGE_ANSWERS, TLS_ATTACKS, Target, lenient_client

# What a server may cost, and what others may notice of an attack. Generous: a machine that builds at the same time must
# not fail it; a server that lets itself be stopped, filled or frozen is beyond each by far.
LARGEST_GROWTH_MB = 50
LARGEST_GROWTH_OF_LARGE_ANSWERS_MB = 160  # 64 requests at work, 1 MB and a copy each, and 16 MB unsent
LONGEST_P50_MS = 1_000
LONGEST_WAIT_MS = 4_000
LARGEST_SHARE_OF_FAILURES = 0.03
LONGEST_STOP_S = 1.5
LONGEST_STOP_OF_SANITIZED_S = 8.0


def bystander(target, results):
    latencies, failures = [], collections.Counter()
    end = time.monotonic() + target.seconds
    while time.monotonic() < end:
        began = time.monotonic()
        try:
            with target.connect(5) as sock:
                sock.sendall(GET.replace(b"Host", b"Connection: close\r\nHost"))
                answer = b""
                while data := sock.recv(65536):
                    answer += data
            if len(answer) < 10_000:
                failures[answer[9:12].decode() or "closed"] += 1
        except OSError as error:
            failures[type(error).__name__] += 1
        latencies.append(time.monotonic() - began)
        time.sleep(0.02)
    results.put((latencies, failures))


def attacker(attack, target, outcome, stop):
    try:
        outcome.put(attack(target))
    except Exception as error:  # the server's doing; the table should say so
        outcome.put(f"{type(error).__name__}: {error}")
    stop.wait(30)


def memory_kb(pid, field):
    with open(f"/proc/{pid}/status") as status:
        return next((int(line.split()[1]) for line in status if line.startswith(field)), 0)


def stop_server(server):
    """Seconds that it took; None if it did not end, or not well."""
    began = time.monotonic()
    server.send_signal(signal.SIGTERM)
    try:
        return None if server.wait(20) else time.monotonic() - began
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        return None


def run(attack, options):
    server = subprocess.Popen([options.command, "0", *options.certificate], stdout=subprocess.PIPE, text=True)
    port = int(server.stdout.readline().split()[1])  # "port 12345"
    fork = multiprocessing.get_context("fork")
    outcome, seen, stop = fork.Queue(), fork.Queue(), fork.Event()
    before = memory_kb(server.pid, "VmRSS")
    target = Target(port, options.seconds, lenient_client() if options.tls else None)
    watching = fork.Process(target=bystander, args=(target, seen))
    attacking = fork.Process(target=attacker, args=(attack, target, outcome, stop))
    attacking.start()
    time.sleep(0.1)
    watching.start()
    result = {"attack": attack.__name__, "outcome": outcome.get(timeout=90)}
    latencies, failures = seen.get(timeout=90)
    latencies.sort()
    result["asked"], result["failed"], result["failures"] = len(latencies), sum(failures.values()), dict(failures)
    result["p50_ms"] = latencies[len(latencies) // 2] * 1000
    result["worst_ms"] = latencies[-1] * 1000
    alive = server.poll() is None
    result["growth_mb"] = (memory_kb(server.pid, "VmHWM") - before) / 1000 if alive else None
    result["stop_s"] = stop_server(server) if alive else None
    stop.set()
    attacking.join()
    watching.join()
    return result


def what_others_noticed(result, attack):
    limit = LARGEST_GROWTH_OF_LARGE_ANSWERS_MB if attack in LARGE_ANSWERS else LARGEST_GROWTH_MB
    if result["growth_mb"] > limit:
        yield f"more than {limit} MB"
    if result["p50_ms"] > LONGEST_P50_MS:
        yield f"others wait more than {LONGEST_P50_MS} ms"
    if result["worst_ms"] > LONGEST_WAIT_MS:
        yield f"somebody waited more than {LONGEST_WAIT_MS} ms"
    if result["failed"] > 1 + result["asked"] * LARGEST_SHARE_OF_FAILURES:
        yield f"others are not served: {result['failures']}"


def complaints(result, attack, expected, options):
    """What was not as it has to be; nothing if all was."""
    if result["growth_mb"] is None:
        yield "the server ended"
        return
    if not options.sanitized:
        yield from what_others_noticed(result, attack)
    longest = LONGEST_STOP_OF_SANITIZED_S if options.sanitized else LONGEST_STOP_S
    if result["stop_s"] is None:
        yield "did not stop, or not with exit code 0"
    elif result["stop_s"] > longest:
        yield f"took more than {longest} s to stop"
    if not re.fullmatch(expected, result["outcome"]):
        yield f"the attacker should have got: {expected}"


def line_of(result):
    growth = "-" if result["growth_mb"] is None else f"{result['growth_mb']:.1f} MB"
    stop = "-" if result["stop_s"] is None else f"{result['stop_s']:.2f} s"
    return (f"{result['attack']:26}{growth:>9}{result['p50_ms']:>9.1f} ms{result['worst_ms']:>6.0f} ms"
            f"{result['failed']:>5}/{result['asked']:<4}{stop:>8}  {result['outcome']}")


def make_certificate(folder):
    chain, key = os.path.join(folder, "chain.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", chain],
                   check=True, capture_output=True)
    return [chain, key]


def attack_all(options):
    attacks = ATTACKS | TLS_ATTACKS if options.tls else ATTACKS
    print(f"{'attack':26}{'memory':>9}{'others p50':>12}{'worst':>9}{'failed':>10}{'stop':>8}  outcome", flush=True)
    failed = 0
    for attack, expected in attacks.items():
        if options.only not in attack.__name__:
            continue
        result = run(attack, options)
        print(line_of(result), flush=True)
        for complaint in complaints(result, attack, expected, options):
            print(f"    FAILED: {complaint}", flush=True)
            failed += 1
    return failed


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--sanitized", action="store_true", help="it must live, answer and stop; time and memory say nothing")
    parser.add_argument("--only", default="")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("command")
    options = parser.parse_args()
    if options.tls and not shutil.which("openssl"):
        print("SKIPPED: openssl is not installed")
        return 77
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, most), most))
    with tempfile.TemporaryDirectory() as folder:
        options.certificate = make_certificate(folder) if options.tls else []
        failed = attack_all(options)
    print(f"{failed} complaints" if failed else "all held")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
