"""The records in what Home Assistant prints, and those among them that are about us."""

import re
from typing import Iterator, NamedTuple

# Newer releases say the offset from UTC too.
START = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+(?:[+-]\d\d:\d\d)? "
                   r"([A-Z]+) \(([^)]*)\) \[([^\]]+)\] ?(.*)$")
GRAVE = ("WARNING", "ERROR", "CRITICAL", "FATAL")
OURS = re.compile("mqtt|giv", re.IGNORECASE)
# True of every Home Assistant in such an environment, whatever is on the broker.
ALWAYS = ("Skipping pip installation", "Support for the running Python version")
# What a machine that is too busy makes it say; nothing that we send does.
SLOW = re.compile(r"^Updating state for \S+ .* took [\d.]+ seconds"
                  r"|is taking (over|longer than) \d+ s|^Disconnected from MQTT server \S+ \(7\)")
SHOWN = 600  # of a record: one unknown option of a time slot is 20 kB of options


class Record(NamedTuple):
    level: str
    logger: str
    text: str

    def __str__(self) -> str:
        rest = f" … ({len(self.text)} characters)" if len(self.text) > SHOWN else ""
        return f"{self.level} [{self.logger}] {self.text[:SHOWN]}{rest}"


def records(output: str) -> Iterator[Record]:
    """A record goes on until the next begins: tracebacks have many lines."""
    current = None
    for line in output.splitlines():
        match = START.match(line)
        if match:
            if current:
                yield Record(*current)
            current = [match[1], match[3], match[4]]
        elif current:
            current[2] += "\n" + line
    if current:
        yield Record(*current)


def about_us(output: str) -> list[Record]:
    """Warnings and worse that name MQTT, a topic, a serial number or an entity of ours."""
    return [one for one in records(output)
            if one.level in GRAVE and OURS.search(f"{one.logger} {one.text}")
            and not any(known in one.text for known in ALWAYS) and not SLOW.search(one.text)]
