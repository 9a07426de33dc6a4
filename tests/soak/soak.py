"""Breaks every connection of the real daemon, one after the other, and watches it all the time.

    soak.py BUILD_DIRECTORY [--minutes N] [--seed N]

Without --minutes every fault comes once, which takes about five minutes; with it they come in any
order, again and again, for so long. Prints a table: each fault, how often it was injected, how often
everything worked again within a minute, the longest that this took, and the seconds for which no
reading reached InfluxDB. Needs root: every program is in a network namespace of its own.
"""

import argparse
import collections
import concurrent.futures
import random
import sys
import time

sys.dont_write_bytecode = True
import town as town_module  # noqa: E402
from checks import (CHECKS, RECOVERED_WITHIN, SILENT_AFTER, TOLD_WITHIN, WITHOUT_SANITIZERS,  # noqa: E402
                    Command, enough_was_judged)
from faults import DONGLE_LINK, FAULTS, INFLUX_LINK, MQTT_LINK  # noqa: E402
from needs import is_instrumented  # noqa: E402
from watch import Watch  # noqa: E402

WARM = 25.0
STEP = 0.25
SHORT, LONG = 8.0, SILENT_AFTER + TOLD_WITHIN + 10


class Broken(AssertionError):
    pass


class Row:
    def __init__(self):
        self.injected = self.recovered = 0
        self.worst = self.lost = 0.0


class Soak:
    def __init__(self, build, seed):
        self.random = random.Random(seed)
        self.town = town_module.Town(build)
        self.watch = Watch(self.town)
        self.rows = collections.OrderedDict()
        self.checks = dict(CHECKS)
        self.commander = concurrent.futures.ThreadPoolExecutor(1)
        self.pending = None
        self.next_command = 0.0
        self.asked = None  # by the last command
        self.disturbed_until = 0.0
        self.read_again = None  # when, after a fault, there was a new reading

    # ---- time passes ---------------------------------------------------------------------------

    def look(self):
        self.watch.look()
        for name, check in self.checks.items():
            if problem := check(self.watch):
                raise Broken(f"{name}: {problem}")
        self.command_now_and_then()

    def wait(self, seconds, until=lambda: False):
        """Whether it came about in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if until():
                return True
            self.look()
            time.sleep(STEP)
        return until()

    def command_now_and_then(self):
        if self.pending and self.pending.done():
            if (command := self.pending.result()) is not None:
                self.watch.commands.append(command)
            self.pending = None
        if self.watch.stands and not self.pending and time.monotonic() > self.next_command:
            self.next_command = time.monotonic() + self.random.uniform(4, 12)
            # 100 would switch the target off, and so change what stands. The value of the command
            # before it may still come to be: what is asked for now would be there already.
            self.asked = self.random.choice([value for value in range(20, 100) if value != self.asked])
            self.pending = self.commander.submit(self.command, self.asked)

    def command(self, value):
        """Nothing where the dongle was started anew meanwhile, with a target of its own."""
        dongle, before, begun = self.town.dongle.process.pid, self.town.truth.target(), time.monotonic()
        self.town.truth.is_asked(begun, value)
        outcome = self.town.command("setChargeTarget", {"chargeToPercent": value})
        is_disturbed = begun < self.disturbed_until
        after = self.town.truth.target()
        if self.town.dongle.process.pid != dongle:
            return None
        return Command(value, outcome, before, after, is_disturbed)

    # ---- faults --------------------------------------------------------------------------------

    def works_again(self, fault, since, wall):
        town = self.town
        if DONGLE_LINK in fault.breaks or not fault.breaks:
            if (town.metric("givtcp_last_success_timestamp_seconds") or 0) <= wall:
                return False
            self.read_again = self.read_again or time.monotonic()
        if MQTT_LINK in fault.breaks and self.watch.last_heard <= since:
            return False
        if fault.breaks & {DONGLE_LINK, MQTT_LINK} and self.watch.status() != "online":
            if self.read_again and time.monotonic() > max(self.read_again, self.watch.last_heard) + TOLD_WITHIN:
                raise Broken(f"availability_is_right: {self.watch.status()!r} with readings after {fault.name!r}")
            return False
        if INFLUX_LINK in fault.breaks:
            with town.influx.lock:
                return max(town.influx.points, default=0) > wall * 1000
        return True

    def inject(self, fault, seconds):
        row = self.rows.setdefault(fault.name, Row())
        row.injected += 1
        begun, watch = time.time(), self.watch
        watch.calm_since = None
        watch.begin_to_spend()
        if fault.hurts_commands:
            self.disturbed_until = float("inf")
        if fault.breaks & {DONGLE_LINK, MQTT_LINK}:
            watch.is_to_be_online = False
        held = fault.begin(self.town)
        watch.down_since = time.monotonic() if fault.silences else None
        seconds *= fault.lasts
        self.wait(seconds)
        fault.end(self.town, held)
        watch.down_since = None
        since, wall = time.monotonic(), time.time()
        self.read_again = None
        healthy = self.wait(RECOVERED_WITHIN, lambda: self.works_again(fault, since, wall))
        took = time.monotonic() - since
        if not healthy:
            raise Broken(f"recovery: not everything works {RECOVERED_WITHIN:.0f} s after {fault.name!r}: "
                         f"{self.town.daemon.log()[-1500:]}")
        watch.is_to_be_online = True
        watch.calm_since = time.monotonic()
        if fault.hurts_commands:
            self.disturbed_until = time.monotonic() + 10
        row.recovered += 1
        row.worst = max(row.worst, took)
        row.lost += self.lost(begun, time.time())
        print(f"{fault.name}: {seconds:.0f} s, works after {took:.1f} s, "
              f"{watch.needs()['KiB']} KiB, processor {watch.share_since(watch.spent)[0]:.2%}", flush=True)

    def lost(self, begin, end):
        """Seconds without a reading; the outbox is given time to bring what it kept."""
        self.wait(3)
        with self.town.influx.lock:
            times = sorted(at / 1000 for at in self.town.influx.points if begin <= at / 1000 <= end)
        steps = [b - a for a, b in zip([begin, *times], [*times, end])]
        return sum(step for step in steps if step > 3)

    # ---- the whole -----------------------------------------------------------------------------

    def run(self, minutes):
        self.wait(WARM)
        self.watch.settle()
        start = self.watch.settled
        if minutes is None:
            for number, fault in enumerate(FAULTS):
                self.inject(fault, LONG if number == 0 else SHORT)
        else:
            end = time.monotonic() + minutes * 60
            while time.monotonic() < end:
                self.inject(self.random.choice(FAULTS), self.random.choice((3, SHORT, 20, LONG)))
                self.wait(self.random.uniform(0, 10))
        self.wait(15)
        if problem := enough_was_judged(self.watch):
            raise Broken(f"enough_was_judged: {problem}")
        now, share = self.watch.needs(), self.watch.share_since(self.watch.first_spent)[0]
        self.end_well()
        return start, now, share

    def end_well(self):
        """A sanitizer's last word, of memory that nobody has freed, is said at the end: by the exit code."""
        for name in ("daemon", "dongle"):
            code, seconds = getattr(self.town, name).end()
            if code != 0:
                raise Broken(f"the end of {name}: exit code {code} after {seconds:.1f} s: "
                             f"{getattr(self.town, name).log()[-4000:]}")

    def report(self, start, now, share):
        width = max(map(len, self.rows))
        print(f"\n{'fault':{width}}  injected  recovered  worst s  s without a reading")
        for name, row in self.rows.items():
            print(f"{name:{width}}  {row.injected:8}  {row.recovered:9}  {row.worst:7.1f}  {row.lost:9.0f}")
        print("\nneeds  " + ", ".join(f"{what}: {start[what]} -> {now[what]}" for what in start))
        watch = self.watch
        print(f"processor  {share:.2%} of a core, {watch.most_cpu:.2%} in the fault that needed most")
        print(f"judged  {len(watch.stands)} topics that stand still, {watch.values_judged} values that move, "
              f"{watch.commands_judged} commands ({watch.verified} verified)")
        print(f"points in InfluxDB: {self.town.influx.count()}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("build")
    options.add_argument("--minutes", type=float)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    town_module.street.move_in()
    soak = Soak(given.build, given.seed)
    if is_instrumented(soak.town.scene.build / "src/app/givtcpd"):
        for name in WITHOUT_SANITIZERS:
            del soak.checks[name]
    try:
        needs = soak.run(given.minutes)
        soak.report(*needs)
        return 0
    except Broken as problem:
        print(f"FAILED: {problem}", flush=True)
        return 1
    finally:
        soak.town.end()


if __name__ == "__main__":
    sys.exit(main())
