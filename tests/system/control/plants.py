"""Simulated plants whose settings are those of tests/data/control_writes.json, with the daemon
beside them and a second client that looks at, and sets, every register."""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "daemon"))
from scene import GENEROUS, Failure, wait_until  # noqa: E402

from callers import Api, Mqtt, Rest  # noqa: E402
from dialect import Dongle  # noqa: E402

DATA = json.loads((HERE.parents[1] / "data/control_writes.json").read_text())
CLOCK = tuple(range(35, 41))

# What the simulator is told to be, its serial number, and its holding registers.
SIMULATED = {
    "gen1": ("gen1", "SA2114G047", ((0, 180),)),
    "gen2": ("gen1", "SA2114G047", ((0, 180),)),
    "gen3": ("gen3", "FD2341G118", ((0, 180), (240, 360))),
    "ac": ("ac", "CE2117G305", ((0, 180), (300, 360))),
}


def number(register):
    """116 of "HR116"."""
    return int(register[2:])


def by_number(registers):
    return {number(name): value for name, value in registers.items()}


def assignments(texts):
    """{116: 50} of ["HR116=50"]."""
    pairs = (text.split("=") for text in texts)
    return {number(name): int(value) for name, value in pairs}


def environment(settings):
    """The daemon's settings for those of a case."""
    found = {"TZ": "UTC", "WRITES_PER_DAY": 100000}
    if settings.get("seed_profile"):
        found["COMPAT_PROFILE"] = "seed"
    if "charge_slot_2" in settings:
        found["CHARGE_SLOT_2"] = settings["charge_slot_2"]
    if "rate_unit" in settings:
        found["RATE_UNIT"] = settings["rate_unit"]
    return found


class Stage:
    """One plant with all that is around it, for one test."""

    def __init__(self, test, plant="gen1", faults=(), latency=0, clock="still", broker=False,
                 name="", listens=True, **settings):
        scene = test.scene
        kind, self.serial, self.ranges = SIMULATED[plant]
        self.base = by_number(DATA["plants"][plant]["registers"])
        options = ["--plant", kind, "--clock", clock, "--reboot-time", "1"]
        options += ["--latency", str(latency)]
        options += [part for fault in faults for part in ("--fault", fault)]
        self.simulator = scene.simulator(*options, name=f"simulator{name}")
        self.dongle = Dongle(self.simulator.port)
        test.addCleanup(self.dongle.close)
        if not faults:  # they would meet us, too
            self.set({register: value for register, value in self.base.items()
                      if clock == "still" or register not in CLOCK})
        self.broker = scene.broker() if broker else None
        settings = {**environment({}), **settings}
        self.daemon = scene.daemon([self.simulator], self.broker, name=f"daemon{name}",
                                   STATE_DIR=scene.folder / f"state{name}", **settings)
        self.daemon.values()
        self.rest = Rest(self.daemon.rest)
        self.api = Api(self.daemon.rest, self.serial)
        self.mqtt = Mqtt(self.broker.port, self.serial) if broker else None
        if broker:
            test.addCleanup(self.mqtt.stop)
            if listens:
                self.mqtt_is_heard()

    def mqtt_is_heard(self):
        """It subscribes once it knows the inverter."""
        mark = f"GivEnergy/{self.serial}/Control/Mode"

        def is_heard():
            return any(one.topic == mark for one in list(self.mqtt.subscriber.messages))

        def answers():
            self.mqtt.send("noSuchControlAtAll", "1")
            return wait_until(lambda: self.mqtt.results("noSuchControlAtAll"), 0.5)

        if not (wait_until(is_heard, GENEROUS) and wait_until(answers, GENEROUS)):
            raise Failure(f"MQTT commands are not heard: {self.daemon.log()}")

    def registers(self):
        return self.dongle.registers(self.ranges)

    def set(self, wanted):
        """As somebody else, who is no business of the daemon's."""
        now = self.registers()
        for register, value in wanted.items():
            if now[register] != value:
                self.dongle.write(register, value)

    def changes_since(self, before):
        return {register: value for register, value in self.registers().items()
                if value != before[register]}

    def shows(self, control, payload, plan, seconds=20):
        """Waits until the daemon would do just this; what it would do instead, or None."""
        found = None

        def is_it():
            nonlocal found
            found = self.api.plan(control, payload)
            return found == plan

        return None if wait_until(is_it, seconds, 0.05) else found
