"""What the daemon needs of its machine: memory, threads, files, processor."""

import os
import pathlib

MIB = 1024                    # in KiB, as all of memory here
# Only anonymous memory is judged (RssAnon): VmRSS has the pages of the program and its libraries, too,
# which come in as their code is first run and go when the machine needs room.
#
# It grows in the beginning, of a daemon without any leak: the threads of REST fill a second arena of the
# heap, SQLite fills its cache, the recorder its ring, the audit its list. From 4.3 MB at the first fault
# 7.5 MB were reached after 25 minutes, and 0.5 MB more in the fifty minutes after. So
# until GROWN there is a ceiling and no more; then what it had at most is what it may have, and
# MOST_GROWTH. A leak of 1 KiB a cycle (of one second here) is 1 MiB in 17 minutes: a run of 45 minutes
# finds it, and that it goes up and down by caches does no harm. Shorter runs have the ceiling alone; the
# day in the rig (tests/integration/chaos_day_test.cpp) judges what they can't.
CEILING = 12 * MIB
GROWN = 25 * 60.0             # seconds
MOST_GROWTH = 1 * MIB


class Memory:
    """Told now and then how much there is."""

    def __init__(self):
        self._begun = None
        self._grown = 0

    def complains(self, now, kib):
        if self._begun is None:
            self._begun = now
        if kib > CEILING:
            return f"{kib} KiB of anonymous memory, and {CEILING} are the most"
        if now - self._begun < GROWN:
            self._grown = max(self._grown, kib)
        elif kib > self._grown + MOST_GROWTH:
            return (f"{kib} KiB of anonymous memory after {(now - self._begun) / 60:.0f} minutes, "
                    f"{self._grown} KiB in the first {GROWN / 60:.0f}")
        return None


def needs(process):
    folder = pathlib.Path(f"/proc/{process.pid}")
    return {"KiB": anonymous_kib(folder), "threads": len(list((folder / "task").iterdir())),
            "files": len(list((folder / "fd").iterdir()))}


def anonymous_kib(folder):
    for line in (folder / "status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    raise RuntimeError("no RssAnon")


def processor_seconds(process):
    """Of all threads, those that have ended too: a loop of short-lived ones must not escape."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def is_instrumented(program):
    """Whether a sanitizer was built into it, whose own bookkeeping is no need of the daemon."""
    return b"__asan_init" in (data := pathlib.Path(program).read_bytes()) or b"__tsan_init" in data
