"""What must hold all the time, whatever is broken: one row each in CHECKS, by the name that a failure
is told under. A check looks at what the watch saw last, and says what is wrong, or nothing.
"""

import collections
import pathlib
import re
import time

from processes import cpu_seconds, resident_kib
from town import MODBUS, SERIAL

STATUS = f"GivEnergy/{SERIAL}/status"
MOST_MEMORY = 8 * 1024        # KiB over what it had when it had warmed up
MOST_CPU = 0.25               # of one core, since it started
RECOVERED_WITHIN = 60.0       # seconds after the end of a fault
SILENT_AFTER = 30.0           # seconds without the inverter, and it is offline
TOLD_WITHIN = 15.0            # seconds later that is published
ESTABLISHED, ASKING = "01", "02"
SANITIZER = re.compile(r"(Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error:")
COMMANDED = {f"GivEnergy/{SERIAL}/{path}" for path in (
    "Control/Target_SOC", "raw/invertor/charge_target_soc")}
CHANGES = re.compile(r"Time|time|Age|Stats|/status$|/problem")  # by themselves, or of the link


class Watch:
    """What is seen of the daemon, now and since the start."""

    def __init__(self, town):
        self.town = town
        self.begun = time.monotonic()
        self.process = town.daemon.process
        self.settled = None           # what it needed when it had warmed up
        self.truth = None             # by topic, what the plant says: it stands still
        self.wanted = set()           # values of the commanded topic that may be
        self.seen = collections.defaultdict(set)
        self.heard = []               # messages since the last look
        self.last_heard = 0.0
        self.status_changes = []      # (when, payload)
        self.down = None              # since when the inverter is out of reach, by our own doing
        self.commands = []            # (value, outcome, before, after, was disturbed)
        self.log_at = 0
        self.log = ""

    def look(self):
        messages = self.town.topics.messages
        self.heard = messages[:]
        del messages[:len(self.heard)]
        for one in self.heard:
            self.last_heard = one.at
            if one.topic == STATUS:
                self.status_changes.append((one.at, one.payload.decode()))
            if self.truth is None:
                self.seen[one.topic].add(one.payload)
        text = self.town.daemon.log()
        self.log, self.log_at = text[self.log_at:], len(text)

    def settle(self):
        """From now on nothing may grow, and no value may be another one."""
        self.truth = {topic: payloads for topic, payloads in self.seen.items()
                      if len(payloads) == 1 and not CHANGES.search(topic) and topic not in COMMANDED}
        self.settled = self.needs()

    def needs(self):
        folder = pathlib.Path(f"/proc/{self.process.pid}")
        return {"KiB": resident_kib(self.process), "threads": len(list((folder / "task").iterdir())),
                "files": len(list((folder / "fd").iterdir()))}

    def sockets(self):
        """How many connections to a dongle there are, or are being made."""
        table = pathlib.Path(f"/proc/{self.process.pid}/net/tcp").read_text().splitlines()[1:]
        return sum(1 for line in table if int(line.split()[2].rsplit(":", 1)[1], 16) == MODBUS
                   and line.split()[3] in (ESTABLISHED, ASKING))


def one_socket(watch):
    if (count := watch.sockets()) > 1:
        return f"{count} connections to the dongle at once"
    return None


def only_true_values(watch):
    for one in watch.heard if watch.truth else ():
        if one.payload in (b"", b"None"):
            continue  # no value rather than a wrong one
        if one.topic in COMMANDED and int(one.payload) not in watch.wanted:
            return f"{one.topic} is {one.payload.decode()}, which nobody ever set"
        if one.payload not in watch.truth.get(one.topic, (one.payload,)):
            return f"{one.topic} is {one.payload.decode()}, not {watch.truth[one.topic]}"
    return None


def outcomes_are_true(watch):
    for value, outcome, before, after, disturbed in watch.commands:
        told = {"verified": after == value, "no-op": before == after == value,
                "refused": before == after, "unknown": disturbed, "": disturbed}
        if not told.get(outcome, False):
            return f"{value} was answered {outcome!r}: the register was {before} and is {after}"
    watch.commands.clear()
    return None


def availability_is_right(watch):
    if watch.down is None or not watch.status_changes:
        return None
    away = time.monotonic() - watch.down
    at, status = watch.status_changes[-1]
    if away > SILENT_AFTER + TOLD_WITHIN and status != "offline":
        return f"{status!r} {away:.0f} s after the inverter went"
    if status == "offline" and at > watch.down and at - watch.down < SILENT_AFTER - 5:
        return f"offline only {at - watch.down:.0f} s after the inverter went"
    return None


def memory_is_flat(watch):
    grown = watch.needs()["KiB"] - watch.settled["KiB"] if watch.settled else 0
    return f"{grown} KiB more than after the start" if grown > MOST_MEMORY else None


def threads_are_flat(watch):
    if watch.settled and (now := watch.needs()["threads"]) > watch.settled["threads"] + 2:
        return f"{now} threads, {watch.settled['threads']} after the start"
    return None


def processor_is_spared(watch):
    elapsed = time.monotonic() - watch.begun
    share = cpu_seconds(watch.process) / elapsed
    return f"{share:.0%} of a core" if elapsed > 60 and share > MOST_CPU else None


def daemon_lives(watch):
    if watch.process.poll() is not None:
        return f"it ended with {watch.process.returncode}: {watch.town.daemon.log()[-1500:]}"
    return None


def no_sanitizer_speaks(watch):
    found = SANITIZER.search(watch.log)
    return watch.log[found.start():found.start() + 500] if found else None


def influx_gets_each_point_once(watch):
    return str(watch.town.influx.faults[:3]) if watch.town.influx.faults else None


CHECKS = {check.__name__: check for check in (
    daemon_lives, no_sanitizer_speaks, one_socket, only_true_values, outcomes_are_true,
    availability_is_right, memory_is_flat, threads_are_flat, processor_is_spared,
    influx_gets_each_point_once)}
# Of what a sanitizer's own bookkeeping makes meaningless.
WITHOUT_SANITIZERS = {"memory_is_flat", "processor_is_spared"}
