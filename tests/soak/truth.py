"""What is true of the plant: asked at the simulator's control port, beside the line, whatever is broken
there, and compared with what was published.
"""

import collections
import dataclasses
import json
import re
import socket
import threading
import time

STEP = 0.2                    # seconds; the plant moves once a second, so that no state of it is missed
CALM = 20.0                   # seconds after a fault, values are as new as ever
NEW, OLD = 12.0, 150.0        # seconds; what is older is not published: in calm, and otherwise
MADE_UP = 0.6                 # kWh: a day's counter that fell by less stays until it is as high again
HELD = 900.0                  # of a counter that fell, each time that the dongle is started anew: 300 in calm
LATEST = 2.0                  # seconds after a message, it is judged by what was seen until then
UNSEEN = 0.5                  # of what a value moved: so far it may have gone while this machine was busy


@dataclasses.dataclass(frozen=True)
class Rule:
    """How a topic follows from the inverter's registers (spec/registers.json): their sum."""
    registers: tuple           # numbers of one bank
    by: int = 1                # what the sum is to be divided by
    signed: bool = False
    bank: str = "input"
    is_counter: bool = False   # of one that fell, what was before is kept until that is certain

    def lasts(self, is_calm):
        """The seconds for which a value may be published after it was true."""
        if self.is_counter:
            return HELD
        return NEW if is_calm and self.bank == "input" else OLD

    def value(self, words):
        return sum(words[self.bank, number] - 65536 * (self.signed and words[self.bank, number] > 32767)
                   for number in self.registers) / self.by


MOVING = {
    "Power/Power/PV_Power": Rule((18, 20)),
    "Power/Power/PV_Power_String_1": Rule((18,)),
    "Power/Power/PV_Voltage_String_1": Rule((1,), 10),
    "Power/Power/Battery_Power": Rule((52,), signed=True),
    "Power/Power/Grid_Power": Rule((30,), signed=True),
    "Power/Power/SOC": Rule((59,)),
    "Power/Power/Grid_Voltage": Rule((5,), 10),
    "Power/Power/Grid_Frequency": Rule((13,), 100),
    "Power/Power/Battery_Voltage": Rule((50,), 100),
    "Power/Power/Battery_Current": Rule((51,), 100, signed=True),
    "Invertor_Details/Invertor_Temperature": Rule((41,), 10, signed=True),
    "Energy/Today/Import_Energy_Today_kWh": Rule((26,), 10, is_counter=True),
    "Energy/Today/Export_Energy_Today_kWh": Rule((25,), 10, is_counter=True),
    "raw/invertor/v_pv2": Rule((2,), 10),
    "raw/invertor/p_pv2": Rule((20,)),
    "raw/invertor/p_grid_out_ph1": Rule((24,), signed=True),
    "raw/invertor/p_load_demand": Rule((42,)),
    "raw/invertor/t_charger": Rule((55,), 10, signed=True),
    "raw/invertor/t_battery": Rule((56,), 10, signed=True),
    "raw/invertor/i_grid_port": Rule((58,), 100),
    "raw/invertor/e_pv1_day": Rule((17,), 10, is_counter=True),
    "raw/invertor/e_pv_generation_today": Rule((44,), 10, is_counter=True),
}
TARGET = 116  # HR116, which setChargeTarget writes
COMMANDED = {path: Rule((TARGET,), bank="holding")
             for path in ("Control/Target_SOC", "raw/invertor/charge_target_soc")}

NEEDED = {(rule.bank, number) for rule in (*MOVING.values(), *COMMANDED.values()) for number in rule.registers}

# What moves by itself and has no row above, or is of the link; below the plant's serial.
CHANGES = re.compile(
    r"^(Power|Energy|Stats|result)/|^(SA\d+G\d+/)?Invertor_(Time|Temperature)|^Invertor_Details/Invertor_Temp"
    r"|^Invertor_Details/Invertor_Time|^(Last_Updated|Time_Since|status|problem)"
    r"|^Battery_Details/.*(Voltage|Temperature|Current|Remaining_Capacity|SOC|Cycles|_Power)$"
    r"|^raw/batteries/[^/]*/([eitv]_|cap_remaining|num_cycles|soc$)"
    r"|^raw/invertor/([efiptv]_|battery_soc$|charge_status|power_factor$|system_time|work_time|status)")


def ask(line, *questions):
    """The control port's answers."""
    with line, line.makefile("rw") as text:
        line.settimeout(1)
        answers = []
        for one in questions:
            print(json.dumps(one), file=text, flush=True)
            answers.append(json.loads(text.readline()))
        return answers


def read(bank, base, count):
    return {"do": "read", "device": "0x11", "bank": bank, "base": base, "count": count}


class Truth:
    """Looks all the time, in a thread of its own, so that nothing else keeps it waiting."""

    def __init__(self, connect):
        """`connect` opens the control port; OSError: the dongle is away."""
        self._connect = connect
        self._lock = threading.Lock()
        self._states = collections.deque()  # (when, words by bank and number, writes of the target)
        self._asked = collections.deque(maxlen=100)  # targets that were commanded: (when, value)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self):
        self._ended.set()
        self._thread.join()

    def _run(self):
        while not self._ended.wait(STEP):
            begun = time.monotonic()  # so that what is said to be seen after a message was
            try:
                measured, target, writes = ask(self._connect(), read("input", 0, 60),
                                               read("holding", TARGET, 1), {"do": "writes"})
                words = {("input", number): word for number, word in enumerate(measured["words"])
                         if ("input", number) in NEEDED}
                words["holding", TARGET] = target["words"][0]
                self.note(begun, words, writes["writes"].get(f"HR{TARGET}", 0))
            except (OSError, ValueError, KeyError):
                continue  # it is killed, or frozen

    def note(self, at, words, writes):
        """What is so from `at` on, and how often the target was written since the dongle's start."""
        with self._lock:
            self._states.append((at, words, writes))
            while self._states[0][0] < at - HELD - 60:
                self._states.popleft()

    def is_asked(self, at, value):
        """Before the target is commanded to be this."""
        with self._lock:
            self._asked.append((at, value))

    def target(self):
        """What HR116 is now; nothing while the dongle is away."""
        try:
            return ask(self._connect(), read("holding", TARGET, 1))[0]["words"][0]
        except (OSError, ValueError, KeyError):
            return None

    def has_seen(self, at):
        """Whether it has looked since then: what was read and published before may not be known yet."""
        with self._lock:
            return bool(self._states) and self._states[-1][0] >= at

    def values(self, rule, at, seconds):
        """What was true in so many seconds before `at`, and as it was first looked at after it."""
        found = []
        with self._lock:
            for when, words, _ in reversed(self._states):
                if when < at - seconds:
                    break
                if when > at + STEP:
                    found.clear()  # but for the first after it
                found.append(rule.value(words))
        return found

    def was_between_looks(self, value, at):
        """Whether the target may have been this and no look saw it: it was commanded, and the inverter
        counted more writes between two looks than they show. Commands that waited for the link are
        carried out within milliseconds of each other."""
        with self._lock:
            states = [one for one in self._states if at - OLD <= one[0]]
            if not any(at - OLD <= when <= at and asked == value for when, asked in self._asked):
                return False
        for (before, _, old), (_, _, new) in zip(states, states[1:]):
            if before > at:
                break
            if (new - old if new >= old else new) > 1:
                return True
        return False

    def contradicts(self, path, payload, at, is_calm):
        """What is wrong with a payload that has a row above; nothing: it is true."""
        rule = MOVING.get(path) or COMMANDED[path]
        if path in COMMANDED and not self.has_seen(at):
            return None  # written, read back, published, and then the dongle was killed
        values = self.values(rule, at, rule.lasts(is_calm))
        if not values:
            return None
        if path in COMMANDED:
            is_true = float(payload) in values or self.was_between_looks(float(payload), at)
            return None if is_true else f"not of {sorted(set(values))}"
        least, most = min(values), max(values)
        slack = (most - least) * UNSEEN + 0.01
        if rule.is_counter:
            most += MADE_UP
        is_true = least - slack <= float(payload) <= most + slack
        return None if is_true else f"not {least} to {most}"
