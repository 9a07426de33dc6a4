"""One test's processes on loopback: a broker, a Home Assistant, and, when the test wants them, the
simulated plant and the daemon. Those of tests/system, which know how to die and to come back."""

import argparse
import pathlib
import sys
import time
from typing import Any, Callable

TESTS = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(TESTS / "bench/system"), str(TESTS / "system/daemon"),
                str(TESTS / "system/control")]
from callers import Publisher  # noqa: E402
from dialect import Dongle  # noqa: E402
from plants import DATA, CLOCK, by_number  # noqa: E402
from scene import Failure, Scene  # noqa: E402

import announced  # noqa: E402
import environment  # noqa: E402
from home import Home  # noqa: E402
import screenshot  # noqa: E402

HOLDING = ((0, 180),)
# Above the daemon's own pauses while it adopts: 5 s of listening, 3 s after a clearing.
DISCOVERED_WITHIN, QUIET_SECONDS = 120.0, 6.0


class Stage:
    def __init__(self, build: pathlib.Path) -> None:
        self.environment = environment.provide()
        self._settings: dict[str, str] = {}
        self.scene = Scene(build)
        try:
            self.broker = self.scene.broker()
            self.publisher = Publisher(self.broker.port, "old")
            self.home = Home(self.scene, self.environment, self.broker.port)
        except BaseException:
            self.scene.__exit__()
            raise
        self.simulator = self.dongle = self.daemon = None

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        if self.dongle:
            self.dongle.close()
        self.publisher.stop()
        self.scene.__exit__()

    def announce_in(self, style: str) -> None:
        """The daemon's HA_DISCOVERY_STYLE."""
        self._settings["HA_DISCOVERY_STYLE"] = style

    def start_plant(self, *options: str, **settings: Any) -> None:
        """A first-generation hybrid with the settings of tests/data/control_writes.json, and the
        daemon. The settings are looked at as any other client could."""
        self.simulator = self.scene.simulator("--plant", "gen1", "--reboot-time", "1", *options)
        self.dongle = Dongle(self.simulator.port)
        now = self.registers()
        for register, value in by_number(DATA["plants"]["gen1"]["registers"]).items():
            if register not in CLOCK and now[register] != value:
                self.dongle.write(register, value)
        self.daemon = self.scene.daemon([self.simulator], self.broker, TZ="UTC",
                                        WRITES_PER_DAY=100000, **self._settings, **settings)
        self.daemon.values()

    def registers(self) -> dict[int, int]:
        return self.dongle.registers(HOLDING)

    def look(self) -> announced.Broker:
        return announced.look(self.broker.port)

    def wait_for_discovery(self, before: dict[str, str]) -> announced.Broker:
        """Until the daemon has announced something other than what was there, and is done."""
        until, last, since = time.monotonic() + DISCOVERED_WITHIN, None, time.monotonic()
        while time.monotonic() < until:
            now = self.look()
            if now.configs != last:
                last, since = now.configs, time.monotonic()
            elif now.configs != before and time.monotonic() - since > QUIET_SECONDS:
                return now
        raise Failure("the daemon announces nothing: " + self.scene.log("daemon")[-3000:])


def run(parser: argparse.ArgumentParser,
        find_faults: Callable[["Stage", argparse.Namespace], list[str]]) -> int:
    """A test's whole life, for whoever starts it: what it is asked, and the exit code."""
    parser.add_argument("--pictures", type=pathlib.Path, help="a folder: see screenshot.py")
    parser.add_argument("--style", choices=("entity", "device"), default="entity")
    asked = parser.parse_args()
    with Stage(asked.build) as stage:
        stage.announce_in(asked.style)
        try:
            faults = find_faults(stage, asked)
        except Failure as failure:
            faults = [str(failure)]
        if asked.pictures:
            screenshot.take(stage.home.api, asked.pictures)
    print("\n".join(faults))
    return 1 if faults else 0
