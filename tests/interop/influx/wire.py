"""What must be in the server, worked out from what went over the wire to the inverter, and nothing
that the daemon says: one reading for each answer to the live block.

Source: spec/registers.json (input registers 0-59), spec/wire-protocol.md §5."""

import struct
import time
from typing import Callable, Iterator, NamedTuple

from tap import Exchange, Tap

READ_INPUT, LIVE_BLOCK = 4, struct.pack(">H", 0)
WORDS = slice(42, -2)


def signed(word: int) -> int:
    return word - 0x10000 if word & 0x8000 else word


FIELDS: dict[str, Callable[[tuple[int, ...]], float]] = {
    "soc": lambda word: word[59],
    "pv_power": lambda word: word[18] + word[20],
    "pv_power_string_1": lambda word: word[18],
    "pv_voltage_string_1": lambda word: word[1] / 10,
    "grid_power": lambda word: signed(word[30]),
    "export_power": lambda word: max(0, signed(word[30])),
    "load_power": lambda word: word[42],
    "battery_power": lambda word: signed(word[52]),
    "charge_power": lambda word: max(0, -signed(word[52])),
    "import_energy_today_kwh": lambda word: word[26] / 10,
    "import_energy_total_kwh": lambda word: (word[32] << 16 | word[33]) / 10,
}


class Reading(NamedTuple):
    """One cycle: its point's time lies between the answer and the next question."""

    not_before: float  # milliseconds since 1970
    before: float
    fields: dict[str, float]


def readings(tap: Tap) -> Iterator[Reading]:
    """Of all cycles but the last, which may not have ended."""
    since_1970 = time.time() - time.monotonic()
    live = [one for one in tap.exchanges if is_live(one)]
    for one, following in zip(live, live[1:]):
        words = struct.unpack(">60H", one.answer[WORDS])
        yield Reading((one.answered + since_1970) * 1000, (following.asked + since_1970) * 1000,
                      {name: of(words) for name, of in FIELDS.items()})


def is_live(exchange: Exchange) -> bool:
    _, function, base = exchange.key
    return function == READ_INPUT and base == LIVE_BLOCK and len(exchange.answer) == 44 + 120
