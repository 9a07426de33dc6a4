"""What each generation of GivTCP said of one plant: the keys and values of its documents, as it was
recorded when it ran, with the serial numbers of the simulator's first plant in place of its own, so
that the daemon meets on the broker what GivTCP left there of the very same inverter and packs."""

import csv
import json
import pathlib
from typing import Iterator, NamedTuple

from skip import Skip

SHARED = pathlib.Path(__file__).resolve().parents[3].parent / "shared"
ROOT = "GivEnergy"
INVERTER = "SA2114G047"
PACKS = ("BG2134G612", "BE2051G388")
SERIALS = {
    "SA1234G567": INVERTER,
    "BG1234G567": PACKS[0], "BG7654G321": PACKS[1],  # in the recordings of the seed and of v2
    "BG1234G560": PACKS[0], "BG1234G561": PACKS[1],  # in that of v3
}


class Leaf(NamedTuple):
    """One value: its topic's segments below the root, and the text that GivTCP made of it."""

    segments: tuple[str, ...]
    text: str

    @property
    def key(self) -> str:
        return self.segments[-1]

    @property
    def section(self) -> str:
        """The third level of the topic: for top-level values that is the key itself."""
        return self.segments[1]

    @property
    def parent(self) -> str:
        return self.segments[-2]

    @property
    def topic(self) -> str:
        return "/".join((ROOT, *self.segments))

    @property
    def owner(self) -> str:
        """The serial number of the part that the value is of."""
        return self.parent if self.parent in PACKS else INVERTER


class Kind(NamedTuple):
    """A row of entities.csv for one generation."""

    platform: str
    value_class: str
    command: str
    only_increases: bool


def kinds(generation: str) -> dict[str, Kind]:
    """By key; those that this generation discovers. binary_sensor stands in the tables of all of
    them, but none ever sent one."""
    found = {}
    for row in csv.DictReader(shared_text("spec/entities.csv").splitlines()):
        platform = row[f"{generation}_platform"]
        if platform and platform != "binary_sensor":
            found[row["key"]] = Kind(platform, row[f"{generation}_class"], row[f"{generation}_cmd"],
                                     row["v3_only_increase"] == "True")
    return found


def leaves(document: str, digits: int) -> list[Leaf]:
    """Of a recorded document, all but the registers' raw values."""
    text = shared_text(f"vectors/givtcp/{document}")
    for theirs, ours in SERIALS.items():
        text = text.replace(theirs, ours)
    return [Leaf((INVERTER, *path), _as_text(value, digits))
            for path, value in _walk(json.loads(text)) if path[0] != "raw"]


def _walk(document: dict, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    for key, value in document.items():
        if isinstance(value, dict):
            yield from _walk(value, (*path, key))
        else:
            yield (*path, key), value


def _as_text(value: object, digits: int) -> str:
    return str(round(value, digits) if isinstance(value, float) else value)


def shared_text(name: str) -> str:
    """Read-only, beside the project, as other tests use it."""
    path = SHARED / name
    if not path.exists():
        raise Skip(f"there is no shared/{name} beside the project")
    return path.read_text()
