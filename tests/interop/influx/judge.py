"""Compares what a server has with what the wire says. Pure: judge_test.py tries it."""

import collections
from typing import Iterable, Sequence

from servers import Stored
from wire import Reading

# The clocks of two processes are one clock, read at different times.
SLACK = 5.0
# Detection reads the live block before there is a document.
UNWRITTEN_AT_FIRST = 4
# A jump is held until it is confirmed, and so has no field; more than that would be a gap.
MOST_ABSENT = 0.1


def faults(stored: Sequence[Stored], expected: Sequence[Reading]) -> list[str]:
    found = list(_twice(stored))
    points: dict[int, dict] = collections.defaultdict(dict)
    for one in stored:
        points[one.milliseconds][one.field] = one.value
    times = sorted(points)
    if not times:
        return ["nothing is stored"]

    expected = [one for one in expected if one.before > times[0]]
    found += _at_no_reading(times, expected)
    present: collections.Counter[str] = collections.Counter()
    for reading in expected:
        here = [at for at in times if _is_of(at, reading)]
        if len(here) != 1:
            found.append(f"{len(here)} points of the reading at {reading.not_before:.0f}: {here}")
            continue
        found += _other_values(here[0], points[here[0]], reading)
        present.update(name for name in reading.fields if name in points[here[0]])
    for name in expected[0].fields if expected else ():
        if present[name] < (1 - MOST_ABSENT) * len(expected):
            found.append(f"{name} is in {present[name]} of {len(expected)} points")
    return found


def late_start(stored: Sequence[Stored], expected: Sequence[Reading]) -> list[str]:
    """The first readings have no document yet; that may not be an excuse."""
    first = min((one.milliseconds for one in stored), default=float("inf"))
    unwritten = sum(one.before < first for one in expected)
    return [f"{unwritten} readings before the first point"] if unwritten > UNWRITTEN_AT_FIRST else []


def _is_of(at: int, reading: Reading) -> bool:
    return reading.not_before - SLACK <= at <= reading.before + SLACK


def _twice(stored: Iterable[Stored]) -> Iterable[str]:
    known: dict[tuple[int, str], object] = {}
    for one in stored:
        if known.setdefault((one.milliseconds, one.field), one.value) != one.value:
            yield f"{one.field} is twice at {one.milliseconds}, with different values"


def _at_no_reading(times: Sequence[int], expected: Sequence[Reading]) -> Iterable[str]:
    """Those after the last whole cycle are of one that was not compared."""
    end = expected[-1].before if expected else 0
    for at in times:
        if at <= end and not any(_is_of(at, one) for one in expected):
            yield f"a point at {at}, when nothing was read"


def _other_values(at: int, point: dict, reading: Reading) -> Iterable[str]:
    for name, value in reading.fields.items():
        if name in point and abs(float(point[name]) - value) > 1e-6:
            yield f"{name} at {at} is {point[name]} and was read as {value}"
