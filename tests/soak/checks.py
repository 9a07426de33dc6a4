"""What must hold all the time, whatever is broken: one row each in CHECKS, by the name that a failure
is told under. A check looks at what the watch saw last, and says what is wrong, or nothing.
"""

import dataclasses
import re
import time

from truth import COMMANDED, MOVING

MOST_CPU = 0.03               # of one core, from one fault to the next; 0.13 % were measured in calm
RECOVERED_WITHIN = 60.0       # seconds after the end of a fault
SILENT_AFTER = 30.0           # seconds without the inverter, and it is offline
TOLD_WITHIN = 15.0            # seconds later that is published
SANITIZER = re.compile(r"(Address|Leak|Thread|UndefinedBehavior)Sanitizer|runtime error:")
LEAST_TOPICS, LEAST_VALUES, LEAST_COMMANDS, LEAST_VERIFIED = 150, 500, 10, 3


@dataclasses.dataclass(frozen=True)
class Command:
    value: int
    outcome: str         # "": nobody answered
    before: int | None   # what the inverter itself had; nothing where it was away
    after: int | None
    is_disturbed: bool   # by a fault that is of its way

    def is_true(self):
        """Where nothing is in its way it has to be done; else it may fail, and must say what is so."""
        if self.is_disturbed and (self.outcome in ("unknown", "") or None in (self.before, self.after)):
            return True
        return {"verified": self.after == self.value, "no-op": self.before == self.after == self.value,
                "refused": self.is_disturbed and self.before == self.after}.get(self.outcome, False)


def daemon_lives(watch):
    if watch.process.poll() is not None:
        return f"it ended with {watch.process.returncode}: {watch.town.daemon.log()[-1500:]}"
    return None


def no_sanitizer_speaks(watch):
    for house, text in watch.said.items():
        if found := SANITIZER.search(text):
            return f"{house}: {watch.town.scene.log(house)[-4000:] or text[found.start():]}"
    return None


def one_socket(watch):
    if (count := watch.sockets()) > 1:
        return f"{count} connections to the dongle at once"
    return None


def only_true_values(watch):
    for path, payload, at in watch.heard if watch.stands else ():
        if payload in (b"", b"None"):
            continue  # no value rather than a wrong one
        if path in MOVING or path in COMMANDED:
            watch.values_judged += 1
            if problem := watch.town.truth.contradicts(path, payload, at, watch.is_calm(at)):
                return f"{path} is {payload.decode()}, {problem}"
        if payload not in watch.stands.get(path, (payload,)):
            return f"{path} is {payload.decode()}, not {watch.stands[path]}"
    return None


def outcomes_are_true(watch):
    while watch.commands:
        one = watch.commands.pop()
        watch.commands_judged += 1
        watch.verified += one.outcome == "verified"
        if not one.is_true():
            return f"{one}; the end of its log: {watch.town.daemon.log()[-1500:]}"
    return None


def availability_is_right(watch):
    at, status = watch.status_changes[-1] if watch.status_changes else (0.0, "never told")
    if watch.is_to_be_online and status != "online":
        return f"{status!r}, and nothing is wrong that availability hangs on"
    if watch.down_since is None:
        return None
    away = time.monotonic() - watch.down_since
    if away > SILENT_AFTER + TOLD_WITHIN and status != "offline":
        return f"{status!r} {away:.0f} s after the inverter went"
    if status == "offline" and watch.down_since < at < watch.down_since + SILENT_AFTER - 5:
        return f"offline only {at - watch.down_since:.0f} s after the inverter went"
    return None


def memory_is_flat(watch):
    return watch.memory.complains(time.monotonic(), watch.needs()["KiB"]) if watch.settled else None


def threads_are_flat(watch):
    if watch.settled and (now := watch.needs()["threads"]) > watch.settled["threads"] + 2:
        return f"{now} threads, {watch.settled['threads']} after the start"
    return None


def files_are_flat(watch):
    """In calm: visitors have files of their own."""
    if watch.settled and watch.is_calm(time.monotonic(), 8):
        if (now := watch.needs()["files"]) > watch.settled["files"] + 4:
            return f"{now} open files, {watch.settled['files']} after the start"
    return None


def processor_is_spared(watch):
    if not watch.settled:
        return None
    share, elapsed = watch.share_since(watch.spent)
    if elapsed < 8:
        return None
    watch.most_cpu = max(watch.most_cpu, share)
    return f"{share:.1%} of a core in {elapsed:.0f} s" if share > MOST_CPU else None


def influx_gets_each_point_once(watch):
    return str(watch.town.influx.faults[:3]) if watch.town.influx.faults else None


def enough_was_judged(watch):
    """At the end: of checks that saw nothing, nothing follows."""
    for what, count, least in (("topics that stand still", len(watch.stands), LEAST_TOPICS),
                               ("values that move", watch.values_judged, LEAST_VALUES),
                               ("commands", watch.commands_judged, LEAST_COMMANDS),
                               ("verified commands", watch.verified, LEAST_VERIFIED)):
        if count < least:
            return f"only {count} {what} were judged, not {least}"
    return None


CHECKS = {check.__name__: check for check in (
    daemon_lives, no_sanitizer_speaks, one_socket, only_true_values, outcomes_are_true,
    availability_is_right, memory_is_flat, threads_are_flat, files_are_flat, processor_is_spared,
    influx_gets_each_point_once)}
# Of what a sanitizer's own bookkeeping makes meaningless.
WITHOUT_SANITIZERS = {"memory_is_flat", "processor_is_spared"}
