"""Compares what a server has with what the wire says. Pure: judge_test.py tries it."""

import bisect
import collections
from typing import Iterable, Sequence

from servers import Stored
from wire import Reading

# Times are stored in whole milliseconds, cut off; and the tap's clock is set by another once.
SLACK = 2.0
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

    expected = [one for one in expected if one.before - SLACK > times[0]]
    points_of = _by_reading(times, expected)
    found += [f"a point at {at}, when nothing was read" for at in points_of.pop(None, ())]
    present: collections.Counter[str] = collections.Counter()
    for number, reading in enumerate(expected):
        here = points_of.get(number, [])
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


def _twice(stored: Iterable[Stored]) -> Iterable[str]:
    known: dict[tuple[int, str], object] = {}
    for one in stored:
        if known.setdefault((one.milliseconds, one.field), one.value) != one.value:
            yield f"{one.field} is twice at {one.milliseconds}, with different values"


def _by_reading(times: Sequence[int], expected: Sequence[Reading]) -> dict[int | None, list[int]]:
    """By the number of the last reading before it; None: that one's cycle was over. Those after the
    last cycle are of one that is not compared."""
    found: dict[int | None, list[int]] = collections.defaultdict(list)
    starts = [one.not_before - SLACK for one in expected]
    for at in times:
        number = bisect.bisect_right(starts, at) - 1
        if number >= 0 and at <= expected[number].before:
            found[number].append(at)
        elif not expected or at <= expected[-1].before:
            found[None].append(at)
    return found


def _other_values(at: int, point: dict, reading: Reading) -> Iterable[str]:
    for name, value in reading.fields.items():
        if name in point and abs(float(point[name]) - value) > 1e-6:
            yield f"{name} at {at} is {point[name]} and was read as {value}"
